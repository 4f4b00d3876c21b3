"""How the rows of a planned table become columns of texts, with what their cells lack."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from legalops.intake.draft import Draft, Layout
from legalops.intake.findings import ERROR, Findings, Mask, Where
from legalops.intake.ledes import corrections, fields
from legalops.intake.ledes.columns import Column, Columns, by_firm, cleaned, from_texts
from legalops.intake.numbers import plain
from legalops.intake.source import Source, refused
from legalops.intake.tables import cells, money
from legalops.intake.tables.days import Settled
from legalops.intake.tables.kept import Footer, Kept, footers_message
from legalops.intake.tables.plan import Plan
from legalops.intake.tables.recoded import Faulty
from legalops.intake.tables.sheet import Marks

_NUMERIC = (
    fields.LINE_TOTAL, fields.INVOICE_TOTAL, fields.LINE_TAX, fields.UNITS, fields.UNIT_COST,
    fields.ADJUSTMENT,
)  # fmt: skip
_IDS = (
    fields.INVOICE_NUMBER, fields.CLIENT_MATTER_ID, fields.LAW_FIRM_MATTER_ID, fields.LAW_FIRM_ID,
)  # fmt: skip


class Table(NamedTuple):
    """A plan with the rows it is for, and where what is found goes."""

    source: Source
    plan: Plan
    kept: Kept

    @property
    def findings(self) -> Findings:
        """Where what is found goes."""
        return self.source.findings

    @property
    def marks(self) -> Marks:
        """What the values of the cells do not tell."""
        return self.plan.sheet.marks or Marks()

    def cells_of(self, field: str) -> Sequence[Any]:
        """Return the cells of a field, by its LEDES name."""
        return self.kept.column(self.plan.kept_places[field])


def nothing(source: Source, plan: Plan) -> Draft:
    """Return the draft of a table of which no row can be read yet."""
    empty = refused(source.file_name, source.size, plan.sheet.format, source.findings)
    given = {"is_refused": False, "titles": plan.titles(), "layout": plan.layout()}
    return Draft(**{**vars(empty), **given, "places": source.findings.places})


def has_rows(table: Table, what: str) -> bool:
    """Say whether there is anything below the headings; record it when there is not."""
    if table.kept.rows or table.kept.lost:
        return True
    message = f"The table has headings but no {what} below them. Ask for the whole file."
    table.findings.error("no_lines", message, line=table.plan.line)
    return False


def show(table: Table) -> None:
    """Show the rows as they came to whoever asked to see them."""
    if table.source.keep is None:
        return
    places = {heading: place for place, heading in enumerate(table.plan.shown)}
    rows = table.kept.rows
    table.source.keep(
        table.plan.shown,
        table.kept.line_numbers,
        lambda name, row: cells.text(rows[row][places[name]]),
    )


def columns_of(table: Table) -> Columns:
    """Return the texts of the fields that are read, by their LEDES names."""
    texts = {field: _texts(table, field) for field in table.plan.kept_places}
    return from_texts(texts, table.kept.line_numbers, table.findings)


def prepared(
    table: Table, columns: Columns, faulty: Faulty, name: Callable[[Columns], Columns]
) -> Columns:
    """Return the columns as they are kept, corrected, with what their cells lack recorded.

    `name` says on every row who sent it, which tells the invoices apart.
    """
    titles = {field: table.plan.shown[at] for field, at in table.plan.kept_places.items()}
    given = table.source.how.corrections
    named: dict[str, Column] = {}

    def tell(kept: Columns, garbled: Mask) -> Where:
        whole = name(kept)
        named.update(whole.by_name)
        lost = {each.number for each in table.kept.lost}
        return by_firm(whole, garbled | _nameless(table, kept), lost)

    columns = cleaned(corrections.corrected(columns, given, titles), tell)
    _mention_lost(table, columns)
    _mention_cells(table, columns, faulty)
    _mention_hidden(table)
    _refuse_merged(table)
    return replace(columns, by_name=named)


def kept_as_is(columns: Columns) -> Columns:
    """Return columns that were cleaned as plain ones, so that it is not done again."""
    return replace(columns, is_plain=True, is_told=True)


def rest_of(source: Source) -> Source:
    """Return the source without what was done with it already."""
    return replace(source, how=replace(source.how, corrections=()), keep=None)


def _texts(table: Table, field: str) -> Sequence[str]:
    column = table.cells_of(field)
    if table.plan.sheet.marks is None:
        return column
    if field in fields.DATES:
        return cells.dates(column, is_1904=table.marks.is_1904)
    return cells.amounts(column) if field in _NUMERIC else cells.texts(column)


def _mention_cells(table: Table, columns: Columns, faulty: Faulty) -> None:
    """Record what the workbook's cells hold besides values: errors, formulas, lost zeros."""
    if table.plan.sheet.marks is None:
        return
    _lost_zeros(table, columns)
    if not table.marks.faults and not table.marks.formulas:
        return
    rows = {line: row for row, line in enumerate(table.kept.lines)}
    by_place = {place: field for field, place in table.plan.kept_places.items()}
    _faults(table, columns, rows, by_place, faulty)
    for column, (line, _) in sorted(table.marks.formulas.items()):
        field = by_place.get(column - 1)
        if field is not None and line in rows and (line, column) not in table.marks.faults:
            message = (
                f"{field} is calculated by formulas; the values that were saved with them were "
                "read. Check that they are up to date."
            )
            table.findings.warn("formula_value", message, line=line, field=field)


