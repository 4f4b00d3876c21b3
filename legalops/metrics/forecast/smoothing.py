"""What does exponential smoothing expect of a row of months, and how widely may it miss?"""

import math
import os
import warnings
from collections.abc import Sequence

import numpy as np

#: Four in five outcomes lie inside the band; of a normal spread that is so many deviations.
INSIDE = 0.8
_DEVIATIONS = 1.2815515655446004


def smoothed(amounts: Sequence[int], count: int) -> list[tuple[int, int]]:
    """Return, per month ahead, the amount expected and half the width of its 80 % band.

    Simple exponential smoothing with additive errors, fitted by likelihood; minor units. The
    variance n months ahead is that of one month x (1 + (n - 1) x weight squared).
    """
    if len(set(amounts)) == 1:
        return [(amounts[0], 0)] * count
    scale = float(np.mean(np.abs(amounts))) or 1.0
    level, weight, variance = fitted([cents / scale for cents in amounts])
    spread = [math.sqrt(variance * (1 + n * weight**2)) for n in range(count)]
    return [(round(level * scale), round(_DEVIATIONS * one * scale)) for one in spread]


def warm_up() -> None:
    """Import what fitting needs, which takes seconds, before anybody waits for a lock."""
    fitted([1.0, 2.0, 1.5, 2.5, 2.0, 3.0])


def fitted(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the last level, the weight of the newest month and the variance of one month."""
    # Imported here: it takes seconds, and only those who forecast pay for it. Threads for
    # matrices of two by two cost ten times what they save.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from statsmodels.tools.sm_exceptions import ConvergenceWarning
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    model = ETSModel(np.asarray(values, dtype=np.float64), error="add", trend=None)
    with warnings.catch_warnings():
        # A flat likelihood still has a best point found; its record is judged like any other.
        warnings.simplefilter("ignore", ConvergenceWarning)
        found = model.fit(disp=False)
    return float(found.level[-1]), float(found.smoothing_level), float(found.mse)
