"""How the rows in error are written: beside their faults, with a hidden sheet to find them by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from legalops.errors import Problem
from legalops.intake.codes import REMEDIES
from legalops.periods import instant, utc_now
from legalops.services import uploads
from legalops.services.returned_workbook import BATCH, ERRORS, HEAD, LINE, MARK, WHOLE
from legalops.services.workbooks import Book, printable, width

PROBLEM, REMEDY = "Problem", "How to fix"
OURS = (LINE, "Field", PROBLEM, REMEDY)


@dataclass(frozen=True)
class Row:
    """A row in error: what it says by column, and what is wrong with it."""

    line: int
    texts: Mapping[str, str]
    problems: Sequence[Problem]


@dataclass(frozen=True)
class Batch:
    """An upload that waits, with its rows as they stand now.

    `titles` maps each column to the name that corrections call it by.
    """

    opened: uploads.Opened
    columns: tuple[str, ...]
    rows: Mapping[int, Row]
    titles: Mapping[str, str]
    elsewhere: tuple[Problem, ...]


def written(batch: Batch) -> bytes:
    """Return the workbook of a batch."""
    book = Book()
    _write_errors(book, batch)
    if batch.elsewhere:
        _write_elsewhere(book, batch.elsewhere)
    book.explain(f"Errors in {batch.opened.file_name}", _notes(batch))
    _write_batch(book, batch)
    return book.bytes()


def _write_errors(book: Book, batch: Batch) -> None:
    sheet = book.sheet(ERRORS)
    headings = (*OURS, *batch.columns)
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, printable(heading), book.head)
    for number, row in enumerate(batch.rows.values(), start=1):
        _write_row(book, sheet, number, row, batch.columns)
    for place, heading in enumerate(batch.columns, start=len(OURS)):
        texts = [row.texts.get(heading, "") for row in batch.rows.values()]
        sheet.set_column(place, place, width([heading, *texts]), book.text)
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 1, 22)
    sheet.set_column(2, 3, 46)
    sheet.autofilter(0, 0, len(batch.rows), len(headings) - 1)
    sheet.freeze_panes(1, 1)


def _write_row(book: Book, sheet: Any, at: int, row: Row, columns: Sequence[str]) -> None:
    fields = list(dict.fromkeys(p.field for p in row.problems if p.field))
    remedies = dict.fromkeys(REMEDIES.get(p.code, "") for p in row.problems)
    sheet.write_number(at, 0, row.line)
    sheet.write_string(at, 1, printable(", ".join(fields)), book.wrap)
    sheet.write_string(at, 2, printable("\n".join(p.message for p in row.problems)), book.wrap)
    sheet.write_string(at, 3, printable("\n".join(filter(None, remedies))), book.wrap)
    for place, name in enumerate(columns, start=len(OURS)):
        wrong = [
            p for p in row.problems if p.field == name or (name == WHOLE and name in row.texts)
        ]
        sheet.write_string(
            at, place, printable(row.texts.get(name, "")), book.bad if wrong else book.text
        )
        if wrong:
            said = "\n".join(p.message for p in wrong)
            sheet.write_comment(at, place, printable(said)[:2000], {"author": "", "x_scale": 2.5})


def _write_elsewhere(book: Book, problems: Sequence[Problem]) -> None:
    """List what is wrong with the file where no row can be shown."""
    sheet = book.sheet("Whole file")
    for place, (heading, wide) in enumerate((("Place", 24), (PROBLEM, 80), (REMEDY, 60))):
        sheet.write_string(0, place, heading, book.head)
        sheet.set_column(place, place, wide)
    for row, problem in enumerate(problems, start=1):
        line = f"line {problem.line}" if problem.line else "the whole file"
        sheet.write_string(row, 0, printable(problem.place or line), book.wrap)
        sheet.write_string(row, 1, printable(problem.message), book.wrap)
        sheet.write_string(row, 2, printable(REMEDIES.get(problem.code, "")), book.wrap)
    sheet.freeze_panes(1, 0)


def _notes(batch: Batch) -> list[tuple[str, str]]:
    opened, count = batch.opened, len(batch.rows)
    rows = "One row" if count == 1 else f"{count:,} rows"
    notes = [
        ("What this is", f"{rows} of the file {opened.file_name} cannot be taken as they are. Each "
         f"stands on the sheet {ERRORS} with its line in the file, what is wrong and how to fix "
         "it. The coloured cells are the ones to look at; a comment on each says why."),
        ("What to do", f"Correct the cells on the sheet {ERRORS}, save the workbook as .xlsx and "
         "send it back, or upload it on the page Invoices. It finds the file it belongs to; the "
         "file itself need not come again."),
        ("What to leave", f"The headings, the column {LINE}, and the number of columns. Rows may "
         "be sorted or left out, columns of your own may be added: they are not read."),
        ("Amounts", "Digits with a point, like 1250.00, without a currency sign."),
        ("Dates", "Like 2026-07-31, or 20260731."),
        ("What happens then", "Each changed cell is kept beside what the file says, with your "
         "workbook as the reason. Nothing is stored before somebody confirms it."),
        ("The file", f"{opened.file_name}, uploaded by {opened.uploaded_by}, upload "
         f"{opened.upload_id}."),
    ]  # fmt: skip
    if any(p.code == "more_problems" for p in opened.prepared.checked.problems):
        more = "The file has more errors than are listed here. Mend these, then ask for the rest."
        notes.insert(1, ("There is more", more))
    return notes


def _write_batch(book: Book, batch: Batch) -> None:
    """Write what the workbook is found by again, and the cells as they went out."""
    sheet, opened = book.sheet(BATCH), batch.opened
    head = (
        (MARK, "1"), ("upload", str(opened.upload_id)), ("sha256", opened.draft.sha256),
        ("version", str(opened.version)), ("made", instant(utc_now())),
    )  # fmt: skip
    for place, (name, value) in enumerate(head):
        sheet.write_string(place, 0, name)
        sheet.write_string(place, 1, value)
    for place, heading in enumerate((LINE, *batch.columns)):
        sheet.write_string(HEAD, place, printable(heading))
    for number, row in enumerate(batch.rows.values(), start=HEAD + 1):
        sheet.write_string(number, 0, str(row.line))
        for place, heading in enumerate(batch.columns, start=1):
            sheet.write_string(number, place, printable(row.texts.get(heading, "")), book.text)
    sheet.very_hidden()
