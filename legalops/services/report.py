"""A year's budget against actual as plain values, for whoever has no screen."""

from dataclasses import dataclass
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import Engine

from legalops.metrics import budget as metrics
from legalops.metrics.budget import Basis, BudgetReport, Chosen
from legalops.periods import FiscalYear, Month, iso, month_of, utc_now
from legalops.permissions import Actor, Permission
from legalops.settings import Settings
from legalops.store import budgets, freshness, months, settings, spend
from legalops.store.unit import reading, require

By = Literal["month", "area", "vendor", "matter"]


@dataclass(frozen=True)
class Row:
    """One month, practice area, vendor or matter; None where there is no budget.

    Of a matter the budget is its cap.
    """

    key: str
    budget_cents: int | None
    actual_cents: int
    variance_cents: int | None
    used_share: float | None


@dataclass(frozen=True)
class Report:
    """The year to date as of a month; the rows' actual adds up to the total's."""

    fiscal_year: int
    basis: Basis
    as_of: Month
    currency: str
    by: By
    rows: tuple[Row, ...]
    total: Row
    unconverted: tuple[tuple[str, int], ...]


def budget(
    engine: Engine,
    actor: Actor,
    fiscal_year: int,
    *,
    basis: Basis = metrics.DEFAULT_BASIS,
    by: By = "area",
    as_of: Month | None = None,
) -> Report:
    """Compare a fiscal year's budget in force with actual, up to the month the settings say."""
    with reading(engine) as session:
        require(session, actor, Permission.SEE_SPEND)
    set_ = settings.current(engine)
    chosen = Chosen(
        year=FiscalYear(fiscal_year, set_.fiscal_start_month),
        as_of=as_of or default_as_of(engine, set_),
        basis=basis,
        currency=set_.reporting_currency,
        gross=set_.spend_is == "gross",
    )
    version = budgets.in_force(engine, fiscal_year)
    plan = budgets.lines(engine, version if version is not None else 0)
    found = metrics.against_actual(spend.cube(engine), plan, chosen)
    return Report(
        fiscal_year=fiscal_year,
        basis=basis,
        as_of=chosen.as_of,
        currency=chosen.currency,
        by=by,
        rows=_rows(engine, actor, found, by, plan),
        total=_total(found),
        unconverted=found.unconverted,
    )


def default_as_of(engine: Engine, chosen: Settings) -> Month:
    """Return the month that years to date end with: closed, invoiced or today's, as set.

    Without a closed month it is the newest invoiced one, without an invoice today's.
    """
    today = month_of(utc_now().astimezone(ZoneInfo(chosen.time_zone)).date())
    if chosen.as_of == "today":
        return today
    closed = months.last_closed(engine) if chosen.as_of == "closed" else None
    return closed or freshness.freshness(engine).newest_month or today


def _total(found: BudgetReport) -> Row:
    figure = found.total
    return Row(
        "total",
        figure.budget_cents,
        figure.actual_cents,
        figure.variance_cents,
        figure.used_share,
    )


def _rows(
    engine: Engine, actor: Actor, found: BudgetReport, by: By, plan: pd.DataFrame
) -> tuple[Row, ...]:
    if by == "month":
        frame = found.by_month[found.by_month["in_period"]]
        return _as_rows(frame, [iso(int(month)) for month in frame["month"]])
    if by == "matter":
        return _matter_rows(engine, actor, found.chosen, plan)
    names = freshness.names(engine)
    if by == "area":
        frame = found.by_area
        return _as_rows(frame, [names.areas[int(key)] for key in frame["practice_area_id"]])
    frame = found.by_vendor
    return _as_rows(frame, [names.vendors[int(key)] for key in frame["vendor_id"]])


def _matter_rows(
    engine: Engine, actor: Actor, chosen: Chosen, plan: pd.DataFrame
) -> tuple[Row, ...]:
    if not chosen.months:
        return ()
    selection = spend.Selection(chosen.months[0], chosen.months[-1], chosen.basis)
    matters = spend.matters(engine, actor, selection)
    numbers = dict(zip(matters["matter_id"], matters["number"], strict=True))
    frame = metrics.by_matter(matters, plan, chosen)
    frame = frame[frame["matter_id"].isin(list(numbers))]
    return _as_rows(frame, [numbers[key] or spend.RESTRICTED for key in frame["matter_id"]])


def _as_rows(frame: pd.DataFrame, keys: list[str]) -> tuple[Row, ...]:
    return tuple(
        Row(key, _cents(planned), _cents(actual) or 0, _cents(variance), _share(share))
        for key, (planned, actual, variance, share) in zip(
            keys, frame[metrics.COLUMNS].itertuples(index=False), strict=True
        )
    )


def _cents(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _share(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
