"""Letters: starting texts, and words put in place of names in braces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casquettes.engine import letters

KEYS = [
    "quote",
    "quote_again",
    "accepted",
    "question_answer",
    "withdrawal_receipt",
    "deposit",
    "invoice",
    "credit_note",
    "receipt",
    "reminder_1",
    "reminder_2",
    "reminder_3",
]


def test_there_are_twelve_kinds_in_the_order_of_the_work() -> None:
    assert list(letters.kinds()) == KEYS
    assert letters.kinds()["reminder_3"].names == {"fr": "Dernière relance", "en": "Last reminder"}


@pytest.mark.parametrize("language", ["fr", "en", "fr-ca"])
@pytest.mark.parametrize("key", KEYS)
def test_a_starting_text_says_only_what_it_may_use(key: str, language: str) -> None:
    text, values = letters.starting(key, language), letters.samples(key, language)
    for part in (text.subject, text.body):
        filled = letters.fill(part, values)
        assert filled.unknown == ()
        assert "{" not in filled.text
        assert "!" not in filled.text


@pytest.mark.parametrize("key", KEYS)
def test_the_french_is_typed_as_in_print(key: str) -> None:
    text = letters.starting(key, "fr")
    for wrong in (" :", " ?", " ;", "« ", " »", "'", "..."):
        assert wrong not in text.subject + text.body


def test_a_language_we_do_not_have_is_answered_in_english() -> None:
    assert letters.starting("quote", "de").subject == "Your quote {number}"


def test_names_are_read_in_either_language() -> None:
    filled = letters.fill("{numéro} = {number}", {"number": "F-1"})
    assert filled == letters.Filled("F-1 = F-1", ())


def test_a_value_is_never_read_again() -> None:
    filled = letters.fill("Bonjour {client}", {"client": "{iban} {{ 7*7 }}", "iban": "FR76"})
    assert filled.text == "Bonjour {iban} {{ 7*7 }}"


def test_a_name_without_value_stays_and_is_listed_once() -> None:
    filled = letters.fill("{cleint}, {cleint} {numéro} { client }", {"number": "1"})
    assert filled == letters.Filled("{cleint}, {cleint} 1 { client }", ("cleint",))


def test_a_line_of_empty_values_is_left_out_with_its_hole() -> None:
    filled = letters.fill("Bonjour,\n\nPour payer : {lien}\n\nBien à vous,\n", {"link": ""})
    assert filled.text == "Bonjour,\n\nBien à vous,"


def test_a_subject_is_one_line_and_keeps_its_narrow_spaces() -> None:
    assert letters.one_line("Facture\u202f:\r\nBcc: x@example.org\x00\u2028\u202eeh  oh ") == (
        "Facture\u202f: Bcc: x@example.org eh oh"
    )


@given(st.text(), st.dictionaries(st.sampled_from(["client", "number"]), st.text(min_size=1)))
def test_any_text_can_be_filled(text: str, values: dict[str, str]) -> None:
    filled = letters.fill(text, values)
    assert all(f"{{{name}}}" in text for name in filled.unknown)
