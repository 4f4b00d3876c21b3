"""What is due, from whom and by when, over everything that people keep?"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Engine

from legalops.metrics import cadence
from legalops.services.completeness import today as today_of
from legalops.store import due as store
from legalops.store.due import Waiting

CHECK_EVERY, NOTE_EVERY, NOTES_WITHIN = timedelta(30), timedelta(7), timedelta(7)
_KINDS = {
    "decide": "decision",
    "review": "decision",
    "check_in": "goal",
    "status_note": "project",
    "attending": "training",
    "notice": "system",
}
_WHY = {
    "action": "Action",
    "milestone": "Milestone",
    "decide": "Decision to take",
    "review": "Decision to review",
    "check_in": "Check-in",
    "goal": "Goal ends: met or missed?",
    "status_note": "Status note",
    "benefit": "Benefit to measure",
    "experiment": "Experiment ends",
    "training": "Training to arrange",
    "attending": "Training",
    "notice": "Contract ends or renews",
    "meeting": "Meeting",
}


class Due(NamedTuple):
    """One thing that is due from a person; `why` is what is asked, in a few words.

    `on` is its day, None for no day; `person_id` is None where nobody owns it. `source` says
    which rule found it: action, milestone, decide, review, check_in, goal, status_note,
    benefit, experiment, training, attending, notice, meeting, forum.
    """

    kind: str
    record_id: int
    parent_id: int | None
    title: str
    on: date | None
    why: str
    person_id: int | None
    source: str = ""


def due(engine: Engine, user_id: int | None, until: date, today: date | None = None) -> list[Due]:
    """Return what is due from a person up to a day, overdue things included, earliest first.

    With None for the person: from everybody, once for each of them. What has no day comes
    last. `today` (the department's day unless given) is where meetings begin.
    """
    now = today or today_of(engine)
    found = [
        item
        for item in (_due(each, now) for each in store.waiting(engine, user_id, until.isoformat()))
        if item is not None and (item.on is None or item.on <= until)
    ]
    found += _series(engine, user_id, now, until)
    return sorted(found, key=lambda d: (d.on is None, d.on or date.max, d.why, d.title))


def _due(row: Waiting, today: date) -> Due | None:
    """Return what waits with its rule applied, None where the rule lets it pass."""
    on = date.fromisoformat(row.on_day) if row.on_day else None
    why = _WHY[row.source]
    if on is not None and row.source == "check_in":
        on += CHECK_EVERY
    elif on is not None and row.source == "status_note":
        on += NOTE_EVERY
    elif on is not None and row.source == "notice" and row.days:
        on, why = on - timedelta(row.days), "Last day to give notice"
    elif on is not None and row.source == "meeting" and on < today:
        if on < today - NOTES_WITHIN:
            return None
        why = "Meeting without notes"
    kind = _KINDS.get(row.source, row.source)
    return Due(kind, row.record_id, row.parent_id, row.title, on, why, row.person_id, row.source)


def _series(engine: Engine, user_id: int | None, today: date, until: date) -> Iterator[Due]:
    """Yield the days of series that nobody has entered a meeting for yet."""
    rows = store.series(engine, user_id)
    entered = store.held(engine, today.isoformat()) if rows else set()
    for row in rows:
        first = date.fromisoformat(row.first_on)
        for on in cadence.days(first, row.cadence, today, until):
            if (row.forum_id, on.isoformat()) not in entered:
                yield Due("forum", row.forum_id, None, row.title, on, "Meeting", row.person_id,
                          "forum")  # fmt: skip
