"""Which invoices the rows of a table make up, and what stands in for what it does not say."""

from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np

from legalops.intake.draft import NOT_COMPUTED, Draft, Ints
from legalops.intake.findings import Mask
from legalops.intake.how import How
from legalops.intake.ledes import fields, invoices
from legalops.intake.ledes.columns import Column, Columns, saying
from legalops.intake.ledes.groups import Groups, by_columns
from legalops.intake.manner import Manner
from legalops.intake.source import Source
from legalops.intake.tables import days, kept, money, reading
from legalops.intake.tables.days import Settled
from legalops.intake.tables.plan import Plan
from legalops.intake.tables.reading import Table
from legalops.intake.tables.recoded import (
    Faulty,
    as_numbers,
    changed,
    column_of,
    constant,
    either,
    numbered,
    placed,
    put,
    respelled,
)
from legalops.intake.tables.targets import key

_KINDS = {
    **dict.fromkeys(
        "f fee fees time hours labor labour service services professional legal".split(), "F"
    ),
    **dict.fromkeys(
        "e expense expenses disbursement disbursements cost costs exp disb".split(), "E"
    ),
}
_HOURS = ("hour", "hours", "hrs", "stunden")
_NEVER_BLANK = (fields.INVOICE_NUMBER, fields.LINE_TOTAL, fields.LAW_FIRM_ID)


def read(source: Source, plan: Plan) -> Draft:
    """Return the draft of a table of invoice lines, with everything found wrong with it."""
    if not plan.has_rows:
        return reading.nothing(source, plan)
    table = _table(source, plan)
    if not reading.has_rows(table, "rows"):
        return reading.nothing(source, plan)
    reading.show(table)
    faulty = Faulty()
    name = partial(_vendors, how=source.how)
    columns = reading.prepared(table, reading.columns_of(table), faulty, name)
    settled = days.settle(columns, _dates(plan), source.how, source.today, faulty)
    columns = _dated(settled.columns, columns, plan, source.how, faulty)
    columns = money.settle(
        columns, list(plan.places), source.how, faulty, rounds=plan.sheet.marks is None
    )
    columns = _completed(columns, table)
    _require(columns, plan, faulty)
    return _finished(table, columns, settled)


def _finished(table: Table, columns: Columns, settled: Settled) -> Draft:
    """Return the draft of the columns, with a last look at the table as a whole."""
    source, plan = table.source, table.plan
    blanks = _Blanks.of(columns)
    made = blanks.filled(
        invoices.draft(reading.rest_of(source), _manner(plan), reading.kept_as_is(columns))
    )
    reading.mention_duplicates(table, "billed")
    total = int(made.lines.total_e4.sum()) * (-1 if source.how.flips_sign else 1)
    reading.mention_footers(table.kept.footers, total, table)
    return reading.finished(made, table, layout=reading.layout_of(table, settled))


def _table(source: Source, plan: Plan) -> Table:
    places = plan.places
    number = places[fields.INVOICE_NUMBER]
    rows = kept.below(plan.sheet, plan.head, len(plan.shown), number)
    identity = [number, *(places[name] for name in _dates(plan))]
    amount = places[fields.LINE_TOTAL]
    kept.take_footers(rows, identity, amount, lambda cells: money.sum_of_cells(cells, source.how))
    return Table(source, plan, rows)


def _dates(plan: Plan) -> list[str]:
    return [name for name in fields.DATES if name in plan.places]


def _manner(plan: Plan) -> Manner:
    return Manner(
        plan.sheet.format,
        required=(),
        titles=plan.titles(),
        states_total=fields.INVOICE_TOTAL in plan.places,
        needs_units=False,
        tax="net" if fields.LINE_TAX in plan.places else "",
        absent=_absent(plan),
    )


def _absent(plan: Plan) -> frozenset[str]:
    """Return the fields that no column gives; a timekeeper is given by id or by name."""
    given = set(plan.places)
    if fields.TIMEKEEPER_NAME in given:
        given.add(fields.TIMEKEEPER_ID)
    return frozenset(fields.LEDES1998B) - given


def _vendors(columns: Columns, how: How) -> Columns:
    """Name the vendor on every row: its number where there is one, else its name."""
    said = constant(columns.count, how.vendor)
    name = respelled(either(column_of(columns, fields.LAW_FIRM_NAME), said))
    columns = put(columns, fields.LAW_FIRM_NAME, name)
    return put(columns, fields.LAW_FIRM_ID, either(columns[fields.LAW_FIRM_ID], name))


def _dated(columns: Columns, before: Columns, plan: Plan, how: How, faulty: Faulty) -> Columns:
    """Give every line a date, every invoice its own and the period of its lines."""
    worked = fields.LINE_DATE if fields.LINE_DATE in plan.places else fields.INVOICE_DATE
    if worked in plan.places or how.day:
        columns = days.filled(columns, before, worked, how, faulty)
    columns = put(columns, fields.LINE_DATE, columns[worked])
    groups = by_columns(columns[fields.LAW_FIRM_ID], columns[fields.INVOICE_NUMBER])
    first, last = _span(as_numbers(columns[fields.LINE_DATE]), groups)
    for name, day in (
        (fields.INVOICE_DATE, last),
        (fields.BILLING_START_DATE, first),
        (fields.BILLING_END_DATE, last),
    ):
        columns = put(columns, name, either(columns[name], numbered(day[groups.of_row])))
    return columns


