"""Which closed months have changed since they were closed?"""

from collections.abc import Collection

import numpy as np
import numpy.typing as npt
import pandas as pd

from legalops.metrics.adding import Ints, add_up, ints
from legalops.periods import Month

_AREAS = 10**6  # more practice areas than any department has
_CELLS = _AREAS * 2
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
    counted = np.asarray(spend["status"] != "rejected", dtype=bool)
    found: set[Month] = set()
    for basis in ("invoice", "work"):
        month = ints(spend[f"{basis}_month"])
        live = _sums(spend, month, "reporting_cents", counted & np.isin(month, list(closed)))
        of_basis = np.asarray(frozen["basis"] == basis, dtype=bool)
        then = _sums(frozen, ints(frozen["month"]), "actual_cents", of_basis)
        keys = live.keys() | then.keys()
        found |= {key // _CELLS for key in keys if live.get(key, 0) != then.get(key, 0)}
    return sorted(found & set(closed))


def _sums(
    frame: pd.DataFrame, month: Ints, amount: str, keep: npt.NDArray[np.bool_]
) -> dict[int, int]:
    """Add up amounts per month x practice area x cost kind, each in one number."""
    kind = ints(frame["cost_kind"] == "fees")
    keys = (month * _AREAS + ints(frame["practice_area_id"])) * 2 + kind
    return add_up(keys[keep], ints(frame[amount])[keep])
