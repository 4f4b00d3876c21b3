"""How does what was spent compare with the budget: in all, by month, area, vendor and matter?

Money is in minor units of the reporting currency. A budget that is not there is missing,
never zero. A variance is actual less budget: above zero is over budget.
"""

from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Literal

import numpy as np
import pandas as pd

from legalops.metrics.adding import Ints, add_up, ints
from legalops.periods import FiscalYear, Month, first_day, last_day

Basis = Literal["invoice", "work"]
Period = Literal["month", "quarter", "ytd", "full"]
DEFAULT_BASIS: Basis = "invoice"
NO_AREA = 0
#: Minor units per practice area and month.
Cells = dict[tuple[int, Month], int]
_MONTHS = 10**6  # more than any month: YYYYMM
_NOBODY = -1
COLUMNS = ["budget_cents", "actual_cents", "variance_cents", "used_share"]


@dataclass(frozen=True)
class Chosen:
    """Which months, money and dates a person looks at.

    Actual counts the months up to `as_of`; `index` is the fiscal month (1 to 12) or quarter
    (1 to 4). `area` 0 is "no practice area"; None is all.
    """

    year: FiscalYear
    as_of: Month
    period: Period = "ytd"
    index: int = 1
    basis: Basis = DEFAULT_BASIS
    area: int | None = None
    vendor: int | None = None
    currency: str = "USD"
    gross: bool = False

    @property
    def elapsed(self) -> list[Month]:
        """The months of the fiscal year up to and with the as-of month."""
        return [month for month in self.year.months if month <= self.as_of]

    @property
    def months(self) -> list[Month]:
        """The months of the period; none for the year to date of a year not begun."""
        if self.period == "month":
            return [self.year.months[self.index - 1]]
        if self.period == "quarter":
            return self.year.quarter(self.index)
        return self.elapsed if self.period == "ytd" else self.year.months

    @property
    def is_running(self) -> bool:
        """Whether the period has months after the as-of month, so that it is not over."""
        return any(month > self.as_of for month in self.months)


@dataclass(frozen=True)
class Figure:
    """What was spent of how much; the budget is None where there is none."""

    actual_cents: int
    budget_cents: int | None

    @property
    def variance_cents(self) -> int | None:
        """Actual less budget."""
        return None if self.budget_cents is None else self.actual_cents - self.budget_cents

    @property
    def used_share(self) -> float | None:
        """The share of the budget that is used."""
        return self.actual_cents / self.budget_cents if self.budget_cents else None


@dataclass(frozen=True)
class BudgetReport:
    """Budget against actual as chosen, each frame adding up to `total`.

    `spent` and `plan` are the period's cells, practice area x month. `by_month` has the whole
    fiscal year with `in_period`; its actual is missing after the
    as-of month. `unconverted` names, per currency, net money no exchange rate covers, which
    is in no other figure; `later_cents` is stored for months after the as-of month.
    """

    chosen: Chosen
    total: Figure
    year: Figure
    by_month: pd.DataFrame
    by_area: pd.DataFrame
    by_vendor: pd.DataFrame
    spent: Cells
    plan: Cells
    unconverted: tuple[tuple[str, int], ...]
    later_cents: int
    months_without_budget: tuple[Month, ...]

    @property
    def by_area_month(self) -> pd.DataFrame:
        """Budget against actual per practice area x month of the period."""
        return _by_area_month(self.spent, self.plan)

    @property
    def pace(self) -> float | None:
        """The used share of the year's budget over the elapsed share of the year's days."""
        used, elapsed = self.year.used_share, elapsed_share(self.chosen)
        return used / elapsed if used is not None and elapsed else None


def elapsed_share(chosen: Chosen) -> float:
    """Return the share of the fiscal year's days up to the end of the as-of month."""
    if not chosen.elapsed:
        return 0.0
    start, end = first_day(chosen.year.first), last_day(chosen.year.last)
    return ((last_day(chosen.elapsed[-1]) - start).days + 1) / ((end - start).days + 1)


