"""How are rows of money added up per practice area and month, on small integer arrays?"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy.typing as npt

from legalops.metrics.adding import Ints, add_up
from legalops.periods import Month

#: Minor units per practice area and month.
Cells = dict[tuple[int, Month], int]
_MONTHS = 10**6  # more than any month: YYYYMM


@dataclass(frozen=True)
class Rows:
    """Rows of the cube on one basis, as plain integers; `place` is where each stands in it."""

    place: Ints
    month: Ints
    area: Ints
    vendor: Ints
    cents: Ints
    status: npt.NDArray[Any]

    def where(self, keep: Any) -> "Rows":
        """Keep some of the rows."""
        kept = (self.place, self.month, self.area, self.vendor, self.cents, self.status)
        return Rows(*(column[keep] for column in kept))


def cells_of(rows: Rows) -> Cells:
    """Add amounts up per practice area x month."""
    sums = add_up(rows.area * _MONTHS + rows.month, rows.cents)
    return {divmod(key, _MONTHS): cents for key, cents in sums.items()}


def within(cells: Cells, months: list[Month]) -> Cells:
    """Keep the cells of some months."""
    return {key: cents for key, cents in cells.items() if key[1] in months}


def along(cells: Cells, axis: Literal[0, 1]) -> dict[int, int]:
    """Add cells up per practice area (0) or per month (1)."""
    sums: dict[int, int] = {}
    for key, cents in cells.items():
        sums[key[axis]] = sums.get(key[axis], 0) + cents
    return sums
