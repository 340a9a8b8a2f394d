"""A chain of signed entries: whatever is changed in it is named."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casquettes.engine.journal import (
    COLUMNS,
    Fault,
    Head,
    Line,
    Received,
    Why,
    canonical,
    chain_key,
    check,
    digest,
    read,
    sign,
)

MASTER = b"a key that stays outside the database"
CHAIN = "5f" * 16


def line(rank: int, before: Line | None, *, amount: int | None = None, chain: str = CHAIN) -> Line:
    bare = Line(
        format=1,
        chain=chain,
        rank=rank,
        at="2026-03-12T10:00:00+00:00",
        verb="found",
        subject_kind="kernel.business",
        subject_id=7,
        payload=canonical({"rank": rank}),
        amount=amount,
        perpetual_total=(before.perpetual_total if before else 0) + (amount or 0),
        previous=before.signature if before else "",
    )
    return signed(bare)


def signed(bare: Line) -> Line:
    return replace(bare, signature=sign(chain_key(MASTER, bare.chain), "entry", bare.text()))


def journal(length: int = 6) -> list[Line]:
    lines: list[Line] = []
    for rank in range(1, length + 1):
        lines.append(line(rank, lines[-1] if lines else None, amount=rank * 100))
    return lines


def head_of(entry: Line) -> Head:
    return Head(entry.chain, entry.rank, entry.signature, entry.perpetual_total, entry.at)


LINES = journal()
HEAD = head_of(LINES[-1])


def fault(lines: list[Line], head: Head | None = HEAD) -> Fault | None:
    return check(lines, master=MASTER, head=head).first_bad


def test_a_whole_journal_is_right_and_says_how_far_it_goes():
    verdict = check(LINES, master=MASTER, head=HEAD)
    assert (verdict.entries, verdict.last, verdict.first_bad) == (6, LINES[-1], None)
    assert LINES[-1].perpetual_total == 2100


def test_an_empty_journal_that_never_began_is_right():
    assert fault([], None) is None


def test_a_journal_that_went_on_after_its_head_was_kept_is_right():
    assert fault(LINES, head_of(LINES[3])) is None


@given(st.data())
def test_any_column_of_any_row_altered_is_named(data):
    rank = data.draw(st.integers(1, len(LINES)))
    column = data.draw(st.sampled_from(COLUMNS))
    old = getattr(LINES[rank - 1], column)
    number = st.integers(-(2**40), 2**40)
    other = data.draw(
        (st.text(max_size=70) if isinstance(old, str) else number).filter(
            lambda value: value != old
        )
    )
    lines = [*LINES]
    lines[rank - 1] = replace(lines[rank - 1], **{column: other})
    found = fault(lines)
    assert found is not None
    assert found.rank == rank
    why = {"rank": Why.MISSING, "chain": Why.FOREIGN if rank > 1 else Why.ALTERED}
    assert found.why is why.get(column, Why.ALTERED)


@pytest.mark.parametrize("rank", [1, 3, 6])
def test_a_missing_first_middle_or_last_entry_is_named(rank):
    lines = [entry for entry in LINES if entry.rank != rank]
    assert fault(lines) == Fault(rank, Why.CUT if rank == 6 else Why.MISSING)


def test_a_journal_emptied_whole_is_named():
    assert fault([]) == Fault(1, Why.CUT)


def test_two_entries_swapped_are_named():
    lines = [*LINES]
    lines[2] = replace(LINES[3], rank=3)
    lines[3] = replace(LINES[2], rank=4)
    assert fault(lines) == Fault(3, Why.ALTERED)


def test_an_entry_of_another_journal_is_named():
    lines = [*LINES[:5], line(6, LINES[4], chain="0a" * 16)]
    assert fault(lines, None) == Fault(6, Why.FOREIGN)


def test_an_entry_rightly_signed_over_another_past_is_named():
    lines = [*LINES[:3], line(4, LINES[1], amount=400)]
    assert fault(lines, None) == Fault(4, Why.DETACHED)


def test_a_total_that_is_not_the_sum_is_named():
    wrong = signed(replace(line(4, LINES[2]), perpetual_total=1))
    assert fault([*LINES[:3], wrong], None) == Fault(4, Why.MISCOUNTED)


def test_without_a_head_a_cut_could_not_be_seen_so_it_is_said():
    assert fault(LINES, None) == Fault(7, Why.HEADLESS)


def test_an_old_backup_put_back_then_carried_on_is_named():
    old = LINES[:3]
    for rank in (4, 5, 6, 7):
        old = [*old, line(rank, old[-1], amount=1)]
    assert fault(old) == Fault(6, Why.REPLACED)


def test_a_journal_in_place_of_another_is_named():
    assert fault([line(1, None, chain="0a" * 16)]) == Fault(1, Why.REPLACED)


def test_entries_signed_elsewhere_are_held_by_the_one_that_vouches_for_them():
    elsewhere = [replace(entry, signature="77" * 32) for entry in LINES]
    vouching = line(7, replace(elsewhere[-1]), chain="0a" * 16)
    received = Received(7, "0a" * 16, b"".join(map(digest, elsewhere)))
    head = head_of(vouching)
    right = check([*elsewhere, vouching], master=MASTER, head=head, received=received)
    assert right.first_bad is None
    elsewhere[2] = replace(elsewhere[2], verb="lost")
    wrong = check([*elsewhere, vouching], master=MASTER, head=head, received=received)
    assert wrong.first_bad == Fault(3, Why.ALTERED)


def test_a_canonical_text_is_sorted_bare_and_ascii():
    assert canonical({"b": [1, None], "a": "é"}) == '{"a":"\\u00e9","b":[1,null]}'


def test_a_fraction_never_enters_a_signed_text():
    with pytest.raises(TypeError):
        canonical({"amounts": [1, 2.5]})


def test_the_facts_of_an_entry_are_an_object():
    assert read('{"a":1}') == {"a": 1}
    with pytest.raises(ValueError):
        read("[1]")


def test_each_journal_has_a_key_of_its_own():
    assert chain_key(MASTER, "a") != chain_key(MASTER, "b")
    assert sign(b"k", "entry", "x") != sign(b"k", "head", "x")


def test_a_head_is_said_as_canonical_json():
    head = Head("5f", 3, "ab", 1250, "2026-03-12T10:00:00+00:00")
    assert head.text() == (
        '{"at":"2026-03-12T10:00:00+00:00","chain":"5f","perpetual_total":1250,'
        '"rank":3,"signature":"ab"}'
    )
