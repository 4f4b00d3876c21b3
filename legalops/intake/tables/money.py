"""How the amounts of a table become plain numbers: decimal sign, direction, binary tails."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from legalops.intake.characters import quoted
from legalops.intake.how import How
from legalops.intake.ledes import fields
from legalops.intake.ledes.columns import Columns
from legalops.intake.numbers import INVOICE_DIGITS, numbers
from legalops.intake.tables import cells, decimals
from legalops.intake.tables.recoded import Faulty, column_of, put, unified

#: What is money that was billed or paid: turned round by a sign flip, and never finer than cents.
TOTALS = (fields.LINE_TOTAL, fields.INVOICE_TOTAL, fields.LINE_TAX)
_NUMBERS = (*TOTALS, fields.UNITS, fields.UNIT_COST, fields.ADJUSTMENT)


class _Amount(NamedTuple):
    """An amount with a point, whether it was rounded, or the words for why it is none."""

    text: str
    is_rounded: bool = False
    hint: str = ""


def settle(
    columns: Columns, names: Sequence[str], how: How, faulty: Faulty, *, rounds: bool
) -> Columns:
    """Write every number of the columns with a decimal point, recording what cannot be.

    `rounds` takes long binary tails for cents, as they stand in files of text.
    """
    for name in _NUMBERS:
        if name in names:
            columns = _settled(columns, name, how, faulty, rounds=rounds and name in TOTALS)
    return columns


def _settled(columns: Columns, name: str, how: How, faulty: Faulty, *, rounds: bool) -> Columns:
    column = column_of(columns, name)
    flips = how.flips_sign and name in TOTALS
    if not flips and how.decimal == "." and not _needs_a_look(column.values, rounds=rounds):
        return columns
    read = [_amount(text, how, rounds=rounds, flips=flips) for text in column.values]

    def say(row: int) -> tuple[str, str]:
        place = int(column.codes[row])
        text = column.values[place]
        return text, f"{name} says {quoted(text)}: {read[place].hint}."

    bad = column.where([bool(each.hint) for each in read])
    columns.error("bad_number", name, bad, say)
    faulty.add(name, bad)
    long = column.where([each.is_rounded for each in read])
    columns.warn_once("rounded", name, long, "has more decimals than money has; it was rounded")
    return put(columns, name, unified(column.codes, [each.text for each in read]))


def _needs_a_look(values: Sequence[str], *, rounds: bool) -> bool:
    return any("," in v or (rounds and len(v) - v.find(".") > 5 and "." in v) for v in values)


def _amount(text: str, how: How, *, rounds: bool, flips: bool) -> _Amount:
    if not text:
        return _Amount("")
    plain: str | None = text
    if how.decimal == ",":
        plain = decimals.from_comma(text)
        if plain is None:
            return _Amount("", hint="it is not written with the decimal comma that was chosen")
    elif decimals.has_decimal_comma(text):
        hint = "it has a decimal comma. Choose the comma as the decimal sign, or write a point"
        return _Amount("", hint=hint)
    short = decimals.rounded(plain or "") if rounds else None
    found = short or plain or ""
    return _Amount(decimals.negated(found) if flips else found, short is not None)


def sum_of(texts: Sequence[str], how: How) -> int | None:
    """Add up amounts as they are written, in 1/10000; None where one cannot be read."""
    plain: list[Any] = [text.strip() for text in texts]
    if how.decimal == ",":
        plain = [decimals.from_comma(text) if text else "" for text in plain]
    if None in plain:
        return None
    values, odd = numbers(pa.array(plain, pa.string()), INVOICE_DIGITS)
    if any(each.fault for each in odd.values()):
        return None
    return int(np.sum(values))


def sum_of_cells(column: Sequence[Any], how: How) -> int | None:
    """Add up amounts as they stand in the cells of a table."""
    return sum_of(cells.amounts(column), how)
