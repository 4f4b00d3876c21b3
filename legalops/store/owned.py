"""What does a person answer for, of all that is kept, and how does it pass to somebody else?"""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlmodel import Session

from legalops.models.kinds import KINDS, Kind
from legalops.store import records
from legalops.store.unit import Unit

#: What is over stays with who did it; of every other kind all that is not withdrawn is owned.
_OVER = {
    "action": "state <> 'open'",
    "goal": "state <> 'open'",
    "decision": "state NOT IN ('open', 'decided')",
    "project": "phase IN ('done', 'stopped')",
    "milestone": "done_on IS NOT NULL",
    "risk": "state <> 'open'",
    "experiment": "ended_on IS NOT NULL",
    "training": "state <> 'planned'",
    "idea": "state IN ('adopted', 'parked')",
    "retrospective": "1 = 1",
    "system": "stage = 'retired'",
}


class Owned(NamedTuple):
    """One record a person answers for, and the columns that name them."""

    kind: str
    record_id: int
    title: str
    columns: tuple[str, ...]


def things(session: Session, user_id: int) -> list[Owned]:
    """Return every record under way that names a person as answering for it."""
    return [found for kind in KINDS.values() for found in _of(session, kind, user_id)]


def hand_over(unit: Unit, user_id: int, to_id: int) -> int:
    """Name somebody else wherever a person answers for a record; return how many that were.

    Each record's history tells it.
    """
    found = things(unit.session, user_id)
    for thing in found:
        row = records.found(unit.session, thing.kind, thing.record_id)
        heir: dict[str, Any] = dict.fromkeys(thing.columns, to_id)
        records.mark(unit, row, "handed_over", **heir)
    return len(found)


@cache
def answering(kind: str) -> tuple[str, ...]:
    """Return the columns of a kind that name who answers for it, not who entered it."""
    table = KINDS[kind].table.__table__  # type: ignore[attr-defined]  # every kind is a table
    return tuple(
        column.name
        for column in table.columns
        if column.name != "made_by"
        and any(k.column.table.name == "user" for k in column.foreign_keys)
    )


def _of(session: Session, kind: Kind, user_id: int) -> Iterator[Owned]:
    columns = answering(kind.name)
    if not columns:
        return
    theirs = " OR ".join(f"{column} = :person" for column in columns)
    query = text(
        f'SELECT id, title, {", ".join(columns)} FROM "{kind.table.__tablename__}" '
        f"WHERE withdrawn_at IS NULL AND NOT ({_OVER.get(kind.name, '1 = 0')}) AND ({theirs}) "
        "ORDER BY id"
    )
    for number, title, *people in session.connection().execute(query, {"person": user_id}):
        named = tuple(c for c, person in zip(columns, people, strict=True) if person == user_id)
        yield Owned(kind.name, int(number), str(title), named)
