"""With what is spend compared: a budget in force or an earlier one, a year before, a forecast?"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from legalops import periods
from legalops.metrics.adding import Ints, add_up, ints
from legalops.periods import Month

Kind = Literal["budget", "version", "prior_year", "prior_forecast"]
PLAN = ["month", "practice_area_id", "matter_id", "cost_kind", "amount_cents"]
_YEAR = 100
_KEY = 10**6  # more than any month, practice area or vendor


@dataclass(frozen=True)
class Reference:
    """What spend is compared with; `number` is the version's id or the month of the forecast.

    A forecast is the last one that was made before the period began.
    """

    kind: Kind = "budget"
    number: int = 0
    name: str = ""

    @property
    def is_budget(self) -> bool:
        """Whether it is a budget, in force or not."""
        return self.kind in ("budget", "version")

    @property
    def noun(self) -> str:
        """What it is called within a sentence: `budget`, `prior year`."""
        return {
            "budget": "budget",
            "version": f"budget \u2018{self.name}\u2019",
            "prior_year": "prior year",
            "prior_forecast": f"forecast of {self._made}",
        }[self.kind]

    @property
    def label(self) -> str:
        """What it is called over a column or a card."""
        return self.noun[:1].upper() + self.noun[1:]

    @property
    def over(self) -> str:
        """How spend above it is said."""
        return f"over {self.noun}" if self.is_budget else f"above the {self.noun}"

    @property
    def under(self) -> str:
        """How spend below it is said."""
        return f"under {self.noun}" if self.is_budget else f"below the {self.noun}"

    @property
    def even(self) -> str:
        """How spend that is as good as the same is said."""
        return f"on {self.noun}" if self.is_budget else f"level with the {self.noun}"

    @property
    def missing(self) -> str:
        """How it is said that there is none."""
        if self.is_budget:
            return "no budget"
        return "nothing stored for the year before" if self.kind == "prior_year" else "no forecast"

    @property
    def _made(self) -> str:
        return periods.label(self.number) if self.number else "no month"


BUDGET = Reference()


def prior_year(spend: pd.DataFrame, *, basis: str, gross: bool) -> pd.DataFrame:
    """Return a year's spend as what the year after is compared with, per month, area and vendor.

    `spend` is what a measure counts; its months are moved on by twelve.
    """
    counted = spend[np.asarray(spend["status"] != "rejected", dtype=bool)]
    month = ints(counted[f"{basis}_month"]) + _YEAR
    cents = ints(counted["reporting_cents"])
    if gross:
        cents = cents + ints(counted["reporting_tax_cents"])
    place = month * _KEY + ints(counted["practice_area_id"])
    sums = add_up(place * _KEY + ints(counted["vendor_id"]), cents)
    keys = np.fromiter(sums.keys(), dtype=np.int64, count=len(sums))
    amounts = np.fromiter(sums.values(), dtype=np.int64, count=len(sums))
    plan = _plan(keys // _KEY // _KEY, keys // _KEY % _KEY, amounts)
    return plan.assign(vendor_id=keys % _KEY)


def prior_forecast(kept: pd.DataFrame) -> pd.DataFrame:
    """Return a forecast as it was made as what spend is compared with.

    `kept` has one row per practice area and month: practice_area_id, month, amount_cents.
    """
    return _plan(ints(kept["month"]), ints(kept["practice_area_id"]), ints(kept["amount_cents"]))


def _plan(month: Ints, area: Ints, cents: Ints) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "month": month,
            "practice_area_id": pd.array(area, dtype="Int64"),
            "matter_id": pd.array([None] * len(month), dtype="Int64"),
            "cost_kind": pd.array(["all"] * len(month), dtype="str"),
            "amount_cents": cents,
        }
    )


def incomplete(
    months: list[Month], *, basis: str, closed: frozenset[Month] | set[Month], newest: Month | None
) -> tuple[Month, ...]:
    """Return the months whose invoices are not all in yet: open ones, and by work date the last.

    Firms bill a month or two after the work, so that the newest invoiced month and the one
    before look low by work date, closed or not.
    """
    late = periods.add_months(newest, -1) if newest and basis == "work" else None
    return tuple(
        month for month in months if month not in closed or (late is not None and month >= late)
    )
