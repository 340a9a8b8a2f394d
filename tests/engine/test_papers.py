"""What French law wants on papers, by kind, client, regime, day and language."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from casquettes.engine.countries.dated import NotKnown
from casquettes.engine.countries.fr.papers import vat_franchise_wording
from casquettes.engine.countries.packs import papers_of
from casquettes.engine.countries.paper import Sale, Terms
from casquettes.engine.documents import Document, Line, Party, total

FRENCH = papers_of("FR")
DAY = dt.date(2026, 3, 12)
INES = Party(
    name="Inès Delorme EI",
    is_firm=True,
    street="14 rue des Tanneurs",
    postcode="44000",
    city="Nantes",
    siren="732829320",
    email="ines@example.org",
)
CLAIRE = Party(name="Claire Moreau")
ROCHE = Party(name="Cabinet Roche", is_firm=True, siren="732829320")
SESSION = Line("Séance de tri", Decimal(3), "hour", Decimal(55))
BOXES = Line("Boîtes", Decimal(4), "item", Decimal(6), nature="goods")
HOME = Sale(off_premises=True)
ONLINE = Sale(online=True)
SHOP = Sale()
PLAIN = Terms()


def paper(**facts: Any) -> Document:
    lines = facts.pop("lines", (SESSION,))
    known = {
        "kind": "session",
        "number": "F2026-001",
        "issued_on": DAY,
        "seller": INES,
        "buyer": CLAIRE,
        "lines": lines,
        "totals": total(lines),
    }
    return Document(**{**known, **facts})


def words(document: Document, terms: Terms = PLAIN, sale: Sale = SHOP) -> dict[str, str]:
    return {mention.key: mention.text for mention in FRENCH.mentions(document, terms, sale)}


def test_an_invoice_to_a_consumer_claims_neither_penalties_nor_the_fee() -> None:
    assert words(paper()) == {
        "vat_franchise": "TVA non applicable, art. 293 B du CGI",
        "nature": "Nature des opérations\u202f: prestations de services",
        "double_copy": "Note établie en double exemplaire\u202f: l’original vous est remis, "
        "le double est conservé deux ans.",
    }


def test_an_invoice_to_a_professional_says_penalties_the_fee_and_no_discount() -> None:
    assert words(paper(buyer=ROCHE)) == {
        "vat_franchise": "TVA non applicable, art. 293 B du CGI",
        "nature": "Nature des opérations\u202f: prestations de services",
        "late_fees": "En cas de retard de paiement, pénalités au taux annuel de 12,15\u202f% "
        "(taux de la Banque centrale européenne majoré de 10 points), dues dès le lendemain de "
        "l’échéance, sans rappel.",
        "recovery_fee": "Indemnité forfaitaire pour frais de recouvrement en cas de retard\u202f: "
        "40,00\u202f€.",
        "early_discount": "Pas d’escompte pour paiement anticipé.",
    }


def test_an_english_invoice_keeps_the_french_sentences_the_law_wants() -> None:
    found = words(paper(buyer=ROCHE, language="en"))
    assert found["vat_franchise"] == (
        "VAT not applicable, article 293 B of the French tax code "
        "(TVA non applicable, art. 293 B du CGI)"
    )
    assert "penalties at 12.15% a year" in found["late_fees"]
    assert found["recovery_fee"].endswith("€40.00.")


def test_her_own_terms_are_said_instead() -> None:
    terms = Terms(late_rate=Decimal("15.00"), early_discount="2 % sous 8 jours")
    found = words(paper(buyer=ROCHE), terms)
    assert "au taux annuel de 15\u202f%, dues" in found["late_fees"]
    assert found["early_discount"] == "Escompte pour paiement anticipé\u202f: 2 % sous 8 jours"


def test_a_rate_of_hers_below_the_floor_is_raised_to_it() -> None:
    found = words(paper(buyer=ROCHE), Terms(late_rate=Decimal(5)))
    assert "7,86\u202f%" in found["late_fees"]  # 3 × 2.62


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        (Terms(), "au taux annuel de la Banque centrale européenne majoré de 10 points"),
        (Terms(late_rate=Decimal(14)), "au taux annuel de 14\u202f%"),
    ],
)
def test_while_a_rate_is_not_published_the_rule_is_told(terms: Terms, said: str) -> None:
    found = words(paper(buyer=ROCHE, issued_on=dt.date(2027, 1, 5)), terms)
    assert said in found["late_fees"]


def test_a_credit_note_says_neither_penalties_nor_copies() -> None:
    for buyer in (CLAIRE, ROCHE):
        assert words(paper(kind="credit_note", buyer=buyer), Terms(mediator="M")).keys() == {
            "vat_franchise",
            "nature",
        }


def test_a_name_without_ei_gets_the_mention() -> None:
    bare = replace(INES, name="Inès Delorme")
    assert words(paper(seller=bare))["ei"] == "Entrepreneur individuel"
    assert "ei" not in words(paper(seller=replace(INES, name="Inès Delorme, E.I.")))


@pytest.mark.parametrize(
    ("person", "printed"),
    [
        ("Inès Delorme", "Inès Delorme EI"),
        ("Inès Delorme EI", "Inès Delorme EI"),
        ("Inès Delorme, entrepreneure individuelle", "Inès Delorme, entrepreneure individuelle"),
        ("Reine Eibel", "Reine Eibel EI"),
        ("", ""),
    ],
)
def test_the_name_on_papers_says_ei_once(person: str, printed: str) -> None:
    assert FRENCH.legal_name(person) == printed


def test_natures_of_what_is_sold_are_told_together() -> None:
    assert words(paper(lines=(BOXES,)))["nature"].endswith("livraisons de biens")
    both = words(paper(lines=(SESSION, BOXES)))["nature"]
    assert both.endswith("livraisons de biens et prestations de services")
    assert "nature" not in words(paper(lines=()))


def test_vat_on_debits_is_said_by_who_charges_vat_only() -> None:
    terms = Terms(vat_on_debits=True)
    assert words(paper(vat_franchise=False), terms)["vat_debits"] == (
        "Option pour le paiement de la taxe d’après les débits"
    )
    assert "vat_debits" not in words(paper(vat_franchise=False, kind="quote"), terms)
    assert "vat_debits" not in words(paper(vat_franchise=False))
    assert "vat_debits" not in words(paper(), terms)


def test_where_vat_does_not_apply_the_paper_says_so() -> None:
    cayenne = replace(INES, postcode="97300", city="Cayenne")
    found = words(paper(seller=cayenne, vat_franchise=False))
    assert found["vat_elsewhere"].endswith("art.\u00a0294 du CGI")


@pytest.mark.parametrize(
    ("price", "goods", "said"), [("25", False, True), ("24.99", False, False), ("30", True, False)]
)
def test_two_copies_from_25_euros_of_services(price: str, goods: bool, said: bool) -> None:
    line = replace(BOXES if goods else SESSION, quantity=Decimal(1), unit_price=Decimal(price))
    assert ("double_copy" in words(paper(lines=(line,)))) is said


def test_her_insurance_and_mediator_are_printed_when_she_typed_them() -> None:
    terms = Terms(mediator="CM2C, 14 rue Saint-Jean, Paris", insurance="RC Pro Azur 123")
    found = words(paper(), terms)
    assert found["mediator"].endswith("CM2C, 14 rue Saint-Jean, Paris")
    assert found["insurance"] == "Assurance professionnelle\u202f: RC Pro Azur 123"
    assert "mediator" not in words(paper(buyer=ROCHE), terms)


def test_personal_services_are_named_for_listed_lines_only_and_promise_no_tax_credit() -> None:
    terms = Terms(sap_number="SAP732829320")
    assert "sap" not in words(paper(), terms)
    assert "sap" not in words(paper(lines=(replace(SESSION, sap=True),)))
    found = words(paper(lines=(SESSION, replace(SESSION, sap=True))), terms)
    assert "SAP732829320" in found["sap"]
    assert "50" not in found["sap"]
    assert "crédit" not in found["sap"]


def test_a_quote_signed_at_home_carries_notice_form_and_the_days_without_payment() -> None:
    quote = paper(kind="quote", number="D2026-001", deposit=Decimal("1234.50"))
    found = words(quote, Terms(mediator="CM2C"), HOME)
    assert list(found) == [
        "vat_franchise",
        "deposit",
        "payable_from",
        "early_start",
        "withdrawal",
        "withdrawal_form",
        "mediator",
    ]
    assert "1\u202f234,50\u202f€" in found["deposit"]
    assert "délai de 7 jours à compter de la signature" in found["payable_from"]
    assert "dans un délai de 14 jours" in found["withdrawal"]
    who = "Inès Delorme EI, 14 rue des Tanneurs, 44000 Nantes, ines@example.org"
    assert who in found["withdrawal"]
    assert who in found["withdrawal_form"]
    assert "Devis D2026-001" in found["withdrawal_form"]
    assert "en ligne" not in found["withdrawal"]


def test_a_quote_accepted_on_a_page_has_no_days_without_payment() -> None:
    found = words(paper(kind="quote"), sale=ONLINE)
    assert "payable_from" not in found
    assert "en ligne" not in found["withdrawal"]  # before 19 June 2026


def test_since_june_2026_the_page_itself_lets_one_withdraw() -> None:
    found = words(paper(kind="quote", issued_on=dt.date(2026, 6, 19)), sale=ONLINE)
    assert (
        "« Renoncer au contrat ici »".replace("« ", "«\u202f").replace(" »", "\u202f»")
        in (found["withdrawal"])
    )


def test_a_quote_to_a_professional_or_in_her_office_has_no_notice() -> None:
    assert "withdrawal" not in words(paper(kind="quote", buyer=ROCHE), sale=HOME)
    assert "withdrawal" not in words(paper(kind="quote"))


def test_a_deposit_invoice_says_it_will_be_deducted() -> None:
    assert "facture de solde" in words(paper(kind="deposit"))["deposit"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_word_is_left_to_fill(language: str) -> None:
    terms = Terms(Decimal(15), "2 %", True, "M", "A", "S")
    sap = replace(SESSION, sap=True)
    for kind in ("quote", "session", "deposit", "progress", "balance", "credit_note"):
        for buyer in (CLAIRE, ROCHE):
            for franchise in (True, False):
                document = paper(
                    kind=kind,
                    buyer=buyer,
                    language=language,
                    vat_franchise=franchise,
                    lines=(sap, BOXES),
                    issued_on=dt.date(2026, 7, 1),
                    deposit=Decimal(10),
                    currency="CHF",
                )
                for text in words(document, terms, Sale(True, True)).values():
                    assert "{" not in text
                    assert text.strip() == text


def test_what_she_typed_is_never_read_as_a_format() -> None:
    found = words(paper(), Terms(insurance="{seller.name} {0}", mediator="{{7*7}}"))
    assert found["insurance"].endswith("{seller.name} {0}")
    assert found["mediator"].endswith("{{7*7}}")


@pytest.mark.parametrize(
    ("day", "status"),
    [("2024-01-01", "law"), ("2027-01-01", "law"), ("2028-06-30", "law"), ("2028-07-01", "open")],
)
def test_the_sentence_of_the_franchise_is_safe_until_mid_2028(day: str, status: str) -> None:
    wording = vat_franchise_wording(dt.date.fromisoformat(day))
    assert (wording.text, wording.status) == ("TVA non applicable, art. 293 B du CGI", status)


def test_no_sentence_is_known_before_the_first_one() -> None:
    with pytest.raises(NotKnown):
        vat_franchise_wording(dt.date(2023, 12, 31))


def test_what_an_invoice_cannot_do_without() -> None:
    assert FRENCH.lacks(INES, owes_vat=False) == ()
    assert FRENCH.lacks(INES, owes_vat=True) == ("vat_number",)
    assert FRENCH.lacks(Party(name=""), owes_vat=False) == (
        "name",
        "siren",
        "street",
        "postcode",
        "city",
    )


@pytest.mark.parametrize(
    ("postcode", "rates"),
    [
        ("44000", ["20", "10", "5.5", "2.1"]),
        ("20000", ["20", "10", "5.5", "2.1"]),
        ("97100", ["8.5", "2.1"]),
        ("97200", ["8.5", "2.1"]),
        ("97400", ["8.5", "2.1"]),
        ("97300", []),
        ("97600", []),
        ("97150", []),
        ("98800", []),
        ("98000", ["20", "10", "5.5", "2.1"]),
        ("", ["20", "10", "5.5", "2.1"]),
    ],
)
def test_rates_of_vat_by_region(postcode: str, rates: list[str]) -> None:
    figures = FRENCH.vat_rates(FRENCH.region_of(postcode), on=DAY)
    assert [str(figure.value) for figure in figures] == rates
    assert all(figure.sources and figure.status == "secondary" for figure in figures)


@pytest.mark.parametrize(
    ("day", "rate"),
    [
        ("2024-01-01", "14.50"),
        ("2025-06-30", "13.15"),
        ("2025-07-01", "12.15"),
        ("2026-06-30", "12.15"),
        ("2026-12-31", "12.40"),
    ],
)
def test_the_rate_of_each_half_year_is_that_of_the_bank_and_ten_points(day: str, rate: str) -> None:
    figure = FRENCH.late_rate(dt.date.fromisoformat(day))
    assert figure.value == Decimal(rate)
    assert (figure.status, figure.assumed) == ("secondary", False)
    assert "CCOM_L441_10" in figure.sources


@pytest.mark.parametrize("day", ["2023-12-31", "2027-01-01"])
@pytest.mark.parametrize("hers", [None, Decimal(15)])
def test_a_half_year_that_was_not_published_is_never_assumed(
    day: str, hers: Decimal | None
) -> None:
    with pytest.raises(NotKnown):
        FRENCH.late_rate(dt.date.fromisoformat(day), hers=hers)


def test_her_rate_is_never_under_three_times_the_legal_interest() -> None:
    late = dt.date(2026, 7, 1)
    assert FRENCH.late_rate(late, hers=Decimal(8)).value == Decimal("8.25")
    assert FRENCH.late_rate(late, hers=Decimal(9)).value == Decimal(9)


def test_a_country_without_a_pack_claims_no_law() -> None:
    swiss = papers_of("CH")
    terms = Terms(mediator="Ombud", insurance="Mobilière", early_discount="2 %")
    assert [(m.key, m.text) for m in swiss.mentions(paper(), terms)] == [
        ("early_discount", "2 %"),
        ("mediator", "Ombud"),
        ("insurance", "Mobilière"),
    ]
    assert swiss.mentions(paper(), Terms()) == ()
    assert swiss.legal_name("Inès Delorme") == "Inès Delorme"
    assert swiss.lacks(Party(name="Inès"), owes_vat=False) == ("street", "city")
    assert swiss.lacks(INES, owes_vat=True) == ("vat_number",)
    assert swiss.recovery_fee(DAY) == 0
    assert swiss.late_rate(DAY, hers=Decimal(5)).value == 5
    with pytest.raises(NotKnown):
        swiss.late_rate(DAY)
    with pytest.raises(NotKnown):
        swiss.vat_rates(swiss.region_of("1200"), on=DAY)
