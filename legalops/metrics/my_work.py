"""What of that which is due from a person is late, due this week, or later?"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Protocol, TypeVar

LATE, SOON, LATER, SOME_DAY = "Overdue", "In the next 7 days", "Later", "Without a day"
_SOON = timedelta(days=7)


class Dated(Protocol):
    """Anything with a day, or none."""

    @property
    def on(self) -> date | None:
        """Its day."""


Item = TypeVar("Item", bound=Dated)


def parted(items: Sequence[Item], today: date) -> dict[str, list[Item]]:
    """Return what is due by when: overdue, within seven days, later, without a day."""
    found: dict[str, list[Item]] = {LATE: [], SOON: [], LATER: [], SOME_DAY: []}
    for item in items:
        found[part(item.on, today)].append(item)
    return {name: some for name, some in found.items() if some}


def once(items: Sequence[Any]) -> list[Any]:
    """Return what is due without the later days of a series that meets again and again."""
    seen: set[tuple[str, int]] = set()
    found = []
    for item in items:
        series = (item.source, item.record_id)
        if item.source != "forum" or series not in seen:
            found.append(item)
        seen.add(series)
    return found


def part(on: date | None, today: date) -> str:
    """Return the part that a day belongs to."""
    if on is None:
        return SOME_DAY
    if on < today:
        return LATE
    return SOON if on <= today + _SOON else LATER


def sentence(items: Sequence[Dated], today: date) -> str:
    """Say how much is due: "2 overdue, 3 in the next 7 days, 1 later"."""
    counts = {name: len(some) for name, some in parted(list(items), today).items()}
    said = [f"{count} {name[:1].lower()}{name[1:]}" for name, count in counts.items()]
    return ", ".join(said)
