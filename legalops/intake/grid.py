"""A table as cells with places, whether it came as a workbook or as delimited text."""

import codecs
import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from legalops.errors import LegalOpsError
from legalops.intake.workbook import cell_name, read_sheets
from legalops.intake.worksheet import Place

MAX_ROWS = 20_000
MAX_COLUMNS = 100
_DELIMITERS = (",", ";", "\t")
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


class UnreadableTableError(LegalOpsError):
    """A file that no table can be read from; `line` is where it breaks, 0 for all of it."""

    def __init__(self, problem: str, line: int = 0) -> None:
        super().__init__(problem)
        self.line = line


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet or text file, from the first row on; rows and columns from 0.

    `sheet` is "" for text, whose `lines` are the physical lines the rows begin on. `faults`
    holds cells without a usable value ("" for a formula never calculated).
    """

    sheet: str
    rows: list[list[Any]]
    lines: list[int]
    faults: dict[Place, str] = field(default_factory=dict)
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_hidden: bool = False
    encoding: str = "utf-8"

    def at(self, row: int, column: int) -> Any:
        """Return a cell, "" beyond the end of its row."""
        cells = self.rows[row]
        return cells[column] if 0 <= column < len(cells) else ""

    def text(self, row: int, column: int) -> str:
        """Return a cell as the text a person sees, without blanks around it."""
        value = self.at(row, column)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return " ".join(str(value).split())

    def is_blank(self, row: int) -> bool:
        """Say whether a row has nothing in it."""
        return not any(self.text(row, column) for column in range(len(self.rows[row])))

    def name(self, row: int, column: int, heading: str) -> str:
        """Name a place for a message: `Budget!C7` in a workbook, the column's heading in text."""
        if self.sheet:
            return f"{self.sheet}!{cell_name(row + 1, column + 1)}"
        return heading or f"column {column + 1}"


def read_grids(data: bytes, has_heading: Callable[[Grid], bool]) -> list[Grid]:
    """Return the tables of a workbook or a text file; raise LegalOpsError for anything else.

    Text is split at the delimiter under which it has the heading that is looked for.
    """
    if not data:
        raise UnreadableTableError("The file is empty. Choose the file that holds the budget.")
    if data.startswith(b"PK") or data.startswith(b"\xd0\xcf\x11\xe0"):
        return [grid for grid in _of_workbook(data) if grid.rows]
    return [_of_text(data, has_heading)]


def _of_workbook(data: bytes) -> list[Grid]:
    return [
        Grid(
            sheet=sheet.name,
            rows=sheet.rows,
            lines=list(range(1, len(sheet.rows) + 1)),
            faults={(row - 1, column - 1): text for (row, column), text in sheet.faults.items()},
            merged=[
                ((first[0] - 1, first[1] - 1), (last[0] - 1, last[1] - 1))
                for first, last in sheet.merged
            ],
            hidden_rows=frozenset(row - 1 for row in sheet.hidden_rows),
            hidden_columns=frozenset(column - 1 for column in sheet.hidden_columns),
            is_hidden=sheet.is_hidden,
        )
        for sheet in read_sheets(data)
    ]


def _of_text(data: bytes, has_heading: Callable[[Grid], bool]) -> Grid:
    text, encoding = _decoded(data)
    if "\0" in text:
        raise UnreadableTableError(
            "This is neither a workbook nor text. Save the table as .xlsx or as CSV (UTF-8)."
        )
    if text.lstrip().startswith("<"):
        raise UnreadableTableError(
            "This is a web page or XML, whatever its name says. Save the table as .xlsx or CSV."
        )
    broken: list[UnreadableTableError] = []
    tables: list[Grid] = []
    for delimiter in _DELIMITERS:
        try:
            tables.append(_split(text, delimiter, encoding))
        except UnreadableTableError as error:
            broken.append(error)
        else:
            if has_heading(tables[-1]):
                return tables[-1]
    if broken:
        raise broken[0]
    return tables[0]


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, encoding in _BOMS.items():
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError as error:
                line = data[: error.start].count(b"\n") + 1
                raise UnreadableTableError(
                    f"The bytes at position {error.start} are not {encoding}, which the file "
                    "says it is. Save it again as CSV (UTF-8).",
                    line,
                ) from error
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), "cp1252"


def _split(text: str, delimiter: str, encoding: str) -> Grid:
    rows: list[list[Any]] = []
    lines: list[int] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for row in reader:
            if len(rows) >= MAX_ROWS or len(row) > MAX_COLUMNS:
                raise UnreadableTableError(
                    f"The table has more than {MAX_ROWS:,} rows or {MAX_COLUMNS} columns.", begins
                )
            rows.append(list(row))
            lines.append(begins)
            begins = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableTableError(
            f"The text cannot be split into cells ({error}). Look for a quotation mark that is "
            "never closed.",
            begins,
        ) from error
    return Grid(sheet="", rows=rows, lines=lines, encoding=encoding)
