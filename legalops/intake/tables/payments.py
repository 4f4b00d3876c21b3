"""Which payments the rows of a finance extract are: a row a payment, every row counted."""

from dataclasses import replace
from functools import partial

import numpy as np

from legalops.intake.draft import NOT_COMPUTED, Draft, Payments
from legalops.intake.ledes import fields, invoices
from legalops.intake.ledes.columns import Column, Columns, saying
from legalops.intake.manner import Manner
from legalops.intake.source import Source
from legalops.intake.tables import cells, days, kept, money, reading
from legalops.intake.tables.days import Settled
from legalops.intake.tables.invoices import running
from legalops.intake.tables.kept import Kept
from legalops.intake.tables.plan import Plan
from legalops.intake.tables.reading import Table
from legalops.intake.tables.recoded import (
    Faulty,
    column_of,
    constant,
    either,
    put,
    respelled,
    unified,
)
from legalops.intake.tables.targets import PAID_AMOUNT, PAID_DATE, SUPPLIER, SUPPLIER_ID

_NONE = Payments(0, 0, 0, 0, 0, "")


def read(source: Source, plan: Plan) -> Draft:
    """Return the draft of a table of payments, with everything found wrong with it."""
    if not plan.has_rows:
        return replace(reading.nothing(source, plan), payments=_NONE)
    table, blank_lines = _table(source, plan)
    if not reading.has_rows(table, "payments"):
        return replace(reading.nothing(source, plan), payments=_NONE)
    reading.show(table)
    _mention_blanks(table, blank_lines)
    faulty = Faulty()
    columns = _referenced(reading.columns_of(table))
    columns = reading.prepared(table, columns, faulty, partial(_named, table=table))
    settled = days.settle(columns, [fields.LINE_DATE], source.how, source.today, faulty)
    columns = days.filled(settled.columns, columns, fields.LINE_DATE, source.how, faulty)
    places = list(plan.kept_places)
    columns = money.settle(columns, places, source.how, faulty, rounds=plan.sheet.marks is None)
    _require(columns, faulty)
    return _finished(table, _completed(columns, table), settled, len(blank_lines))


def _finished(table: Table, columns: Columns, settled: Settled, blanks: int) -> Draft:
    """Return the draft of the columns, with the count and the sum of all rows."""
    source, plan = table.source, table.plan
    made = _paid(
        invoices.draft(reading.rest_of(source), _manner(plan), reading.kept_as_is(columns))
    )
    again = reading.mention_duplicates(table, "paid")
    control = int(made.lines.total_e4.sum())
    total = -control if source.how.flips_sign else control
    reading.mention_footers(table.kept.footers, total, table)
    negatives = int(np.count_nonzero(made.lines.total_e4 < 0))
    rows = len(made.lines) + blanks
    found = Payments(rows, control, negatives, blanks, again, settled.order)
    return reading.finished(made, table, layout=reading.layout_of(table, settled), payments=found)


def _table(source: Source, plan: Plan) -> tuple[Table, list[int]]:
    """Return the rows with an amount, and the lines of those without."""
    places = plan.places
    rows = kept.below(plan.sheet, plan.head, len(plan.shown), None)
    identity = [places[name] for name in (SUPPLIER, PAID_DATE) if name in places]
    amount = places[PAID_AMOUNT]
    has_amount = [bool(cells.text(cell).strip()) for cell in rows.column(amount)]
    faults = plan.sheet.marks.faults if plan.sheet.marks else {}
    chosen = [
        place
        for place, (given, line) in enumerate(zip(has_amount, rows.lines, strict=True))
        if given or (line, amount + 1) in faults
    ]
    blank = sorted(set(rows.lines) - {rows.lines[place] for place in chosen})
    paid = Kept(
        [rows.rows[place] for place in chosen], [rows.lines[place] for place in chosen], rows.lost
    )
    kept.take_footers(paid, identity, amount, lambda column: money.sum_of_cells(column, source.how))
    return Table(source, plan, paid), blank


