"""How far is a goal, how far should it be by now, and how is that said?

Values are in 1/10000 of their unit. Progress runs from the baseline (0) to the target (1);
"within" is the share of checks that lay inside the bounds, and should be 1 at any time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

import pandas as pd

from legalops import periods
from legalops.metrics.goal_aims import Aim, Reading, progress

#: Points of a hundred that a goal may be off and still be called on course.
NEAR = 5
#: A goal nobody has checked in on for so many days is unchecked.
STALE_DAYS = 30
Side = Literal["good", "bad", "even", "none"]
_ENDED: Mapping[str, Side] = {"met": "good", "missed": "bad"}


class Standing(NamedTuple):
    """Where a goal stands: shares from 0 to 1, None where nothing can be said.

    `gap` is progress less what is expected by now; `words` say it ("behind by 12 points");
    `values` of `measures` have been read at all. `is_unchecked` says that someone should look.
    """

    goal_id: int
    progress: float | None
    expected: float
    gap: float | None
    confidence: str
    words: str
    last_check_on: date | None
    side: Side
    is_running: bool
    is_unchecked: bool
    values: int
    measures: int


class Figures(NamedTuple):
    """What all running goals come to; None where there are none."""

    running: int
    on_course: int
    share_on_course: float | None
    mean_progress: float | None
    unchecked: int


@dataclass(frozen=True)
class Promise:
    """A goal as it is judged: its days, its state, what it is measured by, who checked it when."""

    goal_id: int
    state: str
    starts_on: date
    due_on: date
    aims: Sequence[Aim]
    checks: Sequence[tuple[date, str]] = ()
    is_read: bool = False


def elapsed(starts_on: date, due_on: date, today: date) -> float:
    """Return which share of the time is over, 0 before the start and 1 from the due day on."""
    whole = (due_on - starts_on).days
    if whole <= 0:
        return float(today >= due_on)
    return min(1.0, max(0.0, (today - starts_on).days / whole))


def whole_progress(aims: Sequence[Aim]) -> float | None:
    """Return the weighted mean of the progress of all that have to move; None without a value.

    What has no value yet counts as not begun.
    """
    found = [(progress(aim), aim.weight) for aim in aims]
    total = sum(weight for _, weight in found)
    if total <= 0 or all(share is None for share, _ in found):
        return None
    return sum((share or 0.0) * weight for share, weight in found) / total


def expected(aims: Sequence[Aim], time: float) -> float:
    """Return how far the aims should be by now: the elapsed time; all of it to keep within."""
    total = sum(aim.weight for aim in aims)
    if total <= 0:
        return time
    return sum((1.0 if a.direction == "within" else time) * a.weight for a in aims) / total


def standing(promise: Promise, today: date) -> Standing:
    """Return where a goal stands on a day."""
    share = whole_progress(promise.aims)
    due = expected(promise.aims, elapsed(promise.starts_on, promise.due_on, today))
    running = promise.state == "open" and promise.starts_on <= today
    last = promise.checks[-1] if promise.checks else None
    said, side = _words(promise, share, due, today)
    return Standing(
        goal_id=promise.goal_id,
        progress=share,
        expected=due,
        gap=None if share is None else share - due,
        confidence=last[1] if last else "",
        words=said,
        last_check_on=last[0] if last else None,
        side=side,
        is_running=running,
        is_unchecked=running and not promise.is_read and _is_stale(promise, last, today),
        values=sum(bool(aim.readings) for aim in promise.aims),
        measures=len(promise.aims),
    )


def _is_stale(promise: Promise, last: tuple[date, str] | None, today: date) -> bool:
    since = last[0] if last else promise.starts_on
    return today - since > timedelta(days=STALE_DAYS)


def points(share: float) -> int:
    """Return a share in points of a hundred, as it is shown."""
    return round(share * 100)


def _words(promise: Promise, share: float | None, due: float, today: date) -> tuple[str, Side]:
    if promise.state != "open":
        return promise.state, _ENDED.get(promise.state, "none")
    if promise.starts_on > today:
        return f"starts on {periods.day_label(promise.starts_on)}", "none"
    if share is None:
        return "no value yet", "none"
    if share >= 1.0 and any(aim.direction != "within" for aim in promise.aims):
        return "reached", "good"
    return _distance(share, due, is_over=today > promise.due_on)


def _distance(share: float, due: float, *, is_over: bool) -> tuple[str, Side]:
    """Say how far the shown progress is from what is shown as expected."""
    off = points(share) - points(due)
    if is_over and off < 0:
        return f"overdue at {points(share)}%", "bad"
    if abs(off) <= NEAR:
        return "on course", "even"
    word: tuple[str, Side] = ("ahead", "good") if off > 0 else ("behind", "bad")
    return f"{word[0]} by {abs(off)} points", word[1]


def is_on_course(found: Standing) -> bool:
    """Say whether a running goal is where it should be, or further."""
    return found.gap is not None and points(found.progress or 0) - points(found.expected) >= -NEAR


def figures(found: Iterable[Standing]) -> Figures:
    """Return what all running goals come to; one without a value has made no progress."""
    running = [each for each in found if each.is_running]
    fine = sum(is_on_course(each) for each in running)
    count = len(running)
    return Figures(
        count,
        fine,
        fine / count if count else None,
        sum(each.progress or 0.0 for each in running) / count if count else None,
        sum(each.is_unchecked for each in running),
    )


_JUDGED = (
    "id", "goal_id", "state", "starts_on", "due_on", "measure", "weight", "direction",
    "baseline_e4", "target_e4", "upper_e4",
)  # fmt: skip
_CHECKED = ("goal_id", "on_day", "confidence", "value_e4", "key_result_id")


def standings(
    goals: pd.DataFrame,
    key_results: pd.DataFrame,
    check_ins: pd.DataFrame,
    live: Mapping[int, Sequence[Reading]],
    today: date,
) -> list[Standing]:
    """Return where every goal stands on a day; `live` are the values read from KPIs.

    `goals` and `key_results` are rows as they are kept; `check_ins` has no withdrawn ones.
    """
    return [standing(each, today) for each in promises(goals, key_results, check_ins, live)]


def promises(
    goals: pd.DataFrame,
    key_results: pd.DataFrame,
    check_ins: pd.DataFrame,
    live: Mapping[int, Sequence[Reading]],
) -> list[Promise]:
    """Return every goal as it is judged: by its key results, else by its own measure."""
    typed, checks = _typed(check_ins)
    parts: dict[int, list[dict[str, Any]]] = {}
    for row in _rows(key_results):
        parts.setdefault(int(row["goal_id"]), []).append(row)
    return [
        _promise(row, parts.get(int(row["id"]), []), typed, live, checks) for row in _rows(goals)
    ]


def _promise(
    row: Mapping[str, Any],
    parts: Sequence[Mapping[str, Any]],
    typed: Mapping[tuple[int, int], list[Reading]],
    live: Mapping[int, Sequence[Reading]],
    checks: Mapping[int, list[tuple[date, str]]],
) -> Promise:
    goal = int(row["id"])
    aims = [aim_of(part, readings_of(part, typed, live)) for part in parts]
    if not parts and (
        _number(row["target_e4"]) is not None or _number(row["upper_e4"]) is not None
    ):
        aims = [aim_of({**row, "weight": 1}, typed.get((goal, 0), ()))]
    return Promise(
        goal,
        str(row["state"]),
        date.fromisoformat(row["starts_on"]),
        date.fromisoformat(row["due_on"]),
        aims,
        checks.get(goal, ()),
        is_read=bool(parts) and all(part["measure"] for part in parts),
    )


def readings_of(
    part: Mapping[str, Any],
    typed: Mapping[tuple[int, int], Sequence[Reading]],
    live: Mapping[int, Sequence[Reading]],
) -> Sequence[Reading]:
    """Return what was read of a key result: from its KPI, else as it was typed."""
    key = int(part["id"])
    return live.get(key, ()) if part["measure"] else typed.get((int(part["goal_id"]), key), ())


def aim_of(row: Mapping[str, Any], readings: Sequence[Reading]) -> Aim:
    """Return what a goal or key result is measured by, with what was read of it."""
    return Aim(
        str(row["direction"]),
        _number(row["baseline_e4"]),
        _number(row["target_e4"]),
        _number(row["upper_e4"]),
        int(row["weight"]),
        tuple(readings),
    )


def typed_readings(check_ins: pd.DataFrame) -> dict[tuple[int, int], list[Reading]]:
    """Return what was typed per goal and key result (0 for the goal itself), oldest first."""
    return _typed(check_ins)[0]


def _typed(
    check_ins: pd.DataFrame,
) -> tuple[dict[tuple[int, int], list[Reading]], dict[int, list[tuple[date, str]]]]:
    """Return the values by goal and key result, and who was how confident by goal, in order."""
    values: dict[tuple[int, int], list[Reading]] = {}
    checks: dict[int, list[tuple[date, str]]] = {}
    columns = (check_ins[name].tolist() for name in _CHECKED)
    for goal, day, confidence, value, part in zip(*columns, strict=True):
        on = date.fromisoformat(day)
        checks.setdefault(goal, []).append((on, confidence))
        if not _is_missing(value):
            key = (goal, 0 if _is_missing(part) else int(part))
            values.setdefault(key, []).append(Reading(on, int(value)))
    for found in (*values.values(), *checks.values()):
        found.sort(key=lambda each: each[0])  # type: ignore[attr-defined]  # both begin with a day
    return values, checks


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows with the columns that are judged by; to_dict takes three times as long."""
    names = [name for name in _JUDGED if name in frame]
    columns = (frame[name].tolist() for name in names)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _is_missing(value: Any) -> bool:
    """Say whether a cell holds nothing; a question to pandas for each costs ten times as much."""
    return value is None or value is pd.NA or value != value  # noqa: PLR0124  # NaN


def _number(value: Any) -> int | None:
    return None if _is_missing(value) else int(value)
