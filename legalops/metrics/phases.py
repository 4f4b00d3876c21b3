"""What has each phase of a matter's budget cost, and what will the matter cost at completion?

Money is in minor units of the reporting currency.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

State = Literal["open", "closed"]
#: The task code groups a phase can stand for, as UTBMS names them.
GROUPS = {
    "L100": "Case assessment and administration",
    "L200": "Pre-trial pleadings and motions",
    "L300": "Discovery",
    "L400": "Trial preparation and trial",
    "L500": "Appeal",
    "L600": "E-discovery",
}
_CODE = re.compile(r"([A-Z]{1,2})([0-9])[0-9]{2}")


class Phase(NamedTuple):
    """A phase of a matter's budget; `code` "" takes all that no other phase covers."""

    name: str
    code: str
    amount_cents: int
    state: State = "open"


@dataclass(frozen=True)
class Standing:
    """A phase with its actual, None where no phase is meant but money was billed."""

    name: str
    code: str
    budget_cents: int | None
    actual_cents: int
    forecast_cents: int
    state: State

    @property
    def used_share(self) -> float | None:
        """The share of the phase's budget that is used."""
        return self.actual_cents / self.budget_cents if self.budget_cents else None


@dataclass(frozen=True)
class MatterBudget:
    """A matter's own budget by phase; the phases add up to its sums."""

    phases: tuple[Standing, ...]

    @property
    def budget_cents(self) -> int:
        """The sum of the phases' budgets."""
        return sum(phase.budget_cents or 0 for phase in self.phases)

    @property
    def actual_cents(self) -> int:
        """All that was billed on the matter."""
        return sum(phase.actual_cents for phase in self.phases)

    @property
    def forecast_cents(self) -> int:
        """What it is expected to cost at completion."""
        return sum(phase.forecast_cents for phase in self.phases)


def group_of(code: str) -> str:
    """Return the group of a task code: L100 of `L120`, PA100 of `PA130`; itself if it has none."""
    found = _CODE.fullmatch(code.strip().upper())
    return f"{found[1]}{found[2]}00" if found else code.strip().upper()


def standing(phases: Sequence[Phase], by_code: Mapping[str, int]) -> MatterBudget:
    """Put what was billed per task code beside the phases; every cent is in one row.

    A closed phase is forecast at its actual, an open one at budget or actual, whichever is
    more. What no phase covers has a row of its own, without a budget.
    """
    known = {phase.code for phase in phases}
    spent: dict[str, int] = {}
    for code, cents in by_code.items():
        exact, group = code.strip().upper(), group_of(code)
        place = exact if exact in known and exact else group if group in known else ""
        spent[place] = spent.get(place, 0) + cents
    rows = [_row(phase, spent.pop(phase.code, 0)) for phase in phases]
    rest = spent.get("", 0)
    if "" in spent:
        rows.append(Standing("In no phase", "", None, rest, rest, "open"))
    return MatterBudget(tuple(rows))


def _row(phase: Phase, actual: int) -> Standing:
    forecast = actual if phase.state == "closed" else max(phase.amount_cents, actual)
    return Standing(phase.name, phase.code, phase.amount_cents, actual, forecast, phase.state)
