from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from legalops.permissions import Role, system
from legalops.services import completeness, settings
from legalops.store.engine import open_engine
from tests.cli.conftest import Run
from tests.conftest import add_person
from tests.services.work_rows import keep


@pytest.fixture
def department(store: Path) -> Engine:
    """A store in which something is due from Tom."""
    engine = open_engine(f"sqlite:///{store}")
    tom, ana = (add_person(engine, n, r) for n, r in (("tom", Role.MEMBER), ("ana", Role.OPS)))
    due = completeness.today(engine) + timedelta(2)
    keep(engine, ana, "action", "Call the firm", owner_id=tom.user_id, due_on=due)
    return engine


def test_a_dry_run_prints_every_mail_and_notes_nothing(department: Engine, run: Run) -> None:
    first, second = run("digest", "--dry-run"), run("digest", "--dry-run")
    assert first.exit_code == 0
    assert (
        "To: Tom <no mail address>\nSubject: Your week: 1 due, 1 change by others" in first.output
    )
    assert "Call the firm\n  Action, due on" in first.output
    assert second.output == first.output


def test_who_has_no_address_is_named(department: Engine, run: Run) -> None:
    answer = run("digest")
    assert answer.exit_code == 1
    assert "Sent 0 of 1 digests." in answer.output
    assert "Tom has no mail address." in answer.output


def test_without_a_mail_server_nothing_is_sent(department: Engine, run: Run) -> None:
    settings.change(department, system("cli"), {"mail_domain": "example.com"})
    answer = run("digest")
    assert answer.exit_code == 1
    assert "No mail server is set" in answer.output


def test_nothing_new_is_said_so(store: Path, run: Run) -> None:
    assert store.is_file()
    answer = run("digest")
    assert (answer.exit_code, answer.output) == (
        0,
        "Nothing is new for anybody; no digest to send.\n",
    )
