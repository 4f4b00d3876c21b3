"""Records of every kind: the one way to add, change, withdraw and read what people keep."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import Engine, delete
from sqlmodel import Session, col, select

from legalops.errors import NotAllowedError, NotFoundError, RefusedError, StaleEditError
from legalops.intake.names import fold
from legalops.models.asked import Asked
from legalops.models.audit import AuditEvent
from legalops.models.kept import Kept, RecordPerson, SearchEntry
from legalops.models.kinds import KINDS, Kind, Seen
from legalops.models.people import User
from legalops.periods import instant, utc_now
from legalops.permissions import ALLOWED, Actor, Permission
from legalops.store.rows import rows
from legalops.store.unit import Unit, reading, require

#: Columns that say when and by whom, not what; they are no part of what an edit changes.
BOOKKEEPING = frozenset(
    {"id", "made_by", "maker", "made_at", "changed_by", "changed_at", "version"}
)


class Change(NamedTuple):
    """One change of a record: when, who, what was done, and each field before and after."""

    at: str
    by: str
    act: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def add(unit: Unit, kind: str, given: Asked, **columns: Any) -> int:
    """Keep a new record under the actor's name and return its id.

    `columns` are those no form asks for, such as the parent of a part, or `made_at` of what came
    up before it was written down. Raises NotAllowedError
    where the parent is not the actor's to edit, NotFoundError for people who are not there.
    """
    what, at = KINDS[kind], instant(utc_now())
    values = _followed(what, {}, {**_columns(what, given), **columns})
    if what.parent:
        _require_editor(unit.session, unit.actor, *_parent(unit.session, what, values))
    name = unit.actor.display_name or unit.actor.name
    kept = {"made_by": unit.actor.user_id, "maker": name, "made_at": at}
    row = what.table(**{**kept, **values}, changed_by=name, changed_at=at)
    unit.session.add(row)
    unit.session.flush()
    record_id = int(row.id or 0)
    _name_people(unit, what, record_id, given)
    _done(unit, what, row, "added", None)
    return record_id


def change(unit: Unit, seen: Seen, given: Asked, **columns: Any) -> None:
    """Write what a form gives over a record in the version the person saw.

    Raises StaleEditError for an older version, NotAllowedError for who may not edit it.
    """
    what = KINDS[seen.kind]
    row = claim(unit, seen)
    before = facts(unit.session, what, row)
    _name_people(unit, what, seen.id, given)
    _write(unit, row, {**_columns(what, given), **columns}, "changed", before)


def set_values(unit: Unit, seen: Seen, act: str = "changed", **values: Any) -> None:
    """Write single columns of a record: a state, a date, an owner; `act` is how it is told."""
    mark(unit, claim(unit, seen), act, **values)


def mark(
    unit: Unit,
    row: Kept,
    act: str,
    beside: Mapping[str, tuple[Any, Any]] | None = None,
    **values: Any,
) -> None:
    """Write columns of a record whose right and version the caller has checked already.

    `beside` tells what else the act changed, before and after, for the history.
    """
    _write(unit, row, values, act, facts(unit.session, kind_of(row), row), beside=beside)


def withdraw(unit: Unit, seen: Seen) -> None:
    """Take a record off the pages; its address still opens it, and it can be brought back."""
    set_values(unit, seen, "withdrawn", withdrawn_at=instant(utc_now()))


def restore(unit: Unit, seen: Seen) -> None:
    """Bring a withdrawn record back."""
    set_values(unit, seen, "restored", withdrawn_at=None)


def claim(unit: Unit, seen: Seen, *, final_too: bool = False) -> Any:
    """Return a record's row to write on, in the version the actor saw and may edit.

    Raises StaleEditError for an older version, NotAllowedError for who may not edit it,
    RefusedError for one that is edited no more, unless `final_too`.
    """
    kind = KINDS[seen.kind]
    row = found(unit.session, seen.kind, seen.id)
    _require_editor(unit.session, unit.actor, kind, row)
    require_version(row, seen)
    if is_final(kind, row) and not final_too:
        raise RefusedError(f"This {kind.noun} is {row.state} and is edited no more.")
    return row


def require_version(row: Kept, seen: Seen) -> None:
    """Raise StaleEditError when a record has been changed since the person saw it."""
    if row.version != seen.version:
        raise StaleEditError(f"The {kind_of(row).noun}", row.changed_by)


def is_final(kind: Kind, row: Kept) -> bool:
    """Say whether a record has come to a state in which it is edited no more."""
    return bool(kind.final) and getattr(row, "state", "") in kind.final


def kind_of(row: Kept) -> Kind:
    """Return the kind that a row is of."""
    return KINDS[str(row.__tablename__)]


def found(session: Session, kind: str, record_id: int) -> Any:
    """Return a record's row; raise NotFoundError where there is none."""
    row = session.get(KINDS[kind].table, record_id)
    if row is None:
        raise NotFoundError(f"The {KINDS[kind].noun}")
    return row


