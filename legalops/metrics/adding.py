"""How are many amounts added up per key, exactly and fast?"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Ints = npt.NDArray[np.int64]


def ints(column: pd.Series | Any) -> Ints:
    """Return a column of whole numbers without missing ones as plain 64-bit integers."""
    return np.asarray(column, dtype=np.int64)


def add_up(keys: Ints, cents: Ints) -> dict[int, int]:
    """Return the sum of the amounts of each key; integers throughout."""
    found, place = np.unique(keys, return_inverse=True)
    sums = np.zeros(len(found), np.int64)
    np.add.at(sums, place, cents)
    return dict(zip(found.tolist(), sums.tolist(), strict=True))
