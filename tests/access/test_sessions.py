import threading
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from legalops.access import accounts, sessions
from legalops.errors import NotFoundError, SessionEndedError
from legalops.models.people import SignInTicket, UserSession
from legalops.periods import instant
from legalops.permissions import Permission, Role, system
from legalops.services import users
from legalops.store import settings
from legalops.store.unit import one_writer, reading, writing
from tests.access.conftest import PASSWORD, Clock, signed_in, with_password

SETUP = system("setup")


def row_of(engine: Engine, session_id: str) -> UserSession:
    with reading(engine) as session:
        return session.get_one(UserSession, sessions.digest(session_id))


def test_a_ticket_works_once_and_for_half_a_minute(engine: Engine, ana: str, clock: Clock) -> None:
    ticket = accounts.sign_in(engine, ana, PASSWORD, now=clock.now) or ""
    assert sessions.redeem(engine, ticket, now=clock.now)
    assert sessions.redeem(engine, ticket, now=clock.now) is None
    late = accounts.sign_in(engine, ana, PASSWORD, now=clock.now) or ""
    assert sessions.redeem(engine, late, now=clock.forward(seconds=30)) is None
    assert sessions.redeem(engine, "guess", now=clock.now) is None


def test_used_up_tickets_are_swept_out(engine: Engine, ana: str, clock: Clock) -> None:
    for _ in range(3):
        accounts.sign_in(engine, ana, PASSWORD, now=clock.forward(minutes=1))
    with reading(engine) as session:
        assert len(session.exec(select(SignInTicket)).all()) == 1


def test_the_store_holds_no_session_id(engine: Engine, ana: str) -> None:
    session_id, _ = signed_in(engine, ana)
    with reading(engine) as session:
        assert session_id not in str(session.exec(select(UserSession)).all())


@pytest.mark.parametrize("session_id", [None, "", "x", "legalops", "a" * 5000])
def test_a_made_up_cookie_is_nobody(engine: Engine, session_id: str | None) -> None:
    assert sessions.current(engine, session_id) is None


def test_an_unused_session_ends_after_eight_hours(engine: Engine, ana: str, clock: Clock) -> None:
    session_id, _ = signed_in(engine, ana, clock.now)
    assert sessions.current(engine, session_id, clock.forward(hours=7, minutes=59))
    assert sessions.current(engine, session_id, clock.forward(hours=8)) is None


def test_a_used_session_ends_after_a_day(engine: Engine, ana: str, clock: Clock) -> None:
    session_id, _ = signed_in(engine, ana, clock.now)
    for _ in range(23):
        assert sessions.current(engine, session_id, clock.forward(hours=1))
    assert sessions.current(engine, session_id, clock.forward(hours=1)) is None


def test_the_department_sets_its_own_times(engine: Engine, ana: str, clock: Clock) -> None:
    settings.change(engine, SETUP, {"session_idle_minutes": 15, "session_max_hours": 1})
    session_id, _ = signed_in(engine, ana, clock.now)
    assert sessions.current(engine, session_id, clock.now + timedelta(minutes=16)) is None
    for _ in range(5):
        assert sessions.current(engine, session_id, clock.forward(minutes=10))
    assert sessions.current(engine, session_id, clock.forward(minutes=10)) is None


def test_last_seen_is_written_at_most_once_a_minute(engine: Engine, ana: str, clock: Clock) -> None:
    session_id, _ = signed_in(engine, ana, clock.now)
    began = instant(clock.now)
    sessions.current(engine, session_id, clock.forward(seconds=59))
    assert row_of(engine, session_id).last_seen_at == began
    sessions.current(engine, session_id, clock.forward(seconds=1))
    assert row_of(engine, session_id).last_seen_at == instant(clock.now)


def test_a_busy_store_keeps_nobody_waiting_to_be_seen(sqlite_engine: Engine, clock: Clock) -> None:
    with_password(sqlite_engine, "ana", Role.OPS)
    session_id, _ = signed_in(sqlite_engine, "ana", clock.now)
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with one_writer(sqlite_engine):
            held.set()
            release.wait(30)

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert held.wait(30)
        assert sessions.current(sqlite_engine, session_id, clock.forward(minutes=5))
    finally:
        release.set()
        holder.join()


def test_signing_out_ends_the_session_and_says_so(engine: Engine, ana: str) -> None:
    session_id, _ = signed_in(engine, ana)
    assert sessions.sign_out(engine, session_id)
    assert sessions.current(engine, session_id) is None
    assert not sessions.sign_out(engine, session_id)
    assert row_of(engine, session_id).revoke_reason == "signed out"


def test_signing_in_again_replaces_the_session_of_the_browser(engine: Engine, ana: str) -> None:
    before, _ = signed_in(engine, ana)
    ticket = accounts.sign_in(engine, ana, PASSWORD) or ""
    after = sessions.redeem(engine, ticket, replaces=before)
    assert after != before
    assert sessions.current(engine, before) is None


def test_a_person_ends_one_or_all_of_their_other_sessions(engine: Engine, ana: str) -> None:
    here, actor = signed_in(engine, ana)
    others = [signed_in(engine, ana)[0] for _ in range(3)]
    assert sessions.mine(engine, actor)["is_this"].sum() == 1
    sessions.end_one(engine, actor, sessions.digest(others[0]))
    assert sessions.current(engine, others[0]) is None
    assert sessions.end_others(engine, actor) == 2
    assert [sessions.current(engine, s) for s in others] == [None] * 3
    assert sessions.current(engine, here)
    assert sessions.end_others(engine, actor) == 0


def test_nobody_ends_somebody_elses_session(engine: Engine, ana: str) -> None:
    theirs, _ = signed_in(engine, ana)
    with_password(engine, "tom", Role.MEMBER)
    _, tom = signed_in(engine, "tom")
    with pytest.raises(NotFoundError):
        sessions.end_one(engine, tom, sessions.digest(theirs))
    assert sessions.current(engine, theirs)


def test_a_new_role_counts_at_once_and_a_disabled_person_is_out_at_once(
    engine: Engine, ana: str
) -> None:
    session_id, actor = signed_in(engine, ana)
    users.set_role(engine, SETUP, ana, "member")
    visitor = sessions.current(engine, session_id)
    assert visitor is not None
    assert visitor.actor.role == Role.MEMBER
    users.disable(engine, SETUP, ana)
    assert sessions.current(engine, session_id) is None
    with (
        pytest.raises(SessionEndedError),
        writing(engine, actor, Permission.OWN_ACCOUNT),
    ):
        pass
    users.enable(engine, SETUP, ana)
    assert sessions.current(engine, session_id) is None


def test_a_ticket_of_somebody_disabled_meanwhile_opens_nothing(engine: Engine, ana: str) -> None:
    ticket = accounts.sign_in(engine, ana, PASSWORD) or ""
    users.disable(engine, SETUP, ana)
    assert sessions.current(engine, sessions.redeem(engine, ticket)) is None


def test_only_the_cookie_bound_to_the_host_counts_over_https() -> None:
    cookies = {"legalops_session": "planted", "__Host-legalops_session": "real"}
    assert sessions.from_cookies(cookies, is_secure=True) == "real"
    assert sessions.from_cookies({"legalops_session": "planted"}, is_secure=True) is None
    assert sessions.from_cookies(cookies, is_secure=False) == "planted"