def against_actual(spend: pd.DataFrame, budget: pd.DataFrame, chosen: Chosen) -> BudgetReport:
    """Compare the cube's spend with budget lines as chosen.

    A vendor has no budget of its own, so a report on one vendor has none.
    """
    stored = _stored(spend, chosen)
    counted = stored.where(stored.month <= chosen.as_of)
    now = counted.where(np.isin(counted.month, chosen.months))
    spent, plan = _cells(counted), _planned(budget, chosen)
    spent_now, plan_now = _within(spent, chosen.months), _within(plan, chosen.months)
    return BudgetReport(
        chosen=chosen,
        total=_figure(spent_now, plan_now),
        year=_figure(spent, plan),
        by_month=_by_month(_along(spent, 1), _along(plan, 1), chosen),
        by_area=_by_key(_along(spent_now, 0), _along(plan_now, 0), "practice_area_id"),
        by_vendor=_by_key(add_up(now.vendor, now.cents), {}, "vendor_id"),
        spent=spent_now,
        plan=plan_now,
        unconverted=_unconverted(now, spend),
        later_cents=int(stored.cents[stored.month > chosen.as_of].sum()),
        months_without_budget=_blank(plan, chosen),
    )


def by_matter(matters: pd.DataFrame, budget: pd.DataFrame, chosen: Chosen) -> pd.DataFrame:
    """Compare each matter's spend with its cap in the period; a matter without one has none.

    `matters` has one row per matter: matter_id, reporting_cents, reporting_tax_cents. Caps
    are shown with their matters and are no part of the department's budget.
    """
    caps = budget[budget["matter_id"].notna() & budget["month"].isin(chosen.months)]
    cap = add_up(ints(caps["matter_id"]), ints(caps["amount_cents"]))
    spent = zip(matters["matter_id"].tolist(), _amount(matters, chosen).tolist(), strict=True)
    return _by_key(dict(spent), cap, "matter_id")


def _amount(frame: pd.DataFrame, chosen: Chosen) -> pd.Series:
    net = frame["reporting_cents"]
    return net + frame["reporting_tax_cents"] if chosen.gross else net


@dataclass(frozen=True)
class _Rows:
    """Rows of the cube on one basis, as plain integers; `place` is where each stands in it."""

    place: Ints
    month: Ints
    area: Ints
    vendor: Ints
    cents: Ints

    def where(self, keep: Any) -> "_Rows":
        """Keep some of the rows."""
        kept = (self.place, self.month, self.area, self.vendor, self.cents)
        return _Rows(*(column[keep] for column in kept))


def _stored(spend: pd.DataFrame, chosen: Chosen) -> _Rows:
    """Keep what counts in the fiscal year: not rejected, of the area and vendor chosen."""
    rows = _Rows(
        np.arange(len(spend)),
        ints(spend[f"{chosen.basis}_month"]),
        ints(spend["practice_area_id"]),
        ints(spend["vendor_id"]),
        ints(_amount(spend, chosen)),
    )
    keep = (rows.month >= chosen.year.first) & (rows.month <= chosen.year.last)
    keep &= np.asarray(spend["status"] != "rejected", dtype=bool)
    if chosen.area is not None:
        keep &= rows.area == chosen.area
    if chosen.vendor is not None:
        keep &= rows.vendor == chosen.vendor
    return rows.where(keep)


def _planned(budget: pd.DataFrame, chosen: Chosen) -> Cells:
    """Add up the department's own budget of the fiscal year: practice areas, no caps."""
    if chosen.vendor is not None:
        return {}
    month = ints(budget["month"])
    area = budget["practice_area_id"].to_numpy(dtype=np.int64, na_value=_NOBODY)
    keep = (month >= chosen.year.first) & (month <= chosen.year.last) & (area != _NOBODY)
    if chosen.area is not None:
        keep &= area == chosen.area
    return _added(area[keep], month[keep], ints(budget["amount_cents"])[keep])


def _cells(rows: _Rows) -> Cells:
    return _added(rows.area, rows.month, rows.cents)