def may_edit(
    engine: Engine, actor: Actor, kind: str, record_id: int, *, final_too: bool = False
) -> bool:
    """Say whether the actor may edit a record (what is shown; a write asks again)."""
    with reading(engine) as session:
        row = session.get(KINDS[kind].table, record_id)
        if row is None or (is_final(KINDS[kind], row) and not final_too):
            return False
        return _may_edit(session, actor, KINDS[kind], row)


def may_write(session: Session, actor: Actor, kind: str, record_id: int) -> bool:
    """Say whether a record is the actor's to write on, were it final or not."""
    row = session.get(KINDS[kind].table, record_id)
    return row is not None and _may_edit(session, actor, KINDS[kind], row)


def _may_edit(session: Session, actor: Actor, kind: Kind, row: Kept) -> bool:
    """Say whether a record is the actor's own, shared, or everybody's work is theirs to edit."""
    role = require(session, actor, Permission.SEE_SPEND)
    if Permission.EDIT_ALL_WORK in ALLOWED[role]:
        return True
    if Permission.EDIT_OWN_WORK not in ALLOWED[role]:
        return False
    person = actor.user_id or 0
    whose = {row.made_by, *(getattr(row, owner, None) for owner in kind.owners)}
    if kind.is_shared or person in whose:
        return True
    return kind.parent is not None and _may_edit(
        session, actor, *_parent(session, kind, {kind.parent[1]: getattr(row, kind.parent[1])})
    )


def _parent(session: Session, kind: Kind, values: Mapping[str, Any]) -> tuple[Kind, Kept]:
    name, column = kind.parent or ("", "")
    return KINDS[name], found(session, name, int(values[column]))


def _require_editor(session: Session, actor: Actor, kind: Kind, row: Kept) -> None:
    if not _may_edit(session, actor, kind, row):
        raise NotAllowedError(f"edit this {kind.noun}: it is not yours")


def _columns(kind: Kind, given: Asked) -> dict[str, Any]:
    """Return what a form gives as columns of the kind's table; days as text."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in given
        if name in kind.columns
    }


def _followed(kind: Kind, now: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is written, with the columns that follow from it."""
    return {**values, **(kind.follows(now, values) if kind.follows else {})}


def _write(
    unit: Unit,
    row: Kept,
    values: Mapping[str, Any],
    act: str,
    before: dict[str, Any],
    *,
    beside: Mapping[str, tuple[Any, Any]] | None = None,
) -> None:
    now = {name: getattr(row, name) for name in kind_of(row).columns}
    for name, value in _followed(kind_of(row), now, values).items():
        setattr(row, name, value.isoformat() if isinstance(value, date) else value)
    row.version += 1
    row.changed_by = unit.actor.display_name or unit.actor.name
    row.changed_at = instant(utc_now())
    unit.session.flush()
    _done(unit, kind_of(row), row, act, before, beside=beside)


def _done(
    unit: Unit,
    kind: Kind,
    row: Kept,
    act: str,
    before: dict[str, Any] | None,
    *,
    beside: Mapping[str, tuple[Any, Any]] | None = None,
) -> None:
    """Leave the audit event, the words that find it, and the data version."""
    after = facts(unit.session, kind, row)
    if before is not None and beside:
        before = before | {name: was for name, (was, _) in beside.items()}
        after |= {name: now for name, (_, now) in beside.items()}
    changed = {name for name in after if before is None or before.get(name) != after[name]}
    unit.audit(
        f"{kind.name}.{act}", kind.name, row.id,
        before=None if before is None else {n: v for n, v in before.items() if n in changed},
        after={name: value for name, value in after.items() if name in changed},
    )  # fmt: skip
    index(unit.session, kind, row)
    unit.touch(kind.area)


def facts(session: Session, kind: Kind, row: Kept) -> dict[str, Any]:
    """Return what a record says: its columns without the bookkeeping, and its people."""
    # Asked one by one: a row that is to be read afresh gives a dump nothing.
    kept = {n: getattr(row, n) for n in kind.table.model_fields if n not in BOOKKEEPING}
    return {**kept, **{part: list(people(session, kind.name, int(row.id or 0), part))
                       for part in kind.people}}  # fmt: skip


