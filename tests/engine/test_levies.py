"""What the law takes month by month, and the day a ceiling is crossed."""

import datetime as dt
from decimal import Decimal

from casquettes.engine.countries.be.self_employed import SelfEmployed
from casquettes.engine.countries.ceilings import first_year_days
from casquettes.engine.countries.fr.micro import MicroEntrepreneur
from casquettes.engine.countries.pack import Household
from casquettes.engine.countries.regimes import pack_of
from casquettes.engine.levies import Crossing, Rules, crossing, taken

D = Decimal
FR = MicroEntrepreneur()


def day(year: int, month: int, number: int = 1) -> dt.date:
    return dt.date(year, month, number)


def test_each_month_is_levied_at_its_own_rate():
    rules = Rules("bnc_ssi", reduced_since=day(2024, 9), flat_tax=True)
    months = {day(2025, 6): D(2000), day(2025, 7): D(2000), day(2025, 8): D(1000)}
    told = taken(FR, rules, months, expenses={day(2025, 6): D(50)})
    rows = [(x.name, x.first.month, x.last.month, x.base, x.amount) for x in told.lines]
    assert rows == [
        ("contributions", 6, 6, D(2000), D(246)),  # 12.3 %, the last reduced month
        ("contributions", 7, 8, D(3000), D(738)),  # 24.6 %
        ("training", 6, 8, D(5000), D(10)),
        ("flat_tax", 6, 8, D(5000), D(110)),
    ]
    assert (told.levies, told.income_tax, told.income_tax_known) == (D(994), D(110), True)
    assert not told.assumed


def test_without_a_household_or_the_flat_tax_income_tax_is_not_counted():
    told = taken(FR, Rules("bnc_ssi"), {day(2026, 1): D(1000)}, expenses={})
    assert (told.levies, told.income_tax, told.income_tax_known) == (D(258), D(0), False)


def test_a_household_bears_its_part_year_by_year():
    months = {day(2026, month): D(3000) for month in range(1, 7)}
    told = taken(FR, Rules("bnc_ssi", household=Household()), months, expenses={})
    tax = told.lines[-1]
    assert (tax.name, tax.first.month, tax.last.month, tax.rate) == ("income_tax", 1, 6, None)
    assert tax.base == D(11880)  # 66 % of half a year
    assert told.income_tax_known
    assert 0 < told.income_tax < D(2000)


def test_a_scale_not_voted_leaves_income_tax_out():
    told = taken(FR, Rules("bnc_ssi", household=Household()), {day(2031, 1): D(1000)}, expenses={})
    assert (told.income_tax, told.income_tax_known, told.assumed) == (D(0), False, True)


def test_months_before_the_law_is_known_are_named():
    told = taken(FR, Rules("bnc_ssi"), {day(2015, 3): D(900), day(2026, 3): D(900)}, expenses={})
    assert told.unknown == (day(2015, 3),)
    assert {line.first for line in told.lines} == {day(2026, 3)}


def test_a_refund_larger_than_receipts_is_levied_as_nothing():
    assert taken(FR, Rules("bnc_ssi"), {day(2026, 3): D(-50)}, expenses={}).levies == 0


def test_a_ceiling_is_crossed_on_the_day_that_passes_it():
    by_day = {day(2026, 2): D(20_000), day(2026, 5): D(17_500), day(2026, 7, 9): D(1)}
    today = day(2026, 8)
    assert crossing(by_day, D(37_500), today=today, pace=D(1)) == Crossing(day(2026, 7, 9), None)
    later = crossing(by_day, D(37_601), today=today, pace=D(10))
    assert later == Crossing(None, day(2026, 8, 12))
    assert crossing(by_day, D(90_000), today=today, pace=D(10)) == Crossing(None, None)
    assert crossing({day(2025, 1): D(99_000)}, D(100), today=today, pace=D(0)) == Crossing(
        None, None
    )


def test_the_ceilings_of_the_first_year_count_in_part():
    first = FR.ceilings("bnc_ssi", on=day(2026, 12, 31), started_on=day(2026, 7, 1))
    assert [(c.name, c.amount, c.part_of_year) for c in first] == [
        ("vat_franchise", D(18904), (184, 365)),
        ("vat_tolerance", D(41250), None),
        ("regime", D(42144), (184, 365)),
    ]
    later = FR.ceilings("bic_vente_com", on=day(2027, 1, 1), started_on=day(2026, 7, 1))
    assert [c.amount for c in later] == [D(85000), D(93500), D(203100)]
    assert later[2].figure.assumed
    assert first_year_days(day(2026, 1), None) is None
    assert first_year_days(day(2026, 1), day(2026, 5)) is None


def test_each_country_has_its_pack_or_none():
    assert isinstance(pack_of("FR"), MicroEntrepreneur)
    assert pack_of("ZZ") is None
    belgium = pack_of("BE")
    assert isinstance(belgium, SelfEmployed)
    assert belgium.line_for("liberal") == "main"
    assert belgium.ceilings("main", on=day(2026, 1), started_on=None) == ()
    assert "INASTI" in belgium.sources()
    assert FR.line_for("services") == "bic_service_com"
    assert FR.sources()["MS"]["href"].startswith("https://")
