"""The pages of the door and of the settings: accessible, within the screen, nothing forbidden."""

from __future__ import annotations

import pytest

from casquettes.kernel import actions
from casquettes.kernel.views import csp
from tests.browser.axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HERS = [
    "/settings/",
    "/settings/person/",
    "/settings/members/",
    "/activities/",
    "/activities/add/",
    "/account/email/",
    "/account/2fa/",
    "/account/sessions/",
    "/account/logout/",
    "/nowhere/",
]
ANYONE_S = ["/account/login/", "/account/password/reset/", "/settings/", "/nowhere/"]
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


@pytest.mark.parametrize(("width", "scheme"), [(1360, "light"), (390, "dark"), (320, "light")])
def test_pages_are_accessible_and_fit(live_server, anne, now, chromium, width, scheme):
    csp.recent.clear()
    size = {"width": width, "height": 900}
    signed_in = chromium.new_context(viewport=size, color_scheme=scheme)
    anyone = chromium.new_context(viewport=size, color_scheme=scheme)
    signed_in.new_page().goto(live_server.url + actions.one_time_link(anne, at=now))
    faults = []
    for context, paths in ((signed_in, HERS), (anyone, ANYONE_S)):
        page = context.new_page()
        for path in paths:
            page.goto(live_server.url + path)
            faults += [f"{path} {fault}" for fault in violations(page)]
            if page.evaluate(TOO_WIDE):
                faults.append(f"{path} is wider than {width} px")
        context.close()
    assert faults == []
    assert list(csp.recent) == []


def test_an_activity_moves_by_keyboard_and_the_key_stays_under_the_finger(
    live_server, anne, now, chromium
):
    page = chromium.new_context(viewport={"width": 1360, "height": 900}).new_page()
    page.goto(live_server.url + actions.one_time_link(anne, at=now) + "?next=/activities/")
    names = page.locator("#sales h3")
    before = names.all_inner_texts()
    down = page.locator("#sales button[id^=down-]").first
    button = down.get_attribute("id")
    down.focus()
    for _press in range(2):
        with page.expect_response("**/down/"):
            page.keyboard.press("Enter")
        page.wait_for_timeout(300)
    assert names.all_inner_texts() == [*before[1:3], before[0], *before[3:]]
    assert page.evaluate("document.activeElement.id") == button
