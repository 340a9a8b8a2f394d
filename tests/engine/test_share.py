import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casquettes.engine import starting
from casquettes.engine.share import (
    NOTHING,
    Kind,
    SoldTime,
    Tally,
    TimeSpent,
    kind_of,
    micro_supplement,
    tally,
    tally_by,
    tally_of,
    weekly_mean,
)

DAY = dt.date(2026, 3, 12)
HOUR = 3600
ACTIVITIES = {start.key: start for start in starting.activities()}


def spent(activity: str, hours: float, **facts: object) -> TimeSpent:
    start = ACTIVITIES[activity]
    kind = kind_of(activity, hat=start.hat, usual_nature=start.nature)
    seconds = int(hours * HOUR)
    row = TimeSpent(DAY, seconds, kind=kind, unsold_seconds=seconds, hat=start.hat)
    return replace(row, **facts)


def sold(hours: float) -> SoldTime:
    return SoldTime(DAY, int(hours * HOUR))


def test_a_week_told_by_hand():
    week = tally(
        [
            spent("pro_seance", 6, nature="billed", on_mission=True),
            spent("pro_depassement", 0.5, on_mission=True),
            spent("pro_prep", 1, on_mission=True),
            spent("log_trajet", 2, nature="billed", on_mission=True),
            spent("com_devis", 1.5),
            spent("pil_revue", 1),
            spent("pro_seance", 1, nature="break"),
        ],
        [sold(6)],
    )
    assert week.worked == 12 * HOUR
    assert week.sold == 6 * HOUR
    assert week.delivered == 6.5 * HOUR
    assert week.billed_share == 0.5
    assert week.billed_share_plus == 8 / 12
    assert week.client_share == 9.5 / 12
    assert week.realisation == 6 / 6.5
    assert week.induced_time == 4.5 / 6
    assert (week.entries, week.sold_entries, week.delivered_entries) == (6, 1, 2)


def test_breaks_and_absences_are_never_worked():
    assert tally_of(spent("pro_seance", 1, nature="break")) == NOTHING
    assert tally_of(spent("pro_seance", 1, nature="absence")) == NOTHING


def test_travel_is_worked_but_not_sold():
    week = tally([spent("log_trajet", 1, nature="billed", on_mission=True)], [])
    assert week.billed_share == 0
    assert week.billed_share_plus == 1


def test_travel_whose_time_is_sold_is_counted_once():
    row = spent("log_trajet", 1, nature="billed", unsold_seconds=0)
    week = tally([row, spent("ges_admin", 1)], [sold(1)])
    assert week.billed_share == 0.5
    assert week.billed_share_plus == 0.5


def test_unpaid_travel_diagnosis_and_shopping_add_nothing():
    week = tally([spent(key, 1) for key in ("log_trajet", "com_diag", "log_courses")], [])
    assert week.paid_around == 0
    paid = [spent(k, 1, nature="billed") for k in ("log_trajet", "com_diag", "log_courses")]
    assert tally(paid, []).paid_around == 3 * HOUR


def test_other_billed_time_is_not_paid_travel():
    assert tally([spent("qua_bilan", 1, nature="billed")], []).paid_around == 0


def test_an_overrun_is_delivered_and_not_sold():
    week = tally([spent("pro_seance", 3), spent("pro_depassement", 1)], [sold(3)])
    assert week.realisation == 0.75


def test_a_package_finished_early_goes_above_one():
    assert tally([spent("pro_seance", 8)], [sold(10)]).realisation == 1.25


def test_two_organisers_may_sell_more_than_she_works():
    assert tally([spent("pro_atelier", 4)], [sold(8)]).billed_share == 2


def test_follow_up_serves_a_client_only_on_a_mission():
    assert tally_of(spent("qua_suivi", 1)).for_client == 0
    assert tally_of(spent("qua_suivi", 1, on_mission=True)).for_client == HOUR
    assert tally_of(spent("log_trajet", 1)).for_client == 0


