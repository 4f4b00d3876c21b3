"""Which invoices, matters and timekeepers the rows of a file make up."""

from collections.abc import Callable
from functools import partial

import numpy as np

from legalops.intake.draft import (
    Draft,
    DraftInvoice,
    DraftMatter,
    DraftTimekeeper,
    Ints,
    Lines,
    many,
)
from legalops.intake.ledes import fields
from legalops.intake.ledes.columns import Column, Columns, by_firm, cleaned
from legalops.intake.ledes.corrections import corrected
from legalops.intake.ledes.doubts import doubts
from legalops.intake.ledes.faults import dropped, faults, lengths
from legalops.intake.ledes.groups import Groups, by_columns, by_key
from legalops.intake.ledes.people import full_names
from legalops.intake.ledes.repeats import repeats
from legalops.intake.ledes.rows import Rows
from legalops.intake.ledes.tax import Taxed, taxed
from legalops.intake.ledes.typed import typed
from legalops.intake.ledes.walk import Walk
from legalops.intake.manner import Manner
from legalops.intake.source import Source
from legalops.intake.texts import Texts

_MATTER = (fields.LAW_FIRM_ID, fields.CLIENT_MATTER_ID, fields.LAW_FIRM_MATTER_ID)
_LOST = frozenset({"value_count", "line_too_long"})


def draft(
    source: Source,
    manner: Manner,
    columns: Columns,
    walk: Walk | None = None,
    mention: Callable[[Columns], None] | None = None,
) -> Draft:
    """Return the draft of the rows, with everything found wrong with them.

    `walk` holds the lines of a text file that are no rows; `mention` records what was found
    before there were rows, once it is known which invoice each of them is of.
    """
    if source.keep is not None:
        source.keep((*columns.by_name, *columns.long), columns.where.lines, columns.text)
    tell = partial(by_firm, lost=walk.lost) if walk else by_firm
    columns = cleaned(corrected(columns, source.how.corrections, manner.titles), tell)
    if mention is not None:
        mention(columns)
    if fields.KEEPER_LAST_NAME in columns:
        columns = full_names(columns)
    invoices = by_columns(columns[fields.LAW_FIRM_ID], columns[fields.INVOICE_NUMBER])
    matters = by_columns(*(columns[name] for name in _MATTER))
    keeper, keepers = _timekeepers(columns)
    rows = Rows(columns, typed(columns, source.today, manner), invoices, keeper)
    tax = taxed(rows, manner)
    if walk is not None:
        dropped(columns, walk)
    lengths(columns, source.limits.max_narrative_bytes)
    faults(rows)
    repeats(rows)
    doubts(rows, manner.absent)
    findings = source.findings
    return Draft(
        file_name=source.file_name,
        sha256="",
        size=source.size,
        format=manner.name,
        invoices=_invoices(rows, tax, manner),
        matters=_matters(columns, matters),
        timekeepers=keepers,
        lines=_lines(rows, matters, tax),
        problems=findings.kept(),
        counts=dict(findings.counts),
        faults={n: frozenset(codes) for n, codes in findings.faults.items()},
        titles=manner.titles,
        places=findings.places,
    )


def _at(columns: Columns, name: str, rows: Ints) -> list[str]:
    """Return a field's texts at some rows."""
    return _column_at(columns[name], rows)


def _column_at(column: Column, rows: Ints) -> list[str]:
    return Column(column.codes[rows], column.values).spread()


def _timekeepers(columns: Columns) -> tuple[Ints, tuple[DraftTimekeeper, ...]]:
    """Return every row's timekeeper; one without an id is known by name."""
    person, name = columns[fields.TIMEKEEPER_ID], columns[fields.TIMEKEEPER_NAME]
    nameless = person.is_blank()
    if (nameless & ~name.is_blank()).any():
        other = name.codes.astype(np.int64) + len(person.values)
        codes = np.where(nameless, other, person.codes)
        person = Column(codes, [*person.values, *name.values])
    rows = np.flatnonzero(~person.is_blank())
    firms = columns[fields.LAW_FIRM_ID].codes[rows].astype(np.int64)
    groups = by_key(firms * len(person.values) + person.codes[rows])
    keeper = np.full(columns.count, -1, np.int64)
    keeper[rows] = groups.of_row
    first = rows[groups.first]
    keepers = many(
        DraftTimekeeper,
        _at(columns, fields.LAW_FIRM_ID, first),
        _column_at(person, first),
        _at(columns, fields.TIMEKEEPER_NAME, first),
        _at(columns, fields.CLASSIFICATION, first),
    )
    return keeper, keepers