def _span(numbers: Ints, groups: Groups) -> tuple[Ints, Ints]:
    """Return the first and the last day of each group, 0 where it has none."""
    first = np.full(groups.count, 99_999_999, np.int64)
    last = np.zeros(groups.count, np.int64)
    known = numbers > 0
    np.minimum.at(first, groups.of_row[known], numbers[known])
    np.maximum.at(last, groups.of_row[known], numbers[known])
    return np.where(last > 0, first, 0), last


def _completed(columns: Columns, table: Table) -> Columns:
    """Fill in what the table does not say: matter, currency, kind, numbers, timekeepers."""
    how, count = table.source.how, columns.count
    matter = columns[fields.CLIENT_MATTER_ID]
    if how.matter:
        unknown = matter.is_blank() & columns.is_blank(fields.LAW_FIRM_MATTER_ID)
        matter = placed(matter, unknown, constant(count, how.matter))
        columns = put(columns, fields.CLIENT_MATTER_ID, matter)
    if how.currency or fields.CURRENCY in columns:
        said = constant(count, how.currency)
        columns = put(columns, fields.CURRENCY, either(column_of(columns, fields.CURRENCY), said))
    columns = put(columns, fields.KIND, _kinds(columns, table.plan))
    person = either(columns[fields.TIMEKEEPER_ID], columns[fields.TIMEKEEPER_NAME])
    columns = put(columns, fields.TIMEKEEPER_ID, person)
    if fields.LINE_ITEM_NUMBER in table.plan.places:
        return columns
    return put(columns, fields.LINE_ITEM_NUMBER, running(columns))


def running(columns: Columns) -> Column:
    """Number the lines of each invoice in their order."""
    groups = by_columns(columns[fields.LAW_FIRM_ID], columns[fields.INVOICE_NUMBER])
    order = np.argsort(groups.of_row, kind="stable")
    sizes = groups.sizes()
    starts = np.repeat(np.cumsum(sizes) - sizes, sizes)
    numbers = np.empty(columns.count, np.int64)
    numbers[order] = np.arange(columns.count) - starts + 1
    return numbered(numbers)


def _kinds(columns: Columns, plan: Plan) -> Column:
    """Say of each row whether it is a fee or an expense, by its type or what it holds."""
    said = changed(columns[fields.KIND], lambda text: _KINDS.get(key(text), text))
    has_person = ~(
        columns.is_blank(fields.TIMEKEEPER_ID) & columns.is_blank(fields.TIMEKEEPER_NAME)
    )
    if fields.UNITS in plan.places:
        heading = key(plan.shown[plan.places[fields.UNITS]]).split()
        if any(word in _HOURS for word in heading):
            has_person |= ~columns.is_blank(fields.UNITS)
    fee, expense = constant(columns.count, "F"), constant(columns.count, "E")
    return either(said, placed(expense, has_person, fee))


def _require(columns: Columns, plan: Plan, faulty: Faulty) -> None:
    """Record what no row may lack and this one does."""
    matter = columns.is_blank(fields.CLIENT_MATTER_ID) & columns.is_blank(fields.LAW_FIRM_MATTER_ID)
    blanks = {name: columns.is_blank(name) for name in _NEVER_BLANK}
    blanks[fields.CLIENT_MATTER_ID] = matter
    for name, blank in blanks.items():
        field = fields.LAW_FIRM_NAME if name == fields.LAW_FIRM_ID else name
        if field in plan.missing:
            continue
        message = f"{field} is blank; it is required. Correct the row, or ask for the value."
        blank = blank & ~faulty.at(name, columns.count) & ~faulty.at(field, columns.count)
        columns.error("required_blank", field, blank, saying(message))


class _Blanks(NamedTuple):
    """Which rows give no units, no rate or no amount, and which are fees."""

    units: Mask
    rate: Mask
    total: Mask
    is_fee: Mask

    @classmethod
    def of(cls, columns: Columns) -> "_Blanks":
        """Look at the columns before they are numbers."""
        names = (fields.UNITS, fields.UNIT_COST, fields.LINE_TOTAL)
        kinds = columns[fields.KIND]
        is_fee = kinds.where([kind.upper() == fields.FEE for kind in kinds.values])
        units, rate, total = (columns.is_blank(name) for name in names)
        return cls(units, rate, total, is_fee)

    def filled(self, draft: Draft) -> Draft:
        """Return the draft with amounts that stand for what the rows do not give.

        An amount alone is one unit at that rate, but of a fee: no hours are made up. One with
        units alone gives the rate.
        """
        lines = draft.lines
        net = lines.total_e4 - lines.adjustment_e4
        neither = self.units & self.rate & ~self.is_fee
        units = np.where(neither, 10_000, lines.units_e4)
        rate = np.where(neither, net, lines.rate_e4)
        alone = self.rate & ~self.units & (units != 0)
        rate[alone] = np.round(net[alone] * (10_000 / units[alone])).astype(np.int64)
        computed = lines.computed_e8.copy()
        computed[self.total | self.units | self.rate] = NOT_COMPUTED
        made = replace(lines, units_e4=units, rate_e4=rate, computed_e8=computed)
        return replace(draft, lines=made)