def _nameless(table: Table, columns: Columns) -> Mask:
    """Return the rows whose vendor stands in a cell without a usable value."""
    places = {
        table.plan.kept_places[field] + 1: field
        for field in fields.OF_FIRM
        if field in table.plan.kept_places
    }
    found = np.zeros(columns.count, bool)
    faults = {(line, places[at]) for line, at in table.marks.faults if at in places}
    for field in {field for _, field in faults}:
        lines = [line for line, name in faults if name == field]
        found |= np.isin(table.kept.line_numbers, lines) & columns.is_blank(field)
    return found


def _faults(
    table: Table,
    columns: Columns,
    rows: Mapping[int, int],
    by_place: Mapping[int, str],
    faulty: Faulty,
) -> None:
    found: dict[str, dict[int, str]] = {}
    for (line, column), shown in table.marks.faults.items():
        field = by_place.get(column - 1)
        if field is not None and line in rows:
            found.setdefault(field, {})[rows[line]] = shown
    for field, by_row in found.items():
        picked = np.zeros(columns.count, bool)
        picked[list(by_row)] = True
        picked &= columns.is_blank(field)
        faulty.add(field, picked)
        for code, is_of in (("cell_error", bool), ("formula_uncalculated", lambda s: not s)):
            own = picked.copy()
            own[[row for row, shown in by_row.items() if not is_of(shown)]] = False
            say = partial(_fault, field, by_row)
            table.findings.rows((ERROR, code, field), columns.where, own, say)


def _fault(field: str, by_row: Mapping[int, str], row: int) -> tuple[str, str]:
    shown = by_row[row]
    if shown:
        return shown, f"{field} holds the Excel error {shown}. Write the value that is meant."
    return "", (
        f"{field} holds a formula that was never calculated. Open and save the file in Excel, or "
        "write the value."
    )


def _lost_zeros(table: Table, columns: Columns) -> None:
    for field in _IDS:
        if field not in table.plan.kept_places:
            continue
        if float not in set(map(type, table.cells_of(field))):
            continue
        numeric = np.array([isinstance(cell, float) for cell in table.cells_of(field)], bool)
        what = "is stored as a number, so leading zeros may be lost. Check the numbers"
        columns.warn_once("leading_zeros", field, numeric, what)


def _mention_lost(table: Table, columns: Columns) -> None:
    """Record the rows that could not be laid under the headings, each with its invoice."""
    known = set(columns.where.numbers)
    for lost in table.kept.lost:
        number = lost.number if lost.number in known else ""
        table.findings.error(
            lost.code, lost.message, line=lost.line, value=lost.value, invoice=number
        )


