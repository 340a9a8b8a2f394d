"""Acts that look before they write take turns: two windows never both find the place free."""

from __future__ import annotations

from casquettes.kernel.models import Business, Membership


def one_at_a_time(business: Business) -> None:
    """Wait until no other act holds the business; inside a transaction, hold it until its end."""
    list(Membership.objects.select_for_update().filter(business=business).order_by("pk"))
