"""What is watched every day without her, and said once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from casquettes.kernel import http, jobs, tenancy
from casquettes.pilot.actions import alerts as actions
from casquettes.pilot.actions.risks import change_risk, close_risk
from casquettes.pilot.models import Alert
from casquettes.pilot.queries.alerts import open_alerts, signals
from casquettes.pilot.queries.watched import WATCHED, Live
from tests.cast import NOW
from tests.pilot import works
from tests.pilot.fears import TODAY, feared, holds, told, weeks_of

pytestmark = pytest.mark.django_db


def look(business, day: dt.date = TODAY) -> list[Alert]:
    at = dt.datetime(day.year, day.month, day.day, 4, tzinfo=dt.UTC)
    return actions.look(business, at=at, today=day)


def billed(business, *amounts: tuple[str, dt.date], client: str = "Dubois") -> None:
    mission = works.mission_for(business, works.client_named(business, client))
    for amount, on in amounts:
        rank = works.Invoice.objects.count() + 1
        invoice = works.seal(works.draft_for(mission, amount), on, rank=rank)
        works.pay(invoice, on, amount)


def test_a_business_without_anything_has_no_alert(business, now):
    assert look(business) == []
    assert open_alerts(business, today=TODAY) == []


def test_three_weeks_above_the_cap_are_told_once(business, now, in_english):
    weeks_of(business, 20, 39, 40, 38.5)
    assert [alert.key for alert in look(business)] == ["over_cap"]
    assert look(business) == []
    assert look(business, TODAY + dt.timedelta(days=1)) == []
    [shown] = open_alerts(business, today=TODAY)
    assert shown.title == "3 weeks in a row above your 38\u202fh"
    assert Alert.objects.count() == 1


def test_two_weeks_above_the_cap_say_nothing(business, now):
    weeks_of(business, 37, 40, 45)
    assert look(business) == []


def test_it_ends_with_a_lighter_week_and_rests_once_seen(business, now):
    weeks_of(business, 40, 40, 40)
    [alert] = look(business)
    actions.see(alert, at=NOW)
    assert open_alerts(business, today=TODAY) == []
    monday = dt.date(2026, 3, 16)
    weeks_of(business, 20, until=dt.date(2026, 3, 9))
    look(business, monday)
    alert.refresh_from_db()
    assert alert.over_on == monday
    weeks_of(business, 40, 40, 40, until=dt.date(2026, 3, 30))
    assert look(business, dt.date(2026, 4, 6)) == []  # three weeks after
    weeks_of(business, 40, until=dt.date(2026, 4, 6))
    [again] = look(business, dt.date(2026, 4, 13))  # 28 days after
    assert again.pk != alert.pk


def test_cash_under_thirty_days_is_told_from_a_balance_of_this_month(business, now, in_english):
    billed(business, ("1200", dt.date(2026, 2, 10)))
    holds(business, "400")
    [alert] = look(business)
    assert alert.key == "cash_under_30_days"
    assert open_alerts(business, today=TODAY)[0].title.startswith("Cash for ")


def test_an_old_balance_says_nothing(business, now):
    billed(business, ("1200", dt.date(2026, 2, 10)))
    holds(business, "400", NOW - dt.timedelta(days=40))
    assert look(business) == []


def test_a_ceiling_is_told_when_near_and_again_when_passed(business, now, in_english):
    business.started_on = dt.date(2024, 1, 1)
    business.save()
    months = [dt.date(2025, month, 10) for month in range(5, 13)]
    billed(business, *[("2000", on) for on in months], ("31000", dt.date(2026, 3, 1)))
    keys = [alert.key for alert in look(business)]
    assert keys == ["vat_franchise"]
    [shown] = open_alerts(business, today=TODAY)
    assert shown.title == "The VAT threshold is near"
    assert shown.url == reverse("pilot:levies")
    billed(business, ("8000", TODAY), client="Petit")
    keys = [alert.key for alert in look(business, TODAY + dt.timedelta(days=1))]
    assert "passed:vat_franchise" in keys
    titles = [each.title for each in open_alerts(business, today=dt.date(2026, 3, 13))]
    assert "The VAT threshold is passed" in titles
    assert "The VAT threshold is near" not in titles


def test_one_large_sale_alone_foresees_nothing(business, now):
    business.started_on = TODAY
    business.save()
    billed(business, ("3000", TODAY))
    assert look(business) == []


def test_a_risk_of_hers_is_watched_at_her_line(business, now, in_english):
    billed(business, ("900", dt.date(2026, 2, 1)))
    billed(business, ("300", dt.date(2026, 2, 2)), client="Petit")
    risk = feared(business, measure="client_share", threshold=0.7, above=True, plan_b="Démarcher")
    [alert] = look(business)
    assert alert.key == f"risk:{risk.pk}"
    [shown] = open_alerts(business, today=TODAY)
    assert shown.title == "Personne ne demande"
    assert shown.sentence == (
        "Part of your largest client, of 12 months billed: 75%. "
        "You asked to be told from 70% on. Your plan B is noted."
    )
    assert shown.url == reverse("pilot:risk", args=[risk.pk])


def test_another_line_forgets_what_was_said_of_the_first(business, now):
    risk = feared(business, measure="late_money", threshold=100.0, above=True)
    told(business, f"risk:{risk.pk}", facts={}, seen_at=NOW)
    change_risk(risk, today=TODAY, threshold=50.0)
    assert not Alert.objects.exists()


def test_a_risk_closed_is_watched_no_more(business, now):
    risk = feared(business, measure="late_money", threshold=100.0, above=True)
    alert = told(business, f"risk:{risk.pk}", facts={})
    close_risk(risk, today=TODAY)
    alert.refresh_from_db()
    assert alert.over_on == TODAY
    assert look(business) == []


def test_a_signal_nobody_watches_any_more_is_over(business, now):
    alert = told(business, "risk:999999")
    look(business)
    alert.refresh_from_db()
    assert alert.over_on == TODAY


def test_her_own_line_takes_the_place_of_ours(business, now):
    told(business, "over_cap")
    assert len(open_alerts(business, today=TODAY)) == 1
    feared(business, measure="weeks_over_cap", threshold=5.0, above=True)
    assert open_alerts(business, today=TODAY) == []


def test_three_are_shown_at_most_what_touches_cash_first(business, now):
    facts = {"measure": "late_money", "value": 900.0, "threshold": 100.0}
    light = feared(business, "Léger", likelihood=1, severity=2)
    heavy = feared(business, "Lourd", likelihood=5, severity=5)
    for risk in (light, heavy):
        told(business, f"risk:{risk.pk}", facts=facts)
    told(business, "over_cap")
    told(business, "cash_under_30_days", facts={"value": 12.0})
    shown = [alert.key for alert in open_alerts(business, today=TODAY)]
    assert shown == ["cash_under_30_days", "over_cap", f"risk:{heavy.pk}"]


def test_the_same_number_of_questions_with_many_alerts(
    business, now, django_assert_max_num_queries
):
    for n in range(30):
        risk = feared(business, f"Cause {n}")
        facts = {"measure": "late_money", "value": 900.0, "threshold": 100.0}
        told(business, f"risk:{risk.pk}", facts=facts)
    with django_assert_max_num_queries(2):
        assert len(open_alerts(business, today=TODAY, most=30)) == 30


def test_everything_watched_is_asked_without_a_question_per_risk(
    business, now, django_assert_max_num_queries
):
    for n in range(20):
        feared(business, f"Cause {n}", measure="late_money", threshold=100.0 + n)
    with django_assert_max_num_queries(50):
        few = sum(1 for _each in signals(Live(business, TODAY)))
    assert few >= 22


def test_the_daily_job_looks_in_each_business_and_in_none_but_its_own(
    atelier, other, now, settings
):
    settings.REGULAR_JOBS = [("casquettes.pilot.actions.alerts.look", 24)]
    weeks_of(atelier, 40, 40, 40)
    with tenancy.entered(business_id=None):
        jobs.run_ready()
    assert not DBTaskResult.objects.filter(status="FAILED").exists()
    assert Alert.objects.get().business == atelier
    with tenancy.entered(business_id=other.pk):
        assert not Alert.objects.filter(business=other).exists()
    with tenancy.entered(business_id=None):
        jobs.run_ready()
    assert Alert.objects.count() == 1


def test_she_puts_an_alert_away_and_takes_it_back(business, anne, client_of, now):
    alert = told(business)
    browser = client_of(anne)
    browser.post(reverse("pilot:see_alert", args=[alert.pk]))
    alert.refresh_from_db()
    assert alert.seen_at == http.real_now()
    assert open_alerts(business, today=TODAY) == []
    browser.post(reverse("pilot:show_alert_again", args=[alert.pk]))
    assert len(open_alerts(business, today=TODAY)) == 1


def test_late_money_and_the_largest_client_are_read_from_her_rows(business, now):
    live = Live(business, TODAY)
    assert live.value(WATCHED["late_money"]) is None
    mission = works.mission_for(business, works.client_named(business, "Dubois"))
    due = {"due_on": dt.date(2026, 2, 10)}
    works.seal(works.draft_for(mission, "150", **due), dt.date(2026, 1, 10), rank=1)
    live = Live(business, TODAY)
    assert live.value(WATCHED["late_money"]) == 150
    assert live.value(WATCHED["client_share"]) is None  # of one client, no share
