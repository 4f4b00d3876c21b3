"""Checking in on goals, and where they stand; goals themselves are kept as records."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import Engine

from legalops import periods
from legalops.errors import InvalidInputError
from legalops.metrics import goal_live
from legalops.metrics import goals as metrics
from legalops.metrics.catalog import CATALOG
from legalops.metrics.goal_aims import Reading
from legalops.metrics.goals import Standing
from legalops.metrics.kpis import Number
from legalops.metrics.performance.measures import Firm
from legalops.metrics.performance.sources import Sources
from legalops.models.goals import CheckInInput
from legalops.periods import Month
from legalops.permissions import Actor, Permission
from legalops.services import completeness, performance, report
from legalops.store import goals as store
from legalops.store import kpis, records, settings
from legalops.store.unit import writing

_KEPT_MONEY = 100  # a snapshot is kept in 1/10000 of a hundred minor units
#: Months of a firm's measure that are worked out at most.
_MOST_MONTHS = 24
Known = Mapping[str, Number | None]
#: Gives a firm's measures, the fiscal year to date as of each of some months.
Firms = Callable[[int, Sequence[Month]], Mapping[Month, Firm]]


class Now(NamedTuple):
    """As of which month KPIs are read, in which fiscal year and currency."""

    as_of: Month
    starts_in: int
    currency: str


def check_in(
    engine: Engine,
    actor: Actor,
    goal_id: int,
    given: CheckInInput,
    values: Mapping[int, int] | None = None,
    *,
    today: date | None = None,
) -> int:
    """Keep a check-in: a value (1/10000) of the goal or of each key result; return its id.

    Raises InvalidInputError for a day to come, and for a key result that is not typed here.
    """
    day = today or completeness.today(engine)
    said = given.model_copy(update={"on_day": given.on_day or day})
    if said.on_day is not None and said.on_day > day:
        raise InvalidInputError("As of", "lies ahead. Choose today or an earlier day.")
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        typed = store.typed_key_results(unit.session, goal_id)
        if set(values or {}) - typed:
            raise InvalidInputError("Key result", "is not typed here. Open the goal again.")
        return store.check_in(unit, goal_id, said, dict(values or {}))


def withdraw_check_in(engine: Engine, actor: Actor, check_in_id: int) -> None:
    """Take a check-in back with all its values; the history keeps it."""
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        store.withdraw_check_in(unit, check_in_id)


def now(engine: Engine) -> Now:
    """Return as of when KPIs are read in this store."""
    chosen = settings.current(engine)
    as_of = report.default_as_of(engine, chosen)
    return Now(as_of, chosen.fiscal_start_month, chosen.reporting_currency)


def live(
    engine: Engine, known: Known | None = None, firms: Firms | None = None
) -> dict[int, tuple[Reading, ...]]:
    """Return what was read from KPIs, per key result that reads one, the oldest first.

    `known` are the department's KPIs as they stand (`services.kpis.current`); without them what
    was kept at each closing is all there is. `firms` gives measures of firms where they are
    known already. Of a firm's measure only the months that progress rests on are read.
    """
    results = records.table(engine, "key_result")
    asked = results[results["measure"] != ""]
    if asked.empty:
        return {}
    starts = _starts(records.table(engine, "goal"))
    read = _Read(engine, known or {}, firms or firms_of(engine))
    return {
        int(row["id"]): read.of(row, starts[int(row["goal_id"])])
        for row in asked.to_dict("records")
        if int(row["goal_id"]) in starts
    }


def _starts(goals: pd.DataFrame) -> dict[int, date]:
    pairs = zip(goals["id"].tolist(), goals["starts_on"].tolist(), strict=True)
    return {int(goal): date.fromisoformat(day) for goal, day in pairs}


def readings(
    engine: Engine,
    asked: tuple[str, str],
    start: date,
    known: Known | None = None,
    firms: Firms | None = None,
) -> tuple[Reading, ...]:
    """Return what a KPI was from a day on, month by month; `asked` is measure and scope."""
    row = {"measure": asked[0], "scope": asked[1], "direction": "within"}
    return _Read(engine, known or {}, firms or firms_of(engine)).of(row, start)


def firms_of(engine: Engine) -> Firms:
    """Return what gives a firm's measures by month, its sources read once."""
    sources: list[Sources] = []
    starts_in = now(engine).starts_in

    def found(vendor: int, months: Sequence[Month]) -> Mapping[Month, Firm]:
        if not sources:
            sources.append(performance.read(engine))
        mine = goal_live.of_vendor(sources[0], vendor)
        return goal_live.by_month(mine, vendor, months, starts_in)

    return found


class _Read:
    """KPIs of one store, what was kept of them read once."""

    def __init__(self, engine: Engine, known: Known, firms: Firms) -> None:
        self._now, self._known, self._firms = now(engine), known, firms
        self._kept = kpis.kept(engine)

    def of(self, row: Mapping[Any, Any], start: date) -> tuple[Reading, ...]:
        """Return the readings of a key result from a day on."""
        measure, vendor = str(row["measure"]), goal_live.vendor_of(str(row["scope"]))
        if measure not in CATALOG:
            return ()
        if not goal_live.is_of_firms(measure):
            return goal_live.since(self._of_department(measure), start)
        if vendor is None:
            return ()
        months = self._months(start, is_whole=_rests_on_all(row))
        firms = self._firms(vendor, months)
        return tuple(goal_live.of_firm(measure, firms, self._now.currency))

    def _of_department(self, measure: str) -> list[Reading]:
        months = {m: _from_kept(measure, v) for m, v in self._kept.get(measure, {}).items()}
        at = (self._now.as_of, self._known.get(measure))
        return goal_live.of_department(measure, months, at, self._now.currency)

    def _months(self, start: date, *, is_whole: bool) -> list[Month]:
        first = min(periods.month_of(start), self._now.as_of)
        months = periods.months_between(first, self._now.as_of)
        return months[-_MOST_MONTHS:] if is_whole else months[-1:]


def _rests_on_all(row: Mapping[Any, Any]) -> bool:
    """Say whether progress needs more than the newest value."""
    return bool(row["direction"] == "within" or pd.isna(row["baseline_e4"]))


def _from_kept(measure: str, value: int) -> Number:
    return value // _KEPT_MONEY if CATALOG[measure].unit == "money" else value / goal_live.ONE


def standings(engine: Engine, today: date, known: Known | None = None) -> list[Standing]:
    """Return where every goal stands on a day."""
    return metrics.standings(
        records.table(engine, "goal"),
        records.table(engine, "key_result"),
        store.check_ins(engine),
        live(engine, known),
        today,
    )


def figures(
    engine: Engine, today: date, known: Known | None = None
) -> dict[str, float | int | None]:
    """Return the department's figures of goals: shares, and how many nobody has looked at."""
    found = metrics.figures(standings(engine, today, known))
    return {
        "goals_on_course": found.share_on_course,
        "goals_progress": found.mean_progress,
        "goals_unchecked": found.unchecked if found.running else None,
    }


def unchecked(engine: Engine, today: date) -> pd.DataFrame:
    """Return the running goals that nobody has checked in on lately: goal_id, since (ISO day)."""
    starts = _starts(records.table(engine, "goal"))
    rows = [
        (each.goal_id, (each.last_check_on or starts[each.goal_id]).isoformat())
        for each in standings(engine, today)
        if each.is_unchecked
    ]
    return pd.DataFrame(rows, columns=["goal_id", "since"])
