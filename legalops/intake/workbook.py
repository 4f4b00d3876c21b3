"""What stands in a workbook's cells, once the file is known to be safe to open."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook

from legalops.errors import LegalOpsError
from legalops.intake import worksheet
from legalops.intake.worksheet import Place

MAX_ENTRIES = 200
MAX_UNPACKED = 150 * 2**20
MAX_RATIO = 100
MAX_ROWS = 50_000
MAX_COLUMNS = 100
MAX_CELLS = 1_000_000
#: How many places, filled or not, the area from A1 to the last cell may have.
MAX_AREA = 12_000_000
MAX_DEPTH = 32
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_NEEDED = ("[content_types].xml", "xl/workbook.xml")
_UNWANTED = {
    "vbaproject.bin": "macros",
    "externallinks/": "links to other workbooks",
    "embeddings/": "embedded files",
    "activex": "ActiveX controls",
    "connections.xml": "data connections",
}
_CLEAN_COPY = "Copy the table as values into a new workbook and save that as .xlsx."


class Bounds(NamedTuple):
    """How far down and right a sheet may reach, and how many cells it may have."""

    rows: int = MAX_ROWS
    columns: int = MAX_COLUMNS
    cells: int = MAX_CELLS


class WorkbookRefusedError(LegalOpsError):
    """A file that claims to be a workbook and is not one this app opens."""


@dataclass
class Sheet:
    """One worksheet: its cells from A1 on, and what a plain reading of them would miss.

    Rows and columns count from 1. `faults` holds the cells that have no usable value: an
    Excel error such as `#REF!`, or "" for a formula that was never calculated; `formulas` the
    first formula of each column.
    """

    name: str
    rows: list[list[Any]] = field(default_factory=list)
    faults: dict[Place, str] = field(default_factory=dict)
    formulas: dict[int, Place] = field(default_factory=dict)
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_hidden: bool = False


@dataclass(frozen=True)
class Book:
    """A workbook that is safe to open: its sheets, whose cells are read when asked for."""

    sheets: tuple[Sheet, ...]
    is_1904: bool
    _filled: frozenset[str]
    _packed: bytes

    def has_cells(self, sheet: Sheet) -> bool:
        """Say whether any cell of a sheet has a value."""
        return sheet.name in self._filled

    def fill(self, *sheets: Sheet) -> None:
        """Read the cells of some sheets."""
        try:
            book = CalamineWorkbook.from_filelike(io.BytesIO(self._packed))
            for sheet in sheets:
                if self.has_cells(sheet) and not sheet.rows:
                    cells = book.get_sheet_by_name(sheet.name)
                    sheet.rows = cells.to_python(skip_empty_area=False)
        except OverflowError as error:
            raise WorkbookRefusedError(
                "A cell holds a date that no calendar has. Write the date that is meant."
            ) from error
        except (CalamineError, KeyError, ValueError) as error:
            raise _damaged() from error


def read_sheets(data: bytes) -> list[Sheet]:
    """Return the worksheets of an .xlsx file; raise WorkbookRefusedError for anything else."""
    book = open_book(data, Bounds())
    book.fill(*book.sheets)
    return list(book.sheets)


def open_book(data: bytes, bounds: Bounds) -> Book:
    """Check a workbook, cell by cell, before any of it is read; raise WorkbookRefusedError."""
    parts = _safe_parts(data)
    try:
        sheets, is_1904 = _worksheets(parts)
        filled = frozenset(
            sheet.name for sheet, part in sheets if _scanned(sheet, parts[part], bounds)
        )
    except (KeyError, ValueError) as error:
        raise _damaged() from error
    return Book(tuple(sheet for sheet, _ in sheets), is_1904, filled, _repacked(parts))


def _damaged() -> WorkbookRefusedError:
    return WorkbookRefusedError("The workbook is damaged. Save and upload it again.")


def _scanned(sheet: Sheet, content: bytes, bounds: Bounds) -> bool:
    """Note what the values of a sheet's cells do not tell; say whether it has any."""
    try:
        found = worksheet.scan(content)
    except worksheet.UnusualXmlError:
        return _Scan(sheet, bounds).of(content)
    if found.depth > MAX_DEPTH:
        raise _too_deep()
    if found.cells > bounds.cells:
        raise _too_many_cells(sheet, bounds)
    _within(sheet, found.last_row, found.last_column, bounds)
    sheet.faults, sheet.formulas, sheet.merged = found.faults, found.formulas, found.merged
    sheet.hidden_rows, sheet.hidden_columns = found.hidden_rows, found.hidden_columns
    return found.last_row > 0


