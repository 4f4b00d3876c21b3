from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from legalops.errors import NotAllowedError, NotFoundError
from legalops.metrics.completeness import counts
from legalops.permissions import Actor, Role, system
from legalops.services import completeness, uploads
from legalops.services import settings as departments
from tests.services.ledes import Invoice, Line, file
from tests.store.firms import Bill, bill, vendor

CLI = system("cli")
OAK = 1
TODAY = date(2026, 3, 25)


@pytest.fixture
def oak(engine: Engine) -> Engine:
    """Oak, expected every month; it bills in dollars."""
    vendor(engine, OAK, "Oak LLP", law_firm_id="11-1111111", currency="USD", cadence="monthly")
    return engine


def state(engine: Engine, month: int = 202602) -> str:
    held = completeness.held(engine, CLI)
    frame = completeness.grid(engine, month, month, TODAY, held)
    return str(frame["state"].iloc[0])


def receive(engine: Engine, *invoices: Invoice) -> int:
    number = uploads.receive(engine, CLI, "february.txt", file(*invoices)).upload_id
    uploads.read(engine, CLI, number)
    return number


def test_an_upload_with_a_blocked_invoice_blocks_its_vendors_month(oak: Engine) -> None:
    number = receive(oak, Invoice(stated=1), Invoice("INV-2", (Line(5),)))
    held = completeness.held(oak, CLI)
    assert (held.blocked, held.unread) == ({(OAK, 202602): 1}, [])
    assert held.waiting == {(OAK, 202602): 1}
    assert state(oak) == "blocked"
    uploads.discard(oak, CLI, number)
    assert completeness.held(oak, CLI).blocked == {}


def test_a_sound_upload_that_nobody_stored_is_no_reason_to_remind(oak: Engine) -> None:
    receive(oak, Invoice())
    assert state(oak) == "waiting"


def test_what_is_stored_counts_as_sent(oak: Engine) -> None:
    bill(oak, Bill(OAK, "1", day="2026-02-10"), uploaded_at="2026-03-25T10:00:00.000000Z")
    frame = completeness.grid(oak, 202602, 202602, TODAY)
    assert counts(frame, 202602) == (1, 1)
    assert completeness.newest_month(oak, TODAY) == 202602
    assert list(completeness.came_in(oak, OAK, 202602)["number"]) == ["1"]


def test_the_departments_day_is_todays_in_its_time_zone(
    oak: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
    monkeypatch.setattr(completeness, "utc_now", lambda: late)
    assert completeness.today(oak) == date(2026, 3, 31)
    departments.change(oak, CLI, {"time_zone": "Europe/Berlin"})
    assert completeness.today(oak) == date(2026, 4, 1)


def test_a_reminder_names_only_what_the_sender_may_see(
    engine: Engine, people: dict[Role, Actor]
) -> None:
    vendor(engine, OAK, "Oak LLP")
    bill(engine, Bill(OAK, "1"))
    mail = completeness.reminder(engine, people[Role.OPS], OAK, [202602])
    assert "- M-1: A" in mail.text
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE matter SET is_restricted = 1")
    mail = completeness.reminder(engine, people[Role.OPS], OAK, [202602])
    assert "M-1" not in mail.text
    assert mail.text.startswith("Dear Oak LLP,")
    assert mail.text.endswith("Kind regards\nAna\nLegal department\n")
    assert mail.to == ""
    assert b"\nTo:" not in mail.file
    with pytest.raises(NotAllowedError):
        completeness.reminder(engine, people[Role.MEMBER], OAK, [202602])
    with pytest.raises(NotFoundError):
        completeness.reminder(engine, people[Role.OPS], 99, [202602])