def _mention_blanks(table: Table, lines: list[int]) -> None:
    if lines:
        rows = "1 row has" if len(lines) == 1 else f"{len(lines):,} rows have"
        message = (
            f"{rows} no amount, the first on line {lines[0]}; counted, but no payments. Check "
            "them with finance."
        )
        table.findings.warn("blank_amount", message, line=lines[0], field=fields.LINE_TOTAL)


def _referenced(columns: Columns) -> Columns:
    """Give every payment a reference: that of the file, or its row."""
    column = columns[fields.INVOICE_NUMBER]
    lacking = column.where([not value.strip() for value in column.values])
    if not lacking.any():
        return columns
    count, first = int(np.count_nonzero(lacking)), int(np.argmax(lacking))
    line = int(columns.where.lines[first])
    rows = "1 payment has" if count == 1 else f"{count:,} payments have"
    columns.findings.warn(
        "no_reference",
        f"{rows} no reference, the first on line {line}; each is known by its row (ROW-{line}).",
        line=line, field=fields.INVOICE_NUMBER,
    )  # fmt: skip
    own = Column(np.arange(columns.count), [f"ROW-{n}" for n in columns.where.lines.tolist()])
    return put(columns, fields.INVOICE_NUMBER, either(_stripped(column), own))


def _stripped(column: Column) -> Column:
    return unified(column.codes, [value.strip() for value in column.values])


def _named(columns: Columns, table: Table) -> Columns:
    """Spell every supplier and every reference in one way; the supplier stands for the vendor."""
    said = constant(columns.count, table.source.how.vendor)
    supplier = respelled(either(columns[fields.LAW_FIRM_NAME], said))
    columns = put(columns, fields.LAW_FIRM_NAME, supplier)
    columns = put(columns, fields.LAW_FIRM_ID, supplier)
    number = respelled(columns[fields.INVOICE_NUMBER])
    return put(columns, fields.INVOICE_NUMBER, number)


def _require(columns: Columns, faulty: Faulty) -> None:
    name = fields.LAW_FIRM_NAME
    blank = columns.is_blank(name) & ~faulty.at(name, columns.count)
    message = f"{name} is blank; who was paid? Correct the row, or ask finance."
    columns.error("required_blank", name, blank, saying(message))


def _completed(columns: Columns, table: Table) -> Columns:
    """Lay the payments out as invoices of one kind of line."""
    how, count = table.source.how, columns.count
    paid = columns[fields.LINE_DATE]
    for name in (fields.INVOICE_DATE, fields.BILLING_START_DATE, fields.BILLING_END_DATE):
        columns = put(columns, name, paid)
    columns = put(columns, fields.KIND, constant(count, fields.PAYMENT))
    columns = put(columns, fields.LINE_ITEM_NUMBER, running(columns))
    said = constant(count, how.currency)
    columns = put(columns, fields.CURRENCY, either(column_of(columns, fields.CURRENCY), said))
    about = either(columns[fields.INVOICE_DESCRIPTION], column_of(columns, SUPPLIER_ID))
    columns = put(columns, fields.INVOICE_DESCRIPTION, about)
    text = either(column_of(columns, fields.NARRATIVE), about)
    return put(columns, fields.NARRATIVE, text)


def _manner(plan: Plan) -> Manner:
    return Manner(
        plan.sheet.format,
        required=(),
        titles=plan.titles(),
        states_total=False,
        needs_units=False,
        kinds=(fields.PAYMENT,),
    )


def _paid(draft: Draft) -> Draft:
    """Return the draft with every payment as one unit at its amount."""
    lines = draft.lines
    units = np.full(len(lines), 10_000, np.int64)
    unknown = np.full(len(lines), NOT_COMPUTED, np.int64)
    made = replace(lines, units_e4=units, rate_e4=lines.total_e4, computed_e8=unknown)
    return replace(draft, lines=made)
