"""Today: the one number, what is incomplete, and the first run that leads to it."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable

from django.test import Client

from casquettes.engine.hats import Hat
from casquettes.kernel.models import Activity, Business, User
from casquettes.timesheet.actions import clock
from casquettes.timesheet.models import RunningClock, TimeEntry

Browser = Callable[[User], Client]


def note(business: Business, on: dt.date, hours: float, **facts: object) -> TimeEntry:
    known: dict[str, object] = {
        "hat": "sales",
        "nature": "unbilled",
        "source": "typed",
        "noted_on": on,
    }
    known |= facts
    return TimeEntry.objects.create(business=business, on=on, seconds=round(hours * 3600), **known)  # type: ignore[misc]


def four_weeks(business: Business, today: dt.date) -> None:
    """Every working day of four weeks: six hours, of which two are sold."""
    for back in range(1, 28):
        day = today - dt.timedelta(days=back)
        if day.weekday() < 5:
            note(business, day, 4)
            note(business, day, 2, hat="production", nature="billed", sold_seconds=7200)


def test_the_share_of_four_weeks_is_the_big_number(
    anne: User, business: Business, client_of: Browser, now: dt.datetime
) -> None:
    four_weeks(business, now.date())
    page = client_of(anne).get("/")
    assert page.context["share"].share == 1 / 3
    assert "33,3" in page.content.decode()


def test_every_figure_opens_onto_its_rows(
    anne: User, business: Business, client_of: Browser, now: dt.datetime
) -> None:
    four_weeks(business, now.date())
    browser = client_of(anne)
    share = browser.get("/").context["share"]
    page = html.unescape(browser.get("/").content.decode())
    period = "from=2026-02-13&to=2026-03-12"
    for rows in (f"{period}&sold=1", period):
        assert f'href="/time/?{rows}"' in page
    assert browser.get(f"/time/?{period}&sold=1").context["sums"].sold == share.weeks.sold
    assert browser.get(f"/time/?{period}").context["sums"].worked == share.weeks.worked


def test_with_too_few_days_no_figure_is_shown(
    anne: User, business: Business, client_of: Browser, now: dt.datetime
) -> None:
    note(business, now.date() - dt.timedelta(days=27), 4)
    page = client_of(anne).get("/")
    assert page.context["share"].share is None
    assert "Trop peu de temps noté" in page.content.decode()


def test_an_empty_day_teaches_what_to_do(anne: User, client_of: Browser, now: dt.datetime) -> None:
    assert "Portez la casquette" in client_of(anne).get("/").content.decode()


def test_working_days_without_time_are_listed_and_today_is_not_asked(
    anne: User, business: Business, client_of: Browser, now: dt.datetime
) -> None:
    today = now.date()  # a Thursday
    note(business, today - dt.timedelta(days=3), 4)
    missing = client_of(anne).get("/").context["view"].incomplete
    assert missing.empty_days == [today - dt.timedelta(days=2), today - dt.timedelta(days=1)]


def test_a_public_holiday_is_not_missing(
    anne: User, business: Business, client_of: Browser, monkeypatch: object
) -> None:
    from casquettes.desk.queries import incomplete

    note(business, dt.date(2026, 4, 30), 4)
    # 1 May is a holiday, 2 and 3 a week-end.
    assert incomplete(business, today=dt.date(2026, 5, 4)).empty_days == []


def test_time_without_a_hat_and_work_without_an_activity_wait_for_her(
    anne: User, business: Business, client_of: Browser, now: dt.datetime
) -> None:
    note(business, now.date(), 1, hat="")
    note(business, now.date(), 2, hat="production")
    view = client_of(anne).get("/").context["view"].incomplete
    assert (view.hatless, view.hatless_seconds) == (1, 3600)
    assert (view.unnamed, view.unnamed_seconds) == (1, 7200)
    assert view.count == 2


def test_what_is_missing_for_the_target_is_told_in_hours(
    anne: User, business: Business, client_of: Browser, now: dt.datetime
) -> None:
    business.target_share = 50
    business.save()
    four_weeks(business, now.date())
    share = client_of(anne).get("/").context["share"]
    worked = share.weeks.worked
    assert share.seconds_to_target == worked // 2 - worked // 3


def test_home_costs_the_same_queries_with_one_entry_and_with_fifty(
    anne: User, business: Business, client_of: Browser, now: dt.datetime,
    django_assert_num_queries: Callable[..., object],
) -> None:  # fmt: skip
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = client_of(anne)
    activity = Activity.objects.of(business).get(key="com_devis")
    note(business, now.date(), 0.1, activity=activity)
    browser.get("/")
    with CaptureQueriesContext(
        connection,
    ) as one:
        browser.get("/")
    for _ in range(49):
        note(business, now.date(), 0.1, activity=activity)
    with CaptureQueriesContext(connection) as fifty:
        browser.get("/")
    assert len(fifty) == len(one)


def test_another_business_is_never_counted(
    anne: User, business: Business, bruno: User, other: Business, client_of: Browser,
    now: dt.datetime,
) -> None:  # fmt: skip
    from casquettes.kernel import tenancy

    with tenancy.entered(business_id=other.pk, user_id=bruno.pk):
        note(other, now.date(), 5)
    assert client_of(anne).get("/").context["view"].week_seconds == 0


def test_the_first_run_leads_to_a_running_clock_in_three_steps(
    anne: User, business: Business, client_of: Browser, now: dt.datetime
) -> None:
    business.onboarded_at = None
    business.save()
    browser = client_of(anne)
    assert browser.get("/").headers["Location"] == "/welcome/name/"
    browser.post("/welcome/name/", {"person_name": "Inès", "name": "Au net", "trade": "PO"})
    week = {"guessed_share": "45", "week_cap_hours": "35,5", "days": ["0", "1", "3"]}
    browser.post("/welcome/week/", week)
    there = browser.post("/welcome/hat/", {"hat": "sales"})
    assert there.headers["Location"] == "/hats/sales/"
    business.refresh_from_db()
    assert (business.person_name, business.name, business.guessed_share) == ("Inès", "Au net", 45)
    assert (str(business.week_cap_hours), business.working_days) == ("35.5", "1101000")
    assert business.onboarded_at == now
    assert RunningClock.objects.get(business=business).hat == "sales"


def test_nothing_typed_is_lost_when_a_step_is_refused(
    anne: User, client_of: Browser, now: dt.datetime
) -> None:
    answer = client_of(anne).post("/welcome/name/", {"person_name": "", "name": "Au net"})
    assert answer.status_code == 422
    assert "Au net" in answer.content.decode()
    assert "Écrivez votre prénom" in answer.content.decode()


def test_a_week_of_more_than_its_hours_is_refused_in_words(
    anne: User, client_of: Browser, now: dt.datetime
) -> None:
    week = {"guessed_share": "140", "week_cap_hours": "169", "days": []}
    answer = client_of(anne).post("/welcome/week/", week)
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "entre 0 et 100" in said
    assert "168" in said
    assert "au moins un jour" in said


def test_her_week_is_filled_in_and_needs_no_typing(
    anne: User, business: Business, client_of: Browser, now: dt.datetime
) -> None:
    page = client_of(anne).get("/welcome/week/").content.decode()
    [field] = re.findall(r"<input[^>]*name=\"week_cap_hours\"[^>]*>", page)
    assert 'type="text"' in field
    assert 'value="38"' in field
    week = {"guessed_share": "", "week_cap_hours": "38", "days": ["0"]}
    assert client_of(anne).post("/welcome/week/", week).status_code == 302


def test_a_hat_has_to_be_chosen(anne: User, client_of: Browser, now: dt.datetime) -> None:
    assert client_of(anne).post("/welcome/hat/", {"hat": "chapeau"}).status_code == 422


def test_the_first_run_can_be_skipped_to_an_import(
    anne: User, business: Business, client_of: Browser, now: dt.datetime
) -> None:
    business.onboarded_at = None
    business.save()
    answer = client_of(anne).post("/welcome/skip/", {"then": "import"})
    assert answer.headers["Location"] == "/import/time/"
    assert client_of(anne).get("/").status_code == 200


def test_a_long_clock_is_asked_about_before_anything_is_written(
    anne: User, business: Business, client_of: Browser, now: dt.datetime
) -> None:
    clock.wear(business, anne, Hat.SALES, at=now - dt.timedelta(hours=11))
    browser = client_of(anne)
    assert browser.post("/clock/stop/").headers["Location"] == "/clock/long/"
    assert browser.post("/hats/pilot/wear/").headers["Location"] == "/clock/long/?then=pilot"
    assert not TimeEntry.objects.of(business).exists()
    assert "11" in browser.get("/clock/long/").content.decode()
    ended = (now - dt.timedelta(hours=9)).astimezone(business.zone).strftime("%Y-%m-%dT%H:%M")
    answer = browser.post("/clock/long/", {"answer": "ended", "ended_at": ended, "then": "pilot"})
    assert answer.headers["Location"] == "/hats/pilot/"
    assert TimeEntry.objects.of(business).get().seconds == 7200
    assert RunningClock.objects.get(business=business).hat == "pilot"


def test_a_wrong_end_is_refused_and_kept_on_screen(
    anne: User, business: Business, client_of: Browser, now: dt.datetime
) -> None:
    clock.wear(business, anne, Hat.SALES, at=now - dt.timedelta(hours=11))
    future = {"answer": "ended", "ended_at": "2026-03-13T10:00"}
    answer = client_of(anne).post("/clock/long/", future)
    assert answer.status_code == 422
    assert 'value="2026-03-13T10:00"' in answer.content.decode()


def test_another_window_is_told_of_a_change_and_of_nothing_else(
    anne: User, business: Business, client_of: Browser, now: dt.datetime
) -> None:
    browser = client_of(anne)
    assert browser.get("/clock/?seen=none").status_code == 204
    clock.wear(business, anne, Hat.QUALITY, at=now)
    changed = browser.get("/clock/?seen=none")
    assert changed.status_code == 200
    assert 'data-hat="quality"' in changed.content.decode()
    version = changed.context["worn_version"]
    assert browser.get("/clock/", {"seen": version}).status_code == 204


def test_a_stop_can_be_taken_back_from_its_toast(
    anne: User, business: Business, client_of: Browser, now: dt.datetime
) -> None:
    clock.wear(business, anne, Hat.QUALITY, at=now - dt.timedelta(minutes=42))
    browser = client_of(anne)
    page = browser.post("/clock/stop/", follow=True)
    said = html.unescape(page.content.decode())
    [undo] = re.findall(r"/clock/undo/\?ids=\d+", said)
    assert "Qualité" in said
    browser.post(undo)
    assert RunningClock.objects.get(business=business).hat == "quality"
    assert not TimeEntry.objects.of(business).exists()


def test_details_can_be_told_while_it_runs(
    anne: User, business: Business, client_of: Browser, now: dt.datetime
) -> None:
    browser = client_of(anne)
    browser.post("/hats/sales/wear/")
    quotes = Activity.objects.of(business).get(key="com_devis")
    told = {"activity": quotes.pk, "label": "Dupont", "note": "cave"}
    browser.post("/clock/describe/", told)
    running = RunningClock.objects.get(business=business)
    assert (running.activity, running.label, running.note) == (quotes, "Dupont", "cave")
    browser.post("/clock/more/15/")
    running.refresh_from_db()
    assert running.started_at == now - dt.timedelta(minutes=15)
    browser.post("/clock/start/", {"started": "9h30"})  # 11 h in Paris
    running.refresh_from_db()
    assert running.started_at == now - dt.timedelta(minutes=90)
    refused = browser.post("/clock/start/", {"started": "midi"}, follow=True)
    assert "9:05" in refused.content.decode()


def test_a_hat_that_does_not_exist_is_not_found(
    anne: User, client_of: Browser, now: dt.datetime
) -> None:
    assert client_of(anne).get("/hats/chapka/").status_code == 404
    assert client_of(anne).post("/hats/chapka/wear/").status_code == 404
