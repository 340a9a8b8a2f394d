"""The page of the measure, as Anne opens it."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casquettes.config import command
from casquettes.config.commands import measure
from casquettes.engine.periods import Period
from tests import cast
from tests.pilot.notes import note

D = dt.date
TODAY = D(2026, 3, 12)


@pytest.fixture
def page(anne, client_of, now):
    """`page("?period=4w")`: the answer Anne gets."""
    browser = client_of(anne)
    return lambda asked="": browser.get(f"/measures/{asked}")


@pytest.fixture
def week(business):
    """Monday to Wednesday, all noted; Thursday is today and still empty."""
    note(business, D(2026, 3, 9), "pro_seance", 4, sold=3, label="Dupont")
    note(business, D(2026, 3, 10), "com_devis", 2)
    note(business, D(2026, 3, 11), "log_trajet", 1, nature="billed", label="Dupont")
    note(business, D(2026, 3, 11), None, 1)
    return business


def text(response) -> str:
    return response.content.decode()


def test_before_any_hour_the_page_teaches_what_will_come(page, business):
    answer = page()
    assert answer.status_code == 200
    assert "Your billed share will be here" in text(answer) or "sera ici" in text(answer)
    assert 'href="/"' in text(answer)
    assert 'class="hero"' not in text(answer)


def test_the_one_number_opens_onto_its_rows(page, week):
    answer = page()
    assert answer.context["measured"].billed_share == 3 / 8
    assert "37,5" in text(answer)
    days = "/time/?from=2025-03-13&amp;to=2026-03-12"
    assert f'href="{days}"' in text(answer)
    assert f'href="{days}&amp;sold=1"' in text(answer)
    assert f'href="{days}&amp;hat=production"' in text(answer)
    assert f'href="{days}&amp;hat=none"' in text(answer)


def test_each_activity_opens_onto_its_rows(page, week):
    from casquettes.kernel.models import Activity

    quote = Activity.objects.get(business=week, key="com_devis")
    days = "/time/?from=2025-03-13&amp;to=2026-03-12"
    assert f'href="{days}&amp;hat=sales&amp;activity={quote.pk}"' in text(page())


def test_every_figure_is_the_sum_of_the_rows_it_opens_onto(page, week, anne, client_of):
    note(week, D(2026, 3, 9), "pro_seance", 1, nature="break")
    note(week, D(2026, 3, 10), None, 1.5, hat="sales", sold=1, nature="billed")
    browser = client_of(anne)
    answer = page("?period=4w")
    lines = [*answer.context["hats"], *answer.context["first_activities"]]
    assert len(lines) == 8 + 5
    for line in lines:
        worked = browser.get(line.url).context["sums"].worked
        sold = browser.get(line.sold_url).context["sums"].sold
        assert (worked, sold) == (line.part.tally.worked, line.part.tally.sold), line.url
    whole = browser.get(answer.context["rows"]).context["sums"]
    assert (whole.worked, whole.sold) == (answer.context["measured"].worked, 4 * 3600)


@pytest.mark.parametrize(
    ("asked", "period", "chosen"),
    [
        ("", Period(D(2025, 3, 13), TODAY), "12m"),
        ("?period=4w", Period(D(2026, 2, 13), TODAY), "4w"),
        ("?period=13w", Period(D(2025, 12, 12), TODAY), "13w"),
        ("?period=12m", Period(D(2025, 3, 13), TODAY), "12m"),
        ("?period=year", Period(D(2026, 1, 1), TODAY), "year"),
        ("?period=always", Period(D(2025, 3, 13), TODAY), "12m"),
        ("?month=2026-02", Period(D(2026, 2, 1), D(2026, 2, 28)), "month"),
        ("?month=2026-13", Period(D(2025, 3, 13), TODAY), "12m"),
        ("?month=0001-01", Period(D(2025, 3, 13), TODAY), "12m"),
        ("?from=2026-03-01", Period(D(2026, 3, 1), TODAY), "dates"),
        ("?from=2026-04-01", Period(D(2026, 4, 1), D(2026, 4, 1)), "dates"),
        ("?to=2026-02-28", Period(D(2025, 3, 1), D(2026, 2, 28)), "dates"),
        ("?from=01/03/2026&to=05/03/2026", Period(D(2026, 3, 1), D(2026, 3, 5)), "dates"),
        ("?from=%20&to=", Period(D(2025, 3, 13), TODAY), "12m"),
    ],
)
def test_the_period_is_hers_to_choose(page, week, asked, period, chosen):
    answer = page(asked)
    assert answer.status_code == 200
    assert answer.context["measured"].period == period
    assert answer.context["form"].chosen == chosen


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("?from=hier", "from"),
        ("?from=2026-02-29", "from"),
        ("?to=0001-01-01", "to"),
        ("?to=9999-12-31", "to"),
        ("?from=2026-03-05&to=2026-03-01", "to"),
        ("?from=%00", "from"),
    ],
)
def test_a_date_that_cannot_be_is_said_at_its_field_and_twelve_months_shown(
    page, week, asked, field
):
    answer = page(asked)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["measured"].period == Period(D(2025, 3, 13), TODAY)
    assert 'aria-invalid="true"' in text(answer)


def test_months_lead_to_the_ones_beside_them_but_not_to_the_future(page, week):
    assert "month=2026-01" in text(page("?month=2026-02"))
    assert "month=2026-03" in text(page("?month=2026-02"))
    assert "month=2026-04" not in text(page("?month=2026-03"))


def test_too_few_days_show_no_share_and_say_how_many_more(page, business):
    note(business, D(2026, 3, 2), "pro_seance", 4, sold=4)
    answer = page()
    # One day noted of eight: ten more in a row make eleven of eighteen.
    assert answer.context["measured"].billed_share is None
    assert answer.context["measured"].coverage.days_to_show == 10
    assert "100,0" not in text(answer)
    assert "from=2026-03-02&amp;to=2026-03-02" in text(answer)


def test_days_without_time_in_view_lead_to_those_that_hold_some(page, week):
    answer = page("?month=2026-01")
    assert answer.status_code == 200
    assert "/measures/?from=2026-03-09&amp;to=2026-03-11" in text(answer)


def test_a_fragile_share_is_said_as_a_range(page, week):
    note(week, D(2026, 3, 5), "ges_admin", 2)
    answer = page()
    # Four days noted of five since Thursday 5 March.
    assert answer.context["measured"].coverage.verdict == "fragile"
    assert (answer.context["low"], answer.context["high"]) == (0.24, 0.3)
    assert "between 24" in text(answer) or "entre 24" in text(answer)


def test_her_target_and_her_guess_are_beside_it(page, week):
    week.target_share, week.guessed_share = 50, 60
    week.save()
    answer = page()
    assert answer.context["missing"] == 3600
    week.target_share = None
    week.save()
    answer = page()
    assert answer.context["missing"] is None
    assert answer.context["guess"] == 0.6


def test_months_are_drawn_and_told_in_a_table(page, week):
    note(week, D(2026, 1, 30), "pro_seance", 2, sold=2)
    answer = page()
    assert [line.month.period.first for line in answer.context["by_month"]] == [
        D(2026, 1, 30),
        D(2026, 2, 1),
        D(2026, 3, 1),
    ]
    assert "/measures/?month=2026-02" in text(answer)


def test_the_page_and_the_command_give_the_same_figures(page, week, monkeypatch, capsys):
    @contextmanager
    def open_here(_slug):
        yield week

    monkeypatch.setattr(measure, "chosen_business", open_here)
    assert command.main(["measure", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    shown = page().context
    for name, figure in shown["figures"].items():
        assert said["measures"][name]["value"] == figure.value
    for line in shown["hats"]:
        assert said["by"][line.part.key]["worked_hours"]["value"] == line.part.tally.worked / 3600
        assert said["by"][line.part.key]["time_share"] == line.part.time_share


def test_the_accountant_reads_it_and_the_specialist_does_not(week, client_of, now):
    accountant = cast.member(week, "accountant")
    specialist = cast.member(week, "specialist")
    assert client_of(accountant).get("/measures/").status_code == 200
    assert client_of(specialist).get("/measures/").status_code == 403


def test_nobody_sees_the_figures_of_another_business(week, bruno, client_of, now):
    answer = client_of(bruno).get("/measures/")
    assert answer.context["measured"].worked == 0


def test_the_number_of_queries_does_not_grow(page, week):
    page()
    with CaptureQueriesContext(connection) as few:
        page()
    for day in range(1, 12):
        note(week, D(2026, 2, day), "pro_seance", 1, label=f"Client {day}", sold=1)
        note(week, D(2026, 1, day), "cre_texte", 1)
    with CaptureQueriesContext(connection) as many:
        page()
    # The period before may now be compared: it is read as well.
    assert len(many) <= len(few) + 2
