"""Facts of the road so far: missions closed, things let go, quotes lost, decisions tried."""

from __future__ import annotations

from collections import Counter

from django.db.models import Count, F, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casquettes.pilot.queries.bilan.facts import Fact, Facts, Row
from casquettes.pilot.queries.bilan.phrases import (
    hours,
    listed,
    mission_name,
    missions,
    rows_of,
)
from casquettes.pilot.queries.choices.answers import tried_said
from casquettes.pilot.queries.choices.tried import Tried, decisions, others
from casquettes.pilot.queries.missions import done
from casquettes.production.models import Mission
from casquettes.sales.models import Quote
from casquettes.ui import wording
from casquettes.ui.wording import number

LISTED = 5
KINDS = ("given", "sold", "recycled", "waste")


def missions_closed(facts: Facts) -> Fact:
    """Missions that ended in the period."""
    period, title = facts.period, _("Missions finished")
    rows = Mission.objects.of(facts.business).filter(
        ended_on__gte=period.first, ended_on__lte=period.last, cancelled_on=None
    )
    url = f"{reverse('production:missions')}?state=ended"
    told = rows.aggregate(n=Count("id"), clients=Count("client", distinct=True))
    if not told["n"]:
        said = _("No mission is noted as ended over these days.")
        return Fact("missions_closed", title, missing=said, missing_url=url)
    clients = ngettext("for %(n)s client", "for %(n)s clients", told["clients"])
    last = rows.select_related("client").order_by("-ended_on", "-id")[:LISTED]
    return Fact(
        "missions_closed",
        title,
        number(told["n"], 0),
        clients % {"n": number(told["clients"], 0)},
        url,
        rows=tuple(
            Row(
                mission_name(mission),
                wording.day(mission.ended_on) if mission.ended_on else "",
                url=reverse("production:mission", args=[mission.pk]),
            )
            for mission in last
        ),
    )


def litres_let_go(facts: Facts) -> Fact:
    """What left the homes of her clients, by where it went."""
    title = _("What left your clients’ homes")
    held = done(facts.business).filter(on__gte=facts.period.first, on__lte=facts.period.last)
    left = F("given_litres") + F("sold_litres") + F("recycled_litres") + F("waste_litres")
    told = held.aggregate(
        **{kind: Sum(f"{kind}_litres") for kind in KINDS},
        noted=Count("id", filter=~Q(**{f"{kind}_litres": 0 for kind in KINDS})),
        whole=Sum(left),
    )  # fmt: skip
    url = rows_of("production:sessions", facts.period)
    if not told["whole"]:
        said = _("No volume is noted over these days: write it down at the end of a session.")
        return Fact("litres_let_go", title, missing=said, missing_url=url)
    names = {
        "given": _("given"),
        "sold": _("sold on"),
        "recycled": _("recycled"),
        "waste": _("thrown away"),
    }
    rows = [Row(names[kind], _litres(told[kind])) for kind in KINDS if told[kind]]
    sessions = ngettext("noted at %(n)s session", "noted at %(n)s sessions", told["noted"])
    detail = sessions % {"n": number(told["noted"], 0)}
    return Fact("litres_let_go", title, _litres(told["whole"]), detail, url, rows=tuple(rows))


def _litres(litres: int) -> str:
    """Litres, or cubic metres where there are many."""
    if litres >= 10_000:
        return f"{number(litres / 1000, 1)}{wording.THIN}m³"
    return f"{number(litres, 0)}{wording.THIN}L"


def lost_quotes_by_reason(facts: Facts) -> Fact:
    """Quotes refused in the period or left without an answer, by the reason noted."""
    period, title = facts.period, _("Quotes lost")
    url = f"{reverse('sales:quotes')}?tab=closed"
    days = {"gte": period.first, "lte": period.last}
    rows = Quote.objects.of(facts.business).filter(replaced_by=None, mission=None, accepted_on=None)
    refused = rows.filter(
        Q(**{f"refused_on__{k}": day for k, day in days.items()})
        | Q(**{f"withdrawn_on__{k}": day for k, day in days.items()})
    ).order_by()
    reasons: Counter[str] = Counter()
    for reason in refused.values_list("refusal_reason", flat=True):
        reasons[reason.strip()] += 1
    silent = rows.filter(
        refused_on=None,
        withdrawn_on=None,
        valid_until__gte=period.first,
        valid_until__lte=min(period.last, facts.today),
    ).exclude(issued_on=None)
    if unanswered := silent.exclude(valid_until=facts.today).count():
        reasons[_("no answer")] += unanswered
    sent = (
        Quote.objects.of(facts.business)
        .filter(issued_on__gte=period.first, issued_on__lte=period.last, replaced_by=None)
        .count()
    )
    if not reasons.total():
        if not sent:
            said = _("No quote was sent over these days.")
            return Fact("lost_quotes_by_reason", title, missing=said, missing_url=url)
        return Fact("lost_quotes_by_reason", title, number(0, 0), _sent(sent), url)
    rows_said = tuple(
        Row(reason or _("reason not noted"), number(n, 0)) for reason, n in reasons.most_common(6)
    )
    lost = number(reasons.total(), 0)
    return Fact("lost_quotes_by_reason", title, lost, _sent(sent), url, rows=rows_said)


