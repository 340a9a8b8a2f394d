"""Questions about people, businesses and activities."""

from __future__ import annotations

from casquettes.engine.hats import Hat
from casquettes.kernel import tenancy
from casquettes.kernel.models import Activity, Business


def businesses_of_this_machine() -> list[Business]:
    """Every business there is, oldest first: for commands, never for a page."""
    with tenancy.operating():
        return list(Business.objects.order_by("id"))


def activities_by_hat(business: Business) -> dict[Hat, list[Activity]]:
    """Her shown activities under each hat, in her order."""
    by_hat: dict[Hat, list[Activity]] = {hat: [] for hat in Hat}
    for activity in Activity.objects.of(business).shown():
        by_hat[Hat(activity.hat)].append(activity)
    return by_hat
