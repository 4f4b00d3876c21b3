"""What is still to come of the matters that are listed one by one, apart from the usual?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from legalops.metrics.forecast.methods import WINDOW, divided
from legalops.periods import Month, add_months, fiscal_year_of

Source = Literal["closed", "typed", "budget", "trailing"]
#: What is left of a typed amount falls into at least so many months.
_LEAST_SPREAD = 3


@dataclass(frozen=True)
class Exceptional:
    """A matter listed apart. Money in minor units of the reporting currency.

    `expected_cents` is what somebody expects it to cost in all; `spent` is what it cost per
    practice area and month, `caps` its budget per month.
    """

    matter_id: int
    number: str
    name: str
    practice_area_id: int
    is_restricted: bool = False
    is_open: bool = True
    expected_cents: int | None = None
    spent: Mapping[tuple[int, Month], int] = field(default_factory=dict)
    caps: Mapping[Month, int] = field(default_factory=dict)

    @cached_property
    def monthly(self) -> dict[Month, int]:
        """What it cost per month."""
        sums: dict[Month, int] = {}
        for (_, month), cents in self.spent.items():
            sums[month] = sums.get(month, 0) + cents
        return sums

    def source(self, made_in: Month) -> Source:
        """Say what the rest is taken from: typed, its budget, or what it cost of late."""
        if self.expected_cents is not None:
            return "typed"
        if not self.is_open:
            return "closed"
        return "budget" if any(month > made_in for month in self.caps) else "trailing"

    def to_come(self, made_in: Month, ahead: Sequence[Month], starts_in: int) -> dict[Month, int]:
        """Return what it is expected to cost in each month after the one this is said in.

        Typed: what is left of the amount, evenly over the rest of the fiscal year, but over
        three months at least. Budget: the caps of the months. Else the mean of its last
        three months; nothing once it is closed.
        """
        source = self.source(made_in)
        if source == "typed":
            return self._spread(made_in, ahead, starts_in)
        if source == "budget":
            return {month: self.caps.get(month, 0) for month in ahead}
        if source == "closed":
            return dict.fromkeys(ahead, 0)
        late = [self.monthly.get(add_months(made_in, -n), 0) for n in range(WINDOW)]
        return dict.fromkeys(ahead, max(0, divided(sum(late), WINDOW)))

    def _spread(self, made_in: Month, ahead: Sequence[Month], starts_in: int) -> dict[Month, int]:
        billed = sum(cents for month, cents in self.monthly.items() if month <= made_in)
        left = max(0, (self.expected_cents or 0) - billed)
        last = fiscal_year_of(made_in, starts_in).last
        count = max(_LEAST_SPREAD, sum(month <= last for month in ahead))
        share, rest = divmod(left, count)
        amounts = [share + (n < rest) for n in range(count)]
        return {month: amounts[n] if n < count else 0 for n, month in enumerate(ahead)}
