"""A table in a workbook: invoice lines or payments, told by the headings of its sheet."""

from legalops.intake.draft import Draft
from legalops.intake.source import Raw, Source, refused
from legalops.intake.tables import book, heading, invoices, payments, proposal
from legalops.intake.tables.plan import plan
from legalops.intake.tables.sheet import Sheet
from legalops.intake.tables.targets import INVOICES, PAYMENTS
from legalops.intake.workbook import WorkbookRefusedError

#: Both kinds of table come in workbooks: this one is told by its bytes, whatever was asked.
KIND = ""
ACCEPTED_AS = "an Excel workbook (.xlsx) with one of the two"
_FORMAT = "XLSX"
_MARKS = (b"xl/", b"[Content_Types].xml")
_NEAR = 1 << 18
_READERS = {INVOICES: invoices.read, PAYMENTS: payments.read}


def recognise(raw: Raw) -> bool:
    """Say whether the bytes are a workbook, whole or not, and a table is what is looked for."""
    if bytes(raw.data[:2]) != b"PK" or raw.how.kind not in ("", *_READERS):
        return False
    head, tail = bytes(raw.data[:_NEAR]), bytes(raw.data[-_NEAR:])
    return any(mark in head or mark in tail for mark in _MARKS) and b"word/" not in head


def read(raw: Raw) -> Draft:
    """Read the sheet that holds the table, refused where the workbook is not safe to open."""
    source = Source(
        raw.file_name, len(raw.data), memoryview(b""), [], raw.limits, raw.today, raw.findings,
        raw.how, raw.keep,
    )  # fmt: skip
    try:
        sheet = book.choose(book.opened(bytes(raw.data), raw.limits), raw.how, raw.findings)
    except WorkbookRefusedError as error:
        raw.findings.error("workbook_refused", str(error))
        return refused(raw.file_name, len(raw.data), _FORMAT, raw.findings)
    return _of_sheet(source, sheet)


def _of_sheet(source: Source, sheet: Sheet | None) -> Draft:
    findings, how = source.findings, source.how
    head = None if sheet is None else heading.find(sheet.rows, list(how.columns or ()))
    if sheet is None or head is None:
        message = (
            f"None of the first {heading.SEARCHED_ROWS} rows names its columns. Add a row of "
            "headings, such as Invoice number, Date, Description, Amount."
        )
        findings.error("no_header", message)
        return refused(source.file_name, source.size, _FORMAT, findings)
    kind = how.kind or proposal.kind_of(heading.headings(sheet.rows[head]))
    made = plan(kind, sheet, head, how, findings)
    findings.titles, findings.places = made.titles(), made.cells()
    if not source.file_name.lower().endswith((".xlsx", ".xlsm")):
        message = "The file is a workbook whatever its name says; it was read as what it is."
        findings.warn("extension_differs", message)
    return _READERS[kind](source, made)
