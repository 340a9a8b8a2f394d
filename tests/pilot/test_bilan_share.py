"""A bilan shown to a peer: what was chosen, and nothing else."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casquettes.kernel import http, links
from casquettes.kernel.models import SignedLink
from casquettes.pilot.actions.bilan_share import NothingShared, share
from casquettes.pilot.models import Bilan
from casquettes.pilot.queries.bilan.result import Result
from casquettes.pilot.queries.bilan.shared import choices_of, shared_of
from tests.pilot import reviews, works

MONTH = dt.timedelta(days=30)
# Everything of hers that no link may show unless it is chosen; the last ones never.
CANARIES = (
    *("canari-energie", "canari-part", "canari-fierte", "canari-paye", "canari-garde"),
    *("canari-tache", "canari-decision", "canari-but", "canari-signe", "canari-promesse"),
    *("14 231", "31 482", "32,5", "8,28", "17,21", "4 924", "15 577", "137", "1 829", "45"),
)
NEVER = ("canari-cliente", "canari-echec", "canari-arret", "canari-lettre", "canari-risque")


@pytest.fixture
def bilan(business) -> Bilan:
    works.client_named(business, "Lemoine")
    return reviews.followed(reviews.closed(business))


@pytest.fixture
def peer(client, now):
    """Someone without an account."""

    def read(path: str):
        return client.get(path)

    return read


def address(bilan: Bilan, *shows: str, at: dt.datetime, life: dt.timedelta = MONTH) -> str:
    return share(bilan, shows, at=at, life=life) + "bilan/"


def words(page) -> str:
    """The page as it is read, its spaces made plain."""
    return page.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


def test_a_peer_reads_what_was_chosen_and_nothing_else(bilan, peer, now):
    page = peer(address(bilan, "q01", at=now))

    read = words(page)
    assert "canari-energie" in read
    assert [one for one in (*CANARIES[1:], *NEVER) if one in read] == []
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert not page.cookies


def test_each_choice_shows_its_own_part_alone(bilan, peer, now):
    decision = f"decision:{bilan.decisions.get().pk}"
    goal = f"goal:{bilan.goals.get().pk}"
    mine = {
        "billed_share": ("32,5",),
        "hours": ("1 829",),
        "work": ("137",),
        "net_hourly": ("8,28",),
        "gross_hourly": ("17,21",),
        "revenue": ("31 482",),
        "money": ("31 482", "4 924", "15 577"),
        "offers": (),
        "q03": ("canari-part", "45"),
        "q05": ("canari-fierte",),
        "q10": ("canari-paye", "14 231"),
        "q42": ("canari-garde",),
        "q43": ("canari-tache",),
        decision: ("canari-decision",),
        goal: ("canari-but",),
    }
    for chosen, shown in mine.items():
        read = words(peer(address(bilan, chosen, at=now)))
        # What is drawn has coordinates: only words count.
        found = {one for one in (*CANARIES, *NEVER) if f"{one}" in _without_drawings(read)}
        assert found == set(shown), chosen


def _without_drawings(page: str) -> str:

    said = re.findall(r'aria-label="([^"]*)"', page)
    return re.sub(r"<svg.*?</svg>|<[^>]*>|&#x?\w+;", " ", page, flags=re.DOTALL) + " ".join(said)


def test_letter_pre_mortem_and_clients_can_never_be_chosen(bilan, peer, now):
    result = Result(bilan, today=now.date())
    keys = {one.key for group in choices_of(result) for one in group.choices}

    assert keys.isdisjoint({"q22", "q38", "q39", "q40", "q41", "q45"})
    forced = words(peer(address(bilan, "q22", "q38", "q40", "q45", "clients", "risks", at=now)))
    assert [one for one in NEVER if one in forced] == []


def test_the_name_of_a_contact_is_hidden_in_what_she_wrote(bilan, now):
    shared = shared_of(Result(bilan, today=now.date()), {"q05"})

    assert shared.chapters[0].answers[0].lines == ["canari-fierte chez …"]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Vu mme LEMOINE et lemoine fils", "Vu mme … et … fils"),
        ("Helene, puis He\u0301le\u0300ne", "…, puis …"),
        ("L'ATELIER D'ELOISE a payé", "… a payé"),
        ("le Le LE ciel", "le … … ciel"),
        ("Lemoinerie", "Lemoinerie"),
    ],
)
def test_a_name_is_hidden_however_it_was_typed(business, now, typed, read):
    for name in ("Lemoine", "Hélène", "Le"):
        works.client_named(business, name)
    works.client_named(business, "", company="L’Atelier d’Éloïse")
    bilan = reviews.closed(business, answers={"q05": {"lines": [typed]}}, guesses={})

    shared = shared_of(Result(bilan, today=now.date()), {"q05"})

    assert shared.chapters[0].answers[0].lines == [read]


def test_an_offer_named_after_a_client_shows_no_name(bilan, business, now):
    told = reviews.figures()
    told["offers"][0]["name"] = "Suivi Lemoine"
    named = reviews.closed(business, figures=told)

    shared = shared_of(Result(named, today=now.date()), {"offers"})

    assert [each.words for each in shared.offers] == ["Suivi …"]


def test_a_link_shows_what_it_was_made_for_and_not_what_a_later_one_shows(bilan, peer, now):
    first = address(bilan, "q01", at=now)
    address(bilan, "q10", at=now)

    assert "canari-paye" not in words(peer(first))


def test_a_link_that_shows_nothing_is_not_made(bilan, now):
    with pytest.raises(NothingShared):
        share(bilan, [], at=now, life=MONTH)
    assert SignedLink.objects.count() == 0


@pytest.mark.parametrize("closed", ["revoked", "expired", "another purpose", "removed", "other"])
def test_a_link_that_opens_nothing_says_so_as_every_other(
    closed, bilan, other, peer, now, monkeypatch
):
    path = address(bilan, "q01", at=now)
    if closed == "revoked":
        SignedLink.objects.update(revoked_at=now)
    elif closed == "expired":
        monkeypatch.setattr(http, "real_now", lambda: now + MONTH)
    elif closed == "another purpose":
        path = links.make(bilan.business, "quote", bilan.pk, at=now, life=MONTH) + "bilan/"
    elif closed == "removed":
        Bilan.objects.update(removed_at=now)
    else:
        from django.utils.http import int_to_base36

        path = f"/c/{int_to_base36(other.pk)}.{path.split('.')[1]}"

    page = peer(path)

    assert page.status_code == 404
    assert "canari" not in page.content.decode()
    assert page.content == peer("/c/1." + "a" * 32 + "/bilan/").content


def test_a_link_to_a_bilan_opens_no_quote(bilan, peer, now):
    assert peer(address(bilan, "q01", at=now).removesuffix("bilan/")).status_code == 404


def test_she_ticks_makes_reads_the_visit_and_takes_back(bilan, anne, client_of, peer, now):
    browser, page = client_of(anne), reverse("pilot:bilan_share", args=[bilan.pk])
    assert "checked" not in browser.get(page).content.decode()
    nothing = browser.post(page, {"days": "30"})
    unknown = browser.post(page, {"days": "30", "shows": ["q45"]})
    assert (nothing.status_code, unknown.status_code) == (422, 422)

    made = browser.post(page, {"days": "7", "shows": ["q01", "hats"]})

    link = SignedLink.objects.get()
    assert link.expires_at == now + dt.timedelta(days=7)
    path = made.context["address"].removeprefix("http://testserver")
    assert peer(path).status_code == 200
    link.refresh_from_db()
    assert link.last_opened_at == now
    assert made.context["address"] not in browser.get(page).content.decode()

    browser.post(reverse("pilot:unshare_bilan", args=[link.pk]))

    assert peer(path).status_code == 404
    bilan.refresh_from_db()
    assert bilan.shared == []


def test_many_links_are_listed_in_as_many_queries_as_one(bilan, anne, client_of, now):
    browser, page = client_of(anne), reverse("pilot:bilan_share", args=[bilan.pk])

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            browser.get(page)
        return len(asked)

    share(bilan, ["q01"], at=now, life=MONTH)
    count()
    one = count()
    for _rank in range(5):
        share(bilan, ["q01"], at=now, life=MONTH)

    assert count() == one
