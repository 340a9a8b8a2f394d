"""A quote being written: three clicks from an offer, then the editor, where nothing is lost."""

from __future__ import annotations

from decimal import Decimal

import pytest

from casquettes.kernel.actions.forms_sent import new_key
from casquettes.kernel.models import Contact
from casquettes.sales.models import Quote
from tests.creation.catalogue import hour, package
from tests.sales.promises import drafted, known_seller, sent

QUOTES = "/sales/quotes/"


@pytest.fixture
def page(anne, client_of, now):
    """Anne's browser, in English."""
    anne.language = "en"
    anne.save()
    return client_of(anne)


def sheet_of(quote: Quote, **changed: str) -> dict[str, str]:
    """The editor as it is sent when nothing was touched, then what is changed."""
    told = {"act": "save", "client": "Claire Moreau", "title": quote.title, "deposit": ""}
    rows = list(quote.lines.all())
    told["lines"] = str(len(rows))
    for rank, row in enumerate(rows):
        line = {
            "kind": "line",
            "description": row.description,
            "quantity": f"{row.quantity} {'h' if row.unit == 'hour' else ''}",
            "price": str(row.unit_price),
            "unit": row.unit,
            "covers": row.covers,
            "nature": row.nature,
            "option": "on" if row.is_option else "",
        }
        told |= {f"lines-{rank}-{name}": value for name, value in line.items() if value}
    return told | changed


def again(quote: Quote) -> Quote:
    return Quote.objects.get(pk=quote.pk)


def test_an_offer_and_a_name_make_a_quote_ready_to_leave(page, business):
    sold = package(business)
    known_seller(business)
    data = {"offer": sold.pk, "client": "Mme Jeanne Rey", "km": "12,5", "form_key": new_key()}

    answer = page.post(f"{QUOTES}new/", data)

    quote = Quote.objects.of(business).get()
    assert answer.url == f"{QUOTES}{quote.pk}/"
    assert quote.client.name == "Jeanne Rey"
    assert (quote.gross, quote.deposit) == (560, "rate")
    shown = page.get(answer.url)
    assert shown.context["state"] == "draft"
    assert not shown.context["lacking"]


def test_the_same_form_sent_twice_makes_one_quote(page, business):
    data = {"offer": hour(business).pk, "client": "Jeanne Rey", "form_key": new_key()}

    first, second = page.post(f"{QUOTES}new/", data), page.post(f"{QUOTES}new/", data)

    assert first.url == second.url
    assert Quote.objects.of(business).count() == 1
    assert Contact.objects.of(business).count() == 1
    other = page.post(f"{QUOTES}new/", data | {"quantity": "4"})
    assert other.url == f"{QUOTES}new/"
    assert Quote.objects.of(business).count() == 1


def test_without_an_offer_the_sheet_is_blank(page, business):
    answer = page.post(f"{QUOTES}new/", {"client": "Jeanne Rey", "form_key": new_key()})

    quote = Quote.objects.of(business).get()
    assert answer.url == f"{QUOTES}{quote.pk}/edit/"
    assert quote.lines.count() == 0
    assert page.get(answer.url).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"client": ""}, "client"),
        ({"quantity": "beaucoup"}, "quantity"),
        ({"km": "-3"}, "km"),
        ({"offer": "0"}, "offer"),
    ],
)
def test_what_is_missing_for_a_quote_is_said(page, business, wrong, field):
    data = {"offer": hour(business).pk, "client": "Jeanne", "form_key": new_key(), **wrong}

    answer = page.post(f"{QUOTES}new/", data)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Quote.objects.exists()


def test_the_editor_saves_titles_options_and_decimals(page, business):
    quote = drafted(business)
    head = {"title": "Deux pièces", "deposit": "amount", "deposit_value": "50,00"}
    head |= {"discount_rate": "10", "off_premises": "on", "limits": "Pas de ménage."}
    title = {"lines-0-kind": "title", "lines-0-description": "Cuisine", "lines-0-price": ""}
    work = {"lines-1-description": "Tri", "lines-1-quantity": "1 h 30", "lines-1-price": "48,90"}
    boxes = {"lines-2-quantity": "99,999", "lines-2-price": "0"}

    answer = page.post(
        f"{QUOTES}{quote.pk}/edit/", sheet_of(quote, **head, **title, **work, **boxes)
    )

    assert answer.url == f"{QUOTES}{quote.pk}/"
    quote = again(quote)
    assert (quote.title, quote.off_premises, quote.limits) == (
        "Deux pièces",
        True,
        "Pas de ménage.",
    )
    first, second = quote.lines.all()
    assert (first.group, first.description) == ("Cuisine", "Tri")
    assert (first.quantity, first.unit) == (Decimal("1.5"), "hour")
    assert (second.quantity, second.unit_price, second.is_option) == (Decimal("99.999"), 0, True)
    assert quote.gross == Decimal("66.01")


