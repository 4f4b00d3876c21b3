"""What of an accrual is still open, how right was it, and what is guessed of a silent firm?"""

from collections.abc import Hashable, Mapping
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from legalops.metrics.cuts import share_of
from legalops.periods import last_day, parse_instant

#: Days after a month's end from which its accruals are judged by what was billed.
RUN_OUT_DAYS = 90
#: Sources that are the firm's own word.
FIRMS_OWN = ("firm", "workbook")
RECORD = {
    "vendor_id": "int64", "asked": "int64", "answered": "int64", "accuracy": "Float64",
    "n": "int64",
}  # fmt: skip
STATES = {
    "open": "Not billed yet",
    "part": "Part billed",
    "reversed": "Billed",
    "dropped": "Dropped, matter closed",
    "nothing": "Nothing to bill",
}


def settled(facts: pd.DataFrame) -> pd.DataFrame:
    """Return accruals with what of them is still open: own currency, reporting, and state.

    Fully reversed once a billing period that reaches the month's end was billed since; else
    what was billed of the month's work goes off. A closed matter's is dropped.
    """
    rows = [_standing(row) for row in facts.to_dict("records")]
    made = pd.DataFrame(rows, columns=["open_cents", "open_reporting_cents", "state"])
    made = made.astype({"open_cents": "int64", "open_reporting_cents": "Int64", "state": "str"})
    return pd.concat([facts.reset_index(drop=True), made], axis=1)


def _standing(row: Mapping[Hashable, Any]) -> tuple[int, int | None, str]:
    amount, is_closed = int(row["amount_cents"]), bool(row["is_closed"])
    is_covered = row["last_period_end"] >= last_day(int(row["month"])).isoformat()
    billed = max(0, int(row["billed_cents"]))
    left = 0 if is_closed or is_covered else max(0, amount - billed)
    reporting = row["reporting_cents"]
    shared = None if pd.isna(reporting) else share_of(int(reporting), left, amount)
    if not amount:
        return 0, shared, "nothing"
    if is_closed and not is_covered:
        return 0, shared, "dropped"
    return left, shared, "reversed" if not left else "part" if left < amount else "open"


def record(facts: pd.DataFrame, requests: pd.DataFrame, today: date, zone: str) -> pd.DataFrame:
    """Return per vendor: asked, answered in time, accuracy as a share, and months judged."""
    asked = requests.assign(in_time=in_time(requests, zone)).groupby("vendor_id")
    counts = asked.agg(asked=("month", "count"), answered=("in_time", "sum"))
    judged = accuracy(facts[facts["source"].isin(FIRMS_OWN)], today)
    both = counts.join(judged, how="outer")
    for name in ("asked", "answered", "n"):
        both[name] = both[name].fillna(0)
    return both.rename_axis("vendor_id").reset_index()[list(RECORD)].astype(RECORD)


def in_time(requests: pd.DataFrame, zone: str) -> pd.Series:
    """Say of each request whether it was answered by its due date, in the department's zone."""
    said = [
        bool(at) and parse_instant(at).astimezone(ZoneInfo(zone)).date().isoformat() <= due
        for at, due in zip(requests["answered_at"], requests["due_on"], strict=True)
    ]
    return pd.Series(said, index=requests.index, dtype="int64")


def accuracy(facts: pd.DataFrame, today: date) -> pd.DataFrame:
    """Return accuracy and months judged by vendor, of months over for 90 days or more.

    1 less the sum of what accrual and later bills differ by, over the sum of those bills;
    never below 0. What no exchange rate covers is left out.
    """
    over = [today > last_day(int(m)) + timedelta(days=RUN_OUT_DAYS) for m in facts["month"]]
    kept = facts[pd.Series(over, index=facts.index, dtype=bool) & facts["reporting_cents"].notna()]
    sums = kept.groupby(["vendor_id", "month"], as_index=False)[
        ["reporting_cents", "runout_reporting_cents"]
    ].sum()
    sums["off"] = (sums["reporting_cents"] - sums["runout_reporting_cents"]).abs()
    by_vendor = sums.groupby("vendor_id").agg(
        off=("off", "sum"), billed=("runout_reporting_cents", "sum"), n=("month", "count")
    )
    by_vendor["accuracy"] = pd.Series(
        [
            _right(int(off), int(billed))
            for off, billed in zip(by_vendor["off"], by_vendor["billed"], strict=True)
        ],
        index=by_vendor.index,
        dtype="Float64",
    )
    return by_vendor[["accuracy", "n"]]


def _right(off: int, billed: int) -> float:
    if not off:
        return 1.0
    return max(0.0, 1 - off / billed) if billed > 0 else 0.0


#: Where a firm stands for a month, in the order in which they want a person.
FIRM_STATES = {
    "overdue": "No answer, overdue",
    "asked": "Asked, no answer yet",
    "not_asked": "Not asked",
    "estimated": "Estimated by the system",
    "answered": "Answered",
    "billed": "Billed to the month's end",
}


def firm_state(
    *, is_billed: bool, is_answered: bool, is_estimated: bool, due_on: str, today: str
) -> str:
    """Return where a firm stands for a month: a key of FIRM_STATES; days are ISO text."""
    if is_answered:
        return "answered"
    if is_billed:
        return "billed"
    if is_estimated:
        return "estimated"
    if not due_on:
        return "not_asked"
    return "overdue" if due_on < today else "asked"
