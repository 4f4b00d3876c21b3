"""The one door for writing: all or nothing, asked afresh, audited, counted."""

import threading

import pytest
from filelock import FileLock
from sqlalchemy import Engine
from sqlmodel import select

from legalops.errors import NotAllowedError, SessionEndedError, StoreBusyError
from legalops.models.audit import AuditEvent, Setting
from legalops.models.people import User
from legalops.permissions import ALLOWED, Actor, Permission, Role, system
from legalops.store.engine import database_file
from legalops.store.unit import GENESIS, data_versions, reading, seal, writing


def _events(engine: Engine) -> list[AuditEvent]:
    with reading(engine) as session:
        return list(session.exec(select(AuditEvent).order_by(AuditEvent.seq)).all())  # type: ignore[arg-type]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("permission", list(Permission))
def test_a_role_may_write_exactly_what_the_table_says(
    engine: Engine, people: dict[Role, Actor], role: Role, permission: Permission
) -> None:
    if permission in ALLOWED[role]:
        with writing(engine, people[role], permission) as unit:
            unit.session.merge(Setting(name="probe", value_json="1"))
        return
    with (
        pytest.raises(NotAllowedError, match=permission.value),
        writing(engine, people[role], permission),
    ):
        pytest.fail("the door opened")


def test_the_role_is_the_one_of_this_moment_not_of_the_page(
    engine: Engine, people: dict[Role, Actor]
) -> None:
    ops = people[Role.OPS]
    with writing(engine, system("setup"), Permission.MANAGE_USERS) as unit:
        user = unit.session.get(User, ops.user_id)
        assert user is not None
        user.role = Role.MEMBER
    with pytest.raises(NotAllowedError), writing(engine, ops, Permission.IMPORT_INVOICES):
        pytest.fail("a demoted person wrote")


def test_a_disabled_person_writes_nothing(engine: Engine, people: dict[Role, Actor]) -> None:
    with writing(engine, system("setup"), Permission.MANAGE_USERS) as unit:
        user = unit.session.get(User, people[Role.ADMIN].user_id)
        assert user is not None
        user.disabled_at = "2026-01-01T00:00:00.000000Z"
    with (
        pytest.raises(SessionEndedError),
        writing(engine, people[Role.ADMIN], Permission.MANAGE_USERS),
    ):
        pytest.fail("a disabled person wrote")


def test_an_unknown_session_writes_nothing(engine: Engine, people: dict[Role, Actor]) -> None:
    ops = people[Role.OPS]
    forged = Actor(name=ops.name, role=ops.role, user_id=ops.user_id, session_hash="f" * 64)
    with pytest.raises(SessionEndedError), writing(engine, forged, Permission.EDIT_NAMES):
        pytest.fail("a forged session wrote")


def _half_a_write(engine: Engine) -> None:
    with writing(engine, system("setup"), Permission.CHANGE_SETTINGS) as unit:
        unit.session.merge(Setting(name="half", value_json="1"))
        unit.audit("half", "done")
        unit.touch("settings")
        raise ZeroDivisionError


def test_a_failure_half_way_leaves_nothing_behind(engine: Engine) -> None:
    before = data_versions(engine)
    with pytest.raises(ZeroDivisionError):
        _half_a_write(engine)
    with reading(engine) as session:
        assert session.get(Setting, "half") is None
    assert (_events(engine), data_versions(engine)) == ([], before)


def test_each_audit_event_is_sealed_over_the_one_before(engine: Engine) -> None:
    for number in range(3):
        with writing(engine, system("setup"), Permission.CHANGE_SETTINGS) as unit:
            unit.audit("tried", "chain", number, after={"number": number})
    events = _events(engine)
    assert [e.seq for e in events] == [1, 2, 3]
    assert [e.prev_hash for e in events] == [GENESIS, events[0].hash, events[1].hash]
    assert [e.hash for e in events] == [seal(e) for e in events]


def test_writers_take_turns_and_none_is_lost(engine: Engine) -> None:
    def count() -> None:
        for _ in range(5):
            with writing(engine, system("setup"), Permission.CHANGE_SETTINGS) as unit:
                row = unit.session.get(Setting, "counter")
                unit.session.merge(
                    Setting(name="counter", value_json=str(int(row.value_json) + 1 if row else 1))
                )

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as session:
        row = session.get(Setting, "counter")
        assert row is not None
        assert row.value_json == "20"


def test_a_store_held_by_another_process_says_so_and_saves_nothing(
    sqlite_engine: Engine,
) -> None:
    with (
        FileLock(f"{database_file(sqlite_engine)}.lock"),
        pytest.raises(StoreBusyError, match="nothing was saved"),
        writing(sqlite_engine, system("setup"), Permission.CHANGE_SETTINGS, wait=0.05),
    ):
        pytest.fail("two writers at once")


def test_only_what_is_touched_gets_a_new_version(engine: Engine) -> None:
    with writing(engine, system("setup"), Permission.CHANGE_SETTINGS) as unit:
        unit.touch("spend")
    first = data_versions(engine)
    with writing(engine, system("setup"), Permission.CHANGE_SETTINGS) as unit:
        unit.touch("budget", "spend")
    assert first == {"spend": 1}
    assert data_versions(engine) == {"spend": 2, "budget": 1}
