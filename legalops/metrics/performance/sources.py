"""What is a firm measured by: which frames, with which columns?

Money is in minor units, net of tax; hours in 1/10000; practice area 0 is "none". Rejected
invoices are left out.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple, cast

import pandas as pd

from legalops.metrics.performance.discounts import Tier
from legalops.periods import Month

#: Columns of each frame with their types.
CUBE = {
    "vendor_id": "int64", "practice_area_id": "int64", "invoice_month": "int64", "kind": "str",
    "classification": "str", "reporting_cents": "int64", "unconverted_cents": "int64",
    "hours_e4": "int64", "lines": "int64",
}  # fmt: skip
BILLS = {
    "vendor_id": "int64", "practice_area_id": "int64", "invoice_month": "int64",
    "cost_kind": "str", "currency": "str", "rate_e8": "int64", "billed_cents": "int64",
    "reporting_cents": "int64", "late_cents": "int64", "days_cents": "int64",
    "off_cents": "int64", "adjusted_lines": "int64", "lines": "int64",
}  # fmt: skip
INVOICES = {
    "vendor_id": "int64", "practice_area_id": "int64", "invoice_month": "int64",
    "invoices": "int64",
}  # fmt: skip
KEEPERS = {
    "vendor_id": "int64", "timekeeper_id": "int64", "name": "str", "classification": "str",
    "currency": "str", "work_month": "int64", "practice_area_id": "int64", "hours_e4": "int64",
    "fees_cents": "int64", "reporting_cents": "int64",
}  # fmt: skip
MATTERS = {
    "vendor_id": "int64", "matter_id": "int64", "practice_area_id": "int64",
    "invoice_month": "int64", "reporting_cents": "int64",
}  # fmt: skip
PLANS = {"matter_id": "int64", "month": "int64", "amount_cents": "int64"}
DECISIONS = {
    "vendor_id": "int64", "invoice_month": "int64", "days": "float64",
}  # fmt: skip
CUTS = {
    "vendor_id": "int64", "practice_area_id": "int64", "invoice_month": "int64",
    "cost_kind": "str", "cut_cents": "int64", "decided_cents": "int64",
}  # fmt: skip
QUESTIONS = ("expertise", "responsiveness", "cost", "outcome", "again")
ANSWERS = {"vendor_id": "int64", "month": "int64", **dict.fromkeys(QUESTIONS, "int64")}
ACCRUALS = {"vendor_id": "int64", "accuracy": "float64", "n": "int64"}


@dataclass(frozen=True)
class Sources:
    """All that firms are measured by.

    `invoices` has practice area -1 for all areas together. `plans` are the first budgets of
    matters by month; `finished` the first budget of a closed matter as a whole. `tiers` are
    agreed discounts per vendor; `currency` is the reporting currency.
    """

    currency: str
    cube: pd.DataFrame
    bills: pd.DataFrame
    invoices: pd.DataFrame
    keepers: pd.DataFrame
    matters: pd.DataFrame
    plans: pd.DataFrame
    finished: dict[int, int]
    decisions: pd.DataFrame
    cuts: pd.DataFrame
    answers: pd.DataFrame
    accruals: pd.DataFrame
    tiers: dict[int, tuple[Tier, ...]]


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a frame's rows by the names of its columns."""
    return cast(list[dict[str, Any]], frame.to_dict("records"))


def sums(frame: pd.DataFrame, key: str, amount: str) -> dict[Any, int]:
    """Return an amount added up per key."""
    added = frame.groupby(key)[amount].sum()
    return {name: int(total) for name, total in zip(added.index, added.tolist(), strict=True)}


class Window(NamedTuple):
    """Which months count, the year before for comparison, and one practice area or all."""

    first: Month
    last: Month
    before_first: Month
    before_last: Month
    area: int | None = None
