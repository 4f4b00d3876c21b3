"""What is accrued for a firm that does not answer, and on which grounds?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

import pandas as pd

from legalops.metrics.cuts import share_of
from legalops.periods import Month, add_months, label, last_day, month_of, months_between

#: Days without work after which nothing is accrued for a matter.
DORMANT_DAYS = 90
_MEAN_OF = 3
ESTIMATED = [
    "vendor_id", "matter_id", "number", "name", "currency", "amount_cents", "method",
]  # fmt: skip


class Left(NamedTuple):
    """What is left of a matter's budget, in minor units of the reporting currency."""

    cents: int
    months: int


@dataclass(frozen=True)
class Grounds:
    """What an estimate goes by: the month, the reporting currency, what budgets leave."""

    month: Month
    currency: str
    left: Mapping[int, Left]


def estimates(history: pd.DataFrame, grounds: Grounds) -> pd.DataFrame:
    """Return an amount per firm and open matter of its last year, with the method in words.

    In order: the mean of the firm's last three billed months on the matter; the matter's
    remaining budget over its remaining months; zero. A matter without work for 90 days gets
    zero. What was billed for the month already is taken off. Amounts are net, minor units.
    """
    rows = [
        (*key, *_estimated(lines, _last_billed(history, int(str(key[0])), grounds.month), grounds))
        for key, lines in history.groupby(["vendor_id", "matter_id", "number", "name"], sort=True)
    ]
    return pd.DataFrame(rows, columns=ESTIMATED)


def _last_billed(history: pd.DataFrame, vendor_id: int, month: Month) -> Month:
    """Return the last month before this one that the firm has billed any work of."""
    before = add_months(month, -1)
    theirs = history.loc[history["vendor_id"] == vendor_id, "work_month"]
    billed = theirs[theirs <= before]
    return int(billed.max()) if len(billed) else before


def _estimated(lines: pd.DataFrame, last: Month, grounds: Grounds) -> tuple[str, int, str]:
    worked = lines[lines["work_month"] < grounds.month]
    own = str(lines.sort_values("work_month")["currency"].iloc[-1])
    if not worked.empty and _is_dormant(int(worked["work_month"].max()), grounds.month):
        since = label(int(worked["work_month"].max()))
        return own, 0, f"No work since {since}, over {DORMANT_DAYS} days"
    span = months_between(add_months(last, 1 - _MEAN_OF), last)
    recent = worked[worked["work_month"].isin(span) & (worked["currency"] == own)]
    if not recent.empty:
        mean = share_of(int(recent["billed_cents"].sum()), 1, _MEAN_OF)
        words = f"Mean of the last three billed months, {label(span[0])} to {label(last)}"
        return own, max(0, mean - _billed_of(lines, "billed_cents", grounds.month)), words
    left = grounds.left.get(int(lines["matter_id"].iloc[0]))
    if left is not None and left.months > 0:
        share = share_of(max(0, left.cents), 1, left.months)
        words = f"Remaining budget over {left.months} remaining months"
        amount = share - _billed_of(lines, "reporting_cents", grounds.month)
        return grounds.currency, max(0, amount), words
    return own, 0, "No recent work and no budget"


def _is_dormant(worked: Month, month: Month) -> bool:
    return month_of(last_day(month) - timedelta(days=DORMANT_DAYS)) > worked


def _billed_of(lines: pd.DataFrame, column: str, month: Month) -> int:
    return int(lines.loc[lines["work_month"] == month, column].sum())
