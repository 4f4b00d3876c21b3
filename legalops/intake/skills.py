"""Levels of skills as a table: a skill a row, a person or a role a column, 0-4 in the cells."""

from collections.abc import Mapping
from dataclasses import dataclass

from legalops.errors import Problem
from legalops.intake.grid import Grid, UnreadableTableError, read_grids
from legalops.intake.names import fold

SKILL, AREA = "Skill", "Area"
HIGHEST = 4
_ROWS_SEARCHED = 10
_LEVELS = {str(level): level for level in range(HIGHEST + 1)}


@dataclass(frozen=True)
class Sheet:
    """What a table may name: skills and columns (people or roles), each by name with its id."""

    skills: Mapping[str, int]
    columns: Mapping[str, int]
    noun: str


@dataclass(frozen=True)
class Draft:
    """Levels as read, by (column, skill), and what is wrong with the table."""

    file_name: str
    values: Mapping[tuple[int, int], int]
    problems: tuple[Problem, ...]


def read(file_name: str, data: bytes, known: Sheet) -> Draft:
    """Read levels from a workbook or delimited text; raise LegalOpsError where it is neither.

    Blank cells say nothing. A skill, a name or a level that is not known is a problem with its
    place and the remedy.
    """
    if not data:
        raise UnreadableTableError("The file is empty. Choose the file that holds the levels.")
    for grid in read_grids(data, lambda grid: _heading(grid) is not None):
        head = _heading(grid)
        if head is not None:
            return _read(file_name, grid, head, known)
    message = f"No sheet has the heading {SKILL}. Use the workbook from this page."
    return Draft(file_name, {}, (Problem("error", "skills", 0, "", "", message),))


def _heading(grid: Grid) -> int | None:
    for row in range(min(_ROWS_SEARCHED, len(grid.rows))):
        if fold(SKILL) in [fold(grid.text(row, c)) for c in range(len(grid.rows[row]))]:
            return row
    return None


def _read(file_name: str, grid: Grid, head: int, known: Sheet) -> Draft:
    problems: list[Problem] = []
    skills = {fold(name): number for name, number in known.skills.items()}
    names = [fold(grid.text(head, c)) for c in range(len(grid.rows[head]))]
    at = names.index(fold(SKILL))
    columns = _columns(grid, head, known, problems)
    values: dict[tuple[int, int], int] = {}
    for row in range(head + 1, len(grid.rows)):
        if grid.is_blank(row):
            continue
        skill = skills.get(fold(grid.text(row, at)))
        if skill is None:
            message = "No skill has this name. Write it as on the page Skills, or add it there."
            problems.append(_problem(grid, row, at, SKILL, message))
            continue
        for column, number in columns.items():
            level = _level(grid, row, column, problems)
            if level is not None:
                values[number, skill] = level
    return Draft(file_name, values, tuple(problems))


def _columns(grid: Grid, head: int, known: Sheet, problems: list[Problem]) -> dict[int, int]:
    """Return whose each column is, by its place; name those that nobody is called."""
    ids = {fold(name): number for name, number in known.columns.items()}
    found: dict[int, int] = {}
    for column in range(len(grid.rows[head])):
        name = fold(grid.text(head, column))
        if name in ("", fold(SKILL), fold(AREA)):
            continue
        if name not in ids or ids[name] in found.values():
            again = "stands twice" if name in ids else f"is no {known.noun} here"
            message = f"This heading {again}. Take the column out, or write the name as shown here."
            problems.append(_problem(grid, head, column, "", message))
            continue
        found[column] = ids[name]
    return found


def _level(grid: Grid, row: int, column: int, problems: list[Problem]) -> int | None:
    text = grid.text(row, column)
    if not text:
        return None
    if text not in _LEVELS:
        message = f"A level is a whole number from 0 to {HIGHEST}. Mend it or leave it blank."
        problems.append(_problem(grid, row, column, "", message))
    return _LEVELS.get(text)


def _problem(grid: Grid, row: int, column: int, heading: str, message: str) -> Problem:
    place, value = grid.name(row, column, heading), grid.text(row, column)[:80]
    return Problem("error", "skills", grid.lines[row], place, value, message)
