"""Is there a session behind this cookie, whose is it, and how does one begin and end?"""

import hashlib
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd
from sqlalchemy import Engine

from legalops.errors import NotFoundError, StoreBusyError
from legalops.periods import instant, parse_instant, utc_now
from legalops.permissions import Actor, Permission, Role, system
from legalops.settings import Settings
from legalops.store import sessions as stored
from legalops.store import settings
from legalops.store.unit import reading, writing

COOKIE = "legalops_session"
SECURE_COOKIE = "__Host-legalops_session"
TICKET_SECONDS = 30
_TOUCH_EVERY = timedelta(minutes=1)
SIGN_IN = system("sign-in")
_OWN = Permission.OWN_ACCOUNT


@dataclass(frozen=True)
class Visitor:
    """Somebody with a session that stands; `must_change` says a new password comes first."""

    actor: Actor
    must_change: bool


def digest(secret: str) -> str:
    """Return what the store keeps of a secret (SHA-256, hex)."""
    return hashlib.sha256(secret.encode()).hexdigest()


def cookie_name(is_secure: bool) -> str:
    """Return the name of the session cookie: bound to this very host when served over https."""
    return SECURE_COOKIE if is_secure else COOKIE


def from_cookies(cookies: Mapping[str, str], is_secure: bool) -> str | None:
    """Return the session id a connection carries, if any."""
    return cookies.get(cookie_name(is_secure)) or None


def current(engine: Engine, session_id: str | None, now: datetime | None = None) -> Visitor | None:
    """Return who is behind a session id this moment, None when the session does not stand."""
    if not session_id:
        return None
    now = now or utc_now()
    with reading(engine) as session:
        stay = stored.standing(session, digest(session_id), instant(now))
    if stay is None:
        return None
    if now - parse_instant(stay.last_seen_at) >= _TOUCH_EVERY:
        _touch(engine, stay, now)
    actor = Actor(
        stay.username, Role(stay.role), stay.user_id, stay.id_hash, display_name=stay.display_name
    )
    return Visitor(actor, stay.must_change)


def _touch(engine: Engine, stay: stored.Stay, now: datetime) -> None:
    created = parse_instant(stay.created_at)
    # busy: the next run notes it, no page waits for this
    with suppress(StoreBusyError), writing(engine, SIGN_IN, _OWN, wait=0) as unit:
        until = _lapses(settings.read(unit.session), created, now)
        stored.touch(unit, stay.id_hash, now=instant(now), expires_at=instant(until))


def _lapses(chosen: Settings, created: datetime, now: datetime) -> datetime:
    idle = now + timedelta(minutes=chosen.session_idle_minutes)
    return min(idle, created + timedelta(hours=chosen.session_max_hours))


def issue_ticket(engine: Engine, user_id: int, now: datetime | None = None) -> str:
    """Return a one-time secret that can be traded for a session within 30 seconds."""
    now = now or utc_now()
    ticket = secrets.token_urlsafe(32)
    with writing(engine, SIGN_IN, _OWN) as unit:
        stored.add_ticket(
            unit,
            digest(ticket),
            "session",
            user_id=user_id,
            now=instant(now),
            expires_at=instant(now + timedelta(seconds=TICKET_SECONDS)),
        )
    return ticket


def redeem(
    engine: Engine,
    ticket: str,
    *,
    address: str = "",
    agent: str = "",
    replaces: str | None = None,
    now: datetime | None = None,
) -> str | None:
    """Trade a ticket for a new session id, None when it is unknown, used or late.

    `replaces` is the session id the browser had until now; it ends.
    """
    now = now or utc_now()
    with writing(engine, SIGN_IN, _OWN) as unit:
        user_id = stored.use_ticket(unit, digest(ticket), "session", instant(now))
        if user_id is None:
            return None
        session_id = secrets.token_urlsafe(32)
        until = _lapses(settings.read(unit.session), now, now)
        if replaces:
            stored.end(unit, [digest(replaces)], now=instant(now), reason="replaced")
        stored.add(
            unit,
            digest(session_id),
            user_id,
            now=instant(now),
            expires_at=instant(until),
            where=(address[:60], agent[:200]),
        )
        unit.audit("login.ok", "user", user_id)
    return session_id


def sign_out(engine: Engine, session_id: str | None, now: datetime | None = None) -> bool:
    """End the session of a cookie and say whether there was one."""
    visitor = current(engine, session_id, now)
    if visitor is None or visitor.actor.session_hash is None:
        return False
    with writing(engine, visitor.actor, _OWN) as unit:
        at = instant(now or utc_now())
        stored.end(unit, [visitor.actor.session_hash], now=at, reason="signed out")
        unit.audit("logout", "user", visitor.actor.user_id)
    return True


def mine(engine: Engine, actor: Actor, now: datetime | None = None) -> pd.DataFrame:
    """Return the actor's standing sessions, with `is_this` marking the one acting."""
    frame = stored.table(engine, actor.user_id or 0, instant(now or utc_now()))
    frame["is_this"] = frame["id_hash"] == actor.session_hash
    return frame


def end_one(engine: Engine, actor: Actor, id_hash: str, now: datetime | None = None) -> None:
    """End one of the actor's own sessions."""
    _end(engine, actor, [id_hash], now)


def end_others(engine: Engine, actor: Actor, now: datetime | None = None) -> int:
    """End all of the actor's sessions but the one acting, and return how many that were."""
    others = mine(engine, actor, now)
    hashes = [str(h) for h in others.loc[~others["is_this"], "id_hash"]]
    if hashes:
        _end(engine, actor, hashes, now)
    return len(hashes)


def _end(engine: Engine, actor: Actor, hashes: list[str], now: datetime | None) -> None:
    at = instant(now or utc_now())
    with writing(engine, actor, _OWN) as unit:
        own = set(stored.live_of(unit.session, actor.user_id or 0, at))
        if not own.issuperset(hashes):
            raise NotFoundError("The session")
        stored.end(unit, hashes, now=at, reason="ended by its owner")
        unit.audit("session.revoked", "user", actor.user_id, after={"sessions": len(hashes)})
