"""Facts of quality: what clients say is not gathered yet, and where help is sought."""

from __future__ import annotations

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casquettes.kernel.models import Identity
from casquettes.pilot.queries.bilan.facts import Fact, Facts
from casquettes.pilot.queries.bilan.noted import seconds_on
from casquettes.pilot.queries.bilan.phrases import listed, time_rows
from casquettes.ui import wording
from casquettes.ui.wording import number

# What no page gathers yet: the name of the fact, and how she may know all the same.
UNHEARD: dict[str, tuple[str | Promise, str | Promise]] = {
    "best_reviews": (
        gettext_lazy("What clients wrote"),
        gettext_lazy(
            "Reviews are not gathered here yet: reread the last messages you were sent, there is "
            "surely one to keep."
        ),
    ),
    "complaints": (
        gettext_lazy("Complaints"),
        gettext_lazy("Complaints are not noted here yet: you remember those that count."),
    ),
    "csat": (
        gettext_lazy("How satisfied they are"),
        gettext_lazy(
            "Nobody is asked yet: a mark out of five at the end of a mission is enough to begin."
        ),
    ),
    "nps": (
        gettext_lazy("Would they recommend you"),
        gettext_lazy(
            "The question is not asked yet. Those who come by word of mouth say something of it."
        ),
    ),
    "relapse_reported": (
        gettext_lazy("Homes that filled up again"),
        gettext_lazy("Six months later, one call says it: nothing of it is noted here yet."),
    ),
}


def _unheard(id: str) -> Fact:
    title, missing = UNHEARD[id]
    return Fact(id, str(title), missing=str(missing))


def best_reviews(facts: Facts) -> Fact:  # noqa: ARG001 every fact is asked alike
    """Reviews: not gathered."""
    return _unheard("best_reviews")


def complaints(facts: Facts) -> Fact:  # noqa: ARG001
    """Complaints: not noted."""
    return _unheard("complaints")


def csat(facts: Facts) -> Fact:  # noqa: ARG001
    """Satisfaction: not asked."""
    return _unheard("csat")


def nps(facts: Facts) -> Fact:  # noqa: ARG001
    """Recommendation: not asked."""
    return _unheard("nps")


def relapse_reported(facts: Facts) -> Fact:  # noqa: ARG001
    """Relapses: not noted."""
    return _unheard("relapse_reported")


def followups(facts: Facts) -> Fact:
    """The time given to clients after their mission; who was called is not noted."""
    title = _("Calls one and six months later")
    unknown = _("Who is due one, and who had it, is not followed here yet.")
    seconds, n = seconds_on(facts.business, facts.period, "qua_suivi")
    if not n:
        said = _("No follow-up is noted over these days.")
        url = reverse("kernel:contacts")
        return Fact("followups_due_done", title, missing=f"{said} {unknown}", missing_url=url)
    times = ngettext("noted %(n)s time", "noted %(n)s times", n) % {"n": number(n, 0)}
    value = wording.hours(round(seconds / 60) * 60)
    url = time_rows(facts.period, hat="quality")
    return Fact("followups_due_done", title, value, times, url, missing=unknown)


def supervision_sessions(facts: Facts) -> Fact:
    """Time with a peer or a supervisor."""
    title, url = _("Supervision and peers"), time_rows(facts.period, hat="quality")
    seconds, n = seconds_on(facts.business, facts.period, "qua_supervision")
    if not n:
        said = _("No supervision is noted over these days: an hour with a peer goes under Quality.")
        return Fact("supervision_sessions", title, missing=said, missing_url=url)
    times = ngettext("noted %(n)s time", "noted %(n)s times", n) % {"n": number(n, 0)}
    return Fact("supervision_sessions", title, wording.hours(round(seconds / 60) * 60), times, url)


def insurance_in_force(facts: Facts) -> Fact:
    """The insurance her documents print; until when it stands is not known."""
    title, url = _("Your insurance"), reverse("kernel:company")
    until = _("Until when it stands, and whether it pays for a stop, its contract says.")
    identity = Identity.objects.filter(business=facts.business).only("insurance").first()
    if identity is None or not identity.insurance:
        said = _("No insurance is written in your settings: note the insurer and the contract.")
        return Fact("insurance_in_force", title, missing=said, missing_url=url)
    return Fact(
        "insurance_in_force", title, detail=listed([identity.insurance]), url=url, missing=until
    )


FACTS = {
    "best_reviews": best_reviews,
    "complaints": complaints,
    "csat": csat,
    "nps": nps,
    "relapse_reported": relapse_reported,
    "followups_due_done": followups,
    "supervision_sessions": supervision_sessions,
    "insurance_in_force": insurance_in_force,
}
