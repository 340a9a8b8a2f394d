"""Documents on paper: PDF/A-3a and PDF/UA-1, every text as typed, Factur-X inside."""

from __future__ import annotations

import datetime as dt
import io
import json
import random
import struct
import subprocess
import sys
import zlib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import facturx as oracle
import pikepdf
import pytest
from lxml import etree

from casquettes.engine.documents import Line, Means, Mention
from casquettes.formats import epc, paper
from casquettes.formats.facturx import cii, hybrid
from casquettes.formats.paper.colours import INK, readable
from casquettes.formats.paper.content import content
from casquettes.formats.paper.letters import printable
from casquettes.formats.paper.wording import wording
from tests.formats.bills import BOXES, BRUSSELS, DEPOSITS, HOURS, bills
from tests.formats.test_einvoices import made_up
from tests.papers import ATELIER, DUPONT, IBAN, INES, LINES, credit, taxed
from tests.papers import paper as bill

THIN, FIRM = "\u202f", "\u00a0"
WITHDRAWAL = (
    Mention(
        "withdrawal", "Droit de rétractation. Vous avez 14 jours.\nPour exercer ce droit, écrivez."
    ),
    Mention(
        "withdrawal_form",
        "Formulaire de rétractation (à renvoyer)\nNom du client :\nÀ l’attention "
        "de Inès Delorme EI, 14 rue des Tanneurs, 44000 Nantes, 06 12 34 56 78 :",
    ),
)
QUOTE = {
    "kind": "quote",
    "number": "D-2026-044",
    "version": 2,
    "valid_until": dt.date(2026, 12, 19),
    "due_on": None,
    "deposit": Decimal("73.50"),
    "intro": "Voici.",
    "limits": "Le grenier.",
    "disposal": "Chez Emmaüs.",
    "conditions": "48 h avant.",
    "payable_from": dt.date(2026, 12, 1),
    "note": "À bientôt",
    "mentions": WITHDRAWAL,
}


def test_it_is_an_archive_that_can_be_read_aloud() -> None:
    """PDF/A-3 A, PDF/UA-1, tagged, titled, in French, every font within, every picture told."""
    with pikepdf.open(io.BytesIO(hybrid(bill(), png()))) as opened:
        words = opened.open_metadata()
        assert words["pdfaid:part"] == "3"
        assert words["pdfaid:conformance"] == "A"
        assert words["pdfuaid:part"] == "1"
        assert words["dc:title"] == "Facture F-2026-0143"
        root = opened.Root
        assert str(root.Lang) == "fr"
        assert root.MarkInfo.Marked
        assert root.ViewerPreferences.DisplayDocTitle
        fonts = [font for page in opened.pages for font in page.Resources.Font.values()]
        assert len(fonts) >= 4
        for font in fonts:
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
        told = [
            str(one.Alt)
            for one in opened.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"
        ]
    iban = FIRM.join(("FR76", "3000", "6000", "0112", "3456", "7890", "189"))
    transfer = f"Code QR de virement{THIN}: 245,90{THIN}€ à Inès Delorme, IBAN {iban}, "
    assert told == ["Logo de Inès Delorme EI", transfer + "libellé F-2026-0143"]


def test_the_invoice_is_attached_as_its_alternative() -> None:
    with pikepdf.open(io.BytesIO(hybrid(bill()))) as opened:
        file = opened.Root.AF[0]
        assert str(file.UF) == "factur-x.xml"
        assert str(file.AFRelationship) == "/Alternative"
        assert file.EF.F.read_bytes() == cii(bill())
        said = etree.fromstring(opened.Root.Metadata.read_bytes())
    extension = "{http://www.aiim.org/pdfa/ns/extension/}schemas"
    assert len(list(said.iter(extension))) == 1
    fx = "{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}"
    assert [
        next(said.iter(fx + name)).text for name in ("DocumentFileName", "ConformanceLevel")
    ] == [
        "factur-x.xml",
        "EN 16931",
    ]


