"""Which money does a figure count: what was billed, what was approved, what was incurred?"""

from typing import Literal

import numpy as np
import pandas as pd

Counted = Literal["billed", "approved", "incurred"]
Part = Literal["approved", "pending", "accrued"]
BILLED: Counted = "billed"
NAMES: dict[Counted, str] = {"billed": "Billed", "approved": "Approved", "incurred": "Incurred"}
#: What money of an invoice status, or of none yet, is part of. Rejected money is part of nothing.
PARTS: dict[str, Part] = {
    "received": "pending",
    "approved": "approved",
    "paid": "approved",
    "accrued": "accrued",
}


def measured(
    cube: pd.DataFrame, cuts: pd.DataFrame, accrued: pd.DataFrame, measure: Counted
) -> pd.DataFrame:
    """Return the spend that a measure counts, in the columns of the cube that pages get.

    Billed is the cube as it is. Approved is what was approved or paid, less what was taken
    off (`cuts`, below zero). Incurred adds what waits for a decision and what is `accrued`.
    """
    if measure == BILLED:
        return cube
    parts = ["approved"] if measure == "approved" else ["approved", "pending"]
    statuses = [status for status, part in PARTS.items() if part in parts]
    frames = [frame[frame["status"].isin(statuses)] for frame in (cube, cuts) if len(frame)]
    if measure == "incurred":
        frames.append(accrued)
    whole = [frame for frame in frames if len(frame)]
    if not whole:
        return cube.iloc[:0]
    return pd.concat(whole, ignore_index=True)[list(cube.columns)]


def is_part(status: pd.Series, part: Part) -> np.ndarray:
    """Say of each row whether its money is approved, pending or accrued."""
    return np.asarray(status.map(PARTS) == part, dtype=bool)
