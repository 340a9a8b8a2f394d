"""The folder of a client: what every room knows, on the page of the contact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casquettes.desk.folder import figures_of, moments_of
from casquettes.kernel.models import Business, User
from tests.pilot.works import client_named, draft_for, mission_for, pay, seal, session_on

Browser = Callable[[User], Client]


def day(number: int) -> dt.date:
    return dt.date(2026, 3, number)


def test_work_and_money_stand_in_her_folder_by_day(business: Business) -> None:
    roche = client_named(business, "Roche")
    mission = mission_for(business, roche, ended_on=day(9))
    session_on(mission, day(3), 3.5, zone="cave")
    invoice = seal(draft_for(mission, "175"), day(4), rank=1)
    pay(invoice, day(8), "175")
    kinds = sorted((moment.on, moment.kind) for moment in moments_of(roche))
    assert kinds == [
        (day(3), "session"),
        (day(4), "invoice"),
        (day(8), "payment"),
        (day(9), "mission"),
    ]


def test_what_they_came_to_so_far(business: Business) -> None:
    roche = client_named(business, "Roche")
    mission = mission_for(business, roche)
    session_on(mission, day(3), 3.5, persons=2)
    seal(draft_for(mission, "175"), day(4), rank=1)
    figures = figures_of(roche)
    assert (figures.billed, figures.due) == (Decimal(175), Decimal(175))
    assert (figures.sold_seconds, figures.missions) == (7 * 3600, 1)


def test_the_page_of_a_contact_shows_them_with_what_to_do_next(
    business: Business, anne: User, client_of: Browser, now: dt.datetime
) -> None:
    roche = client_named(business, "Roche")
    invoice = seal(draft_for(mission_for(business, roche), "175"), day(4), rank=1)
    page = client_of(anne).get(f"/contacts/{roche.pk}/").content.decode()
    assert f"/finance/invoices/{invoice.pk}/" in page
    assert f"/sales/quotes/new/?client={roche.pk}" in page


def test_someone_new_has_an_empty_folder(business: Business) -> None:
    nobody = client_named(business, "Petit")
    assert list(moments_of(nobody)) == []
    assert not figures_of(nobody).any


def test_as_many_questions_for_one_invoice_as_for_twenty(business: Business) -> None:
    roche = client_named(business, "Roche")
    mission = mission_for(business, roche)
    counted = []
    for rank in range(1, 20):
        pay(seal(draft_for(mission, "100"), day(4), rank=rank), day(5), "100")
        session_on(mission, day(3), 1)
        with CaptureQueriesContext(connection) as queries:
            list(moments_of(roche))
        counted.append(len(queries))
    assert len(set(counted)) == 1
