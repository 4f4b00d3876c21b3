"""How decisions stand: due or overdue, how fast they are taken, which option scores best."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

import pandas as pd

WINDOW_DAYS = 365
BEST = 5


@dataclass(frozen=True)
class Result:
    """What the criteria say of one option.

    `points` are 0 to 100, the weighted mean of its scores; None until every criterion with a
    weight is scored. `missing` counts those that are not; rank 1 is the best.
    """

    option_id: int
    points: float | None
    missing: int
    rank: int | None = None


def results(
    options: Sequence[int], weights: Mapping[int, int], scores: Mapping[tuple[int, int], int]
) -> list[Result]:
    """Return the result of every option, in their order; equal points share a rank."""
    found = [_result(option, weights, scores) for option in options]
    points = [each.points for each in found if each.points is not None]
    return [
        each
        if each.points is None
        else Result(each.option_id, each.points, 0, 1 + sum(p > each.points for p in points))
        for each in found
    ]


def _result(
    option: int, weights: Mapping[int, int], scores: Mapping[tuple[int, int], int]
) -> Result:
    counted = {criterion: weight for criterion, weight in weights.items() if weight}
    missing = sum((option, criterion) not in scores for criterion in counted)
    if missing or not counted:
        return Result(option, None, missing)
    total = sum(weight * scores[option, criterion] for criterion, weight in counted.items())
    return Result(option, 100 * total / (BEST * sum(counted.values())), 0)


def figures(register: pd.DataFrame, today: date) -> dict[str, float | int | None]:
    """Return lead days, overdue, unreviewed and the share taken by their due date.

    Lead and share count what was decided in the 365 days up to today.
    """
    since = (today - timedelta(days=WINDOW_DAYS)).isoformat()
    day = today.isoformat()
    taken = register[register["decided_on"].notna()]
    taken = taken[(taken["decided_on"] > since) & (taken["decided_on"] <= day)]
    days = [_days(a, b) for a, b in zip(taken["raised_on"], taken["decided_on"], strict=True)]
    due = taken[taken["due_on"].notna()]
    in_time = int((due["decided_on"] <= due["due_on"]).sum())
    is_open = bool(len(register))
    return {
        "decision_lead_days": median(days) if days else None,
        "decisions_overdue": int(is_overdue(register, today).sum()) if is_open else None,
        "decisions_unreviewed": int(is_unreviewed(register, today).sum()) if is_open else None,
        "decisions_by_due": in_time / len(due) if len(due) else None,
    }


def register(decisions: pd.DataFrame, today: date) -> pd.DataFrame:
    """Return the register with `overdue`, `unreviewed` and `days` of each row, the urgent first.

    `days` is the time from raising the question to its decision, or to today while it is open.
    """
    ends = decisions["decided_on"].fillna(today.isoformat())
    days = [_days(a, b) for a, b in zip(decisions["raised_on"], ends, strict=True)]
    found = decisions.assign(
        overdue=is_overdue(decisions, today),
        unreviewed=is_unreviewed(decisions, today),
        days=pd.array(days, dtype="Int64"),
    )
    columns = (found[name].tolist() for name in ("state", "due_on", "decided_on", "id"))
    urgency = [_urgency(*row) for row in zip(*columns, strict=True)]
    order = sorted(range(len(urgency)), key=urgency.__getitem__)
    return found.iloc[order].reset_index(drop=True)


def _urgency(state: str, due: Any, decided: Any, number: int) -> tuple[bool, str, int, int]:
    """Return what sorts open questions by due date, then decisions with the newest first."""
    is_open = state == "open"
    day = int(decided.replace("-", "")) if isinstance(decided, str) else 0
    return not is_open, due if is_open and isinstance(due, str) else "9999", -day, number


def is_overdue(register: pd.DataFrame, today: date) -> pd.Series:
    """Say of each question whether it is open after the day it was due."""
    return (register["state"] == "open") & _before(register["due_on"], today)


def is_unreviewed(register: pd.DataFrame, today: date) -> pd.Series:
    """Say of each decision whether the day of its review has passed without one."""
    return (register["state"] == "decided") & _before(register["review_on"], today)


def _before(days: pd.Series, today: date) -> pd.Series:
    return days.fillna("9999").astype("str") < today.isoformat()


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days
