"""Address books as tables: Google, Outlook, iCloud's like, and any table with titles."""

from __future__ import annotations

import contextlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casquettes.formats.cards import Card, CardProblem, Place, Point, UnreadCard
from casquettes.formats.contactfiles import ContactFile, open_contacts
from casquettes.formats.timesheets.problems import FileProblem, Unreadable

GOOGLE = (
    "First Name,Middle Name,Last Name,Phonetic First Name,Name Prefix,Name Suffix,Nickname,File As,"
    "Organization Name,Organization Title,Birthday,Notes,Photo,Labels,E-mail 1 - Label,"
    "E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,"
    "Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City,"
    "Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,"
    "Address 1 - Extended Address,Website 1 - Value,Custom Field 1 - Value\n"
)


def opened(content: str | bytes, encoding: str = "utf-8") -> ContactFile:
    raw = content.encode(encoding) if isinstance(content, str) else content
    return open_contacts(lambda: io.BytesIO(raw))


def read(content: str | bytes, encoding: str = "utf-8") -> list[Card | UnreadCard]:
    return list(opened(content, encoding).cards())


def one(content: str, encoding: str = "utf-8") -> Card:
    (told,) = read(content, encoding)
    assert isinstance(told, Card), told
    return told


def test_the_contacts_of_google() -> None:
    file = opened(
        GOOGLE + "Claire,Anne,Moreau,,Mme,,Clairette,,Cabinet Roche,Directrice,1980-01-01,Fidèle,,"
        "Clients ::: * myContacts,* Perso,claire@x.fr ::: c2@x.fr,Other,c3@x.fr,Mobile,"
        '06 12 34 56 78,Home,"3 quai, 56000 Vannes",3 quai,Vannes,BP 12,,56000,FR,,'
        "https://x.fr,zéro\n"
    )
    assert (file.format, file.left_out) == ("csv", ("Custom Field 1 - Value",))
    assert list(file.cards()) == [
        Card(
            line=2,
            title="Mme",
            first_name="Claire Anne",
            last_name="Moreau",
            company="Cabinet Roche",
            phones=(Point("06 12 34 56 78", "mobile"),),
            emails=(Point("claire@x.fr", "Perso"), Point("c2@x.fr", "Perso"), Point("c3@x.fr")),
            places=(Place("3 quai", "BP 12", "56000", "Vannes", "FR", "home"),),
            tags=("Clients",),
            note="Fidèle\nDirectrice\nhttps://x.fr",
        )
    ]


def test_the_contacts_of_google_as_they_were_before() -> None:
    told = one(
        "Name,Given Name,Family Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value\n"
        "Claire Moreau,Claire,Moreau,* myContacts ::: * Amis,* Work,c@x.fr\n"
    )
    assert (told.name, told.tags) == ("Claire Moreau", ("Amis",))
    assert told.emails == (Point("c@x.fr", "work"),)


def test_the_contacts_of_outlook_in_french() -> None:
    file = opened(
        "Titre;Prénom;Nom;Société;Fonction;Rue (bureau);Ville (bureau);Dép/Région (bureau);"
        "Code postal (bureau);Pays/Région (bureau);Rue (domicile);Ville (domicile);"
        "Téléphone (bureau);Télécopie (bureau);Tél. mobile;Adresse de messagerie;"
        "Adresse de messagerie 2;Catégories;Truc\r\n"
        "M.;Paul;Le Gall;SARL Le Gall;Gérant;2 rue du Port;Lorient;Bretagne;56100;Oz;"
        "4 rue;Auray;02 97 00 00 00;02 97 00 00 01;06 00 00 00 00;p@x.fr;p2@x.fr;Pro;x\r\n",
        "cp1252",
    )
    assert file.left_out == ("Truc",)
    (told,) = file.cards()
    assert isinstance(told, Card)
    assert (told.title, told.name, told.company) == ("M.", "Paul Le Gall", "SARL Le Gall")
    assert [(point.value[-2:], point.label) for point in told.phones] == [
        ("00", "work"), ("01", "fax"), ("00", "mobile"),
    ]  # fmt: skip
    assert told.emails == (Point("p@x.fr"), Point("p2@x.fr"))
    assert told.places == (
        Place("2 rue du Port", "", "56100", "Lorient Bretagne, Oz", "", "work"),
        Place("4 rue", "", "", "Auray", "", "home"),
    )


