"""Quotes by their doors: listed, sent, linked, answered by hand, compared, taken away."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casquettes.finance.models import Invoice
from casquettes.finance.queries.proof import first_flaw
from casquettes.kernel.actions.forms_sent import new_key
from casquettes.kernel.models import Mail, SignedLink
from casquettes.production.models import Mission
from casquettes.sales.actions.quotes import (
    QuoteRefused,
    Reply,
    accept,
    keep,
    new_version,
    withdraw,
)
from casquettes.sales.models import Quote, QuoteMessage
from casquettes.sales.queries.evidence import evidence_of
from tests.cast import NOW, member
from tests.sales.promises import claire, drafted, issued, known_seller, sent

QUOTES = "/sales/quotes/"


@pytest.fixture
def page(anne, client_of, now):
    """Anne's browser, in English."""
    anne.language = "en"
    anne.save()
    return client_of(anne)


def again(quote: Quote) -> Quote:
    return Quote.objects.get(pk=quote.pk)


def test_a_first_quote_asks_who_she_is(page, business):
    quote = drafted(business)

    shown = page.get(f"{QUOTES}{quote.pk}/")

    assert shown.context["lacking"]
    assert b'name="legal_name"' in shown.content
    page.post(f"{QUOTES}{quote.pk}/send/")
    page.post(f"{QUOTES}{quote.pk}/issue/")
    page.post(f"{QUOTES}{quote.pk}/handed-over/")
    assert again(quote).number is None


def test_the_letter_is_read_then_leaves_as_it_was_read(page, business):
    known_seller(business)
    quote = drafted(business)
    url = f"{QUOTES}{quote.pk}/"

    letter = page.post(f"{url}send/")
    assert letter.status_code == 200
    assert again(quote).number == "D2026-001"
    proposed = letter.context["form"].initial
    told = {name: proposed[name] for name in ("to", "copy_to", "subject")}
    told |= {"body": proposed["body"] + "\nÀ bientôt", "act": "send", "form_key": new_key()}
    for _twice in range(2):
        assert page.post(f"{url}send/", told).url == url

    mail = Mail.objects.of(business).get()
    assert mail.to == "claire@example.org"
    assert mail.body == told["body"]
    assert "D2026-001" in mail.subject
    assert bytes(mail.files.get().content).startswith(b"%PDF")
    assert again(quote).follow_up_on == dt.date(2026, 3, 19)
    assert again(quote).sent_at is not None


def test_a_letter_to_nobody_stays_on_the_table(page, business):
    quote = issued(business)
    told = {"to": "pas une adresse", "subject": "Devis", "body": "Bonjour", "act": "send"}

    answer = page.post(f"{QUOTES}{quote.pk}/send/", {**told, "form_key": new_key()})

    assert answer.status_code == 422
    assert "pas une adresse" in answer.content.decode()
    assert not Mail.objects.exists()
    assert again(quote).sent_at is None


def test_a_far_address_is_written_into_the_letter(page, business, settings):
    settings.ALLOWED_HOSTS = ["casquettes.example.org"]
    quote = issued(business)

    letter = page.post(f"{QUOTES}{quote.pk}/send/", headers={"host": "casquettes.example.org"})

    assert "http://casquettes.example.org/c/" in letter.context["form"].initial["body"]
    assert SignedLink.objects.filter(business=business, subject_id=quote.pk).count() == 1


def test_an_address_of_her_computer_alone_is_not(page, business, settings):
    settings.ALLOWED_HOSTS = ["localhost"]
    quote = issued(business)

    letter = page.post(f"{QUOTES}{quote.pk}/send/", headers={"host": "localhost"})

    assert "/c/" not in letter.context["form"].initial["body"]
    assert not SignedLink.objects.exists()


def test_the_second_letter_asks_where_they_stand(page, business):
    quote = sent(business)

    letter = page.post(f"{QUOTES}{quote.pk}/send/")

    assert letter.context["letter"].template == "quote_again"


def test_the_link_is_shown_once_and_may_be_closed(page, business):
    quote = sent(business)
    url = f"{QUOTES}{quote.pk}/"

    assert "/c/" in page.post(f"{url}link/").context["client_link"]
    assert page.get(url).context["links"] == 1
    page.post(f"{url}link/close/")
    assert page.get(url).context["links"] == 0
    draft = drafted(business, client=quote.client)
    assert page.post(f"{QUOTES}{draft.pk}/link/").url == f"{QUOTES}{draft.pk}/"


