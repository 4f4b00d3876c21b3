"""Whether the sums that a budget file states are the sums of what it holds."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from legalops.errors import InvalidInputError
from legalops.intake.budget.amount import amount_in
from legalops.intake.budget.draft import BudgetRow, CostKind, DroppedTotal
from legalops.intake.budget.heading import total_of
from legalops.intake.budget.kinds import kind_in
from legalops.intake.budget.month_names import month_in
from legalops.intake.budget.notes import Notes
from legalops.intake.names import fold
from legalops.money import money
from legalops.periods import FiscalYear, Month


class Entry(NamedTuple):
    """One amount of the table: its row, the practice area the row names (folded), its value."""

    row: int
    area: str
    value: BudgetRow

    @property
    def is_additive(self) -> bool:
        """Whether it is a practice area's, not a matter's cap."""
        return self.value.subject == "area"


Scope = Callable[[Entry], bool]


class _Stated(NamedTuple):
    """A sum the file states, with which entries it could mean, the likeliest first."""

    row: int
    column: int
    label: str
    cents: int
    scopes: tuple[Scope, ...]


@dataclass
class Totals:
    """The total rows and columns of one table, left out of the budget but compared."""

    notes: Notes
    fiscal_year: FiscalYear
    currency: str
    _stated: list[_Stated] = field(default_factory=list)
    _section: int = 0

    def state_columns(self, row: int) -> None:
        """Take down what a row's total columns say about the row."""
        for column, quarter in self.notes.heading.totals.items():
            months = self._months_of(quarter)
            self._state(row, column, self.notes.title(column), (_within(months, rows=[row]),))

    def state_row(self, row: int, name: str, columns: Collection[int]) -> None:
        """Take down what a total row says in each of its filled columns."""
        given = kind_in(self.notes.label(row, self.notes.heading.kind)) or kind_in(total_of(name))
        area = total_of(self.notes.label(row, self.notes.heading.area) or name)
        area = "" if kind_in(area) else area
        for column in columns:
            months = self._months(row, column)
            scopes = self._scopes(row, months, None if given == "all" else given)
            if area:
                scopes = (*(_of_area(scope, area) for scope in scopes[:2]), *scopes)
            self._state(row, column, name, scopes)
        self._section = row

    def compare(self, entries: Collection[Entry]) -> list[DroppedTotal]:
        """Return every stated sum beside what it sums up, noting those that differ."""
        return [self._compared(stated, entries) for stated in self._stated]

    def _scopes(
        self, row: int, months: Collection[Month], kind: CostKind | None
    ) -> tuple[Scope, ...]:
        """Return what a total row may add up: areas, everything above, or its section alone."""
        whole = _within(months, rows=range(row), kind=kind)
        section = _within(months, rows=range(self._section, row), kind=kind)
        return (_additive(whole), whole, _additive(section), section)

    def _months(self, row: int, column: int) -> Collection[Month]:
        heading = self.notes.heading
        if heading.period is not None and heading.is_long:
            month = month_in(self.notes.grid.at(row, heading.period), self.fiscal_year)
            return self.fiscal_year.months if month is None else [month]
        if column in heading.months:
            return [heading.months[column]]
        return self._months_of(heading.totals[column])

    def _months_of(self, quarter: int) -> list[Month]:
        return self.fiscal_year.quarter(quarter) if quarter else self.fiscal_year.months

    def _state(self, row: int, column: int, name: str, scopes: tuple[Scope, ...]) -> None:
        grid = self.notes.grid
        if not grid.text(row, column) or (row, column) in grid.faults:
            return
        try:
            cents = amount_in(grid.at(row, column), self.currency).cents
        except InvalidInputError:
            message = "A total that is no amount: left out and not compared."
            self.notes.warning("total", row, column, message)
            return
        self._stated.append(_Stated(row, column, name, cents, scopes))

    def _compared(self, stated: _Stated, entries: Collection[Entry]) -> DroppedTotal:
        sums = [sum(e.value.amount_cents for e in entries if scope(e)) for scope in stated.scopes]
        computed = stated.cents if stated.cents in sums else sums[0]
        place = self.notes.place(stated.row, stated.column)
        if computed != stated.cents:
            message = (
                f"The file says {money(stated.cents, self.currency)}, its amounts add up to "
                f"{money(computed, self.currency)}. The amounts count; look for what is missing."
            )
            self.notes.warning("total-differs", stated.row, stated.column, message)
        return DroppedTotal(place, stated.label, stated.cents, computed)


def _within(
    months: Collection[Month], *, rows: Collection[int], kind: CostKind | None = None
) -> Scope:
    return lambda entry: (
        entry.value.month in months
        and entry.row in rows
        and (kind is None or entry.value.cost_kind == kind)
    )


def _additive(scope: Scope) -> Scope:
    return lambda entry: entry.is_additive and scope(entry)


def _of_area(scope: Scope, area: str) -> Scope:
    return lambda entry: fold(entry.area) == area and scope(entry)
