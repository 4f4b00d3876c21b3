"""What is a measure: its name, meaning, formula, unit, which way is good, what is left out?"""

from dataclasses import dataclass
from typing import Literal

#: money in the reporting currency, rate per hour in it, shares as fractions, days, hours, scores
#: from 0 to 100.
Unit = Literal["money", "rate", "share", "ratio", "months", "days", "hours", "count", "score"]
CHOSEN = "by invoice date or work date, as chosen"
LEFT_OUT = (
    "rejected, undone and superseded invoices; money no exchange rate covers (named apart); "
    "months after the as-of month"
)


@dataclass(frozen=True)
class Measure:
    """One measure. `page` is the page whose table holds the lines behind it.

    `owner` is who answers for the definition.
    """

    key: str
    label: str
    meaning: str
    formula: str
    unit: Unit
    good: Literal["low", "high", "even", "none"]
    basis: str
    excludes: str = "nothing"
    room: str = "Spend"
    owner: str = "Legal operations"
    page: str = "lines"

    @property
    def help(self) -> str:
        """The definition as a tooltip says it."""
        return (
            f"{self.meaning} \n\n**Formula** {self.formula} \n\n**Dates** {self.basis} "
            f"\n\n**Left out** {self.excludes}"
        )
