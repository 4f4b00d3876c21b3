"""Months, fiscal years and the spans of them a page can show.

A month is an integer YYYYMM. Spans are inclusive at both ends.
"""

import calendar
from datetime import UTC, date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

Month = int


def month_of(day: date | str) -> Month:
    """Return the month of a date or of its ISO text."""
    if isinstance(day, str):
        return int(day[:4]) * 100 + int(day[5:7])
    return day.year * 100 + day.month


def add_months(month: Month, count: int) -> Month:
    """Return the month `count` months later (earlier when negative)."""
    index = (month // 100) * 12 + month % 100 - 1 + count
    return index // 12 * 100 + index % 12 + 1


def months_between(first: Month, last: Month) -> list[Month]:
    """Return every month from first to last, both included; empty when last is earlier."""
    count = (last // 100 - first // 100) * 12 + last % 100 - first % 100 + 1
    return [add_months(first, i) for i in range(max(count, 0))]


def first_day(month: Month) -> date:
    """Return the first day of the month."""
    return date(month // 100, month % 100, 1)


def last_day(month: Month) -> date:
    """Return the last day of the month."""
    year, number = divmod(month, 100)
    return date(year, number, calendar.monthrange(year, number)[1])


def is_month(value: int) -> bool:
    """Say whether the integer is a month of a year from 1990 to 2099."""
    return 199001 <= value <= 209912 and 1 <= value % 100 <= 12


def label(month: Month) -> str:
    """Write a month for a person: `Jul 2026`."""
    return f"{calendar.month_abbr[month % 100]} {month // 100}"


def iso(month: Month) -> str:
    """Write a month for a file or an address: `2026-07`."""
    return f"{month // 100:04d}-{month % 100:02d}"


def parse_month(text: str) -> Month:
    """Read `2026-07`; raise ValueError for anything else."""
    year, dash, number = text.strip().partition("-")
    ok = dash and len(year) == 4 and len(number) == 2 and (year + number).isascii()
    if not ok or not (year + number).isdigit() or not is_month(int(year + number)):
        raise ValueError(f"{text!r} is not a month like 2026-07")
    return int(year + number)


class FiscalYear(NamedTuple):
    """A fiscal year, named by the calendar year it ends in, starting in a set month."""

    name: int
    starts_in: int = 1

    @property
    def first(self) -> Month:
        """The first month."""
        year = self.name if self.starts_in == 1 else self.name - 1
        return year * 100 + self.starts_in

    @property
    def last(self) -> Month:
        """The twelfth month."""
        return add_months(self.first, 11)

    @property
    def months(self) -> list[Month]:
        """Its twelve months in order."""
        return months_between(self.first, self.last)

    @property
    def label(self) -> str:
        """How people say it: `FY26`."""
        return f"FY{self.name % 100:02d}"

    def quarter_of(self, month: Month) -> int:
        """Return the fiscal quarter (1 to 4) that a month of this year falls in."""
        return self.months.index(month) // 3 + 1

    def quarter(self, number: int) -> list[Month]:
        """Return the three months of a quarter (1 to 4)."""
        return self.months[(number - 1) * 3 : number * 3]


def fiscal_year_of(month: Month, starts_in: int) -> FiscalYear:
    """Return the fiscal year a month belongs to."""
    year, number = divmod(month, 100)
    return FiscalYear(year + 1 if starts_in > 1 and number >= starts_in else year, starts_in)


def utc_now() -> datetime:
    """Return this instant in UTC, to the microsecond."""
    return datetime.now(UTC)


def instant(moment: datetime) -> str:
    """Write an instant as the store keeps it: UTC, fixed width, sortable, ending in Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_instant(text: str) -> datetime:
    """Read back what `instant` wrote."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def local(text: str, time_zone: str) -> str:
    """Write a stored instant for a person of the department: `5 Aug 2026, 09:12`."""
    moment = parse_instant(text).astimezone(ZoneInfo(time_zone))
    return f"{moment.day} {moment:%b %Y, %H:%M}"


def day_label(day: date | str) -> str:
    """Write a date for a person: `31 Jul 2026`."""
    value = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{value.day} {value:%b %Y}"
