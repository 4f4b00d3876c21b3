"""Where does a fiscal year end, if business goes on as usual and the exceptional comes on top?

Actual up to a month, forecast from there: per practice area, in all, and added up along the
year. Minor units of the reporting currency, by invoice month.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

import pandas as pd

from legalops import periods
from legalops.metrics.forecast import (
    DEPARTMENT,
    LEAST_MONTHS,
    METHODS,
    Cells,
    Exceptional,
    Past,
    bands,
)
from legalops.periods import FiscalYear, Month

MONTHS = ["practice_area_id", "month", "amount_cents", "low_cents", "high_cents", "is_actual"]
TOTAL = [*MONTHS[1:], "sum_cents", "sum_low_cents", "sum_high_cents"]
EXCEPTIONAL = [
    "matter_id", "number", "name", "practice_area_id", "is_restricted", "source",
    "actual_cents", "to_come_cents", "expected_cents", "typed_cents",
]  # fmt: skip
_MONEY = ("amount_cents", "low_cents", "high_cents", "sum_cents", "sum_low_cents",
          "sum_high_cents", "typed_cents")  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Which fiscal year, said in which month, by which method; all practice areas or one."""

    year: FiscalYear
    made_in: Month
    method: str
    area: int | None = None

    @property
    def known(self) -> list[Month]:
        """The months of the year that are actual."""
        return [month for month in self.year.months if month <= self.made_in]

    @property
    def ahead(self) -> list[Month]:
        """The months of the year that are forecast."""
        return [month for month in self.year.months if month > self.made_in]


@dataclass(frozen=True)
class Said:
    """What goes into an outlook: months known, cells expected, matters apart, earlier misses.

    `misses` are, per origin, the misses of the trials of each month in a row.
    """

    past: Past
    cells: Cells
    exceptional: Sequence[Exceptional] = ()
    misses: Sequence[Sequence[int]] = ()


@dataclass(frozen=True)
class Outlook:
    """A fiscal year as it looks from one month on.

    `made_in` is the last month its history ends with, None in an empty store. `months` has a
    row per practice area x month of the year, `total` one per month, with sums along the year;
    a band is missing where the month is actual or nothing says how wide it is. `reason` says
    why there is no forecast, and is empty where there is one. `exceptional` lists the matters
    kept apart: `actual_cents` and `expected_cents` of this fiscal year.
    """

    made_in: Month | None
    method: str
    method_label: str
    months: pd.DataFrame = field(repr=False)
    total: pd.DataFrame = field(repr=False)
    at_completion_cents: int | None
    low_cents: int | None
    high_cents: int | None
    reason: str
    exceptional: pd.DataFrame = field(repr=False)

    @property
    def is_complete(self) -> bool:
        """Whether every month of the year is actual."""
        return bool(len(self.total)) and bool(self.total["is_actual"].all())

    @property
    def actual_cents(self) -> int:
        """What the months known cost."""
        return int(self.total.loc[self.total["is_actual"].astype(bool), "amount_cents"].sum())


def nothing(reason: str, method: str = "", made_in: Month | None = None) -> Outlook:
    """Return an outlook that says only why there is none."""
    frames = (_frame([], MONTHS), _frame([], TOTAL), _frame([], EXCEPTIONAL))
    label = METHODS[method].label if method in METHODS else ""
    return Outlook(
        made_in, method, label, frames[0], frames[1], None, None, None, reason, frames[2]
    )


def outlook(asked: Asked, said: Said) -> Outlook:
    """Put actual and expected together for a fiscal year; say why where that cannot be done."""
    reason = refusal(asked, said)
    start = said.past.starts_in
    coming = {m.matter_id: m.to_come(asked.made_in, asked.ahead, start) for m in said.exceptional}
    extra = by_area(said.exceptional, coming, asked.made_in)
    rows = _area_rows(asked, said, extra, is_refused=bool(reason))
    total = _total_rows(asked, said, rows, extra)
    last: dict[str, Any] = total[-1] if total and not reason else {}
    return Outlook(
        asked.made_in,
        asked.method,
        METHODS[asked.method].label,
        _frame(rows, MONTHS),
        _frame(total, TOTAL),
        last.get("sum_cents"),
        last.get("sum_low_cents"),
        last.get("sum_high_cents"),
        reason,
        _frame(
            [
                _listed(m, asked, coming[m.matter_id])
                for m in said.exceptional
                if asked.area in (None, m.practice_area_id)
            ],
            EXCEPTIONAL,
        ),
    )


def refusal(asked: Asked, said: Said) -> str:
    """Say why the rest of the year cannot be forecast; nothing where it can."""
    if not asked.ahead:
        return ""
    known = said.past.months(asked.made_in)
    if known < LEAST_MONTHS:
        return (
            f"A forecast takes {LEAST_MONTHS} months of invoices; up to "
            f"{periods.label(asked.made_in)} there {'is' if known == 1 else 'are'} {known}."
        )
    reach = [month for area, month in said.cells if area == DEPARTMENT]
    method = METHODS[asked.method]
    if not reach and method.needs == "prior":
        return f"{method.label} takes every month of the fiscal year before; some are missing."
    if not reach:
        return f"{method.label} takes a budget for the coming months; there is none."
    if max(reach) < asked.ahead[-1]:
        return (
            f"{method.label} reaches to {periods.label(max(reach))} from here, not to the end "
            f"of {asked.year.label}."
        )
    return ""


