"""Which closed months have changed since they were closed?"""

from collections.abc import Collection

import numpy as np
import pandas as pd

from legalops.metrics.adding import Ints, add_up, ints
from legalops.periods import Month

_CELLS = 10**6  # more practice areas and cost kinds than any department has
KEY = ["month", "basis", "practice_area_id", "cost_kind"]


def live_figures(spend: pd.DataFrame) -> pd.DataFrame:
    """Return actual, net, per month x basis x practice area x cost kind as it stands now."""
    counted = spend[spend["status"] != "rejected"]
    parts = []
    for basis in ("invoice", "work"):
        keys = [f"{basis}_month", "practice_area_id", "cost_kind"]
        sums = counted.groupby(keys)["reporting_cents"].sum().reset_index()
        parts.append(
            sums.rename(columns={f"{basis}_month": "month", "reporting_cents": "actual_cents"})
            .assign(basis=basis)
            .reindex(columns=[*KEY, "actual_cents"])
        )
    return pd.concat(parts, ignore_index=True)


def changed(spend: pd.DataFrame, frozen: pd.DataFrame, closed: Collection[Month]) -> list[Month]:
    """Return the closed months whose spend is no longer what it was when they were closed.

    `frozen` are the figures kept then: month, basis, practice area, cost kind, actual cents.
    """
    if not closed:
        return []
    live, then = _cells(spend), _cells(frozen)
    counted = np.asarray(spend["status"] != "rejected", dtype=bool)
    found: set[Month] = set()
    for basis in ("invoice", "work"):
        month = ints(spend[f"{basis}_month"])
        keep = counted & np.isin(month, list(closed))
        now_sums = add_up((month * _CELLS + live)[keep], ints(spend["reporting_cents"])[keep])
        keep = np.asarray(frozen["basis"] == basis, dtype=bool)
        month = ints(frozen["month"])
        then_sums = add_up((month * _CELLS + then)[keep], ints(frozen["actual_cents"])[keep])
        keys = now_sums.keys() | then_sums.keys()
        found |= {key // _CELLS for key in keys if now_sums.get(key, 0) != then_sums.get(key, 0)}
    return sorted(found & set(closed))


def _cells(frame: pd.DataFrame) -> Ints:
    """Return practice area and cost kind of each row in one number."""
    kind = frame["cost_kind"]
    return ints(frame["practice_area_id"]) * 3 + ints(kind == "fees") + ints(kind == "payments") * 2
