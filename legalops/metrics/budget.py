"""How does what was spent compare with the budget: in all, by month, area, vendor and matter?

Money is in minor units of the reporting currency. A budget that is not there is missing,
never zero. A variance is actual less budget: above zero is over budget. The budget of a
report is whatever its reference is: a version, the year before or an earlier forecast.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, Literal

import numpy as np
import pandas as pd

from legalops.metrics.adding import add_up, ints
from legalops.metrics.cells import Cells, Rows, along, cells_of, within
from legalops.metrics.comparison import BUDGET, Reference
from legalops.metrics.measures import BILLED, PARTS, Counted
from legalops.periods import FiscalYear, Month, first_day, last_day

Basis = Literal["invoice", "work"]
Period = Literal["month", "quarter", "ytd", "full"]
DEFAULT_BASIS: Basis = "invoice"
NO_AREA = 0
_NOBODY = -1
COLUMNS = ["budget_cents", "actual_cents", "variance_cents", "used_share"]


@dataclass(frozen=True)
class Chosen:
    """Which months, money and dates a person looks at.

    Actual counts the months up to `as_of`; `index` is the fiscal month (1 to 12) or quarter
    (1 to 4). `area` 0 is "no practice area"; None is all. `measure` is which money counts,
    `reference` what it is compared with.
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
    measure: Counted = BILLED
    reference: Reference = BUDGET

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
    def is_like_forecast(self) -> bool:
        """Whether a forecast is about the same money: billed, net, by invoice date, all vendors."""
        return (
            self.measure == BILLED
            and self.basis == "invoice"
            and not self.gross
            and self.vendor is None
        )

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

    `spent` and `plan` are the period's cells, practice area x month, `year_plan` the year's.
    `by_month` has the whole fiscal year with `in_period`; its actual is missing after the
    as-of month. `unconverted` names, per currency, net money no exchange rate covers, which
    is in no other figure; `later_cents` is stored for months after the as-of month. `parts`
    says how much of the actual is approved, pending and accrued; `incomplete` are counted
    months whose invoices are not all in.
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
    year_plan: Cells = field(default_factory=dict)
    parts: Mapping[str, int] = field(default_factory=dict)
    incomplete: tuple[Month, ...] = ()

    @property
    def by_area_month(self) -> pd.DataFrame:
        """Budget against actual per practice area x month of the period."""
        return _by_area_month(self.spent, self.plan)

    @property
    def has_whole_year(self) -> bool:
        """Whether what is compared with reaches from the year's first month on."""
        known = {month for _, month in self.year_plan}
        return self.chosen.reference.is_budget or self.chosen.year.first in known

    @property
    def to_date(self) -> Figure:
        """The fiscal year up to the as-of month, with what is planned for the same months."""
        return _figure(
            {(0, 0): self.year.actual_cents}, within(self.year_plan, self.chosen.elapsed)
        )

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
    """Compare the spend of a measure with the lines of a reference as chosen.

    `spend` is what the measure counts. A budget knows no vendors, so a report on one vendor has
    none; a reference with a `vendor_id`, the year before, has.
    """
    stored = _stored(spend, chosen)
    counted = stored.where(stored.month <= chosen.as_of)
    now = counted.where(np.isin(counted.month, chosen.months))
    spent, plan = cells_of(counted), _plan(budget, chosen)
    planned = plan.filled(spent)
    spent_now, plan_now = within(spent, chosen.months), within(planned, chosen.months)
    return BudgetReport(
        chosen=chosen,
        total=_figure(spent_now, plan_now),
        year=_figure(spent, planned),
        by_month=_by_month(along(spent, 1), along(planned, 1), _accrued(counted), chosen),
        by_area=_by_key(along(spent_now, 0), along(plan_now, 0), "practice_area_id"),
        by_vendor=_by_vendor(add_up(now.vendor, now.cents), plan),
        spent=spent_now,
        plan=plan_now,
        unconverted=_unconverted(now, spend),
        later_cents=int(stored.cents[stored.month > chosen.as_of].sum()),
        months_without_budget=_blank(planned, chosen),
        year_plan=planned,
        parts=_parts(now),
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


def _stored(spend: pd.DataFrame, chosen: Chosen) -> Rows:
    """Keep what counts in the fiscal year: not rejected, of the area and vendor chosen."""
    rows = Rows(
        np.arange(len(spend)),
        ints(spend[f"{chosen.basis}_month"]),
        ints(spend["practice_area_id"]),
        ints(spend["vendor_id"]),
        ints(_amount(spend, chosen)),
        spend["status"].to_numpy(),
    )
    keep = (rows.month >= chosen.year.first) & (rows.month <= chosen.year.last)
    keep &= np.asarray(spend["status"] != "rejected", dtype=bool)
    return _narrowed(rows.where(keep), chosen)


def _narrowed(rows: Rows, chosen: Chosen) -> Rows:
    if chosen.area is not None:
        rows = rows.where(rows.area == chosen.area)
    return rows if chosen.vendor is None else rows.where(rows.vendor == chosen.vendor)


@dataclass(frozen=True)
class _Plan:
    """What spend is compared with; `known` are the months in which a blank means nothing spent.

    `vendors` is None where the reference knows none.
    """

    cells: Cells
    vendors: dict[int, int] | None
    known: frozenset[Month]

    def filled(self, spent: Cells) -> Cells:
        """Return the cells with a zero for each area in each month known to hold nothing."""
        areas = {area for area, _ in (*spent, *self.cells)} if self.known else set()
        return {(area, month): 0 for area in areas for month in self.known} | self.cells


def _plan(budget: pd.DataFrame, chosen: Chosen) -> _Plan:
    """Add up the reference's lines of the fiscal year: practice areas, no caps."""
    has_vendors = "vendor_id" in budget
    rows = Rows(
        np.arange(len(budget)),
        ints(budget["month"]),
        budget["practice_area_id"].to_numpy(dtype=np.int64, na_value=_NOBODY),
        ints(budget["vendor_id"]) if has_vendors else np.full(len(budget), _NOBODY),
        ints(budget["amount_cents"]),
        np.full(len(budget), "", dtype=object),
    )
    keep = (rows.month >= chosen.year.first) & (rows.month <= chosen.year.last)
    rows = rows.where(keep & (rows.area != _NOBODY))
    known = frozenset(rows.month.tolist()) if chosen.reference.kind == "prior_year" else frozenset()
    rows = _narrowed(rows, chosen)
    now = rows.where(np.isin(rows.month, chosen.months))
    vendors = add_up(now.vendor, now.cents) if has_vendors else None
    return _Plan(cells_of(rows), vendors, known)


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


def _by_vendor(actual: dict[int, int], plan: _Plan) -> pd.DataFrame:
    if plan.vendors is None or not plan.known:
        return _by_key(actual, {}, "vendor_id")
    return _by_key(actual, dict.fromkeys(actual, 0) | plan.vendors, "vendor_id")


def _by_month(
    actual: dict[int, int], budget: dict[int, int], accrued: dict[int, int], chosen: Chosen
) -> pd.DataFrame:
    months = chosen.year.months
    spent = [actual.get(month, 0) if month <= chosen.as_of else None for month in months]
    unbilled = [accrued.get(month, 0) if month <= chosen.as_of else None for month in months]
    found = _compared(spent, [budget.get(month) for month in months])
    return pd.DataFrame(
        {
            "month": months,
            **found,
            "accrued_cents": pd.array(unbilled, dtype="Int64"),
            "cumulative_budget_cents": _running([budget.get(month) for month in months]),
            "cumulative_actual_cents": _running(spent),
            "in_period": [month in chosen.months for month in months],
        }
    )


def _accrued(rows: Rows) -> dict[int, int]:
    kept = rows.where(rows.status == "accrued")
    return add_up(kept.month, kept.cents)


def _parts(rows: Rows) -> dict[str, int]:
    """Say how much is approved, pending and accrued; it adds up to the whole."""
    found: dict[str, int] = {}
    for status in set(rows.status.tolist()):
        part = PARTS[status]
        found[part] = found.get(part, 0) + int(rows.cents[rows.status == status].sum())
    return found


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


def _unconverted(rows: Rows, spend: pd.DataFrame) -> tuple[tuple[str, int], ...]:
    cents = ints(spend["unconverted_cents"])[rows.place]
    if not cents.any():
        return ()
    currencies = spend["currency"].iloc[rows.place[cents != 0]].to_numpy()
    sums = pd.Series(cents[cents != 0]).groupby(currencies).sum()
    return tuple((str(currency), int(total)) for currency, total in sums.items() if total)


def _blank(plan: Cells, chosen: Chosen) -> tuple[Month, ...]:
    known = {month for _, month in plan}
    return tuple(month for month in chosen.months if known and month not in known)
