"""Who is signed in, from where and since when; and the one-time tickets that lead there."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Engine, delete, update
from sqlmodel import Session, col, select

from legalops.models.people import SignInTicket, User, UserSession
from legalops.store.unit import Unit, reading

COLUMNS = ["id_hash", "address", "agent", "created_at", "last_seen_at", "expires_at"]


@dataclass(frozen=True)
class Stay:
    """A session that stands, with the person it belongs to."""

    id_hash: str
    user_id: int
    username: str
    display_name: str
    role: str
    must_change: bool
    created_at: str
    last_seen_at: str
    expires_at: str


def standing(session: Session, id_hash: str, now: str) -> Stay | None:
    """Return the session of this hash unless it ended, lapsed or its user was changed."""
    query = (
        select(UserSession, User)
        .join(User, col(User.id) == col(UserSession.user_id))
        .where(
            UserSession.id_hash == id_hash,
            col(UserSession.revoked_at).is_(None),
            UserSession.expires_at > now,
            UserSession.token_version == User.token_version,
            col(User.disabled_at).is_(None),
        )
    )
    found = session.exec(query).first()
    if found is None:
        return None
    row, user = found
    return Stay(
        row.id_hash,
        row.user_id,
        user.username,
        user.display_name,
        user.role,
        user.must_change,
        row.created_at,
        row.last_seen_at,
        row.expires_at,
    )


def add(
    unit: Unit, id_hash: str, user_id: int, *, now: str, expires_at: str, where: tuple[str, str]
) -> None:
    """Begin a session; `where` is the address and the browser it comes from."""
    user = unit.session.get_one(User, user_id)
    address, agent = where
    unit.session.add(
        UserSession(
            id_hash=id_hash,
            user_id=user_id,
            token_version=user.token_version,
            created_at=now,
            last_seen_at=now,
            expires_at=expires_at,
            address=address,
            agent=agent,
        )
    )
    unit.session.flush()


def touch(unit: Unit, id_hash: str, *, now: str, expires_at: str) -> None:
    """Note that the session was used and when it will lapse."""
    change = update(UserSession).where(col(UserSession.id_hash) == id_hash)
    unit.session.exec(change.values(last_seen_at=now, expires_at=expires_at))


def keep(unit: Unit, id_hash: str, token_version: int) -> None:
    """Let this session outlive a change that ends the user's others."""
    change = update(UserSession).where(col(UserSession.id_hash) == id_hash)
    unit.session.exec(change.values(token_version=token_version))


def end(unit: Unit, id_hashes: Sequence[str], *, now: str, reason: str) -> None:
    """End sessions; a session that has ended keeps its first reason."""
    change = update(UserSession).where(
        col(UserSession.id_hash).in_(id_hashes), col(UserSession.revoked_at).is_(None)
    )
    unit.session.exec(change.values(revoked_at=now, revoke_reason=reason))


def end_all(unit: Unit, user_id: int, *, now: str, reason: str) -> int:
    """End every session of a user and return how many had not ended before."""
    query = select(UserSession.id_hash).where(
        UserSession.user_id == user_id,
        col(UserSession.revoked_at).is_(None),
        UserSession.expires_at > now,
    )
    hashes = list(unit.session.exec(query).all())
    end(unit, hashes, now=now, reason=reason)
    return len(hashes)


def live_of(session: Session, user_id: int, now: str) -> list[str]:
    """Return the hashes of the user's sessions that stand."""
    return [row.id_hash for row in _standing_of(session, user_id, now)]


def table(engine: Engine, user_id: int, now: str) -> pd.DataFrame:
    """Return the user's standing sessions, the one used last first."""
    with reading(engine) as session:
        rows = [
            {column: getattr(row, column) for column in COLUMNS}
            for row in _standing_of(session, user_id, now)
        ]
    return pd.DataFrame(rows, columns=COLUMNS).sort_values("last_seen_at", ascending=False)


def _standing_of(session: Session, user_id: int, now: str) -> Sequence[UserSession]:
    query = (
        select(UserSession)
        .join(User, col(User.id) == col(UserSession.user_id))
        .where(
            UserSession.user_id == user_id,
            col(UserSession.revoked_at).is_(None),
            UserSession.expires_at > now,
            UserSession.token_version == User.token_version,
        )
    )
    return session.exec(query).all()


def last_seen(session: Session) -> dict[int, str]:
    """Return when each user was last seen, for those who ever signed in."""
    seen: dict[int, str] = {}
    query = select(UserSession.user_id, UserSession.last_seen_at)
    for user_id, at in session.exec(query).all():
        seen[user_id] = max(at, seen.get(user_id, ""))
    return seen


def add_ticket(
    unit: Unit, id_hash: str, purpose: str, *, user_id: int | None, now: str, expires_at: str
) -> None:
    """Keep a one-time ticket until it is used or late; late ones of before are swept out."""
    unit.session.exec(delete(SignInTicket).where(col(SignInTicket.expires_at) <= now))
    unit.session.add(
        SignInTicket(id_hash=id_hash, purpose=purpose, user_id=user_id, expires_at=expires_at)
    )
    unit.session.flush()


def ticket_stands(session: Session, id_hash: str, purpose: str, now: str) -> bool:
    """Say whether the ticket could be used now."""
    row = session.get(SignInTicket, id_hash)
    return row is not None and _usable(row, purpose, now)


def use_ticket(unit: Unit, id_hash: str, purpose: str, now: str) -> int | None:
    """Use a ticket up and return whose it is; None when it is unknown, used, late or nobody's."""
    row = unit.session.get(SignInTicket, id_hash)
    if row is None or not _usable(row, purpose, now):
        return None
    row.used_at = now
    unit.session.flush()
    return row.user_id


def _usable(row: SignInTicket, purpose: str, now: str) -> bool:
    return row.purpose == purpose and row.used_at is None and row.expires_at > now