def test_any_table_with_titles() -> None:
    told = read(
        "Mes clients\n\nClient;Téléphone;E-mail;Adresse;CP;Ville;SIRET;Langue;Origine;Étiquettes\n"
        'Cabinet Roche;0297;r@r.fr;"1 rue\nBât. A";56000;Vannes;73282932000074;FR;Salon;a, b;\n'
        "Mme Hélène Durand;;;;;;;;;\n"
        ";;;x;;;;;;\n"
        "A;1;2;3;4;5;6;7;8;9;10\n"
        "'=cmd;;;;;;;;;\n"
        "'t Hooft;;;;;;;;;\n"
    )
    assert told[0] == UnreadCard(1, CardProblem.ABOVE_HEADER, "Mes clients")
    assert told[1] == Card(
        line=4,
        is_firm=True,
        company="Cabinet Roche",
        phones=(Point("0297"),),
        emails=(Point("r@r.fr"),),
        places=(Place("1 rue", "Bât. A", "56000", "Vannes"),),
        siret="73282932000074",
        language="fr",
        origin="Salon",
        tags=("a", "b"),
    )
    helene, unread, wide, formula, hooft = told[2:]
    assert isinstance(helene, Card)
    assert (helene.line, helene.title, helene.name) == (6, "Mme", "Hélène Durand")
    assert unread == UnreadCard(7, CardProblem.NOBODY, "x")
    assert wide == UnreadCard(8, CardProblem.WIDTH, "A 1 2 3 4 5 6 7 8 9 10")
    assert isinstance(formula, Card)
    assert isinstance(hooft, Card)
    assert (formula.name, hooft.name) == ("=cmd", "'t Hooft")


def test_what_says_nothing_adds_nothing() -> None:
    told = one("Nom,E-mail,Pays\nClaire Moreau,a@x.fr ::: ,France\n")
    assert (told.emails, told.places) == ((Point("a@x.fr"),), ())


@pytest.mark.parametrize(
    ("titles", "cells", "name", "firm"),
    [
        ("Nom,Prénom", "Moreau,Claire", "Claire Moreau", False),
        ("Nom", "Claire Moreau", "Claire Moreau", False),
        ("Nom,Type", "Roche,Entreprise", "Roche", True),
        ("Société,Nom", "Roche,Claire Moreau", "Claire Moreau", False),
        ("Société,Nom", "Agence 12,Agence 12", "Agence 12", True),
        ("Société,Nom", "Roche,Agence 12", "Agence 12", False),
        ("Nom,Mail,Société", ",a@x.fr,Roche", "Roche", True),
        ("Société,Nom,Type", "Roche,Claire Moreau,pro", "Roche", True),
    ],
)
def test_who_it_is_follows_from_the_columns(titles: str, cells: str, name: str, firm: bool) -> None:
    told = one(f"{titles}\n{cells}\n")
    assert (told.name, told.is_firm) == (name, firm)


@pytest.mark.parametrize(
    "content",
    [
        "a,b,c\n1,2,3\n",
        "User,Email,Client,Project,Task,Billable,Start date,Start time,End date,Duration,Amount\n",
        "Date;Libellé;Montant\n01/02/2026;Loyer;-400\n",
    ],
)
def test_a_table_of_something_else_is_refused(content: str) -> None:
    with pytest.raises(Unreadable) as refused:
        opened(content)
    assert (refused.value.problem, refused.value.line) == (FileProblem.NO_TABLE, 1)


def test_a_quote_left_open_and_too_many_columns_are_named_by_their_line() -> None:
    with pytest.raises(Unreadable) as refused:
        read('Nom,E-mail\nA,"b\nC,d\n')
    assert (refused.value.problem, refused.value.line) == (FileProblem.QUOTES, 2)
    with pytest.raises(Unreadable) as refused:
        opened("Nom," * 400 + "\n")
    assert refused.value.problem is FileProblem.MANY_COLUMNS
    many = "\n".join(["Nom,E-mail", *(f"A{rank},a{rank}@x.fr" for rank in range(30)), 'B,"c'])
    with pytest.raises(Unreadable) as refused:
        read(many)
    assert (refused.value.problem, refused.value.line) == (FileProblem.QUOTES, 32)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(noise: str) -> None:
    with contextlib.suppress(Unreadable):
        read("Nom,E-mail\n" + noise)


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(categories=["L"]), min_size=1, max_size=20),
            st.text(st.characters(categories=["L"]), min_size=1, max_size=20),
        ),
        min_size=1,
        max_size=20,
    ),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_every_row_comes_out(names: list[tuple[str, str]], sign: str, encoding: str) -> None:
    rows = [f"Prénom{sign}Nom", *(f"{first}{sign}{last}" for first, last in names)]
    told = read("\r\n".join(rows), encoding)
    assert [(c.first_name, c.last_name) for c in told if isinstance(c, Card)] == names
