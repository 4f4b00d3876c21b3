"""The one door for writing, and the one for reading."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import Session, col, select

from legalops.errors import (
    LegalOpsError,
    NotAllowedError,
    SessionEndedError,
    StoreBusyError,
    StoreFullError,
    StoreReadOnlyError,
)
from legalops.models.audit import AuditEvent, DataVersion
from legalops.models.people import User, UserSession
from legalops.periods import instant, utc_now
from legalops.permissions import ALLOWED, Actor, Permission, Role
from legalops.store.engine import database_file

WAIT_SECONDS = 20
_WRITERS_LOCK = 4_150_201  # any fixed number: PostgreSQL writers take turns on it
GENESIS = "0" * 64
_counted = {"commits": 0}
_FULL = ("database or disk is full", "disk I/O error", "No space left", "could not extend file")
_READ_ONLY = ("readonly database", "read-only transaction")


class Unit:
    """A transaction under way: the session, who acts, and what it leaves behind."""

    def __init__(self, session: Session, actor: Actor) -> None:
        self.session = session
        self.actor = actor
        self._touched: set[str] = set()

    def touch(self, *areas: str) -> None:
        """Say which areas' data change (`spend`, `budget`, `names`, `people`, `settings`)."""
        self._touched.update(areas)

    def audit(
        self,
        action: str,
        subject: str,
        subject_id: object = "",
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> None:
        """Record what is done, to what, in this transaction; never a secret."""
        newest = select(AuditEvent.seq, AuditEvent.hash).order_by(col(AuditEvent.seq).desc())
        last = self.session.exec(newest.limit(1)).first()
        seq, prev = (last[0] + 1, last[1]) if last else (1, GENESIS)
        event = AuditEvent(
            seq=seq,
            at=instant(utc_now()),
            actor_id=self.actor.user_id,
            actor_name=self.actor.name,
            session_ref=(self.actor.session_hash or "")[:8],
            action=action,
            subject=subject,
            subject_id=str(subject_id),
            before_json=_json(before),
            after_json=_json(after),
            prev_hash=prev,
            hash="",
        )
        event.hash = seal(event)
        self.session.add(event)
        self.session.flush()

    def finish(self) -> None:
        """Write what the unit owes: the data versions of all it touched."""
        for area in sorted(self._touched):
            row = self.session.get(DataVersion, area)
            if row is None:
                self.session.add(DataVersion(area=area, version=1))
            else:
                row.version += 1
        self.session.flush()


def _json(value: dict[str, Any] | None) -> str | None:
    if value is None:
        return None
    return json.dumps(value, ensure_ascii=True, sort_keys=True, default=str)


def seal(event: AuditEvent) -> str:
    """Return the event's hash over its content and the hash before it (SHA-256, hex)."""
    parts = [
        event.seq,
        event.at,
        event.actor_id,
        event.actor_name,
        event.session_ref,
        event.action,
        event.subject,
        event.subject_id,
        event.before_json,
        event.after_json,
        event.prev_hash,
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True).encode()).hexdigest()


@contextmanager
def one_writer(engine: Engine, wait: float | None = None) -> Iterator[None]:
    """Hold the lock file beside a SQLite store; PostgreSQL needs none.

    SQLite before 3.51.3 can corrupt a write-ahead log when two processes write and
    checkpoint at once; with the lock they take turns (sqlite.org/wal.html, WAL-reset bug).
    """
    path = database_file(engine)
    lock = (
        FileLock(f"{path}.lock", timeout=WAIT_SECONDS if wait is None else wait)
        if path
        else nullcontext()
    )
    try:
        with lock:
            yield
    except Timeout as error:
        raise StoreBusyError from error


@contextmanager
def writing(
    engine: Engine, actor: Actor, permission: Permission, *, wait: float = WAIT_SECONDS
) -> Iterator[Unit]:
    """Open a transaction that may write, having asked afresh whether the actor may.

    All or nothing: leaving by any exception rolls back. No Streamlit call belongs inside.
    `wait` is how many seconds another writer is waited for.
    Raises NotAllowedError, SessionEndedError or StoreBusyError, each with nothing saved.
    """
    with one_writer(engine, wait), _in_words(engine), _locked(engine, wait) as session:
        require(session, actor, permission)
        unit = Unit(session, actor)
        yield unit
        unit.finish()
        session.commit()
        _counted["commits"] += 1


def commits() -> int:
    """Return how often this process has written: what was read before the last may be old."""
    return _counted["commits"]


@contextmanager
def _in_words(engine: Engine) -> Iterator[None]:
    """Say in words what keeps a store from being written; the transaction is rolled back."""
    try:
        yield
    except (DBAPIError, engine.dialect.loaded_dbapi.Error) as error:
        reason = _reason(error)
        if reason is None:
            raise
        raise reason from error


def _reason(error: Exception) -> LegalOpsError | None:
    said = str(error)
    if any(word in said for word in _FULL):
        return StoreFullError()
    return StoreReadOnlyError() if any(word in said for word in _READ_ONLY) else None


@contextmanager
def _locked(engine: Engine, wait: float) -> Iterator[Session]:
    connection = engine.connect().execution_options(writes=True)
    try:
        with Session(bind=connection) as session:
            try:
                if engine.dialect.name == "postgresql":
                    _take_turns(session, wait)
                else:
                    session.connection()
            except OperationalError as error:
                raise _reason(error) or StoreBusyError() from error
            yield session
    finally:
        connection.close()


def _take_turns(session: Session, wait: float) -> None:
    connection = session.connection()
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {max(1, round(wait * 1000))}")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS_LOCK})")


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Open a session that only reads; it sees one state of the store throughout."""
    with engine.connect() as connection, Session(bind=connection) as session:
        yield session


def require(session: Session, actor: Actor, permission: Permission) -> Role:
    """Return the role the actor has this moment; raise unless it includes the permission."""
    role = current_role(session, actor)
    if permission not in ALLOWED[role]:
        raise NotAllowedError(permission.value)
    return role


def current_role(session: Session, actor: Actor) -> Role:
    """Return the actor's role as the store has it now; raise SessionEndedError if it ended."""
    if actor.is_system:
        return actor.role
    user = session.get(User, actor.user_id)
    if user is None or user.disabled_at is not None:
        raise SessionEndedError
    if actor.session_hash is not None:
        row = session.get(UserSession, actor.session_hash)
        stands = (
            row is not None
            and row.user_id == user.id
            and row.revoked_at is None
            and row.expires_at > instant(utc_now())
            and row.token_version == user.token_version
        )
        if not stands:
            raise SessionEndedError
    return Role(user.role)


def data_versions(engine: Engine) -> dict[str, int]:
    """Return the counter of every area; an area never written is absent."""
    # Every page asks this many times a run: a plain connection takes a third of a session's time.
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT area, version FROM data_version")
        return {str(area): int(version) for area, version in rows}
