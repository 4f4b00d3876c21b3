"""Where a budget table's heading is and what each of its columns means."""

import re
from dataclasses import dataclass, field
from typing import Any

from legalops.intake.budget.month_names import is_odd_day, is_unclear_day, month_in
from legalops.intake.grid import Grid
from legalops.intake.names import fold
from legalops.periods import FiscalYear, Month

SEARCHED_ROWS = 20
_AREA = {"practice area", "practice areas", "area", "practice", "practice group", "area of law"}
_MATTER = {
    *("matter", "matter number", "matter no", "matter no.", "matter id", "matter #"),
    *("client matter id", "client_matter_id"),
}
_VENDOR = {"vendor", "vendor name", "law firm", "firm", "outside counsel", "supplier"}
_KIND = {
    *("cost kind", "cost type", "kind", "type", "category", "cost category", "cost"),
    *("fees or expenses", "fees/expenses"),
}
_PERIOD = {"period", "month"}
_AMOUNT = {"amount", "budget", "budget amount", "amount budgeted", "value"}
_CURRENCY = {"currency", "ccy"}
_QUARTER = re.compile(
    r"(?:q([1-4])|([1-4])q|quarter ([1-4]))(?: ?(?:fy)? ?'?(?:[0-9]{2}|[0-9]{4}))?"
)
_YEAR_TOTAL = re.compile(r"(?:fy|year|full year|annual|fiscal year)(?: ?'?(?:[0-9]{2}|[0-9]{4}))?")
_CODE = re.compile(r"(.*?)\s*[(\[]([a-z]{3})[)\]]")


@dataclass
class Heading:
    """The heading of a budget table; columns count from 0 and are None where there is none.

    `months` has a column for each month of a table with months across; a long table has
    `period` and `amount` instead. `totals` says for each total column which fiscal quarter
    it adds up (0: the year). `currency_named` is a currency in the amount's heading.
    """

    row: int
    area: int | None = None
    matter: int | None = None
    vendor: int | None = None
    kind: int | None = None
    period: int | None = None
    amount: int | None = None
    currency: int | None = None
    currency_named: str = ""
    months: dict[int, Month] = field(default_factory=dict)
    totals: dict[int, int] = field(default_factory=dict)
    odd_days: list[int] = field(default_factory=list)
    unclear: list[int] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)
    extra: list[int] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Whether it can be a budget's heading: a subject, and months or period and amount."""
        subjects = (self.area, self.matter, self.vendor)
        return any(column is not None for column in subjects) and (
            bool(self.months) or self.is_long
        )

    @property
    def is_departments(self) -> bool:
        """Whether it can hold more than caps of vendors."""
        return self.area is not None or self.matter is not None

    @property
    def is_long(self) -> bool:
        """Whether the table has a row for every month."""
        return not self.months and self.period is not None and self.amount is not None


def find_heading(grid: Grid, fiscal_year: FiscalYear) -> Heading | None:
    """Return the first complete heading within the first rows, None when there is none."""
    for row in range(min(SEARCHED_ROWS, len(grid.rows))):
        heading = _read(grid, row, fiscal_year)
        if heading.is_complete:
            if heading.months:
                idle = [c for c in (heading.period, heading.amount) if c is not None]
                heading.extra = sorted({*heading.extra, *idle})
            return heading
    return None


def is_total(text: str) -> bool:
    """Say whether a label means a sum of others, as `Total`, `Grand total` or `Fees total` do."""
    words = fold(text).replace("-", " ").strip(" :").split()
    marks = {"total", "totals", "subtotal", "subtotals", "sum"}
    return bool(words) and (words[0] in marks or words[-1] in marks)


def total_of(text: str) -> str:
    """Return what a total's label says it adds up: `Litigation` of `Total Litigation`."""
    words = fold(text).replace("-", " ").strip(" :").split()
    noise = {"total", "totals", "subtotal", "subtotals", "sum", "grand", "sub", "of", "all", "for"}
    return " ".join(word for word in words if word not in noise)


def _read(grid: Grid, row: int, fiscal_year: FiscalYear) -> Heading:
    heading = Heading(row)
    for column in range(len(grid.rows[row])):
        if grid.text(row, column):
            _place(heading, column, grid.at(row, column), fiscal_year)
    return heading


def _place(heading: Heading, column: int, cell: Any, fiscal_year: FiscalYear) -> None:
    month = month_in(cell, fiscal_year)
    text = fold(str(cell)).strip(" :*")
    quarter = _QUARTER.fullmatch(text)
    if month is not None:
        repeats = month in heading.months.values()
        (heading.repeated.append(column) if repeats else heading.months.update({column: month}))
        heading.odd_days += [column] if is_odd_day(cell) else []
    elif quarter:
        heading.totals[column] = int(quarter[1] or quarter[2] or quarter[3])
    elif _YEAR_TOTAL.fullmatch(text) or is_total(text):
        heading.totals[column] = 0
    elif is_unclear_day(cell):
        heading.unclear.append(column)
    elif not _place_named(heading, column, text):
        heading.extra.append(column)


def _place_named(heading: Heading, column: int, text: str) -> bool:
    coded = _CODE.fullmatch(text)
    for name, words in (
        ("area", _AREA),
        ("matter", _MATTER),
        ("vendor", _VENDOR),
        ("kind", _KIND),
        ("period", _PERIOD),
        ("amount", _AMOUNT),
        ("currency", _CURRENCY),
    ):
        named = coded[1] if coded and name == "amount" else text
        if named in words and getattr(heading, name) is None:
            setattr(heading, name, column)
            if coded and name == "amount":
                heading.currency_named = coded[2].upper()
            return True
    return False
