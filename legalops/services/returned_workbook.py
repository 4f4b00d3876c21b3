"""An error workbook that came back: which upload it belongs to, and what its cells say now."""

import io
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from legalops.intake import workbook

ERRORS, BATCH = "Errors", "legalops batch"
LINE = "Line"
#: Holds the line as it stands in the file, where it could not be taken apart into fields.
WHOLE = "Whole line"
MARK = "legalops error workbook"
#: The row of the hidden sheet from which on the cells stand as they went out.
HEAD = 6
_SHEETS = "xl/workbook.xml"
_UNREAD = object()
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")


@dataclass(frozen=True)
class Returned:
    """An error workbook that came back: its cells by line and column, and as they went out.

    `strays` says what in it cannot be read.
    """

    upload_id: int
    sha256: str
    rows: Mapping[int, Mapping[str, Any]]
    sent: Mapping[int, Mapping[str, str]]
    strays: Sequence[str]


def returned(data: bytes) -> Returned | None:
    """Read an error workbook; None when the bytes are no such workbook, or none we open."""
    if not _may_be_ours(data):
        return None
    try:
        found = {sheet.name: sheet for sheet in workbook.read_sheets(data)}
    except workbook.WorkbookRefusedError:
        return None
    batch, errors = found.get(BATCH), found.get(ERRORS)
    if batch is None or errors is None or len(batch.rows) <= HEAD:
        return None
    facts = {_text(row[0]): _text(row[1]) for row in batch.rows[:HEAD] if len(row) > 1}
    if MARK not in facts or not facts.get("upload", "").isdecimal():
        return None
    sent, _ = _by_line(batch.rows[HEAD:])
    for row, column in errors.faults:
        errors.rows[row - 1][column - 1] = _UNREAD
    rows, strays = _by_line(errors.rows)
    for (row, column), fault in errors.faults.items():
        cell = f"{ERRORS}!{workbook.cell_name(row, column)}"
        strays.append(f"{cell} holds {fault or 'a formula without a value'}; type the value.")
    texts = {line: {k: _text(v) for k, v in cells.items()} for line, cells in sent.items()}
    return Returned(int(facts["upload"]), facts.get("sha256", ""), rows, texts, strays)


def _may_be_ours(data: bytes) -> bool:
    """Say whether a workbook's list of sheets names ours, reading no more than that list."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(_SHEETS) as part:
            return BATCH.encode() in part.read(1 << 20)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError, RuntimeError):
        return False


def _by_line(rows: Sequence[Sequence[Any]]) -> tuple[dict[int, dict[str, Any]], list[str]]:
    """Return the cells of rows under a heading row, by the number in their column Line."""
    headings = [_text(cell) for cell in rows[0]] if rows else []
    if LINE not in headings:
        return {}, [f"The column {LINE} is missing on the sheet {ERRORS}; nothing was taken."]
    at, found, strays = headings.index(LINE), {}, []
    for number, row in enumerate(rows[1:], start=2):
        line = _text(row[at])
        if line.isdecimal() and int(line) not in found:
            cells = zip(headings, row, strict=False)
            found[int(line)] = {name: cell for name, cell in cells if cell is not _UNREAD}
        elif any(_text(cell) for cell in row):
            strays.append(
                f"Row {number} of the sheet {ERRORS} says {line!r} under {LINE}, which is no line "
                "of the file or stands there twice; it was left out."
            )
    return found, strays


def _text(value: Any) -> str:
    """Return a cell as the text a person sees, whatever Excel made of it."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        whole = round(value, 10)
        return str(int(whole)) if whole.is_integer() else format(Decimal(repr(whole)), "f")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def is_same(before: str, value: Any) -> bool:
    """Say whether a cell still says what went out, though Excel may write it differently."""
    now = _text(value)
    if now == before.replace("\r\n", "\n").strip():
        return True
    if isinstance(value, date):
        parts = [int(part) for part in re.findall(r"\d+", before)]
        day = (value.year, value.month, value.day)
        return before.strip() == value.strftime("%Y%m%d") or sorted(parts) == sorted(day)
    if isinstance(value, float) and _NUMBER.fullmatch(before.strip().replace(",", "")):
        return float(before.strip().replace(",", "")) == value
    return False


def value_of(before: str, value: Any, *, is_table: bool, decimal: str = ".") -> str:
    """Return what is put in the place of `before`: dates and numbers as the file writes them."""
    if isinstance(value, date):
        is_plain = before.strip().isdecimal() if before.strip() else not is_table
        return value.strftime("%Y%m%d") if is_plain else value.strftime("%Y-%m-%d")
    if isinstance(value, float):
        return _text(value).replace(".", decimal)
    return _text(value)
