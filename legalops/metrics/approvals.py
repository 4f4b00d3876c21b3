"""What was approved, what waits, what was taken off, and how long does a decision take?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import pandas as pd

from legalops.periods import parse_instant

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Approvals:
    """The figures of approvals; money in minor units of the reporting currency, net.

    `adjustment_share`, `first_pass_share` and the days are None where nothing was decided.
    """

    approved_cents: int
    pending_cents: int
    cut_cents: int
    rejected_cents: int
    pending: int
    decided: int
    adjustment_share: float | None
    first_pass_share: float | None
    median_days: float | None
    p90_days: float | None
    unconverted: int


def approvals(found: pd.DataFrame) -> Approvals:
    """Return the figures of the invoices given (see `store.review.decisions`)."""
    passed = found[found["status"].isin(["approved", "paid"])]
    decided = found[found["status"].isin(["approved", "paid", "rejected"])]
    waiting = found[found["status"] == "received"]
    billed, cut = _sum(passed), int(passed["reporting_cut_cents"].sum())
    clean = passed[(passed["cut_cents"] == 0) & (passed["is_resubmitted"] == 0)]
    days = cycle_days(decided)
    return Approvals(
        approved_cents=billed - cut,
        pending_cents=_sum(waiting),
        cut_cents=cut,
        rejected_cents=_sum(found[found["status"] == "rejected"]),
        pending=len(waiting),
        decided=len(decided),
        adjustment_share=cut / billed if billed > 0 else None,
        first_pass_share=len(clean) / len(decided) if len(decided) else None,
        median_days=percentile(days, 50),
        p90_days=percentile(days, 90),
        unconverted=int(found["reporting_cents"].isna().sum()),
    )


def _sum(rows: pd.DataFrame) -> int:
    return int(rows["reporting_cents"].fillna(0).sum())


def cycle_days(decided: pd.DataFrame) -> list[float]:
    """Return the days from the file's arrival to the decision, of each invoice decided."""
    return [
        (parse_instant(at) - parse_instant(since)) / _DAY
        for since, at in zip(decided["received_at"], decided["decided_at"], strict=True)
        if at
    ]


def percentile(values: Sequence[float], share: int) -> float | None:
    """Return the value that so many percent of all do not exceed (nearest rank), None of none."""
    ordered = sorted(values)
    if not ordered:
        return None
    return ordered[max(0, math.ceil(share * len(ordered) / 100) - 1)]
