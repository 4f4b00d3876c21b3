"""How a date in a LEDES file is read: YYYYMMDD, ISO with a word, nothing guessed."""

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

EARLIEST = date(1990, 1, 1)
_COMPACT = re.compile(r"[0-9]{8}")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?")
_SLASHED = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}")
_BLANK = re.compile(r"0?0:00(:00(\.0+)?)?")


class Day(NamedTuple):
    """A date, or None with the fault; `note` where it was written in a forgiven form."""

    day: date | None = None
    note: str = ""
    fault: str = ""
    hint: str = ""


def is_blank(text: str) -> bool:
    """Say whether the text holds no date, only a midnight some exports write for none."""
    return not text or _BLANK.fullmatch(text) is not None


@lru_cache(maxsize=8192)
def day(text: str, latest: date) -> Day:
    """Read one date no earlier than 1990 and no later than `latest`."""
    digits, note = text, ""
    if not _COMPACT.fullmatch(text):
        iso = _ISO.fullmatch(text)
        if not iso:
            return Day(fault="bad_date", hint=_hint(text))
        digits, note = "".join(iso.groups()), "date_form"
    try:
        found = date.fromisoformat(digits)
    except ValueError:
        return Day(fault="bad_date", hint="there is no such day; write a real date as YYYYMMDD")
    if not EARLIEST <= found <= latest:
        span = f"dates from {EARLIEST} to {latest} are accepted here"
        return Day(found, fault="date_range", hint=span)
    return Day(found, note)


def latest(today: date, ahead: int = 31) -> date:
    """Return the last day that is accepted."""
    return today + timedelta(days=ahead)


def _hint(text: str) -> str:
    if _SLASHED.fullmatch(text):
        return "day and month could be either way round; write the date as YYYYMMDD"
    if text.isdigit() and not text.isascii():
        return "use the digits 0 to 9, as YYYYMMDD"
    if re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", text):
        return "this looks like a spreadsheet's day number; write the date as YYYYMMDD"
    return "write the date as YYYYMMDD, such as 20260131"
