from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from legalops.access import accounts, sessions
from legalops.errors import InvalidInputError, NotAllowedError, RefusedError, SessionEndedError
from legalops.models.audit import AuditEvent
from legalops.models.people import SignInAttempt, User
from legalops.permissions import Actor, Role, system
from legalops.services import users
from legalops.store.unit import reading
from tests.access.conftest import PASSWORD, Clock, signed_in, with_password

SETUP = system("setup")


def events(engine: Engine, action: str) -> list[AuditEvent]:
    with reading(engine) as session:
        query = select(AuditEvent).where(AuditEvent.action == action)
        return list(session.exec(query.order_by(col(AuditEvent.seq))).all())


def fail(engine: Engine, username: str, times: int, now: datetime, address: str = "") -> None:
    for _ in range(times):
        assert accounts.sign_in(engine, username, "wrong", address, now=now) is None


def test_the_right_password_gives_a_ticket_and_the_ticket_a_session(
    engine: Engine, ana: str
) -> None:
    session_id, actor = signed_in(engine, ana)
    assert (actor.name, actor.role) == ("ana", Role.OPS)
    assert session_id not in str(events(engine, "login.ok"))


def test_the_username_may_be_typed_in_any_case(engine: Engine, ana: str) -> None:
    assert accounts.sign_in(engine, " ANA ", PASSWORD)


def test_wrong_unknown_and_disabled_read_the_same(engine: Engine, ana: str) -> None:
    with_password(engine, "tom", Role.MEMBER)
    users.disable(engine, SETUP, "tom")
    answers = [
        accounts.sign_in(engine, "ana", "wrong"),
        accounts.sign_in(engine, "nobody", PASSWORD),
        accounts.sign_in(engine, "tom", PASSWORD),
        accounts.sign_in(engine, "", ""),
    ]
    assert answers == [None] * 4
    reasons = [event.after_json for event in events(engine, "login.fail")]
    assert reasons == [
        '{"reason": "password"}',
        '{"reason": "unknown"}',
        '{"reason": "disabled"}',
        '{"reason": "unknown"}',
    ]


def test_what_was_typed_as_a_name_is_nowhere_in_the_store(engine: Engine) -> None:
    accounts.sign_in(engine, "my secret password", "oops")
    with reading(engine) as session:
        kept = [row.subject for row in session.exec(select(SignInAttempt)).all()]
    assert "secret" not in str(kept)
    assert all(len(subject) <= 12 for subject in kept)
    assert "secret" not in str([vars(e) for e in events(engine, "login.fail")])


def test_the_fifth_failure_locks_even_the_right_password_for_a_minute(
    engine: Engine, ana: str, clock: Clock
) -> None:
    fail(engine, ana, 5, clock.now)
    assert accounts.sign_in(engine, ana, PASSWORD, now=clock.now) is None
    assert len(events(engine, "login.throttled")) == 1
    assert accounts.sign_in(engine, ana, PASSWORD, now=clock.forward(seconds=61))


def test_tries_during_a_lock_do_not_lengthen_it(engine: Engine, ana: str, clock: Clock) -> None:
    fail(engine, ana, 5, clock.now)
    fail(engine, ana, 20, clock.forward(seconds=30))
    assert accounts.sign_in(engine, ana, PASSWORD, now=clock.forward(seconds=31))


def test_coming_in_forgets_the_failures(engine: Engine, ana: str, clock: Clock) -> None:
    for _ in range(3):
        fail(engine, ana, 4, clock.now)
        assert accounts.sign_in(engine, ana, PASSWORD, now=clock.now)


def test_an_unknown_name_is_throttled_like_a_known_one(engine: Engine, clock: Clock) -> None:
    fail(engine, "nobody", 6, clock.now)
    assert len(events(engine, "login.throttled")) == 1


def test_an_address_is_throttled_over_all_names(engine: Engine, ana: str, clock: Clock) -> None:
    for number in range(30):
        fail(engine, f"guess{number}", 1, clock.now, "10.0.0.9")
    assert accounts.sign_in(engine, ana, PASSWORD, "10.0.0.9", now=clock.now) is None
    assert accounts.sign_in(engine, ana, PASSWORD, "10.0.0.8", now=clock.now)
    assert accounts.sign_in(engine, ana, PASSWORD, "10.0.0.9", now=clock.forward(minutes=16))


def test_an_administrator_can_unlock(engine: Engine, ana: str, clock: Clock) -> None:
    fail(engine, ana, 9, clock.now)
    assert users.list_users(engine, clock.now)["state"].tolist() == ["locked"]
    users.unlock(engine, SETUP, ana)
    assert accounts.sign_in(engine, ana, PASSWORD, now=clock.now)


def test_a_one_time_code_opens_once_and_asks_for_a_password(engine: Engine) -> None:
    _, code = users.add(engine, SETUP, "tom", "Tom", "member")
    ticket = accounts.sign_in(engine, "tom", code.lower())
    session_id = sessions.redeem(engine, ticket or "")
    visitor = sessions.current(engine, session_id)
    assert visitor is not None
    assert visitor.must_change
    assert accounts.sign_in(engine, "tom", code) is None

    accounts.choose_password(engine, visitor.actor, PASSWORD)
    after = sessions.current(engine, session_id)
    assert after is not None
    assert not after.must_change
    assert accounts.sign_in(engine, "tom", PASSWORD)


