"""Each kind of question: what she types comes out in its shape, and comes back as she typed it."""

import datetime as dt
import re

import pytest

from casquettes.engine.bilan.script import Kind, questions
from casquettes.finance.models import Expense
from casquettes.pilot.forms.bilan.kinds import FORMS
from casquettes.pilot.models import BilanAnswer
from tests.pilot.choosing import decided, worked, year_of_work
from tests.pilot.taking_stock import bilan_of, bilan_of_last_year, filled
from tests.pilot.works import offer_at

pytestmark = pytest.mark.django_db
KEPT = {
    "q01": ({"energy": "4", "text": "Reposée"}, {"energy": 4, "text": "Reposée"}),
    "q05": (
        {"line1": " Une ", "line2": "", "line3": "Deux"},
        {"lines": ["Une", "Deux"]},
    ),
    "q07": ({"month": "2025-11", "text": "La grippe"}, {"month": "2025-11", "text": "La grippe"}),
    "q08": ({"text": "Moins de devis"}, {"text": "Moins de devis"}),
    "q09": ({"choice": "hours", "text": ""}, {"choice": "hours", "text": ""}),
    "q10": (
        {"amount": "1 240,50", "yes": "no", "text": "Non"},
        {"amount": 1240.5, "yes": False, "text": "Non"},
    ),
    "q11": ({"best": "Séance", "worst": ""}, {"best": "Séance", "worst": ""}),
    "q14": (
        {"picked": ["Abonnement photo"], "text": ""},
        {"picked": ["Abonnement photo"], "text": ""},
    ),
    "q15": ({"text": "Pas encore"}, {"text": "Pas encore"}),
    "q16": ({"hat": "sales"}, {"hat": "sales"}),
    "q17": ({"hat": "quality", "text": "Deux avis"}, {"hat": "quality", "text": "Deux avis"}),
    "q18": (
        {"pilot-pleasure": "5", "sales-ease": "2"},
        {"hats": {"pilot": {"pleasure": 5}, "sales": {"ease": 2}}},
    ),
    "q19": ({"choice": "partly", "text": ""}, {"choice": "partly", "text": ""}),
    "q20": (
        {"picked": ["zone", "remote"], "text": "Vanves"},
        {"picked": ["zone", "remote"], "text": "Vanves"},
    ),
    "q21": (
        {"production": "14,5", "sales": "3"},
        {"hours": {"production": 14.5, "sales": 3.0}},
    ),
    "q23": (
        {"more": "Bouche-à-oreille", "less": "", "text": ""},
        {"more": "Bouche-à-oreille", "less": "", "text": ""},
    ),
    "q24": ({"choice": "none", "text": ""}, {"choice": "none", "text": ""}),
    "q26": ({"choice": "too_low", "text": ""}, {"choice": "too_low", "text": ""}),
    "q27": ({"yes": "yes", "text": "Une fois"}, {"yes": True, "text": "Une fois"}),
    "q30": (
        {"income_month": "1 800", "week_hours": "35", "weeks_off": "7"},
        {"income_month": 1800.0, "week_hours": 35.0, "weeks_off": 7.0},
    ),
    "q31": ({"stop": "Séance", "create": "Atelier"}, {"stop": "Séance", "create": "Atelier"}),
    "q34": ({"money": "600", "week_hours": "1,5"}, {"money": 600.0, "week_hours": 1.5}),
    "q37": (
        {"picked": [], "text": "Demander"},
        {"picked": [], "text": "Demander"},
    ),
    "q38": ({"text": "Trop de trajets\r\nLa grippe"}, {"text": "Trop de trajets\r\nLa grippe"}),
    "q40": (
        {"tell": "Claire", "dates": "Avril", "money": "La réserve"},
        {"tell": "Claire", "dates": "Avril", "money": "La réserve"},
    ),
    "q42": (
        {"keep": "Les séances", "reduce": "", "learn": "", "delegate": "", "drop": ""},
        {"keep": "Les séances", "reduce": "", "learn": "", "delegate": "", "drop": ""},
    ),
    "q45": ({"text": "Chère moi"}, {"text": "Chère moi"}),
}


