"""What a person put in the place of what a file says: applied to it as it is read."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from legalops.intake.characters import clean, quoted
from legalops.intake.findings import Findings
from legalops.intake.how import Correction
from legalops.intake.ledes import fields
from legalops.intake.ledes.columns import Column, Columns
from legalops.intake.names import fold

Rows = npt.NDArray[np.intp]
#: Fields a person may add to a file that has no column for them.
_ADDED = (fields.CURRENCY, fields.LAW_FIRM_NAME, fields.MATTER_NAME)


def corrected(
    columns: Columns, corrections: Sequence[Correction], titles: Mapping[str, str]
) -> Columns:
    """Return the columns, still as the file has them, with the corrections of single values.

    A field is called by its LEDES name or by the file's own title. What concerns an invoice as
    a whole is corrected on all of its rows. A correction that fits nothing is an error.
    """
    invoices = _Invoices(columns)
    for each in corrections:
        if each.field:
            _correct(columns, each, titles, invoices)
    return replace(columns, is_plain=False) if corrections else columns


def lost(findings: Findings, correction: Correction, why: str) -> None:
    """Record a correction that no longer fits the file."""
    what = f"of {correction.field} " if correction.field else ""
    findings.error(
        "correction_lost",
        f"The correction {what}on line {correction.line} to {quoted(correction.value)} cannot be "
        f"used: {why}. Take it back, or make it again where it belongs.",
        line=correction.line, field=correction.field, value=correction.value,
    )  # fmt: skip


class _Invoices:
    """Which rows make up an invoice, as it stands after the corrections made so far."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._seen: dict[str, tuple[list[str], Rows]] = {}

    def of(self, row: int) -> Rows:
        """Return the rows of the same firm and invoice number; without one, the row alone."""
        number = self._columns[fields.INVOICE_NUMBER].text(row)
        if not clean(number).text:
            return np.array([row])
        same = np.ones(self._columns.count, bool)
        for name in (fields.LAW_FIRM_ID, fields.INVOICE_NUMBER):
            codes = self._columns[name].codes
            alike = self._alike(name)
            same &= (alike == alike[codes[row]])[codes]
        return np.flatnonzero(same)

    def _alike(self, name: str) -> Rows:
        """Return a number for every distinct text, the same for those that are kept the same."""
        values = self._columns[name].values
        seen = self._seen.get(name)
        if seen is None or seen[0] is not values:
            places: dict[str, int] = {}
            alike = [places.setdefault(clean(value).text, len(places)) for value in values]
            seen = self._seen[name] = (values, np.array(alike, np.intp))
        return seen[1]


def _correct(
    columns: Columns, correction: Correction, titles: Mapping[str, str], invoices: _Invoices
) -> None:
    names = _names(columns, correction.field, titles)
    if not names:
        lost(columns.findings, correction, "the file has no such field")
        return
    row = _row(columns, correction.line)
    if row is None:
        lost(columns.findings, correction, "the file has no such line any more")
        return
    for name in names:
        if name in columns.long:
            columns.long[name] = _with_text(columns.long[name], row, correction.value)
        else:
            rows = invoices.of(row) if name in fields.OF_INVOICE else np.array([row])
            columns.by_name[name] = _with_value(columns.by_name[name], rows, correction.value)


def _names(columns: Columns, field: str, titles: Mapping[str, str]) -> list[str]:
    """Return the LEDES names of a field, adding a column that a person may add."""
    wanted = fold(field)
    found = [name for name, title in titles.items() if fold(title) == wanted and name in columns]
    if found:
        return found
    if field in _ADDED and field not in columns:
        columns.by_name[field] = Column(np.zeros(columns.count, np.uint8), [""])
    return [name for name in (*columns.by_name, *columns.long) if fold(name) == wanted]


def _row(columns: Columns, line: int) -> int | None:
    found = np.flatnonzero(columns.where.lines == line)
    return int(found[0]) if len(found) else None


def _with_value(column: Column, rows: Rows, text: str) -> Column:
    """Return the column with another text on some rows."""
    codes = column.codes.astype(np.min_scalar_type(len(column.values) + 1), copy=True)
    codes[rows] = len(column.values)
    return Column(codes, [*column.values, text])


def _with_text(chunked: pa.ChunkedArray, row: int, text: str) -> pa.ChunkedArray:
    """Return a long column with another text on one row."""
    chunks = [chunked.slice(0, row), pa.chunked_array([[text.strip()]], pa.string())]
    chunks.append(chunked.slice(row + 1))
    return pa.chunked_array([piece for each in chunks for piece in each.chunks], pa.string())