@pytest.mark.parametrize("seed", range(20))
def test_what_the_factur_x_library_reads_back_is_what_we_count(seed: int) -> None:
    """500 invoices, twenty-five at a time."""
    for rank in range(25):
        document = made_up(random.Random(1000 + seed * 25 + rank))
        name, xml = oracle.get_xml_from_pdf(hybrid(document), check_xsd=False)
        assert name == "factur-x.xml"
        turn = -1 if document.kind == "credit_note" and document.totals.gross < 0 else 1
        read = etree.fromstring(xml)
        for tag, amount in (
            ("TaxBasisTotalAmount", document.totals.net),
            ("TaxTotalAmount", document.totals.vat),
            ("GrandTotalAmount", document.totals.gross),
            ("DuePayableAmount", document.totals.gross),
        ):
            assert Decimal(read.find(f".//{{*}}{tag}").text) == turn * amount, document.number


@pytest.mark.parametrize("name", bills())
def test_every_kind_can_be_printed(name: str) -> None:
    assert hybrid(bills()[name]).startswith(b"%PDF-1.7")


def test_the_same_document_gives_the_same_bytes() -> None:
    again = "from tests.papers import paper\nfrom casquettes.formats.facturx import hybrid\n"
    again += "import hashlib; print(hashlib.sha256(hybrid(paper())).hexdigest())"
    root = Path(__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", again], cwd=root, capture_output=True, check=True)
    import hashlib

    assert run.stdout.decode().strip() == hashlib.sha256(hybrid(bill())).hexdigest()


def test_code_in_a_name_prints_as_typed() -> None:
    name = '#emph[x] <b>{{7*7}}</b> $x$ @ref *a* _b_ `c` \\ // /* #read("/etc/passwd")'
    document = bill(
        [Line(name, Decimal(1), "", Decimal(1), detail=name, group=name)],
        buyer=replace(DUPONT, name=name),
        note=name,
        title=name,
        footer=name,
    )
    assert name in text_of(paper.pdf(document)).replace("\n", " ")


def test_a_name_in_any_writing_is_printed() -> None:
    """Where no font has the letter, the replacement character stands for it."""
    names = "Łukasz Ştefan Ελένη Мария ليلى 花子 😀 \ue000 \x07 \ud800"
    assert paper.pdf(bill(buyer=replace(DUPONT, name=names))).startswith(b"%PDF")
    assert printable(names) == "Łukasz Ştefan Ελένη Мария ليلى \ufffd\ufffd \ufffd \ufffd   \ufffd"
    assert printable({"a": ["x\r\ny", None, 3]}) == {"a": ["x\ny", None, 3]}
    assert printable("a\u202eb") == "a b"


def test_sixty_pages_say_where_one_is() -> None:
    long = taxed([replace(HOURS, description=f"Ligne {rank}") for rank in range(330)])
    with pikepdf.open(io.BytesIO(paper.pdf(long))) as opened:
        count = len(opened.pages)
    assert count == 11
    written = text_of(paper.pdf(long))
    marks = [written.count(f"page {page} / 11") for page in range(1, 12)]
    assert marks == [1] * 11
    assert written.count("Montant HT") == 10  # the last page holds the small print


def test_pages_can_be_looked_at() -> None:
    pages = paper.pictures(replace(bill(**QUOTE)), ppi=30)
    assert len(pages) == 2
    assert all(page.startswith(b"\x89PNG") for page in pages)
    assert len(paper.pictures(bill(), logo=svg(), ppi=30)) == 1


@pytest.mark.parametrize("logo", ["png", "svg", "jpg", "gif", "webp"])
def test_a_logo_of_each_kind_is_known_by_its_first_bytes(logo: str) -> None:
    starts = {
        "png": b"\x89PNG\r\n",
        "svg": b"<svg",
        "jpg": b"\xff\xd8\xff",
        "gif": b"GIF89a",
        "webp": b"RIFF\x00\x00\x00\x00WEBP",
    }
    assert paper.format_of(starts[logo]) == logo


def test_what_is_due_says_how_and_when() -> None:
    said = content(bill())
    assert said["grand"] == ["À payer", f"245,90{THIN}€"]
    assert said["sums"] == []
    assert said["payment_label"] == f"Règlement avant le 19{FIRM}décembre 2026"
    assert said["payment"][:2] == ["Virement", f"Titulaire{THIN}: Inès Delorme"]
    assert said["groups"][0]["rows"][2]["cells"] == ["1", "offert", f"0,00{THIN}€"]
    assert said["groups"][0]["rows"][0]["cells"][0] == f"3,50{FIRM}h"
    assert said["about"] == [
        "Garage, séance du 12 novembre",
        f"Réalisée le 12{FIRM}novembre 2026",
        f"Catégorie{THIN}: livraison de biens et prestation de services",
    ]


def test_a_balance_shows_what_was_billed_before() -> None:
    said = content(taxed([HOURS, BOXES, *DEPOSITS], kind="balance", discount_rate=Decimal(10)))
    assert [label for label, _amount in said["sums"]] == [
        "Total HT",
        f"Remise 10{THIN}%",
        f"Acompte facturé (F-2026-0101 du 2{FIRM}octobre 2026)",
        f"Acompte facturé (F-2026-0120 du 3{FIRM}novembre 2026)",
        "Net HT",
        f"TVA 5,5{THIN}% sur 48,06{THIN}€",
        f"TVA 20{THIN}% sur 24,49{THIN}€",
    ]
    assert len(said["groups"][0]["rows"]) == 2
    undated = replace(DEPOSITS[0], deducts_on=None)
    assert content(taxed([HOURS, undated]))["sums"][1][0] == "Acompte facturé (F-2026-0101)"


def test_prices_with_vat_say_what_vat_they_hold() -> None:
    said = content(taxed([HOURS, replace(BOXES, vat_rate=None)], gross_entry=True))
    assert said["columns"][-1] == "Montant TTC"
    assert said["sums"] == []
    assert [label for label, _amount in said["after_grand"]] == [
        f"Non soumis à la TVA{THIN}: 53,40{THIN}€",
        f"dont TVA 20{THIN}% sur 162,03{THIN}€",
    ]
    discounted = content(taxed([HOURS], gross_entry=True, discount_rate=Decimal(10)))
    assert [label for label, _amount in discounted["sums"]] == ["Total TTC", f"Remise 10{THIN}%"]


def test_a_credit_note_is_positive_and_asks_for_nothing() -> None:
    said = content(credit(bill()))
    assert said["grand"] == ["À votre crédit", f"245,90{THIN}€"]
    assert (said["payment_label"], said["qr"]) == ("", None)
    assert f"Corrige la facture F-2026-0143 du 19{FIRM}novembre 2026" in said["facts"]
    assert "Corrige la facture F-2026-0143" in content(credit(bill(), corrects_on=None))["facts"]


def test_a_balance_in_her_favour_says_so() -> None:
    said = content(bills()["balance in her favour"])
    assert said["grand"] == ["En votre faveur", f"113,94{THIN}€"]
    assert said["payment"] == []


def test_a_quote_promises_and_is_signed() -> None:
    option = Line("Étiquettes", Decimal(1), "", Decimal(50), is_option=True, group="Après")
    said = content(bill([*LINES, option], **QUOTE))
    assert said["facts"][1:] == ["Version 2", f"Valable jusqu’au 19{FIRM}décembre 2026"]
    assert said["grand"] == ["Total", f"245,90{THIN}€"]
    assert said["after_grand"] == [
        ["Acompte à la commande", f"73,50{THIN}€"],
        ["Solde à la fin de la prestation", f"172,40{THIN}€"],
    ]
    assert said["groups"][1]["rows"][0]["details"] == ["En option, non comprise dans le total"]
    assert said["groups"][1]["subtotal"] == ["Sous-total", f"0,00{THIN}€"]
    assert [title for title, _text in said["sections"]] == [
        "Ce qui n’est pas compris",
        "Évacuation",
        "Conditions",
        "",
    ]
    assert said["sign"][1][0] == "Le client"
    assert said["notice"] == {
        "title": "Droit de rétractation",
        "paragraphs": ["Vous avez 14 jours.", "Pour exercer ce droit, écrivez."],
    }
    assert said["form"]["title"] == "Formulaire de rétractation"
    assert said["form"]["lead"] == "(à renvoyer)"
    assert [blank for _row, blank in said["form"]["rows"]] == [True, False]
    assert content(taxed([HOURS], kind="quote"))["grand"][0] == "Total TTC"


def test_a_form_may_be_told_in_one_sentence() -> None:
    told = (Mention("withdrawal_form", "Formulaire, à renvoyer.\nNom :"),)
    assert content(bill(**{**QUOTE, "mentions": told}))["form"]["lead"] == "À renvoyer."
    plain = (Mention("withdrawal_form", "Formulaire"),)
    assert content(bill(**{**QUOTE, "mentions": plain}))["form"]["lead"] == ""


def test_a_sentence_of_law_is_printed_once() -> None:
    told = (Mention("nature", "Nature : services"), Mention("payable_from", "Rien avant 7 jours"))
    said = content(bill(mentions=told, payable_from=dt.date(2026, 12, 1)))
    assert said["about"][-1] == "Nature : services"
    assert said["sections"] == []
    assert said["legal"] == "Rien avant 7 jours."


def test_who_is_served_where_is_said_when_it_is_not_who_is_billed() -> None:
    said = content(bill(buyer=ATELIER, beneficiary=DUPONT, served_to=dt.date(2026, 11, 14)))
    assert said["about"][1:4] == [
        f"Du 12{FIRM}novembre 2026 au 14{FIRM}novembre 2026",
        "Pour M. et Mme Dupont",
        f"Lieu{THIN}: 8 allée des Saules, 44400 Rezé",
    ]
    assert content(bill(delivery=DUPONT))["about"] == content(bill())["about"]


def test_a_firm_abroad_is_written_to_with_its_country() -> None:
    lines = content(bill(buyer=BRUSSELS, seller=replace(INES, siret="", city="")))
    assert lines["buyer_lines"][3:] == ["Belgique", "", "", "TVA BE0403170701"]
    assert f"SIREN 732{FIRM}829{FIRM}320" in lines["seller_lines"]
    assert lines["facts"][0] == f"Le 19{FIRM}novembre 2026"
    nobody = content(bill(seller=replace(INES, siret="123"), buyer=replace(DUPONT, country="XX")))
    assert "SIRET 123" in nobody["seller_lines"]
    assert "XX" in nobody["buyer_lines"]


def test_a_line_says_its_day_where_the_paper_has_several() -> None:
    several = content(bill(served_to=dt.date(2026, 11, 14)))
    assert several["groups"][0]["rows"][0]["details"][0] == f"Le 12{FIRM}novembre 2026"
    assert content(bill())["groups"][0]["rows"][0]["details"] == ["12 novembre, 14 h 00 à 17 h 30"]
    less = content(bill([replace(HOURS, vat_rate=None, discount_rate=Decimal(10))]))
    assert less["groups"][0]["rows"][0]["details"] == [f"Remise 10{THIN}%"]
    goods = content(bill([replace(BOXES, vat_rate=None)]))
    assert goods["about_label"] == "Vente"


def test_a_draft_says_that_it_is_one() -> None:
    assert content(bill(number=""))["title"] == "Facture Brouillon"


def test_a_word_without_end_does_not_leave_its_column() -> None:
    said = content(bill([Line("a" * 60, Decimal(1), "", Decimal(1))], note="Un mot"))
    assert said["groups"][0]["rows"][0]["text"] == "\u200b".join(["a" * 15] * 4) + "\u200b"
    assert said["note"] == "Un mot"


def test_a_logo_that_cannot_be_drawn_does_not_stop_an_invoice() -> None:
    assert paper.pdf(bill(), logo=b"<svg") == paper.pdf(bill())


def test_what_typst_refuses_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "_sheet", lambda: b"#panic()")
    with pytest.raises(RuntimeError, match="panicked"):
        paper.pdf(bill())


