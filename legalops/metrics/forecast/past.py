"""What is known when a forecast is made: months of spend in a row, and what was planned?"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from legalops.periods import FiscalYear, Month, add_months, fiscal_year_of, months_between

#: The department as a whole, beside its practice areas; 0 is "no practice area".
DEPARTMENT = -1


@dataclass(frozen=True)
class Series:
    """Months of spend in a row, minor units, up to the month a forecast is made in.

    `planned` is the budget per month, of months before and after; a month without is missing.
    """

    first: Month
    amounts: tuple[int, ...]
    planned: Mapping[Month, int]
    starts_in: int = 1

    @cached_property
    def last(self) -> Month:
        """The month the forecast is made in."""
        return add_months(self.first, len(self.amounts) - 1)

    @cached_property
    def year(self) -> FiscalYear:
        """The fiscal year of the last month."""
        return fiscal_year_of(self.last, self.starts_in)

    @cached_property
    def elapsed(self) -> int:
        """How many months of that year are known, one at least."""
        return min(len(self.amounts), distance(self.year.first, self.last) + 1)

    @property
    def to_date(self) -> list[Month]:
        """Those months."""
        return months_between(add_months(self.last, 1 - self.elapsed), self.last)

    @cached_property
    def so_far(self) -> int:
        """What they cost."""
        return sum(self.amounts[-self.elapsed :])

    def ahead(self, count: int) -> list[Month]:
        """Return the months that follow."""
        return months_between(add_months(self.last, 1), add_months(self.last, count))


def distance(first: Month, last: Month) -> int:
    """Return how many months later the last is."""
    return (last // 100 - first // 100) * 12 + last % 100 - first % 100


@dataclass(frozen=True)
class Past:
    """Business as usual per practice area and month, and what was planned for it.

    `first` is the department's first month with spend: a practice area that cost nothing in a
    month since then cost zero. Exceptional matters are in neither.
    """

    first: Month
    last: Month
    spent: Mapping[int, Mapping[Month, int]]
    planned: Mapping[int, Mapping[Month, int]]
    starts_in: int = 1

    @cached_property
    def areas(self) -> list[int]:
        """The practice areas that ever had spend or a budget, in order."""
        return sorted(self.spent.keys() | self.planned.keys())

    def months(self, last: Month) -> int:
        """Return how many months are known up to one."""
        return max(0, distance(self.first, last) + 1)

    @cached_property
    def amounts(self) -> dict[int, tuple[int, ...]]:
        """What every practice area, and the department, cost in each month in a row."""
        months = months_between(self.first, self.last)
        rows = {
            area: tuple(self.spent.get(area, {}).get(month, 0) for month in months)
            for area in self.areas
        }
        whole = tuple(sum(month) for month in zip(*rows.values(), strict=True))
        return {**rows, DEPARTMENT: whole or (0,) * len(months)}

    def series(self, area: int, last: Month) -> Series:
        """Return a practice area's months up to one; those of all together for the department."""
        planned = self.plan if area == DEPARTMENT else self.planned.get(area, {})
        return Series(self.first, self.amounts[area][: self.months(last)], planned, self.starts_in)

    @cached_property
    def plan(self) -> dict[Month, int]:
        """The department's budget per month."""
        sums: dict[Month, int] = {}
        for of_area in self.planned.values():
            for month, cents in of_area.items():
                sums[month] = sums.get(month, 0) + cents
        return sums

    def actual(self, area: int, month: Month) -> int:
        """Return what a month cost; nothing before the first month."""
        place = distance(self.first, month)
        amounts = self.amounts.get(area, ())
        return amounts[place] if 0 <= place < len(amounts) else 0
