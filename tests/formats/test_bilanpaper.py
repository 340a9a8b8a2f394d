"""A bilan on paper: two pages at most whatever she wrote, tagged, its charts told in words."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import pikepdf
import pytest

from casquettes.formats import bilanpaper as paper
from casquettes.formats.bilanpaper import (
    MOST_LETTERS,
    Drawn,
    Fall,
    HatBar,
    Month,
    Number,
    Pair,
    Ruler,
    Sheet,
    Words,
    bounded,
    fitted,
)

HATS = ("production", "sales", "manager", "logistics", "creation", "pilot", "quality", "")
NAMES = ("Production", "Commercial", "Gestionnaire", "Logistique", "Création", "Pilote")
FALL = Fall("Facturé, pas encore encaissé", "−1\u202f249\u202f€", 0.6, 0.7, is_level=False)
SHEET = Sheet(
    language="fr",
    title="Bilan de rentrée, août 2026",
    author="L’Armoire Légère",
    about=("L’Armoire Légère", "Du 28 août 2025 au 26 août 2026", "Fermé le 27 août 2026"),
    made_on=dt.date(2026, 8, 27),
    ruler=Ruler("32,4\u202f%", "592 h vendues", "Part facturée 32,4 %", 0.324, 0.35, 0.351),
    footer="L’Armoire Légère",
    page="page {page} / {pages}",
)
LONG = "Les clientes du printemps ont rappelé, une fois sur deux, pour une pièce de plus. " * 9


def full(words: str = "Dit en une phrase.") -> Sheet:
    """As much as a sheet can hold."""
    falls = Drawn("L’argent", "Facturé, il reste", (FALL,) * 8 + (replace(FALL, is_level=True),))
    months = tuple(
        Month("août", None if rank % 5 == 0 else 0.2 + rank / 90, rank / 20) for rank in range(20)
    )
    pair = Pair("Part facturée", 0.95, "vous pensiez 36 %", 0.8, "mesuré 32,4 %")
    return replace(
        SHEET,
        numbers=(Number("8,28\u202f€", "restent d’une heure travaillée"),) * 6,
        hats=Drawn(
            "Le temps", "Production 746 h", tuple(HatBar(h, h or "?", "89 h", 1 / 8) for h in HATS)
        ),
        guesses=Drawn("Pensé, mesuré", "", (pair, pair, replace(pair, then=None))),
        months=Drawn("Mois par mois", "août", months, "Ligne : part facturée. Colonnes : facturé."),
        money=falls,
        hour=replace(falls, note="impôt non compté"),
        next_title="Ce que vous avez décidé",
        first=words,
        first_title="Première action",
        decided=(Words(words, (words,) * 5),) * 5,
        words_title="Ce que vous avez dit",
        words=(Words("Vos trois fiertés ?", (words,) * 6, hers=True), Words("Buts", (words,))) * 20,
    )


def pages(sheet: Sheet) -> int:
    with pikepdf.open(io.BytesIO(paper.pdf(sheet))) as opened:
        return len(opened.pages)


@pytest.mark.parametrize("words", ["Court.", LONG, "Anticonstitutionnellement" * 40])
def test_two_pages_hold_whatever_she_wrote(words: str) -> None:
    assert pages(full(words)) == 2


def test_figures_alone_stand_on_one_page() -> None:
    assert pages(SHEET) == 1
    assert pages(replace(SHEET, ruler=Ruler("—", "Trop peu de jours", "Pas de part"))) == 1


def test_it_is_an_archive_that_can_be_read_aloud() -> None:
    with pikepdf.open(io.BytesIO(paper.pdf(full()))) as opened:
        words = opened.open_metadata()
        assert words["pdfaid:part"] == "2"
        assert words["pdfaid:conformance"] == "A"
        assert words["pdfuaid:part"] == "1"
        assert words["dc:title"] == "Bilan de rentrée, août 2026"
        assert str(opened.Root.Lang) == "fr"
        told = {str(one.Alt) for one in opened.objects if _is_figure(one)}
    assert {"Part facturée 32,4 %", "Production 746 h", "août", "Facturé, il reste"} <= told


def _is_figure(one: pikepdf.Object) -> bool:
    return isinstance(one, pikepdf.Dictionary) and "/Alt" in one


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert paper.pdf(full()) == paper.pdf(full())


def test_its_pages_are_pictures_too() -> None:
    one, two = paper.pictures(SHEET, ppi=30), paper.pictures(full(), ppi=30)

    assert (len(one), len(two)) == (1, 2)
    assert all(each.startswith(b"\x89PNG") for each in one + two)


def test_markup_is_printed_as_typed() -> None:
    assert pages(full('#panic("x") $ *gras* \\ @ref <b> 🎩')) == 2


def test_a_long_line_is_cut_at_a_word_and_says_so() -> None:
    (kept,) = bounded((Words("Titre", (LONG,)),))

    assert kept.lines[0].endswith(" …".replace(" ", "\u00a0"))
    assert len(kept.lines[0]) <= 260


def test_what_finds_no_room_is_left_out() -> None:
    kept = bounded((Words("Titre", (LONG,) * 4),) * 12)

    assert sum(len(line) for each in kept for line in each.lines) <= MOST_LETTERS
    assert len(kept) < 12


def test_three_decisions_stand_at_the_foot_of_the_first_page() -> None:
    kept = fitted(full(LONG))

    assert len(kept.decided) == 3
    assert all(len(each.title) <= 90 for each in kept.decided)
