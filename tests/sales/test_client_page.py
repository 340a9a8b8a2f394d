"""The page of a quote for its client: read, asked about, accepted, refused, taken back."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.core.cache import cache

from casquettes.engine import documents
from casquettes.kernel import http, links, tenancy
from casquettes.kernel.actions.forms_sent import new_key
from casquettes.kernel.models import JournalEntry, Mail
from casquettes.sales.actions import clients, quotes
from casquettes.sales.models import Quote, QuoteAnswer, QuoteMessage
from casquettes.sales.queries.evidence import evidence_of
from casquettes.sales.views.client import network_of
from tests.cast import NOW, Browser
from tests.kernel.people import contact
from tests.sales import promises

TODAY = dt.date(2026, 3, 12)
LIFE = dt.timedelta(days=120)


@pytest.fixture(autouse=True)
def _a_fresh_start(now):
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def quote(business):
    promises.known_seller(business, email="anne@example.org", phone="02 40 00 00 00")
    return promises.sent(business, off_premises=True)


def door(quote: Quote, *, life: dt.timedelta = LIFE) -> str:
    return links.make(quote.business, "quote", quote.pk, at=NOW, life=life)


def passer_by() -> Browser:
    """Someone with the address and nothing else; no proof of origin, no cookie."""
    return Browser(enforce_csrf_checks=True)


def yes(quote: Quote, **facts) -> dict[str, object]:
    told = {
        "form_key": new_key(),
        "name": "Claire Moreau",
        "agree": "on",
        "sha256": quote.sha256,
        "total": str(quote.gross),
    }
    return {name: value for name, value in {**told, **facts}.items() if value is not None}


def accepted(quote: Quote, **facts) -> str:
    address = door(quote)
    answer = passer_by().post(f"{address}accept/", yes(quote, **facts))
    assert answer.status_code == 302, answer.content.decode()[:2000]
    quote.refresh_from_db()
    return address


def later(monkeypatch, **time) -> None:
    monkeypatch.setattr(http, "real_now", lambda: NOW + dt.timedelta(**time))


def test_it_is_read_without_account_nor_cookie(quote):
    answer = passer_by().get(door(quote))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not answer.cookies
    assert "Une cuisine qui respire" in page
    assert "228,40\u202f€" in page
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_reading_it_is_known_once_unless_she_looks_herself(quote, anne, client_of):
    address = door(quote)
    client_of(anne).get(address)
    quote.refresh_from_db()
    assert quote.opened_at is None
    passer_by().get(address)
    quote.refresh_from_db()
    assert quote.opened_at == NOW


def test_her_own_page_shows_nothing_of_who_is_signed_in(quote, bruno, client_of):
    page = client_of(bruno).get(door(quote)).content.decode()
    assert "Bruno" not in page
    assert 'class="rack"' not in page


@pytest.mark.parametrize("case", ["unknown", "over", "revoked", "other purpose", "removed"])
def test_whatever_is_wrong_with_an_address_the_answer_is_the_same(business, quote, case):
    address = door(quote)
    if case == "unknown":
        address = address[:-3] + "xx/"
    if case == "over":
        address = door(quote, life=dt.timedelta(0))
    if case == "revoked":
        links.revoke_all(business, "quote", quote.pk, at=NOW)
    if case == "other purpose":
        address = links.make(business, "survey", quote.pk, at=NOW, life=LIFE)
    if case == "removed":
        Quote.objects.filter(pk=quote.pk).update(removed_at=NOW)
    answer = passer_by().get(address)
    unknown = passer_by().get("/c/1." + "a" * 32 + "/")
    assert answer.status_code == 404
    assert answer.content == unknown.content
    assert answer["Referrer-Policy"] == "no-referrer"


def test_guessing_is_bounded(quote):
    for _try in range(30):
        assert passer_by().get("/c/1." + "a" * 32 + "/").status_code == 404
    assert passer_by().get("/c/1." + "a" * 32 + "/").status_code == 429
    assert passer_by().get(door(quote)).status_code == 429


def test_accepting_leaves_a_proof_of_what_was_shown(quote):
    accepted(quote, early_start="on", name=" Claire Moreau ")
    answer = QuoteAnswer.objects.get(quote=quote)
    assert (answer.kind, answer.name, answer.at) == ("accepted", "Claire Moreau", NOW)
    assert answer.network == "127.0.0.0/24"
    assert answer.document_sha256 == quote.sha256
    assert answer.early_start
    assert not answer.by_hand
    assert answer.facts["total"] == "228.40"
    assert answer.facts["agreed"]
    assert "228,40" in answer.facts["button"]
    assert quote.accepted_on == TODAY
    entry = JournalEntry.objects.filter(business=quote.business, verb="accept_quote").get()
    assert "Claire" not in entry.payload


def test_the_evidence_can_be_checked_alone(quote):
    address = accepted(quote)
    text = passer_by().get(f"{address}evidence/").content.decode()
    assert text == evidence_of(quote)
    assert "Claire Moreau" in text
    assert "127.0.0.0/24" in text
    line = text.rstrip("\n").splitlines()[-1]
    assert documents.sha256(documents.from_plain(json.loads(line))) == quote.sha256
    assert quote.sha256 in text


def test_both_may_keep_it(quote, anne, client_of):
    from django.urls import reverse

    address = accepted(quote)
    hers = client_of(anne).get(reverse("sales:quote_evidence", args=[quote.pk]))
    assert hers.content == passer_by().get(f"{address}evidence/").content
    pdf = passer_by().get(f"{address}pdf/")
    assert pdf.content.startswith(b"%PDF-")
    assert pdf["Content-Disposition"].startswith("attachment")


def test_the_client_gets_the_paper_and_she_a_line(quote):
    accepted(quote)
    theirs = Mail.objects.of(quote.business).get(template="accepted")
    assert theirs.to == "claire@example.org"
    assert [file.content_type for file in theirs.files.all()] == ["application/pdf"]
    hers = Mail.objects.of(quote.business).get(to="anne@example.org")
    assert str(quote.number) in hers.subject


def test_without_an_address_the_answer_stands_all_the_same(business):
    client = promises.claire(business)
    quote = promises.sent(business, client=client)
    accepted(quote)
    assert quote.accepted_on == TODAY
    assert not Mail.objects.of(business).exists()


def test_sent_twice_it_is_accepted_once(quote):
    address, told = door(quote), None
    told = yes(quote)
    for _click in range(2):
        assert passer_by().post(f"{address}accept/", told).status_code == 302
    assert passer_by().post(f"{address}accept/", yes(quote)).status_code == 302  # another tab
    assert QuoteAnswer.objects.filter(quote=quote).count() == 1


@pytest.mark.parametrize("missing", ["name", "agree", "sha256", "total", "form_key"])
def test_nothing_is_accepted_by_half(quote, missing):
    told = yes(quote, **{missing: None})
    answer = passer_by().post(f"{door(quote)}accept/", told)
    assert answer.status_code == 422
    assert not QuoteAnswer.objects.filter(quote=quote).exists()
    if missing != "name":
        assert 'value="Claire Moreau"' in answer.content.decode()


def test_nothing_is_ticked_beforehand(quote):
    page = passer_by().get(door(quote)).content.decode()
    assert "early_start" in page
    assert "checked" not in page


def test_options_are_counted_by_the_server(quote):
    option = quote.lines.get(is_option=True)
    address = door(quote)
    told = yes(quote, act="count", option=option.pk, agree=None)
    page = passer_by().post(f"{address}accept/", told).content.decode()
    assert "268,40\u202f€" in page
    assert 'name="total" value="268.40"' in page.replace('" id="id_accept_total"', '"')
    assert not QuoteAnswer.objects.filter(quote=quote).exists()
    stale = passer_by().post(f"{address}accept/", yes(quote, option=option.pk))
    assert stale.status_code == 422
    assert "268,40" in stale.content.decode()
    accepted(quote, option=option.pk, total="268.40")
    assert quote.gross == Decimal("268.40")
    assert QuoteAnswer.objects.get(quote=quote).facts["options"] == [option.pk]


def test_an_option_of_another_quote_is_left_out(business, quote):
    client = promises.claire(business, first_name="Rachel")
    other = promises.sent(business, client=client).lines.get(is_option=True)
    accepted(quote, option=other.pk)
    assert quote.gross == Decimal("228.40")


def test_a_quote_that_changed_meanwhile_shows_the_one_that_stands(business, quote):
    address, told = door(quote), yes(quote)
    newer = quotes.new_version(quote, at=NOW)
    newer.lines.filter(is_option=False).update(unit_price=Decimal(60))
    newer = quotes.issue_quote(newer, at=NOW)
    answer = passer_by().post(f"{address}accept/", told)
    assert answer.status_code == 409
    assert newer.sha256 in answer.content.decode()
    assert not QuoteAnswer.objects.exists()
    page = passer_by().get(address).content.decode()
    assert "version 2" in page
    assert passer_by().post(f"{address}accept/", yes(newer)).status_code == 302
    newer.refresh_from_db()
    assert newer.accepted_on == TODAY


def test_refusing_says_why_and_nothing_is_due(quote):
    address = door(quote)
    told = {"form_key": new_key(), "sha256": quote.sha256, "reason": "Trop cher pour nous"}
    assert passer_by().post(f"{address}refuse/", told).status_code == 302
    quote.refresh_from_db()
    assert (quote.refused_on, quote.refusal_reason) == (TODAY, "Trop cher pour nous")
    page = passer_by().get(address).content.decode()
    assert "Trop cher pour nous" in page
    # The answer was given: an acceptance sent afterwards changes nothing.
    assert passer_by().post(f"{address}accept/", yes(quote)).status_code == 302
    quote.refresh_from_db()
    assert quote.accepted_on is None


def test_a_question_reaches_her_and_her_answer_comes_back(quote):
    address = door(quote)
    told = {"form_key": new_key(), "text": "Venez-vous le samedi ?"}
    assert passer_by().post(f"{address}question/", told).status_code == 302
    assert passer_by().post(f"{address}question/", told).status_code == 302
    message = QuoteMessage.objects.get(quote=quote)
    assert message.from_client
    assert Mail.objects.of(quote.business).get(to="anne@example.org").body.endswith("samedi ?")
    quote.messages.create(business=quote.business, at=NOW, from_client=False, text="Oui, à 9 h.")
    page = passer_by().get(address).content.decode()
    assert "Venez-vous le samedi" in page
    assert "Oui, à 9\u202fh." in page


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_a_question_has_a_length(quote, text):
    told = {"form_key": new_key(), "text": text}
    answer = passer_by().post(f"{door(quote)}question/", told)
    assert answer.status_code == 422
    assert not QuoteMessage.objects.exists()


def test_questions_are_bounded_until_she_answers(quote):
    for number in range(clients.MOST_UNANSWERED):
        clients.ask(quote, f"Question {number}", at=NOW)
    told = {"form_key": new_key(), "text": "Encore ?"}
    assert passer_by().post(f"{door(quote)}question/", told).status_code == 422
    quote.messages.create(
        business=quote.business, at=NOW + dt.timedelta(minutes=1), from_client=False, text="Oui."
    )
    told["form_key"] = new_key()
    assert passer_by().post(f"{door(quote)}question/", told).status_code == 302


def test_forms_are_bounded_by_network(quote):
    address = door(quote)
    for _try in range(30):
        passer_by().post(f"{address}question/", {"text": ""})
    assert passer_by().post(f"{address}question/", {"text": ""}).status_code == 429
    assert passer_by().get(address).status_code == 200


def test_what_is_typed_is_printed_as_typed(quote):
    accepted(quote, name="<script>alert(1)</script> {{7*7}}")
    page = passer_by().get(door(quote)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}}" in page
    assert "<script>alert" not in page


def test_to_a_consumer_the_button_says_that_it_obliges_to_pay(business, quote):
    firm = contact(business, kind="firm", company="Cabinet Roche", email="r@example.org")
    to_firm = promises.sent(business, client=firm)
    person = passer_by().get(door(quote))
    pro = passer_by().get(door(to_firm))
    assert person.context["button"] != pro.context["button"]
    assert "early_start" not in pro.content.decode()


def test_signed_at_home_nothing_is_paid_for_seven_days_and_it_is_said(quote):
    address = door(quote)
    assert "19 mars 2026" in passer_by().get(address).content.decode()
    accepted(quote)
    assert "19 mars 2026" in passer_by().get(address).content.decode()


def test_withdrawing_takes_two_steps_and_gives_a_receipt_with_its_moment(quote):
    address = accepted(quote)
    page = passer_by().get(address).content.decode()
    assert f"{address}withdraw/" in page
    step = passer_by().get(f"{address}withdraw/")
    assert step.status_code == 200
    assert "26 mars 2026" in step.content.decode()
    quote.refresh_from_db()
    assert quote.withdrawn_on is None
    told = {"form_key": new_key(), "name": "Claire Moreau", "email": ""}
    for _click in range(2):
        assert passer_by().post(f"{address}withdraw/", told).status_code == 302
    quote.refresh_from_db()
    assert quote.withdrawn_on == TODAY
    receipt = passer_by().get(address).content.decode()
    assert "11:00:00" in receipt
    letter = Mail.objects.of(quote.business).get(template="withdrawal_receipt")
    assert letter.to == "claire@example.org"
    assert "11\u202fh\u202f00" in letter.body
    assert QuoteAnswer.objects.filter(quote=quote, kind="withdrawn").count() == 1


def test_the_fourteen_days_are_counted_to_the_last(quote, monkeypatch):
    address = accepted(quote)
    later(monkeypatch, days=14)
    assert passer_by().get(f"{address}withdraw/").status_code == 200
    later(monkeypatch, days=15)
    assert "/withdraw/" not in passer_by().get(address).content.decode()
    told = {"form_key": new_key(), "name": "Claire"}
    assert passer_by().post(f"{address}withdraw/", told).status_code == 302
    quote.refresh_from_db()
    assert quote.withdrawn_on is None


def test_after_its_last_day_it_can_be_asked_for_but_not_accepted(quote, monkeypatch):
    address = door(quote)
    later(monkeypatch, days=31)
    page = passer_by().get(address).content.decode()
    assert "/question/" in page
    assert "/accept/" not in page
    assert passer_by().post(f"{address}accept/", yes(quote)).status_code == 302
    quote.refresh_from_db()
    assert quote.accepted_on is None


def test_it_speaks_the_language_of_the_quote(business):
    quote = promises.sent(business, language="en")
    answer = passer_by().get(door(quote), headers={"accept-language": "fr"})
    assert answer["Content-Language"] == "en"
    page = answer.content.decode()
    assert '<html lang="en"' in page
    assert "€228.40" in page
    assert "Accept with obligation to pay" in page


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
    ],
)
def test_only_the_network_is_kept(rf, address, network):
    assert network_of(rf.get("/", REMOTE_ADDR=address)) == network


def test_the_page_finds_its_business_though_nobody_entered_one(quote):
    address = door(quote)
    with tenancy.entered(business_id=None):
        assert Browser().get(address).status_code == 200
