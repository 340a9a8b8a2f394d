"""A client asks; her answer stands on the page and leaves in a letter."""

from __future__ import annotations

import pytest

from casquettes.kernel.actions.forms_sent import new_key
from casquettes.kernel.models import Mail
from casquettes.sales.models import QuoteMessage
from tests.cast import NOW
from tests.sales import promises

pytestmark = pytest.mark.django_db


@pytest.fixture
def quote(business):
    made = promises.sent(business, language="en")
    QuoteMessage.objects.create(
        business=business, quote=made, at=NOW, from_client=True, text="Le samedi ?"
    )
    return made


def answered(client_of, anne, quote):
    """She presses the button twice."""
    page, sent = client_of(anne), {"text": "Yes, one in two.", "form_key": new_key()}
    page.post(f"/sales/quotes/{quote.pk}/answer/", sent)
    return page.post(f"/sales/quotes/{quote.pk}/answer/", sent)


def test_her_answer_is_on_the_page_and_in_a_letter(client_of, anne, quote, now):
    answered(client_of, anne, quote)
    assert quote.messages.count() == 2
    last = quote.messages.last()
    assert (last.from_client, last.text) == (False, "Yes, one in two.")
    assert not quote.messages.filter(read_at=None, from_client=True).exists()
    mail = Mail.objects.get(template="question_answer")
    assert mail.to == "claire@example.org"
    assert "Le samedi ?" in mail.body
    assert "Yes, one in two." in mail.body


def test_without_an_address_the_page_says_it_all_the_same(client_of, anne, quote, now):
    quote.client.points.all().delete()
    assert answered(client_of, anne, quote).status_code == 302
    assert quote.messages.count() == 2
    assert not Mail.objects.exists()
