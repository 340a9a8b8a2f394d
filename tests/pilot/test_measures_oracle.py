"""A second business, made at random: every measure against a small addition of its own rows."""

from __future__ import annotations

import datetime as dt
import math
import random
from collections import defaultdict
from decimal import Decimal

import pytest

from casquettes.config.commands import measure_money
from casquettes.engine.periods import Period
from casquettes.finance.models import Expense
from casquettes.kernel.models import Business
from casquettes.logistics.models import Trip
from casquettes.pilot import queries
from casquettes.pilot.actions.beliefs import believe
from casquettes.pilot.queries import kept, margins, winning
from tests.cast import NOW
from tests.pilot import works
from tests.pilot.notes import note

D = dt.date
TODAY = D(2026, 3, 31)
PERIOD = Period(D(2026, 1, 1), TODAY)
PRICES = {"Séance": 50, "Accueil": 70}
BEFORE, AFTER = D(2026, 1, 5), D(2026, 3, 31)


class Ledger:
    """What was written down, kept beside the rows as plain numbers."""

    def __init__(self) -> None:
        self.sum: dict[str, float] = defaultdict(float)
        self.received: dict[int, int] = defaultdict(int)  # cents by month
        self.clients: list[tuple[str, str, float]] = []

    def add(self, name: str, amount: float) -> None:
        self.sum[name] += amount


@pytest.fixture
def made(business: Business) -> Ledger:
    """Ten clients by the hour, half of them at a discount, one unpaid; background work, road."""
    chance, told = random.Random(2026), Ledger()
    business.started_on, business.activity_type = D(2026, 1, 1), "liberal"
    business.save()
    for key, value in ((kept.FLAT_TAX, 1), (kept.PAY, 1000), (kept.CASH, 2500), (kept.KM, "0.42")):
        believe(business, key, Decimal(value), at=NOW)
    offers = {name: works.offer_at(business, str(p), unit="hour") for name, p in PRICES.items()}
    for name, offer in offers.items():
        offer.name = name
        offer.save()
    for rank in range(1, 11):
        _client(business, told, chance, rank, offers)
    for rank in range(60):
        on = D(2026, 1, 2) + dt.timedelta(days=chance.randrange(88))
        hours = chance.randrange(1, 9) / 4
        key = chance.choice(["ges_admin", "com_social", "cre_texte", "com_devis"])
        note(business, on, key, hours)
        told.add("worked", hours)
        told.add("induced", hours if key == "com_devis" else 0)
        told.add("social", hours if key == "com_social" else 0)
        if rank % 5 == 0:
            label = chance.choice(["Téléphone", "Publicité Instagram"])
            Expense.objects.create(business=business, on=on, label=label, amount=Decimal(rank + 7))
            told.add("expenses", rank + 7)
            told.add("paid_social", rank + 7 if "Instagram" in label else 0)
            Trip.objects.create(business=business, on=on, km=Decimal(rank))
            told.add("km", rank)
    return told


def _client(business, told, chance, rank, offers):
    name = chance.choice(list(PRICES))
    price = PRICES[name] * (1 if rank % 2 else 0.9)
    channel = chance.choice(["Instagram", "Google", "Bouche-à-oreille"])
    client = works.client_named(business, f"Client {rank}", origin=channel)
    quoted = chance.randrange(4, 12)
    mission = works.mission_for(
        business,
        client,
        offer=offers[name],
        price=Decimal(str(price)),
        sold_minutes=quoted * 60,
        channel=channel,
        signed_on=BEFORE,
        ended_on=AFTER,
    )
    sold = real = 0.0
    for day in range(chance.randrange(1, 4)):
        on = D(2026, 1, 6) + dt.timedelta(days=7 * rank + day)
        hours, extra = chance.randrange(4, 13) / 4, chance.randrange(0, 3) / 4
        works.session_on(mission, on, hours)
        note(business, on, "pro_seance", hours + extra, mission=mission, nature="billed")
        sold, real = sold + hours, real + hours + extra
    amount, travel = round(sold * price, 2), 10 * (rank % 3)
    invoice = works.draft_for(
        mission, str(amount + travel), served_from=D(2026, 1, 1), served_to=TODAY
    )
    works.bill(invoice, "service", str(amount))
    if travel:
        works.bill(invoice, "travel", str(travel))
    works.seal(invoice, TODAY, rank=rank)
    if rank != 4:
        month = 1 + rank % 3
        works.pay(invoice, D(2026, month, 28), str(amount + travel))
        told.received[month] += round(100 * (amount + travel))
    told.add("worked", real)
    told.add("sold", sold)
    told.add("delivered", real)
    told.add("listed", sold * PRICES[name])
    told.add("served", amount)
    told.add("billed", amount + travel)
    told.add(f"by:{name}", amount)
    told.add(f"hours:{name}", real)
    told.add(f"log:{name}", math.log(real / quoted))
    told.add(f"missions:{name}", 1)
    told.clients.append((channel, name, sold))


