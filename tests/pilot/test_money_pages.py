"""The waterfall, the page of the money and « what the law takes », as Anne opens them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casquettes.finance.models import Expense
from casquettes.kernel.models import Business
from casquettes.pilot.actions.beliefs import believe, drop_belief, settle
from casquettes.pilot.models import Belief
from casquettes.pilot.queries import kept
from tests import cast
from tests.cast import NOW
from tests.pilot import works
from tests.pilot.notes import note

D = dt.date
TWO_WEEKS = "?from=2026-03-02&to=2026-03-12"


@pytest.fixture
def page(anne, client_of, now):
    browser = client_of(anne)
    return browser.get


@pytest.fixture
def paid_work(business: Business) -> Business:
    """Eight days noted, six hours sold at 45 € of 50, paid; one expense."""
    business.activity_type, business.started_on = "liberal", D(2026, 1, 5)
    business.save()
    offer = works.offer_at(business, "50", unit="hour")
    client = works.client_named(business, "Dupont", origin="Google")
    mission = works.mission_for(
        business,
        client,
        offer=offer,
        price=Decimal(45),
        sold_minutes=480,
        channel="Google",
        signed_on=D(2026, 3, 2),
    )
    for day in (2, 3):
        works.session_on(mission, D(2026, 3, day), 3)
        note(business, D(2026, 3, day), "pro_seance", 3, mission=mission, nature="billed")
    for day in (4, 5, 6, 9, 10, 11):
        note(business, D(2026, 3, day), "com_devis", 2)
    invoice = works.draft_for(mission, "270", served_from=D(2026, 3, 2), served_to=D(2026, 3, 3))
    works.bill(invoice, "service", "270")
    works.seal(invoice, D(2026, 3, 3), rank=1)
    works.pay(invoice, D(2026, 3, 6), "270")
    Expense.objects.create(
        business=business, on=D(2026, 3, 4), label="Téléphone", amount=Decimal(18)
    )
    return business


def text(response) -> str:
    return response.content.decode()


def test_the_waterfall_goes_from_the_list_price_to_what_is_left(page, paid_work):
    answer = page(f"/measures/{TWO_WEEKS}")
    rows = [(row.name, round(row.amount, 2)) for row in answer.context["waterfall"]]
    # 35 € of contributions (12.8 %, to the euro) and 0.54 € of training, over 18 hours.
    assert [amount for _name, amount in rows] == [50.0, -5.0, -30.0, 15.0, -1.0, -1.97, 12.03]
    assert round(answer.context["net"], 2) == 12.03
    assert answer.context["list_price"] == 50.0
    assert "12,03" in text(answer)


def test_each_step_opens_onto_its_rows(page, paid_work, anne, client_of):
    answer = page("/measures/?month=2026-03")
    browser = client_of(anne)
    urls = [row.url for row in answer.context["waterfall"] if row.url]
    assert "/finance/expenses/?period=2026-03" in urls
    assert "/measures/levies/" in urls
    assert {browser.get(url).status_code for url in urls} == {200}


def test_too_few_days_or_an_unknown_law_never_show_a_net(page, paid_work):
    assert page("/measures/").context["net"] is not None
    paid_work.country = "ZZ"
    paid_work.save()
    answer = page(f"/measures/{TWO_WEEKS}")
    assert answer.context["net"] is None
    assert answer.context["kept"]["net_hourly"].why == "no_law"
    assert page("/measures/levies/").status_code == 200
    assert page("/measures/money/").status_code == 200


def test_a_business_without_anything_gets_sentences(page, business):
    for url in ("/measures/", "/measures/money/", "/measures/levies/", "/measures/levies/?year=x"):
        answer = page(url)
        assert answer.status_code == 200
        assert "nan" not in text(answer).split()


def test_the_money_page_tells_offers_channels_and_quotes(page, paid_work):
    answer = page(f"/measures/money/{TWO_WEEKS}")
    assert [(y.revenue, y.hours, y.missions) for y in answer.context["offers"]] == [(270.0, 6.0, 1)]
    (way,) = answer.context["ways"]
    assert (way.name, way.channel.wins, way.cost.rankable) == ("Google", 1, False)
    assert answer.context["freed"].worth == pytest.approx((45 * (1 - 35.54 / 270)) / (1 + 12 / 6))
    assert "bridge" not in answer.context


def test_a_year_before_makes_a_bridge(page, paid_work):
    before = works.draft_for(paid_work.missions.get(), "100")
    works.bill(before, "service", "100")
    works.seal(before, D(2025, 3, 4), rank=1)
    rows = page(f"/measures/money/{TWO_WEEKS}").context["bridge"]
    assert (rows[0].amount, rows[-1].amount) == (100.0, 270.0)
    assert sum(row.amount for row in rows[:-1]) == pytest.approx(270)


def test_the_levies_come_line_by_line_with_their_sources(page, paid_work):
    answer = page("/measures/levies/")
    rows = [(row.line.name, row.line.amount) for row in answer.context["lines"]]
    assert rows == [("contributions", Decimal(35)), ("training", Decimal("0.54"))]
    assert all(row.sources for row in answer.context["lines"])
    names = [row.gauge.ceiling.name for row in answer.context["gauges"]]
    assert names == ["vat_franchise", "vat_tolerance", "regime"]
    assert answer.context["gauges"][0].gauge.ceiling.part_of_year == (361, 365)


def test_what_she_says_of_herself_counts_at_once(page, paid_work, anne, client_of):
    browser = client_of(anne)
    typed = {"line": "0", "tax": "flat", "km": "0,40", "pay_month": "1 500", "cash": "2 400,50"}
    answer = browser.post("/measures/levies/suppose/", typed)
    assert answer.status_code == 302
    assert kept.costs(paid_work).cash.value == Decimal("2400.50")
    rules = kept.law(paid_work).rules
    assert (rules.reduced_since, rules.flat_tax) == (None, True)
    before = Belief.objects.count()
    browser.post("/measures/levies/suppose/", typed)
    assert Belief.objects.count() == before
    shown = page(f"/measures/{TWO_WEEKS}")
    assert shown.context["measured"].runway is not None


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"km": "beaucoup"}, "km"),
        ({"km": "-1"}, "km"),
        ({"pay_month": "1e99"}, "pay_month"),
        ({"tax": "household"}, "adults"),
        ({"line": "99"}, "line"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(
    paid_work, anne, client_of, now, typed, field
):
    told = {"line": "0", "tax": "none", "km": "0.40", "pay_month": "1500", "cash": "77"} | typed
    answer = client_of(anne).post("/measures/levies/suppose/", told)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert 'value="77"' in text(answer)
    assert not Belief.objects.exists()


def test_a_household_is_taxed_once_she_tells_it_and_forgotten_when_she_says_so(
    paid_work, anne, client_of, now
):
    browser = client_of(anne)
    told = {"line": "0", "km": "0.35", "pay_month": "1300"}
    browser.post(
        "/measures/levies/suppose/",
        told | {"tax": "household", "adults": "2", "children": "1", "other_taxable": "30000"},
    )
    assert kept.law(paid_work).rules.household.adults == 2
    assert kept.costs(paid_work).km.origin == "prior"
    browser.post("/measures/levies/suppose/", told | {"tax": "none"})
    assert kept.law(paid_work).rules.household is None


def test_a_dropped_figure_goes_back_to_its_prior(business, now):
    believe(business, kept.KM, Decimal("0.5"), at=NOW)
    assert kept.costs(business).km.value == Decimal("0.5")
    drop_belief(business, kept.KM, at=NOW)
    assert kept.costs(business).km.value == Decimal("0.35")
    settle(business, {kept.KM: Decimal("0.6")}, at=NOW + dt.timedelta(hours=1))
    assert kept.costs(business).km.value == Decimal("0.6")


def test_vat_counts_neither_in_receipts_nor_in_gauges(page, paid_work):
    works.client_named(paid_work, "Cabinet")
    invoice = works.draft_for(paid_work.missions.get(), "100", gross=Decimal(120), vat=Decimal(20))
    works.bill(invoice, "service", "100")
    works.seal(invoice, D(2026, 3, 9), rank=2)
    works.pay(invoice, D(2026, 3, 10), "60")
    account = kept.account(paid_work, page("/measures/").context["measured"].period)
    assert account.flows.received == Decimal(320)


def test_the_accountant_reads_and_changes_nothing(paid_work, client_of, now):
    browser = client_of(cast.member(paid_work, "accountant"))
    for url in ("/measures/money/", "/measures/levies/"):
        assert browser.get(url).status_code == 200
    assert "/suppose/" not in text(browser.get("/measures/levies/"))
    assert browser.post("/measures/levies/suppose/", {}).status_code == 403


def test_the_number_of_queries_does_not_grow(page, paid_work):
    for url in (f"/measures/money/{TWO_WEEKS}", "/measures/levies/"):
        page(url)
        with CaptureQueriesContext(connection) as few:
            page(url)
        mission = paid_work.missions.get()
        for rank in range(10, 30):
            invoice = works.draft_for(mission, "10", served_from=D(2026, 3, 2))
            works.bill(invoice, "service", "10")
            works.seal(invoice, D(2026, 3, 11), rank=rank + 100 * len(url))
            works.pay(invoice, D(2026, 3, 11), "10")
        with CaptureQueriesContext(connection) as many:
            page(url)
        assert len(many) == len(few), url


def test_who_declares_every_month_says_so_where_the_law_lets_her_choose(
    client_of, anne, business, now
):
    hers = client_of(anne)
    page = hers.get("/measures/levies/")
    assert 'name="monthly"' in page.content.decode()
    form = {
        "line": "0", "reduced": "on", "monthly": "on", "tax": "none", "km": "0,35",
        "pay_month": "1300",
    }  # fmt: skip
    assert hers.post("/measures/levies/suppose/", form).status_code == 302
    assert kept.law(business).monthly
    assert hers.post("/measures/levies/suppose/", form | {"monthly": ""}).status_code == 302
    assert not kept.law(business).monthly
    business.country = "BE"
    business.save()
    assert 'name="monthly"' not in hers.get("/measures/levies/").content.decode()