def mention_footers(footers: Sequence[Footer], total: int | None, table: Table) -> None:
    """Say which last rows were left out, and whether their total is that of the rows."""
    if not footers:
        return
    message = footers_message(footers)
    stated = [(f, money.sum_of([f.amount], table.source.how)) for f in footers if f.amount]
    last = footers[-1]
    if not stated or total is None:
        table.findings.warn("footer", message, line=last.line, value=last.value)
    elif total in [amount for _, amount in stated]:
        message += f" It says {plain(total)}, which is what the rows above come to."
        table.findings.warn("footer", message, line=last.line, value=last.value)
    else:
        footer, amount = stated[-1]
        shown = footer.amount if amount is None else plain(amount)
        message += (
            f" It says {shown}, but the rows above come to {plain(total)}. Check that no row is "
            "missing or counted twice before you confirm."
        )
        table.findings.warn("footer_differs", message, line=footer.line, value=footer.amount)


def _mention_hidden(table: Table) -> None:
    """Say what was read although the workbook does not show it."""
    hidden = sorted(set(table.kept.lines) & table.marks.hidden_rows)
    if hidden:
        rows = "1 row is" if len(hidden) == 1 else f"{len(hidden):,} rows are"
        message = (
            f"{rows} hidden in the workbook, from row {hidden[0]} on, and read like all others. "
            "Check that they belong to it."
        )
        table.findings.warn("hidden_rows", message, line=hidden[0])
    for field, place in table.plan.kept_places.items():
        if place + 1 in table.marks.hidden_columns:
            message = f"The column of {field} is hidden in the workbook; it was read all the same."
            table.findings.warn("hidden_column", message, line=table.plan.line, field=field)


def _refuse_merged(table: Table) -> None:
    """Record merged cells among the rows: only the first of them has a value."""
    if not table.marks.merged or not table.kept.lines:
        return
    lines = table.kept.line_numbers
    by_place = {place + 1: field for field, place in table.plan.kept_places.items()}
    for (top, left), (bottom, right) in table.marks.merged:
        touched = lines[(lines >= top) & (lines <= bottom)]
        mapped = [by_place[c] for c in range(left, right + 1) if c in by_place]
        if len(touched) and mapped:
            message = (
                "Cells are merged here, so that only the first of them holds a value. Take the "
                "merging apart in Excel and fill in each cell."
            )
            line = int(touched[0])
            table.findings.error("merged_cells", message, line=line, field=mapped[0])


def _duplicates(table: Table) -> tuple[int, int]:
    """Return how many rows repeat another cell by cell, and the line of the first of them."""
    rows = table.kept.rows
    # Equal rows have equal hashes; only where some are equal the rows themselves are compared.
    if len(set(map(hash, map(tuple, rows)))) == len(rows):
        return 0, 0
    again = len(rows) - len(set(map(tuple, rows)))
    first: set[tuple[Any, ...]] = set()
    for row, line in zip(map(tuple, rows), table.kept.lines, strict=True):
        if row in first:
            return again, line
        first.add(row)
    return again, 0


def mention_duplicates(table: Table, what: str) -> int:
    """Warn of rows that stand twice; return how many."""
    again, line = _duplicates(table)
    if again:
        rows = "1 row repeats" if again == 1 else f"{again:,} rows repeat"
        message = (
            f"{rows} another cell by cell, the first on line {line}. They were read; check that "
            f"nothing is {what} twice."
        )
        table.findings.warn("exact_duplicate_rows", message, line=line)
    return again


def finished(draft: Draft, table: Table, **given: Any) -> Draft:
    """Return a draft with all that was found, how its columns were read, and what is given."""
    findings = table.findings
    whole = {
        **vars(draft),
        "problems": findings.kept(),
        "counts": dict(findings.counts),
        "faults": {number: frozenset(codes) for number, codes in findings.faults.items()},
        "titles": table.plan.titles(),
        "places": findings.places,
        **given,
    }
    return Draft(**whole)


def layout_of(table: Table, settled: Settled) -> Layout:
    """Return how the table was read, with the order that its dates were read in."""
    layout = table.plan.layout()
    return replace(layout, asks_date_order=settled.asks_order, date_order=settled.order)
