"""What is to be said about a budget table, each remark with its place and its value."""

import re
from dataclasses import dataclass, field
from typing import Any

from legalops.errors import Problem
from legalops.intake.budget.heading import Heading
from legalops.intake.grid import Grid

_UNSAFE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def shown(value: Any) -> str:
    """Write a cell for a message: short, with what is invisible made visible."""
    text = _UNSAFE.sub(lambda found: f"<U+{ord(found[0]):04X}>", str(value))
    return text if len(text) <= 40 else text[:39] + "…"


def has_invisible(value: Any) -> bool:
    """Say whether a cell holds control characters or marks that turn the writing direction."""
    return bool(_UNSAFE.search(str(value)))


@dataclass
class Notes:
    """The problems of one table so far, and where things stand in it."""

    grid: Grid
    heading: Heading
    problems: list[Problem] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        """Whether anything was noted that keeps the budget from being stored."""
        return any(problem.severity == "error" for problem in self.problems)

    def error(self, code: str, row: int, column: int, message: str) -> None:
        """Note what must be mended in a cell."""
        self._note("error", code, (row, column), message)

    def warning(self, code: str, row: int, column: int, message: str) -> None:
        """Note what was forgiven in a cell."""
        self._note("warning", code, (row, column), message)

    def remark(self, code: str, message: str, *, severity: str = "warning") -> None:
        """Note something about the table as a whole."""
        line = self.grid.lines[self.heading.row]
        self.problems.append(Problem(severity, code, line, self.grid.sheet, "", message))

    def title(self, column: int) -> str:
        """Return a column's heading."""
        return self.grid.text(self.heading.row, column)

    def label(self, row: int, column: int | None) -> str:
        """Return a cell of a column that may not exist, then ""."""
        return "" if column is None else self.grid.text(row, column)

    def place(self, row: int, column: int) -> str:
        """Name a cell: `Budget!C7`, or the column's heading in text."""
        return self.grid.name(row, column, self.title(column))

    def where(self, row: int, column: int) -> str:
        """Name a cell so that it can be found from anywhere: `Budget!C7` or `line 7`."""
        return (
            self.place(row, column)
            if self.grid.sheet
            else f"line {self.grid.lines[row]}, {self.title(column)}"
        )

    def _note(self, severity: str, code: str, cell: tuple[int, int], message: str) -> None:
        value = shown(self.grid.faults.get(cell) or self.grid.text(*cell))
        line = self.grid.lines[cell[0]]
        self.problems.append(Problem(severity, code, line, self.place(*cell), value, message))
