"""What changed on other pages while a bilan was open stays as she left it there."""

import datetime as dt
import html
import re

import pytest

from casquettes.pilot.actions import bilan as actions
from casquettes.pilot.actions.bilan_effects import carry_out, carry_out_all
from casquettes.pilot.actions.choices import judge, take_back
from casquettes.pilot.actions.goals import change_goal, drop_goal
from casquettes.pilot.actions.risks import change_risk, close_risk
from casquettes.pilot.models import BilanAnswer, Decision, Goal, Risk
from casquettes.pilot.queries.bilan.progress import is_blank
from tests.cast import NOW
from tests.pilot import aiming
from tests.pilot.choosing import decided, year_of_work
from tests.pilot.taking_stock import bilan_of, filled

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 12)
LATER = NOW + dt.timedelta(minutes=5)
POSTS = "com_social:reduce:post_batches"
CAUSE = "Plus de bouche-à-oreille"
SHARE = {"measure": "billed_share", "target": 0.36, "goal": None}
LEADS = {"measure": "month_leads", "threshold": 3.0, "above": False, "cause": CAUSE}


@pytest.fixture
def bilan(business):
    return bilan_of(business)


@pytest.fixture
def hers(client_of, anne, now):
    anne.language = "en"
    anne.save()
    return client_of(anne)


def say(bilan, question, value):
    """Answered, and gone on."""
    actions.answer(bilan, question, value, at=NOW)
    carry_out(bilan, question, at=NOW)
    kept = BilanAnswer.objects.get(bilan=bilan, question=question).value
    return {key: told for key, told in kept.items() if key != "made"}


def sign(key, **facts):
    told = {"title": key, "key": key, "sign": "", "measure": "", "review_on": "2026-05-12"}
    return {**told, "decision": None, **facts}


def test_a_goal_moved_on_its_page_stays_where_it_was_moved(bilan):
    say(bilan, "q29", {"goals": [SHARE]})
    goal = Goal.objects.get()
    change_goal(goal, target=0.40, last_on=goal.last_on, today=TODAY)
    assert carry_out_all(bilan, at=LATER) == []
    goal.refresh_from_db()
    assert goal.target == 0.40


def test_a_goal_left_on_its_page_stays_left(bilan):
    say(bilan, "q29", {"goals": [SHARE]})
    drop_goal(Goal.objects.get(), today=TODAY)
    carry_out_all(bilan, at=LATER)
    assert Goal.objects.get().dropped_on == TODAY


def test_another_goal_changed_here_leaves_that_one_alone(bilan):
    first = say(bilan, "q29", {"goals": [SHARE]})
    drop_goal(Goal.objects.get(), today=TODAY)
    more = {"measure": "net_hourly", "target": 12.0, "goal": None}
    say(bilan, "q29", {"goals": [*first["goals"], more]})
    assert [g.measure for g in Goal.objects.filter(dropped_on=None)] == ["net_hourly"]


def test_a_goal_that_stood_and_is_emptied_here_is_left(hers, business, bilan):
    stood = aiming.goal(business)
    url = f"/bilan/{bilan.pk}/q29/"
    told = filled(hers.get(url).content.decode())
    assert told["measure1"] == stood.measure
    hers.post(url, {**told, "measure1": "", "target1": "", "then": "save"})
    told = filled(hers.get(url).content.decode())
    assert hers.post(url, told).status_code == 302
    stood.refresh_from_db()
    assert stood.dropped_on == TODAY
    assert is_blank(BilanAnswer.objects.get().value)


def test_a_goal_put_in_the_place_of_another_takes_it(hers, business, bilan):
    for measure in ("billed_share", "net_hourly", "days_off"):
        aiming.goal(business, measure=measure)
    url = f"/bilan/{bilan.pk}/q29/"
    told = filled(hers.get(url).content.decode())
    sent = hers.post(url, {**told, "measure1": "runway_days", "target1": "90"})
    assert sent.status_code == 302
    standing = set(Goal.objects.filter(dropped_on=None).values_list("measure", flat=True))
    assert (len(standing), "runway_days" in standing) == (3, True)


def test_a_risk_closed_on_its_page_stays_closed(bilan):
    say(bilan, "q39", {"causes": [{"cause": CAUSE, "risk": None}]})
    close_risk(Risk.objects.get(), today=TODAY)
    carry_out_all(bilan, at=LATER)
    assert Risk.objects.get().closed_on == TODAY


def test_a_risk_told_anew_on_its_page_keeps_what_was_told_there(bilan):
    value = say(bilan, "q39", {"causes": [{"cause": CAUSE, "likely": 2, "risk": None}]})
    change_risk(Risk.objects.get(), today=TODAY, likelihood=5, cause="La concurrence")
    carry_out_all(bilan, at=LATER)
    say(bilan, "q39", {"causes": [{**value["causes"][0], "serious": 4}]})
    risk = Risk.objects.get()
    assert (risk.cause, risk.likelihood, risk.severity) == ("La concurrence", 5, 4)


def test_a_decision_taken_back_on_its_page_stays_taken_back(business, bilan):
    year_of_work(business)
    say(bilan, "q36", {"signs": [sign(POSTS)]})
    take_back(Decision.objects.get(), today=TODAY)
    carry_out_all(bilan, at=LATER)
    assert not Decision.objects.filter(ended_on=None).exists()


