"""Many records of one kind at once: what would be new, changed or wrong, and all of it or none."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Engine

from legalops.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    RefusedError,
    StaleEditError,
)
from legalops.models.asked import Asked
from legalops.models.kinds import KINDS, Kind, Seen
from legalops.permissions import Actor, Permission
from legalops.services import records as acts
from legalops.store import records
from legalops.store.unit import Unit, require, writing

#: More rows than this at once are refused.
MOST = 2_000
#: Keeps one row: what it says, which record it is of (None: a new one), and its parent's columns.
Keep = Callable[[Unit, Asked, Seen | None, Mapping[str, Any]], Any]


class Entry(NamedTuple):
    """One row as somebody filled it in: its number, the record it is of (None: a new one).

    `cells` are kept values by field; a row `is_off` takes its record off.
    """

    row: int
    seen: Seen | None
    cells: Mapping[str, Any]
    is_off: bool = False


class Fault(NamedTuple):
    """What is wrong with a row: the field ("" for the row as a whole) and what to do.

    It `is_stale` where somebody else saved the row since the person saw it.
    """

    row: int
    field: str
    problem: str
    is_stale: bool = False


class Outcome(NamedTuple):
    """What the rows do, or would: how many are new, changed, as before, taken off, and wrong."""

    added: int = 0
    changed: int = 0
    same: int = 0
    off: int = 0
    faults: tuple[Fault, ...] = ()

    @property
    def does_nothing(self) -> bool:
        """Whether storing it would leave everything as it is."""
        return not (self.added or self.changed or self.off)


class _UndoneError(Exception):
    """Leaves a transaction with nothing stored."""


class Rows(NamedTuple):
    """Rows of a kind: `parent` are columns of new ones, `keep` is an act of the kind's own."""

    kind: str
    entries: Sequence[Entry]
    parent: Mapping[str, Any]
    keep: Keep | None = None


def store(engine: Engine, actor: Actor, rows: Rows) -> Outcome:
    """Store all rows in one transaction, or none of them when one is wrong.

    Raises RefusedError for too many rows, NotAllowedError as any write.
    """
    return _run(engine, actor, rows, is_kept=True)


def tried(engine: Engine, actor: Actor, rows: Rows) -> Outcome:
    """Say what storing the rows would do, and store nothing."""
    return _run(engine, actor, rows, is_kept=False)


def _usual(
    unit: Unit, kind: str, given: Asked, seen: Seen | None, parent: Mapping[str, Any]
) -> None:
    if seen is None:
        records.add(unit, kind, given, **parent)
    else:
        records.change(unit, seen, given)


def _run(engine: Engine, actor: Actor, rows: Rows, *, is_kept: bool) -> Outcome:
    count = len(rows.entries)
    if count > MOST:
        raise RefusedError(f"{count:,} rows are too many; {MOST:,} at once are the most.")
    outcome = Outcome()
    try:
        with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
            for entry in rows.entries:
                outcome = _told(outcome, _one(unit, rows, entry))
            if outcome.faults or not is_kept:
                raise _UndoneError
    except _UndoneError:
        return outcome
    return outcome


def _told(outcome: Outcome, found: str | list[Fault]) -> Outcome:
    if isinstance(found, str):
        counted: Outcome = outcome._replace(**{found: getattr(outcome, found) + 1})
        return counted
    return outcome._replace(faults=(*outcome.faults, *found))


def _one(unit: Unit, rows: Rows, entry: Entry) -> str | list[Fault]:
    """Keep one row; return what it was, or what is wrong with it."""
    kind = KINDS[rows.kind]
    try:
        found = _kept(unit, kind, rows, entry)
    except InvalidInputError as error:
        return [Fault(entry.row, _field(kind, error.field), error.problem)]
    except StaleEditError as error:
        return [Fault(entry.row, "", str(error), is_stale=True)]
    except (NotAllowedError, NotFoundError, RefusedError) as error:
        return [Fault(entry.row, "", str(error))]
    if isinstance(found, str):
        return found
    return [Fault(entry.row, field, problem) for field, problem in found.items()]


def _kept(unit: Unit, kind: Kind, rows: Rows, entry: Entry) -> str | dict[str, str]:
    if entry.seen is not None and entry.is_off:
        records.withdraw(unit, entry.seen)
        return "off"
    if entry.seen is None:
        require(unit.session, unit.actor, acts.needs(kind.name))
    before = _before(unit, kind, entry.seen)
    given, wrong = acts.checked(kind.asks, {**before, **entry.cells})
    if given is None:
        return wrong
    if entry.seen is not None and _is_same(kind, before, given, entry.cells):
        return "same"
    if rows.keep:
        rows.keep(unit, given, entry.seen, rows.parent)
    else:
        _usual(unit, kind.name, given, entry.seen, rows.parent)
    return "added" if entry.seen is None else "changed"


def _before(unit: Unit, kind: Kind, seen: Seen | None) -> dict[str, Any]:
    """Return what the record says in the fields of its form."""
    if seen is None:
        return {}
    row = records.found(unit.session, seen.kind, seen.id)
    facts = records.facts(unit.session, kind, row)
    return {name: facts[name] for name in kind.asks.model_fields if name in facts}


def _is_same(kind: Kind, before: Mapping[str, Any], given: Asked, cells: Mapping[str, Any]) -> bool:
    was, _ = acts.checked(kind.asks, {**dict.fromkeys(cells, ""), **before})
    return was is not None and all(
        getattr(was, name) == getattr(given, name) for name in kind.asks.model_fields
    )


def _field(kind: Kind, named: str) -> str:
    """Return the field that is called so in its form, "" where none is."""
    fields = kind.asks.model_fields
    return next((name for name in fields if acts.label(kind.asks, name) == named), "")