def test_handing_it_over_counts_as_sent(page, business):
    known_seller(business)
    quote = drafted(business)

    page.post(f"{QUOTES}{quote.pk}/handed-over/")

    assert again(quote).sent_at is not None


def test_her_yes_is_noted_with_the_options_and_the_day_it_was_signed(page, business):
    quote = sent(business)
    url = f"{QUOTES}{quote.pk}/"
    data = {"name": "Claire Moreau", "on": "2026-03-12"}
    data["options"] = str(quote.lines.get(is_option=True).pk)

    assert page.get(f"{url}accept/").status_code == 200
    page.post(f"{url}accept/", data)

    quote = again(quote)
    assert (quote.accepted_on, quote.gross) == (dt.date(2026, 3, 12), Decimal("268.40"))
    assert quote.answers.get().by_hand
    assert page.get(url).context["document"].totals.gross == Decimal("268.40")
    withdrawn(page, quote)
    assert again(quote).withdrawn_on == dt.date(2026, 3, 12)


def withdrawn(page, quote, **told):
    return page.post(
        f"{QUOTES}{quote.pk}/withdraw/", {"on": "2026-03-12", "means": "letter"} | told
    )


def accepted(business, **facts):
    quote = sent(business, **facts)
    accept(quote, Reply(name="Claire", by_hand=True), at=NOW)
    return quote


def test_a_change_of_mind_is_asked_about_on_a_page_first(page, business):
    quote = accepted(business)
    html = page.get(f"{QUOTES}{quote.pk}/withdraw/").content.decode()
    assert 'value="2026-03-12"' in html
    assert again(quote).withdrawn_on is None
    refused = page.post(f"{QUOTES}{quote.pk}/withdraw/", {})
    assert refused.status_code == 422
    assert again(quote).withdrawn_on is None


@pytest.mark.parametrize("on", ["2026-03-11", "2026-03-13"])
def test_a_change_of_mind_is_not_noted_before_the_yes_nor_after_today(page, business, on):
    quote = accepted(business)
    assert withdrawn(page, quote, on=on).status_code == 422
    assert again(quote).withdrawn_on is None


def test_how_they_changed_their_mind_stands_in_the_evidence(page, business):
    quote = accepted(business)
    withdrawn(page, quote, means="mail")
    told = evidence_of(again(quote))
    assert "courriel" in told or "e-mail" in told


def test_a_withdrawal_noted_by_mistake_is_struck_out_the_same_day(page, business):
    quote = accepted(business)
    withdrawn(page, quote)
    assert "/keep/" in page.get(f"{QUOTES}{quote.pk}/").content.decode()
    page.post(f"{QUOTES}{quote.pk}/keep/")
    kept = again(quote)
    assert kept.withdrawn_on is None
    assert [row.kind for row in kept.answers.all()] == ["accepted", "withdrawn", "kept"]
    assert first_flaw(business) is None
    withdrawn(page, quote)
    assert first_flaw(business) is None
    with pytest.raises(QuoteRefused):
        keep(again(quote), at=NOW + dt.timedelta(days=1))


def test_what_a_client_took_back_on_their_page_is_not_struck_out(page, business):
    quote = accepted(business)
    withdraw(quote, Reply(name="Claire"), at=NOW, until=dt.date(2026, 3, 26))
    assert "/keep/" not in page.get(f"{QUOTES}{quote.pk}/").content.decode()
    with pytest.raises(QuoteRefused):
        keep(again(quote), at=NOW)


def test_the_deposit_waits_seven_days_when_it_was_signed_at_home(page, business):
    asked = {"deposit": "rate", "deposit_value": Decimal(30)}
    at_home = sent(business, off_premises=True, **asked)
    elsewhere = sent(business, client=at_home.client, **asked)
    for quote in (at_home, elsewhere):
        page.post(f"{QUOTES}{quote.pk}/accept/", {"name": "Claire", "on": "2026-03-12"})

    waiting = page.get(f"{QUOTES}{at_home.pk}/")
    free = page.get(f"{QUOTES}{elsewhere.pk}/")

    assert waiting.context["too_early"]
    assert 'value="deposit"' not in waiting.content.decode()
    assert 'value="deposit"' in free.content.decode()


