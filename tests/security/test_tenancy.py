"""No business sees another's row, even where a filter was forgotten (PostgreSQL)."""

from __future__ import annotations

import datetime as dt
import os
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from casquettes.kernel import queries, row_security, tenancy
from casquettes.kernel.models import Activity, Business, Membership
from casquettes.timesheet.models import TimeEntry
from tests import cast

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.postgres,
    pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="row level security: PostgreSQL"),
]


def rows(sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def tenant_tables() -> set[str]:
    return {model._meta.db_table for model in row_security.tenant_models()}


def entry_of(business: Business, **facts: object) -> TimeEntry:
    entry = {"on": dt.date(2026, 3, 12), "seconds": 3600, "hat": "sales", "nature": "unbilled"}
    return TimeEntry.objects.create(
        business=business, source="typed", noted_on=dt.date(2026, 3, 12), **{**entry, **facts}
    )


def test_the_suite_works_as_a_role_that_owns_nothing_and_cannot_look_past_the_rules():
    assert rows("select current_user") == [("casquettes_app",)]
    assert rows(
        "select rolsuper, rolbypassrls, rolcanlogin, rolcreaterole from pg_roles "
        "where rolname = current_user"
    ) == [(False, False, False, False)]
    assert rows("select count(*) from pg_class where relowner = 'casquettes_app'::regrole") == [
        (0,)
    ]


def test_every_table_with_a_business_belongs_to_a_model_that_says_so():
    found = rows(
        "select table_name from information_schema.columns "
        "where column_name = 'business_id' and table_schema = 'public'"
    )
    assert {name for (name,) in found} == tenant_tables()
    assert "timesheet_timeentry" in tenant_tables()


def test_every_tenant_table_is_closed_even_to_its_owner_for_reading_and_writing():
    closed = rows(
        "select c.relname from pg_class c join pg_policies p on p.tablename = c.relname "
        "where c.relrowsecurity and c.relforcerowsecurity and p.policyname = 'tenant' "
        "and p.cmd = 'ALL' and p.permissive = 'PERMISSIVE' "
        "and p.qual like '%%app.business%%' and p.with_check = p.qual"
    )
    assert {name for (name,) in closed} == tenant_tables() | {"kernel_business"}


def test_no_policy_but_the_tenant_s_lets_anyone_write():
    others = rows("select distinct tablename, cmd from pg_policies where policyname <> 'tenant'")
    assert sorted(others) == [("kernel_business", "SELECT"), ("kernel_membership", "SELECT")]


def test_without_a_business_no_row_is_seen(business, other):
    entry_of(business)
    with tenancy.entered(business_id=None):
        for table in sorted(tenant_tables() | {"kernel_business"}):
            assert rows(f"select count(*) from {table}") == [(0,)], table


def test_a_forgotten_filter_shows_only_her_own(business, other):
    entry_of(business)
    assert TimeEntry.objects.count() == 1
    assert set(Activity.objects.values_list("business_id", flat=True)) == {business.pk}
    with tenancy.entered(business_id=other.pk):
        assert TimeEntry.objects.count() == 0
        assert set(Activity.objects.values_list("business_id", flat=True)) == {other.pk}


def test_nothing_is_written_into_another_business(business, other):
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        entry_of(other)


def test_another_s_row_is_neither_changed_nor_deleted(business, other):
    entry = entry_of(business)
    with tenancy.entered(business_id=other.pk):
        assert TimeEntry.objects.filter(pk=entry.pk).update(seconds=1) == 0
        assert rows("delete from timesheet_timeentry returning id") == []
        assert Business.objects.filter(pk=business.pk).update(name="Mine") == 0
    entry.refresh_from_db()
    assert entry.seconds == 3600


def test_a_row_is_not_given_to_another_business(business, other):
    entry = entry_of(business)
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        TimeEntry.objects.filter(pk=entry.pk).update(business=other.pk)


def test_a_person_finds_the_businesses_she_belongs_to_and_no_other(anne, business, bruno, other):
    with tenancy.entered(business_id=other.pk):
        Membership.objects.create(business=other, user=anne, role="accountant", created_at=cast.NOW)
    with tenancy.entered(business_id=None, user_id=anne.pk):
        assert set(Business.objects.all()) == {business, other}
        assert {m.business_id for m in Membership.objects.all()} == {business.pk, other.pk}
        assert Membership.objects.filter(user=bruno).count() == 0
    with tenancy.entered(business_id=None, user_id=bruno.pk):
        assert set(Business.objects.all()) == {other}


def test_a_person_does_not_let_herself_into_another_business(anne, business, other):
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Membership.objects.create(business=other, user=anne, created_at=cast.NOW)


def test_commands_see_which_businesses_exist_and_none_of_their_rows(business, other):
    entry_of(business)
    with tenancy.entered(business_id=None):
        assert queries.businesses_of_this_machine() == [business, other]
        with tenancy.operating():
            assert TimeEntry.objects.count() == Activity.objects.count() == 0
            assert Business.objects.update(name="Mine") == 0
        assert Business.objects.count() == 0


def test_a_business_is_entered_only_in_a_transaction(transactional_db):
    with pytest.raises(transaction.TransactionManagementError):
        tenancy.enter(business_id=1)


def write_then_fail(request: HttpRequest) -> HttpResponse:
    entry_of(request.business)  # type: ignore[attr-defined]
    if "raise" in request.GET:
        raise ZeroDivisionError
    return HttpResponse(status=int(request.GET["status"]))


def who(request: HttpRequest) -> HttpResponse:
    names = Business.objects.values_list("name", flat=True)
    pid = rows("select pg_backend_pid()")[0][0]
    return HttpResponse(f"{pid} {Activity.objects.first().business_id} {list(names)}")  # type: ignore[union-attr]


urlpatterns = [path("fail/", write_then_fail), path("who/", who)]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("question", "kept"), [("status=200", 1), ("status=422", 1), ("status=500", 0), ("raise", 0)]
)
def test_a_request_that_fails_leaves_nothing_half_done(anne, client_of, question, kept):
    browser = client_of(anne)
    browser.raise_request_exception = False
    browser.get(f"/fail/?{question}")
    assert TimeEntry.objects.count() == kept


@pytest.mark.urls(__name__)
def test_requests_of_two_businesses_over_one_connection_never_meet(
    transactional_db, anne, business, bruno, other, client_of
):
    browsers = {business.pk: client_of(anne), other.pk: client_of(bruno)}
    answers = []
    connection.close()
    connection.settings_dict["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 1}
    try:
        for turn in range(20):
            mine = (business.pk, other.pk)[turn % 2]
            pid, seen, names = browsers[mine].get("/who/").content.decode().split(" ", 2)
            connection.close()  # back to the pool, as at the end of a real request
            answers.append((pid, int(seen) == mine, names.count("'") == 2 or '"' in names))
            assert rows("select count(*) from kernel_business") == [(0,)]
            connection.close()
    finally:
        connection.close()
        connection.close_pool()
        del connection.settings_dict["OPTIONS"]["pool"]
    assert answers == [(answers[0][0], True, True)] * 20
