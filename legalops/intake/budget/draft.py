"""What a budget file turns into before anybody confirms it."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from legalops.errors import Problem
from legalops.periods import FiscalYear, Month

CostKind = Literal["fees", "expenses", "all"]
Subject = Literal["area", "matter", "vendor"]


class BudgetRow(NamedTuple):
    """One amount of a plan in a month: a practice area (additive), a matter or vendor (a cap)."""

    subject: Subject
    name: str
    cost_kind: CostKind
    month: Month
    amount_cents: int


class DroppedTotal(NamedTuple):
    """A sum the file states, left out of the budget and compared with what it sums up."""

    place: str
    label: str
    stated_cents: int
    computed_cents: int

    @property
    def agrees(self) -> bool:
        """Whether the file's own sum is right."""
        return self.stated_cents == self.computed_cents


@dataclass(frozen=True)
class BudgetDraft:
    """A budget file as read: its rows, what was left out and what is wrong with it.

    A problem's `line` is the sheet's row or the text's line and its `field` the cell
    (`Budget!C7`) or the column's heading.
    """

    file_name: str
    sha256: str
    fiscal_year: FiscalYear
    currency: str
    rows: tuple[BudgetRow, ...] = ()
    new_areas: tuple[str, ...] = ()
    totals: tuple[DroppedTotal, ...] = ()
    extra_columns: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    sheet: str = ""
    is_long: bool = False

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What must be mended before the budget can be stored."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What was forgiven and should be looked at."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")

    @property
    def is_sound(self) -> bool:
        """Whether it can be stored as it is."""
        return bool(self.rows) and not self.errors

    @property
    def total_cents(self) -> int:
        """The department's budget: practice areas only, the others are caps."""
        return sum(row.amount_cents for row in self.rows if row.subject == "area")


def place_of(problem: Problem) -> str:
    """Name where a problem of a budget stands: `Budget!C7`, or `line 7, Feb 2026` in text."""
    if "!" in problem.field:
        return problem.field
    line = f"line {problem.line}" if problem.line else ""
    return ", ".join(part for part in (line, problem.field) if part)
