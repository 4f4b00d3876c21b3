"""Which measures have no value for the whole department, and how are months put in a row?"""

import pandas as pd

from legalops.metrics.adding import ints
from legalops.metrics.budget import BudgetReport
from legalops.periods import Month, add_months

_FIRM, _MATTER, _PERSON, _VERSION = "firm", "matter", "person", "budget version"
#: What a measure has one value per, where it has none for the department.
PER = {
    "unconverted": "currency",
    "prior_forecast": "period and the forecast made before it",
    "version_budget": _VERSION,
    "version_change": _VERSION,
    "matter_budget": _MATTER,
    "matter_actual": _MATTER,
    "phase_budget": "phase of a matter",
    "phase_actual": "phase of a matter",
    "phase_used": "phase of a matter",
    "at_completion": _MATTER,
    "vendor_cap": _FIRM,
    "alert_share": "practice area, firm or matter",
    "forecast_range": "fiscal year, and has two ends",
    "kept_wape": "kept forecast",
    "exceptional": _MATTER,
    "accrual_accuracy": _FIRM,
    "matter_billed": _MATTER,
    "matter_year": _MATTER,
    "matter_used": _MATTER,
    "matter_completion": _MATTER,
    "matter_idle": _MATTER,
    "workload": _PERSON,
    "matter_age": _PERSON,
    "request_annualised": "requested rate",
    "request_cost": "requested rate",
    "what_if_effect": "what-if",
}


def elsewhere(measure: str) -> str:
    """Say what a measure has one value per, where the department has none; else nothing."""
    return PER.get(measure, _FIRM if measure.startswith("firm_") else "")


def money_of(rows: pd.DataFrame, column: str) -> int | None:
    """Return the sum of a column of money, None where nothing is in it."""
    known = rows[column].dropna()
    return int(known.sum()) if len(known) else None


def whole_series(now: BudgetReport, before: BudgetReport) -> tuple[tuple[Month, int], ...]:
    """Return what was spent in each of twelve months up to the as-of month.

    `before` compares with the year before, so that its reference is what was spent then.
    Months before the first one with spend are left out.
    """
    as_of = now.chosen.as_of
    earlier = _months(before, "budget_cents")
    spent = {add_months(month, -12): cents for month, cents in earlier.items()}
    spent |= _months(now, "actual_cents")
    months = sorted(month for month in spent if add_months(as_of, -12) < month <= as_of)
    first = next((place for place, month in enumerate(months) if spent[month]), len(months))
    return tuple((month, spent[month]) for month in months[first:])


def _months(report: BudgetReport, column: str) -> dict[Month, int]:
    rows = report.by_month.dropna(subset=[column])
    return dict(zip(ints(rows["month"]).tolist(), ints(rows[column]).tolist(), strict=True))