@pytest.mark.parametrize("on", ["2026-03-11", "2026-03-13"])
def test_a_yes_is_not_noted_before_the_quote_nor_after_today(page, business, on):
    quote = sent(business)

    answer = page.post(f"{QUOTES}{quote.pk}/accept/", {"name": "Claire", "on": on})

    assert answer.status_code == 422
    assert "on" in answer.context["form"].errors


def test_a_no_keeps_its_reason_for_the_next_time(page, business):
    quote = sent(business)
    page.post(f"{QUOTES}{quote.pk}/refuse/", {"reason": "Trop loin"})
    assert again(quote).refusal_reason == "Trop loin"

    other = sent(business, client=quote.client)
    assert page.get(f"{QUOTES}{other.pk}/refuse/").context["reasons"] == ["Trop loin"]
    second = page.post(f"{QUOTES}{quote.pk}/refuse/", {"reason": "Encore"})
    assert second.status_code == 422


def test_a_question_is_answered_and_no_more_unread(page, business, now):
    quote = sent(business)
    url = f"{QUOTES}{quote.pk}/"
    QuoteMessage.objects.create(
        business=business, quote=quote, at=now, from_client=True, text="Samedi ?"
    )
    assert page.get(QUOTES).context["waiting"].questions == 1

    assert page.post(f"{url}answer/", {"text": " "}).status_code == 422
    page.post(f"{url}answer/", {"text": "Oui, le matin.", "form_key": new_key()})

    asked, told = quote.messages.all()
    assert asked.read_at == now
    assert (told.from_client, told.text) == (False, "Oui, le matin.")
    assert page.get(QUOTES).context["waiting"].questions == 0
    assert page.post(f"{url}read/").url == url


def test_a_follow_up_is_one_tap(page, business):
    quote = sent(business)
    url = f"{QUOTES}{quote.pk}/follow-up/"

    page.post(url, {"days": "2"})
    assert again(quote).follow_up_on == dt.date(2026, 3, 14)
    page.post(url, {"on": "2026-04-01"})
    assert again(quote).follow_up_on == dt.date(2026, 4, 1)
    page.post(url, {"on": "demain"})
    assert again(quote).follow_up_on == dt.date(2026, 4, 1)
    page.post(url, {})
    assert again(quote).follow_up_on is None


def test_versions_are_read_side_by_side(page, business):
    quote = sent(business)
    page.post(f"{QUOTES}{quote.pk}/version/")
    second = Quote.objects.get(replaces=quote)
    page.post(f"{QUOTES}{second.pk}/issue/")

    pair = page.get(f"{QUOTES}{second.pk}/versions/").context["pair"]

    assert [each.version for each, _paper in pair] == [1, 2]
    assert page.get(f"{QUOTES}{quote.pk}/versions/").url == f"{QUOTES}{quote.pk}/"
    assert page.get(f"{QUOTES}{quote.pk}/").context["state"] == "replaced"


def test_each_quote_stands_in_its_tab(page, business, now):
    waiting = sent(business)
    client = waiting.client
    draft = drafted(business, client=client, title="Brouillon")
    over = sent(business, client=client)
    Quote.objects.filter(pk=over.pk).update(valid_until=dt.date(2026, 3, 11))
    yes = sent(business, client=client)
    page.post(f"{QUOTES}{yes.pk}/accept/", {"name": "Claire", "on": "2026-03-12"})
    newer = new_version(sent(business, client=client), at=now)
    page.post(f"{QUOTES}{newer.pk}/issue/")

    def found(query: str) -> set[int]:
        return {row.quote.pk for row in page.get(f"{QUOTES}?{query}").context["rows"]}

    assert found("tab=send") == {draft.pk, newer.pk}
    assert found("tab=waiting") == {waiting.pk}
    assert found("tab=accepted") == {yes.pk}
    assert found("tab=closed") == {over.pk}
    whole = page.get(QUOTES)
    assert whole.context["waiting"].amount == Decimal("228.40")
    assert whole.context["sums"].count == 5
    assert found("q=BROUILLON") == {draft.pk}
    assert len(found("q=moreau")) == 5
    assert found("q=personne") == set()