def index(session: Session, kind: Kind, row: Kept) -> None:
    """Keep the words that find a record; a withdrawn one is found no more."""
    record_id = int(row.id or 0)
    entry = session.get(SearchEntry, (kind.name, record_id))
    if row.withdrawn_at is not None:
        if entry is not None:
            session.delete(entry)
        return
    parts = [row.title, *(str(getattr(row, name) or "") for name in kind.searched)]
    words = fold(" ".join(parts))
    if entry is None:
        session.add(SearchEntry(kind=kind.name, record_id=record_id, words=words))
    else:
        entry.words = words
    session.flush()


def people(session: Session, kind: str, record_id: int, part: str) -> tuple[int, ...]:
    """Return the users named on a record in a part, by id."""
    query = select(RecordPerson.user_id).where(
        RecordPerson.kind == kind, RecordPerson.record_id == record_id, RecordPerson.part == part
    )
    return tuple(session.exec(query.order_by(col(RecordPerson.user_id))))


def _name_people(unit: Unit, kind: Kind, record_id: int, given: Asked) -> None:
    for part in kind.people:
        wanted = set(getattr(given, part, ()))
        _refuse_unknown(unit.session, wanted)
        unit.session.connection().execute(
            delete(RecordPerson).where(
                col(RecordPerson.kind) == kind.name,
                col(RecordPerson.record_id) == record_id,
                col(RecordPerson.part) == part,
            )
        )
        unit.session.add_all(
            RecordPerson(kind=kind.name, record_id=record_id, part=part, user_id=number)
            for number in sorted(wanted)
        )
    unit.session.flush()
    unit.session.expire_all()


def _refuse_unknown(session: Session, wanted: Iterable[int]) -> None:
    numbers = set(wanted)
    known = (
        set(session.exec(select(User.id).where(col(User.id).in_(numbers)))) if numbers else set()
    )
    if numbers - known:
        raise RefusedError("Somebody named here is no user any more. Choose the people again.")


def one(engine: Engine, actor: Actor, kind: str, record_id: int) -> dict[str, Any]:
    """Return a record with all columns and its people; raise NotFoundError where there is none."""
    what = KINDS[kind]
    with reading(engine) as session:
        require(session, actor, Permission.SEE_SPEND)
        row = found(session, kind, record_id)
        return {**row.model_dump(), **facts(session, what, row)}


def table(engine: Engine, kind: str, *, withdrawn: bool = False) -> pd.DataFrame:
    """Return one row per record: its columns, and for each column of a person their name.

    `owner_id` comes with `owner`, "" for nobody. Withdrawn ones only when asked for.
    """
    what = KINDS[kind]
    name, columns = what.table.__tablename__, list(what.table.model_fields)
    where = "" if withdrawn else " WHERE withdrawn_at IS NULL"
    query = f'SELECT {", ".join(columns)} FROM "{name}"{where} ORDER BY id'  # our own names
    with reading(engine) as session:
        frame = pd.DataFrame(rows(session, query), columns=columns)
        names = dict(session.exec(select(User.id, User.display_name)).all())
    for owner in [c for c in (*what.owners, "sponsor_id", "owner_id") if c in frame]:
        frame[owner] = frame[owner].astype("Int64")
        frame[owner.removesuffix("_id")] = frame[owner].map(names).astype(object).fillna("")
    return frame


def named(engine: Engine, kind: str, part: str) -> pd.DataFrame:
    """Return who is named on the records of a kind in a part: record_id, user_id, name."""
    query = (
        select(RecordPerson.record_id, RecordPerson.user_id, User.display_name)
        .join(User, col(User.id) == RecordPerson.user_id)
        .where(RecordPerson.kind == kind, RecordPerson.part == part)
        .order_by(col(RecordPerson.record_id), User.display_name)
    )
    with reading(engine) as session:
        rows = [tuple(row) for row in session.exec(query)]
    return pd.DataFrame(rows, columns=["record_id", "user_id", "name"])


def history(engine: Engine, actor: Actor, kind: str, record_id: int) -> tuple[Change, ...]:
    """Return every change of a record, the newest first."""
    query = (
        select(AuditEvent)
        .where(AuditEvent.subject == kind, AuditEvent.subject_id == str(record_id))
        .order_by(col(AuditEvent.seq).desc())
    )
    with reading(engine) as session:
        require(session, actor, Permission.SEE_SPEND)
        names = dict(session.exec(select(User.username, User.display_name)).all())
        return tuple(
            Change(
                event.at,
                names.get(event.actor_name, event.actor_name),
                event.action.partition(".")[2],
                json.loads(event.before_json or "{}"),
                json.loads(event.after_json or "{}"),
            )
            for event in session.exec(query)
        )