def test_ways_to_pay() -> None:
    linked = content(bill(means=Means(link="https://pay.example.org"), due_on=None))
    assert linked["link"] == [f"Payer en ligne{THIN}: ", "https://pay.example.org"]
    assert (linked["payment"], linked["payment_label"]) == ([], "Règlement à réception")
    assert content(bill(means=Means(link="javascript:alert(1)")))["link"] == []
    bare = content(bill(means=Means(iban=IBAN.iban)))
    assert bare["payment"][0] == "Virement"
    assert len(bare["payment"]) == 3
    assert "à Inès Delorme EI, IBAN" in bare["qr"]["alt"]
    assert content(bill(currency="CHF"))["qr"] is None


def test_words_in_english() -> None:
    said = content(bill(language="en-GB"))
    assert said["grand"] == ["To pay", "€245.90"]
    assert said["facts"] == [f"Nantes, 19{FIRM}November 2026"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("1240.5", f"1{THIN}240,50{THIN}€"),
        ("-50", f"\u221250,00{THIN}€"),
        ("0", f"0,00{THIN}€"),
        ("1234567.891", f"1{THIN}234{THIN}567,89{THIN}€"),
    ],
)
def test_money_in_french(value: str, said: str) -> None:
    assert wording("fr").money(Decimal(value), "EUR") == said


