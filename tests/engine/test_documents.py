"""What documents add up to, as plain data, and taken apart for EN 16931."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casquettes.engine.documents import (
    Document,
    DoesNotAddUp,
    Line,
    NotADocument,
    Totals,
    VatShare,
    canonical,
    from_plain,
    parts,
    sha256,
    shown,
    to_plain,
    total,
    total_of,
    turned,
    unit_code,
)
from casquettes.engine.documents.breakdown import spread
from tests.papers import FRANCHISE, LINES, credit, paper, taxed

CENT = Decimal("0.01")
TWENTY, LOW = Decimal(20), Decimal("5.5")

amounts = st.decimals(-2000, 2000, places=4)
quantities = st.decimals(-100, 100, places=3)
rates = st.sampled_from([None, Decimal(0), LOW, Decimal("8.5"), Decimal(10), TWENTY])
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
discounts = st.sampled_from([Decimal(0), Decimal(5), Decimal("12.34"), Decimal(100)])
lines = st.builds(
    Line,
    description=texts,
    quantity=quantities,
    unit=st.sampled_from(["hour", "day", "item", ""]),
    unit_price=amounts,
    discount_rate=discounts,
    vat_rate=rates,
    is_option=st.booleans(),
    deducts=st.sampled_from(["", "", "F-2026-0001"]),
    served_on=st.none() | st.dates(),
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Anything that may be frozen."""
    changes: dict[str, Any] = {
        "discount_rate": draw(discounts),
        "gross_entry": draw(st.booleans()),
        "vat_franchise": draw(st.booleans()),
        "deposit": draw(st.none() | amounts),
        "note": draw(texts),
        "valid_until": draw(st.none() | st.dates()),
        "beneficiary": draw(st.sampled_from([None, paper().buyer])),
    }
    return paper(draw(st.lists(lines, min_size=1, max_size=8)), **changes)


def test_vat_is_rounded_once_per_rate() -> None:
    """Three lines of 0.33 at 20 %: 0.20 on the sum, not 3 × 0.07."""
    three = [Line("a", Decimal(1), "", Decimal("0.33"), vat_rate=TWENTY)] * 3
    assert total(three) == Totals(
        lines=Decimal("0.99"),
        discount=Decimal(0),
        shares=(VatShare(TWENTY, Decimal("0.99"), Decimal("0.20")),),
        net=Decimal("0.99"),
        vat=Decimal("0.20"),
        gross=Decimal("1.19"),
    )


def test_the_price_shown_to_a_consumer_is_what_is_paid() -> None:
    sums = total([Line("a", Decimal(1), "", Decimal(55), vat_rate=TWENTY)], gross_entry=True)
    assert (sums.net, sums.vat, sums.gross) == (
        Decimal("45.83"),
        Decimal("9.17"),
        Decimal("55.00"),
    )


def test_a_discount_is_not_taken_twice_off_a_deposit() -> None:
    """1000 less 10 % is 900; the 270 billed before were 30 % of 900."""
    sums = total(
        [
            Line("Rangement", Decimal(10), "hour", Decimal(100)),
            Line("Acompte", Decimal(-1), "", Decimal(270), deducts="F-2026-0007"),
        ],
        discount_rate=Decimal(10),
    )
    assert (sums.lines, sums.discount, sums.gross) == (
        Decimal(730),
        Decimal(100),
        Decimal(630),
    )


def test_an_option_counts_for_nothing_until_it_is_chosen() -> None:
    option = Line("Étiquettes", Decimal(1), "fixed", Decimal(120), is_option=True)
    assert total([*LINES, option]) == total(LINES)


def test_a_credit_note_is_negative_in_the_books_and_positive_on_paper() -> None:
    bill = paper()
    back = credit(bill)
    assert back.totals.gross == Decimal("-245.90")
    assert shown(back).totals == bill.totals
    assert shown(bill) is bill


def test_the_vat_in_euros_of_a_credit_note_turns_too() -> None:
    swiss = [Line("a", Decimal(1), "", Decimal(100), vat_rate=TWENTY)]
    back = credit(taxed(swiss, currency="CHF", vat_in_euros=Decimal("21.30")))
    assert shown(replace(back, vat_in_euros=Decimal("-21.30"))).vat_in_euros == Decimal("21.30")


@given(st.lists(lines, max_size=8), discounts, st.booleans())
def test_totals_add_up(some: list[Line], rate: Decimal, gross_entry: bool) -> None:
    sums = total(some, discount_rate=rate, gross_entry=gross_entry)
    assert sums.gross == sums.net + sums.vat
    assert sums.net == sum((share.base for share in sums.shares), Decimal(0))
    assert sums.vat == sum((share.vat for share in sums.shares), Decimal(0))
    typed = sums.gross if gross_entry else sums.net
    assert typed == sums.lines - sums.discount
    assert len({share.rate for share in sums.shares}) == len(sums.shares)


