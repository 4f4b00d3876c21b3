"""A calendar of days as other programs read it (RFC 5545)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

LINE_BYTES = 75
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


class Entry(NamedTuple):
    """One whole day; `key` stays the same as long as it is the same thing, `url` may be empty."""

    key: str
    on: date
    title: str
    note: str
    url: str


def calendar(name: str, entries: Iterable[Entry], at: datetime) -> str:
    """Return a calendar in iCalendar's own form; `at` is when it was made, in UTC."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Legal operations//Dates//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
    ]
    for entry in entries:
        lines += _event(entry, at)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in fold_line(line))


def _event(entry: Entry, at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.key}"
    yield f"DTSTAMP:{at:%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{entry.on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{entry.on + timedelta(1):%Y%m%d}"
    yield f"SUMMARY:{_text(entry.title)}"
    if entry.note:
        yield f"DESCRIPTION:{_text(entry.note)}"
    if entry.url:
        yield f"URL:{_text(entry.url) if ' ' in entry.url else entry.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(words: str) -> str:
    """Escape text; signs a line cannot hold are left out."""
    escaped = words.translate(_ESCAPED)
    return "".join(sign for sign in escaped if sign.isprintable())


def fold_line(line: str) -> Iterator[str]:
    """Yield a line in parts of 75 octets at most, no sign torn apart; later parts are indented."""
    part, size = "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > LINE_BYTES:
            yield part
            part, size = " ", 1
        part, size = part + sign, size + width
    yield part
