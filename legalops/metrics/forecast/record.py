"""How far off was each method when it was tried on months whose outcome is known?

WAPE is the sum of all misses over the sum of what came; bias the sum of misses with their
sign over it; coverage the share of months that came inside the band.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from legalops.metrics.adding import Ints, ints
from legalops.metrics.forecast.methods import METHODS, RUN_RATE
from legalops.metrics.forecast.past import DEPARTMENT, Past
from legalops.periods import Month

LEAST_ORIGINS = 6
_NO_BAND = -(2**62)
TRIAL = ["origin", "method", "practice_area_id", "month", "amount_cents", "low_cents", "high_cents"]
JUDGED = [*TRIAL, "actual_cents"]
RECORD = [
    "method", "practice_area_id", "n", "origins", "wape", "bias", "coverage", "n_banded",
]  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """The method to go by; `has_record` says that it was chosen for its record."""

    method: str
    has_record: bool
    wape: float | None = None
    origins: int = 0


def judged(trials: pd.DataFrame, past: Past) -> pd.DataFrame:
    """Return the trials of months that are known, each beside what came of it."""
    known = trials[(trials["month"] <= past.last) & (trials["origin"] < trials["month"])]
    areas, area_of = np.unique(ints(known["practice_area_id"]), return_inverse=True)
    months, month_of = np.unique(ints(known["month"]), return_inverse=True)
    came = np.array(
        [[past.actual(area, month) for month in months.tolist()] for area in areas.tolist()],
        dtype=np.int64,
    ).reshape(len(areas), len(months))
    return known.assign(actual_cents=came[area_of, month_of])


def record(known: pd.DataFrame) -> pd.DataFrame:
    """Return WAPE, bias and coverage per method and practice area, with how many they rest on.

    A share is missing where nothing came to divide by, coverage where no band was given.
    """
    method, methods = pd.factorize(known["method"].to_numpy(dtype=object), sort=True)
    areas, area = np.unique(ints(known["practice_area_id"]), return_inverse=True)
    codes, group = np.unique(method * max(1, len(areas)) + area, return_inverse=True)
    said, came = ints(known["amount_cents"]), ints(known["actual_cents"])
    low, high = (
        known[n].to_numpy(np.int64, na_value=_NO_BAND) for n in ("low_cents", "high_cents")
    )
    banded = low != _NO_BAND
    inside = banded & (came >= low) & (came <= high)
    origin = np.unique(np.stack([group, ints(known["origin"])]), axis=1)[0]

    def per_group(values: Ints) -> Ints:
        sums = np.zeros(len(codes), np.int64)
        np.add.at(sums, group, values)
        return sums

    whole, n_banded = per_group(came), per_group(banded.astype(np.int64))
    return pd.DataFrame(
        {
            "method": methods[codes // max(1, len(areas))] if len(codes) else [],
            "practice_area_id": areas[codes % max(1, len(areas))] if len(codes) else [],
            "n": per_group(np.ones(len(group), np.int64)),
            "origins": np.bincount(origin, minlength=len(codes)) if len(codes) else [],
            "wape": _shares(per_group(np.abs(said - came)), whole),
            "bias": _shares(per_group(said - came), whole),
            "coverage": _shares(per_group(inside.astype(np.int64)), n_banded),
            "n_banded": n_banded,
        },
        columns=RECORD,
    )


def _shares(parts: Ints, wholes: Ints) -> pd.Series:
    """Divide part by whole; missing where there is nothing above zero to divide by."""
    pairs = zip(parts.tolist(), wholes.tolist(), strict=True)
    return pd.Series([p / w if w > 0 else None for p, w in pairs], dtype="Float64")


def misses(known: pd.DataFrame) -> dict[tuple[str, int], list[list[int]]]:
    """Return the misses per method and practice area: of each origin those of its months, in order.

    `known` are judged trials.
    """
    ordered = known.sort_values(["origin", "month"])
    off = ints(ordered["amount_cents"]) - ints(ordered["actual_cents"])
    rows: dict[tuple[str, int], dict[int, list[int]]] = {}
    columns = (ordered[name].tolist() for name in ("method", "practice_area_id", "origin"))
    for method, area, origin, cents in zip(*columns, off.tolist(), strict=True):
        rows.setdefault((str(method), int(area)), {}).setdefault(int(origin), []).append(cents)
    return {key: list(of_origin.values()) for key, of_origin in rows.items()}


def best(found: pd.DataFrame, able: Collection[str], area: int = DEPARTMENT) -> Choice:
    """Return the method with the smallest WAPE among those able to speak now.

    A record counts from six trials on, and from half as many months as the longest has.
    Without one it is the run rate, the plainest.
    """
    rows = found[(found["practice_area_id"] == area) & found["wape"].notna()]
    rows = rows[rows["method"].isin(list(able)) & (rows["origins"] >= LEAST_ORIGINS)]
    rows = rows[rows["n"] * 2 >= rows["n"].max()] if len(rows) else rows
    if rows.empty:
        return Choice(RUN_RATE, has_record=False)
    order = list(METHODS)
    row = min(
        rows.to_dict("records"), key=lambda r: (float(r["wape"]), order.index(str(r["method"])))
    )
    return Choice(str(row["method"]), True, float(row["wape"]), int(row["origins"]))


def latest(trials: pd.DataFrame, last: Month, count: int) -> pd.DataFrame:
    """Return the trials of the last so many origins up to a month."""
    origins = sorted({int(o) for o in trials["origin"].unique() if o <= last})[-count:]
    return trials[trials["origin"].isin(origins)]
