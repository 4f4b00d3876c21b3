"""How is a day read that somebody types as they would say it: Friday, in two weeks, 27 Nov?"""

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

from legalops.intake.names import fold
from legalops.periods import add_months, first_day, last_day, month_of

_WEEKDAYS = {name.casefold(): number for number, name in enumerate(calendar.day_name)}
_WEEKDAYS |= {name.casefold(): number for number, name in enumerate(calendar.day_abbr)}
_WEEKDAYS |= {"tues": 1, "thur": 3, "thurs": 3}
_MONTHS = {name.casefold(): n for n, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.casefold(): n for n, name in enumerate(calendar.month_abbr) if name}
_MONTHS |= {"sept": 9}
_WORDS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_FRIDAY = 4
_MOST_AHEAD = 999
_LEAD = re.compile(r"(?:by|until|till|due|before|on)(?: the)? ")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_AHEAD = re.compile(r"in ([a-z]+|\d{1,3}) (day|week|month)s?")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.? (?:of )?([a-z]+)\.?,?(?: (\d{4}))?")
_MONTH_DAY = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,?(?: (\d{4}))?")
_SLASHED = re.compile(r"\d{1,2}[/.-]\d{1,2}(?:[/.-](?:\d{2}|\d{4}))?\.?")


def day(text: str, today: date) -> date | None:
    """Return the day that words name, seen from today; None where they name none.

    A day without its year is the next such day from today on.
    """
    words = _LEAD.sub("", fold(text).rstrip(".!"), count=1)
    found = (read(words, today) for read in _READERS)
    return next((each for each in found if each is not None), None)


def is_either_way(text: str) -> bool:
    """Say whether the words are a date whose day and month could be either way round."""
    return _SLASHED.fullmatch(_LEAD.sub("", fold(text), count=1)) is not None


def _named(words: str, today: date) -> date | None:
    monday = today - timedelta(days=today.weekday())
    friday = monday + timedelta(days=_FRIDAY)
    this = month_of(today)
    known = {
        "today": today,
        "tonight": today,
        "tomorrow": today + timedelta(days=1),
        "this week": max(friday, today),
        "end of week": max(friday, today),
        "end of the week": max(friday, today),
        "next week": friday + timedelta(days=7),
        "end of next week": friday + timedelta(days=7),
        "this month": last_day(this),
        "end of month": last_day(this),
        "end of the month": last_day(this),
        "month end": last_day(this),
        "next month": last_day(add_months(this, 1)),
        "end of next month": last_day(add_months(this, 1)),
        "end of year": date(today.year, 12, 31),
        "end of the year": date(today.year, 12, 31),
    }
    return known.get(words)


def _weekday(words: str, today: date) -> date | None:
    name = words.removeprefix("this ").removeprefix("next ")
    if name not in _WEEKDAYS:
        return None
    if words.startswith("next "):
        return today + timedelta(days=7 - today.weekday() + _WEEKDAYS[name])
    return today + timedelta(days=(_WEEKDAYS[name] - today.weekday() - 1) % 7 + 1)


def _ahead(words: str, today: date) -> date | None:
    found = _AHEAD.fullmatch(words)
    if found is None:
        return None
    count = int(found[1]) if found[1].isdigit() else _WORDS.get(found[1], 0)
    if not 0 < count <= _MOST_AHEAD:
        return None
    if found[2] != "month":
        return today + timedelta(days=count * (7 if found[2] == "week" else 1))
    month = add_months(month_of(today), count)
    return first_day(month).replace(day=min(today.day, last_day(month).day))


def _dated(words: str, today: date) -> date | None:
    if _ISO.fullmatch(words):
        return _real(int(words[:4]), int(words[5:7]), int(words[8:]))
    found = _DAY_MONTH.fullmatch(words)
    number, name, year = found.groups() if found else (None, "", None)
    if found is None and (found := _MONTH_DAY.fullmatch(words)):
        name, number, year = found.groups()
    month = _MONTHS.get(name, 0)
    if number is None or not month:
        return None
    if year is not None:
        return _real(int(year), month, int(number))
    this = _real(today.year, month, int(number))
    return this if this and this >= today else _real(today.year + 1, month, int(number))


def _month_end(words: str, today: date) -> date | None:
    if not words.startswith("end of "):
        return None
    month = _MONTHS.get(words.removeprefix("end of "), 0)
    if not month:
        return None
    year = today.year if month >= today.month else today.year + 1
    return last_day(year * 100 + month)


def _real(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


_READERS: tuple[Callable[[str, date], date | None], ...] = (
    _named, _weekday, _ahead, _dated, _month_end,
)  # fmt: skip