def test_figures_days_and_quantities() -> None:
    french, english = wording("fr"), wording("en")
    assert french.money(Decimal("33.3333"), "EUR", most=4) == f"33,3333{THIN}€"
    assert french.money(Decimal(5), "CHF") == f"5,00{FIRM}CHF"
    assert english.money(Decimal("1240.5"), "GBP") == "£1,240.50"
    assert french.day(dt.date(2026, 3, 1)) == f"1er{FIRM}mars 2026"
    assert french.quantity(Decimal("1.5"), "day") == f"1,50{FIRM}jour"
    assert french.quantity(Decimal(2), "day") == f"2{FIRM}jours"
    assert french.quantity(Decimal("99.999"), "hour") == f"99,999{FIRM}h"
    assert english.quantity(Decimal("1.5"), "day") == f"1.50{FIRM}days"
    assert english.quantity(Decimal(1), "barrel") == f"1{FIRM}barrel"
    assert french.number(Decimal("-0.001")) == "0,00"
    assert french.percent(Decimal("5.50")) == f"5,5{THIN}%"


def test_both_languages_have_the_same_words() -> None:
    french, english = wording("fr").words, wording("en").words
    assert french.keys() == english.keys()
    for name in ("kinds", "units", "countries"):
        assert french[name].keys() == english[name].keys()
    assert json.dumps(french) != json.dumps(english)


