"""Sessions: planned as usual, done, moved, missed, cancelled, put back, undone."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from casquettes.creation.models import CancellationTier, Offer
from casquettes.production.actions import missions, sessions
from casquettes.production.actions.sessions import Served, SessionDraft, SessionRefused
from casquettes.production.actions.undo import Step, take_back
from casquettes.production.models import WorkSession
from casquettes.production.queries import sessions as queries
from casquettes.production.queries.sessions import State
from tests.cast import NOW
from tests.production.works import TODAY, client_named, done_session, mission_of, session_of


@pytest.fixture
def mission(business):
    return mission_of(client_named(business))


def days(n: int) -> dt.date:
    return TODAY + dt.timedelta(days=n)


def state(session: WorkSession) -> State:
    session.refresh_from_db()
    return queries.state_of(session, on=TODAY)


def test_the_first_session_lasts_what_was_sold_over_those_planned(business):
    mission = mission_of(client_named(business), sold_minutes=720, planned_sessions=4)
    draft = sessions.usual_draft(mission, today=dt.date(2026, 3, 14))  # a Saturday
    assert (draft.on, draft.planned_minutes) == (dt.date(2026, 3, 16), 180)


def test_the_next_one_is_as_the_last_a_week_later(mission):
    session_of(mission, days=-9, planned_minutes=240, starts_at=dt.time(14))
    draft = sessions.usual_draft(mission, today=TODAY)
    assert (draft.on, draft.starts_at, draft.planned_minutes) == (days(5), dt.time(14), 240)


def test_one_tap_notes_it_as_planned(mission):
    session = session_of(mission)
    sessions.finish_as_planned(session, today=TODAY)
    assert state(session) is State.DONE
    assert (session.sold_minutes, session.real_minutes, session.done_on) == (210, 210, TODAY)


def test_what_was_done_is_said_in_full_and_corrected_later(mission):
    session = session_of(mission, days=-1)
    sessions.finish(session, Served(210, 245, zone="garage", kept_litres=500), today=TODAY)
    sessions.finish(session, Served(240, 245, zone="garage", kept_litres=480), today=TODAY)
    session.refresh_from_db()
    assert (session.sold_minutes, session.kept_litres, session.done_on) == (240, 480, days(-1))
    assert queries.volumes(mission)["kept_litres"] == 480


def test_a_day_to_come_cannot_be_done_or_missed(mission):
    session = session_of(mission, days=2)
    with pytest.raises(SessionRefused, match="still to come"):
        sessions.finish_as_planned(session, today=TODAY)
    with pytest.raises(SessionRefused, match="still to come"):
        sessions.miss(session, today=TODAY)


def test_moved_too_late_it_leaves_a_trace_and_another_takes_its_place(business, mission):
    session = session_of(mission, zone="cuisine")
    step, made = sessions.move(session, to=days(7), late=True, today=TODAY)
    assert state(session) is State.MOVED_LATE
    assert (made.on, made.zone, made.planned_minutes) == (days(7), "cuisine", 210)
    take_back(business, step)
    assert state(session) is State.PLANNED
    assert WorkSession.objects.of(business).count() == 1


def test_nobody_there_with_a_fee(mission):
    session = session_of(mission)
    sessions.miss(session, today=TODAY, fee=Decimal(60))
    assert state(session) is State.MISSED
    assert (session.fee, session.sold_minutes) == (60, 0)


def test_the_tiers_of_the_offer_propose_the_fee(business, mission):
    offer = Offer.objects.create(business=business, name="Séance", created_on=TODAY)
    CancellationTier.objects.create(business=business, offer=offer, hours_before=48, percent=50)
    mission.offer = offer
    mission.save()
    soon, later = session_of(mission, days=1), session_of(mission, days=9)
    # 3 h 30 at 50 €, half of it.
    assert queries.late_fee(soon, at=NOW) == Decimal("87.50")
    assert queries.late_fee(later, at=NOW) is None


def test_put_back_it_is_planned_again_with_nothing_noted(mission):
    session = session_of(mission)
    sessions.cancel(session, today=TODAY, fee=Decimal(30))
    sessions.put_back(session)
    assert state(session) is State.PLANNED
    assert session.fee is None
    with pytest.raises(SessionRefused):
        sessions.put_back(session)


@pytest.mark.parametrize(
    "act",
    [
        lambda session: sessions.cancel(session, today=TODAY),
        lambda session: sessions.miss(session, today=TODAY),
        lambda session: sessions.move(session, to=days(9), today=TODAY),
        lambda session: sessions.change_plan(session, SessionDraft(days(9), None, 60)),
        sessions.remove_session,
    ],
)
def test_a_session_that_was_done_must_be_put_back_first(mission, act):
    session = done_session(mission, days=-1)
    with pytest.raises(SessionRefused, match="Put this session back"):
        act(session)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (SessionDraft(TODAY, None, 0), "planned_minutes"),
        (SessionDraft(TODAY, None, 1441), "planned_minutes"),
        (SessionDraft(dt.date(1999, 1, 1), None, 60), "on"),
        (SessionDraft(TODAY, None, 60, persons=0), "persons"),
    ],
)
def test_what_no_session_may_say(mission, draft, field):
    with pytest.raises(SessionRefused) as refused:
        sessions.plan_session(mission, draft)
    assert refused.value.field == field


def test_a_mission_that_is_over_plans_no_more(mission):
    missions.end_mission(mission, on=TODAY)
    with pytest.raises(SessionRefused, match="reopen"):
        sessions.plan_session(mission, SessionDraft(TODAY, None, 60))


def test_an_undo_of_another_business_or_altered_opens_nothing(business, other, mission):
    step = sessions.cancel(session_of(mission), today=TODAY)
    seal = step.sealed(business)
    assert Step.opened(seal, business) is not None
    assert Step.opened(seal, other) is None
    assert Step.opened(seal[:-1] + "x", business) is None


def test_undo_puts_every_column_back(business, mission):
    session = session_of(mission, days=-1, fee=None, note="clé chez la voisine")
    before = WorkSession.objects.values().get(pk=session.pk)
    step = sessions.finish(session, Served(200, 190, persons=2, note="fini"), today=TODAY)
    opened = Step.opened(step.sealed(business), business)
    assert opened is not None
    assert take_back(business, opened) == mission.pk
    assert WorkSession.objects.values().get(pk=session.pk) == before


def test_sums_count_every_person_sold(business, mission):
    session = session_of(mission)
    sessions.finish(session, Served(180, 190, persons=2), today=TODAY)
    session_of(mission, days=3)
    sums = queries.sums(queries.found(business, queries.Wanted(), today=TODAY))
    assert (sums.sessions, sums.done, sums.sold, sums.real, sums.planned) == (2, 1, 360, 190, 210)
