"""What comes twice in one file: a line number, a line, an invoice."""

import numpy as np

from legalops.intake.draft import Ints
from legalops.intake.findings import Mask
from legalops.intake.ledes import fields
from legalops.intake.ledes.groups import by_key
from legalops.intake.ledes.rows import Rows
from legalops.intake.names import fold

_FIELD = fields.LINE_ITEM_NUMBER


def repeats(rows: Rows) -> None:
    """Tell a line number used twice, a line billed twice and an invoice sent twice apart."""
    _same_invoice_number(rows)
    numbers = rows.columns[_FIELD]
    of_row = rows.invoices.of_row
    lines = by_key(of_row * len(numbers.values) + numbers.codes)
    if lines.count == rows.columns.count:
        return
    again = np.ones(rows.columns.count, bool)
    again[lines.first] = False
    again &= ~numbers.is_blank()
    original = lines.first[lines.of_row]
    again &= ~_sent_twice(rows, again)[of_row]
    same = np.zeros(rows.columns.count, bool)
    for row in np.flatnonzero(again).tolist():
        same[row] = _is_same(rows, row, int(original[row]))
    _report(rows, again & ~same, original, is_same=False)
    _report(rows, again & same, original, is_same=True)


def _report(rows: Rows, picked: Mask, original: Ints, *, is_same: bool) -> None:
    def say(row: int) -> tuple[str, str]:
        value, line = rows.columns.text(_FIELD, row), rows.line(int(original[row]))
        if is_same:
            message = f"The line repeats line {line} word for word: likely a duplicate line."
        else:
            message = f"Line number {value} stands on line {line} as well, for something else."
        return value, f"{message} Check that nothing is billed twice."

    code = "line_repeated" if is_same else "line_number_repeated"
    rows.columns.warn(code, _FIELD, picked, say)


def _is_same(rows: Rows, row: int, other: int) -> bool:
    columns = rows.columns
    return all(
        column.codes[row] == column.codes[other] for column in columns.by_name.values()
    ) and all(columns.text(name, row) == columns.text(name, other) for name in columns.long)


def _sent_twice(rows: Rows, again: Mask) -> Mask:
    """Record invoices whose lines all come once more from some line on; say which they are."""
    of_row = rows.invoices.of_row
    order = np.argsort(of_row, kind="stable")
    ends = np.cumsum(rows.invoices.sizes())
    twice = np.zeros(rows.invoices.count, bool)
    for invoice in np.unique(of_row[again]).tolist():
        own = order[ends[invoice - 1] if invoice else 0 : ends[invoice]]
        restart = _restart(rows, own, again)
        if restart is None:
            continue
        twice[invoice] = True
        message = (
            f"Invoice {rows.number(restart)} is in the file twice: from line {rows.line(own[0])} "
            f"and again from line {rows.line(restart)}. Remove one of the two."
        )
        rows.invoice_error("invoice_twice", restart, fields.INVOICE_NUMBER, message)
    return twice


def _restart(rows: Rows, own: Ints, again: Mask) -> int | None:
    """Return the row where an invoice begins again, None when it does not."""
    numbers = rows.columns[_FIELD].codes
    starts = np.flatnonzero(again[own] & (numbers[own] == numbers[own[0]]))
    if not len(starts):
        return None
    rest = own[starts[0] :]
    is_apart = bool(np.any(np.diff(own) > 1))
    is_copy = bool(again[rest].all()) and (len(rest) > 1 or is_apart)
    return int(rest[0]) if is_copy else None


def _same_invoice_number(rows: Rows) -> None:
    """Refuse invoices of one vendor whose numbers differ only in case, blanks or the unseen."""
    firms, numbers = rows.columns[fields.LAW_FIRM_ID].codes, rows.columns[fields.INVOICE_NUMBER]
    if len(set(map(fold, numbers.values))) == len(numbers.values):
        return
    seen: dict[tuple[int, str], int] = {}
    for row in rows.invoices.first.tolist():
        number = numbers.text(row)
        earlier = seen.setdefault((int(firms[row]), fold(number)), row)
        if earlier == row or not number:
            continue
        message = (
            f"Invoice {number} on line {rows.line(row)} and invoice {numbers.text(earlier)} on "
            f"line {rows.line(earlier)} have the same number but for case and blanks. Remove one "
            "of the two, or ask the firm which stands."
        )
        for place in (earlier, row):
            rows.invoice_error("invoice_twice", place, fields.INVOICE_NUMBER, message)