def test_without_time_there_is_no_share():
    assert NOTHING.billed_share is None
    assert NOTHING.billed_share_plus is None
    assert NOTHING.client_share is None
    assert NOTHING.realisation is None
    assert NOTHING.induced_time is None


def test_what_is_missing_to_reach_a_share_of_the_same_time():
    week = Tally(worked=40 * HOUR, sold=12 * HOUR)
    assert week.sold_missing(35) == 2 * HOUR
    assert week.sold_missing(30) == 0
    assert week.sold_missing(20) == 0
    assert Tally(worked=1).sold_missing(1) == 1


def test_unused_hours_of_a_package_are_sold_without_being_worked():
    expired = tally([], [sold(2)])
    assert expired.sold == 2 * HOUR
    assert expired.billed_share is None


def test_four_activities_are_delivered():
    delivered = {
        key
        for key, start in ACTIVITIES.items()
        if Kind.DELIVERED in kind_of(key, hat=start.hat, usual_nature=start.nature)
    }
    assert delivered == {"pro_seance", "pro_distance", "pro_atelier", "pro_depassement"}


def test_ten_activities_follow_a_sale():
    induced = {
        key
        for key, start in ACTIVITIES.items()
        if Kind.INDUCED in kind_of(key, hat=start.hat, usual_nature=start.nature)
    }
    assert induced == {
        "pro_prep",
        "pro_cr",
        "log_trajet",
        "log_materiel",
        "log_dons",
        "com_diag",
        "com_appel",
        "com_devis",
        "ges_facture",
        "qua_bilan",
    }


def test_a_starting_activity_keeps_its_kind_under_another_hat():
    assert kind_of("pro_seance", hat="sales", usual_nature="unbilled") == Kind.DELIVERED
    assert kind_of("com_crm", hat="production", usual_nature="billed") == Kind.PLAIN


@pytest.mark.parametrize(
    ("hat", "usual", "nature", "delivered"),
    [
        ("production", "billed", "billed", True),
        ("production", "billed", "unbilled", True),  # given away, and delivered all the same
        ("production", "mixed", "billed", True),
        ("production", "mixed", "unbilled", False),
        ("production", "unbilled", "unbilled", False),
        ("sales", "billed", "billed", False),
    ],
)
def test_an_activity_of_her_own_is_delivered_when_billed(hat, usual, nature, delivered):
    kind = kind_of("own_1", hat=hat, usual_nature=usual)
    row = TimeSpent(DAY, HOUR, nature=nature, kind=kind, hat=hat)
    assert tally_of(row).delivered == (HOUR if delivered else 0)


def test_time_without_an_activity_is_delivered_when_billed_under_production():
    kind = kind_of("", hat="production", usual_nature="")
    assert tally_of(TimeSpent(DAY, HOUR, nature="billed", kind=kind)).delivered == HOUR
    assert tally_of(TimeSpent(DAY, HOUR, nature="unbilled", kind=kind)).delivered == 0


def test_weeks_off_are_left_out_of_the_mean_week():
    assert weekly_mean([36 * HOUR, 0, 30 * HOUR]) == 33 * HOUR
    assert weekly_mean([0, 0]) is None


def test_short_messages_of_a_day_count_for_five_minutes_together():
    assert micro_supplement([60, 120]) == 120
    assert micro_supplement([60, 280]) == 0
    assert micro_supplement([0, 600]) == 0
    assert micro_supplement([60], least=600) == 540


# An independent oracle: one entry after the other, each rule written out as it is told.


@dataclass(frozen=True)
class Entry:
    day: int
    key: str
    nature: str
    seconds: int
    sold: int
    label: str

    @property
    def hat(self) -> str:
        return ACTIVITIES[self.key].hat


entries = st.lists(
    st.builds(
        Entry,
        day=st.integers(1, 28),
        key=st.sampled_from(sorted(ACTIVITIES)),
        nature=st.sampled_from(["billed", "unbilled", "break"]),
        seconds=st.integers(0, 12 * HOUR),
        sold=st.integers(0, 12 * HOUR),
        label=st.sampled_from(["", "Dupont", "Martin"]),
    ).map(lambda e: replace(e, sold=0) if e.nature == "break" else e),
    max_size=30,
)


