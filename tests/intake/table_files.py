"""Tables made for a test: a sound one of invoice lines, one of payments, as text or workbook."""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from legalops.errors import Problem
from legalops.intake.check import check
from legalops.intake.draft import Checked, Draft, Known, Limits
from legalops.intake.how import How
from legalops.intake.read import read
from tests.intake.files import ON_SCREEN, TODAY

SHEET = "xl/worksheets/sheet1.xml"
HEAD = ("Invoice number", "Date", "Type", "Timekeeper", "Hours", "Rate", "Amount", "Description")
ROW = ("A-1", "2026-03-13", "fee", "Doe, Jane", "2", "150", "300.00", "Read the lease")
HOW = How(vendor="Smith LLP", matter="M-1", currency="USD")
PAID_HEAD = ("Paid date", "Supplier", "Amount", "Reference", "Category")
PAID = ("13/03/2026", "Smith LLP", "500.00", "T-1", "Legal fees")


def text(*rows: Sequence[object], delimiter: str = ",", end: str = "\n") -> bytes:
    """Rows as delimited text."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue().encode()


def row(**changes: object) -> list[object]:
    """The sound row of a 300.00 invoice, but for what is changed by heading."""
    return [changes.get(h.replace(" ", "_").lower(), v) for h, v in zip(HEAD, ROW, strict=True)]


def table(*rows: Sequence[object], head: Sequence[str] = HEAD, delimiter: str = ",") -> bytes:
    """A text table of these rows under the usual headings."""
    return text(head, *(rows or [ROW]), delimiter=delimiter)


def workbook(
    *rows: Sequence[object],
    head: Sequence[str] = HEAD,
    change: Callable[[Workbook, Worksheet], object] | None = None,
    options: dict[str, Any] | None = None,
) -> bytes:
    """A workbook of these rows on its sheet Lines; numbers stay numbers."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **(options or {})})
    sheet = book.add_worksheet("Lines")
    sheet.write_row(0, 0, head)
    for number, cells in enumerate(rows or [numeric()], 1):
        sheet.write_row(number, 0, cells)
    if change:
        change(book, sheet)
    book.close()
    return buffer.getvalue()


def numeric(**changes: object) -> list[object]:
    """The sound row with its numbers as numbers."""
    return row(**{"hours": 2, "rate": 150, "amount": 300, **changes})


def with_part(data: bytes, name: str, content: bytes = b"x") -> bytes:
    """A workbook with one part more, or another content of one."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, content)
    return buffer.getvalue()


def with_xml(data: bytes, old: str, new: str, part: str = SHEET) -> bytes:
    """A workbook with one thing in a part written otherwise."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read(part).decode()
    assert old in content
    return with_part(data, part, content.replace(old, new).encode())


def drafted(
    data: bytes, how: How = HOW, name: str = "lines.csv", limits: Limits = ON_SCREEN
) -> Draft:
    """Read on the tests' day."""
    return read(name, data, limits, today=TODAY, how=how)


def judged(
    data: bytes, how: How = HOW, name: str = "lines.csv", limits: Limits = ON_SCREEN
) -> Checked:
    """Read and check with nothing known."""
    return check(drafted(data, how, name, limits), Known())


def found(checked: Checked, code: str) -> Problem:
    """The one problem of a code."""
    problems = [p for p in checked.problems if p.code == code]
    assert len(problems) == 1, checked.problems
    return problems[0]
