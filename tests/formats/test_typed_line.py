"""Lines as she types them, French and English, each with exactly what is understood of it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from casquettes.engine import starting
from casquettes.engine.hats import Hat
from casquettes.formats.typed_line import Kind, KnownActivity
from casquettes.formats.typed_line.vocabulary import vocabulary
from tests.formats.lines import ACTIVITIES, NOW, TODAY, YESTERDAY, read
from tests.formats.test_typed_line_times import DAYS, LENGTHS, PROBLEMS, RANGES

# --- whole lines --------------------------------------------------------------------------------

# line: day, start, minutes, hat, activity, label, note (None where nothing is said)
LINES: dict[str, tuple[str | None, str | None, int, str | None, str | None, str, str]] = {
    "2h tri garage Dupont hier": (
        YESTERDAY, None, 120, "production", "pro_seance", "Dupont", "tri garage",
    ),
    "30 min devis Martin": (None, None, 30, "sales", "com_devis", "Léa Martin", ""),
    "9h-12h15 séance chez Léa #production": (
        None, "09:00", 195, "production", "pro_seance", "Léa Martin", "",
    ),
    "1h30 compta": (None, None, 90, "manager", "ges_depenses", "", "compta"),
    "45min rdv découverte Mme Petit mardi matin": (
        "2026-03-10", None, 45, "sales", "com_appel", "Mme Petit", "rdv découverte",
    ),
    "de 9h30 à 11h00, rédaction d'un article": (
        None, "09:30", 90, "creation", "cre_texte", "", "rédaction d'un article",
    ),
    "séance de 2h30 chez mme Haddad": (
        None, None, 150, "production", "pro_seance", "Mme Haddad, cuisine", "",
    ),
    "avant-hier 2h séance haddad cuisine": (
        "2026-03-10", None, 120, "production", "pro_seance", "Mme Haddad, cuisine", "",
    ),
    "à 14h 2h tri chez Nguyen": (
        None, "14:00", 120, "production", "pro_seance", "Nguyen, dressing", "tri",
    ),
    "2h insta": (None, None, 120, "sales", "com_social", "", "insta"),
    "1h réseaux sociaux lundi": ("2026-03-09", None, 60, "sales", "com_social", "", ""),
    "1h réseau": (None, None, 60, "pilot", "pil_reseau", "", ""),
    "20 min URSSAF": (None, None, 20, "manager", "ges_declare", "", ""),
    "1h relance impayés": (None, None, 60, "manager", "ges_relance", "", ""),
    "1h relance devis Dupont": (None, None, 60, "sales", "com_devis", "Dupont", ""),
    "35 min trajet Dupont": (None, None, 35, "logistics", "log_trajet", "Dupont", ""),
    "1h de route, retour de chez da silva": (
        None, None, 60, "logistics", "log_trajet", "da Silva", "route, retour",
    ),
    "2h atelier": (None, None, 120, "production", "pro_atelier", "", ""),
    "2h préparer atelier": (None, None, 120, "creation", "cre_atelier", "", "préparer atelier"),
    "1h bilan": (None, None, 60, "pilot", "pil_bilan", "", ""),
    "1h bilan de fin de mission Dupont": (
        None, None, 60, "quality", "qua_bilan", "Dupont", "",
    ),
    "1h visite Durand": (None, None, 60, "sales", "com_diag", "Durand", ""),
    "10 min appel découverte": (None, None, 10, "sales", "com_appel", "", ""),
    "1h mails #gestionnaire": (None, None, 60, "manager", "ges_admin", "", "mails"),
    "2h #qualité": (None, None, 120, "quality", None, "", ""),
    "3h sur le plan de la buanderie": (
        None, None, 180, None, None, "", "sur le plan de la buanderie",
    ),
    "2h sorting the garage at Dupont yesterday": (
        YESTERDAY, None, 120, "production", "pro_seance", "Dupont", "sorting the garage",
    ),
    "half an hour quote for Martin last Monday": (
        "2026-03-09", None, 30, "sales", "com_devis", "Léa Martin", "",
    ),
    "9am-12:15pm session with Nguyen on Tuesday": (
        "2026-03-10", "09:00", 195, "production", "pro_seance", "Nguyen, dressing", "",
    ),
    "1 hour social media yesterday afternoon": (
        YESTERDAY, None, 60, "sales", "com_social", "", "",
    ),
    "45 minutes weekly review on Friday": (
        "2026-03-06", None, 45, "pilot", "pil_revue", "", "",
    ),
    "90m bookkeeping 3 days ago": (
        "2026-03-09", None, 90, "manager", "ges_depenses", "", "bookkeeping",
    ),
    "20 min call Mrs O’Brien": (None, None, 20, "sales", "com_appel", "Mrs O’Brien", ""),
    "1h back office 12 Feb #back office": (
        "2026-02-12", None, 60, "manager", None, "", "back office",
    ),
}  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_understood_whole(line: str) -> None:
    day, start, length, hat, activity, label, note = LINES[line]
    understood = read(line)
    assert understood.problems == ()
    assert understood.complete
    assert understood.on.isoformat() == (day or TODAY.isoformat())
    assert (understood.starts and understood.starts.isoformat("minutes")) == start
    assert understood.seconds == length * 60
    assert (understood.hat, understood.activity and understood.activity.key) == (hat, activity)
    assert (understood.label, understood.note) == (label, note)


def test_each_part_carries_its_place_in_the_line() -> None:
    understood = read("2h tri garage Dupont hier")
    assert [(part.kind, understood.text(part)) for part in understood.parts] == [
        (Kind.DURATION, "2h"),
        (Kind.ACTIVITY, "tri"),
        (Kind.NOTE, "tri garage"),
        (Kind.LABEL, "Dupont"),
        (Kind.DAY, "hier"),
    ]
    assert understood.part(Kind.HAT) is None
    assert not understood.past_midnight


# --- hat, activity ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tag", "hat"),
    [
        ("#production", Hat.PRODUCTION), ("#Prod", Hat.PRODUCTION), ("#qualite", Hat.QUALITY),
        ("#pilote", Hat.PILOT), ("#Back office", Hat.MANAGER), ("#ventes", Hat.SALES),
        ("casquette logistique", Hat.LOGISTICS), ("#création", Hat.CREATION),
        ("#com", None), ("#nothing", None), ("# production", None), ("#pr", None),
    ],
)  # fmt: skip
def test_a_hat_is_named_after_a_hash(tag: str, hat: Hat | None) -> None:
    assert read(f"2h {tag}").hat == hat


def test_the_hat_chooses_among_activities() -> None:
    understood = read("2h devis #production")
    assert (understood.hat, understood.activity, understood.note) == (
        Hat.PRODUCTION, None, "devis",
    )  # fmt: skip
    assert read("2h tri #prod #production").problems == ()


def test_her_own_names_come_first() -> None:
    own = [
        KnownActivity("own_1", Hat.CREATION, ("Tri des archives",)),
        KnownActivity("own_2", Hat.QUALITY, ("Tri",)),
    ]
    understood = read("2h tri des archives", activities=[*ACTIVITIES, *own])
    assert understood.activity == own[0]
    assert understood.note == ""
    assert read("2h tri", activities=[*ACTIVITIES, *own]).activity == own[1]


def test_an_activity_she_hides_is_no_longer_found() -> None:
    assert read("2h tri", activities=[]).activity is None


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("séances", "pro_seance"), ("seanse", "pro_seance"), ("facuture", "ges_facture"),
        ("fature", "ges_facture"), ("comtpa", "ges_depenses"), ("newsleter", "com_fidel"),
        ("articles", "cre_texte"), ("urssaff", None), ("xyz", None), ("zzzzzzz", None),
        ("trj", None), ("Seanse", None),
    ],
)  # fmt: skip
def test_a_slip_of_one_letter_is_forgiven_in_a_long_word(word: str, key: str | None) -> None:
    understood = read(f"note {word} 1h")
    assert (understood.activity and understood.activity.key) == key


def test_a_forgiven_slip_is_shown_as_such() -> None:
    part = read("1h seanse").part(Kind.ACTIVITY)
    assert part is not None
    assert not part.sure


def test_the_longest_phrase_wins_and_the_others_stay_in_the_note() -> None:
    understood = read("1h facture et bilan de fin de mission")
    assert understood.activity is not None
    assert understood.activity.key == "qua_bilan"
    assert understood.note == "facture"


# --- client -------------------------------------------------------------------------------------

CLIENTS = {
    "2h tri @dupont": "Dupont",
    "2h tri @Saint-Ouen": "Saint-Ouen",
    "2h tri @villa-rose": "villa-rose",
    '2h tri @"Villa Les Pins"': "Villa Les Pins",
    "2h tri chez «Villa Les Pins»": "Villa Les Pins",
    '2h tri @"Villa': "Villa",
    '2h tri @""': "",
    "2h tri chez les Durand": "Durand",
    "2h tri chez la famille Durand": "famille Durand",
    "2h tri chez l’Oréal": "Oréal",
    "2h tri chez M. Durand": "M. Durand",
    "2h tri chez durand": "durand",
    "2h tri client 42": "",
    "2h tri pour dupont": "Dupont",
    "2h tri pour le plaisir": "",
    "2h tri chez": "",
    "2h tri chez Dupond": "Dupont",
    "2h tri chez Martine": "Martine",
    "2h tri Marie Dupont": "Marie Dupont",
    "2h tri Dupont Marie": "Dupont Marie",
    "Garage Dupont 2h": "Dupont",
    "2h tri da silva": "da Silva",
    "1h point avec Jean-Pierre Le Goff": "Jean-Pierre Le Goff",
    "2h tri Jean d'Ormesson": "Jean d'Ormesson",
    "2h tri Durand & Fils": "Durand & Fils",
    "2h tri Villa2 hier": "Villa2",
    "2h tri Appart-12 hier": "Appart-12",
    "2h tri atelier bois": "atelier bois",
    "2h tri Zoé puis Léonie": "Léonie",
    "Rangé 2h": "",
    "Ménage 2h": "",
    "Durand 2h tri": "Durand",
    "Rangé le salon 2h": "",
    "2h tri @ dupont durable": "Dupont",
    "2h chez de la": "de",
    "2h tri chez Mme": "Mme",
}


@pytest.mark.parametrize("line", CLIENTS)
def test_a_client_is_found(line: str) -> None:
    assert read(line).label == CLIENTS[line]


def test_a_client_she_knows_brings_the_words_of_its_label() -> None:
    labels = ["Dupont, cuisine", "Dupont, garage", "Martin, garage"]
    understood = read("2h tri garage Dupont", labels=labels)
    assert (understood.label, understood.note) == ("Dupont, garage", "tri")
    assert read("2h Dupont", labels=labels).label == "Dupont, cuisine"
    assert read("2h tri garage", labels=labels).label == ""


def test_without_known_clients_a_name_with_a_capital_is_a_guess() -> None:
    part = read("30 min devis Martin", labels=[]).part(Kind.LABEL)
    assert part is not None
    assert not part.sure
    marked = read("30 min devis pour Martin", labels=[]).part(Kind.LABEL)
    assert marked is not None
    assert marked.sure


def test_a_title_in_quotes_is_no_client() -> None:
    assert read('2h atelier "Ranger son bureau"').label == ""


def test_a_label_without_a_word_is_never_found() -> None:
    assert read("2h tri & Co", labels=["&", "de la", "42"]).label == "Co"


def test_a_very_long_name_is_cut_to_what_a_label_holds() -> None:
    assert len(read("2h chez " + "A" * 300).label) == 160
    assert read("2h tri " + "Nom " * 30).label == "Nom " * 5 + "Nom"


# --- paid or not --------------------------------------------------------------------------------

NATURES = {
    "2h séance": None, "2h séance facturée": "billed", "2h séance €": "billed",
    "2h facturé Dupont": "billed", "2h facture Dupont": None, "2h séance non facturé": "unbilled",
    "2h séance pas facture": "unbilled", "2h visite offerte": "unbilled",
    "2h free call": "unbilled", "2h unbilled": "unbilled", "2h session not billed": "unbilled",
    "2h billable session": "billed", "50€ 2h tri": None, "30 min pause": "break",
    "pause-déjeuner 45 min": "break", "1h lunch break": "break", "2h tri avec pause": None,
    "1h pause facturée": "billed",
}  # fmt: skip


@pytest.mark.parametrize("line", NATURES)
def test_whether_it_is_paid_is_read(line: str) -> None:
    assert read(line).nature == NATURES[line]


def test_a_billed_mark_is_no_invoice() -> None:
    assert read("2h facturé").activity is None
    invoice = read("2h facture").activity
    assert invoice is not None
    assert invoice.key == "ges_facture"


# --- the note -----------------------------------------------------------------------------------

NOTES = {
    "2h de tri": "tri", "tri : 2h (Dupont)": "tri", "90 min, tri, Dupont": "tri",
    "2h tri - Dupont - hier": "tri", "2h lire (trois fois)": "lire (trois fois)",
    "2h tri fini !": "tri fini !", "2h #inconnu": "#inconnu", "2h 50% fait": "50% fait",
    "2h , ; .": "", "2h tri à côté de Dupont": "tri à côté",
    "2h \u202etri\u202c caché": "tri caché", "2h tri\x00net": "tri net",
    "2h tri\ud800": "tri", "2h سجل اليوم": "سجل اليوم", "2h E\u0301tagères": "E\u0301tagères",
}  # fmt: skip


@pytest.mark.parametrize("line", NOTES)
def test_what_is_not_understood_stays_as_a_note(line: str) -> None:
    assert read(line).note == NOTES[line]


# --- properties ---------------------------------------------------------------------------------

WORDS = st.sampled_from(
    [
        *(word for line in [*LINES, *PROBLEMS, *CLIENTS, *NOTES] for word in line.split()),
        *DAYS, *LENGTHS, *RANGES, "²", "ß", "İ", "\x00", "e\u0301", "שלום", "١٢", "1/2", "@", "«",
    ]
)  # fmt: skip
ANY_LINE = st.one_of(
    st.text(max_size=700),
    st.lists(WORDS, max_size=40).map(" ".join),
    st.lists(WORDS, max_size=40).map("".join),
)


@given(ANY_LINE, st.dates(), st.none() | st.times(), st.sampled_from(["fr", "en", "en-us"]))
@example("½:30", TODAY, NOW, "fr")
@example("²:30", TODAY, NOW, "fr")
@settings(max_examples=300, deadline=None)
def test_any_line_is_read_without_a_fall_and_every_place_lies_in_it(
    line: str, today: dt.date, now: dt.time | None, language: str
) -> None:
    understood = read(line, today=today, now=now, language=language)
    for place in (*understood.parts, *understood.problems):
        assert 0 <= place.start <= place.end <= len(line)
    assert understood.seconds is None or 0 <= understood.seconds <= 24 * 3600
    assert understood.complete is (not understood.problems)
    assert "\x00" not in understood.note + understood.label
    assert len(understood.note) <= 500
    assert len(understood.label) <= 160
    assert read(line, today=today, now=now, language=language) == understood


@given(st.permutations(["2h30", "tri", "chez Nguyen", "hier", "#production", "offert"]))
def test_the_order_of_the_words_does_not_matter(words: list[str]) -> None:
    understood = read(" ".join(words))
    assert (understood.seconds, understood.on.isoformat()) == (9000, YESTERDAY)
    assert (understood.hat, understood.label) == (Hat.PRODUCTION, "Nguyen, dressing")
    assert (understood.nature, understood.note) == ("unbilled", "tri")


# --- the vocabulary -----------------------------------------------------------------------------


def test_every_starting_activity_has_words_and_every_word_one_activity() -> None:
    keys = {start.key for start in starting.activities()}
    assert set(vocabulary().activities.values()) == keys
    assert len(vocabulary().activities) > 900


@pytest.mark.parametrize("start", starting.activities(), ids=lambda start: start.key)
def test_the_full_name_of_an_activity_names_it(start: starting.StartingActivity) -> None:
    for name in (start.name_fr, start.name_en):
        found = read(f"{name}, 2h").activity
        assert found is not None
        assert found.key == start.key
