"""What took spend from what was planned to what it is, or is expected to be, cause by cause?

Amounts are in minor units of the reporting currency; a cause above zero adds to spend.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from legalops.metrics.budget import BudgetReport
from legalops.metrics.cells import along

#: So many bars at most: both ends and what lies between.
MOST_STEPS = 8
#: The key of the step that stands for several practice areas; it opens nothing.
SEVERAL = -1
#: Totals dwarf the causes when the largest cause is less than such a part of the larger total.
_DWARFED = 12


@dataclass(frozen=True)
class Cause:
    """What one practice area, or several small ones together, adds or saves."""

    key: int
    name: str
    cents: int


@dataclass(frozen=True)
class Bridge:
    """The way from a start to an end; the causes add up to the difference exactly."""

    start_cents: int
    causes: tuple[Cause, ...]
    end_cents: int
    is_forecast: bool

    @property
    def is_dwarfed(self) -> bool:
        """Whether both totals are so large that the causes could hardly be seen beside them."""
        largest = max((abs(cause.cents) for cause in self.causes), default=0)
        return largest * _DWARFED < max(abs(self.start_cents), abs(self.end_cents))


def bridge(
    report: BudgetReport, names: Mapping[int, str], expected: Mapping[int, int] | None = None
) -> Bridge | None:
    """Return the way from the reference to actual, or to what is `expected` per practice area.

    None where there is nothing to start from. The largest causes have a name, the rest is one.
    """
    if report.total.budget_cents is None:
        return None
    planned = along(report.plan, 0)
    reached = along(report.spent, 0) if expected is None else dict(expected)
    changes = {
        area: reached.get(area, 0) - planned.get(area, 0) for area in planned.keys() | reached
    }
    return Bridge(
        start_cents=report.total.budget_cents,
        causes=_causes({area: cents for area, cents in changes.items() if cents}, names),
        end_cents=sum(reached.values()),
        is_forecast=expected is not None,
    )


def _causes(changes: Mapping[int, int], names: Mapping[int, str]) -> tuple[Cause, ...]:
    most = MOST_STEPS - 2
    ordered = sorted(changes, key=lambda area: (-abs(changes[area]), area))
    named = ordered if len(ordered) <= most else ordered[: most - 1]
    found = [Cause(area, names.get(area, "?"), changes[area]) for area in named]
    rest = ordered[len(named) :]
    if rest:
        found.append(Cause(SEVERAL, f"Other ({len(rest)})", sum(changes[a] for a in rest)))
    return tuple(found)
