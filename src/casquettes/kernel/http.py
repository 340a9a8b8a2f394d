"""The edge: the only reader of the clock; gives each request its business, day and language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import ClassVar

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.utils import timezone, translation

from casquettes.kernel import tenancy
from casquettes.kernel.models import Business, Membership, User

# Pages are read and forms are sent: nothing here answers to PUT, PATCH, DELETE or TRACE.
LEAVING = "account_logout"
METHODS = ("GET", "HEAD", "POST", "OPTIONS")


class Request(HttpRequest):
    """A request inside a business: what every view of hers may rely on."""

    user: User
    business: Business
    membership: Membership
    now: dt.datetime
    today: dt.date
    # Seconds of this week under each hat, where the page has read them.
    week_by_hat: dict[str, int]


def real_now() -> dt.datetime:
    """The moment by the machine's clock, in UTC, whole seconds."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def now_for(business: Business) -> dt.datetime:
    """The moment as this business lives it: the example has its own date, at the same hour."""
    wall = real_now().astimezone(business.zone)
    return (wall + dt.timedelta(days=business.clock_shift_days)).astimezone(dt.UTC)


def as_whole_page(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A refusal or an error is never put into a corner of the page she is on.

    Sent by her, a form shows it in full; asked by the page itself (the clock every few seconds, a
    search), it leaves the page, and what she is typing, as they are.
    """
    if request.method == "POST":
        response["HX-Retarget"], response["HX-Reswap"] = "body", "outerHTML"
    else:
        response["HX-Reswap"] = "none"
    return response


class DiscretionMiddleware:
    """Her pages are not indexed, not kept by browsers or proxies, use no sensor, no odd method."""

    HEADERS: ClassVar = {
        "X-Robots-Tag": "noindex, nofollow, noarchive",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cache-Control": "private, no-store",
    }

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in METHODS:
            response = self.get_response(request)
        else:
            response = HttpResponseNotAllowed(METHODS)
        for name, value in self.HEADERS.items():
            response.headers.setdefault(name, value)
        if request.method == "POST" and _leaves(request):
            response.headers["Clear-Site-Data"] = '"storage"'
        return response


def _leaves(request: HttpRequest) -> bool:
    """Did she just sign out? What the browser kept beside cookies goes too."""
    return request.resolver_match is not None and request.resolver_match.view_name == LEAVING


class BusinessMiddleware:
    """Gives a signed-in request its business, day and language; on PostgreSQL a transaction.

    SQLite gets no transaction around the request: each would take the write lock, and reading
    pages would wait for one another. Actions open their own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponseBase:
        if connection.vendor != "postgresql":
            return self._answer(request)
        with transaction.atomic():
            response = self._answer(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    def _answer(self, request: Request) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.get_response(request)
        user_id = request.user.pk
        tenancy.enter(business_id=None, user_id=user_id)
        membership = self._membership(request)
        if membership is None:
            return self._answer_without_business(request)
        business = membership.business
        tenancy.enter(business_id=business.pk, user_id=user_id)
        request.membership, request.business = membership, business
        request.now = now_for(business)
        request.today = business.local_day(request.now)
        language = request.user.language or business.locale
        with timezone.override(business.zone), translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers["Content-Language"] = language
        return response

    def _answer_without_business(self, request: Request) -> HttpResponseBase:
        """A person whose first run is still to come."""
        request.membership = request.business = None  # type: ignore[assignment]
        request.now = real_now()
        request.today = timezone.localdate(request.now)
        return self.get_response(request)

    @staticmethod
    def _membership(request: Request) -> Membership | None:
        """Her membership in the business she chose, or else in her first one."""
        memberships = (
            Membership.objects.select_related("business").filter(user=request.user).order_by("id")
        )
        chosen = request.session.get("business")
        if isinstance(chosen, int):
            return memberships.filter(business_id=chosen).first() or memberships.first()
        return memberships.first()
