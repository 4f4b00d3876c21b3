"""Small cubes and budgets, with only the columns that matter spelt out."""

from dataclasses import replace
from typing import Any

import pandas as pd

from legalops.metrics.budget import Chosen
from legalops.periods import FiscalYear

SPEND = {
    "invoice_month": 202602, "work_month": 202601, "vendor_id": 1, "practice_area_id": 1,
    "cost_kind": "fees", "currency": "USD", "status": "received", "billed_cents": 0,
    "tax_cents": 0, "reporting_cents": 0, "reporting_tax_cents": 0, "unconverted_cents": 0,
    "hours_e4": 0, "lines": 1,
}  # fmt: skip
BUDGET = {
    "month": 202602, "practice_area_id": 1, "matter_id": None, "cost_kind": "all",
    "amount_cents": 0,
}  # fmt: skip
FY26 = FiscalYear(2026)


def spend(*rows: dict[Any, Any]) -> pd.DataFrame:
    """A cube of these rows."""
    return pd.DataFrame([SPEND | row for row in rows], columns=list(SPEND))


def budget(*rows: dict[str, Any]) -> pd.DataFrame:
    """Budget lines of these rows."""
    frame = pd.DataFrame([BUDGET | row for row in rows], columns=list(BUDGET))
    return frame.astype({"practice_area_id": "Int64", "matter_id": "Int64"})


def chosen(**changes: Any) -> Chosen:
    """The year to date of 2026 as of March, unless said otherwise."""
    return replace(Chosen(FY26, 202603), **changes)
