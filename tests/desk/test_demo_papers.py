"""The papers of the example: the story to the cent, made by the acts she would do herself."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest
from django.db.models import Sum

from casquettes.desk.demo import load
from casquettes.engine.journal import Why
from casquettes.engine.periods import Period
from casquettes.finance.models import Expense, Invoice, Payment
from casquettes.kernel import actions, journal
from casquettes.kernel.models import Business, Contact
from casquettes.logistics.models import Trip
from casquettes.pilot import queries
from casquettes.pilot.models import Bilan, BilanAnswer, Decision, Goal, Risk
from casquettes.pilot.queries.choices.figures import known
from casquettes.pilot.queries.choices.plans import propose
from casquettes.production.models import Mission, WorkSession
from casquettes.sales.models import Quote

AT = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
TODAY = dt.date(2026, 8, 31)
FIRST_YEAR = Period(dt.date(2024, 9, 1), dt.date(2025, 8, 31))
SECOND_YEAR = Period(dt.date(2025, 9, 1), TODAY)


pytestmark = pytest.mark.long


@pytest.fixture
def demo(db: None) -> Business:
    return load.load(actions.local_owner(), at=AT, progress=lambda _share: None)


def test_the_two_years_of_papers(demo: Business) -> None:
    """One loading for all of it: it takes seconds."""
    the_rows_are_those_of_the_story(demo)
    the_measures_are_those_of_the_story(demo)
    one_invoice_is_late_and_all_others_are_paid(demo)
    every_invoice_follows_the_one_before(demo)
    the_deposit_of_the_last_mission_was_partly_given_back(demo)
    she_took_stock_four_times(demo)
    what_she_decided_was_judged_on_facts(demo)
    the_engine_now_says_to_stop_the_social_networks(demo)
    # The head is kept once the transaction ends, and a test's never does: another test's may be
    # there. What was written is whole.
    verdict = journal.verify(demo)
    assert verdict.last is not None
    assert (verdict.entries, verdict.last.rank) == (913, 913)
    assert verdict.first_bad is None or verdict.first_bad.why in (Why.HEADLESS, Why.REPLACED)
    load.remove(demo)
    assert load.example_business() is None


def the_rows_are_those_of_the_story(demo: Business) -> None:
    kinds = Counter(Invoice.objects.of(demo).values_list("kind", flat=True))
    assert kinds == {"session": 129, "deposit": 31, "balance": 47, "credit_note": 1}
    assert Mission.objects.of(demo).count() == 77
    assert Mission.objects.of(demo).open().count() == 2
    # What is left of the two missions under way stands in the days to come.
    assert WorkSession.objects.of(demo).filter(on__lte=TODAY).count() == 306
    assert WorkSession.objects.of(demo).planned().filter(on__gt=TODAY).count() == 6
    assert Expense.objects.of(demo).count() == 144
    assert Trip.objects.of(demo).count() == 328
    assert Quote.objects.of(demo).filter(accepted_on__isnull=False).count() == 77
    assert Quote.objects.of(demo).filter(refused_on__isnull=False).count() == 10
    # The 169 of the story, and the assistant it leaves without a name.
    assert Contact.objects.of(demo).count() == 170
    spent = Expense.objects.of(demo).filter(on__range=(SECOND_YEAR.first, TODAY))
    assert round(spent.aggregate(total=Sum("amount"))["total"]) == 4924


def the_measures_are_those_of_the_story(demo: Business) -> None:
    told = {}
    for name, period in (("first", FIRST_YEAR), ("second", SECOND_YEAR)):
        measured = queries.measures(demo, period, today=TODAY)
        gross = measured.money_figures["gross_hourly"].value
        realised = measured.money_figures["price_realisation"].value
        assert gross is not None
        assert realised is not None
        told[name] = (
            measured.tally.sold / 3600,
            round(measured.tally.delivered / 3600, 2),
            str(measured.money.revenue),
            round(gross, 2),
            round(realised, 3),
        )
    assert told == {
        "first": (413.0, 438.65, "18495.66", 10.25, 1.0),
        "second": (596.0, 612.42, "31550.47", 17.22, 0.952),
    }


def one_invoice_is_late_and_all_others_are_paid(demo: Business) -> None:
    (late,) = Invoice.objects.of(demo).overdue(on=TODAY)
    assert (late.number, late.due, late.due_on) == (
        "F2026-041",
        Decimal(540),
        dt.date(2026, 6, 24),
    )
    received = Payment.objects.filter(business=demo).aggregate(total=Sum("amount"))["total"]
    assert received.quantize(Decimal("0.01")) == Decimal("50046.13") - 540


def every_invoice_follows_the_one_before(demo: Business) -> None:
    ranks: dict[int, list[int]] = {}
    for year, rank in Invoice.objects.of(demo).order_by("rank").values_list("year", "rank"):
        ranks.setdefault(year, []).append(rank)
    assert {year: len(taken) for year, taken in ranks.items()} == {2024: 17, 2025: 135, 2026: 56}
    assert all(taken == list(range(1, len(taken) + 1)) for taken in ranks.values())


def the_deposit_of_the_last_mission_was_partly_given_back(demo: Business) -> None:
    note = Invoice.objects.of(demo).get(kind="credit_note")
    assert note.corrects is not None
    assert (note.number, note.gross) == ("F2026-055", Decimal("-140.67"))
    assert (note.corrects.number, note.corrects.due) == ("F2026-054", 0)


def she_took_stock_four_times(demo: Business) -> None:
    """What she guessed, and what the figures said: 50 % against 14.3, later + 9.6 points."""
    bilans = Bilan.objects.filter(business=demo, finished_at__isnull=False).order_by("started_at")
    shares = [each.figures["measures"]["billed_share"]["value"] for each in bilans]
    assert [round(share * 100, 1) for share in shares] == [14.3, 22.9, 35.1, 32.5]
    assert round((shares[3] - shares[1]) * 100, 1) == 9.6
    guesses = BilanAnswer.objects.filter(business=demo, question="q03").order_by(
        "bilan__started_at"
    )
    assert [each.guess for each in guesses] == [{"amount": n} for n in (50, 30, 35, 33)]
    aims = Goal.objects.filter(business=demo, closed_on__isnull=False).order_by("pk")
    assert [(each.measure, (each.reached or 0) >= each.target) for each in aims] == [
        ("billed_share", True),
        ("gross_hourly", True),
        ("net_hourly", False),
    ]
    assert Goal.objects.filter(business=demo, closed_on=None).count() == 3
    assert Risk.objects.filter(business=demo).count() == 4


def what_she_decided_was_judged_on_facts(demo: Business) -> None:
    """The paid diagnosis freed more than was expected; the assistant waits to be judged."""
    diagnosis = Decision.objects.get(business=demo, lever="paid_diagnosis")
    assert diagnosis.expected_week_hours is not None
    assert diagnosis.measured["freed_week"] > diagnosis.expected_week_hours > 0
    handed_over = Decision.objects.get(business=demo, choice=Decision.Choice.DELEGATE)
    assert handed_over.partner is not None
    assert (handed_over.partner.hourly_price, handed_over.partner.month_hours) == (32, 5)
    assert handed_over.judged_on is None
    assert handed_over.review_on <= TODAY
    course = Decision.objects.get(business=demo, choice=Decision.Choice.LEARN).training
    assert course is not None
    assert (course.price, course.done_on) == (390, dt.date(2025, 10, 14))


def the_engine_now_says_to_stop_the_social_networks(demo: Business) -> None:
    proposal = propose(known(demo, today=TODAY))
    proposed = {
        line.activity.key: str(line.offered.choice)
        for line in proposal.lines()
        if line.offered.choice != "keep"
    }
    assert proposed["com_social"] == "drop"
