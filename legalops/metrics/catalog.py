"""What does each figure mean? Every measure is defined here, once."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Measure:
    """One measure: its name, meaning, formula, unit, which way is good, and what is left out."""

    key: str
    label: str
    meaning: str
    formula: str
    unit: Literal["money", "share", "ratio", "months", "count"]
    good: Literal["low", "high", "even", "none"]
    basis: str
    excludes: str = "nothing"

    @property
    def help(self) -> str:
        """The definition as a tooltip says it."""
        return (
            f"{self.meaning} \n\n**Formula** {self.formula} \n\n**Dates** {self.basis} "
            f"\n\n**Left out** {self.excludes}"
        )


_CHOSEN = "by invoice date or work date, as chosen"
_LEFT_OUT = (
    "rejected, undone and superseded invoices; money no exchange rate covers (named apart); "
    "months after the as-of month"
)
_ALL = (
    Measure(
        "budget",
        "Budget",
        "What the budget version in force plans for the period, over practice areas.",
        "sum of the budget lines of practice areas",
        "money",
        "none",
        "calendar months of the period",
        "budgets of single matters, which are caps; blank months, which are no zero",
    ),
    Measure(
        "actual",
        "Actual",
        "What vendors billed and nobody rejected, in the reporting currency.",
        "sum of the invoice lines in the period",
        "money",
        "low",
        _CHOSEN,
        _LEFT_OUT,
    ),
    Measure(
        "variance",
        "Variance",
        "How far actual is from budget; above zero is over budget.",
        "actual less budget",
        "money",
        "low",
        _CHOSEN,
        _LEFT_OUT,
    ),
    Measure(
        "left",
        "Left to spend",
        "What the budget of a period that still runs leaves for its remaining months.",
        "budget less actual",
        "money",
        "high",
        _CHOSEN,
        _LEFT_OUT,
    ),
    Measure(
        "used",
        "Used",
        "The share of the period's budget that is used.",
        "actual ÷ budget",
        "share",
        "low",
        _CHOSEN,
        f"{_LEFT_OUT}; no figure where there is no budget",
    ),
    Measure(
        "pace",
        "Pace",
        "How fast the fiscal year's budget is used: above 1 it runs out before the year does.",
        "(actual to date ÷ budget of the fiscal year) ÷ (days elapsed ÷ days of the year)",
        "ratio",
        "low",
        f"{_CHOSEN}; days to the end of the as-of month",
        _LEFT_OUT,
    ),
    Measure(
        "unconverted",
        "Not converted",
        "Billed money, net, in currencies whose exchange rate is not entered yet.",
        "sum of the lines without a rate, per currency",
        "money",
        "low",
        _CHOSEN,
        "rejected, undone and superseded invoices",
    ),
    Measure(
        "run_rate",
        "Run rate",
        "A forecast that takes each coming month to cost what recent months did on average.",
        "mean of the last three closed months",
        "money",
        "none",
        _CHOSEN,
        "open months; practice areas with under six closed months of data get none",
    ),
)
CATALOG: dict[str, Measure] = {measure.key: measure for measure in _ALL}
