"""`casquettes measure`: the same figures as the page, for a person or for a program."""

from __future__ import annotations

import argparse
import datetime as dt
from typing import TYPE_CHECKING, Any

from casquettes.config.commands import measure_money
from casquettes.config.commands.answer import Refused, Subcommands, add_command, print_json
from casquettes.config.commands.business import add_business_option, chosen_business
from casquettes.engine.measures import PUBLISHED

if TYPE_CHECKING:
    from casquettes.engine.measures import Figure
    from casquettes.engine.periods import Period
    from casquettes.engine.reliability import Coverage
    from casquettes.engine.share import Tally
    from casquettes.kernel.models import Business
    from casquettes.pilot.queries import Headline, Measures, Part

Json = dict[str, Any]

BY = ["hat", "activity", "offer", "client", "month"]
BY_TITLES = {
    "hat": "Par casquette",
    "activity": "Par activité",
    "offer": "Par prestation",
    "client": "Par client",
    "month": "Par mois",
}
WHYS = {
    "too_little": "moins de 60 % des jours attendus sont notés : trop peu pour le dire",
    "nothing_worked": "aucune heure notée sur cette période",
    "nothing_delivered": "aucune heure livrée sur cette période",
    "nothing_sold": "aucune heure vendue sur cette période",
    "nothing_billed": "aucune facture émise sur cette période",
    "no_list_price": "aucune mission servie n’a de prestation avec un tarif",
    "nothing_received": "aucun encaissement sur cette période",
    "negative_margin": "une heure vendue ne laisse rien : aucun nombre d’heures n’y suffit",
    "no_law": "ce que la loi prélève n’est pas connu ici pour ce pays ou ces mois",
    "no_cash": "le solde de votre compte n’est pas encore donné (page « Ce que la loi prend »)",
    "no_outflow": "rien ne sort sur cette période",
    "not_shared": "le temps et les frais communs n’appartiennent à aucune prestation ni client",
}
NAMES = {
    "worked_hours": "Temps travaillé",
    "sold_hours": "Heures vendues",
    "delivered_hours": "Heures livrées",
    "billed_share": "Part facturée",
    "billed_share_plus": "… avec trajets, diagnostics et achats payés",
    "client_share": "Part au service des clients",
    "realisation": "Taux de réalisation",
    "induced_time": "Temps entraîné par heure vendue",
    "price_realisation": "Prix réalisé",
    "gross_hourly": "Brut par heure travaillée",
    "net_hourly": "Net par heure travaillée",
    "margin_per_sold_hour": "Marge par heure vendue",
    "break_even_hours": "Heures à vendre pour vivre (point mort)",
    "required_rate": "Prix nécessaire par heure vendue",
    "runway_days": "Autonomie de trésorerie",
    "dso_days": "Délai d’encaissement",
    "data_quality": "Jours notés",
}


