"""Measures of the department: what was kept of them, their targets, and whose cards they are."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple, cast

from sqlalchemy import Connection, Dialect, Engine
from sqlmodel import Session, col, select

from legalops.errors import StaleEditError
from legalops.models.board import KpiCard, Target
from legalops.models.outlook import KpiSnapshot
from legalops.periods import Month, instant, utc_now
from legalops.store.unit import Unit, reading

AREA = "kpis"  # the data version that targets and cards raise
#: Whose cards everybody sees who has not chosen their own.
DEPARTMENT = 0


class Aim(NamedTuple):
    """What a measure is meant to be in a fiscal year, in 1/10000, who set it and when."""

    value_e4: int
    set_by: str
    set_at: str


class _Inside:
    """What a store's reads need of an engine, kept within one transaction."""

    def __init__(self, session: Session) -> None:
        self._connection = session.connection()

    @property
    def dialect(self) -> Dialect:
        return self._connection.dialect

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        yield self._connection


def inside(session: Session) -> Engine:
    """Return an engine for reads that sees what the session has written and not committed."""
    session.flush()
    return cast("Engine", _Inside(session))


def kept(engine: Engine) -> dict[str, dict[Month, int]]:
    """Return every measure as it was when a month was closed, in 1/10000 of its unit."""
    query = select(KpiSnapshot.measure, KpiSnapshot.month, KpiSnapshot.value_e4)
    found: dict[str, dict[Month, int]] = {}
    with reading(engine) as session:
        for measure, month, value in session.exec(query):
            found.setdefault(measure, {})[month] = value
    return found


def keep(unit: Unit, month: Month, values: Mapping[str, int]) -> None:
    """Keep measures, in 1/10000 of their unit, as they are when a month is closed."""
    for measure, value in sorted(values.items()):
        unit.session.add(KpiSnapshot(month=month, measure=measure, value_e4=value))
    unit.session.flush()


def targets(engine: Engine) -> dict[int, dict[str, Aim]]:
    """Return the targets of every fiscal year by measure."""
    found: dict[int, dict[str, Aim]] = {}
    with reading(engine) as session:
        for row in session.exec(select(Target)):
            aim = Aim(row.value_e4, row.set_by, row.set_at)
            found.setdefault(row.fiscal_year, {})[row.measure] = aim
    return found


def set_targets(
    unit: Unit, fiscal_year: int, wanted: Mapping[str, int | None], seen: Mapping[str, int]
) -> int:
    """Set targets in 1/10000, or take them away with None; return how many changed.

    Raises StaleEditError when one to be changed is no longer what the person saw.
    """
    query = select(Target).where(Target.fiscal_year == fiscal_year)
    rows = {row.measure: row for row in unit.session.exec(query)}
    now = {measure: row.value_e4 for measure, row in rows.items()}
    changed = {key: value for key, value in wanted.items() if now.get(key) != value}
    if any(now.get(key) != seen.get(key) for key in changed):
        raise StaleEditError("A target")
    for measure, value in changed.items():
        _put(unit, rows.get(measure), (measure, fiscal_year), value)
    unit.session.flush()
    if changed:
        before = {key: now.get(key) for key in changed}
        unit.audit("target.set", "target", fiscal_year, before=before, after=changed)
        unit.touch(AREA)
    return len(changed)


def _put(unit: Unit, row: Target | None, key: tuple[str, int], value: int | None) -> None:
    if value is None:
        if row is not None:
            unit.session.delete(row)
        return
    by, at = unit.actor.display_name or unit.actor.name, instant(utc_now())
    if row is None:
        row = Target(measure=key[0], fiscal_year=key[1], value_e4=value, set_by=by, set_at=at)
    row.value_e4, row.set_by, row.set_at = value, by, at
    unit.session.add(row)


def cards(engine: Engine) -> dict[int, tuple[str, ...]]:
    """Return the measures of the cards everybody has chosen, in order; the department is 0."""
    query = select(KpiCard).order_by(col(KpiCard.user_id), col(KpiCard.place))
    found: dict[int, tuple[str, ...]] = {}
    with reading(engine) as session:
        for row in session.exec(query):
            found[row.user_id] = (*found.get(row.user_id, ()), row.measure)
    return found


def set_cards(unit: Unit, user_id: int, measures: Sequence[str]) -> None:
    """Put cards in place of those somebody had, or the department; none goes back to the usual."""
    rows = unit.session.exec(
        select(KpiCard).where(KpiCard.user_id == user_id).order_by(col(KpiCard.place))
    ).all()
    before = [row.measure for row in rows]
    for row in rows:
        unit.session.delete(row)
    unit.session.flush()
    for place, measure in enumerate(measures):
        unit.session.add(KpiCard(user_id=user_id, place=place, measure=measure))
    unit.session.flush()
    unit.audit(
        "cards.chosen", "cards", user_id, before={"cards": before}, after={"cards": list(measures)}
    )
    unit.touch(AREA)
