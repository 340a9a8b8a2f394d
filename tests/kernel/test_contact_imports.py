"""An address book comes in once, says what it leaves out, and can be taken back."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from casquettes.formats.tables import french_csv
from casquettes.formats.vcard_writing import write_vcards
from casquettes.kernel.actions.contact_imports import bring_in, file_of, keep_file, take_back
from casquettes.kernel.actions.contacts import ContactRefused
from casquettes.kernel.models import Business, Contact, ContactImport, User
from casquettes.kernel.queries.contact_files import cards_of, table_of, whole
from tests.cast import NOW
from tests.kernel.people import contact, in_english  # noqa: F401
from tests.production import works

pytestmark = pytest.mark.usefixtures("in_english")

CARDS = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Moreau;Claire;;Mme;\r\nFN:Claire Moreau\r\n"
    "TEL;TYPE=CELL:06 12 34 56 78\r\nTEL;TYPE=WORK:poste 12\r\nEMAIL:claire@exemple.fr\r\n"
    "ADR;TYPE=HOME:;;3 quai;Vannes;;56000;France\r\nCATEGORIES:VIP\r\nUID:4f3a\r\nEND:VCARD\r\n"
    "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Cabinet Roche\r\nORG:Cabinet Roche\r\nLANG:xx\r\n"
    "END:VCARD\r\n"
    "BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n"
)


def kept(business: Business, content: str | bytes = CARDS, name: str = "c.vcf") -> ContactImport:
    raw = content.encode() if isinstance(content, str) else content
    return keep_file(business, None, file_name=name, content=raw, at=NOW)


def brought(business: Business, content: str | bytes = CARDS) -> ContactImport:
    made = kept(business, content)
    bring_in(made, file_of(made), at=NOW)
    return made


def test_contacts_come_in_with_all_they_have(business: Business) -> None:
    made = kept(business)
    look = bring_in(made, file_of(made), at=NOW)
    assert (look.contacts, look.duplicates, look.unread_count) == (2, 0, 1)
    claire = Contact.objects.get(last_name="Moreau")
    assert (claire.title, claire.foreign_id, claire.brought_by) == ("Mme", "4f3a", made)
    assert [(point.value, point.label) for point in claire.points.all()] == [
        ("+33612345678", "mobile"),
        ("poste 12", "work"),
        ("claire@exemple.fr", ""),
    ]
    (place,) = claire.addresses.all()
    assert (str(place), place.country, place.label) == ("3 quai, 56000 Vannes", "FR", "home")
    assert "vannes" in claire.search_text
    roche = Contact.objects.get(company="Cabinet Roche")
    assert (roche.kind, roche.language) == ("firm", "")
    with pytest.raises(ContactRefused):
        bring_in(made, file_of(kept(business)), at=NOW)


def test_the_same_file_adds_nobody_twice(business: Business) -> None:
    brought(business)
    again = kept(business)
    look = bring_in(again, file_of(again), at=NOW)
    assert (look.contacts, look.duplicates, look.added) == (2, 2, 0)
    twice = kept(business, "Nom;Mail\nAnne Petit;a@x.fr\nAnne Petit;a@x.fr\nAnne Petit;b@x.fr\n")
    look = bring_in(twice, file_of(twice), at=NOW)
    assert (look.contacts, look.duplicates, look.added) == (3, 1, 2)


def test_whoever_is_here_already_is_known_by_name_and_one_thing_more(business: Business) -> None:
    contact(business, first_name="Claire", last_name="Moreau", phone="+33612345678")
    contact(business, first_name="Paul", last_name="Le Gall", city="Lorient")
    contact(business, kind="firm", company="Roche", siret="73282932000074")
    look = bring_in(
        made := kept(
            business,
            "Nom;Téléphone;Ville;SIRET\nMOREAU Claire;06.12.34.56.78;;\nPaul Le Gall;;LORIENT;\n"
            "Paul Le Gall;;Auray;\nPaul Le Gall;;;\nAutre Nom;;;732 829 320 00074\n",
            "c.csv",
        ),
        file_of(made),
        at=NOW,
    )
    assert (look.contacts, look.duplicates) == (5, 4)
    assert [str(each.addresses.get().city) for each in made.contacts.all()] == ["Auray"]


def test_what_cannot_be_kept_in_its_place_goes_into_the_note(business: Business) -> None:
    brought(
        business,
        f"Nom;SIREN;SIRET;IBAN;Langue\n{'A' * 200};123;73282932000074;FR00;fr\n"
        "B;552100554;73282932000074;;\n",
    )
    long, other = Contact.objects.order_by("id")
    assert (len(long.last_name), long.siren, long.siret) == (80, "732829320", "73282932000074")
    assert long.note == f"{'A' * 200}\nsiren: 123\niban: FR00"
    assert long.language == "fr"
    assert other.note == "SIREN 552100554"


def test_taking_back_leaves_those_in_use(business: Business) -> None:
    made = brought(business)
    contact(business, last_name="Durand", payer=Contact.objects.get(company="Cabinet Roche"))
    works.mission_of(Contact.objects.get(last_name="Moreau"))
    assert take_back(made, at=NOW) == (1, 1)
    assert sorted(Contact.objects.values_list("last_name", flat=True)) == ["Durand", "Moreau"]
    made.refresh_from_db()
    assert made.undone_at == NOW


def test_what_goes_out_comes_in_again(business: Business) -> None:
    brought(business)
    claire = Contact.objects.get(last_name="Moreau")
    claire.note = "=1+1, deux\nlignes ; et fin"
    claire.siret = claire.siret or "73282932000074"
    claire.save()
    contacts = list(whole(Contact.objects.of(business).order_by("id")))
    vcf = "".join(write_vcards(cards_of(contacts)))
    csv = french_csv(table_of(contacts, language="en"))
    for content in (vcf, csv):
        again = kept(business, content)
        look = bring_in(again, file_of(again), at=NOW)
        assert (look.contacts, look.duplicates, look.unread_count) == (2, 2, 0)
        assert look.left_out in ((), ("Who pays", "Next follow-up"))
    Contact.objects.all().delete()
    brought(business, csv)
    back = Contact.objects.get(last_name="Moreau")
    assert (back.name, back.note, back.siret) == (claire.name, claire.note, claire.siret)
    assert [point.value for point in back.points.all()] == [
        "+33612345678",
        "poste 12",
        "claire@exemple.fr",
    ]
    assert str(back.addresses.get()) == "3 quai, 56000 Vannes"
    assert Contact.objects.get(company="Cabinet Roche").kind == "firm"


def test_she_looks_then_brings_in_then_takes_back(
    anne: User, business: Business, now: object, client_of: Callable[[User], Client]
) -> None:
    hers = client_of(anne)
    file = SimpleUploadedFile("carnet.vcf", CARDS.encode())
    led = hers.post("/contacts/import/", {"file": file})["Location"]
    page = hers.get(led).content.decode()
    assert "<strong>2</strong> new contacts. Nothing is written yet." in page
    assert "no name, no firm, no e-mail address, no telephone" in page
    assert not Contact.objects.exists()
    assert hers.post(f"{led}commit/")["Location"] == led
    assert hers.post(f"{led}commit/")["Location"] == led
    assert Contact.objects.count() == 2
    assert "2 contacts came in" in hers.get(led).content.decode()
    assert hers.post(f"{led}undo/")["Location"] == "/contacts/import/"
    assert not Contact.objects.exists()
    assert "taken back" in hers.get("/contacts/import/").content.decode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n000", "This is no text file."),
        (b"a,b\n1,2\n", "No contacts were found in this file"),
        (b'Nom,Mail\nA,"b\nC,d\n', "A quotation mark opens on line 2"),
        (b" ", "This file is empty."),
    ],
)
def test_a_wrong_file_says_what_to_bring(
    content: bytes, said: str, anne: User, client_of: Callable[[User], Client]
) -> None:
    file = SimpleUploadedFile("x.csv", content)
    answer = client_of(anne).post("/contacts/import/", {"file": file})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not ContactImport.objects.exists()


def test_a_file_given_up_is_forgotten(
    anne: User, business: Business, client_of: Callable[[User], Client]
) -> None:
    made = kept(business)
    assert client_of(anne).post(f"/contacts/import/{made.pk}/drop/").status_code == 302
    assert not ContactImport.objects.exists()


@pytest.mark.own_computer
def test_the_command_brings_in_says_and_repeats_nothing(
    tmp_path: Path, settled: Callable[[Path], Path]
) -> None:
    book = tmp_path / "carnet.vcf"
    book.write_text(CARDS)

    def run(*words: object) -> tuple[int, dict]:
        done = subprocess.run(
            [sys.executable, "-m", "casquettes.config.command", "import", "contacts"]
            + [str(word) for word in words]
            + ["--json"],
            env={**os.environ, "CASQUETTES_HOME": str(tmp_path / "home")},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return done.returncode, json.loads(done.stdout)

    unread = [
        {
            "line": 18,
            "reason": "ni nom, ni entreprise, ni adresse e-mail, ni téléphone",
            "code": "nobody",
        }
    ]
    code, told = run(book, "--dry-run")
    assert (code, told["format"], told["contacts"]) == (0, "vcard", 2)
    assert (told["duplicates"], told["unread"]) == (0, unread)
    assert not (tmp_path / "home").exists()
    settled(tmp_path / "home")
    assert run(book)[1]["added"] == 2
    assert run(book)[1] == {
        "format": "vcard",
        "contacts": 2,
        "duplicates": 2,
        "added": 0,
        "columns_left_out": [],
        "unread": unread,
    }
    book.write_text('Nom,Mail\nA,"b\n')
    code, told = run(book)
    assert (code, told["error"]["line"]) == (2, 2)
    assert run(tmp_path / "rien.vcf")[0] == 2


def test_a_big_book_is_counted_whole(business: Business) -> None:
    rows = io.StringIO()
    rows.write("Nom;E-mail\n")
    for rank in range(1203):
        rows.write(f"Client {rank};c{rank}@exemple.fr\n")
    made = brought(business, rows.getvalue())
    assert (made.added, made.contacts.count()) == (1203, 1203)
