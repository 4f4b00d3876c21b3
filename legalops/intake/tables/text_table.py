"""How a table of text is found and cut, whichever kind of table it is."""

from collections.abc import Callable
from dataclasses import replace

from legalops.intake.draft import Draft
from legalops.intake.source import Source, refused
from legalops.intake.tables import delimited, heading, proposal
from legalops.intake.tables.plan import Plan, plan

Read = Callable[[Source, Plan], Draft]


def kind(source: Source) -> str:
    """Return which kind of table a text is by its headings, "" when it is none."""
    if source.opening[0].text.upper().startswith("LEDES"):
        return ""
    rows = delimited.opening_rows(source.text, _delimiter(source))
    place = heading.find(rows, _chosen(source))
    if place is None or len(rows[place]) < 2:
        return ""
    return proposal.kind_of(heading.headings(rows[place]))


def read(source: Source, as_kind: str, read_rows: Read) -> Draft:
    """Cut the text into cells and read its rows, refused where that cannot be done."""
    text = delimited.with_lines_corrected(source.text, source.how.corrections)
    source = replace(source, text=text)
    sheet = delimited.split(text, _delimiter(source), source.findings, source.limits.max_line_bytes)
    if sheet is None:
        return _refused(source)
    most = source.limits.max_lines
    if most is not None and sheet.lines and sheet.lines[-1] > most:
        message = f"The file has more than {most:,} lines. Split it, or import it from the command "
        source.findings.error("too_many_lines", message + "line.")
        return _refused(source)
    head = heading.find(sheet.rows, _chosen(source))
    if head is None:
        message = (
            f"None of the first {heading.SEARCHED_ROWS} rows names its columns. Add a row of "
            "headings, such as Invoice number, Date, Description, Amount."
        )
        source.findings.error("no_header", message, line=source.opening[0].line)
        return _refused(source)
    delimited.mention(sheet, source.findings)
    _mention_name(source)
    made = plan(as_kind, sheet, head, source.how, source.findings)
    source.findings.titles, source.findings.places = made.titles(), made.cells()
    return read_rows(source, made)


def _chosen(source: Source) -> list[str]:
    return list(source.how.columns or ())


def _delimiter(source: Source) -> str:
    chosen = _chosen(source)
    return delimited.delimiter_of(source.text, lambda rows: heading.score(rows, chosen))


def _refused(source: Source) -> Draft:
    return refused(source.file_name, source.size, "CSV", source.findings)


def _mention_name(source: Source) -> None:
    """Say that a file called a workbook is text."""
    ending = source.file_name.lower().rpartition(".")[2]
    if ending in ("xlsx", "xls", "xlsm"):
        message = f"The file is called .{ending} but is text; it was read as what it is."
        source.findings.warn("extension_differs", message)
