"""Closing a month: what it cost, was meant to cost and will lead to, kept as it was then."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import Engine
from sqlmodel import Session

from legalops.errors import InvalidInputError, RefusedError
from legalops.metrics import closing as closings
from legalops.metrics.forecast import smoothing
from legalops.models.plan import ClosedMonth
from legalops.periods import (
    Month,
    add_months,
    day_label,
    fiscal_year_of,
    instant,
    is_month,
    label,
    last_day,
    month_of,
    months_between,
    utc_now,
)
from legalops.permissions import Actor, Permission
from legalops.services import forecasts, kpis
from legalops.settings import Settings
from legalops.store import budgets, freshness, months, settings, spend
from legalops.store.unit import reading, writing

CHANGED = ["month", "basis", "frozen_cents", "live_cents", "difference_cents"]


@dataclass(frozen=True)
class Closing:
    """A closed month with what it was closed at, net of tax; no budget is not a budget of zero.

    `is_new` says that this very act closed it.
    """

    month: Month
    closed_by: str
    closed_at: str
    is_late: bool
    invoiced_cents: int
    worked_cents: int
    budget_cents: int | None
    has_forecast: bool
    is_new: bool = False


def close(engine: Engine, actor: Actor, month: Month, *, now: datetime | None = None) -> Closing:
    """Close a month and return what was frozen; a closed month stays as it is.

    Raises RefusedError for a month that is not over or lies before the first invoice.
    """
    if not is_month(month):
        raise InvalidInputError("Month", f"{month} is not a month like 2026-07.")
    moment = now or utc_now()
    smoothing.warm_up()
    with writing(engine, actor, Permission.CLOSE_MONTH) as unit:
        earlier = months.closing(unit.session, month)
        if earlier is not None:
            return _closing(unit.session, earlier, is_new=False)
        chosen = settings.read(unit.session)
        today = moment.astimezone(ZoneInfo(chosen.time_zone)).date()
        _refuse_open(unit.session, month, today)
        row = ClosedMonth(
            month=month,
            closed_by=actor.name,
            closed_at=instant(moment),
            is_late=int(today > last_day(add_months(month, 1))),
        )
        months.freeze(unit, row, _budget(unit.session, month, chosen))
        forecasts.keep(unit, month, chosen, row.closed_at)
        kpis.freeze_in(unit, month, chosen)
        done = _closing(unit.session, row, is_new=True)
        unit.audit(
            "month.closed", "month", month,
            after={"is_late": done.is_late, "invoiced_cents": done.invoiced_cents,
                   "worked_cents": done.worked_cents, "budget_cents": done.budget_cents,
                   "has_forecast": done.has_forecast},
        )  # fmt: skip
        unit.touch("spend", "budget", "forecast")
        return done


def changed(engine: Engine) -> pd.DataFrame:
    """Return the closed months whose figures differ now, per month x basis, net of tax.

    A month whose money only moved between practice areas or cost kinds is there with a
    difference of zero.
    """
    frozen = freshness.closed_figures(engine)
    live = closings.live_figures(spend.cube(engine))
    live = live[live["month"].isin(frozen["month"])].rename(columns={"actual_cents": "live_cents"})
    then = frozen[[*closings.KEY, "actual_cents"]].rename(columns={"actual_cents": "frozen_cents"})
    both = then.merge(live, on=closings.KEY, how="outer")
    both[["frozen_cents", "live_cents"]] = both[["frozen_cents", "live_cents"]].fillna(0)
    both["is_other"] = both["frozen_cents"] != both["live_cents"]
    sums = both.groupby(["month", "basis"], as_index=False)[
        ["frozen_cents", "live_cents", "is_other"]
    ].sum()
    sums = sums[sums["is_other"] > 0].astype({"frozen_cents": "int64", "live_cents": "int64"})
    sums["difference_cents"] = sums["live_cents"] - sums["frozen_cents"]
    return sums[CHANGED].reset_index(drop=True)


def to_close(engine: Engine, *, now: datetime | None = None) -> list[Month]:
    """Return the months that are over, have or had invoices before them, and are still open."""
    today = (now or utc_now()).astimezone(ZoneInfo(settings.current(engine).time_zone)).date()
    with reading(engine) as session:
        first = months.first_invoiced(session)
    if first is None:
        return []
    done = set(months.closed(engine))
    over = months_between(first, add_months(month_of(today), -1))
    return [month for month in over if month not in done]


def _refuse_open(session: Session, month: Month, today: date) -> None:
    first = months.first_invoiced(session)
    if first is None:
        raise RefusedError("There are no invoices yet, so there is no month to close.")
    if month < first:
        raise RefusedError(
            f"{label(month)} lies before the first invoice ({label(first)}). There is nothing "
            "to close."
        )
    if today <= last_day(month):
        raise RefusedError(
            f"{label(month)} is not over yet. It can be closed from "
            f"{day_label(date(*divmod(add_months(month, 1), 100), 1))} on."
        )


def _budget(session: Session, month: Month, chosen: Settings) -> months.Figures:
    year = fiscal_year_of(month, chosen.fiscal_start_month)
    rows = budgets.lines_in(session, budgets.in_force_in(session, year.name))
    areas = rows[(rows["month"] == month) & rows["practice_area_id"].notna()]
    keys = zip(areas["practice_area_id"].astype(int), areas["cost_kind"], strict=True)
    return dict(zip(keys, areas["amount_cents"].astype(int), strict=True))


def _closing(session: Session, row: ClosedMonth, *, is_new: bool) -> Closing:
    invoiced = months.frozen(session, row.month, "invoice")
    worked = months.frozen(session, row.month, "work")
    planned = [f.budget_cents for f in invoiced if f.budget_cents is not None]
    return Closing(
        month=row.month,
        closed_by=row.closed_by,
        closed_at=row.closed_at,
        is_late=bool(row.is_late),
        invoiced_cents=sum(figure.actual_cents for figure in invoiced),
        worked_cents=sum(figure.actual_cents for figure in worked),
        budget_cents=sum(planned) if planned else None,
        has_forecast=months.has_forecast(session, row.month),
        is_new=is_new,
    )
