"""Every address × every method × everyone: as the access table says, and nothing is forgotten."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from casquettes.kernel import tenancy
from tests import cast
from tests.security.objects import MAKERS, Owned

TABLE: dict[str, dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "access.toml").read_text(encoding="utf-8")
)
WHO = {
    "everyone": {"anonymous", "owner", "collaborator", "accountant", "specialist"},
    "signed_in": {"owner", "collaborator", "accountant", "specialist"},
    "figures": {"owner", "collaborator", "accountant"},
    "inside": {"owner", "collaborator"},
    "owner_only": {"owner"},
    "herself": {"owner"},
    "nobody": set(),
}
# What signing in writes.
OWN_TABLES = {"usersessions_usersession", "django_session"}


def named_urls(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from named_urls(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name}"


pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture(scope="module")
def cast_of_two(kept_rows):
    """Anne and Bruno, met by every test of this module."""
    yield cast.anne(), cast.bruno()
    cast.leave()


@pytest.fixture(scope="module")
def anne(cast_of_two):
    return cast_of_two[0][0]


@pytest.fixture(scope="module")
def business(cast_of_two):
    return cast_of_two[0][1]


@pytest.fixture(scope="module")
def other(cast_of_two):
    return cast_of_two[1][1]


@pytest.fixture(scope="module")
def people(cast_of_two):
    """Everyone who may knock: four roles in Anne's business, a stranger with his own, nobody."""
    (anne, business), (bruno, _other) = cast_of_two
    return {
        "anonymous": None,
        "owner": anne,
        **{
            role: cast.member(business, role, email=f"{role}@example.org")
            for role in ("collaborator", "accountant", "specialist")
        },
        "stranger": bruno,
    }


@pytest.fixture(scope="module")
def keys(people):
    """The cookies of each, signed in a moment ago, so that nothing asks "is it you" first."""
    with override_settings(ACCOUNT_REAUTHENTICATION_TIMEOUT=24 * 3600):
        yield {role: signed_in(person) for role, person in people.items() if person}


def address(name: str, owned: Owned) -> str:
    wanted = TABLE[name].get("args", {})
    made = {
        key: MAKERS[value[1:]](owned) if str(value).startswith("@") else value
        for key, value in wanted.items()
    }
    return reverse(name, kwargs=made)


def has_objects(name: str) -> bool:
    return any(str(v).startswith("@") for v in TABLE[name].get("args", {}).values())


def signed_in(person: Any) -> SimpleCookie:
    browser = cast.Browser()
    browser.force_login(person)
    session = browser.session
    request = SimpleNamespace(session=session)
    record_authentication(request, person, "password", reauthenticated=True)
    session.save()
    return browser.cookies


def browser_with(key: SimpleCookie | None, **options: Any) -> cast.Browser:
    """A browser as it is after signing in, or one that nobody knows."""
    browser = cast.Browser(**options)
    if key:
        browser.cookies.load({name: morsel.value for name, morsel in key.items()})
    return browser


def knock(browser: cast.Browser, method: str, url: str, data: Any = None) -> Any:
    """One request, whose traces are taken back."""
    with transaction.atomic():
        answer = getattr(browser, method)(url, data=data or {})
        transaction.set_rollback(True)
    return answer


def is_404(answer: Any) -> bool:
    return bool(answer.status_code == 404)


def closed(answer: Any) -> bool:
    """Refused, or led to the door."""
    location = answer.headers.get("Location", "")
    return answer.status_code == 403 or location.startswith(("/account/login/", "/measures/"))


def test_every_address_has_a_row_and_every_row_an_address():
    assert set(named_urls(get_resolver().url_patterns)) == set(TABLE)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_the_door_opens_to_those_the_table_names(name, people, keys, anne, business, now):
    row = TABLE[name]
    url = address(name, Owned(business, anne))
    for method in ("get", "post"):
        for role in people:
            answer = knock(browser_with(keys.get(role)), method, url, row.get("post_data"))
            said = f"{method} {url} by {role}: {answer.status_code}"
            assert answer.status_code < 500, said
            if role == "stranger":
                assert not has_objects(name) or row[method] == "nobody" or is_404(answer), said
            elif row[method] == "nobody":
                assert answer.status_code == 405 or closed(answer) or "dead_end" in row, said
                assert answer.status_code == 405 or role != "owner" or "dead_end" in row, said
            elif role not in WHO[row[method]]:
                hidden = row[method] == "herself" and is_404(answer)
                assert hidden or closed(answer), said
            elif "dead_end" not in row:
                assert not closed(answer), said
                assert answer.status_code not in (404, 405), said