def test_a_first_action_taken_back_stays_taken_back(bilan):
    say(bilan, "q43", {"task": "Appeler", "on": "2026-03-13"})
    take_back(Decision.objects.get(), today=TODAY)
    carry_out_all(bilan, at=LATER)
    assert not Decision.objects.filter(ended_on=None).exists()


def test_a_decision_judged_again_on_its_page_keeps_that_judgement(business):
    old = decided(business, decided_on=dt.date(2025, 9, 7), starts_on=dt.date(2025, 10, 1))
    bilan = bilan_of(business)
    say(bilan, "q02", {"kept": {str(old.pk): "partly"}, "text": ""})
    judge(old, verdict="Tenue, enfin", measured={}, today=TODAY)
    carry_out_all(bilan, at=LATER)
    old.refresh_from_db()
    assert old.verdict == "Tenue, enfin"


def test_closed_weeks_later_what_was_made_is_not_refused(bilan):
    say(bilan, "q36", {"signs": [sign("Ranger", review_on="2026-03-20")]})
    say(bilan, "q43", {"task": "Appeler", "on": "2026-03-13"})
    assert carry_out_all(bilan, at=NOW + dt.timedelta(days=30)) == []


def test_what_the_close_refuses_is_told_under_its_question(bilan, in_english):
    actions.answer(bilan, "q43", {"task": "Appeler", "on": "2026-03-13"}, at=NOW)
    refused = carry_out_all(bilan, at=NOW + dt.timedelta(days=30))
    assert refused == ["“First action, before Friday” Choose today or a day still to come."]


def test_a_signal_taken_out_is_watched_no_more(bilan):
    say(bilan, "q39", {"causes": [{"cause": CAUSE, "risk": None}]})
    say(bilan, "q41", {"triggers": [{**LEADS, "risk": None}]})
    say(bilan, "q41", {"triggers": []})
    risk = Risk.objects.get()
    assert (risk.measure, risk.threshold, risk.closed_on) == ("", None, None)


def test_another_signal_set_on_the_page_of_risks_stays(bilan):
    say(bilan, "q39", {"causes": [{"cause": CAUSE, "risk": None}]})
    say(bilan, "q41", {"triggers": [{**LEADS, "risk": None}]})
    change_risk(Risk.objects.get(), today=TODAY, measure="billed_share", threshold=0.26)
    say(bilan, "q41", {"triggers": []})
    assert Risk.objects.get().measure == "billed_share"


def test_a_signal_given_to_another_cause_leaves_the_first_its_name(hers, bilan):
    base = f"/bilan/{bilan.pk}"
    hers.post(f"{base}/q39/", {"cause1": CAUSE})
    causes = filled(hers.get(f"{base}/q39/").content.decode())
    hers.post(f"{base}/q39/", {**causes, "cause2": "La grippe"})
    told = {"measure1": "month_leads", "threshold1": "3"}
    hers.post(f"{base}/q41/", {**told, "cause1": CAUSE})
    hers.post(f"{base}/q41/", {**told, "cause1": "La grippe"})
    watched = dict(Risk.objects.filter(closed_on=None).values_list("cause", "measure"))
    assert watched == {CAUSE: "", "La grippe": "month_leads"}


@pytest.mark.parametrize(
    ("question", "typed", "words"),
    [
        ("q35", {"own1": "Fermer", "own2": "fermer "}, "already has its place above"),
        (
            "q39",
            {"cause1": CAUSE, "cause2": f"{CAUSE.upper()}."},
            "This reason is written above already.",
        ),
        (
            "q41",
            {
                "measure1": "month_leads",
                "cause1": CAUSE,
                "measure2": "billed_share",
                "cause2": CAUSE,
            },
            "This already has its signal above.",
        ),
    ],
)
def test_the_same_thing_twice_is_said_and_not_swallowed(hers, bilan, question, typed, words):
    actions.answer(bilan, "q38", {"text": f"{CAUSE}\nLa grippe"}, at=NOW)
    page = hers.post(f"/bilan/{bilan.pk}/{question}/", typed)
    assert page.status_code == 422
    assert words in page.content.decode()


def test_what_is_typed_after_the_close_elsewhere_is_not_taken_in_silence(hers, bilan):
    url = f"/bilan/{bilan.pk}/q28/"
    hers.post(f"/bilan/{bilan.pk}/close/")
    typing = hers.post(url, {"text": "La mer", "then": "save"})
    assert typing.status_code == 422
    assert "this review is no longer open" in typing.content.decode()
    page = hers.post(url, {"text": "La mer"}, follow=True).content.decode()
    assert "This review is closed: what it says no longer changes." in page


def test_beside_the_signs_stand_only_the_changes_she_put_first(hers, business, bilan):
    year_of_work(business)
    url = f"/bilan/{bilan.pk}/q36/"
    whole = said_beside(hers, url)
    assert len(whole) > 1
    page = hers.get(f"/bilan/{bilan.pk}/q35/").content.decode()
    mark = re.search(r'<option value="([a-z_]+:[^"]+)"', page).group(1)
    hers.post(f"/bilan/{bilan.pk}/q35/", {"pick1": mark})
    assert len(said_beside(hers, url)) == 1
    hers.post(f"/bilan/{bilan.pk}/q35/", {"own1": "Fermer le vendredi"})
    assert said_beside(hers, url) == whole


def said_beside(hers, url):
    """The activities named beside a question."""
    page = hers.get(url).content.decode()
    found = re.findall(r'<span class="name">.*?<a [^>]*>([^<]*?),[^<,]*</a>', page, re.DOTALL)
    return [html.unescape(name) for name in found]
