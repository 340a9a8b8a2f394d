"""Signing in, passwords, second lock, sessions: what an account promises."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache

from casquettes.kernel.models import User
from tests import cast

pytestmark = pytest.mark.django_db
NEW = "un-parapluie-dans-la-neige"


@pytest.fixture(autouse=True)
def nobody_tried_yet():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def open_door(settings):
    """A hosted installation, where anyone may create an account."""
    settings.HOSTED = settings.ACCOUNTS_OPEN = True
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


def sign_in(browser, email="anne@example.org", password=cast.PASSWORD, **more):
    return browser.post("/account/login/", {"login": email, "password": password, **more})


def signed_in(browser) -> bool:
    return "_auth_user_id" in browser.session


def sentences(answer) -> list[str]:
    """The words of a page, without what differs at each request."""
    scripts_and_tags = re.compile(r"<script.*?</script>|<[^>]+>", re.DOTALL)
    return scripts_and_tags.sub(" ", answer.content.decode()).split()


def test_she_signs_in_with_her_address_and_password(client, anne):
    assert sign_in(client)["Location"] == "/"
    assert signed_in(client)


def test_her_address_is_known_whatever_the_case(client, anne):
    sign_in(client, email="Anne@Example.ORG")
    assert signed_in(client)


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(client, anne):
    wrong = sign_in(client, password="faux-mot-de-passe")
    unknown = sign_in(client, email="nobody@example.org", password="faux-mot-de-passe")
    assert wrong.status_code == unknown.status_code
    assert [w.replace("nobody", "anne") for w in sentences(unknown)] == sentences(wrong)
    assert not signed_in(client)


def test_after_a_few_wrong_tries_even_the_right_password_waits(client, anne):
    for _ in range(10):
        sign_in(client, password="faux-mot-de-passe")
    sign_in(client)
    assert not signed_in(client)


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"],
)
def test_signing_in_never_leads_to_another_site(client, anne, elsewhere):
    assert sign_in(client, next=elsewhere)["Location"] == "/"


def test_signing_in_leads_to_the_page_she_wanted(client, anne):
    assert sign_in(client, next="/settings/")["Location"] == "/settings/"


def test_a_session_changes_its_key_when_she_signs_in(client, anne):
    client.get("/account/login/")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["casquettes_session"] = before = session.session_key
    sign_in(client)
    assert client.session.session_key != before


def test_signing_out_ends_the_session_on_the_server(client, anne):
    sign_in(client)
    stolen = client.cookies["casquettes_session"].value
    client.post("/account/logout/")
    client.cookies["casquettes_session"] = stolen
    assert client.get("/settings/").status_code == 403


def test_looking_at_the_sign_out_page_does_not_sign_out(client, anne):
    sign_in(client)
    client.get("/account/logout/")
    assert signed_in(client)


def change(browser, new, *, old=cast.PASSWORD):
    return browser.post(
        "/account/password/change/", {"oldpassword": old, "password1": new, "password2": new}
    )


def test_changing_the_password_ends_the_other_sessions(client, anne):
    elsewhere = cast.Browser()
    sign_in(elsewhere)
    sign_in(client)
    change(client, NEW)
    assert client.get("/settings/").status_code == 200
    assert elsewhere.get("/settings/").status_code == 403
    anne.refresh_from_db()
    assert anne.check_password(NEW)


@pytest.mark.parametrize(
    ("password", "accepted"),
    [
        ("court-mais-1", True),
        ("onze-signes", False),
        ("un deux trois quatre cinq", True),
        ("motdepassesansmajuscule", True),
        ("password1234", False),
        ("qwertyuiop123", False),
        ("anne@example.org", False),
        ("Casquettes-2026", False),
        ("l-atelier-d-anne-1", False),
        ("quatre casquettes rouges sur un fil", True),
        ("é" * 60, True),
        ("x" * 128, True),
    ],
)
def test_a_password_is_long_and_not_common_and_nothing_more(client, anne, password, accepted):
    sign_in(client)
    change(client, password)
    anne.refresh_from_db()
    assert anne.check_password(password) is accepted


def test_passwords_are_kept_with_argon2id(anne, settings):
    settings.PASSWORD_HASHERS = [h for h in settings.PASSWORD_HASHERS if "MD5" not in h]
    anne.set_password(NEW)
    assert anne.password.startswith("argon2$argon2id$")


def test_at_home_nobody_signs_up(client):
    answer = client.post("/account/signup/", {"email": "new@example.org", "password1": NEW})
    assert "account/signup_closed.html" in [t.name for t in answer.templates]
    assert not User.objects.filter(email="new@example.org").exists()


def test_hosted_anyone_signs_up_and_proves_her_address(client, open_door):
    client.post("/account/signup/", {"email": "New@Example.org", "password1": NEW})
    assert not signed_in(client)
    [sent] = mail.outbox
    link = re.search(r"/account/confirm-email/[^\s]+", sent.body)
    assert link
    client.post(link[0])
    assert EmailAddress.objects.get(email="new@example.org").verified


def test_signing_up_with_a_known_address_is_answered_like_any_other(client, anne, open_door):
    known = client.post("/account/signup/", {"email": "anne@example.org", "password1": NEW})
    new = cast.Browser().post("/account/signup/", {"email": "new@example.org", "password1": NEW})
    assert (known.status_code, known["Location"]) == (new.status_code, new["Location"])
    assert [m.to for m in mail.outbox] == [["anne@example.org"], ["new@example.org"]]


def test_asking_for_a_new_password_tells_nobody_who_has_an_account(client, anne):
    known = client.post("/account/password/reset/", {"email": "anne@example.org"}, follow=True)
    unknown = client.post("/account/password/reset/", {"email": "who@example.org"}, follow=True)
    assert (known.status_code, sentences(known)) == (unknown.status_code, sentences(unknown))


def test_a_link_for_a_new_password_works_once(client, anne):
    client.post("/account/password/reset/", {"email": "anne@example.org"})
    link = re.search(r"/account/password/reset/key/[^\s]+", mail.outbox[0].body)
    assert link
    form = client.get(link[0])["Location"]
    client.post(form, {"password1": NEW, "password2": NEW})
    anne.refresh_from_db()
    assert anne.check_password(NEW)
    again = cast.Browser().get(link[0])
    assert "account/password_reset_from_key.html" in [t.name for t in again.templates]
    assert again.context["token_fail"]


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def say_who_she_is(browser) -> None:
    browser.post("/account/reauthenticate/", {"password": cast.PASSWORD})


def test_a_code_is_asked_once_the_second_lock_is_set(client, anne):
    sign_in(client)
    say_who_she_is(client)
    page = client.get("/account/2fa/totp/activate/")
    secret = page.context["form"].secret
    client.post("/account/2fa/totp/activate/", {"code": code_of(secret)})
    kept = Authenticator.objects.get(user=anne, type="totp")
    assert secret not in str(kept.data)

    cache.clear()  # a code is good once
    elsewhere = cast.Browser()
    assert sign_in(elsewhere)["Location"] == "/account/2fa/authenticate/"
    assert not signed_in(elsewhere)
    elsewhere.post("/account/2fa/authenticate/", {"code": "000000"})
    assert not signed_in(elsewhere)
    elsewhere.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    assert signed_in(elsewhere)


def set_second_lock(browser) -> str:
    sign_in(browser)
    say_who_she_is(browser)
    secret = browser.get("/account/2fa/totp/activate/").context["form"].secret
    browser.post("/account/2fa/totp/activate/", {"code": code_of(secret)})
    cache.clear()
    return secret


def test_a_code_is_good_once(client, anne):
    secret = set_second_lock(client)
    for expected in (True, False):
        elsewhere = cast.Browser()
        sign_in(elsewhere)
        elsewhere.post("/account/2fa/authenticate/", {"code": code_of(secret)})
        assert signed_in(elsewhere) is expected


def test_a_new_password_does_not_open_the_second_lock(client, anne):
    set_second_lock(client)
    elsewhere = cast.Browser()
    elsewhere.post("/account/password/reset/", {"email": "anne@example.org"})
    link = re.search(r"/account/password/reset/key/[^\s]+", mail.outbox[-1].body)
    assert link
    form = elsewhere.get(link[0])["Location"]
    elsewhere.post(form, {"password1": NEW, "password2": NEW})
    assert not signed_in(elsewhere)
    assert sign_in(elsewhere, password=NEW)["Location"] == "/account/2fa/authenticate/"


def test_session_keys_and_recovery_codes_are_long_enough(client, anne):
    set_second_lock(client)
    assert len(client.session.session_key) == 32  # of 36 signs each: 165 bits
    codes = client.get("/account/2fa/recovery-codes/").context["unused_codes"]
    assert {len(code) for code in codes} == {8}


def test_recovery_codes_open_once(client, anne):
    set_second_lock(client)
    codes = client.get("/account/2fa/recovery-codes/").context["unused_codes"]
    assert len(codes) == 10
    for expected in (True, False):
        elsewhere = cast.Browser()
        sign_in(elsewhere)
        elsewhere.post("/account/2fa/authenticate/", {"code": codes[0]})
        assert signed_in(elsewhere) is expected


@pytest.mark.parametrize(
    "url",
    ["/account/2fa/totp/activate/", "/account/2fa/webauthn/add/", "/account/email/"],
)
def test_what_protects_the_account_asks_again_who_she_is(client, anne, url):
    sign_in(client)
    say_who_she_is(client)
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    data = {"action_add": "", "email": "other@example.org"} if "email" in url else {}
    answer = client.post(url, data)
    assert answer["Location"].startswith("/account/reauthenticate/")


def test_she_sees_her_open_sessions_and_closes_the_others(client, anne):
    elsewhere = cast.Browser(headers={"user-agent": "Mozilla/5.0 (X11; Linux) Firefox/130.0"})
    sign_in(elsewhere)
    sign_in(client)
    page = client.get("/account/sessions/")
    assert "Firefox · Linux" in page.content.decode()
    assert page.context["session_count"] == 2
    client.post("/account/sessions/")
    assert elsewhere.get("/settings/").status_code == 403
    assert client.get("/settings/").status_code == 200


def test_a_closed_account_does_not_come_in_any_more(client, anne):
    sign_in(client)
    User.objects.filter(pk=anne.pk).update(is_active=False)
    assert client.get("/settings/").status_code == 403
    assert sign_in(cast.Browser()).headers.get("Location") == "/account/inactive/"


def test_the_log_says_who_came_in_and_what_was_refused_without_naming_anyone(client, anne, caplog):
    caplog.set_level("INFO", "casquettes.door")
    sign_in(client, password="faux-mot-de-passe")
    sign_in(client)
    lines = [r.getMessage() for r in caplog.records if r.name == "casquettes.door"]
    assert lines == [
        "Sign-in refused, from 127.0.0.1",
        f"Signed in: person {anne.pk}, from 127.0.0.1",
    ]


def test_signing_out_clears_what_the_browser_kept(client, anne):
    sign_in(client)
    assert client.post("/account/logout/")["Clear-Site-Data"] == '"storage"'


def test_password_fields_hide_what_is_typed_and_let_managers_help(client, anne):
    page = client.get("/account/login/").content.decode()
    field = re.search(r'<input[^>]*name="password"[^>]*>', page)
    assert field
    assert 'type="password"' in field[0]
    assert 'autocomplete="current-password"' in field[0]