def _added(area: Ints, month: Ints, cents: Ints) -> Cells:
    """Add up amounts per practice area x month."""
    sums = add_up(area * _MONTHS + month, cents)
    return {divmod(key, _MONTHS): cents for key, cents in sums.items()}


def _within(cells: Cells, months: list[Month]) -> Cells:
    return {key: cents for key, cents in cells.items() if key[1] in months}


def _along(cells: Cells, axis: Literal[0, 1]) -> dict[int, int]:
    """Add cells up per practice area (0) or per month (1)."""
    sums: dict[int, int] = {}
    for key, cents in cells.items():
        sums[key[axis]] = sums.get(key[axis], 0) + cents
    return sums


def _figure(spent: Cells, plan: Cells) -> Figure:
    return Figure(sum(spent.values()), sum(plan.values()) if plan else None)


def _compared(actual: list[int | None], budget: list[int | None]) -> dict[str, Any]:
    """Put actual beside budget, row by row; either may be missing."""
    pairs = list(zip(actual, budget, strict=True))
    variance = [None if a is None or b is None else a - b for a, b in pairs]
    used = [a / b if a is not None and b is not None and b > 0 else None for a, b in pairs]
    return {
        "budget_cents": pd.array(budget, dtype="Int64"),
        "actual_cents": pd.array(actual, dtype="Int64"),
        "variance_cents": pd.array(variance, dtype="Int64"),
        "used_share": pd.array(used, dtype="Float64"),
    }


def _by_key(actual: dict[int, int], budget: dict[int, int], key: str) -> pd.DataFrame:
    """Return a row per key of either, what cost most first."""
    keys = sorted(actual.keys() | budget.keys(), key=lambda k: (-actual.get(k, 0), k))
    spent: list[int | None] = [actual.get(k, 0) for k in keys]
    found = _compared(spent, [budget.get(k) for k in keys])
    return pd.DataFrame({key: pd.array(keys, dtype="int64"), **found})


def _by_month(actual: dict[int, int], budget: dict[int, int], chosen: Chosen) -> pd.DataFrame:
    months = chosen.year.months
    spent = [actual.get(month, 0) if month <= chosen.as_of else None for month in months]
    found = _compared(spent, [budget.get(month) for month in months])
    return pd.DataFrame(
        {
            "month": months,
            **found,
            "cumulative_budget_cents": _running([budget.get(month) for month in months]),
            "cumulative_actual_cents": _running(spent),
            "in_period": [month in chosen.months for month in months],
        }
    )


def _running(amounts: list[int | None]) -> Any:
    """Add amounts up along the year; a missing one stays missing and adds nothing."""
    sums = accumulate(cents or 0 for cents in amounts)
    kept = [None if cents is None else total for cents, total in zip(amounts, sums, strict=True)]
    return pd.array(kept, dtype="Int64")


def _by_area_month(spent: Cells, plan: Cells) -> pd.DataFrame:
    keys = sorted(spent.keys() | plan.keys())
    actual: list[int | None] = [spent.get(key, 0) for key in keys]
    found = _compared(actual, [plan.get(key) for key in keys])
    areas = pd.array([area for area, _ in keys], dtype="int64")
    months = pd.array([month for _, month in keys], dtype="int64")
    return pd.DataFrame({"practice_area_id": areas, "month": months, **found})


def _unconverted(rows: _Rows, spend: pd.DataFrame) -> tuple[tuple[str, int], ...]:
    cents = ints(spend["unconverted_cents"])[rows.place]
    if not cents.any():
        return ()
    currencies = spend["currency"].iloc[rows.place[cents != 0]].to_numpy()
    sums = pd.Series(cents[cents != 0]).groupby(currencies).sum()
    return tuple((str(currency), int(total)) for currency, total in sums.items() if total)


def _blank(plan: Cells, chosen: Chosen) -> tuple[Month, ...]:
    known = {month for _, month in plan}
    return tuple(month for month in chosen.months if known and month not in known)