def by_hand(rows: list[Entry]) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for e in rows:
        if e.nature == "break":
            continue
        sums["worked"] += e.seconds
        sums["sold"] += e.sold
        if e.key in ("pro_seance", "pro_distance", "pro_atelier", "pro_depassement"):
            sums["delivered"] += e.seconds
        if e.nature == "billed" and e.key in ("log_trajet", "com_diag", "log_courses"):
            sums["paid_around"] += max(0, e.seconds - e.sold)
        if e.label and e.key in ("pro_prep", "pro_cr", "log_trajet", "qua_suivi"):
            sums["for_client"] += e.seconds
    return sums


def rows_of(entries: list[Entry]) -> tuple[list[TimeSpent], list[SoldTime]]:
    times = [
        TimeSpent(
            on=dt.date(2026, 2, e.day),
            seconds=e.seconds,
            nature=e.nature,
            kind=kind_of(e.key, hat=e.hat, usual_nature=ACTIVITIES[e.key].nature),
            unsold_seconds=max(0, e.seconds - e.sold),
            hat=e.hat,
            activity=e.key,
            label=e.label,
            on_mission=bool(e.label),
        )
        for e in entries
    ]
    sales = [
        SoldTime(dt.date(2026, 2, e.day), e.sold, hat=e.hat, activity=e.key, label=e.label)
        for e in entries
        if e.sold
    ]
    return times, sales


@given(entries)
def test_the_whole_agrees_with_an_addition_by_hand(rows):
    whole, oracle = tally(*rows_of(rows)), by_hand(rows)
    for name in ("worked", "sold", "delivered", "paid_around", "for_client"):
        assert getattr(whole, name) == oracle[name]


KEYS = {
    "hat": lambda row: row.hat,
    "activity": lambda row: row.activity,
    "label": lambda row: row.label,
    "week": lambda row: row.on.isocalendar()[:2],
    "month": lambda row: row.on.replace(day=1),
}


@given(entries, st.sampled_from(sorted(KEYS)))
def test_the_parts_add_up_to_the_whole(rows, by):
    times, sales = rows_of(rows)
    parts = tally_by(times, sales, key=KEYS[by])
    assert sum(parts.values(), NOTHING) == tally(times, sales)


@given(entries, st.randoms(use_true_random=False))
def test_the_order_of_entries_changes_nothing(rows, random):
    shuffled = random.sample(rows, len(rows))
    assert tally(*rows_of(rows)) == tally(*rows_of(shuffled))


@given(entries, st.integers(1, 11))
def test_splitting_an_entry_changes_no_figure(rows, parts):
    """Cut in equal parts, time and sold time alike (durations are whole multiples)."""
    whole = [replace(e, seconds=e.seconds * parts, sold=e.sold * parts) for e in rows]
    cut = [e for e in rows for _ in range(parts)]
    one, other = tally(*rows_of(whole)), tally(*rows_of(cut))
    uncounted = {"entries": 0, "sold_entries": 0, "delivered_entries": 0}
    assert replace(one, **uncounted) == replace(other, **uncounted)


@given(entries)
def test_shares_stay_in_their_bounds(rows):
    whole = tally(*rows_of(rows))
    if whole.worked:
        assert whole.billed_share >= 0
        assert whole.billed_share_plus >= whole.billed_share
        assert 0 <= whole.client_share <= 1
    assert whole.paid_around <= whole.worked
    assert whole.delivered + whole.for_client <= whole.worked


@given(entries)
def test_selling_nothing_more_than_the_time_keeps_the_share_under_one(rows):
    honest = [replace(e, sold=min(e.sold, e.seconds)) for e in rows]
    whole = tally(*rows_of(honest))
    if whole.worked:
        assert whole.billed_share_plus <= 1


def test_an_empty_tally_is_neutral():
    some = Tally(1, 2, 3, 4, 5, 6, 7, 8, 9)
    assert some + NOTHING == some