def test_the_list_is_taken_away_as_files(page, business):
    sent(business, title="=cmd|' /C calc'!A0")

    csv = page.get(f"{QUOTES}export/?as=csv").content.decode("utf-8-sig")

    assert "228.40" in csv
    assert ",=cmd" not in csv
    assert page.get(f"{QUOTES}export/?as=xlsx").content.startswith(b"PK")


def test_the_pdf_opens_and_an_accountant_may_read_it(page, business, client_of):
    quote = sent(business)

    answer = page.get(f"{QUOTES}{quote.pk}/pdf/")
    assert answer.content.startswith(b"%PDF")
    assert '-D2026-001.pdf"' in answer["Content-Disposition"]
    reader = client_of(member(business, "accountant"))
    assert reader.get(f"{QUOTES}{quote.pk}/pdf/").status_code == 200
    assert reader.get(f"{QUOTES}{quote.pk}/edit/").status_code == 403
    assert f"{QUOTES}{quote.pk}/send/" not in reader.get(f"{QUOTES}{quote.pk}/").content.decode()


def test_a_draft_is_removed_with_a_way_back_and_copied(page, business):
    quote = drafted(business)
    url = f"{QUOTES}{quote.pk}/"

    page.post(f"{url}remove/")
    assert page.get(url).status_code == 404
    page.post(f"{url}restore/")
    page.post(f"{url}duplicate/", {"form_key": new_key()})
    assert Quote.objects.of(business).count() == 2
    kept = sent(business, client=quote.client)
    assert page.post(f"{QUOTES}{kept.pk}/remove/").url == f"{QUOTES}{kept.pk}/"


def test_names_made_of_code_print_as_typed(page, business):
    evil = "<b>{{ 7*7 }}</b> #let x = 1"
    quote = sent(business, client=claire(business, first_name=evil), title=evil)

    text = page.get(f"{QUOTES}{quote.pk}/").content.decode()

    assert "<b>{{ 7*7 }}</b>" not in text
    assert "&lt;b&gt;{{ 7*7 }}&lt;/b&gt; #let x = 1" in text
    assert page.get(f"{QUOTES}{quote.pk}/pdf/").content.startswith(b"%PDF")


def test_fifty_quotes_ask_no_more_than_one(page, business):
    first = sent(business)
    page.get(QUOTES)
    with CaptureQueriesContext(connection) as one:
        page.get(QUOTES)
    for _again in range(15):
        sent(business, client=first.client)
    with CaptureQueriesContext(connection) as many:
        page.get(QUOTES)

    assert len(many) == len(one)


def test_a_quote_is_duplicated_once_however_often_the_button_is_pressed(page, business):
    quote = issued(business)
    assert "form_key" in page.get(f"{QUOTES}{quote.pk}/").content.decode()
    data = {"form_key": new_key()}
    first = page.post(f"{QUOTES}{quote.pk}/duplicate/", data)
    assert page.post(f"{QUOTES}{quote.pk}/duplicate/", data).url == first.url
    assert Quote.objects.count() == 2


def test_a_quote_taken_back_says_what_is_to_be_given_back_and_closed(page, business):
    quote = sent(business)
    url = f"{QUOTES}{quote.pk}/"
    page.post(f"{url}accept/", {"name": "Claire", "on": "2026-03-12"})
    billed = Invoice.objects.create(
        business=business,
        client=quote.client,
        quote=quote,
        kind="deposit",
        number="F2026-001",
        rank=1,
        issued_on=dt.date(2026, 3, 12),
        created_at=quote.created_at,
    )
    work = Mission.objects.create(
        business=business, client=quote.client, quote=quote, created_at=quote.created_at
    )
    withdrawn(page, quote)
    html = page.get(url).content.decode()
    assert "given back within 14 days" in html
    assert f"/finance/invoices/{billed.pk}/" in html
    assert f"/production/missions/{work.pk}/" in html
    Mission.objects.filter(pk=work.pk).update(cancelled_on=dt.date(2026, 3, 12))
    assert "Cancel or end the mission" not in page.get(url).content.decode()
