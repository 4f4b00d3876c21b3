"""What does each method say of every practice area and the department, with which band?"""

from collections.abc import Sequence
from typing import NamedTuple

from legalops.metrics.forecast import bands
from legalops.metrics.forecast.methods import LEAST_MONTHS, METHODS, Method
from legalops.metrics.forecast.past import DEPARTMENT, Past
from legalops.metrics.forecast.smoothing import smoothed
from legalops.periods import Month, add_months, months_between

AHEAD = 12
#: How many earlier forecasts a band goes by, at most.
_LOOK_BACK = 24


class Cell(NamedTuple):
    """An expected amount and its 80 % band; the band is None where nothing says how wide."""

    amount_cents: int
    low_cents: int | None
    high_cents: int | None


#: By practice area (or the department) and month.
Cells = dict[tuple[int, Month], Cell]
_Amounts = dict[int, list[int]]


class Desk:
    """Forecasts from one past; what an earlier month would have said is worked out once."""

    def __init__(self, past: Past) -> None:
        self.past = past
        self._points: dict[tuple[str, Month], _Amounts] = {}

    def forecast(self, code: str, made_in: Month) -> Cells:
        """Return up to twelve months ahead of a month; nothing where the method refuses.

        The department's amount is the sum of its practice areas; its band is its own, since
        misses of practice areas make up for one another.
        """
        method = METHODS[code]
        reach = method.reach(self.past, made_in, AHEAD)
        if not reach:
            return {}
        ahead = months_between(add_months(made_in, 1), add_months(made_in, reach))
        amounts, halves = (
            self._fitted(made_in, reach)
            if method.formula is None
            else (self.points(method, made_in), self._halves(method, made_in, reach))
        )
        return {
            (area, month): Cell(of_area[n], *bands.bounds(of_area[n], halves[area][n]))
            for area, of_area in amounts.items()
            for n, month in enumerate(ahead)
        }

    def points(self, method: Method, made_in: Month) -> _Amounts:
        """Return the amounts a formula gives per practice area, and the department's sums."""
        key = (method.code, made_in)
        if key not in self._points:
            self._points[key] = self._computed(method, made_in)
        return self._points[key]

    def _computed(self, method: Method, made_in: Month) -> _Amounts:
        reach = method.reach(self.past, made_in, AHEAD)
        if not reach or method.formula is None:
            return {}
        amounts = {
            area: method.formula(self.past.series(area, made_in), reach) for area in self.past.areas
        }
        return {**amounts, DEPARTMENT: _summed(list(amounts.values()), reach)}

    def origins(self, count: int) -> list[Month]:
        """Return the last so many months with enough before them to forecast from."""
        since = add_months(self.past.first, LEAST_MONTHS - 1)
        return months_between(since, self.past.last)[-count:]

    def sums(self, made_in: Month) -> dict[tuple[str, int], int]:
        """Return what every formula's amounts add up to, by method and practice area.

        They change with any month of the fiscal year and the one before, so they tell whether
        what was worked out from the same months earlier still stands.
        """
        return {
            (code, area): sum(amounts)
            for code, method in METHODS.items()
            for area, amounts in self.points(method, made_in).items()
        }

    def _halves(self, method: Method, made_in: Month, reach: int) -> dict[int, list[int | None]]:
        since = add_months(self.past.first, LEAST_MONTHS - 1)
        earlier = months_between(max(since, add_months(made_in, -_LOOK_BACK)), made_in)[:-1]
        found = {}
        for area in (*self.past.areas, DEPARTMENT):
            misses: list[list[int]] = [[] for _ in range(reach)]
            for origin in earlier:
                said = self.points(method, origin).get(area, [])
                came = self._came(area, origin, made_in)[:reach]
                for n, (amount, cents) in enumerate(zip(said, came, strict=False)):
                    misses[n].append(amount - cents)
            found[area] = bands.widths(misses)
        return found

    def _came(self, area: int, after: Month, until: Month) -> Sequence[int]:
        """Return what the months after one, up to another, cost."""
        amounts = self.past.amounts[area]
        return amounts[self.past.months(after) : self.past.months(until)]

    def _fitted(self, made_in: Month, reach: int) -> tuple[_Amounts, dict[int, list[int | None]]]:
        fits = {
            area: smoothed(self.past.series(area, made_in).amounts, reach)
            for area in (*self.past.areas, DEPARTMENT)
        }
        amounts = {area: [a for a, _ in fits[area]] for area in self.past.areas}
        halves: dict[int, list[int | None]] = {a: [half for _, half in f] for a, f in fits.items()}
        return {**amounts, DEPARTMENT: _summed(list(amounts.values()), reach)}, halves


def _summed(rows: Sequence[Sequence[int]], reach: int) -> list[int]:
    return [sum(row[n] for row in rows) for n in range(reach)]