@given(st.lists(lines, max_size=8), discounts, st.booleans())
def test_what_is_turned_is_exactly_taken_back(
    some: list[Line], rate: Decimal, gross_entry: bool
) -> None:
    there = total(some, discount_rate=rate, gross_entry=gross_entry)
    back = total(turned(some), discount_rate=rate, gross_entry=gross_entry)
    assert back.gross == -there.gross
    assert back.vat == -there.vat


@given(st.decimals("0.01", 9999, places=2), st.sampled_from([LOW, Decimal(10), TWENTY]))
def test_the_base_is_exact_wherever_an_exact_one_exists(gross: Decimal, rate: Decimal) -> None:
    """Some prices no base gives to the cent; then VAT is a cent beside its rate (BR-CO-17)."""
    line = Line("a", Decimal(1), "", gross, vat_rate=rate)
    share = total([line], gross_entry=True).shares[0]
    exact = [
        base
        for base in (share.base - CENT, share.base, share.base + CENT)
        if base + (base * rate / 100).quantize(CENT, ROUND_HALF_UP) == gross
    ]
    assert share.base in exact or not exact
    assert abs(share.vat - share.base * rate / 100) <= CENT


@given(documents())
def test_the_parts_add_up_to_the_cent(document: Document) -> None:
    """BR-CO-10, 11, 13 and BR-S-08: lines less discounts make the base of every rate."""
    found = parts(document)
    sums = found.totals
    assert found.whole == sum((part.net for part in found.lines), Decimal(0))
    assert found.whole - found.discount == sums.net
    for share in sums.shares:
        nets = [part.net for part in found.lines if part.line.vat_rate == share.rate]
        taken = [part.amount for part in found.discounts if part.rate == share.rate]
        assert sum(nets, Decimal(0)) - sum(taken, Decimal(0)) == share.base
    for part in found.lines:
        assert part.full - part.discount == part.net
        assert part.net == part.net.quantize(CENT)
        assert part.price >= 0
        assert not part.line.is_option


@given(
    st.lists(
        st.tuples(st.decimals("0.01", 999, places=2), st.sampled_from([LOW, Decimal(10), TWENTY])),
        min_size=1,
        max_size=4,
    ),
    st.lists(st.integers(1, 40), max_size=3),
    discounts,
    st.booleans(),
)
def test_part_invoices_and_the_balance_make_the_whole_to_the_cent_rate_by_rate(
    prices: list[tuple[Decimal, Decimal]], shares: list[int], discount: Decimal, gross_entry: bool
) -> None:
    agreed = [Line("a", Decimal(1), "", price, vat_rate=rate) for price, rate in prices]
    whole = total(agreed, discount_rate=discount, gross_entry=gross_entry)
    ahead, taken_off = [], []
    for number, share in enumerate(shares):
        part = [
            Line("b", Decimal(1), "", (line.amount * share / 100).quantize(CENT), vat_rate=rate)
            for line, (_price, rate) in zip(agreed, prices, strict=True)
        ]
        ahead.append(total(part, gross_entry=gross_entry))
        taken_off += [replace(line, deducts=f"F-{number}") for line in turned(part)]
    bill = taxed([*agreed, *taken_off], discount_rate=discount, gross_entry=gross_entry)
    parts(bill)
    for told in whole.shares:
        found = [share for one in (*ahead, bill.totals) for share in one.shares]
        mine = [share for share in found if share.rate == told.rate]
        assert sum(share.base for share in mine) == told.base
        assert sum(share.vat for share in mine) == told.vat


@given(st.lists(st.decimals(-500, 500, places=6), max_size=12))
def test_cents_are_spread_as_near_as_can_be(exact: list[Decimal]) -> None:
    whole = sum(exact, Decimal(0)).quantize(CENT, ROUND_HALF_UP)
    found = spread(whole, exact)
    assert sum(found, Decimal(0)) == whole
    for near, wanted in zip(found, exact, strict=True):
        assert abs(near - wanted) < CENT
        assert near == wanted or wanted != 0


def test_ten_lines_with_vat_share_the_base_of_their_rate() -> None:
    """10 × 9.99 at 20 %: base 83.25, of which five lines get 8.33 and five 8.32."""
    bill = taxed(
        [Line("a", Decimal(1), "", Decimal("9.99"), vat_rate=TWENTY)] * 10, gross_entry=True
    )
    found = parts(bill)
    assert [str(part.net) for part in found.lines] == ["8.33"] * 5 + ["8.32"] * 5
    assert found.lines[0].price == Decimal("8.325000")


