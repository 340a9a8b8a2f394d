"""Her activities: named, moved, ordered, hidden and added as she works, and always undone."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from casquettes.engine.hats import Hat
from casquettes.kernel import actions as kernel
from casquettes.kernel.models import Activity
from casquettes.timesheet.actions import activities as actions
from casquettes.timesheet.models import RunningClock, TimeEntry
from casquettes.timesheet.queries.activities import pegs
from tests import cast

DAY = dt.date(2026, 3, 11)


@pytest.fixture
def first(business) -> Activity:
    return Activity.objects.of(business).filter(hat="sales").first()


def noted_on(activity: Activity, *, seconds: int = 3600, **more: object) -> TimeEntry:
    return TimeEntry.objects.create(
        business=activity.business,
        activity=activity,
        hat=activity.hat,
        on=DAY,
        seconds=seconds,
        nature="unbilled",
        source="typed",
        noted_on=DAY,
        **more,
    )


def names(business, hat: Hat) -> list[str]:
    [peg] = [peg for peg in pegs(business) if peg.hat is hat]
    return [activity.label for activity in peg.shown]


def posted(browser, activity: Activity, **changes: str):
    data = {"name": activity.label, "hat": activity.hat, "nature": activity.nature, **changes}
    return browser.post(f"/activities/{activity.pk}/", data)


def undo(browser, page) -> None:
    link = re.search(r'/activities/\d+/undo/[^"/]+/', page.content.decode())
    assert link, "no undo on the page"
    assert browser.post(link[0]).status_code == 302


def test_the_page_shows_the_seven_hats_in_the_order_of_the_rack(client_of, anne):
    page = client_of(anne).get("/activities/")
    assert [peg.hat for peg in page.context["pegs"]] == list(Hat)
    assert sum(len(peg.shown) for peg in page.context["pegs"]) == 58


def test_she_renames_an_activity_and_takes_it_back(client_of, anne, business, first):
    browser, before = client_of(anne), first.label
    posted(browser, first, name="  Rappeler   les clients ")
    first.refresh_from_db()
    assert first.label == "Rappeler les clients"
    undo(browser, browser.get("/activities/"))
    first.refresh_from_db()
    assert (first.label, first.name) == (before, "")


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
def test_an_activity_keeps_a_name(client_of, anne, first, name):
    answer = posted(client_of(anne), first, name=name)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["name"])


def test_two_activities_of_one_hat_do_not_share_a_name(client_of, anne, business, first):
    second = Activity.objects.of(business).filter(hat="sales")[1]
    answer = posted(client_of(anne), first, name=second.label.upper())
    assert answer.status_code == 422
    first.refresh_from_db()
    assert first.name == ""


def test_saving_without_a_change_leaves_the_starting_name_in_both_languages(first):
    actions.change_activity(first, name=first.label, hat=Hat.SALES, nature="billed")
    first.refresh_from_db()
    assert (first.name, first.nature) == ("", "billed")


def test_moving_an_activity_takes_its_time_along(client_of, anne, business, first):
    other = Activity.objects.of(business).filter(hat="sales")[1]
    mine, removed, theirs = noted_on(first), noted_on(first, removed_at=cast.NOW), noted_on(other)
    RunningClock.objects.create(
        business=business, user=anne, hat="sales", activity=first, started_at=cast.NOW
    )
    browser = client_of(anne)
    posted(browser, first, hat="quality")
    assert Activity.objects.get(pk=first.pk).hat == "quality"
    hats = [TimeEntry.objects.get(pk=entry.pk).hat for entry in (mine, removed, theirs)]
    assert hats == ["quality", "quality", "sales"]
    assert RunningClock.objects.get().hat == "quality"
    assert names(business, Hat.QUALITY)[-1] == first.label

    undo(browser, browser.get("/activities/"))
    assert TimeEntry.objects.get(pk=mine.pk).hat == "sales"
    assert RunningClock.objects.get().hat == "sales"
    assert names(business, Hat.SALES)[0] == first.label


def test_moving_onto_a_taken_name_changes_nothing(business, first):
    entry = noted_on(first)
    kernel.add_activity(business, hat=Hat.QUALITY, name=first.label, nature="unbilled")
    with pytest.raises(kernel.ActivityRefused):
        actions.change_activity(first, name=first.label, hat=Hat.QUALITY, nature="unbilled")
    assert Activity.objects.get(pk=first.pk).hat == "sales"
    assert TimeEntry.objects.get(pk=entry.pk).hat == "sales"


def test_she_adds_an_activity_last_under_its_hat_and_takes_it_back(client_of, anne, business):
    browser = client_of(anne)
    data = {"name": "Salon du bien-être", "hat": "sales", "nature": "mixed"}
    browser.post("/activities/add/", data)
    added = Activity.objects.of(business).get(key="own_1")
    assert (names(business, Hat.SALES)[-1], added.nature) == ("Salon du bien-être", "mixed")
    undo(browser, browser.get("/activities/"))
    assert not Activity.objects.filter(pk=added.pk).exists()


def test_an_added_activity_that_was_used_is_not_undone(client_of, anne, business):
    browser = client_of(anne)
    browser.post("/activities/add/", {"name": "Salon", "hat": "sales", "nature": "mixed"})
    added = Activity.objects.of(business).get(key="own_1")
    page = browser.get("/activities/")
    noted_on(added)
    undo(browser, page)
    assert Activity.objects.filter(pk=added.pk).exists()


def test_keys_of_her_own_activities_are_never_used_twice(business):
    keys = [
        kernel.add_activity(business, hat=Hat.PILOT, name=f"n{n}", nature="unbilled").key
        for n in range(11)
    ]
    Activity.objects.get(key="own_3").delete()
    assert keys[-1] == "own_11"
    again = kernel.add_activity(business, hat=Hat.PILOT, name="again", nature="unbilled")
    assert again.key == "own_12"


def test_a_hidden_activity_leaves_the_lists_and_keeps_its_time(client_of, anne, business, first):
    entry, browser = noted_on(first), client_of(anne)
    browser.post(f"/activities/{first.pk}/hide/")
    assert first.label not in names(business, Hat.SALES)
    assert TimeEntry.objects.get(pk=entry.pk).activity == first
    undo(browser, browser.get("/activities/"))
    assert names(business, Hat.SALES)[0] == first.label
    browser.post(f"/activities/{first.pk}/hide/")
    browser.post(f"/activities/{first.pk}/show/")
    assert names(business, Hat.SALES)[0] == first.label


def test_she_puts_her_activities_in_order(client_of, anne, business, first):
    browser, before = client_of(anne), names(business, Hat.SALES)
    browser.post(f"/activities/{first.pk}/down/")
    assert names(business, Hat.SALES) == [before[1], before[0], *before[2:]]
    browser.post(f"/activities/{first.pk}/up/")
    browser.post(f"/activities/{first.pk}/up/")
    assert names(business, Hat.SALES) == before


def test_the_last_one_stays_last(client_of, anne, business):
    before = names(business, Hat.SALES)
    last = Activity.objects.of(business).filter(hat="sales").last()
    client_of(anne).post(f"/activities/{last.pk}/down/")
    assert names(business, Hat.SALES) == before


def test_asked_by_a_fragment_only_the_hat_comes_back(client_of, anne, first):
    answer = client_of(anne).post(f"/activities/{first.pk}/down/", headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert page.count("<section") == 1
    assert 'id="sales"' in page


def test_an_altered_undo_opens_nothing(client_of, anne, first):
    seal = actions.Before.of(first).sealed()
    browser = client_of(anne)
    assert browser.post(f"/activities/{first.pk}/undo/{seal}x/").status_code == 404
    assert browser.post(f"/activities/{first.pk + 1}/undo/{seal}/").status_code == 404


def test_the_page_asks_as_many_questions_with_one_activity_as_with_many(
    client_of, anne, business, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = client_of(anne)
    browser.get("/activities/")
    with CaptureQueriesContext(connection) as many:
        browser.get("/activities/")
    Activity.objects.of(business).exclude(key="pro_seance").delete()
    with CaptureQueriesContext(connection) as one:
        browser.get("/activities/")
    assert len(one) == len(many)


def test_very_long_and_right_to_left_names_are_kept(client_of, anne, first):
    posted(client_of(anne), first, name="תכנון " * 20)
    first.refresh_from_db()
    assert first.name == " ".join(["תכנון"] * 20)


def test_markup_in_a_name_stays_text(client_of, anne, first):
    browser = client_of(anne)
    posted(browser, first, name="<script>alert(1)</script> {{7*7}}")
    page = browser.get("/activities/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}}" in page
