from dataclasses import replace

from casquettes.engine.measures import Figure, figures, money_figures
from casquettes.engine.reliability import Coverage, Verdict
from casquettes.engine.share import NOTHING, Tally

HOUR = 3600
WEEK = Tally(
    worked=40 * HOUR,
    sold=12 * HOUR,
    delivered=15 * HOUR,
    paid_around=2 * HOUR,
    for_client=5 * HOUR,
    induced=18 * HOUR,
    entries=30,
    sold_entries=4,
    delivered_entries=5,
)
GOOD = Coverage(10, 10, worked=40 * HOUR, reconstructed=0)


def test_each_measure_has_its_id_unit_and_number_of_entries():
    assert figures(WEEK, GOOD) == {
        "worked_hours": Figure(40.0, "h", 30, None, Verdict.GOOD),
        "sold_hours": Figure(12.0, "h", 4, None, Verdict.GOOD),
        "delivered_hours": Figure(15.0, "h", 5, None, Verdict.GOOD),
        "billed_share": Figure(0.3, "fraction", 30, None, Verdict.GOOD),
        "billed_share_plus": Figure(0.35, "fraction", 30, None, Verdict.GOOD),
        "client_share": Figure(0.5, "fraction", 30, None, Verdict.GOOD),
        "realisation": Figure(0.8, "fraction", 5, None, Verdict.GOOD),
        "induced_time": Figure(1.5, "h/h", 4, None, Verdict.GOOD),
        "data_quality": Figure(1.0, "fraction", 10, None, Verdict.GOOD),
    }


def test_missing_days_make_it_fragile_and_give_an_interval():
    fragile = Coverage(8, 10, worked=40 * HOUR, reconstructed=0)
    said = figures(WEEK, fragile)
    assert said["billed_share"] == Figure(0.3, "fraction", 30, (0.24, 0.3), Verdict.FRAGILE)
    assert said["worked_hours"].interval == (40.0, 50.0)
    assert said["data_quality"].value == 0.8


def test_under_sixty_percent_ratios_are_not_shown_and_hours_stay():
    said = figures(WEEK, Coverage(5, 10, worked=40 * HOUR, reconstructed=0))
    hidden = Figure(None, "fraction", 30, None, Verdict.TOO_LITTLE, "too_little")
    assert said["billed_share"] == hidden
    assert said["induced_time"].why == "too_little"
    assert said["worked_hours"].value == 40.0
    assert said["data_quality"].value == 0.5


def test_a_figure_without_its_whole_says_why():
    said = figures(Tally(worked=HOUR, entries=1), Coverage(1, 1, HOUR, 0))
    assert said["billed_share"].value == 0.0
    assert said["realisation"].why == "nothing_delivered"
    assert said["induced_time"].why == "nothing_sold"


def test_nothing_noted_says_so_everywhere():
    said = figures(NOTHING, Coverage(0, 0, 0, 0))
    assert said["worked_hours"].value == 0.0
    assert said["billed_share"].why == "nothing_worked"
    assert said["data_quality"].value is None
    assert said["data_quality"].why == "nothing_worked"


def test_money_says_why_it_has_no_value_and_only_the_hourly_one_rests_on_noted_days():
    too_little = Coverage(2, 10, worked=8 * HOUR, reconstructed=0)
    known = {
        "gross_hourly": Figure(17.2, "€/h", 20),
        "price_realisation": Figure(0.98, "fraction", 8),
        "days_to_be_paid": Figure(6.5, "days", 12),
    }
    assert {name: f.value for name, f in money_figures(GOOD, **known).items()} == {
        "price_realisation": 0.98,
        "gross_hourly": 17.2,
        "dso_days": 6.5,
    }
    told = money_figures(too_little, **known)
    assert (told["gross_hourly"].value, told["gross_hourly"].why) == (None, "too_little")
    assert told["dso_days"].value == 6.5
    nothing = {name: replace(figure, value=None, n=0) for name, figure in known.items()}
    assert {name: figure.why for name, figure in money_figures(GOOD, **nothing).items()} == {
        "price_realisation": "no_list_price",
        "gross_hourly": "nothing_billed",
        "dso_days": "nothing_billed",
    }