@pytest.fixture
def hers(client_of, anne, now):
    return client_of(anne)


@pytest.fixture
def bilan(business):
    offer_at(business, "60")
    Expense.objects.create(
        business=business, on=dt.date(2026, 1, 5), label="Abonnement photo", amount=12
    )
    return bilan_of(business)


def kept(bilan, question):
    value = BilanAnswer.objects.get(bilan=bilan, question=question).value
    return {name: told for name, told in value.items() if name != "made"}


def test_every_kind_of_the_script_has_its_form():
    assert {each.kind for each in questions(is_short=False)} == set(FORMS) == set(Kind)


@pytest.mark.parametrize("question", KEPT)
def test_an_answer_keeps_its_shape_and_comes_back(hers, bilan, question):
    typed, value = KEPT[question]
    url = f"/bilan/{bilan.pk}/{question}/"
    sent = hers.post(url, typed)
    assert sent.status_code == 302
    assert kept(bilan, question) == value
    again = filled(hers.get(url).content.decode())
    again.pop("seen")
    hers.post(url, again)
    assert kept(bilan, question) == value


@pytest.mark.parametrize(
    ("question", "typed", "words"),
    [
        ("q10", {"amount": "beaucoup"}, "Write a sum"),
        ("q03", {"amount": "140", "then": "see"}, "Write a percentage"),
        ("q03", {"amount": "", "then": "see"}, "Write a percentage"),
        ("q21", {"production": "100", "sales": "80"}, "A week has 168 hours"),
        ("q30", {"income_month": "1500", "week_hours": "80", "weeks_off": "5"}, "from 0 to 60"),
        ("q43", {"task": "Appeler", "on": "hier"}, "Write a day of the calendar"),
        ("q43", {"task": "Appeler", "on": "2026-03-11"}, "still to come"),
        ("q29", {"measure1": "billed_share", "target1": "140"}, "from 0 to 100"),
        ("q29", {"target2": "40"}, "Choose what is to be measured"),
        ("q41", {"threshold1": "40"}, "Choose the figure"),
        ("q05", {"line1": "x" * 301}, "Shorten it to 300"),
    ],
)
def test_what_cannot_be_kept_says_what_to_type_and_loses_nothing(
    hers, bilan, anne, question, typed, words
):
    anne.language = "en"
    anne.save()
    page = hers.post(f"/bilan/{bilan.pk}/{question}/", typed)
    assert page.status_code == 422
    assert words in page.content.decode()
    back = filled(page.content.decode())
    assert {name: back[name] for name in typed if name != "then"} == {
        name: value for name, value in typed.items() if name != "then"
    }


def test_the_figure_is_not_in_the_page_before_she_guesses(hers, bilan, business):
    year_of_work(business)
    url = f"/bilan/{bilan.pk}/q03/"
    before = hers.get(url).content.decode()
    assert "fact-billed_share" not in before
    assert 'id="figures"' not in before
    hers.post(url, {"amount": "55", "then": "see"})
    after = hers.get(url).content.decode()
    assert "fact-billed_share" in after
    assert "55" in re.search(r'class="guessed">([^<]*)', after).group(1)
    hers.post(url, {"amount": "40", "then": "see"})
    assert BilanAnswer.objects.get().guess == {"amount": 55.0}


def test_a_guess_half_typed_or_passed_is_no_guess(hers, bilan):
    url = f"/bilan/{bilan.pk}/q13/"
    hers.post(url, {"amount": "5", "then": "save"})
    hers.post(url, {"amount": "50", "then": "later"})
    assert BilanAnswer.objects.get().guess is None


def test_the_week_she_wants_begins_with_the_week_she_has(hers, bilan, business):
    year_of_work(business)
    told = filled(hers.get(f"/bilan/{bilan.pk}/q21/").content.decode())
    assert told["production"] != ""
    hers.post(f"/bilan/{bilan.pk}/q21/", {**told, "then": "later"})
    row = BilanAnswer.objects.get()
    assert (row.value, row.passed_at is not None) == ({}, True)