@pytest.mark.parametrize("name", sorted(TABLE))
def test_no_other_method_does_anything(name, keys, anne, business, now):
    url = address(name, Owned(business, anne))
    for method in ("put", "patch", "delete"):
        answer = knock(browser_with(keys["owner"]), method, url)
        assert answer.status_code in (403, 405), f"{method} {url}: {answer.status_code}"


@pytest.mark.parametrize("name", sorted(n for n in TABLE if "pk" in TABLE[n].get("args", {})))
@pytest.mark.parametrize("pk", [0, 2**31, 2**63, 10**40])
def test_an_object_that_cannot_be_is_not_found(name, pk, keys, anne, business, now):
    arguments = {k: pk if k == "pk" else str(v) for k, v in TABLE[name]["args"].items()}
    method = "get" if TABLE[name]["get"] != "nobody" else "post"
    answer = knock(browser_with(keys["owner"]), method, reverse(name, kwargs=arguments))
    assert answer.status_code == 404


@pytest.mark.parametrize("name", sorted(n for n in TABLE if TABLE[n]["get"] != "nobody"))
def test_looking_changes_nothing(name, keys, anne, business, now):
    url = address(name, Owned(business, anne))
    browser = browser_with(keys["owner"])
    with CaptureQueriesContext(connection) as queries:
        browser.get(url)
    allowed = {*OWN_TABLES, *TABLE[name].get("get_writes", ())}
    writes = [
        q["sql"]
        for q in queries
        if q["sql"].upper().startswith(("INSERT", "UPDATE", "DELETE"))
        and not any(table in q["sql"] for table in allowed)
    ]
    assert writes == []


@pytest.mark.parametrize(
    "name",
    sorted(n for n in TABLE if TABLE[n]["post"] != "nobody" and not TABLE[n].get("without_csrf")),
)
def test_a_form_from_another_site_is_refused(name, keys, anne, business, now):
    url = address(name, Owned(business, anne))
    answer = knock(browser_with(keys["owner"], enforce_csrf_checks=True), "post", url)
    assert (answer.status_code, "form_too_old.html" in [t.name for t in answer.templates]) == (
        403,
        True,
    )


def test_an_anonymous_visitor_of_a_hosted_installation_is_led_to_the_sign_in_page(
    client, db, settings
):
    settings.HOSTED = True
    answer = client.get("/settings/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/settings/")


def test_a_person_without_a_business_is_led_to_her_first_run(client_of, db):
    answer = client_of(cast.person("new@example.org")).get("/settings/")
    assert (answer.status_code, answer["Location"]) == (302, "/welcome/")


def test_the_accountant_lands_on_the_measures(client_of, business, anne):
    answer = client_of(cast.member(business, "accountant")).get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/measures/")


def test_a_member_taken_out_does_not_come_back_with_an_old_session(client_of, business, anne):
    helper = cast.member(business, "collaborator")
    browser = client_of(helper)
    assert browser.get("/settings/").status_code == 200
    with tenancy.entered(business_id=business.pk):
        helper.memberships.all().delete()
    assert browser.get("/settings/")["Location"] == "/welcome/"


def test_a_refusal_is_logged_without_a_name(client_of, business, anne, caplog):
    specialist = cast.member(business, "specialist", email="lea@example.org")
    client_of(specialist).get("/settings/")
    [line] = [r.getMessage() for r in caplog.records if r.name == "casquettes.door"]
    assert line == f"Refused: person {specialist.pk}, specialist, at /settings/"


def test_identifiers_in_the_body_do_not_reach_another_business(client_of, anne, business, other):
    client_of(anne).post(
        "/settings/",
        {"name": "X", "id": other.pk, "pk": other.pk, "business_id": other.pk, "slug": "y"},
    )
    with tenancy.entered(business_id=other.pk):
        other.refresh_from_db()
    assert (other.name, other.slug) == ("Bruno Jardins", "bruno-jardins")
