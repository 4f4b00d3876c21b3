"""Which sheet of a workbook holds the table, and what of the others is left unread."""

from collections.abc import Sequence

from legalops.intake.characters import quoted
from legalops.intake.draft import Limits
from legalops.intake.findings import Findings
from legalops.intake.how import How
from legalops.intake.names import fold
from legalops.intake.tables import heading
from legalops.intake.tables.sheet import Marks, Sheet
from legalops.intake.workbook import Book, Bounds, open_book
from legalops.intake.workbook import Sheet as Worksheet

_MOST_ROWS = 1_048_576
_MOST_COLUMNS = 200
_MOST_CELLS = 12_000_000
#: Sheets that belong to a workbook without being data; nobody need hear of them.
_SILENT = frozenset(
    "read me,readme,instructions,notes,help,lists,codes,example,how to fill in".split(",")
)


def opened(data: bytes, limits: Limits) -> Book:
    """Check a workbook as far as the limits allow; raise WorkbookRefusedError."""
    rows = _MOST_ROWS if limits.max_lines is None else limits.max_lines
    return open_book(data, Bounds(rows, _MOST_COLUMNS, _MOST_CELLS))


def choose(book: Book, how: How, findings: Findings) -> Sheet | None:
    """Return the sheet that holds the table, its cells read; None when none can."""
    filled = [sheet for sheet in book.sheets if book.has_cells(sheet)]
    if not filled:
        return None
    chosen = _wanted(filled, how, findings) or _likely(book, filled, list(how.columns or ()))
    book.fill(chosen)
    _mention_others(chosen, filled, findings)
    return Sheet(
        rows=chosen.rows,
        lines=range(1, len(chosen.rows) + 1),
        name=chosen.name,
        names=tuple(sheet.name for sheet in filled),
        marks=Marks(
            chosen.faults,
            chosen.formulas,
            chosen.merged,
            frozenset(chosen.hidden_rows),
            frozenset(chosen.hidden_columns),
            book.is_1904,
        ),
    )


def _wanted(filled: Sequence[Worksheet], how: How, findings: Findings) -> Worksheet | None:
    """Return the sheet that a person named; record when the workbook has none of that name."""
    if not how.sheet:
        return None
    found = next((sheet for sheet in filled if fold(sheet.name) == fold(how.sheet)), None)
    if found is None:
        names = ", ".join(sheet.name for sheet in filled)
        message = (
            f"The workbook has no sheet {quoted(how.sheet)} with data. Choose one of: {names}."
        )
        findings.error("sheet_missing", message, value=how.sheet)
    return found


def _likely(book: Book, filled: Sequence[Worksheet], columns: Sequence[str]) -> Worksheet:
    """Return the sheet with the most headings that are known, visible ones first."""
    visible = [sheet for sheet in filled if not sheet.is_hidden] or list(filled)
    if len(visible) == 1:
        return visible[0]
    book.fill(*visible)
    return max(visible, key=lambda sheet: heading.score(sheet.rows, columns))


def _mention_others(chosen: Worksheet, filled: Sequence[Worksheet], findings: Findings) -> None:
    if chosen.is_hidden:
        message = (
            f"Sheet {quoted(chosen.name)} is hidden in the workbook; it was read all the same."
        )
        findings.warn("hidden_sheet", message, value=chosen.name)
    others = [s.name for s in filled if s is not chosen and fold(s.name) not in _SILENT]
    if others:
        names = ", ".join(map(quoted, others[:5]))
        message = (
            f"Sheet {quoted(chosen.name)} was read. Not read, though it holds data: {names}. "
            "Choose another sheet on screen, or upload it by itself."
        )
        findings.warn("sheet_ignored", message, value=others[0])
