"""What stands in a workbook's cells, once the file is known to be safe to open."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook

from legalops.errors import LegalOpsError

MAX_ENTRIES = 200
MAX_UNPACKED = 150 * 2**20
MAX_RATIO = 100
MAX_ROWS = 50_000
MAX_COLUMNS = 100
MAX_CELLS = 1_000_000
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

Place = tuple[int, int]


class WorkbookRefusedError(LegalOpsError):
    """A file that claims to be a workbook and is not one this app opens."""


@dataclass
class Sheet:
    """One worksheet: its cells from A1 on, and what a plain reading of them would miss.

    Rows and columns count from 1. `faults` holds the cells that have no usable value: an
    Excel error such as `#REF!`, or "" for a formula that was never calculated.
    """

    name: str
    rows: list[list[Any]] = field(default_factory=list)
    faults: dict[Place, str] = field(default_factory=dict)
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_hidden: bool = False


def read_sheets(data: bytes) -> list[Sheet]:
    """Return the worksheets of an .xlsx file; raise WorkbookRefusedError for anything else."""
    parts = _safe_parts(data)
    try:
        sheets = [(sheet, _Scan(sheet).of(parts[part])) for sheet, part in _worksheets(parts)]
        book = CalamineWorkbook.from_filelike(io.BytesIO(_repacked(parts)))
        for sheet, has_cells in sheets:
            if has_cells:
                cells = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
                sheet.rows = [list(row) for row in cells]
    except (CalamineError, KeyError, ValueError) as error:
        raise WorkbookRefusedError("The workbook is damaged. Save and upload it again.") from error
    return [sheet for sheet, _ in sheets]


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
            raise WorkbookRefusedError("The workbook's XML is nested too deeply to be a table.")
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
    except expat.ExpatError as error:
        raise WorkbookRefusedError("The workbook is damaged. Save and upload it again.") from error


def _refuse_doctype(*_declaration: Any) -> None:
    raise WorkbookRefusedError("The workbook declares a document type, which no Excel file does.")


def _worksheets(parts: dict[str, bytes]) -> list[tuple[Sheet, str]]:
    """Return each worksheet with the part it is written in, in the workbook's order."""
    by_lower = {name.lower(): name for name in parts}
    targets: dict[str, str] = {}
    found: list[tuple[Sheet, str]] = []

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = attributes.get("Target", "").lower()
            path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            targets[attributes.get("Id", "")] = by_lower[path]

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            ref = next((v for k, v in attributes.items() if k.endswith("relationships id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            entry = Sheet(attributes.get("name", ""), is_hidden=hidden)
            if ref in targets:
                found.append((entry, targets[ref]))

    if "xl/_rels/workbook.xml.rels" in by_lower:
        _walk(parts[by_lower["xl/_rels/workbook.xml.rels"]], relation)
    _walk(parts[by_lower["xl/workbook.xml"]], sheet)
    return found


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
    """One pass over a worksheet's XML, noting what the cell values alone do not tell."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
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
            last_column = min(int(attributes.get("max", "1")), MAX_COLUMNS)
            self._sheet.hidden_columns.update(range(first_column, last_column + 1))

    def _open_row(self, attributes: dict[str, str]) -> None:
        self._row = int(attributes.get("r", self._row + 1))
        self._column = 0
        if attributes.get("hidden") in ("1", "true"):
            self._sheet.hidden_rows.add(self._row)

    def _open_cell(self, attributes: dict[str, str]) -> None:
        self._cells += 1
        if self._cells > MAX_CELLS:
            raise WorkbookRefusedError(
                f"Sheet {self._sheet.name!r} has more than {MAX_CELLS:,} cells. {_CLEAN_COPY}"
            )
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
        if self._row > MAX_ROWS or self._column > MAX_COLUMNS:
            raise WorkbookRefusedError(
                f"Sheet {self._sheet.name!r} has a value in {cell_name(self._row, self._column)}, "
                f"beyond {MAX_ROWS:,} rows and {MAX_COLUMNS} columns. {_CLEAN_COPY}"
            )
        self._has_cells = True
        if self._kind == "e" or not self._value:
            text_result = self._is_formula and self._kind == "str"
            if not text_result:
                self._sheet.faults[self._row, self._column] = self._value
