"""Forecasts: kept as they are made when a month is closed, and tried on months that are over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from legalops import periods
from legalops.errors import RefusedError
from legalops.metrics.forecast import (
    DEPARTMENT,
    LEAST_MONTHS,
    METHODS,
    SMOOTHING,
    Cell,
    Cells,
    Desk,
    Exceptional,
    Past,
)
from legalops.periods import Month, add_months, instant, months_between, utc_now
from legalops.permissions import Actor, Permission
from legalops.settings import Settings
from legalops.store import forecasts, months, settings
from legalops.store.unit import Unit, writing

#: How many months back the methods are tried from.
ORIGINS = 18
AHEAD = 12


@dataclass(frozen=True)
class Tried:
    """How many months the methods were tried from, and how many of these anew."""

    last: Month
    origins: int
    anew: int


def try_out(engine: Engine, actor: Actor, *, now: datetime | None = None) -> Tried:
    """Try every method from each of the last eighteen months up to the last closed one.

    Only months not tried before, or whose invoices or budget changed since, are worked out.
    Raises RefusedError while no month is closed or there are under six months of invoices.
    """
    with writing(engine, actor, Permission.CLOSE_MONTH) as unit:
        last = months.last_closed_in(unit.session)
        if last is None:
            raise RefusedError("No month is closed yet. Close one on the page Budgets first.")
        chosen = settings.read(unit.session)
        past, _ = forecasts.known(unit.session, last, chosen.fiscal_start_month, first_plan=True)
        if past is None or past.months(last) < LEAST_MONTHS:
            raise RefusedError(
                f"Trying the methods takes {LEAST_MONTHS} months of invoices up to "
                f"{periods.label(last)}."
            )
        done = _try(unit, Desk(past), instant(now or utc_now()), {})
        unit.audit("forecast.tried", "forecast", last, after={"origins": done.origins,
                                                               "anew": done.anew})  # fmt: skip
        unit.touch(forecasts.AREA)
        return done


def keep(unit: Unit, month: Month, chosen: Settings, moment: str) -> None:
    """Keep every method's forecast as a month that is being closed leads to, and try them.

    What is kept has the exceptional matters in it; what is tried is business as usual.
    """
    starts_in = chosen.fiscal_start_month
    past, apart = forecasts.known(unit.session, month, starts_in)
    if past is None or past.months(month) < LEAST_MONTHS:
        return
    desk = Desk(past)
    said = {code: desk.forecast(code, month) for code in METHODS}
    for code, cells in said.items():
        forecasts.keep(unit, month, code, with_exceptional(cells, past, apart))
    usual, _ = forecasts.known(unit.session, month, starts_in, first_plan=True)
    _try(unit, Desk(usual or past), moment, {month: {SMOOTHING: said[SMOOTHING]}})


def with_exceptional(cells: Cells, past: Past, apart: tuple[Exceptional, ...]) -> Cells:
    """Add what is to come of exceptional matters to a forecast of business as usual."""
    if not cells or not apart:
        return cells
    ahead = months_between(add_months(past.last, 1), max(month for _, month in cells))
    found = dict(cells)
    for matter in apart:
        for month, cents in matter.to_come(past.last, ahead, past.starts_in).items():
            for area in (matter.practice_area_id, DEPARTMENT):
                found[area, month] = _raised(found.get((area, month), Cell(0, 0, 0)), cents)
    return found


def _raised(cell: Cell, by: int) -> Cell:
    low, high = (None if c is None else c + by for c in (cell.low_cents, cell.high_cents))
    return Cell(cell.amount_cents + by, low, high)


def _try(unit: Unit, desk: Desk, moment: str, known: Mapping[Month, Mapping[str, Cells]]) -> Tried:
    """Work out the trials that are missing or no longer stand; `known` need no second look."""
    origins = desk.origins(ORIGINS)
    kept = forecasts.trial_sums(unit.session, origins)
    stale = [origin for origin in origins if not _stands(desk, origin, kept)]
    for origin in stale:
        have = known.get(origin, {})
        said = {code: have.get(code) or desk.forecast(code, origin) for code in METHODS}
        forecasts.keep_trial(unit, origin, said, moment)
    return Tried(desk.past.last, len(origins), len(stale))


def _stands(desk: Desk, origin: Month, kept: Mapping[tuple[Month, str, int], int]) -> bool:
    of_origin = {(code, area): cents for (o, code, area), cents in kept.items() if o == origin}
    fitted = {area for code, area in of_origin if code == SMOOTHING}
    formulas = {key: cents for key, cents in of_origin.items() if key[0] != SMOOTHING}
    return bool(fitted) and formulas == desk.sums(origin)
