"""What a line of an invoice bills, sealed beside it while it is typed, so that it stays true."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core import signing

from casquettes.creation.models import Offer
from casquettes.finance.actions.drafts import LineDraft
from casquettes.finance.models import Invoice
from casquettes.kernel.models import Business
from casquettes.production.models import WorkSession
from casquettes.timesheet.models import TimeEntry
from casquettes.ui.quantities import SILENT

SALT = "finance.line"


def sealed(line: LineDraft) -> str:
    """The ties of a line as text that may travel through a form and back, unaltered."""
    told: dict[str, Any] = {
        "unit": line.unit if line.unit in SILENT else "",
        "sap": line.sap,
        "offer": line.offer.pk if line.offer else None,
        "hours": str(line.hours) if line.hours is not None else None,
        "session": line.session.pk if line.session else None,
        "deducts": line.deducts.pk if line.deducts else None,
        "entries": [entry.pk for entry in line.entries],
    }
    told = {name: value for name, value in told.items() if value}
    return signing.dumps(told, salt=SALT, compress=True) if told else ""


def tied(business: Business, seals: Sequence[str]) -> list[dict[str, Any]]:
    """What each line is tied to, read from the database in as few questions as there are kinds."""
    opened = [_opened(seal) for seal in seals]
    kinds: dict[str, Any] = {
        "offer": Offer,
        "session": WorkSession,
        "deducts": Invoice,
        "entries": TimeEntry,
    }
    rows: dict[str, dict[int, Any]] = {}
    for name, model in kinds.items():
        wanted = {pk for told in opened for pk in _ids(told.get(name))}
        found = model.objects.filter(business=business, pk__in=wanted) if wanted else ()
        rows[name] = {row.pk: row for row in found}
    return [_rows_of(told, rows) for told in opened]


def _rows_of(told: dict[str, Any], rows: dict[str, dict[int, Any]]) -> dict[str, Any]:
    ties: dict[str, Any] = {name: told[name] for name in ("unit", "sap") if name in told}
    for name in ("offer", "session", "deducts"):
        if told.get(name) in rows[name]:
            ties[name] = rows[name][told[name]]
    ties["entries"] = [
        rows["entries"][pk] for pk in _ids(told.get("entries")) if pk in rows["entries"]
    ]
    if told.get("hours"):
        ties["hours"] = Decimal(told["hours"])
    return ties


def _ids(told: Any) -> list[int]:
    return told if isinstance(told, list) else [told] if told else []


def _opened(seal: str) -> dict[str, Any]:
    if not seal:
        return {}
    try:
        told = signing.loads(seal, salt=SALT)
    except signing.BadSignature:
        return {}
    return told if isinstance(told, dict) else {}