def test_her_colour_is_dark_enough_to_read() -> None:
    assert readable("#0f6a5a") == "#0f6a5a"
    assert readable("#ffe400") == "#857700"
    assert readable("") == readable("red") == INK


def test_the_code_of_a_transfer() -> None:
    text = epc.payload(
        iban="fr76 3000 6000 0112 3456 7890 189",
        bic="AGRIFRPP",
        holder="Inès\nDelorme",
        amount=Decimal("195.9"),
        remittance="F-2026-0143",
    )
    assert text.split("\n") == [
        "BCD",
        "002",
        "1",
        "SCT",
        "AGRIFRPP",
        "Inès Delorme",
        "FR7630006000011234567890189",
        "EUR195.90",
        "",
        "",
        "F-2026-0143",
    ]
    assert epc.drawing(text).startswith("<svg")


@pytest.mark.parametrize(
    ("iban", "amount"), [("", "1"), ("FR76", "0"), ("FR76", "-1"), ("FR76", "1e9")]
)
def test_no_code_where_nothing_can_be_transferred(iban: str, amount: str) -> None:
    assert epc.payload(iban=iban, holder="a", amount=Decimal(amount), remittance="b") == ""


def test_a_code_never_grows_beyond_the_standard() -> None:
    text = epc.payload(
        iban="FR76" + "1" * 30,
        holder="\u732b" * 200,
        amount=epc.MOST,
        remittance="é" * 200,
        bic="A" * 11,
    )
    assert len(text.encode()) <= 331
    assert epc.drawing(text)


def text_of(pdf: bytes) -> str:
    """What a reader copies out of it."""
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def png() -> bytes:
    """One grey pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        [chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(b"\x00\x80")), chunk(b"IEND", b"")]
    )


def svg() -> bytes:
    """A black square."""
    name = b'xmlns="http://www.w3.org/2000/svg"'
    return b"<svg " + name + b' viewBox="0 0 4 4"><rect width="4" height="4"/></svg>'