def summed_band(misses: Sequence[Sequence[int]], halves: Sequence[int | None]) -> list[int | None]:
    """Return how far the sum of the first 1, 2, 3 ... months ahead may miss, 80 % of the time.

    By the misses of such sums in earlier trials; where those are too few, in proportion to the
    longest that are enough; without any, the months' own widths added up, which is the widest.
    """
    found: list[int | None] = []
    known: tuple[int, int] | None = None
    for count in range(1, len(halves) + 1):
        own = bands.width([sum(row[:count]) for row in misses if len(row) >= count])
        if own is not None:
            known = (count, max(own, known[1] if known else 0))
            found.append(known[1])
        elif known:
            found.append(known[1] * count // known[0])
        else:
            parts = [half for half in halves[:count] if half is not None]
            found.append(sum(parts) if len(parts) == count else None)
    return found


def by_area(
    matters: Sequence[Exceptional], coming: Mapping[int, Mapping[Month, int]], made_in: Month
) -> dict[tuple[int, Month], int]:
    """Add up what exceptional matters cost so far and will cost, per practice area and month."""
    sums: dict[tuple[int, Month], int] = {}
    for matter in matters:
        parts = {key: cents for key, cents in matter.spent.items() if key[1] <= made_in}
        area = matter.practice_area_id
        parts |= {(area, month): cents for month, cents in coming[matter.matter_id].items()}
        for key, cents in parts.items():
            sums[key] = sums.get(key, 0) + cents
    return sums


def _area_rows(
    asked: Asked, said: Said, extra: Mapping[tuple[int, Month], int], *, is_refused: bool
) -> list[dict[str, Any]]:
    areas = sorted({*said.past.areas, *(area for area, _ in extra)})
    rows = []
    for area in areas if asked.area is None else [asked.area]:
        for month in asked.known if is_refused else asked.year.months:
            more = extra.get((area, month), 0)
            if month <= asked.made_in:
                rows.append(_row(area, month, said.past.actual(area, month) + more))
            else:
                cell = said.cells.get((area, month))
                low, high = (cell.low_cents, cell.high_cents) if cell else (0, 0)
                amount = (cell.amount_cents if cell else 0) + more
                rows.append(_row(area, month, amount, _plus(low, more), _plus(high, more)))
                rows[-1]["is_actual"] = False
    return rows


def _row(
    area: int, month: Month, cents: int, low: int | None = None, high: int | None = None
) -> dict[str, Any]:
    return {
        "practice_area_id": area, "month": month, "amount_cents": cents, "low_cents": low,
        "high_cents": high, "is_actual": True,
    }  # fmt: skip


def _plus(cents: int | None, more: int) -> int | None:
    return None if cents is None else cents + more


def _total_rows(
    asked: Asked,
    said: Said,
    rows: Sequence[Mapping[str, Any]],
    extra: Mapping[tuple[int, Month], int],
) -> list[dict[str, Any]]:
    months = sorted({row["month"] for row in rows})
    sums = {m: sum(row["amount_cents"] for row in rows if row["month"] == m) for m in months}
    whole = DEPARTMENT if asked.area is None else asked.area
    cells = {
        m: said.cells[whole, m] for m in months if m in asked.ahead if (whole, m) in said.cells
    }
    halves = [None if c.high_cents is None else c.high_cents - c.amount_cents
              for c in cells.values()]  # fmt: skip
    along = dict(zip(cells, summed_band(said.misses, halves), strict=True))
    running = dict(zip(months, accumulate(sums.values()), strict=True))
    found = []
    for month in months:
        cell = cells.get(month)
        more = sums[month] - cell.amount_cents if cell else 0
        row = _row(whole, month, sums[month])
        row["is_actual"] = month <= asked.made_in
        if cell:
            row["low_cents"] = _plus(cell.low_cents, more)
            row["high_cents"] = _plus(cell.high_cents, more)
        floor = max((running[m] for m in months if m <= asked.made_in), default=0)
        ends = _around(running[month], along.get(month), floor) if cell else (None, None)
        if not asked.ahead:
            ends = (running[month], running[month])
        row |= {"sum_cents": running[month], "sum_low_cents": ends[0], "sum_high_cents": ends[1]}
        found.append(row)
    return found


def _around(cents: int, half: int | None, floor: int) -> tuple[int | None, int | None]:
    """Return the ends of a sum's band; it does not fall below what is spent already."""
    return (None, None) if half is None else (max(cents - half, min(floor, cents)), cents + half)


def _listed(matter: Exceptional, asked: Asked, coming: Mapping[Month, int]) -> dict[str, Any]:
    actual = sum(matter.monthly.get(month, 0) for month in asked.known)
    to_come = sum(coming.values())
    return {
        "matter_id": matter.matter_id,
        "number": matter.number,
        "name": matter.name,
        "practice_area_id": matter.practice_area_id,
        "is_restricted": matter.is_restricted,
        "source": matter.source(asked.made_in),
        "actual_cents": actual,
        "to_come_cents": to_come,
        "expected_cents": actual + to_come,
        "typed_cents": matter.expected_cents,
    }


def _frame(rows: Sequence[Mapping[str, Any]], columns: list[str]) -> pd.DataFrame:
    found = pd.DataFrame([dict(row) for row in rows], columns=columns)
    return found.astype({name: "Int64" for name in columns if name in _MONEY})
