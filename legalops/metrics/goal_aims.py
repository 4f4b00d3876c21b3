"""How far has one measured thing come from its baseline to its target?

Values are in 1/10000 of their unit.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class Reading(NamedTuple):
    """What was read on a day."""

    on: date
    value_e4: int


@dataclass(frozen=True)
class Aim:
    """Where something is to go, and what was read of it so far, the oldest first.

    To keep within, `target_e4` is the lower and `upper_e4` the upper bound; one may be missing.
    Without a baseline the first reading is where it began.
    """

    direction: str
    baseline_e4: int | None
    target_e4: int | None
    upper_e4: int | None = None
    weight: int = 1
    readings: tuple[Reading, ...] = ()

    @property
    def start_e4(self) -> int | None:
        """Where it began."""
        first = self.readings[0].value_e4 if self.readings else None
        return first if self.baseline_e4 is None else self.baseline_e4

    @property
    def now_e4(self) -> int | None:
        """The newest value."""
        return self.readings[-1].value_e4 if self.readings else None

    def is_inside(self, value_e4: int) -> bool:
        """Say whether a value lies within the bounds, both included."""
        low, high = self.target_e4, self.upper_e4
        return (low is None or value_e4 >= low) and (high is None or value_e4 <= high)


def progress(aim: Aim) -> float | None:
    """Return the share of the way that is done, from 0 to 1; None where nothing was read.

    From baseline to target; where both are one, done or not done; to keep within, the share of
    readings inside.
    """
    if aim.direction == "within":
        inside = [aim.is_inside(each.value_e4) for each in aim.readings]
        return sum(inside) / len(inside) if inside else None
    start, now, target = aim.start_e4, aim.now_e4, aim.target_e4
    if start is None or now is None or target is None:
        return None
    if start == target:
        return float(now >= target if aim.direction == "higher" else now <= target)
    return min(1.0, max(0.0, (now - start) / (target - start)))
