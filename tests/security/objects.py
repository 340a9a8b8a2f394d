"""Objects of a business, made for the access table: `"@activity"` in access.toml."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from allauth.mfa.models import Authenticator

from casquettes.engine.periods import Period
from casquettes.finance import models as finance
from casquettes.kernel.actions import mail as mails
from casquettes.kernel.actions.contact_imports import keep_file
from casquettes.kernel.actions.contact_undo import follow_up_step
from casquettes.kernel.models import Activity, Business, MailFile, Membership, SignedLink, User
from casquettes.logistics import models as logistics
from casquettes.pilot.actions import bilan as bilans
from casquettes.pilot.actions import launch as plans
from casquettes.pilot.actions.bilan_share import share
from casquettes.pilot.actions.goals import Before as Aim
from casquettes.pilot.models import Alert, Risk
from casquettes.production.actions import undo
from casquettes.timesheet import models as timesheet
from casquettes.timesheet.actions.activities import Before
from casquettes.timesheet.actions.imports import keep_draft
from casquettes.timesheet.actions.undo import step_of
from tests import cast
from tests.creation import catalogue
from tests.finance import dealings
from tests.kernel import people
from tests.office import learned
from tests.pilot import aiming, choosing, reviews
from tests.production import works
from tests.sales import promises

DAY = dt.date(2026, 3, 11)
LONG_AGO = cast.NOW - dt.timedelta(days=60)


@dataclass(frozen=True)
class Owned:
    """The business and the person whose objects are made."""

    business: Business
    owner: User


def launch(owned: Owned) -> object:
    return plans.begin(owned.business, at=cast.NOW).pk


def activity(owned: Owned) -> object:
    return Activity.objects.of(owned.business).order_by("pk")[3].pk


def seal_of_activity(owned: Owned) -> object:
    return Before.of(Activity.objects.of(owned.business).order_by("pk")[3]).sealed()


def business(owned: Owned) -> object:
    return owned.business.pk


def membership(owned: Owned) -> object:
    helper = cast.person("helper@example.org")
    joined = Membership.objects.create(
        business=owned.business, user=helper, role="collaborator", created_at=cast.NOW
    )
    return joined.pk


def passkey(owned: Owned) -> object:
    made = Authenticator.objects.create(
        user=owned.owner, type=Authenticator.Type.WEBAUTHN, data={"name": "Téléphone"}
    )
    return made.pk


def entry(owned: Owned) -> object:
    made = timesheet.TimeEntry.objects.create(
        business=owned.business,
        user=owned.owner,
        on=DAY,
        starts_at=dt.datetime(2026, 3, 11, 9, tzinfo=dt.UTC),
        seconds=3600,
        hat="sales",
        nature="unbilled",
        source="typed",
        noted_on=DAY,
    )
    return made.pk


def seal_of_entry(owned: Owned) -> object:
    made = timesheet.TimeEntry.objects.get(pk=entry(owned))
    return step_of(made=[made]).sealed(owned.business)


def absence(owned: Owned) -> object:
    made = timesheet.Absence.objects.create(
        business=owned.business, kind="leave", first_on=DAY, last_on=DAY
    )
    return made.pk


def draft(owned: Owned) -> object:
    rows = "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,"
    rows += "End date,End time,Duration,Tags\n"
    rows += "Anne,a@example.org,,Devis,,,No,2026-03-11,09:00:00,2026-03-11,10:00:00,01:00:00,\n"
    return keep_draft(
        owned.business, owned.owner, file_name="temps.csv", content=rows.encode(), at=cast.NOW
    ).pk


def batch(owned: Owned) -> object:
    made = timesheet.ImportBatch.objects.create(
        business=owned.business,
        file_name="temps.csv",
        sha256="0" * 64,
        format="generic",
        rows=1,
        imported_at=cast.NOW,
    )
    return made.pk


def expense(owned: Owned) -> object:
    made = finance.Expense.objects.create(business=owned.business, on=DAY, label="Boxes", amount=48)
    return made.pk


def recurring_expense(owned: Owned) -> object:
    made = finance.RecurringExpense.objects.create(
        business=owned.business, label="Phone", amount=20, next_on=DAY
    )
    return made.pk


def mail(owned: Owned) -> object:
    letter = mails.Letter(
        to="claire@example.org",
        subject="Devis",
        body="Bonjour",
        files=(mails.File("Devis.pdf", "application/pdf", b"%PDF"),),
    )
    return mails.send(owned.business, letter, at=cast.NOW).pk


def mail_file(owned: Owned) -> object:
    return MailFile.objects.get(mail_id=mail(owned)).pk


def contact(owned: Owned) -> object:
    return people.contact(owned.business, first_name="Claire", last_name="Moreau").pk


def seal_of_contact(owned: Owned) -> object:
    made = people.contact(owned.business, last_name="Moreau")
    return follow_up_step(made).sealed(owned.business)


def contact_import(owned: Owned) -> object:
    content = b"BEGIN:VCARD\nFN:Claire Moreau\nEND:VCARD\n"
    return keep_file(
        owned.business, owned.owner, file_name="c.vcf", content=content, at=cast.NOW
    ).pk


def mission(owned: Owned) -> object:
    client = works.client_named(owned.business)
    return works.mission_of(client).pk


def ended_mission(owned: Owned) -> object:
    client = works.client_named(owned.business)
    return works.mission_of(client, ended_on=DAY).pk


def mission_below_its_deposit(owned: Owned) -> object:
    """Its quote asked for 50 €, and no hour was worked."""
    dealings.identity(owned.business)
    client = dealings.buyer(owned.business)
    agreed = dealings.quote(client, "50")
    dealings.issued(client, dealings.line("50"), kind="deposit", quote=agreed)
    return dealings.mission(client, quote=agreed).pk


def accepted_quote(owned: Owned) -> object:
    return works.accepted_quote(works.client_named(owned.business), []).pk


def session(owned: Owned) -> object:
    client = works.client_named(owned.business)
    return works.session_of(works.mission_of(client)).pk


def seal_of_session(owned: Owned) -> object:
    client = works.client_named(owned.business)
    return undo.step_of(sessions=[works.session_of(works.mission_of(client))]).sealed(
        owned.business
    )


def trip(owned: Owned) -> object:
    return logistics.Trip.objects.create(business=owned.business, on=DAY, km=12).pk


def offer(owned: Owned) -> object:
    return catalogue.hour(owned.business).pk


def offer_price(owned: Owned) -> object:
    return catalogue.hour(owned.business).prices.get().pk


def quote(owned: Owned) -> object:
    return promises.drafted(owned.business).pk


def issued_quote(owned: Owned) -> object:
    return promises.sent(owned.business).pk


def draft_invoice(owned: Owned) -> object:
    return dealings.drafted(dealings.buyer(owned.business)).pk


def issued_invoice(owned: Owned) -> object:
    dealings.identity(owned.business)
    return dealings.issued(dealings.buyer(owned.business), at=LONG_AGO).pk


def payment(owned: Owned) -> object:
    dealings.identity(owned.business)
    invoice = dealings.issued(dealings.buyer(owned.business))
    return dealings.paid(invoice, "48").payment.pk


def recurring_invoice(owned: Owned) -> object:
    client = dealings.buyer(owned.business)
    made = finance.RecurringInvoice.objects.create(
        business=owned.business, client=client, title="Monthly", next_on=DAY
    )
    return made.pk


def worked_activity(owned: Owned) -> object:
    return choosing.worked(owned.business, "com_social").pk


def decision(owned: Owned) -> object:
    return choosing.decided(owned.business).pk


def risk(owned: Owned) -> object:
    return Risk.objects.create(business=owned.business, cause="Nobody asks", noted_on=DAY).pk


def alert(owned: Owned) -> object:
    return Alert.objects.create(business=owned.business, key="over_cap", on=DAY).pk


def bilan(owned: Owned) -> object:
    period = Period(DAY - dt.timedelta(days=30), DAY)
    return bilans.begin(
        owned.business, moment="on_demand", is_short=True, period=period, at=cast.NOW
    ).pk


def closed_bilan(owned: Owned) -> object:
    return reviews.closed(owned.business).pk


def bilan_link(owned: Owned) -> object:
    share(reviews.closed(owned.business), ["q01"], at=cast.NOW, life=dt.timedelta(days=30))
    return SignedLink.objects.filter(business=owned.business).latest("pk").pk


def training(owned: Owned) -> object:
    return learned.course(owned.business).pk


def partner(owned: Owned) -> object:
    return learned.helper(owned.business).pk


def goal(owned: Owned) -> object:
    return aiming.goal(owned.business).pk


def seal_of_goal(owned: Owned) -> object:
    return Aim.of(aiming.goal(owned.business)).sealed(owned.business)


def direction(owned: Owned) -> object:
    return aiming.page(owned.business).pk


MAKERS: dict[str, Callable[[Owned], object]] = {
    made.__name__: made
    for made in (
        activity,
        launch,
        seal_of_activity,
        business,
        membership,
        passkey,
        entry,
        seal_of_entry,
        absence,
        draft,
        batch,
        mail,
        mail_file,
        expense,
        recurring_expense,
        draft_invoice,
        issued_invoice,
        payment,
        recurring_invoice,
        goal,
        seal_of_goal,
        direction,
        worked_activity,
        decision,
        bilan,
        closed_bilan,
        bilan_link,
        risk,
        alert,
        training,
        partner,
        contact,
        seal_of_contact,
        contact_import,
        mission,
        ended_mission,
        mission_below_its_deposit,
        accepted_quote,
        session,
        seal_of_session,
        trip,
        offer,
        offer_price,
        quote,
        issued_quote,
    )
}