def register(subcommands: Subcommands) -> None:
    parser = add_command(
        subcommands,
        "measure",
        run,
        help="la part facturée et ses mesures, sur douze mois ou la période choisie",
        example="casquettes measure --from 2026-01-01 --to 2026-03-31 --by month",
    )
    add_business_option(parser)
    parser.add_argument(
        "--from",
        dest="first",
        metavar="AAAA-MM-JJ",
        help="premier jour (par défaut : il y a un an)",
    )
    parser.add_argument(
        "--to",
        dest="last",
        metavar="AAAA-MM-JJ",
        help="dernier jour, compris (par défaut : ce jour)",
    )
    parser.add_argument(
        "--by", choices=BY, default="hat", help="détail (par défaut : par casquette)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Measure a period; refuses a date that is none, or a period that runs backwards."""
    first, last = _day(arguments.first, field="from"), _day(arguments.last, field="to")
    with chosen_business(arguments.business) as business:
        from casquettes.kernel import http
        from casquettes.pilot import queries

        today = business.local_day(http.now_for(business))
        period = _period(first, last, today=today)
        measured = queries.measures(business, period, today=today)
        details = _details(business, measured, arguments.by, today=today)
        if arguments.json:
            said = _json(business, measured, details, arguments.by)
            _add_money(said["by"], business, measured, arguments.by, today=today)
            print_json(said)
        else:
            _print_table(business, measured, details, arguments.by)
    return 0


def _day(typed: str | None, *, field: str) -> dt.date | None:
    if typed is None:
        return None
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        raise Refused(
            f"« {typed} » n’est pas une date : écrivez année-mois-jour, par exemple 2026-03-31.",
            field=field,
        ) from None


def _period(first: dt.date | None, last: dt.date | None, *, today: dt.date) -> Period:
    """The days asked for; twelve rolling months to today where nothing is said."""
    from casquettes.engine.periods import Period, PeriodBackwards, months_to
    from casquettes.pilot.queries import MEASURABLE

    for day, field in ((first, "from"), (last, "to")):
        if day and day not in MEASURABLE:
            raise Refused(
                f"Le {day:%d/%m/%Y} est hors de portée : choisissez une date de "
                f"{MEASURABLE.first.year} à {MEASURABLE.last.year}.",
                field=field,
            )
    end = last or (max(first, today) if first else today)
    try:
        return Period(first, end) if first else months_to(end, 12)
    except PeriodBackwards:
        raise Refused(
            f"La période finit le {end:%d/%m/%Y}, avant d’avoir commencé.", field="to"
        ) from None


def _details(
    business: Business, measured: Measures, by: str, *, today: dt.date
) -> list[tuple[str, str, Tally, Coverage]]:
    """(key, name, tally, coverage) of each line of the detail; a key comes once."""
    from casquettes.pilot import queries

    if by == "month":
        months = queries.by_month(business, measured.period, today=today)
        return [(_month(m), _month(m), m.tally, m.coverage) for m in months]
    parts: list[Part] = []
    if by == "hat":
        parts = measured.by_hat
    elif by == "activity":
        parts = measured.by_activity
    elif by == "client":
        parts = queries.by_label(business, measured.period)
    elif by == "offer":
        parts = queries.by_offer(business, measured.period)
    lines: dict[str, tuple[str, Tally]] = {}
    for part in parts:
        before = lines.get(part.key)
        lines[part.key] = (part.name, before[1] + part.tally if before else part.tally)
    return [(key, name, tally, measured.coverage) for key, (name, tally) in lines.items()]


def _month(month: Headline) -> str:
    return f"{month.period.first:%Y-%m}"


def _json(
    business: Business,
    measured: Measures,
    details: list[tuple[str, str, Tally, Coverage]],
    by: str,
) -> Json:
    from casquettes.engine.measures import figures
    from casquettes.engine.share import ratio

    said: Json = {
        "business": business.slug,
        "from": measured.period.first.isoformat(),
        "to": measured.period.last.isoformat(),
        "measures": _measures_json(business, measured),
        "by": {},
    }
    for key, name, tally, coverage in details:
        shown = figures(tally, coverage)
        line = {name: _figure_json(figure, business) for name, figure in shown.items()}
        time_share = ratio(tally.worked, measured.tally.worked)
        said["by"][key] = {"name": name, "time_share": time_share, **line}
    if by in ("month", "client", "offer"):
        _add_turnover(said["by"], business, measured, by)
    return said


def _add_money(
    lines: Json, business: Business, measured: Measures, by: str, *, today: dt.date
) -> None:
    if by == "hat":
        measure_money.add_hat_costs(lines, business, measured, today=today)
    if by in ("offer", "client"):
        own = measure_money.own_figures(lines, business, measured, by)
        for key, known in own.items():
            lines[key] |= {name: _figure_json(figure, business) for name, figure in known.items()}
    if by == "month":
        months = measure_money.month_figures(business, measured, today=today)
        for key, known in months.items():
            lines[key] |= {name: _figure_json(figure, business) for name, figure in known.items()}


def _add_turnover(lines: Json, business: Business, measured: Measures, by: str) -> None:
    """What each line was billed, and brought per worked hour."""
    from casquettes.pilot.queries import revenue as revenues

    billed = revenues.turnover_by(business, measured.period, by=by)  # type: ignore[arg-type]
    for key, (revenue, documents) in billed.items():
        line = lines.setdefault(key, {"name": key, "time_share": None})
        hours = line.get("worked_hours", {}).get("value")
        line["revenue"] = {
            "value": float(revenue),
            "unit": business.currency,
            "n": documents,
        }
        line["gross_hourly"] = {
            "value": float(revenue) / hours if hours else None,
            "unit": f"{business.currency}/h",
            "n": documents,
            **({} if hours else {"why": WHYS["nothing_worked"]}),
        }


def _measures_json(business: Business, measured: Measures) -> Json:
    known = measured.figures | measured.money_figures | measured.kept_figures
    computed = {name: _figure_json(figure, business) for name, figure in known.items()}
    computed["data_quality"] |= {
        "covered_days": measured.coverage.covered_days,
        "expected_days": measured.coverage.expected_days,
        "reconstructed": measured.coverage.reconstructed_share,
    }
    return {name: computed[name] for name in PUBLISHED}


def _figure_json(figure: Figure, business: Business) -> Json:
    said: Json = {
        "value": figure.value,
        "unit": figure.unit.replace("€", business.currency),
        "n": figure.n,
        "interval": figure.interval and list(figure.interval),
        "quality": figure.quality and str(figure.quality),
    }
    if figure.value is None:
        said["why"] = WHYS[figure.why]
    return said


def _print_table(
    business: Business,
    measured: Measures,
    details: list[tuple[str, str, Tally, Coverage]],
    by: str,
) -> None:
    from casquettes.engine.measures import figures

    period = measured.period
    print(f"{business}, du {period.first:%d/%m/%Y} au {period.last:%d/%m/%Y}")
    print()
    shown = measured.figures | measured.money_figures | measured.kept_figures
    for name in (name for name in PUBLISHED if name in shown):
        print(f"  {NAMES[name]:<44}{_said(shown[name]):>12}{_doubt(shown[name])}")
    print()
    print(BY_TITLES[by])
    if not details:
        print(f"  {WHYS['nothing_worked']}")
        return
    print(f"  {'':<44}{'travaillé':>12}{'vendu':>12}{'part':>10}")
    for _key, name, tally, coverage in details:
        shown = figures(tally, coverage)
        cells = [_said(shown[column]) for column in ("worked_hours", "sold_hours", "billed_share")]
        print(f"  {name[:42]:<44}{cells[0]:>12}{cells[1]:>12}{cells[2]:>10}")


def _said(figure: Figure) -> str:
    from casquettes.ui import wording

    if figure.value is None:
        return wording.NOTHING
    if figure.unit == "fraction":
        return wording.percent(figure.value, "fr")
    if figure.unit == "days":
        return f"{figure.value:.0f} j"
    if figure.unit == "€/h":
        return f"{figure.value:.2f} €/h".replace(".", ",")
    return wording.hours(figure.value * 3600, "fr")


def _doubt(figure: Figure) -> str:
    from casquettes.ui import wording

    if figure.value is None:
        return f"   {WHYS[figure.why]}"
    if figure.unit == "fraction" and figure.interval:
        low, high = (wording.percent(end, "fr") for end in figure.interval)
        return f"   entre {low} et {high} : des jours manquent"
    return ""
