"""People with passwords, and a clock that tests move by hand."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from legalops.access import accounts, sessions
from legalops.permissions import Actor, Role, system
from legalops.services import users

PASSWORD = "quiet otters read maps"


@dataclass
class Clock:
    """The present moment of a test."""

    now: datetime

    def forward(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime.now(UTC))


@pytest.fixture
def ana(engine: Engine) -> str:
    """Somebody of legal operations who can sign in."""
    return with_password(engine, "ana", Role.OPS)


def with_password(engine: Engine, username: str, role: Role) -> str:
    users.add(engine, system("setup"), username, username.title(), role)
    accounts.set_password(engine, system("setup"), username, PASSWORD)
    return username


def signed_in(engine: Engine, username: str, now: datetime | None = None) -> tuple[str, Actor]:
    """Sign somebody in; give the session id in their cookie and the actor behind it."""
    ticket = accounts.sign_in(engine, username, PASSWORD, now=now)
    assert ticket is not None
    session_id = sessions.redeem(engine, ticket, now=now)
    visitor = sessions.current(engine, session_id, now)
    assert session_id is not None
    assert visitor is not None
    return session_id, visitor.actor
