"""What is wrong with invoices as a whole, with over-long texts, and with lines that are no rows."""

import numpy as np

from legalops.intake.draft import Ints
from legalops.intake.findings import ERROR
from legalops.intake.ledes import fields
from legalops.intake.ledes.columns import Columns
from legalops.intake.ledes.days import NO_DAY
from legalops.intake.ledes.groups import by_key
from legalops.intake.ledes.rows import Rows
from legalops.intake.ledes.walk import Walk
from legalops.intake.texts import Texts

_LISTED = 6
_LARGEST_SUM = 9e18
_SAME_ON_ALL = (fields.INVOICE_DATE, fields.BILLING_START_DATE, fields.BILLING_END_DATE)


def faults(rows: Rows) -> None:
    """Record what is wrong with each invoice as a whole."""
    _differing_totals(rows)
    _varying_dates(rows)
    _period_order(rows)
    _guard(rows, fields.LINE_TOTAL)
    _guard(rows, fields.UNITS)


def _differing_totals(rows: Rows) -> None:
    total = rows.typed.amounts[fields.INVOICE_TOTAL]
    of_row, first = rows.invoices.of_row, rows.invoices.first
    differs = (total.e4 != total.e4[first][of_row]) & total.is_known
    if not differs.any():
        return
    order = np.argsort(of_row, kind="stable")
    ends = np.cumsum(rows.invoices.sizes())
    for invoice in np.unique(of_row[differs]).tolist():
        own = order[ends[invoice - 1] if invoice else 0 : ends[invoice]]
        message = _totals_message(rows, own)
        rows.invoice_error("invoice_totals_differ", int(own[0]), fields.INVOICE_TOTAL, message)


def _totals_message(rows: Rows, own: Ints) -> str:
    """List the totals that an invoice's rows state, each with its first line."""
    total = rows.typed.amounts[fields.INVOICE_TOTAL].e4[own]
    places = np.sort(np.unique(total, return_index=True)[1])
    stated = [
        f"{rows.columns.text(fields.INVOICE_TOTAL, row)} on line {rows.line(row)}"
        for row in own[places[:_LISTED]].tolist()
    ]
    more = f" and {len(places) - _LISTED:,} more" if len(places) > _LISTED else ""
    is_own = (total == rows.typed.amounts[fields.LINE_TOTAL].e4[own]).all()
    cause = " Each row gives its own total as the invoice's." if is_own else ""
    return (
        f"The rows of the invoice state different totals: {', '.join(stated)}{more}.{cause} "
        "Ask the firm which total stands, or override with a reason."
    )


def _varying_dates(rows: Rows) -> None:
    """Warn once an invoice of a date that should be the same on every row and is not."""
    of_row, first = rows.invoices.of_row, rows.invoices.first
    for name in _SAME_ON_ALL:
        days = rows.typed.dates[name].days
        differs = np.flatnonzero((days != days[first][of_row]) & (days != NO_DAY))
        picked = np.zeros(rows.columns.count, bool)
        picked[differs[by_key(of_row[differs]).first]] = True

        def say(row: int, name: str = name) -> tuple[str, str]:
            value, original = rows.columns.text(name, row), int(first[of_row[row]])
            return value, (
                f"{name} is {value} here and {rows.columns.text(name, original)} on line "
                f"{rows.line(original)}; the first is used."
            )

        rows.columns.warn("invoice_varies", name, picked, say)


def _period_order(rows: Rows) -> None:
    first = rows.invoices.first
    start = rows.typed.dates[fields.BILLING_START_DATE]
    end = rows.typed.dates[fields.BILLING_END_DATE]
    known = (start.days[first] != NO_DAY) & (end.days[first] != NO_DAY)
    for row in first[known & (start.days[first] > end.days[first])].tolist():
        message = (
            f"The billing period starts on {start.iso.text(row)}, after its end on "
            f"{end.iso.text(row)}. Ask the firm for the right period."
        )
        rows.invoice_error("period_order", row, fields.BILLING_START_DATE, message)


def _guard(rows: Rows, field: str) -> None:
    """Refuse an invoice whose sums would not fit into 64 bits."""
    sizes = np.bincount(
        rows.invoices.of_row,
        weights=np.abs(rows.typed.amounts[field].e4),
        minlength=rows.invoices.count,
    )
    for row in rows.invoices.first[sizes > _LARGEST_SUM].tolist():
        message = f"The {field} of the invoice's lines sum to more than any invoice can come to."
        rows.invoice_error("out_of_range", row, field, message)


def lengths(columns: Columns, max_narrative: int | None) -> None:
    """Record texts that are longer than their field may be."""
    for name, column in columns.by_name.items():
        most = fields.LONGEST_ID if name in fields.IDS else fields.LONGEST_NAME
        if name == fields.MATTER_NAME:
            most = fields.LONGEST_MATTER_NAME
        if name == fields.INVOICE_DESCRIPTION:
            if max_narrative is None:
                continue
            most = max_narrative
        if max(map(len, column.values), default=0) > most:
            _too_long(columns, name, most)
    if max_narrative is not None:
        _narrative_too_long(columns, max_narrative)


def _too_long(columns: Columns, name: str, most: int) -> None:
    column = columns[name]

    def say(row: int) -> tuple[str, str]:
        value = column.text(row)
        return value, (
            f"{name} has {len(value):,} characters; at most {most:,} are accepted. Ask the firm "
            "what is meant."
        )

    picked = column.where([len(value) > most for value in column.values])
    columns.error("value_too_long", name, picked, say)


def _narrative_too_long(columns: Columns, most: int) -> None:
    sizes = Texts(columns.long[fields.NARRATIVE]).sizes()

    def say(row: int) -> tuple[str, str]:
        return columns.text(fields.NARRATIVE, row), (
            f"The text has {int(sizes[row]):,} bytes; at most {most:,} are accepted. Ask the firm "
            "to shorten it, or raise the limit in Settings."
        )

    columns.error("narrative_too_long", fields.NARRATIVE, sizes > most, say)


def dropped(columns: Columns, walk: Walk) -> None:
    """Record the lines that are no rows, each with the invoice it belongs to if that is known.

    A number on such a line is never told apart by vendor: whose line it is nobody knows.
    """
    known, findings = set(columns.where.numbers), columns.findings
    for drop in walk.dropped:
        number = drop.number if drop.is_surely or drop.number in known else ""
        findings.error(drop.code, drop.message, line=drop.line, value=drop.value, invoice=number)
    for (code, number, is_surely), count in walk.dropped_more.items():
        findings.count(ERROR, code, count, number if is_surely or number in known else "")
