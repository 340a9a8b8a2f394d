"""On her own machine the printed link signs her in: once, and soon."""

import datetime as dt

import pytest
from django.test import Client

from casquettes.kernel import actions, http


def test_the_link_signs_her_in_and_leads_home(anne, now, client):
    answer = client.get(actions.one_time_link(anne, at=now))
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(anne.pk)


def test_the_link_leads_to_the_page_she_wanted(anne, now, client):
    answer = client.get(actions.one_time_link(anne, at=now) + "?next=/settings/")
    assert answer["Location"] == "/settings/"


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:1", "x"]
)
def test_the_link_never_leads_to_another_site(anne, now, client, elsewhere):
    answer = client.get(actions.one_time_link(anne, at=now), {"next": elsewhere})
    assert answer["Location"] == "/"


def test_the_link_opens_only_once(anne, now, client):
    link = actions.one_time_link(anne, at=now)
    client.get(link)
    second = Client()
    assert second.get(link).status_code == 403
    assert "_auth_user_id" not in second.session


def test_a_second_link_dies_with_the_first(anne, now, client):
    first = actions.one_time_link(anne, at=now)
    second = actions.one_time_link(anne, at=now + dt.timedelta(seconds=1))
    client.get(first)
    assert Client().get(second).status_code == 403


def test_the_link_still_opens_after_fifteen_minutes_and_no_later(anne, now, client, monkeypatch):
    link = actions.one_time_link(anne, at=now)
    monkeypatch.setattr(http, "real_now", lambda: now + dt.timedelta(minutes=15, seconds=1))
    assert client.get(link).status_code == 403
    monkeypatch.setattr(http, "real_now", lambda: now + dt.timedelta(minutes=15))
    assert client.get(link).status_code == 302


def test_a_link_from_the_future_is_refused(anne, now, client):
    link = actions.one_time_link(anne, at=now + dt.timedelta(minutes=1))
    assert client.get(link).status_code == 403


def test_the_link_of_one_person_does_not_open_for_another(anne, bruno, now, client):
    _pk, moment, signature = actions.one_time_link(anne, at=now).split("/")[2].split(".")
    assert client.get(f"/open/{bruno.pk}.{moment}.{signature}/").status_code == 403


@pytest.mark.parametrize("token", ["x", "1.2", "1.2.3", "1.2." + "0" * 64, "9" * 400, "①.2.3"])
def test_a_made_up_link_opens_nothing(anne, now, client, token):
    assert client.get(f"/open/{token}/").status_code == 403


def test_a_hosted_installation_has_no_such_door(anne, now, client, settings):
    link = actions.one_time_link(anne, at=now)
    settings.HOSTED = True
    assert client.get(link).status_code == 403


def test_a_person_who_was_closed_out_does_not_come_back_by_the_link(anne, now, client):
    link = actions.one_time_link(anne, at=now)
    type(anne).objects.filter(pk=anne.pk).update(is_active=False)
    assert client.get(link).status_code == 403


def test_the_signature_is_longer_than_128_bits(anne, now):
    signature = actions.one_time_link(anne, at=now).strip("/").split(".")[-1]
    assert len(bytes.fromhex(signature)) * 8 == 256


def test_the_link_is_not_kept_by_browsers_and_says_nothing_to_other_sites(anne, now, client):
    answer = client.get(actions.one_time_link(anne, at=now))
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"
