"""What is watched every day without her, and the alerts she puts away."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from casquettes.engine.alerts import Move, Past, move
from casquettes.kernel.models import Business
from casquettes.pilot.models import Alert
from casquettes.pilot.queries.alerts import BILAN, RISK, Signal, last_alerts, signals
from casquettes.pilot.queries.watched import Live


@transaction.atomic
def look(business: Business, *, at: dt.datetime, today: dt.date | None = None) -> list[Alert]:
    """Open and end alerts by today's figures; those opened. The same day again changes nothing."""
    today = today or business.local_day(at)
    Business.objects.select_for_update().get(pk=business.pk)
    last = last_alerts(business)
    opened, watched = [], set()
    for signal in signals(Live(business, today)):
        watched.add(signal.key)
        row = last.get(signal.key)
        past = Past(row.over_on, row.seen_at is not None) if row else None
        moved = move(signal.value, signal.line, past, today=today)
        if moved is Move.RAISE:
            opened.append(_raise(business, signal, today))
        elif moved is not Move.NOTHING and row is not None:
            row.over_on = today if moved is Move.END else None
            row.save(update_fields=["over_on"])
            opened += [row] if moved is Move.REOPEN else []
    unwatched = [row.pk for row in last.values() if row.key not in watched and row.over_on is None]
    Alert.objects.filter(business=business, pk__in=unwatched).update(over_on=today)
    return opened


def see(alert: Alert, *, at: dt.datetime) -> None:
    """She has read it: it is not said again while it lasts."""
    Alert.objects.filter(pk=alert.pk, seen_at=None).update(seen_at=at)


def show_again(alert: Alert) -> None:
    """As if she had not put it away."""
    if alert.key.startswith(BILAN):
        alert.delete()
        return
    Alert.objects.filter(pk=alert.pk).update(seen_at=None)


def decline(business: Business, key: str, *, today: dt.date, at: dt.datetime) -> Alert:
    """No bilan at this moment: it is not offered again."""
    row, _made = Alert.objects.get_or_create(
        business=business, key=key, on=today, defaults={"seen_at": at}
    )
    return row


def forget_risk(business: Business, risk_id: int) -> None:
    """What was said of another line of hers says nothing any more."""
    Alert.objects.filter(business=business, key=f"{RISK}{risk_id}").delete()


def _raise(business: Business, signal: Signal, today: dt.date) -> Alert:
    facts = {**signal.facts, "value": signal.value, "threshold": signal.line.threshold}
    return Alert.objects.create(business=business, key=signal.key, on=today, facts=facts)
