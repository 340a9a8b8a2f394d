"""vCards as phones and address books write them."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casquettes.formats.cards import Card, CardProblem, Place, Point, UnreadCard
from casquettes.formats.contactfiles import ContactFile, open_contacts
from casquettes.formats.country_names import country_code, country_codes, country_name
from casquettes.formats.timesheets.problems import FileProblem, Unreadable
from casquettes.formats.timesheets.sources import Source
from casquettes.formats.vcard_lines import CHUNK, MAX_PROPERTY, properties
from casquettes.formats.vcard_writing import write_vcards
from tests.formats.test_shared_samples import expected


def opened(content: str | bytes, encoding: str = "utf-8") -> ContactFile:
    raw = content.encode(encoding) if isinstance(content, str) else content
    return open_contacts(lambda: io.BytesIO(raw))


def read(content: str | bytes, encoding: str = "utf-8") -> list[Card | UnreadCard]:
    return list(opened(content, encoding).cards())


def card(*lines: str, version: str = "3.0") -> Card:
    text = "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])
    (told,) = read(text)
    assert isinstance(told, Card), told
    return told


def test_a_card_of_an_iphone() -> None:
    told = card(
        "PRODID:-//Apple Inc.//iPhone OS 18.1//EN",
        "N:Moreau;Claire;Anne;Mme;",
        "FN:Mme Claire Anne Moreau",
        "ORG:Cabinet Roche;Accueil;",
        "TITLE:Directrice",
        "item1.TEL;type=pref:02 97 00 00 00",
        "item1.X-ABLabel:_$!<Work>!$_",
        "TEL;type=CELL;type=VOICE:06 12 34 56 78",
        "item2.EMAIL;type=INTERNET:claire@exemple.fr",
        "item2.X-ABLabel:Perso",
        "EMAIL;type=HOME;type=pref:c.moreau@exemple.fr",
        "item3.ADR;type=HOME:;Bât. A;3 quai\\, nord;Vannes;;56000;France",
        "item3.X-ABADR:fr",
        "BDAY:1980-01-01",
        "NOTE:Aime le thé\\; pas le café\\nClé sous le pot",
        "URL;type=pref:https://exemple.fr",
        "CATEGORIES:Clients,VIP,myContacts",
        "UID:4f3a",
        "LANG:FR",
    )
    assert told == Card(
        line=1,
        title="Mme",
        first_name="Claire Anne",
        last_name="Moreau",
        company="Cabinet Roche",
        phones=(Point("02 97 00 00 00", "work"), Point("06 12 34 56 78", "mobile")),
        emails=(Point("c.moreau@exemple.fr", "home"), Point("claire@exemple.fr", "Perso")),
        places=(Place("3 quai, nord", "Bât. A", "56000", "Vannes", "FR", "home"),),
        language="fr",
        tags=("Clients", "VIP"),
        note="Aime le thé; pas le café\nClé sous le pot\nhttps://exemple.fr\nDirectrice\nAccueil",
        uid="4f3a",
    )
    assert told.name == "Claire Anne Moreau"


def test_a_card_of_an_old_phone() -> None:
    told = read(
        b"BEGIN:VCARD\r\nVERSION:2.1\r\n"
        b"N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Lef=E8vre;H=E9l=E8ne\r\n"
        b"NOTE;ENCODING=QUOTED-PRINTABLE:deux=\r\n lignes=0D=0A=\r\net fin\r\n"
        b"TEL;CELL:0612345678\r\n"
        b"ADR;DOM;HOME:;;3 rue\r\n  du Port;Vannes;;56000;\r\n"
        b"PHOTO;JPEG;ENCODING=BASE64:\r\n   /9j/4AAQ\r\n/9j/4AAQ==\r\n\r\n"
        b"END:VCARD\r\n"
    )
    assert told == [
        Card(
            line=1,
            first_name="Hélène",
            last_name="Lefèvre",
            phones=(Point("0612345678", "mobile"),),
            places=(Place("3 rue  du Port", "", "56000", "Vannes", "", "home"),),
            note="deux lignes\net fin",
        )
    ]


def test_a_card_of_version_4() -> None:
    told = card(
        "N:Perreault;Simon;;;ing. jr,M.Sc.",
        'TEL;VALUE=uri;TYPE="work,voice";PREF=1:tel:+1-418-656-9254;ext=102',
        "EMAIL:mailto:simon@exemple.ca",
        "ADR:;Suite D2;2875 Laurier;Québec;QC;G1V 2M2;Canada",
        "ADR:;;;;;;Canada",
        "UID:urn:uuid:4f3a",
        version="4.0",
    )
    assert told.last_name == "Perreault ing. jr M.Sc."
    assert told.phones == (Point("+1-418-656-9254 ext. 102", "work"),)
    assert told.emails == (Point("simon@exemple.ca"),)
    assert told.places == (Place("2875 Laurier", "Suite D2", "G1V 2M2", "Québec QC", "CA"),)
    assert told.uid == "4f3a"


@pytest.mark.parametrize(
    "lines",
    [
        ("FN:Cabinet Roche", "ORG:Cabinet Roche"),
        ("N:;;;;", "FN:Cabinet Roche", "X-ABShowAs:COMPANY"),
        ("KIND:org", "FN:Cabinet Roche"),
        ("ORG:Cabinet Roche",),
        ("FN:Cabinet Roche",),
    ],
)
def test_a_firm_is_a_firm(lines: tuple[str, ...]) -> None:
    told = card(*lines)
    assert (told.is_firm, told.company, told.name) == (True, "Cabinet Roche", "Cabinet Roche")


def test_a_name_that_is_not_taken_apart_is() -> None:
    told = card("FN:Mme Claire Moreau", "ORG:Studio 54")
    assert (told.title, told.first_name, told.last_name) == ("Mme", "Claire", "Moreau")
    assert (told.is_firm, told.company) == (False, "Studio 54")
    assert card("FN:Agence 12", "ORG:Roche").last_name == "Agence 12"


def test_a_card_with_no_name_is_known_by_its_mail() -> None:
    told = card("N:;;;;", "EMAIL:a@exemple.fr")
    assert (told.name, told.emails) == ("", (Point("a@exemple.fr"),))


def test_an_unknown_country_stays_beside_the_city() -> None:
    assert card("FN:A", "ADR:12;;;Xanadu;Xanadu;1;Atlantide").places == (
        Place("12", "", "1", "Xanadu, Atlantide"),
    )


def test_what_is_not_read_is_named_by_its_line() -> None:
    told = read(
        "avant\nBEGIN:VCARD\nFN:Un\nbla bla\nBEGIN:VCARD\nFN:Deux\n"
        "NOTE;CHARSET=KOI-42:x\nNOTE;ENCODING=b:a\nEND:VCARD\nX:dehors\n"
        "BEGIN:VCARD\nFN:Liste\nKIND:group\nEND:VCARD\nBEGIN:VCARD\nEND:VCARD\nBEGIN:VCARD\nFN:Fin"
    )
    assert told == [
        UnreadCard(1, CardProblem.OUTSIDE, "avant"),
        UnreadCard(4, CardProblem.NO_PROPERTY, "bla bla"),
        UnreadCard(2, CardProblem.NOT_CLOSED),
        UnreadCard(7, CardProblem.ENCODING, "NOTE"),
        UnreadCard(8, CardProblem.ENCODING, "NOTE"),
        Card(5, first_name="", last_name="Deux"),
        UnreadCard(10, CardProblem.OUTSIDE, "X:dehors"),
        UnreadCard(11, CardProblem.GROUP, "Liste"),
        UnreadCard(15, CardProblem.NOBODY),
        UnreadCard(17, CardProblem.NOT_CLOSED),
    ]


def test_a_note_in_base64_is_read() -> None:
    assert card("FN:A", "NOTE;ENCODING=b:w6l0w6k=").note == "été"


def test_bytes_of_windows_are_read_where_utf_8_is_not_said() -> None:
    text = "BEGIN:VCARD\nVERSION:2.1\nN:Lefèvre;Hélène\nEND:VCARD\n"
    for encoding in ("cp1252", "utf-8", "utf-8-sig", "utf-16"):
        (told,) = read(text, encoding)
        assert isinstance(told, Card)
        assert told.name == "Hélène Lefèvre"
    (odd,) = read(b"BEGIN:VCARD\nN:\x81;Jean\nEND:VCARD\n")
    assert isinstance(odd, Card)
    assert odd.name == "Jean \x81"


def test_a_picture_of_any_size_is_passed_over_and_a_long_note_is_said() -> None:
    picture = f"PHOTO;ENCODING=b:{'A' * 3 * CHUNK}"
    told = read(f"BEGIN:VCARD\nFN:Claire Moreau\n{picture}\nEND:VCARD\n")
    assert [one.name for one in told if isinstance(one, Card)] == ["Claire Moreau"]
    note = f"NOTE:{'A' * (MAX_PROPERTY + CHUNK)}"
    folded = "NOTE:" + "\n ".join("A" * 1000 for _ in range(MAX_PROPERTY // 1000 + 1))
    for long in (note, folded):
        unread, kept = read(f"BEGIN:VCARD\nFN:Claire Moreau\n{long}\nEND:VCARD\n")
        assert unread == UnreadCard(3, CardProblem.TOO_LONG, "NOTE")
        assert isinstance(kept, Card)
    exact = f"NOTE:{'A' * (CHUNK - 5)}"
    (kept,) = read(f"BEGIN:VCARD\nFN:A\n{exact}\nEND:VCARD\n")
    assert isinstance(kept, Card)
    assert len(kept.note) == CHUNK - 5


def test_a_file_cut_in_the_middle_of_a_picture_says_so() -> None:
    told = read(f"BEGIN:VCARD\nFN:Claire\nPHOTO;ENCODING=b:{'A' * 2 * CHUNK}")
    assert told == [UnreadCard(1, CardProblem.NOT_CLOSED)]
    nothing = Source(lambda: io.BytesIO(b""), "utf-8", {})
    assert list(properties(nothing)) == []


def test_a_file_of_something_else_is_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        opened("BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n")
    assert (refused.value.problem, refused.value.line) == (FileProblem.NO_TABLE, 1)


def test_more_contacts_than_anyone_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casquettes.formats.contactfiles.MOST_CONTACTS", 1)
    with pytest.raises(Unreadable) as refused:
        read("BEGIN:VCARD\nFN:A\nEND:VCARD\n" * 2)
    assert (refused.value.problem, refused.value.line) == (FileProblem.MANY_ROWS, 4)


def test_countries_are_known_by_name_and_code() -> None:
    assert [country_code(name) for name in ("france", "U.S.A.", "be", "Belgique", "Oz")] == [
        "FR", "US", "BE", "BE", "",
    ]  # fmt: skip
    assert country_name("DE", language="fr") == "Allemagne"
    assert country_name("DE", language="en-gb") == "Germany"
    assert country_name("QQ", language="fr") == "QQ"
    assert len(country_codes()) == 249


# --- What we write, we read -----------------------------------------------------------------

words = st.text(
    st.characters(exclude_categories=["C", "Z"], include_characters=" ,;:\\\n"), max_size=90
).map(lambda text: " ".join(text.split()))
some = words.filter(bool)
labels = st.sampled_from(["", "home", "work", "mobile", "fax", "pager", "Chez Anne"])
values = words.filter(lambda text: text and not text.lower().startswith(("tel:", "mailto:")))
points = st.lists(st.builds(Point, value=values, label=labels), max_size=3).map(tuple)
places = st.lists(
    st.builds(
        Place, street=some, street2=words, postcode=words, city=words,
        country=st.sampled_from(["", "FR", "BE", "US"]), label=labels,
    ),
    max_size=2,
).map(tuple)  # fmt: skip
tags = st.lists(st.sampled_from(["Clients", "À suivre", "VIP"]), unique=True).map(tuple)


@given(
    st.lists(
        st.builds(
            Card, line=st.just(0), is_firm=st.just(False), title=words, first_name=words,
            last_name=some, company=words, phones=points, emails=points, places=places,
            tags=tags, note=words, uid=words.filter(lambda text: ":" not in text),
        ),
        min_size=1, max_size=3,
    )
)  # fmt: skip
def test_what_is_written_is_read_again(cards: list[Card]) -> None:
    text = "".join(write_vcards(cards))
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    again = read(text)
    assert all(isinstance(told, Card) for told in again)
    for told, wanted in zip(again, cards, strict=True):
        assert isinstance(told, Card)
        for name in ("title", "first_name", "last_name", "company", "note", "uid", "tags"):
            assert getattr(told, name) == getattr(wanted, name), name
        assert (told.phones, told.emails, told.places) == (
            wanted.phones,
            wanted.emails,
            wanted.places,
        )


def test_a_firm_and_someone_without_a_name_are_written_too() -> None:
    firm = Card(0, is_firm=True, company="Cabinet Roche", note="a\r\nb\rc")
    nameless = Card(0, emails=(Point("a@exemple.fr", "work"),))
    text = "".join(write_vcards([firm, nameless]))
    assert "FN:Cabinet Roche\r\nN:;;;;\r\nX-ABShowAs:COMPANY" in text
    assert "FN:a@exemple.fr" in text
    first, _second = read(text)
    assert isinstance(first, Card)
    assert (first.is_firm, first.company, first.note) == (True, "Cabinet Roche", "a\nb\nc")
    assert next(write_vcards([Card(0, last_name="")])).startswith("BEGIN:VCARD")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(noise: bytes) -> None:
    with contextlib.suppress(Unreadable):
        read(b"BEGIN:VCARD\nFN:A\n" + noise + b"\nEND:VCARD\n")


@pytest.mark.parametrize(("path", "wanted"), expected("vcf"))
def test_a_vcard_of_another_tool_gives_what_is_expected(
    path: Path, wanted: dict[str, dict[str, int]]
) -> None:
    if "cards" not in wanted:
        with pytest.raises(Unreadable):
            opened(path.read_bytes())
        return
    told = read(path.read_bytes())
    cards = [one for one in told if isinstance(one, Card)]
    assert len(cards) + len(told[len(cards) :]) == wanted["cards"]
    assert sum(len(one.emails) for one in cards) == wanted["vobject"]["emails"]
    assert sum(len(one.phones) for one in cards) == wanted["vobject"]["tels"]