def _sent(sent: int) -> str:
    text = ngettext("%(n)s sent over these days", "%(n)s sent over these days", sent)
    return text % {"n": number(sent, 0)}


def past_decisions(facts: Facts) -> Fact:
    """What was decided, what was expected of it and what came."""
    title, url = _("What you had decided"), reverse("pilot:decisions")
    found = [*decisions(facts.business, today=facts.today), *others(facts.business)]
    if not found:
        return Fact(
            "past_decisions_with_predicted_vs_actual",
            title,
            missing=_("Nothing was decided yet: what you decide today will be read again here."),
        )
    rows = tuple(_decided(facts, each) for each in found[: 2 * LISTED])
    measured = sum(1 for each in found if not each.too_early)
    text = ngettext("%(n)s has an effect measured", "%(n)s have an effect measured", measured)
    return Fact(
        "past_decisions_with_predicted_vs_actual",
        title,
        number(len(found), 0),
        text % {"n": number(measured, 0)},
        url,
        rows=rows,
    )


def _decided(facts: Facts, tried: Tried) -> Row:
    said = tried_said(tried, currency=facts.currency)
    decision = tried.decision
    expected = listed(said.expected)
    lines = [
        _("expected: %(expected)s") % {"expected": expected} if expected else "",
        decision.verdict or (said.measured if decision.activity else ""),
    ]
    return Row(
        decision.title,
        wording.day(decision.decided_on),
        " · ".join(line for line in lines if line),
        reverse("pilot:decisions"),
        decision.activity.hat if decision.activity else "",
    )


def difficult_missions(facts: Facts) -> Fact:
    """Missions cancelled, or disputed, over the period: what may have gone beyond her."""
    period, title = facts.period, _("Missions that went badly")
    days = {"gte": period.first, "lte": period.last}
    disputed = Q(**{f"invoices__disputed_on__{k}": day for k, day in days.items()})
    cancelled = Q(**{f"cancelled_on__{k}": day for k, day in days.items()})
    found = list(
        Mission.objects.of(facts.business)
        .filter(disputed | cancelled)
        .distinct()
        .select_related("client")
        .order_by("-signed_on", "-id")
    )
    url = f"{reverse('production:missions')}?state=all"
    if not found:
        return Fact(
            "difficult_missions",
            title,
            number(0, 0),
            _("none cancelled or disputed; only you know of the others"),
            url,
        )
    rows = tuple(
        Row(
            mission_name(mission),
            _("cancelled") if mission.cancelled_on else _("disputed"),
            url=reverse("production:mission", args=[mission.pk]),
        )
        for mission in found[:LISTED]
    )
    detail = _("cancelled or disputed; only you know of the others")
    return Fact("difficult_missions", title, number(len(found), 0), detail, url, rows=rows)


def open_commitments(facts: Facts) -> Fact:
    """What is promised and not done: hours left of open missions, sessions planned."""
    title, url = _("What you have promised"), reverse("production:missions")
    found = {
        mission.pk: mission
        for mission in Mission.objects.of(facts.business)
        .open()
        .filter(signed_on__lte=facts.today)
        .select_related("client")
    }
    served: Counter[int] = Counter()
    rows = done(facts.business).filter(mission__in=found).order_by()
    for pk, minutes, persons in rows.values_list("mission_id", "sold_minutes", "persons"):
        served[pk] += minutes * persons
    planned = (
        facts.business.work_sessions.filter(on__gte=facts.today)
        .planned()
        .aggregate(n=Count("id"))["n"]
    )
    left = {pk: max(0, mission.sold_minutes - served[pk]) / 60 for pk, mission in found.items()}
    if not found:
        said = _("no mission is open")
        return Fact("open_commitments", title, missions(0), said, url)
    sessions = ngettext("%(n)s session planned", "%(n)s sessions planned", planned)
    detail = [
        _("%(hours)s left to serve") % {"hours": hours(round(sum(left.values()), 2))},
        sessions % {"n": number(planned, 0)},
    ]
    ranked = sorted(found.values(), key=lambda mission: -left[mission.pk])
    return Fact(
        "open_commitments",
        title,
        missions(len(found)),
        listed(detail),
        url,
        rows=tuple(
            Row(
                mission_name(mission),
                hours(left[mission.pk]),
                url=reverse("production:mission", args=[mission.pk]),
            )
            for mission in ranked[:LISTED]
        ),
    )


FACTS = {
    "missions_closed": missions_closed,
    "litres_let_go": litres_let_go,
    "lost_quotes_by_reason": lost_quotes_by_reason,
    "past_decisions_with_predicted_vs_actual": past_decisions,
    "difficult_missions": difficult_missions,
    "open_commitments": open_commitments,
}
