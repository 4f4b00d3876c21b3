"""A list with a heading, whose rows are read by column and whose faults are named by cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from legalops.errors import Problem
from legalops.intake.budget.notes import shown
from legalops.intake.grid import Grid, UnreadableTableError, read_grids
from legalops.intake.names import fold

_HEADING_WITHIN = 20


@dataclass
class Listing:
    """The rows below a heading, its columns by our names, and what is wrong so far."""

    grid: Grid
    head: int
    columns: Mapping[str, int]
    problems: list[Problem] = field(default_factory=list)

    def rows(self) -> Iterator[int]:
        """Return the places of the rows that hold anything in the columns we know."""
        for row in range(self.head + 1, len(self.grid.rows)):
            if any(self.text(row, name) for name in self.columns) or self._faults(row):
                yield row

    def _faults(self, row: int) -> bool:
        return any((row, column) in self.grid.faults for column in self.columns.values())

    def value(self, row: int, name: str) -> Any:
        """Return a cell as it stands, "" where there is no such column."""
        return self.grid.at(row, self.columns[name]) if name in self.columns else ""

    def text(self, row: int, name: str) -> str:
        """Return a cell as text, "" where there is no such column."""
        return self.grid.text(row, self.columns[name]) if name in self.columns else ""

    def is_faulty(self, row: int, name: str) -> bool:
        """Say whether a cell holds an error of the workbook's own, and note it."""
        fault = self.grid.faults.get((row, self.columns.get(name, -1)))
        if fault is None:
            return False
        self.error(row, name, "formula", "This cell has no value. Type the value itself.")
        return True

    def error(self, row: int, name: str, code: str, message: str) -> None:
        """Note what must be mended in a cell."""
        column = self.columns.get(name, 0)
        place = self.grid.name(row, column, self.grid.text(self.head, column))
        value = shown(self.grid.faults.get((row, column)) or self.text(row, name))
        self.problems.append(
            Problem("error", code, self.grid.lines[row], place, value, message, place=place)
        )

    def where(self, row: int) -> str:
        """Name a row so that it can be found: its line in text, its row in a workbook."""
        return f"row {row + 1}" if self.grid.sheet else f"line {self.grid.lines[row]}"


def read_listing(data: bytes, names: Mapping[str, Sequence[str]], needed: Sequence[str]) -> Listing:
    """Return the first table of a file that has the needed headings.

    `names` gives what each column may be called. Raises LegalOpsError for a file that holds no
    such table.
    """

    def columns(grid: Grid, row: int) -> dict[str, int]:
        found: dict[str, int] = {}
        for column in range(len(grid.rows[row])):
            said = fold(grid.text(row, column))
            name = next((name for name, known in names.items() if said in known), None)
            if name is not None:
                found.setdefault(name, column)
        return found

    def heading(grid: Grid) -> int | None:
        tops = range(min(len(grid.rows), _HEADING_WITHIN))
        return next((r for r in tops if set(needed) <= set(columns(grid, r))), None)

    for grid in read_grids(data, lambda grid: heading(grid) is not None):
        head = heading(grid)
        if head is not None and not grid.is_hidden:
            return Listing(grid, head, columns(grid, head))
    wanted = " and ".join(names[name][0].capitalize() for name in needed)
    raise UnreadableTableError(
        f"No sheet has the headings {wanted}. Start from the template, and keep its headings."
    )