def levies_by_hand(received: dict[int, int]) -> float:
    """Urssaf of a liberal profession in 2026 with the reduction: 12.8 %, training 0.2 %."""
    months = [cents / 100 for cents in received.values()]
    return sum(math.floor(month * 0.128 + 0.5) + month * 0.002 for month in months)


def test_every_measure_is_what_its_rows_add_up_to(business, made):
    sums = made.sum
    measured = queries.measures(business, PERIOD, today=TODAY)
    received = sum(made.received.values()) / 100
    levies, tax = levies_by_hand(made.received), 0.022 * received
    vehicle = sums["km"] * 0.42
    net = received - sums["expenses"] - vehicle - levies - tax
    tau, k = (levies + tax) / received, vehicle / sums["sold"]
    c = sums["billed"] / sums["sold"] * (1 - tau) - k
    need = sums["expenses"] + 3 * 1000
    outflow = sums["expenses"] + vehicle + levies + tax + 3000
    by_hand = {
        "worked_hours": sums["worked"],
        "sold_hours": sums["sold"],
        "delivered_hours": sums["delivered"],
        "realisation": sums["sold"] / sums["delivered"],
        "induced_time": sums["induced"] / sums["sold"],
        "margin_per_sold_hour": c,
        "break_even_hours": need / c,
        "required_rate": (need / sums["sold"] + k) / (1 - tau),
        "runway_days": 2500 * PERIOD.days / outflow,
        "price_realisation": sums["served"] / sums["listed"],
    }
    shown = measured.figures | measured.money_figures | measured.kept_figures
    if measured.coverage.share < 0.6:
        by_hand = {name: by_hand[name] for name in by_hand if shown[name].value is not None}
    for name, value in by_hand.items():
        assert shown[name].value == pytest.approx(value, abs=0.02), name
    assert measured.hourly.account.kept.net == pytest.approx(Decimal(net), abs=Decimal("0.02"))
    told = measured.hourly.cascade
    assert float(told.net) == pytest.approx(net / sums["worked"], abs=1e-3)
    assert float(told.gross) == pytest.approx(sums["billed"] / sums["worked"], abs=1e-6)
    assert told.list_price + sum(step.amount for step in told.to_gross) == told.gross


def test_yields_quotes_and_channels_are_what_their_rows_add_up_to(business, made):
    sums = made.sum
    measured = queries.measures(business, PERIOD, today=TODAY)
    tallies = {part.key: part.tally for part in queries.by_offer(business, PERIOD)}
    for row in winning.yields(measured.money.works, PERIOD, tallies, name=lambda work: work.offer):
        assert row.revenue == pytest.approx(sums[f"by:{row.name}"], abs=0.01)
        assert row.per_hour == pytest.approx(row.revenue / sums[f"hours:{row.name}"], abs=1e-6)
    for row in winning.quoting(business, PERIOD):
        usual = math.exp(sums[f"log:{row.offer}"] / sums[f"missions:{row.offer}"]) - 1
        assert row.justness.bias == pytest.approx(usual)
    for way in winning.ways(business, PERIOD, hour_value=20):
        wins = [name for channel, name, _h in made.clients if channel == way.name]
        assert (way.channel.leads, way.channel.wins) == (len(wins), len(wins))
        if way.name == "Instagram":
            spent = sums["paid_social"] + 20 * sums["social"]
            assert way.cost.value == pytest.approx(spent / len(wins))


def test_a_freed_hour_is_valued_from_what_waits(business, made):
    months = list(PERIOD.months())
    waiting = margins.waiting_hours(business, [month.last for month in months])
    assert waiting[-1] == 0.0  # every mission ended on the last day
    measured = queries.measures(business, PERIOD, today=TODAY)
    hours = queries.own_hours(business, months, today=TODAY)
    told = margins.freed(business, measured.hourly, months, hours)
    c = measured.kept_figures["margin_per_sold_hour"].value
    worth = c / (1 + made.sum["induced"] / made.sum["sold"])
    assert told.worth == pytest.approx(worth)
    assert [month.chance == 0 for month in told.months] == [False, False, True]
    for month, queue in zip(told.months, waiting, strict=True):
        worked = sum(
            each.seconds / 3600
            for each in business.time_entries.filter(on__month=month.first.month)
        )
        chance = min(1, queue / (made.sum["sold"] / 3)) * min(1, worked / hours[month.first])
        assert month.chance == pytest.approx(chance)
        assert month.value == pytest.approx(chance * worth + (1 - chance) * 6)


def test_the_command_tells_what_hats_cost_and_what_months_leave(business, made):
    measured = queries.measures(business, PERIOD, today=TODAY)
    lines = {hat: {} for hat in ("production", "sales")}
    measure_money.add_hat_costs(lines, business, measured, today=TODAY)
    assert lines["production"]["opportunity_cost"]["value"] > 0
    months = measure_money.month_figures(business, measured, today=TODAY)
    assert list(months) == ["2026-01", "2026-02", "2026-03"]
    assert set(months["2026-03"]) == set(measured.kept_figures)