def test_the_last_decisions_come_first_and_are_judged(hers, business):
    old = decided(business)
    worked(business, "com_social")
    bilan = bilan_of(business)
    hers.post(f"/bilan/{bilan.pk}/q02/", {f"kept-{old.pk}": "yes", "text": "Oui"})
    assert kept(bilan, "q02") == {"kept": {str(old.pk): "yes"}, "text": "Oui"}
    old.refresh_from_db()
    assert old.judged_on == dt.date(2026, 3, 12)
    again = filled(hers.get(f"/bilan/{bilan.pk}/q02/").content.decode())
    assert again[f"kept-{old.pk}"] == ["yes"]


def test_from_the_plan_to_three_decisions(hers, bilan, business):
    year_of_work(business)
    base = f"/bilan/{bilan.pk}"
    plan = filled(hers.get(f"{base}/q33/").content.decode())
    keys = [name.removeprefix("text-") for name in plan if name.startswith("text-")]
    assert keys
    hers.post(f"{base}/q33/", {**plan, **{f"agree-{key}": "yes" for key in keys}})
    assert {each["agree"] for each in kept(bilan, "q33")["answers"].values()} == {True}
    order = filled(hers.get(f"{base}/q35/").content.decode())
    assert order["pick1"].split(":")[0] in keys
    order |= {"pick2": "", "own2": "Fermer le vendredi", "pick3": "", "own3": ""}
    hers.post(f"{base}/q35/", order)
    assert kept(bilan, "q35") == {"order": [order["pick1"], "Fermer le vendredi"]}
    signs = filled(hers.get(f"{base}/q36/").content.decode())
    assert signs["sign1"] != ""
    assert hers.post(f"{base}/q36/", signs).status_code == 302
    made = [each["decision"] for each in kept(bilan, "q36")["signs"]]
    assert len(made) == 2
    assert None not in made
    hers.post(f"{base}/q36/", filled(hers.get(f"{base}/q36/").content.decode()))
    assert [each["decision"] for each in kept(bilan, "q36")["signs"]] == made


def test_the_same_change_has_one_place(hers, bilan, business):
    year_of_work(business)
    order = filled(hers.get(f"/bilan/{bilan.pk}/q35/").content.decode())
    page = hers.get(f"/bilan/{bilan.pk}/q35/").content.decode()
    mark = re.search(r'<option value="([a-z_]+:[^"]+)"', page).group(1)
    twice = hers.post(f"/bilan/{bilan.pk}/q35/", {**order, "pick1": mark, "pick2": mark})
    assert twice.status_code == 422


def test_her_story_gives_the_causes_to_weigh_and_to_watch(hers, bilan):
    base = f"/bilan/{bilan.pk}"
    hers.post(f"{base}/q38/", {"text": "Trop de trajets\nLa grippe"})
    causes = filled(hers.get(f"{base}/q39/").content.decode())
    assert (causes["cause1"], causes["cause2"], causes["cause3"]) == (
        "Trop de trajets",
        "La grippe",
        "",
    )
    hers.post(f"{base}/q39/", {**causes, "likely1": "4", "serious1": "3", "seen1": "no"})
    first = kept(bilan, "q39")["causes"][0]
    assert (first["likely"], first["serious"], first["seen"]) == (4, 3, False)
    told = {"measure1": "billed_share", "threshold1": "26", "cause1": "Trop de trajets"}
    hers.post(f"{base}/q41/", told)
    signal = kept(bilan, "q41")["triggers"][0]
    assert (signal["threshold"], signal["risk"]) == (0.26, first["risk"])


def test_the_letter_stays_closed_until_the_next_bilan(hers, business):
    bilan_of_last_year(business, q45={"text": "Respirez le vendredi"}, q08={"text": "Le prix"})
    bilan = bilan_of(business)
    assert "Respirez le vendredi" in hers.get(f"/bilan/{bilan.pk}/q01/").content.decode()
    assert "Respirez" not in hers.get(f"/bilan/{bilan.pk}/q45/").content.decode()
    assert "Le prix" in hers.get(f"/bilan/{bilan.pk}/q08/").content.decode()
