"""Why it could fail: causes from a story, weighed, watched, closed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from casquettes.pilot.actions import launch as launches
from casquettes.pilot.actions import risks as actions
from casquettes.pilot.actions.risks import RiskRefused, causes_of, note_risk
from casquettes.pilot.models import Alert, Risk
from casquettes.pilot.queries import risks as queries
from casquettes.pilot.queries.watched import WATCHED, Live, candidates
from tests.cast import NOW
from tests.pilot.fears import TODAY, feared, told

pytestmark = pytest.mark.django_db


def test_each_line_of_the_story_is_a_cause():
    story = "- Plus de clients\n\n2) Mon dos\n•  Un  impayé \nMon dos.\nL’hiver, 3 mois sans rien"
    assert causes_of(story) == [
        "Plus de clients",
        "Mon dos",
        "Un impayé",
        "L’hiver, 3 mois sans rien",
    ]


def test_a_long_line_is_cut_at_its_sentences():
    first, second = "Personne n’a appelé. ", "J’ai baissé mes prix " + "encore " * 24 + "en vain."
    assert [len(cause) for cause in causes_of(first + second)] == [20, 197]
    with pytest.raises(RiskRefused, match=r"Xx"):
        causes_of("Xx" * 101)


def test_the_same_cause_twice_is_one_risk_told_further(business, now):
    first = note_risk(business, cause="Mon dos", today=TODAY, likelihood=2, plan_b="Me reposer")
    again = note_risk(business, cause="mon dos.", today=TODAY, severity=5, above=False)
    assert again.pk == first.pk
    assert (again.likelihood, again.severity, again.plan_b) == (2, 5, "Me reposer")
    assert Risk.objects.count() == 1


def test_a_measure_without_a_line_takes_the_one_proposed(business, now):
    risk = note_risk(business, cause="Le vide", today=TODAY, measure="runway_days")
    assert (risk.threshold, risk.above) == (30.0, False)
    actions.change_risk(risk, today=TODAY, measure="client_share")
    risk.refresh_from_db()
    assert (risk.threshold, risk.above) == (0.4, True)
    actions.change_risk(risk, today=TODAY, measure="")
    risk.refresh_from_db()
    assert (risk.threshold, risk.above) == (None, False)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"cause": "  "}, "cause"),
        ({"cause": "x" * 201}, "cause"),
        ({"signal": "x" * 201}, "signal"),
        ({"likelihood": 6}, "likelihood"),
        ({"severity": 0}, "severity"),
        ({"measure": "karma"}, "measure"),
        ({"measure": "billed_share", "threshold": 0.0}, "threshold"),
        ({"measure": "billed_share", "threshold": 1.1}, "threshold"),
        ({"measure": "late_money", "threshold": float("nan")}, "threshold"),
        ({"measure": "late_money", "threshold": float("inf")}, "threshold"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(business, now, facts, field):
    told = {"cause": "Mon dos"} | facts
    with pytest.raises(RiskRefused) as refused:
        note_risk(business, today=TODAY, **told)
    assert refused.value.field == field
    assert not Risk.objects.exists()


def test_sixty_risks_are_enough(business, now):
    for n in range(60):
        feared(business, f"Cause {n}")
    with pytest.raises(RiskRefused):
        note_risk(business, cause="Une de plus", today=TODAY)
    with pytest.raises(RiskRefused):
        actions.note_causes(business, "\n".join(f"Autre {n}" for n in range(26)), today=TODAY)


def test_every_watched_figure_proposes_a_line_it_would_accept_on_no_data(business, now):
    for each in candidates(Live(business, TODAY)):
        risk = note_risk(business, cause=each.watched.id, today=TODAY, measure=each.watched.id)
        assert risk.threshold == each.threshold
        assert each.watched.kept(each.watched.typed(each.threshold)) == each.threshold


def test_the_heaviest_come_first_and_stand_in_their_place(business, now):
    light = feared(business, "Léger", likelihood=1, severity=2)
    unweighed = feared(business, "À peser", likelihood=None, severity=None)
    heavy = feared(business, "Lourd", likelihood=5, severity=4)
    seen = queries.seen(business, today=TODAY)
    assert [each.risk for each in seen] == [heavy, light, unweighed]
    cells = queries.matrix(seen)
    assert [r.rank for r in cells[1][4].risks] == [1]
    assert [r.rank for r in cells[3][0].risks] == [2]
    assert (cells[1][4].level, cells[3][0].level) == ("high", "low")


def test_a_signal_that_is_not_known_says_how_to_get_it(business, now, in_english):
    feared(business, measure="weeks_over_cap", threshold=3.0, signal="Je dors mal")
    [seen] = queries.seen(business, today=TODAY)
    assert seen.state == "unknown"
    assert seen.signal == (
        "Weeks in a row above your limit: from 3 weeks on. Known after the first whole week noted. "
        "Je dors mal"
    )


@pytest.mark.parametrize(
    ("value", "state"), [(29, "crossed"), (30, "near"), (36, "near"), (37, "calm")]
)
def test_near_is_within_a_fifth_of_the_line(value, state):
    assert queries._state("runway_days", value, 30.0) == state


def test_from_the_story_to_the_list(business, anne, client_of, now):
    browser = client_of(anne)
    page = browser.get(reverse("pilot:risks"))
    assert "matrix" not in page.content.decode()
    answer = browser.post(reverse("pilot:risk_story"), {"story": "Mon dos\nUn impayé"})
    assert answer.url == reverse("pilot:weigh_risks")
    back, unpaid = Risk.objects.order_by("pk")
    typed = {
        f"likelihood_{back.pk}": "2",
        f"severity_{back.pk}": "5",
        f"seen_{back.pk}": "no",
    }
    assert browser.post(reverse("pilot:weigh_risks"), typed).status_code == 302
    back.refresh_from_db()
    assert (back.likelihood, back.severity, back.seen_in_time) == (2, 5, False)
    assert queries.to_weigh(business) == [unpaid]
    form = {
        "cause": "Un impayé",
        "measure": "late_money",
        "line_late_money": "1 240,50",
        "line_billed_share": "n’importe quoi",
        "plan_b": "Demander un acompte",
        "likelihood": "3",
        "severity": "3",
        "seen_in_time": "yes",
    }
    answer = browser.post(reverse("pilot:risk", args=[unpaid.pk]), form)
    assert answer.url == reverse("pilot:risks") + f"#risk-{unpaid.pk}"
    unpaid.refresh_from_db()
    assert (unpaid.measure, unpaid.threshold, unpaid.above) == ("late_money", 1240.5, True)
    assert 'class="matrix"' in browser.get(reverse("pilot:risks")).content.decode()


def test_what_is_typed_wrong_is_not_lost(business, anne, client_of, now):
    risk = feared(business)
    typed = {"cause": "", "measure": "billed_share", "line_billed_share": "130", "plan_b": "Partir"}
    page = client_of(anne).post(reverse("pilot:risk", args=[risk.pk]), typed)
    assert page.status_code == 422
    text = page.content.decode()
    assert "Partir" in text
    assert 'value="130"' in text
    story = "Xx" * 101
    page = client_of(anne).post(reverse("pilot:risk_story"), {"story": story})
    assert page.status_code == 422
    assert story in page.content.decode()
    assert client_of(anne).post(reverse("pilot:risk_story"), {"story": " - \n"}).status_code == 422


def test_closing_can_be_undone(business, anne, client_of, now):
    risk = feared(business, measure="late_money", threshold=10.0)
    told(business, f"risk:{risk.pk}", facts={})
    browser = client_of(anne)
    browser.post(reverse("pilot:close_risk", args=[risk.pk]))
    assert queries.seen(business, today=TODAY) == []
    assert queries.closed(business) == [risk]
    assert Alert.objects.get().over_on == TODAY
    browser.post(reverse("pilot:reopen_risk", args=[risk.pk]))
    assert len(queries.seen(business, today=TODAY)) == 1


def test_a_followed_plan_says_what_it_fears(business, anne, client_of, now):
    assert queries.suggested(business, today=TODAY) == []
    plan = launches.begin(business, at=NOW)
    launches.follow(plan, on=TODAY, at=NOW)
    found = queries.suggested(business, today=TODAY)
    assert 4 <= len(found) <= 8
    assert all(each.detail and each.key in queries.CAUSES for each in found)
    browser = client_of(anne)
    browser.post(reverse("pilot:take_risk"), {"key": found[0].key})
    taken = Risk.objects.get()
    assert taken.measure == queries.CAUSES[found[0].key][1]
    left = browser.get(reverse("pilot:suggested_risks")).content.decode()
    assert f'value="{found[0].key}"' not in left
    assert f'value="{found[1].key}"' in left
    browser.post(reverse("pilot:take_risk"), {"key": "nothing"})
    assert Risk.objects.count() == 1


def test_each_cause_of_a_plan_is_watched_by_a_figure_that_exists():
    assert {measure for _cause, measure in queries.CAUSES.values()} - {""} <= set(WATCHED)


def test_the_list_asks_as_many_questions_for_fifty_risks(
    business, anne, client_of, now, django_assert_max_num_queries
):
    for n in range(50):
        feared(business, f"Cause {n}", measure="late_money", threshold=10.0 + n)
    with django_assert_max_num_queries(8):
        assert len(queries.seen(business, today=TODAY)) == 50
