"""Which month a column heading or a cell of a plan means."""

import re
from datetime import date, datetime
from typing import Any

from legalops.intake.names import fold
from legalops.periods import FiscalYear, Month, is_month, last_day, month_of

_NAMES = "january february march april may june july august september october november december"
_NUMBERS = {
    short: number
    for number, name in enumerate(_NAMES.split(), start=1)
    for short in (name, name[:3], name[:4] if name == "september" else name)
}
_PERIOD = re.compile(r"(?:p|period) ?0?([1-9]|1[0-2])")
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/. ]?([0-9]{2})|([0-9]{4})[-/. ]([0-9])")
_YEAR_LAST = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{4})")
_NAMED = re.compile(r"([a-z]{3,9})\.?(?:[ '\u2019/.-]*([0-9]{2}|[0-9]{4}))?")
_ISO_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[t ]00:00(?::00)?)?")
_UNCLEAR = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}(?:[/.-](?:[0-9]{2}|[0-9]{4}))?")


def month_in(cell: Any, fiscal_year: FiscalYear) -> Month | None:
    """Return the month a heading names, None when it names none.

    `P1` counts fiscal periods; a month without a year is the one in the fiscal year.
    """
    if isinstance(cell, datetime | date):
        return month_of(cell)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = fold(str(cell))
    if period := _PERIOD.fullmatch(text):
        return fiscal_year.months[int(period[1]) - 1]
    return _dated(text) or _named(text, fiscal_year)


def says_its_year(cell: Any, fiscal_year: FiscalYear) -> bool:
    """Say whether a month heading carries its own year."""
    other = FiscalYear(fiscal_year.name + 1, fiscal_year.starts_in)
    month = month_in(cell, fiscal_year)
    return month is not None and month == month_in(cell, other)


def is_odd_day(cell: Any) -> bool:
    """Say whether a real date stands where a month should, on a day nobody means a month by.

    A spreadsheet turns a typed `Jan-26` into the 26th of January of the current year.
    """
    if not isinstance(cell, datetime | date):
        return False
    day = cell.date() if isinstance(cell, datetime) else cell
    return day not in (day.replace(day=1), last_day(month_of(day)))


def is_unclear_day(cell: Any) -> bool:
    """Say whether text looks like a date or month that could be read in two ways."""
    return isinstance(cell, str) and bool(_UNCLEAR.fullmatch(fold(cell)))


def _dated(text: str) -> Month | None:
    if day := _ISO_DAY.fullmatch(text):
        return _month(day[1][:4], day[1][5:7])
    if year_first := _YEAR_FIRST.fullmatch(text):
        year, month, year_apart, month_apart = year_first.groups()
        return _month(year or year_apart, month or month_apart)
    if year_last := _YEAR_LAST.fullmatch(text):
        return _month(year_last[2], year_last[1])
    return None


def _named(text: str, fiscal_year: FiscalYear) -> Month | None:
    named = _NAMED.fullmatch(text)
    if not named or named[1] not in _NUMBERS:
        return None
    number = _NUMBERS[named[1]]
    if named[2]:
        year = int(named[2]) + (2000 if len(named[2]) == 2 else 0)
        return _month(year, number)
    return next(month for month in fiscal_year.months if month % 100 == number)


def _month(year: str | int, number: str | int) -> Month | None:
    month = int(year) * 100 + int(number)
    return month if is_month(month) else None