def test_a_one_time_code_is_good_for_a_day(engine: Engine, clock: Clock) -> None:
    _, code = users.add(engine, SETUP, "tom", "Tom", "member")
    assert accounts.sign_in(engine, "tom", code, now=clock.forward(hours=24, minutes=1)) is None
    assert users.list_users(engine, clock.now)["state"].tolist() == ["no access"]


def test_a_code_is_not_kept_readable(engine: Engine) -> None:
    _, code = users.add(engine, SETUP, "tom", "Tom", "member")
    with reading(engine) as session:
        row = session.exec(select(User)).one()
    assert row.code_hash
    assert code not in str(row)


def test_a_reset_ends_the_old_password_and_all_sessions(engine: Engine, ana: str) -> None:
    session_id, _ = signed_in(engine, ana)
    code = users.reset(engine, SETUP, ana)
    assert sessions.current(engine, session_id) is None
    assert accounts.sign_in(engine, ana, PASSWORD) is None
    assert accounts.sign_in(engine, ana, code)


def test_changing_the_password_keeps_this_session_and_ends_the_others(
    engine: Engine, ana: str
) -> None:
    here, actor = signed_in(engine, ana)
    elsewhere, _ = signed_in(engine, ana)
    accounts.change_password(engine, actor, PASSWORD, "slow herons sort files")
    assert sessions.current(engine, here) is not None
    assert sessions.current(engine, elsewhere) is None
    assert accounts.sign_in(engine, ana, PASSWORD) is None
    assert accounts.sign_in(engine, ana, "slow herons sort files")


def test_changing_the_password_needs_the_old_one_and_counts_failures(
    engine: Engine, ana: str, clock: Clock
) -> None:
    _, actor = signed_in(engine, ana)
    for _ in range(5):
        with pytest.raises(RefusedError, match="wrong"):
            accounts.change_password(
                engine, actor, "wrong", "slow herons sort files", now=clock.now
            )
    with pytest.raises(RefusedError, match="Too many"):
        accounts.change_password(engine, actor, PASSWORD, "slow herons sort files", now=clock.now)
    assert len(events(engine, "login.fail")) == 5


def test_a_weak_new_password_changes_nothing(engine: Engine, ana: str) -> None:
    _, actor = signed_in(engine, ana)
    with pytest.raises(InvalidInputError):
        accounts.change_password(engine, actor, PASSWORD, "password1234")
    assert accounts.sign_in(engine, ana, PASSWORD)


def test_nobody_without_a_code_can_skip_the_old_password(engine: Engine, ana: str) -> None:
    _, actor = signed_in(engine, ana)
    with pytest.raises(RefusedError, match="Account"):
        accounts.choose_password(engine, actor, "slow herons sort files")


def test_only_administrators_set_other_peoples_passwords(
    engine: Engine, people: dict[Role, Actor]
) -> None:
    for role in (Role.MEMBER, Role.EXECUTIVE, Role.OPS):
        with pytest.raises(NotAllowedError):
            accounts.set_password(engine, people[role], "mia", PASSWORD)


def test_an_ended_session_changes_nothing(engine: Engine, ana: str) -> None:
    session_id, actor = signed_in(engine, ana)
    sessions.sign_out(engine, session_id)
    with pytest.raises(SessionEndedError):
        accounts.change_password(engine, actor, PASSWORD, "slow herons sort files")
    assert accounts.sign_in(engine, ana, PASSWORD)


def first_admin(engine: Engine, token: str, clock: Clock, password: str = PASSWORD) -> Actor:
    return accounts.create_first_admin(
        engine,
        token,
        username="mia",
        display_name="Mia Lund",
        password=password,
        now=clock.now,
    )


def test_the_set_up_link_makes_one_administrator(engine: Engine, clock: Clock) -> None:
    token = accounts.setup_token(engine, clock.now) or ""
    assert accounts.setup_stands(engine, token, clock.now)
    assert first_admin(engine, token, clock).role == Role.ADMIN
    assert accounts.sign_in(engine, "mia", PASSWORD)
    assert not accounts.setup_stands(engine, token, clock.now)
    assert accounts.setup_token(engine) is None
    with pytest.raises(RefusedError, match="used"):
        first_admin(engine, token, clock)


def test_the_set_up_link_is_good_for_a_day(engine: Engine, clock: Clock) -> None:
    token = accounts.setup_token(engine, clock.now) or ""
    clock.now += timedelta(hours=24)
    assert not accounts.setup_stands(engine, token, clock.now)
    with pytest.raises(RefusedError, match="too old"):
        first_admin(engine, token, clock)


def test_a_mistake_in_the_set_up_form_leaves_the_link_good(engine: Engine, clock: Clock) -> None:
    token = accounts.setup_token(engine, clock.now) or ""
    with pytest.raises(InvalidInputError):
        first_admin(engine, token, clock, password="short")
    assert first_admin(engine, token, clock).name == "mia"


def test_a_guessed_set_up_link_makes_nobody(engine: Engine, clock: Clock) -> None:
    accounts.setup_token(engine, clock.now)
    assert not accounts.setup_stands(engine, "guess", clock.now)
    with pytest.raises(RefusedError):
        first_admin(engine, "guess", clock)


def test_a_sign_in_ticket_is_no_set_up_link(engine: Engine, ana: str) -> None:
    ticket = accounts.sign_in(engine, ana, PASSWORD) or ""
    assert not accounts.setup_stands(engine, ticket)