def test_a_negative_price_becomes_a_negative_quantity() -> None:
    part = parts(paper([Line("Geste", Decimal(2), "", Decimal(-10))])).lines[0]
    assert (part.quantity, part.price, part.net) == (Decimal(-2), Decimal(10), Decimal(-20))


def test_a_discount_on_a_line_is_the_difference_to_its_full_price() -> None:
    line = Line("a", Decimal(3), "", Decimal(10), discount_rate=Decimal(10), vat_rate=TWENTY)
    part = parts(taxed([line])).lines[0]
    assert (part.full, part.discount, part.net) == (Decimal(30), Decimal(3), Decimal(27))
    part = parts(taxed([line], gross_entry=True)).lines[0]
    assert (part.full, part.discount, part.net) == (
        Decimal("25.00"),
        Decimal("2.50"),
        Decimal("22.50"),
    )


def test_totals_that_are_not_those_of_the_lines_are_refused() -> None:
    bill = paper()
    with pytest.raises(DoesNotAddUp, match="F-2026-0143"):
        parts(replace(bill, totals=replace(bill.totals, gross=Decimal(1))))


@pytest.mark.parametrize(
    ("unit", "code"),
    [("hour", "HUR"), ("day", "DAY"), ("km", "KMT"), ("", "C62"), ("parsec", "C62")],
)
def test_a_unit_has_its_code(unit: str, code: str) -> None:
    assert unit_code(unit) == code


@given(documents())
@settings(max_examples=60)
def test_a_document_comes_back_from_its_plain_form(document: Document) -> None:
    plain = json.loads(json.dumps(to_plain(document)))
    again = from_plain(plain)
    assert again == document
    assert sha256(again) == sha256(document)
    assert to_plain(again) == plain


def test_the_same_figures_have_the_same_fingerprint() -> None:
    """The database gives 2.000 back where 2 was typed, and -0 is 0."""
    one = paper([Line("a", Decimal(2), "hour", Decimal(50))])
    other = paper([Line("a", Decimal("2.000"), "hour", Decimal("5E+1"))])
    assert sha256(one) == sha256(other)
    zero = paper([Line("a", Decimal(2), "hour", Decimal(0))])
    minus = paper([Line("a", Decimal(2), "hour", Decimal("-0.00"))])
    assert sha256(zero) == sha256(minus)


def test_the_canonical_text_is_sorted_ascii_without_defaults() -> None:
    text = canonical(paper([Line("Été", Decimal(1), "", Decimal("2.50"))], mentions=(FRANCHISE,)))
    assert (
        b'"lines":[{"description":"\\u00c9t\\u00e9","quantity":"1","unit":"","unit_price":"2.5"}]'
        in text
    )
    assert b"gross_entry" not in text
    assert text.isascii()


def test_a_changed_word_changes_the_fingerprint() -> None:
    assert sha256(paper()) != sha256(paper(note="Merci"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"colour_of_ink": "red"}, "document: unknown colour_of_ink"),
        ({"number": None}, "document.number: not a str"),
        ({"kind": "gift"}, "document.kind: not one of quote"),
        ({"issued_on": "yesterday"}, "document.issued_on: cannot be read"),
        ({"version": True}, "document.version: not a int"),
        ({"lines": {}}, "document.lines: not a list"),
        ({"lines": [{"description": "a"}]}, r"document.lines\[0\]: without quantity, unit"),
        ({"seller": "Inès"}, "document.seller: not a group of values"),
        ({"discount_rate": "ten"}, "document.discount_rate: cannot be read"),
        ({"discount_rate": "1e999999"}, "document.discount_rate: is no amount"),
        ({"discount_rate": "NaN"}, "document.discount_rate: is no amount"),
    ],
)
def test_what_is_not_a_document_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(NotADocument, match=said):
        from_plain({**to_plain(paper()), **change})


def test_an_amount_beyond_reason_is_not_written() -> None:
    with pytest.raises(NotADocument):
        to_plain(paper(deposit=Decimal("1e999999")))


def test_a_document_frozen_before_a_field_existed_keeps_its_fingerprint() -> None:
    plain = to_plain(paper())
    assert "vat_in_euros" not in plain
    assert sha256(from_plain(plain)) == sha256(paper())


def test_totals_of_a_document_are_those_of_its_lines() -> None:
    assert total_of(paper()) == paper().totals
    assert paper().totals.gross == Decimal("245.90")
    assert paper(served_to=dt.date(2026, 11, 14)).served_to == dt.date(2026, 11, 14)
