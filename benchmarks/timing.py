"""Ratios that can be trusted: both sides interleaved in one process, medians compared."""

import gc
import statistics
import time
from collections.abc import Callable
from typing import NamedTuple


class Bar(NamedTuple):
    """A measured ratio and the goal it must not exceed."""

    name: str
    ratio: float
    goal: float


def seconds(act: Callable[[], object]) -> float:
    """Return how long one run takes."""
    gc.collect()
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def ratio(
    ours: Callable[[], object],
    floor: Callable[[], object],
    *,
    runs: int = 5,
    between: Callable[[], object] = lambda: None,
) -> float:
    """Return the median of ours over the median of the floor; `between` tidies up untimed."""
    mine, theirs = [], []
    for _ in range(runs):
        theirs.append(seconds(floor))
        between()
        mine.append(seconds(ours))
        between()
    return statistics.median(mine) / statistics.median(theirs)
