"""How far do ideas come, how soon are they answered, and can their experiments be judged?"""

from datetime import date
from statistics import median
from typing import NamedTuple

import pandas as pd

#: How an experiment stands, in the order of what needs somebody.
STANDINGS = ("over", "running", "planned", "ended")


class Funnel(NamedTuple):
    """How many ideas there are, how many were answered, tried and adopted, and what waits."""

    ideas: int
    answered: int
    tried: int
    adopted: int
    waiting: int


def funnel(board: pd.DataFrame) -> Funnel:
    """Count the ideas of a board (`store.ideas.board`) by how far they came."""
    tried = (board["tries"] > 0) | (board["state"] == "testing")
    return Funnel(
        len(board),
        int((board["state"] != "new").sum()),
        int(tried.sum()),
        int((board["state"] == "adopted").sum()),
        int((board["state"] == "new").sum()),
    )


def adopted_share(board: pd.DataFrame) -> float | None:
    """Return the share of all ideas that were adopted, None without ideas."""
    return None if board.empty else float((board["state"] == "adopted").mean())


def first_answer_days(board: pd.DataFrame) -> float | None:
    """Return the median days from an idea to its first answer, None when none was answered."""
    answered = board[board["first_decided_on"].notna()]
    waited = [
        (date.fromisoformat(first) - date.fromisoformat(made)).days
        for made, first in zip(answered["made_on"], answered["first_decided_on"], strict=True)
    ]
    return float(median(waited)) if waited else None


def waiting_days(board: pd.DataFrame, today: date) -> int | None:
    """Return how many days the oldest idea without an answer has waited, None for none."""
    waiting = board.loc[board["state"] == "new", "made_on"]
    return None if waiting.empty else (today - date.fromisoformat(waiting.min())).days


def complete_share(experiments: pd.DataFrame) -> float | None:
    """Return the share of experiments with a measure and a stop date, None without any."""
    if experiments.empty:
        return None
    complete = (experiments["measure"] != "") & experiments["stop_on"].notna()
    return float(complete.mean())


def standing(starts_on: str | None, stop_on: str | None, outcome: str, today: date) -> str:
    """Say how an experiment stands: ended, over (past its stop date), planned or running."""
    if outcome:
        return "ended"
    day = today.isoformat()
    if stop_on and stop_on < day:
        return "over"
    return "planned" if starts_on and starts_on > day else "running"


def standings(experiments: pd.DataFrame, today: date) -> list[str]:
    """Return how each experiment of a frame stands."""
    return [
        standing(_text(starts), _text(stops), outcome, today)
        for starts, stops, outcome in zip(
            experiments["starts_on"], experiments["stop_on"], experiments["outcome"], strict=True
        )
    ]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def next_steps(state: str) -> tuple[str, ...]:
    """Return where an idea can go from its state, the likeliest first."""
    order = {
        "new": ("considered", "testing", "adopted", "parked"),
        "considered": ("testing", "adopted", "parked"),
        "testing": ("adopted", "parked", "considered"),
        "adopted": ("parked", "testing"),
        "parked": ("considered", "testing", "adopted"),
    }
    return order[state]
