"""No row points into another business, on either database."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from casquettes.kernel import row_security, tenancy
from casquettes.kernel.models import Activity
from casquettes.timesheet.models import ImportRule, TimeEntry

pytestmark = pytest.mark.django_db


def foreign_activity(other) -> Activity:
    with tenancy.entered(business_id=other.pk):
        return Activity.objects.of(other).first()


def entry(business, **facts) -> TimeEntry:
    day = dt.date(2026, 3, 12)
    facts = {"on": day, "seconds": 60, "nature": "unbilled", "noted_on": day, **facts}
    return TimeEntry(business=business, source="typed", **facts)


def test_time_is_not_noted_on_another_business_s_activity(business, other):
    with pytest.raises(IntegrityError), transaction.atomic():
        entry(business, activity=foreign_activity(other)).save()
        connection.check_constraints()


def test_time_is_not_moved_to_another_business_s_activity(business, other):
    mine = entry(business, activity=Activity.objects.of(business).first())
    mine.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        TimeEntry.objects.filter(pk=mine.pk).update(activity=foreign_activity(other))
        connection.check_constraints()


def test_a_rule_of_import_does_not_lead_into_another_business(business, other):
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportRule.objects.create(
            business=business, project="x", task="", activity=foreign_activity(other)
        )
        connection.check_constraints()


def test_a_row_never_changes_business(business, other):
    with pytest.raises(DatabaseError), transaction.atomic():
        Activity.objects.of(business).update(business=other.pk)


def test_every_link_between_tenant_tables_is_guarded():
    links = [link for m in row_security.tenant_models() for link in row_security.links_of(m)]
    assert "timesheet_timeentry_activity_id_same_business" in {link.name for link in links}
    if connection.vendor == "postgresql":
        wanted = {link.name for link in links}
        sql = "select conname from pg_constraint where conname like '%%_same_business'"
    else:
        wanted = {f"{verb}_{link.name}" for link in links for verb in ("insert", "update")}
        sql = "select name from sqlite_master where type='trigger' and name like '%%_same_business'"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        assert {name for (name,) in cursor.fetchall()} == wanted


@pytest.mark.skipif("__import__('os').environ.get('DATABASE_URL')", reason="SQLite's triggers")
def test_the_guards_stand_again_after_each_migration(transactional_db):
    row_security.drop_guards(connection)
    call_command("migrate", verbosity=0)
    test_every_link_between_tenant_tables_is_guarded()
