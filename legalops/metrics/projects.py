"""How do projects stand: what is done of what was to be done by now, and how far dates slip?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

Health = Literal["on_track", "at_risk", "off_track"]
RUNNING = frozenset({"planning", "doing", "closing"})
OVER = frozenset({"done", "stopped"})
#: Days that the end may lie after the end first promised before health changes by the dates.
SLIP_AT_RISK, SLIP_OFF_TRACK = 7, 30
#: Done for each unit of weight that was to be done by now, below which health changes.
INDEX_AT_RISK, INDEX_OFF_TRACK = 0.9, 0.75
#: Before this share of the work was to be done, the index alone takes no project off track.
_ENOUGH_PLANNED = 0.2
_WORST: Mapping[str, int] = {"on_track": 0, "at_risk": 1, "off_track": 2}
HEALTH_WORDS: Mapping[str, str] = {
    "on_track": "On track", "at_risk": "At risk", "off_track": "Off track",
}  # fmt: skip


class Mark(NamedTuple):
    """A milestone: the day first promised, the day expected now, the day it was done."""

    id: int
    project_id: int
    title: str
    baseline: date
    forecast: date
    done: date | None = None
    weight: int = 1
    moves: int = 0

    def expected(self, today: date) -> date:
        """Return the day it was done, or when it can be at the earliest."""
        return self.done or max(self.forecast, today)

    def slip(self, today: date) -> int:
        """Return by how many days it comes after the day first promised; negative is early."""
        return (self.expected(today) - self.baseline).days

    def is_overdue(self, today: date) -> bool:
        """Say whether even the day expected has passed and it is not done."""
        return self.done is None and self.forecast < today

    def is_on_time(self) -> bool:
        """Say whether it was done by the day first promised."""
        return self.done is not None and self.done <= self.baseline


@dataclass(frozen=True)
class Schedule:
    """What the milestones of a project say on a day; weights count, not their number.

    `slip_days` is how much later than first promised the last milestone comes, None without
    milestones; `next` is the first that is not done.
    """

    planned: int
    earned: int
    total: int
    slip_days: int | None
    ends_on: date | None
    promised_on: date | None
    overdue: int
    next: Mark | None

    @property
    def done_share(self) -> float | None:
        """The share of the weights that is done."""
        return self.earned / self.total if self.total else None

    @property
    def planned_share(self) -> float | None:
        """The share of the weights that was to be done by now."""
        return self.planned / self.total if self.total else None

    @property
    def index(self) -> float | None:
        """What is done for each unit that was to be done by now, None where nothing was."""
        return self.earned / self.planned if self.planned else None


def schedule(marks: Sequence[Mark], today: date) -> Schedule:
    """Work out what the milestones of one project say today."""
    ends = max((mark.expected(today) for mark in marks), default=None)
    promised = max((mark.baseline for mark in marks), default=None)
    waiting = sorted((m for m in marks if m.done is None), key=lambda m: (m.forecast, m.id))
    return Schedule(
        planned=sum(mark.weight for mark in marks if mark.baseline <= today),
        earned=sum(mark.weight for mark in marks if mark.done is not None),
        total=sum(mark.weight for mark in marks),
        slip_days=(ends - promised).days if ends and promised else None,
        ends_on=ends,
        promised_on=promised,
        overdue=sum(mark.is_overdue(today) for mark in marks),
        next=waiting[0] if waiting else None,
    )


def computed(found: Schedule) -> Health | None:
    """Return the health that the dates say, None where there are no milestones."""
    if found.slip_days is None:
        return None
    index = 1.0 if found.index is None else found.index
    is_far = (found.planned_share or 0) >= _ENOUGH_PLANNED
    if found.slip_days > SLIP_OFF_TRACK or (is_far and index < INDEX_OFF_TRACK):
        return "off_track"
    if found.slip_days > SLIP_AT_RISK or found.overdue or index < INDEX_AT_RISK:
        return "at_risk"
    return "on_track"


def worse(typed: str, by_dates: str) -> str:
    """Return the worse of the typed and the computed health, "" where there is neither."""
    known = [each for each in (typed, by_dates) if each]
    return max(known, key=lambda each: _WORST[each]) if known else ""


def differs(typed: str, by_dates: str) -> bool:
    """Say whether what was typed is not what the dates say."""
    return bool(typed and by_dates and typed != by_dates)


def health_words(typed: str, by_dates: str) -> str:
    """Say how a project is, by its note and by its dates, once where the two agree."""
    if differs(typed, by_dates):
        return f"{HEALTH_WORDS[typed]}; its dates say {HEALTH_WORDS[by_dates].lower()}"
    if typed:
        return HEALTH_WORDS[typed]
    return f"{HEALTH_WORDS[by_dates]} by its dates" if by_dates else "Not known"


def slip_words(days: int | None) -> str:
    """Say by how much something comes later or earlier than first promised, "" if not known."""
    if days is None:
        return ""
    if days == 0:
        return "on time"
    number, unit = (f"{abs(days):,}", "day" if abs(days) == 1 else "days")
    return f"{number} {unit} late" if days > 0 else f"{number} {unit} early"


def dates_words(found: Schedule) -> str:
    """Say what is off in the dates of a project: its end, or else a milestone that is overdue."""
    if found.overdue and (found.slip_days or 0) <= 0:
        return "1 overdue" if found.overdue == 1 else f"{found.overdue:,} overdue"
    return slip_words(found.slip_days)


class Said(NamedTuple):
    """How one running project stands, as far as the first sentence of the page needs it."""

    title: str
    health: str
    differs: bool
    slip_days: int | None
    overdue: int


def headline(running: Sequence[Said]) -> str:
    """Say what is off in the projects that run."""
    if not running:
        return "No project is running."
    count = f"{len(running):,} projects are" if len(running) > 1 else "1 project is"
    off = sorted(
        (each for each in running if each.health == "off_track"), key=lambda e: -(e.slip_days or 0)
    )
    parts = [f"{count} running, {_some(len(off))} off track"]
    if off and (off[0].slip_days or 0) > 0:
        parts.append(f"{off[0].title} ends {slip_words(off[0].slip_days).replace(' late', '')} "
                     "later than promised")  # fmt: skip
    overdue = sum(each.overdue for each in running)
    if overdue:
        parts.append(f"{overdue:,} {'milestone is' if overdue == 1 else 'milestones are'} overdue")
    differing = sum(each.differs for each in running)
    if differing:
        notes = "1 status note says" if differing == 1 else f"{differing:,} status notes say"
        parts.append(f"{notes} something else than the dates")
    return f"{'; '.join(parts)}."


def _some(count: int) -> str:
    return f"{count:,}" if count else "none"


def on_time_share(marks: Iterable[Mark], today: date) -> float | None:
    """Return the share done by the day first promised, of those promised by today."""
    due = [mark for mark in marks if mark.baseline <= today]
    return sum(mark.is_on_time() for mark in due) / len(due) if due else None


def index_of(schedules: Iterable[Schedule]) -> float | None:
    """Return what is done for each unit to be done by now, over several projects."""
    known = list(schedules)
    planned = sum(each.planned for each in known)
    return sum(each.earned for each in known) / planned if planned else None


def measured_share(benefits: Iterable[tuple[date | None, bool]], today: date) -> float | None:
    """Return the share that is measured of the benefits expected by today.

    A benefit is the day it is expected from, and whether it was measured.
    """
    due = [is_measured for day, is_measured in benefits if day is not None and day <= today]
    return sum(due) / len(due) if due else None
