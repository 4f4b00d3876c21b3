"""Who are the people of the department, what is their role, and what do they own?"""

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Engine, update
from sqlmodel import Session, col, func, select

from legalops.errors import NotFoundError
from legalops.intake.names import fold
from legalops.models.kinds import KINDS
from legalops.models.people import SignInAttempt, User
from legalops.models.spend import Matter
from legalops.store import owned as work
from legalops.store.sessions import last_seen
from legalops.store.unit import Unit, reading

COLUMNS = ["id", "username", "display_name", "role", "state", "last_seen_at", "created_at"]


@dataclass(frozen=True)
class Account:
    """A person's account with what proves it is theirs; never leaves the server."""

    id: int
    username: str
    display_name: str
    role: str
    password_hash: str | None
    must_change: bool
    code_hash: str | None
    code_expires_at: str | None
    token_version: int
    is_disabled: bool


def by_name(session: Session, username: str) -> Account | None:
    """Return the account of a username, however it is capitalised."""
    query = select(User).where(User.username_norm == fold(username))
    row = session.exec(query).first()
    return _account(row) if row else None


def by_id(session: Session, user_id: int | None) -> Account | None:
    """Return the account of an id."""
    row = session.get(User, user_id) if user_id is not None else None
    return _account(row) if row else None


def named(session: Session, username: str) -> Account:
    """Return the account of a username; raise NotFoundError when there is none."""
    account = by_name(session, username)
    if account is None:
        raise NotFoundError(f"The user {username!r}")
    return account


def _account(row: User) -> Account:
    return Account(
        row.id or 0,
        row.username,
        row.display_name,
        row.role,
        row.password_hash,
        row.must_change,
        row.code_hash,
        row.code_expires_at,
        row.token_version,
        row.disabled_at is not None,
    )


def display_names(engine: Engine) -> dict[str, str]:
    """Return the name that people know each user by, by the name they sign in with."""
    with reading(engine) as session:
        return dict(session.exec(select(User.username, User.display_name)).all())


def exist(engine: Engine) -> bool:
    """Say whether the store has any user yet."""
    with reading(engine) as session:
        return anybody(session)


def anybody(session: Session) -> bool:
    """Say whether there is any user yet, within a transaction."""
    return session.exec(select(User.id).limit(1)).first() is not None


def active_admins(session: Session) -> int:
    """Count the administrators who can sign in."""
    query = select(func.count()).select_from(User)
    query = query.where(User.role == "admin", col(User.disabled_at).is_(None))
    return int(session.exec(query).one())


def add(unit: Unit, username: str, display_name: str, role: str, now: str) -> int:
    """Add a person who cannot sign in yet and return their id."""
    row = User(
        username=username,
        username_norm=fold(username),
        display_name=display_name,
        role=role,
        created_at=now,
    )
    unit.session.add(row)
    unit.session.flush()
    unit.touch("people")
    return row.id or 0


def set_role(unit: Unit, user_id: int, role: str) -> None:
    """Give a person another role."""
    _change(unit, user_id, role=role)


def set_password(unit: Unit, user_id: int, password_hash: str, now: str) -> int:
    """Set a person's password, end all codes, and return the new token version."""
    row = unit.session.get_one(User, user_id)
    _change(
        unit,
        user_id,
        password_hash=password_hash,
        password_changed_at=now,
        must_change=False,
        code_hash=None,
        code_expires_at=None,
        token_version=row.token_version + 1,
    )
    return row.token_version


def rehash(unit: Unit, user_id: int, password_hash: str) -> None:
    """Keep the same password under newer hash parameters."""
    _change(unit, user_id, password_hash=password_hash)


def set_code(unit: Unit, user_id: int, code_hash: str, expires_at: str) -> None:
    """Replace the password by a one-time code; who uses it must choose a password."""
    row = unit.session.get_one(User, user_id)
    _change(
        unit,
        user_id,
        password_hash=None,
        must_change=True,
        code_hash=code_hash,
        code_expires_at=expires_at,
        token_version=row.token_version + 1,
    )


def spend_code(unit: Unit, user_id: int) -> None:
    """End the one-time code; it has been used."""
    _change(unit, user_id, code_hash=None, code_expires_at=None)


def disable(unit: Unit, user_id: int, now: str) -> None:
    """Let a person in no longer; what they did keeps their name."""
    row = unit.session.get_one(User, user_id)
    _change(unit, user_id, disabled_at=now, token_version=row.token_version + 1)


def enable(unit: Unit, user_id: int) -> None:
    """Let a disabled person in again."""
    _change(unit, user_id, disabled_at=None)


def _change(unit: Unit, user_id: int, **values: str | int | bool | None) -> None:
    row = unit.session.get_one(User, user_id)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    unit.session.flush()
    unit.touch("people")


def owned(session: Session, user_id: int) -> list[str]:
    """Return what a person owns, in words: their matters, then the records under way."""
    query = select(Matter.number, Matter.name).where(Matter.owner_id == user_id)
    rows = session.exec(query.order_by(Matter.number)).all()
    kept = [
        f"{KINDS[k].noun.capitalize()} {title}" for k, _, title, _ in work.things(session, user_id)
    ]
    return [*(f"Matter {number} {name}" for number, name in rows), *kept]


def hand_over(unit: Unit, user_id: int, to_id: int) -> int:
    """Give all that a person owns to somebody else and return how many things that were."""
    query = select(func.count()).select_from(Matter).where(Matter.owner_id == user_id)
    count = int(unit.session.exec(query).one())
    change = update(Matter).where(col(Matter.owner_id) == user_id)
    unit.session.exec(change.values(owner_id=to_id))
    unit.touch("names")
    return count + work.hand_over(unit, user_id, to_id)


def table(engine: Engine, now: str) -> pd.DataFrame:
    """Return every user with their state (`active`, `locked`, `code`, `no access`, `disabled`)."""
    with reading(engine) as session:
        seen = last_seen(session)
        locked = _locked(session, now)
        rows = [
            (
                user.id,
                user.username,
                user.display_name,
                user.role,
                _state(user, locked, now),
                seen.get(user.id or 0),
                user.created_at,
            )
            for user in session.exec(select(User).order_by(User.username_norm)).all()
        ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _locked(session: Session, now: str) -> set[str]:
    query = select(SignInAttempt.subject).where(col(SignInAttempt.locked_until) > now)
    return set(session.exec(query).all())


def _state(user: User, locked: set[str], now: str) -> str:
    if user.disabled_at is not None:
        return "disabled"
    if f"u:{user.id}" in locked:
        return "locked"
    if user.password_hash is not None:
        return "active"
    return "code" if user.code_hash and (user.code_expires_at or "") > now else "no access"


def choices(engine: Engine) -> dict[int, str]:
    """Return the people who are not disabled, display name by id, in the order of names."""
    with reading(engine) as session:
        rows = session.exec(
            select(User.id, User.display_name)
            .where(col(User.disabled_at).is_(None))
            .order_by(User.display_name)
        ).all()
    return {int(number): name for number, name in rows if number is not None}
