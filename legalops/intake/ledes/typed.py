"""What each row means: its dates as days, its numbers as integers, its kind."""

from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from legalops.intake.characters import quoted
from legalops.intake.draft import NOT_COMPUTED, Ints
from legalops.intake.ledes import fields
from legalops.intake.ledes.amounts import Amounts, amounts
from legalops.intake.ledes.columns import Columns, saying
from legalops.intake.ledes.days import Days, days
from legalops.intake.manner import Manner
from legalops.intake.numbers import plain

#: Below this a product in 1e-8 leaves room for an adjustment and a total in 64 bits.
_LARGEST_PRODUCT = 7e18
_KIND_CODES = {kind: place for place, kind in enumerate(fields.KINDS)}
Kinds = npt.NDArray[np.int8]


class Typed(NamedTuple):
    """The rows as integers; `kind` counts in `fields.KINDS`."""

    dates: dict[str, Days]
    amounts: dict[str, Amounts]
    kind: Kinds
    computed_e8: Ints


def typed(columns: Columns, today: date, manner: Manner) -> Typed:
    """Read every date, number and kind of the rows, recording what cannot be read."""
    kind = _kinds(columns, manner)
    dates = {name: days(columns, name, today, manner) for name in fields.DATES}
    names = [*fields.NUMBERS, *(n for n in fields.TAX_NUMBERS if manner.tax and n in columns)]
    numbers = {name: amounts(columns, name) for name in names}
    _require(columns, kind, dates, numbers, manner)
    return Typed(dates, numbers, kind, _computed(columns, numbers))


def _kinds(columns: Columns, manner: Manner) -> Kinds:
    """Return each row's kind, a fee where it cannot be told (which is an error)."""
    column = columns[fields.KIND]
    known = {kind: _KIND_CODES[kind] for kind in manner.kinds}
    codes = [known.get(value.upper(), -1) for value in column.values]
    unknown = [bool(v) and code < 0 for v, code in zip(column.values, codes, strict=True)]

    def say(row: int) -> tuple[str, str]:
        value = column.text(row)
        return value, (
            f"{fields.KIND} says {quoted(value)}. It is F for a fee, E for an expense, IF or IE "
            "for an adjustment of the whole invoice."
        )

    columns.error("bad_kind", fields.KIND, column.where(unknown), say)
    return np.asarray(np.maximum(np.array(codes, np.int8), 0)[column.codes])


def _require(
    columns: Columns,
    kind: Kinds,
    dates: dict[str, Days],
    numbers: dict[str, Amounts],
    manner: Manner,
) -> None:
    """Record what is blank and must not be; a blank number that is needed is not known."""
    is_line = kind <= 1
    for name in manner.required:
        if name in dates:
            blank = dates[name].is_blank
        elif name in numbers:
            blank = numbers[name].is_blank
            numbers[name].is_known[blank] = False
        else:
            blank = columns[name].is_blank()
        if name == fields.LAW_FIRM_MATTER_ID and manner.either_matter:
            blank = blank & columns[fields.CLIENT_MATTER_ID].is_blank()
        message = f"{name} is blank; it is required. Ask the firm for it."
        columns.error("required_blank", name, blank, saying(message))
    for name in (fields.UNITS, fields.UNIT_COST):
        if not manner.needs_units:
            # The amount stands for both: there is no product to compare it with.
            numbers[name].is_known[numbers[name].is_blank] = False
            continue
        blank = numbers[name].is_blank & is_line
        numbers[name].is_known[blank] = False
        message = f"{name} is blank; a fee or an expense needs it. Ask the firm for it."
        columns.error("required_blank", name, blank, saying(message))


def _computed(columns: Columns, numbers: dict[str, Amounts]) -> Ints:
    """Return units x rate + adjustment of every row in 1e-8, exactly or not at all."""
    units, rate = numbers[fields.UNITS], numbers[fields.UNIT_COST]
    adjustment = numbers[fields.ADJUSTMENT]
    known = units.is_known & rate.is_known & adjustment.is_known
    for name in (fields.LINE_TOTAL, fields.LINE_TAX):
        if name in numbers:
            known &= numbers[name].is_known
    too_large = np.abs(units.e4.astype(np.float64) * rate.e4) > _LARGEST_PRODUCT
    computed = np.where(too_large, 0, units.e4) * rate.e4 + adjustment.e4 * 10_000
    for row in {**units.exact, **rate.exact, **adjustment.exact}:
        if not too_large[row]:
            value = units.exactly(row) * rate.exactly(row) + adjustment.exactly(row)
            computed[row] = round(value * 10**8)

    def say(row: int) -> tuple[str, str]:
        product = f"{plain(int(units.e4[row]))} x {plain(int(rate.e4[row]))}"
        return columns.text(fields.UNIT_COST, row), (
            f"{product} is more than any line can come to. Ask the firm for the right numbers."
        )

    columns.error("out_of_range", fields.UNIT_COST, too_large & known, say)
    computed[~known | too_large] = NOT_COMPUTED
    return np.asarray(computed, np.int64)
