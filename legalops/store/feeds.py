"""Addresses of calendars that people subscribe to: made, read, ended."""

from typing import NamedTuple

from sqlalchemy import Engine, update
from sqlmodel import col, select

from legalops.models.kept import CalendarFeed
from legalops.models.people import User
from legalops.store.unit import Unit, reading


class Subscriber(NamedTuple):
    """The person behind an address that stands."""

    user_id: int
    display_name: str
    read_at: str | None


def add(unit: Unit, token_hash: str, user_id: int, now: str) -> None:
    """Keep a new address of a person's calendar; the one they had ends."""
    end_all(unit, user_id, now)
    unit.session.add(CalendarFeed(token_hash=token_hash, user_id=user_id, made_at=now))
    unit.session.flush()


def end_all(unit: Unit, user_id: int, now: str) -> int:
    """End every address of a person's calendar and return how many stood."""
    change = update(CalendarFeed).where(
        col(CalendarFeed.user_id) == user_id, col(CalendarFeed.ended_at).is_(None)
    )
    return int(unit.session.exec(change.values(ended_at=now)).rowcount)


def mark_read(unit: Unit, token_hash: str, now: str) -> None:
    """Note when a calendar was last read."""
    row = unit.session.get(CalendarFeed, token_hash)
    if row is not None:
        row.read_at = now
        unit.session.flush()


def subscriber(engine: Engine, token_hash: str) -> Subscriber | None:
    """Return whose calendar an address gives, None when it does not stand or they left."""
    query = (
        select(User.id, User.display_name, CalendarFeed.read_at)
        .join(CalendarFeed, col(CalendarFeed.user_id) == User.id)
        .where(
            CalendarFeed.token_hash == token_hash,
            col(CalendarFeed.ended_at).is_(None),
            col(User.disabled_at).is_(None),
        )
    )
    with reading(engine) as session:
        row = session.exec(query).first()
    return Subscriber(int(row[0] or 0), row[1], row[2]) if row else None


def standing(engine: Engine, user_id: int) -> tuple[str, str | None] | None:
    """Return when the address that stands was made and last read, None where none stands."""
    query = select(CalendarFeed.made_at, CalendarFeed.read_at).where(
        CalendarFeed.user_id == user_id, col(CalendarFeed.ended_at).is_(None)
    )
    with reading(engine) as session:
        row = session.exec(query).first()
    return (row[0], row[1]) if row else None
