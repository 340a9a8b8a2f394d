"""The edge: the only reader of the clock; gives each request its business, day and language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation

from casquettes.kernel import tenancy
from casquettes.kernel.models import Business, Membership, User


class Request(HttpRequest):
    """A request inside a business: what every view of hers may rely on."""

    user: User  # type: ignore[assignment]
    business: Business
    membership: Membership
    now: dt.datetime
    today: dt.date


def real_now() -> dt.datetime:
    """The moment by the machine's clock, in UTC, whole seconds."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def now_for(business: Business) -> dt.datetime:
    """The moment as this business lives it (the demo business has its own date)."""
    return real_now() + dt.timedelta(days=business.clock_shift_days)


class BusinessMiddleware:
    """Finds the business of the person, opens its transaction, sets day, zone and language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.get_response(request)
        with transaction.atomic():
            tenancy.enter(business_id=None, user_id=request.user.pk)
            membership = (
                Membership.objects.select_related("business")
                .filter(user=request.user, **self._chosen(request))
                .order_by("id")
                .first()
            )
            if membership is None:
                return self.get_response(request)
            business = membership.business
            tenancy.enter(business_id=business.pk, user_id=request.user.pk)
            request.membership, request.business = membership, business
            request.now = now_for(business)
            request.today = business.local_day(request.now)
            language = request.user.language or business.locale
            with timezone.override(business.zone), translation.override(language):
                request.LANGUAGE_CODE = language
                return self.get_response(request)

    @staticmethod
    def _chosen(request: Request) -> dict[str, int]:
        chosen = request.session.get("business")
        return {"business_id": chosen} if isinstance(chosen, int) else {}
