"""A person's dates as a calendar that other programs subscribe to by a secret address."""

import secrets
from contextlib import suppress
from datetime import date, datetime, timedelta

from sqlalchemy import Engine

from legalops.access.sessions import digest
from legalops.errors import RefusedError, StoreBusyError
from legalops.models.kinds import KINDS
from legalops.periods import instant, parse_instant, utc_now
from legalops.permissions import Actor, Permission, system
from legalops.reports.calendar import Entry, calendar
from legalops.services.completeness import today
from legalops.services.due import Due, due
from legalops.store import feeds, settings
from legalops.store.unit import Unit, writing

BACK, AHEAD = timedelta(90), timedelta(365)
_READER = system("calendar")
_OWN = Permission.OWN_ACCOUNT
_NOTE_EVERY = timedelta(hours=1)


def subscribe(engine: Engine, actor: Actor) -> str:
    """Make a new secret for the actor's calendar and return it, this once; the old one ends."""
    if actor.user_id is None:
        raise RefusedError("A calendar needs a person whose dates it shows. Sign in first.")
    token = secrets.token_urlsafe(32)
    with writing(engine, actor, _OWN) as unit:
        feeds.add(unit, digest(token), actor.user_id, instant(utc_now()))
        unit.audit("calendar.made", "user", actor.user_id)
    return token


def unsubscribe(engine: Engine, actor: Actor) -> None:
    """End the actor's calendar address; who reads it gets nothing from now on."""
    with writing(engine, actor, _OWN) as unit:
        end_for(unit, actor.user_id or 0)


def end_for(unit: Unit, user_id: int) -> None:
    """End a person's calendar address within a transaction, such as when they leave."""
    if feeds.end_all(unit, user_id, instant(utc_now())):
        unit.audit("calendar.ended", "user", user_id)


def feed(engine: Engine, token: str, base: str, now: datetime | None = None) -> str | None:
    """Return a person's calendar by its secret, None when there is none behind it.

    `base` is the address of the app, so that each date opens what it is about.
    """
    moment, key = now or utc_now(), digest(token)
    found = feeds.subscriber(engine, key)
    if found is None:
        return None
    _note(engine, key, found.read_at, moment)
    day = today(engine)
    entries = [
        _entry(item, item.on, base)
        for item in due(engine, found.user_id, day + AHEAD, day)
        if item.on is not None and item.on >= day - BACK
    ]
    name = f"{settings.current(engine).department}: {found.display_name}"
    return calendar(name, entries, moment)


def _note(engine: Engine, key: str, read_at: str | None, now: datetime) -> None:
    if read_at is None or now - parse_instant(read_at) >= _NOTE_EVERY:
        # busy: the next reading is noted, no calendar waits for this
        with suppress(StoreBusyError), writing(engine, _READER, _OWN, wait=0) as unit:
            feeds.mark_read(unit, key, instant(now))


def _entry(item: Due, on: date, base: str) -> Entry:
    url = address(base, item.kind, item.record_id, item.parent_id)
    day = f"-{on:%Y%m%d}" if item.source == "forum" else ""
    key = f"{item.source}-{item.record_id}-{item.person_id}{day}@legal-operations"
    return Entry(key, on, f"{item.why}: {item.title}", f"{item.why}\n{url}", url)


def address(base: str, kind: str, record_id: int, parent_id: int | None = None) -> str:
    """Return the whole address of a thing in the app; a part's names what it belongs to."""
    parent = KINDS[kind].parent if kind in KINDS else None
    above = f"{parent[0]}={parent_id}&" if parent and parent_id is not None else ""
    page = KINDS[kind].page if kind in KINDS else kind
    return f"{base.rstrip('/')}/{page}?{above}{kind}={record_id}"
