"""From a quote to the money, in real browsers: hers, and her client's telephone.

Runs on SQLite and, as the application role, on PostgreSQL.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache

from casquettes.finance.actions.following import mark_sent
from casquettes.finance.models import Invoice
from casquettes.kernel import http, links
from casquettes.kernel.actions.contacts import refresh_search
from casquettes.kernel.models import Business, Mail
from casquettes.production.models import Mission
from tests.cast import NOW
from tests.finance import dealings
from tests.sales import promises

pytestmark = [
    pytest.mark.browser,
    pytest.mark.both_databases,
    pytest.mark.django_db(transaction=True),
]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def client_phone(chromium: Any, live_server: Any, complaints: list[str]) -> Any:
    """Claire's own telephone: nobody is signed in there."""
    context = chromium.new_context(viewport=PHONE, locale="en-GB")
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield lambda path: page.goto(f"{live_server.url}{path}") and page
    context.close()


def click(page: Any, role: str, name: str, **exact: bool) -> None:
    with page.expect_navigation():
        page.get_by_role(role, name=name, **exact).first.click()


def test_quote_accepted_deposit_session_balance_paid_and_another_reminded(
    open_page: Callable[..., Any],
    client_phone: Callable[[str], Any],
    business: Business,
    live_server: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cache.clear()
    promises.known_seller(business, email="anne@example.org")
    forgotten = dealings.issued(
        dealings.buyer(business, firm="Cabinet Roche", siren="404833048"),
        at=NOW - dt.timedelta(days=60),
    )
    mark_sent(forgotten, at=NOW - dt.timedelta(days=60))
    claire = dealings.buyer(business)
    refresh_search(claire)
    quote = promises.sent(
        business,
        client=claire,
        off_premises=True,
        language="en",
        deposit="rate",
        deposit_value=Decimal(30),
    )

    # Claire reads it on her telephone and accepts.
    life = dt.timedelta(days=30)
    phone = client_phone(links.make(business, "quote", quote.pk, at=NOW, life=life))
    phone.get_by_label("Your name").fill("Claire Moreau")
    phone.get_by_label("I have read this quote").check()
    click(phone, "button", "Accept with obligation to pay, €228.40")
    assert phone.get_by_text("Nothing may be paid before Thursday 19 March 2026").is_visible()

    # Anne opens the mission from her first page; no money may be asked for yet.
    anne = open_page("/")
    click(anne, "button", "Open the mission")
    mission = Mission.objects.get(quote=quote)
    assert mission.payable_from == dt.date(2026, 3, 19)
    anne.goto(f"{live_server.url}/finance/invoices/to-bill/")
    deposit = anne.get_by_role("button", name="Deposit invoice")
    assert deposit.is_disabled()
    assert anne.get_by_text("no money before").is_visible()

    # A week later the deposit is billed, in two clicks, and comes in.
    monkeypatch.setattr(http, "real_now", lambda: NOW + dt.timedelta(days=8))
    anne.reload()
    click(anne, "button", "Deposit invoice")
    if "/issue/" not in anne.url:
        click(anne, "button", "Issue")
    click(anne, "button", "Issue only")
    asked = Invoice.objects.get(quote=quote, kind="deposit")
    assert (asked.number, asked.gross) == ("F2026-002", Decimal("68.52"))
    click(anne, "button", "Note the payment")
    asked.refresh_from_db()
    assert asked.paid_on == dt.date(2026, 3, 20)

    # The session is planned and done.
    anne.goto(f"{live_server.url}/production/missions/{mission.pk}/sessions/new/")
    click(anne, "button", "Plan the session")
    session = mission.sessions.get()
    session.on = dt.date(2026, 3, 20)
    session.save()
    anne.goto(f"{live_server.url}/production/missions/{mission.pk}/")
    click(anne, "button", "as planned")
    session.refresh_from_db()
    assert session.done_on is not None

    # The balance deducts the deposit, and is paid.
    anne.goto(f"{live_server.url}/finance/invoices/to-bill/")
    click(anne, "button", "Balance invoice")
    if "/issue/" not in anne.url:
        click(anne, "button", "Issue")
    click(anne, "button", "Issue only")
    balance = Invoice.objects.get(quote=quote, kind="balance")
    assert (balance.number, balance.gross) == ("F2026-003", Decimal("159.88"))
    assert asked.gross + balance.gross == quote.gross
    click(anne, "button", "Note the payment")
    balance.refresh_from_db()
    assert balance.due == 0

    # The other one is late: she reads the reminder before it goes to the outbox.
    anne.goto(f"{live_server.url}/")
    click(anne, "link", "Remind")
    anne.get_by_label("To", exact=True).fill("compta@example.org")
    click(anne, "button", "Put in the outbox")
    letter = Mail.objects.get(template="reminder_1")
    assert (letter.to, letter.files.count()) == ("compta@example.org", 1)
    forgotten.refresh_from_db()
    assert forgotten.reminded_at is not None