def test_nothing_typed_is_lost_when_it_cannot_be_saved(page, business):
    quote = drafted(business)
    wrong = {"title": "", "intro": "Chère Claire", "lines-0-price": "cher"}
    wrong |= {"lines-1-quantity": "3 chats"}

    answer = page.post(f"{QUOTES}{quote.pk}/edit/", sheet_of(quote, **wrong))

    text = answer.content.decode()
    assert answer.status_code == 422
    for typed in ("Chère Claire", 'value="cher"', 'value="3 chats"'):
        assert typed in text
    assert len(answer.context["sheet"].faults) == 2
    assert again(quote).title == "Une cuisine qui respire"


def test_a_rule_of_the_trade_is_shown_at_its_field(page, business):
    quote = drafted(business)

    answer = page.post(f"{QUOTES}{quote.pk}/edit/", sheet_of(quote, deposit="rate"))

    assert answer.status_code == 422
    assert "deposit_value" in answer.context["form"].errors


def test_lines_are_added_moved_and_removed_without_saving(page, business):
    quote = drafted(business)
    url = f"{QUOTES}{quote.pk}/edit/"
    sold = hour(business)

    def after(act: str, **changed: str) -> list[str]:
        shown = page.post(url, sheet_of(quote, act=act, **changed))
        assert shown.status_code == 200
        return [raw.get("description", "") for raw in shown.context["sheet"].raws]

    names = ["Tri de la cuisine", "Bacs de 45 L", "Étiquettes"]
    assert after("line") == [*names, ""]
    assert after("title") == [*names, ""]
    assert after("up-1") == [names[1], names[0], names[2]]
    assert after("down-1") == [names[0], names[2], names[1]]
    assert after("drop-0") == names[1:]
    assert after("drop-99") == names
    assert after("up-0", **{"lines-0-price": "pas encore"}) == names
    assert after(f"offer-{sold.pk}") == [*names, "Séance de rangement"]
    assert after("offer-999999") == [*names, ""]
    assert after("travel", km="25", visits="2")[:-1] == names
    assert after("travel", km="loin")[:-1] == names
    assert [line.description for line in again(quote).lines.all()] == names


def test_travel_is_counted_from_the_kilometres(page, business):
    hour(business)
    quote = drafted(business)
    asked = sheet_of(quote, act="travel", km="25", visits="2")

    travel = page.post(f"{QUOTES}{quote.pk}/edit/", asked).context["sheet"].raws[-1]

    assert (travel["quantity"], travel["covers"]) == ("40\u202fkm", "travel")
    assert travel["price"] in ("0.55", "0,55")


def test_the_draft_is_kept_while_she_writes(page, business):
    quote = drafted(business)
    url = f"{QUOTES}{quote.pk}/autosave/"

    kept = page.post(url, sheet_of(quote, title="En cours"))
    assert kept.status_code == 200
    assert "11:00" in kept.content.decode()
    assert again(quote).title == "En cours"

    refused = page.post(url, sheet_of(quote, title=""))
    assert refused.status_code == 422
    assert again(quote).title == "En cours"


def test_a_half_typed_name_makes_nobody_while_she_writes(page, business):
    quote = drafted(business)

    kept = page.post(f"{QUOTES}{quote.pk}/autosave/", sheet_of(quote, client="Jeanne R"))

    assert kept.status_code == 422
    assert Contact.objects.of(business).count() == 1


def test_another_client_brings_their_own_address(page, business):
    quote = drafted(business)

    page.post(f"{QUOTES}{quote.pk}/edit/", sheet_of(quote, client="Jeanne Rey"))

    quote = again(quote)
    assert quote.client.name == "Jeanne Rey"
    assert quote.place is None


def test_the_paper_follows_what_she_types(page, business):
    quote = drafted(business)
    typed = sheet_of(quote, **{"lines-0-price": "100"})

    shown = page.post(f"{QUOTES}{quote.pk}/preview/", typed)

    assert "403,40" in shown.content.decode()
    assert again(quote).gross == Decimal("228.40")
    assert page.post(f"{QUOTES}{quote.pk}/preview/", {"title": ""}).status_code == 200


def test_an_issued_quote_is_not_edited(page, business):
    quote = sent(business)
    url = f"{QUOTES}{quote.pk}/"

    assert page.get(f"{url}edit/").url == url
    assert page.post(f"{url}autosave/", sheet_of(quote, title="Autre")).status_code == 422
    assert again(quote).title == "Une cuisine qui respire"


def test_a_total_no_quote_reaches_is_refused_and_the_list_still_opens(page, business):
    quote = drafted(business)
    sent_ = sheet_of(quote, **{"lines-0-quantity": "99999999", "lines-0-price": "99999999"})

    answer = page.post(f"{QUOTES}{quote.pk}/edit/", sent_)

    assert answer.status_code == 422
    assert "This total is too high" in answer.content.decode()
    assert page.get(QUOTES).status_code == 200