def _matters(columns: Columns, matters: Groups) -> tuple[DraftMatter, ...]:
    named = fields.MATTER_NAME in columns
    names = _at(columns, fields.MATTER_NAME, matters.first) if named else [""] * matters.count
    return many(DraftMatter, *(_at(columns, name, matters.first) for name in _MATTER), names)


def _lines(rows: Rows, matters: Groups, tax: Taxed) -> Lines:
    columns, amounts = rows.columns, rows.typed.amounts
    return Lines(
        invoice=rows.invoices.of_row,
        matter=matters.of_row,
        timekeeper=rows.timekeeper,
        source_line=columns.where.lines,
        line_number=columns[fields.LINE_ITEM_NUMBER].spread(),
        kind=np.array(fields.KINDS, object)[rows.typed.kind].tolist(),
        work_date=rows.typed.dates[fields.LINE_DATE].iso.spread(),
        task_code=_code(columns[fields.TASK_CODE]),
        expense_code=_code(columns[fields.EXPENSE_CODE]),
        activity_code=_code(columns[fields.ACTIVITY_CODE]),
        units_e4=amounts[fields.UNITS].e4,
        rate_e4=amounts[fields.UNIT_COST].e4,
        adjustment_e4=amounts[fields.ADJUSTMENT].e4,
        total_e4=tax.net_e4,
        tax_e4=tax.tax_e4,
        narrative=Texts(columns.long[fields.NARRATIVE]),
        computed_e8=rows.typed.computed_e8,
    )


def _code(column: Column) -> list[str | None]:
    return column.spread_of([value or None for value in column.values])


def _invoices(rows: Rows, tax: Taxed, manner: Manner) -> tuple[DraftInvoice, ...]:
    columns, values, first = rows.columns, rows.typed, rows.invoices.first
    hours = np.where(values.kind == 0, values.amounts[fields.UNITS].e4, 0)
    iso = {name: _column_at(days.iso, first) for name, days in values.dates.items()}
    nothing = [""] * len(first)
    net, taxes = rows.invoices.sum(tax.net_e4), rows.invoices.sum(tax.tax_e4)
    stated = tax.stated_e4 if manner.states_total else net + taxes
    return many(
        DraftInvoice,
        _at(columns, fields.INVOICE_NUMBER, first),
        _at(columns, fields.LAW_FIRM_ID, first),
        _at(columns, fields.LAW_FIRM_NAME, first) if fields.LAW_FIRM_NAME in columns else nothing,
        _at(columns, fields.CLIENT_ID, first),
        _at(columns, fields.CURRENCY, first) if fields.CURRENCY in columns else nothing,
        iso[fields.INVOICE_DATE],
        iso[fields.BILLING_START_DATE],
        iso[fields.BILLING_END_DATE],
        _at(columns, fields.INVOICE_DESCRIPTION, first),
        stated.tolist(),
        net.tolist(),
        taxes.tolist(),
        rows.invoices.sum(hours).tolist(),
        rows.invoices.sizes().tolist(),
        columns.where.lines[first].tolist(),
        _whole(rows),
        _labels(rows),
    )


def _labels(rows: Rows) -> list[str]:
    """Return what every invoice is called besides its number, "" where that is enough."""
    numbers, first = rows.columns[fields.INVOICE_NUMBER], rows.invoices.first.tolist()
    keys = [(rows.number(row), numbers.text(row)) for row in first]
    return [key if key != number else "" for key, number in keys]


def _whole(rows: Rows) -> list[bool]:
    """Say of every invoice whether its stated total and all of its lines could be read."""
    amounts, of_row = rows.typed.amounts, rows.invoices.of_row
    known = amounts[fields.LINE_TOTAL].is_known & amounts[fields.INVOICE_TOTAL].is_known
    if fields.LINE_TAX in amounts:
        known = known & amounts[fields.LINE_TAX].is_known
    whole = np.ones(rows.invoices.count, bool)
    whole[of_row[~known]] = False
    lost = {number for number, codes in rows.findings.faults.items() if codes & _LOST}
    for row in rows.invoices.first.tolist() if lost else []:
        whole[of_row[row]] &= rows.number(row) not in lost
    return list(whole.tolist())
