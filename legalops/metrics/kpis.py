"""What is each measure for the department as a whole: now, a year before, month by month?

Money is in minor units of the reporting currency; shares, ratios and days are as they are.
Nothing is worked out here that a page works out too: the reports of the pages are read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import pandas as pd

from legalops.metrics import words
from legalops.metrics.approvals import Approvals
from legalops.metrics.budget import BudgetReport, Chosen
from legalops.metrics.catalog import CATALOG
from legalops.metrics.forecast import DEPARTMENT
from legalops.metrics.kpi_parts import elsewhere, money_of, whole_series
from legalops.metrics.outlook import Outlook
from legalops.metrics.performance.concentration import concentration
from legalops.periods import Month, add_months, label

Number = int | float
#: How many of the largest firms `top_share` counts.
TOP = 5
_YEAR, _QUARTER = 12, 3


@dataclass(frozen=True)
class Facts:
    """What the pages work out, to be read off: reports of the year to date, and the rest.

    `before` compares billed spend with the year before; `approvals` counts the fiscal year's
    invoices; `accruals` are those of the as-of month (see `metrics.accruals.settled`);
    `answers` says of each firm asked for its unbilled work whether it answered in time (see
    `metrics.accruals.in_time`); `trials` is the record of forecast methods.
    """

    billed: BudgetReport
    approved: BudgetReport
    incurred: BudgetReport
    before: BudgetReport
    net: BudgetReport
    approvals: Approvals
    accruals: pd.DataFrame = field(repr=False)
    answers: pd.Series = field(repr=False)
    outlook: Outlook = field(repr=False)
    trials: pd.DataFrame = field(repr=False)


class Against(NamedTuple):
    """What a value is held against where no target is: an amount, and what it is called.

    With `is_share` the value is a share of the amount: a variance is that part of the budget.
    """

    value: Number
    name: str
    is_share: bool = False


@dataclass(frozen=True)
class Kpi:
    """One measure of the whole department; `value` is None where there is nothing to measure.

    `n` is how many it rests on, `n_of` of what. `prior` is what it was at `prior_at`, a year
    or a quarter before. `series` has up to twelve months, the last one last. `narrow` is what
    an address adds to the view so that its page shows the lines.
    """

    measure: str
    value: Number | None
    period: str
    n: int | None = None
    n_of: str = ""
    prior: Number | None = None
    prior_at: Month | None = None
    series: tuple[tuple[Month, Number], ...] = ()
    narrow: Mapping[str, str] = field(default_factory=dict)
    against: Against | None = None

    @property
    def is_money(self) -> bool:
        """Whether the value is money in minor units."""
        return CATALOG[self.measure].unit == "money"


def values(facts: Facts) -> dict[str, Kpi]:
    """Return every measure that has one value for the department, without its history."""
    found = [
        *_spend(facts),
        *_compared(facts),
        *_forecast(facts),
        *_approvals(facts),
        *_accruals(facts),
        *_firms(facts),
    ]
    return {kpi.measure: kpi for kpi in found}


def _spend(facts: Facts) -> list[Kpi]:
    billed, period = facts.billed, words.period(facts.billed.chosen)
    total, parts = billed.total, facts.incurred.parts
    against = _held_against(facts)
    series = whole_series(billed, facts.before)
    made: dict[str, Number | None] = {
        "budget": total.budget_cents,
        "actual": total.actual_cents,
        "billed": total.actual_cents,
        "approved": facts.approved.total.actual_cents,
        "pending": parts.get("pending", 0),
        "incurred": facts.incurred.total.actual_cents,
        "variance": total.variance_cents,
        "used": total.used_share,
        "pace": billed.pace,
    }
    return [
        Kpi(
            key,
            value,
            period,
            series=series if key in ("actual", "billed") else (),
            narrow={"measure": key} if key in ("approved", "incurred") else {},
            against=against.get(key),
        )
        for key, value in made.items()
    ] + [Kpi("left", _negated(billed.year.variance_cents), billed.chosen.year.label)]


def _held_against(facts: Facts) -> dict[str, Against]:
    """Say what spend is held against: a variance the budget, what was billed the year before."""
    budget, before = facts.billed.total.budget_cents, facts.before.total.budget_cents
    found = {"variance": Against(budget, "budget", is_share=True)} if budget else {}
    if before:
        found |= dict.fromkeys(("actual", "billed"), Against(before, "last year"))
    return found


def _negated(cents: int | None) -> int | None:
    return None if cents is None else -cents


def _compared(facts: Facts) -> list[Kpi]:
    before, period = facts.before, words.period(facts.before.chosen)
    narrow = {"cmp": "prior_year"}
    return [
        Kpi("prior_year", before.total.budget_cents, period, narrow=narrow),
        Kpi("reached", before.total.used_share, period, narrow=narrow),
        Kpi("year_reached", before.year.used_share, before.chosen.year.label, narrow=narrow),
    ]


def _forecast(facts: Facts) -> list[Kpi]:
    outlook, budget = facts.outlook, facts.billed.year.budget_cents
    year, end = facts.billed.chosen.year.label, outlook.at_completion_cents
    actual = None if end is None else outlook.actual_cents
    over = None if end is None or budget is None else end - budget
    to_come = None if end is None or actual is None else end - actual
    found = [
        Kpi("forecast", end, year, against=Against(budget, "budget") if budget else None),
        Kpi(
            "forecast_over",
            over,
            year,
            against=Against(budget, "budget", is_share=True) if budget else None,
        ),
        Kpi("forecast_actual", actual, year),
        Kpi("to_come", to_come, year),
    ]
    return found + _record(facts)


def _record(facts: Facts) -> list[Kpi]:
    rows = facts.trials
    mine = rows[
        (rows["method"] == facts.outlook.method) & (rows["practice_area_id"] == DEPARTMENT)
    ].to_dict("records")
    row = mine[0] if mine else {}
    counts = {"wape": "n", "bias": "n", "band_coverage": "n_banded"}
    return [
        Kpi(
            key,
            _share(row.get(key.removeprefix("band_"))),
            "last eighteen closed months",
            n=int(row.get(count, 0)),
            n_of="forecast of a month",
        )
        for key, count in counts.items()
    ]


def _share(value: float | None) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _approvals(facts: Facts) -> list[Kpi]:
    found, year = facts.approvals, facts.billed.chosen.year.label
    made: dict[str, Number | None] = {
        "cut": found.cut_cents,
        "adjustment_rate": found.adjustment_share,
        "cycle_median": found.median_days,
        "cycle_p90": found.p90_days,
        "first_pass": found.first_pass_share,
    }
    return [Kpi(k, v, year, found.decided, "decided invoice") for k, v in made.items()]


def _accruals(facts: Facts) -> list[Kpi]:
    rows, month = facts.accruals, label(facts.billed.chosen.as_of)
    accrued, left = (money_of(rows, name) for name in ("reporting_cents", "open_reporting_cents"))
    gone = None if accrued is None else accrued - (left or 0)
    made = {"accrued": accrued, "accrued_billed": gone, "accrued_open": left}
    asked = len(facts.answers)
    rate = int(facts.answers.sum()) / asked if asked else None
    return [
        *(Kpi(key, value, month, len(rows), "accrual") for key, value in made.items()),
        Kpi("response_rate", rate, month, asked, "request"),
    ]


def _firms(facts: Facts) -> list[Kpi]:
    period = words.period(facts.net.chosen)
    spent = [int(cents) for cents in facts.net.by_vendor["actual_cents"].tolist()]
    found = concentration(spent)
    firms = found.firms if found else 0
    made: dict[str, Number | None] = {
        "top_share": dict(found.top).get(TOP, 1.0) if found else None,
        "firms_80": found.firms_80 if found else None,
        "hhi": found.hhi if found else None,
    }
    return [Kpi(key, value, period, firms, "firm") for key, value in made.items()]


def with_history(
    found: Mapping[str, Kpi], kept: Mapping[str, Mapping[Month, Number]], view: Chosen
) -> dict[str, Kpi]:
    """Give measures what was kept of them when months were closed: a prior value and months.

    The prior value is that of a year before, else of a quarter before. Sums of money begin
    anew with the fiscal year, and so do their months. Spend that was billed keeps months of
    its own, which late invoices are in.
    """
    return {key: _remembered(kpi, kept.get(key, {}), view) for key, kpi in found.items()}


def _remembered(kpi: Kpi, kept: Mapping[Month, Number], view: Chosen) -> Kpi:
    as_of = view.as_of
    places = (add_months(as_of, -_YEAR), add_months(as_of, -_QUARTER))
    at = next((month for month in places if month in kept), None)
    found = replace(kpi, prior=kept[at], prior_at=at) if at is not None else kpi
    if kpi.series or kpi.value is None:
        return found
    first = view.year.first if kpi.is_money else add_months(as_of, 1 - _YEAR)
    months = sorted(month for month in kept if first <= month < as_of)
    if len(months) < 2:
        return found
    return replace(found, series=(*((m, kept[m]) for m in months), (as_of, kpi.value)))


def explained(measure: str) -> str:
    """Say what a measure is one value per, where it has none for the department; else nothing."""
    return elsewhere(measure)
