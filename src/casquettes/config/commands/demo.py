"""`casquettes demo`: the example business, loaded in seconds, then opened in the browser."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from casquettes.config.commands import serve
from casquettes.config.commands.answer import Refused, Subcommands, add_command, print_json
from casquettes.config.commands.business import open_database

if TYPE_CHECKING:
    from casquettes.kernel.models import Business

BAR = 30


def register(subcommands: Subcommands) -> None:
    parser = add_command(
        subcommands,
        "demo",
        run,
        help="essayer Casquettes avec une entreprise d’exemple, à côté de la vôtre",
        example="casquettes demo --reset --no-browser",
    )
    serve.add_door_options(parser)
    parser.add_argument(
        "--reset", action="store_true", help="recharger l’exemple comme au premier jour"
    )
    parser.add_argument(
        "--load-only", action="store_true", help="charger l’exemple sans ouvrir les pages"
    )


def run(arguments: argparse.Namespace) -> int:
    """Load the example when it is not there yet, then serve it."""
    door = None if arguments.load_only else serve.chosen_door(arguments)
    open_database()
    business = _loaded(reset=arguments.reset)
    if door is None:
        _tell(business, as_json=arguments.json)
        return 0
    return serve.serve_forever(_link_into(business), door=door)


def _loaded(*, reset: bool) -> Business:
    from casquettes.desk.demo import load
    from casquettes.kernel import actions, http

    try:
        business = load.example_business()
    except load.SlugTaken:
        raise Refused(
            "Une de vos entreprises s’appelle déjà « demo » : l’exemple ne peut pas prendre ce "
            "nom. Choisissez un autre dossier avec CASQUETTES_HOME.",
            field="business",
        ) from None
    if business is not None and reset:
        load.remove(business)
        business = None
    if business is None:
        business = load.load(actions.local_owner(), at=http.real_now(), progress=_show)
    return business


def _link_into(business: Business) -> str:
    from django.conf import settings

    from casquettes.kernel import actions, http

    if settings.HOSTED:
        return "/"
    link = actions.one_time_link(actions.local_owner(), at=http.real_now())
    return f"{link}?business={business.slug}"


def _tell(business: Business, *, as_json: bool) -> None:
    from casquettes.desk.demo import load
    from casquettes.kernel import http

    held = load.summary(business)
    today = business.local_day(http.now_for(business))
    if as_json:
        print_json(
            {
                "business": business.slug,
                "today": today.isoformat(),
                "entries": held.entries,
                "seconds": held.seconds,
                "sold_seconds": held.sold_seconds,
                "first": held.first.isoformat(),
                "last": held.last.isoformat(),
            }
        )
        return
    print(
        f"L’exemple est prêt : {business.name}, {held.entries} temps passés, "
        f"{held.seconds // 3600} h. Chez elle, nous sommes le {today:%d/%m/%Y}."
    )
    print("Pour l’ouvrir : casquettes demo")


def _show(share: float) -> None:
    """The bar, drawn over itself in a terminal; elsewhere only the end is said."""
    done = round(share * BAR)
    line = f"Chargement de l’exemple  {'█' * done}{'░' * (BAR - done)}  {share:4.0%}"
    if sys.stderr.isatty():
        print(f"\r{line}", end="\n" if share >= 1 else "", file=sys.stderr, flush=True)
    elif share >= 1:
        print(line, file=sys.stderr, flush=True)
