"""On which days does a series of meetings come round?"""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

_WEEKS = {"weekly": 1, "two_weekly": 2}
_MONTHS = {"monthly": 1, "quarterly": 3}


def next_on(first: date | None, cadence: str, day: date) -> date | None:
    """Return the first day of a series on or after a day, None where it has no fixed days.

    A monthly series keeps the day of the month, or the last one of a shorter month.
    """
    if first is None:
        return None
    if cadence in _WEEKS:
        step = 7 * _WEEKS[cadence]
        return first + timedelta(max(-(-(day - first).days // step), 0) * step)
    if cadence in _MONTHS:
        return next(on for on in _monthly(first, _MONTHS[cadence], day) if on >= day)
    return first if first >= day else None


def days(first: date | None, cadence: str, since: date, until: date) -> Iterator[date]:
    """Yield the days of a series from one day to another, both included."""
    on = next_on(first, cadence, since)
    while on is not None and on <= until:
        yield on
        on = next_on(first, cadence, on + timedelta(1))


def _monthly(first: date, step: int, day: date) -> Iterator[date]:
    passed = (day.year - first.year) * 12 + day.month - first.month
    count = max(passed // step, 0) * step
    while True:
        year, month = divmod(first.year * 12 + first.month - 1 + count, 12)
        yield date(year, month + 1, min(first.day, calendar.monthrange(year, month + 1)[1]))
        count += step
