"""Which day a date of a table is, and whether day or month comes first: proved or asked."""

import re
from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

_TIME = re.compile(
    r"[T ]\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?\s*(?:[AaPp]\.?[Mm]\.?)?"
    r"(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR_FIRST = re.compile(r"([0-9]{4})([/.-])([0-9]{1,2})\2([0-9]{1,2})")
_MIXED = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{2}|[0-9]{4})")
_NAMED = re.compile(r"([0-9]{1,2})[ .-]+([A-Za-z]{3,9})\.?[ ,-]+([0-9]{4})")
_NAMED_FIRST = re.compile(r"([A-Za-z]{3,9})\.? +([0-9]{1,2}),? +([0-9]{4})")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_LONG_MONTHS = (
    "january february march april may june july august september october november december"
).split()
_SERIAL = re.compile(r"-?[0-9]{1,5}(\.[0-9]+)?")
_WORDS = {
    "DMY": "day, month, year",
    "MDY": "month, day, year",
    "YMD": "year, month, day",
}


class Read(NamedTuple):
    """A date as far as its text tells: the day, or its three numbers when the order matters."""

    day: date | None = None
    parts: tuple[int, int, int] | None = None
    is_short: bool = False
    hint: str = ""

    def by(self, order: str) -> date | None:
        """Return the day under an order, None when there is no such day."""
        if self.parts is None:
            return self.day
        first, second, third = self.parts
        if order == "YMD":
            return _day(2000 + first, second, third) if self.is_short else None
        year = third + 2000 if self.is_short else third
        day, month = (first, second) if order == "DMY" else (second, first)
        return _day(year, month, day)


def read(text: str) -> Read:
    """Read a date as far as its text alone tells."""
    plain = _without_time(text)
    for pattern, places in ((_COMPACT, (1, 2, 3)), (_YEAR_FIRST, (1, 3, 4))):
        found = pattern.fullmatch(plain)
        if found:
            return _real(*(int(found[place]) for place in places))
    mixed = _MIXED.fullmatch(plain)
    if mixed:
        parts = (int(mixed[1]), int(mixed[3]), int(mixed[4]))
        return _in_any_order(Read(parts=parts, is_short=len(mixed[4]) == 2))
    return _with_month_name(plain)


def _without_time(text: str) -> str:
    found = _TIME.search(text)
    return text[: found.start()].strip() if found and found.end() == len(text) else text


def _with_month_name(text: str) -> Read:
    found, first = _NAMED.fullmatch(text), _NAMED_FIRST.fullmatch(text)
    if not found and not first:
        return Read(hint=_hint(text))
    day, name, year = found.groups() if found else (first[2], first[1], first[3])  # type: ignore[index]
    for names in (_MONTHS, _LONG_MONTHS):
        if name.casefold() in names:
            return _real(int(year), names.index(name.casefold()) + 1, int(day))
    return Read(hint=_hint(text))


def _real(year: int, month: int, day: int) -> Read:
    found = _day(year, month, day)
    return Read(found, hint="" if found else "there is no such day")


def _in_any_order(found: Read) -> Read:
    """Return a date that reads the same under every order as settled."""
    days = {found.by(order) for order in _orders(found)} - {None}
    if not days:
        return Read(hint="there is no such day, whichever of day and month comes first")
    if len(days) == 1 and found.parts is not None and found.parts[0] == found.parts[1]:
        return found if found.is_short else Read(days.pop())
    return found


def _orders(found: Read) -> tuple[str, ...]:
    return ("DMY", "MDY", "YMD") if found.is_short else ("DMY", "MDY")


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def proved(every: Iterable[Read]) -> str:
    """Return the order that the dates of a file prove, "" where none or more than one does."""
    orders: set[str] = set()
    for found in every:
        if found.parts is not None and not found.is_short:
            fits = [order for order in _orders(found) if found.by(order)]
            if len(fits) == 1:
                orders.update(fits)
    return orders.pop() if len(orders) == 1 else ""


def is_open(every: Collection[Read]) -> bool:
    """Say whether some date of a file needs an order to be read."""
    return any(found.parts is not None for found in every)


def in_words(order: str) -> str:
    """Write an order out."""
    return _WORDS[order]


def both_ways(found: Read) -> str:
    """Name the days that a date may be."""
    days = {day for order in _orders(found) if (day := found.by(order))}
    return " or ".join(f"{day.day} {day:%B %Y}" for day in sorted(days))


def _hint(text: str) -> str:
    if _SERIAL.fullmatch(text):
        return "this looks like a spreadsheet's day number; write the date out, as 2026-01-31"
    return "write the date as 2026-01-31"