def _too_deep() -> WorkbookRefusedError:
    return WorkbookRefusedError("The workbook's XML is nested too deeply to be a table.")


def _too_many_cells(sheet: Sheet, bounds: Bounds) -> WorkbookRefusedError:
    return WorkbookRefusedError(
        f"Sheet {sheet.name!r} has more than {bounds.cells:,} cells. {_CLEAN_COPY}"
    )


def _within(sheet: Sheet, row: int, column: int, bounds: Bounds) -> None:
    """Refuse a sheet whose last row and column make more places than are read."""
    if row > bounds.rows or column > bounds.columns:
        raise WorkbookRefusedError(
            f"Sheet {sheet.name!r} has a value in {cell_name(row, column)}, beyond "
            f"{bounds.rows:,} rows and {bounds.columns} columns. {_CLEAN_COPY}"
        )
    if row * column > MAX_AREA:
        raise WorkbookRefusedError(
            f"Sheet {sheet.name!r} reaches to {cell_name(row, column)} and is mostly empty. "
            f"{_CLEAN_COPY}"
        )


def cell_name(row: int, column: int) -> str:
    """Write a place as people do: row 7, column 3 is `C7`."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def _safe_parts(data: bytes) -> dict[str, bytes]:
    """Unpack an archive in memory by rules that no hostile or broken one passes."""
    if data.startswith(_OLE):
        raise WorkbookRefusedError(
            "This is an old .xls file or a workbook with a password. Save it as .xlsx without one."
        )
    if not data.startswith(b"PK"):
        raise WorkbookRefusedError("This is not an .xlsx workbook, whatever its name says.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_directory(archive.infolist())
            parts = dict(_unpacked(archive))
    except (zipfile.BadZipFile, EOFError, NotImplementedError, zlib.error) as error:
        raise WorkbookRefusedError(
            "The workbook is damaged or came incomplete. Save and upload it again."
        ) from error
    lower = {name.lower() for name in parts}
    if not all(name in lower for name in _NEEDED):
        raise WorkbookRefusedError(
            "This archive is not an .xlsx workbook. Save the table as .xlsx."
        )
    if any(b"macroEnabled" in parts[name] for name in parts if name.lower() == _NEEDED[0]):
        raise WorkbookRefusedError(f"The workbook contains macros. {_CLEAN_COPY}")
    return parts


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len(names) > MAX_ENTRIES or len({name.lower() for name in names}) != len(names):
        raise WorkbookRefusedError(
            f"The workbook's archive has more than {MAX_ENTRIES} parts, or two of one name. "
            f"{_CLEAN_COPY}"
        )
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise _too_large()
    for entry in entries:
        _check_entry(entry)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename.lower()
    if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
        raise WorkbookRefusedError("The workbook's archive names places outside itself.")
    if entry.flag_bits & 1:
        raise WorkbookRefusedError("The workbook has a password. Save it without one.")
    if entry.file_size > 2**20 and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise _too_large()
    for part, what in _UNWANTED.items():
        if part in name:
            raise WorkbookRefusedError(f"The workbook contains {what}. {_CLEAN_COPY}")


def _unpacked(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    left = MAX_UNPACKED
    for entry in archive.infolist():
        with archive.open(entry) as file:
            content = file.read(left + 1)
        left -= len(content)
        if left < 0:
            raise _too_large()
        yield entry.filename, content


def _too_large() -> WorkbookRefusedError:
    return WorkbookRefusedError(
        f"Unpacked, the workbook is larger than {MAX_UNPACKED // 2**20} MB or suspiciously "
        f"compressed. {_CLEAN_COPY}"
    )


def _repacked(parts: dict[str, bytes]) -> bytes:
    """Pack again what was unpacked, so that the next reader sees nothing that was not checked."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _walk(
    content: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Walk an XML part without ever expanding or fetching anything it declares."""
    parser = expat.ParserCreate(namespace_separator=" ")
    depth = 0

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise _too_deep()
        start(name.rpartition(" ")[2], attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(name.rpartition(" ")[2])

    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.buffer_text = True
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError) as error:
        raise _damaged() from error


def _refuse_doctype(*_declaration: Any) -> None:
    raise WorkbookRefusedError("The workbook declares a document type, which no Excel file does.")


def _worksheets(parts: dict[str, bytes]) -> tuple[list[tuple[Sheet, str]], bool]:
    """Return each worksheet with its part, in order, and whether days count from 1904."""
    by_lower = {name.lower(): name for name in parts}
    targets: dict[str, str] = {}
    found: list[tuple[Sheet, str]] = []
    is_1904 = False

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = attributes.get("Target", "").lower()
            path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            targets[attributes.get("Id", "")] = by_lower[path]

    def sheet(name: str, attributes: dict[str, str]) -> None:
        nonlocal is_1904
        if name == "workbookPr":
            is_1904 = attributes.get("date1904") in ("1", "true")
        if name == "sheet":
            ref = next((v for k, v in attributes.items() if k.endswith("relationships id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            entry = Sheet(attributes.get("name", ""), is_hidden=hidden)
            if ref in targets:
                found.append((entry, targets[ref]))

    if "xl/_rels/workbook.xml.rels" in by_lower:
        _walk(parts[by_lower["xl/_rels/workbook.xml.rels"]], relation)
    _walk(parts[by_lower["xl/workbook.xml"]], sheet)
    return found, is_1904


def _place(reference: str) -> Place:
    """Read `C7` as (7, 3); raise WorkbookRefusedError for what is no cell."""
    letters = reference.rstrip("0123456789")
    number = reference[len(letters) :]
    if not (letters.isascii() and letters.isalpha() and len(letters) <= 3 and number):
        raise WorkbookRefusedError(f"The workbook is damaged (cell {reference[:12]!r}).")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(number[:9]), column


class _Scan:
    """A slow walk through unusual XML, noting what the cell values alone do not tell."""

    def __init__(self, sheet: Sheet, bounds: Bounds) -> None:
        self._sheet = sheet
        self._bounds = bounds
        self._last_row = self._last_column = 0
        self._row = 0
        self._column = 0
        self._cells = 0
        self._kind = ""
        self._is_formula = False
        self._is_value = False
        self._value = ""
        self._has_cells = False

    def of(self, content: bytes) -> bool:
        """Scan the part; say whether it has any cell with a value."""
        _walk(content, self._opened, self._closed, self._text)
        return self._has_cells

    def _opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self._open_row(attributes)
        elif name == "c":
            self._open_cell(attributes)
        elif name == "f":
            self._is_formula = True
        elif name in ("v", "is"):
            self._is_value = True
        elif name == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            self._sheet.merged.append((_place(first), _place(last or first)))
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            first_column = int(attributes.get("min", "1"))
            last_column = min(int(attributes.get("max", "1")), self._bounds.columns)
            self._sheet.hidden_columns.update(range(first_column, last_column + 1))

    def _open_row(self, attributes: dict[str, str]) -> None:
        self._row = int(attributes.get("r", self._row + 1))
        self._column = 0
        if attributes.get("hidden") in ("1", "true"):
            self._sheet.hidden_rows.add(self._row)

    def _open_cell(self, attributes: dict[str, str]) -> None:
        self._cells += 1
        if self._cells > self._bounds.cells:
            raise _too_many_cells(self._sheet, self._bounds)
        if "r" in attributes:
            self._row, self._column = _place(attributes["r"])
        else:
            self._column += 1
        self._kind = attributes.get("t", "n")
        self._is_formula = self._is_value = False
        self._value = ""

    def _text(self, text: str) -> None:
        if self._is_value:
            self._value += text

    def _closed(self, name: str) -> None:
        if name in ("v", "is"):
            self._is_value = False
        if name != "c" or not (self._is_formula or self._value):
            return
        self._last_row = max(self._last_row, self._row)
        self._last_column = max(self._last_column, self._column)
        _within(self._sheet, self._last_row, self._last_column, self._bounds)
        if self._is_formula and self._value:
            self._sheet.formulas.setdefault(self._column, (self._row, self._column))
        self._has_cells = True
        if self._kind == "e" or not self._value:
            text_result = self._is_formula and self._kind == "str"
            if not text_result:
                self._sheet.faults[self._row, self._column] = self._value
