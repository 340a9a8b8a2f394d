"""A bilan shown to a peer: a link that shows what was chosen, until it ends or is taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from casquettes.kernel import links
from casquettes.kernel.models import SignedLink
from casquettes.pilot.models import Bilan
from casquettes.pilot.queries.bilan.shared import PURPOSE


class NothingShared(Exception):
    """A link that would show nothing."""

    def __str__(self) -> str:
        return _("Choose at least one figure or one answer to show.")


@transaction.atomic
def share(bilan: Bilan, shows: Collection[str], *, at: dt.datetime, life: dt.timedelta) -> str:
    """A new address that shows these and nothing else; its secret is told only now."""
    if not shows:
        raise NothingShared
    held = Bilan.objects.select_for_update().select_related(None).get(pk=bilan.pk)
    address = links.make(bilan.business, PURPOSE, bilan.pk, at=at, life=life)
    made = SignedLink.objects.filter(
        business=bilan.business, purpose=PURPOSE, subject_id=bilan.pk
    ).latest("pk")
    # What ended or was taken back is forgotten.
    opening = set(
        links.open_links(bilan.business, PURPOSE, bilan.pk, at=at).values_list("pk", flat=True)
    )
    kept = [each for each in held.shared if each.get("link") in opening]
    bilan.shared = [*kept, {"link": made.pk, "shows": sorted(shows)}]
    bilan.save(update_fields=["shared"])
    return address


@transaction.atomic
def unshare(bilan: Bilan, link: SignedLink, *, at: dt.datetime) -> None:
    """Take a link back: it opens nothing any more, and what it showed is forgotten."""
    held = Bilan.objects.select_for_update().select_related(None).get(pk=bilan.pk)
    links.revoke(link, at=at)
    bilan.shared = [each for each in held.shared if each.get("link") != link.pk]
    bilan.save(update_fields=["shared"])
