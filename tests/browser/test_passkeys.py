"""A passkey in a real browser: added, then enough to sign in; no word against our own policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from casquettes.kernel import actions
from casquettes.kernel.views import csp

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def context(chromium) -> Iterator[BrowserContext]:
    context = chromium.new_context(locale="en-GB")
    yield context
    context.close()


@pytest.fixture
def page(context) -> Page:
    """A tab of a device that knows its owner's finger."""
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def test_a_passkey_is_added_and_then_opens_the_door_alone(live_server, anne, now, page, context):
    csp.recent.clear()
    anne.set_unusable_password()
    anne.language = "en"
    anne.save()
    page.goto(live_server.url + actions.one_time_link(anne, at=now) + "?next=/account/2fa/")
    page.get_by_role("link", name="Add", exact=True).click()
    page.get_by_label("Name of the device").fill("Laptop")
    page.get_by_role("button", name="Add this passkey").click()
    page.wait_for_url("**/recovery-codes/**")
    page.goto(live_server.url + "/account/2fa/webauthn/")
    assert page.get_by_role("heading", name="Laptop").is_visible()

    page.goto(live_server.url + "/account/logout/")
    page.get_by_role("button", name="Sign out").click()
    context.clear_cookies()
    page.goto(live_server.url + "/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(live_server.url + "/")
    page.goto(live_server.url + "/settings/person/")
    assert page.get_by_text("1 passkey").is_visible()
    assert list(csp.recent) == []


def test_a_device_that_refuses_is_said_in_words(live_server, db, context):
    page = context.new_page()
    page.goto(live_server.url + "/account/login/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('no')) }")
    page.get_by_role("button", name="Sign in with a passkey").click()
    said = page.get_by_role("alert")
    said.wait_for()
    assert "did not give its passkey" in said.inner_text()
