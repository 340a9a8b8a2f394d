"""A plan, its cards and its reasons in words: hours a week, euros a year, chances said twice."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from casquettes.engine.choices.case import Choice
from casquettes.engine.choices.priors import Origin
from casquettes.engine.hats import Hat
from casquettes.kernel.models import HAT_NAMES, Activity
from casquettes.pilot.queries.choices.figures import Known
from casquettes.pilot.queries.choices.plans import Change, Proposal, lever_name
from casquettes.ui.rounded import about, euros, near, odds
from casquettes.ui.wording import hours as said_hours

HOUR = 3600
Mark = tuple[str, str, str]  # an aspect, its name, her last answer
SOLID, SHARED, MOST_SURE = 0.8, 0.55, 0.99
EARLY_DAYS = 60
LISTED = 5
ASPECTS = (
    ("level", gettext_lazy("Ease")),
    ("pleasure", gettext_lazy("Pleasure")),
    ("importance", gettext_lazy("Importance")),
)
NAMES = {
    Choice.KEEP: pgettext_lazy("answer", "Keep"),
    Choice.REDUCE: gettext_lazy("Lighten"),
    Choice.LEARN: gettext_lazy("Learn"),
    Choice.DELEGATE: gettext_lazy("Delegate"),
    Choice.DROP: gettext_lazy("Stop"),
}
ORIGINS = {
    Origin.PRIOR: gettext_lazy("supposed, as in the trade"),
    Origin.MEASURED: gettext_lazy("your figures"),
    Origin.TYPED: gettext_lazy("typed by you"),
}


@dataclass(frozen=True, slots=True)
class PlanSaid:
    """The plan in words: one sentence, then what to beware of."""

    sentence: str
    chance: str
    range: str
    warnings: list[str]
    limit: str


@dataclass(frozen=True, slots=True)
class Card:
    """One activity on the board."""

    activity: Activity
    now: str
    then: str
    lever: str
    why: list[str]
    solid: str  # "good", "warn" or ""


@dataclass(frozen=True, slots=True)
class Column:
    """One of the five answers and its cards."""

    choice: Choice
    name: str
    total: str
    cards: list[Card]
    more: list[Card]


@dataclass(frozen=True, slots=True)
class HatRows:
    """The activities of one hat, to be rated."""

    hat: str
    name: str
    lines: list[tuple[Activity, str, list[Mark], str]]


def plan_of(proposal: Proposal, *, currency: str) -> PlanSaid:
    """The plan in one sentence, its chance said twice, and what to beware of."""
    proof = proposal.proof
    chance = reach = limit = ""
    if proof is not None and proposal.plan:
        chance = _("%(share)s, %(odds)s that you gain by it") % {
            "share": near(proof.robust.better),
            "odds": odds(proof.robust.better),
        }
        reach = _("Between %(low)s and %(high)s a year, eight times in ten, all counted.") % {
            "low": about(proof.robust.low, currency),
            "high": about(proof.robust.high, currency),
        }
    if proof is not None and proof.answer.upper_bound is not None and proof.answer.value:
        gap = proof.answer.upper_bound - proof.answer.value
        if gap > 1:
            limit = _("No plan can be worth more than %(gap)s above this one.") % {
                "gap": about(gap, currency)
            }
        else:
            limit = _("Every other plan was ruled out: this is the best one.")
    sentence = _sentence(proposal, currency)
    return PlanSaid(sentence, chance, reach, _warnings(proposal, currency), limit)


def _sentence(proposal: Proposal, currency: str) -> str:
    if not proposal.feasible:
        return _("No plan holds: your cash or your budget would not bear it.")
    if not proposal.plan:
        return _("Keep everything as it is: no change would be worth its trouble.")
    facts = {
        "hours": said_hours(proposal.freed_week * HOUR),
        "money": about(abs(proposal.effect.money), currency),
    }
    if proposal.freed_week * 60 < 1:
        return _("You would gain %(money)s a year.") % facts
    if abs(proposal.effect.money) < 5:
        return _("You would gain %(hours)s a week.") % facts
    if proposal.effect.money < 0:
        return _("You would gain %(hours)s a week, for %(money)s a year.") % facts
    return _("You would gain %(hours)s a week and %(money)s a year.") % facts


def _warnings(proposal: Proposal, currency: str) -> list[str]:
    known, found = proposal.known, []
    if known.figures.margin <= 0:
        found.append(
            _("An hour sold costs you more than it brings (%(margin)s): look at prices first.")
            % {"margin": about(known.figures.margin, currency)}
        )
    if not known.figures.sold_hours:
        found.append(_("Nothing is sold over these days: time freed brings rest, not money yet."))
    if known.period and known.period.days < EARLY_DAYS:
        text = ngettext(
            "Only %(n)s day is noted: this is a first idea, not advice.",
            "Only %(n)s days are noted: this is a first idea, not advice.",
            known.period.days,
        )
        found.append(text % {"n": known.period.days})
    if proposal.all_protected:
        found.append(
            _("Everything is protected: only ways to lighten and to learn are left to compare.")
        )
    return found


def columns(proposal: Proposal, *, currency: str) -> list[Column]:
    """The five columns, in the order of the answers."""
    lines = proposal.lines()
    found = []
    for choice, name in NAMES.items():
        mine = [line for line in lines if line.offered.choice is choice]
        cards = [_card(line, currency) for line in mine]
        now = sum(line.hours for line in mine)
        gained = now - sum(line.after for line in mine)
        if choice is Choice.KEEP:
            total = said_hours(now * HOUR) if mine else ""
        else:
            total = _("frees %(hours)s") % {"hours": said_hours(gained * HOUR)} if mine else ""
        found.append(Column(choice, str(name), total, cards[:LISTED], cards[LISTED:]))
    return found


def _card(line: Change, currency: str) -> Card:
    why = []
    if line.next_best is not None and line.offered.choice is not Choice.KEEP:
        other, regret = line.next_best
        why.append(
            _("%(choice)s instead: %(regret)s less a year.")
            % {"choice": NAMES[other], "regret": about(regret, currency)}
        )
    if line.confidence is not None and line.offered.choice is not Choice.KEEP:
        why.insert(0, _steady(line.confidence))
    moves = line.offered.choice is not Choice.KEEP
    return Card(
        activity=line.activity,
        now=said_hours(line.hours * HOUR),
        then=_after(line, currency) if moves else "",
        lever=lever_name(line.offered.lever, get_language() or "fr"),
        why=why,
        solid=_solid(line.confidence) if moves else "",
    )


def _after(line: Change, currency: str) -> str:
    after = said_hours(round(line.after * 60) * 60)
    if line.euros < -5:
        return _("%(hours)s and %(money)s a year") % {
            "hours": after,
            "money": about(-line.euros, currency),
        }
    return after


def _solid(confidence: float | None) -> str:
    if confidence is None:
        return ""
    return "good" if confidence >= SOLID else "warn" if confidence < SHARED else ""


def _steady(confidence: float) -> str:
    confidence = min(confidence, MOST_SURE)
    facts = {"share": near(confidence), "odds": odds(confidence)}
    if confidence >= SOLID:
        return _("Solid: stays the best answer %(share)s of the time, %(odds)s.") % facts
    if confidence >= SHARED:
        return _("To watch: stays the best answer %(share)s of the time, %(odds)s.") % facts
    return (
        _("Close: the best answer %(share)s of the time only, %(odds)s. Follow your wish.") % facts
    )


def by_hat(proposal: Proposal) -> list[HatRows]:
    """The activities with hours, hat by hat, with her last answers."""
    choices = {line.activity.pk: line for line in proposal.lines()}
    found = []
    for hat in Hat:
        lines = [
            (
                line.activity,
                said_hours(line.hours * HOUR),
                marks_of(proposal.known, line.activity),
                str(NAMES[line.offered.choice]),
            )
            for line in choices.values()
            if line.activity.hat == hat
        ]
        if lines:
            found.append(HatRows(str(hat), str(HAT_NAMES[hat]), lines))
    return found


def title_of(activity: Activity, choice: Choice, lever: str) -> str:
    """What a decision is called: the lever itself, else what is done with the activity."""
    names = {
        Choice.REDUCE: _("%(lever)s"),
        Choice.LEARN: _("Learn: %(activity)s"),
        Choice.DELEGATE: _("Delegate: %(activity)s"),
        Choice.DROP: _("Stop: %(activity)s"),
    }
    told = {"lever": lever_name(lever, get_language() or "fr"), "activity": activity.label}
    return (names[choice] % told)[:160]


def marks_of(known: Known, activity: Activity) -> list[Mark]:
    """Her last answers on an activity."""
    rating = known.ratings.get(activity.key)
    return [(name, str(label), str(getattr(rating, name, None) or "")) for name, label in ASPECTS]


def figures_of(proposal: Proposal, *, currency: str) -> dict[str, str]:
    """The three figures beside the plan."""
    values = proposal.year.freed_hour(proposal.year.sums_of(proposal.plan))[0]
    resold = proposal.resold_week * HOUR
    return {
        "freed": said_hours(proposal.freed_week * HOUR),
        "resold": said_hours(resold) if resold >= 60 else "",
        "money": about(proposal.effect.money, currency),
        "value": euros(float(values.mean()), currency),
    }


def plain(value: float) -> str:
    """A number as an address or a slider says it."""
    return f"{value:g}"
