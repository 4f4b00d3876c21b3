"""What is odd about rows that can be read: signs, dates, hours. Warnings, to look at."""

from typing import Any

import numpy as np

from legalops.intake.characters import quoted
from legalops.intake.draft import Ints
from legalops.intake.ledes import fields
from legalops.intake.ledes.columns import saying
from legalops.intake.ledes.days import NO_DAY, iso
from legalops.intake.ledes.groups import DIRECT_AT_MOST, by_key
from legalops.intake.ledes.rows import Rows
from legalops.intake.numbers import plain

_DAY_HOURS_E4 = 24 * 10_000
_RECOMMENDED = (
    (fields.TIMEKEEPER_ID, 0, "The fee names no timekeeper"),
    (fields.NARRATIVE, 0, "The fee says nothing of what was done"),
    (fields.EXPENSE_CODE, 1, "The expense has no code"),
)


def doubts(rows: Rows, absent: frozenset[str] = frozenset()) -> None:
    """Record everything odd about single rows; no row is blamed for an absent column."""
    _signs(rows)
    _missing(rows, absent)
    _outside_period(rows)
    _long_days(rows)


def _signs(rows: Rows) -> None:
    columns, kind = rows.columns, rows.typed.kind
    units, total = rows.typed.amounts[fields.UNITS], rows.typed.amounts[fields.LINE_TOTAL]
    below = units.e4 < 0
    columns.warn(
        "negative_units", fields.UNITS, below,
        lambda row: (plain(int(units.e4[row])), "The units are negative: a credit? Check the line "
                     "before you confirm."),
    )  # fmt: skip
    columns.warn(
        "negative_line", fields.LINE_TOTAL, (total.e4 < 0) & (kind <= 1) & ~below,
        lambda row: (plain(int(total.e4[row])), "The line's total is negative: a credit? Check it "
                     "before you confirm."),
    )  # fmt: skip
    columns.warn(
        "zero_hours", fields.UNITS, (units.e4 == 0) & units.is_known & (kind == 0),
        lambda _: ("0", "The fee is for no hours. Check the line with the firm."),
    )  # fmt: skip


def _missing(rows: Rows, absent: frozenset[str]) -> None:
    columns = rows.columns
    for name, kind, what in _RECOMMENDED:
        if name in absent:
            continue
        blank = columns.is_blank(name) & (rows.typed.kind == kind)
        message = f"{what} ({name} is blank). It can be imported; ask the firm for it."
        columns.warn("recommended_blank", name, blank, saying(message))


def _outside_period(rows: Rows) -> None:
    """Warn of work dated outside the billing period of the invoice's first row."""
    first, of_row, dates = rows.invoices.first, rows.invoices.of_row, rows.typed.dates
    start = dates[fields.BILLING_START_DATE].days[first][of_row]
    end = dates[fields.BILLING_END_DATE].days[first][of_row]
    worked = dates[fields.LINE_DATE].days
    known = (worked != NO_DAY) & (start != NO_DAY) & (end != NO_DAY) & (start <= end)

    def say(row: int) -> tuple[str, str]:
        return rows.columns.text(fields.LINE_DATE, row), (
            f"The line's date {iso(worked[row])} is outside the billing period "
            f"{iso(start[row])} to {iso(end[row])}. Check it with the firm."
        )

    outside = known & ((worked < start) | (worked > end))
    rows.columns.warn("date_outside_period", fields.LINE_DATE, outside, say)


def _long_days(rows: Rows) -> None:
    """Warn of more than 24 hours of one timekeeper on one day, at the day's first line."""
    worked = rows.typed.dates[fields.LINE_DATE].days
    units = rows.typed.amounts[fields.UNITS].e4
    fees = np.flatnonzero((rows.timekeeper >= 0) & (rows.typed.kind == 0) & (worked != NO_DAY))
    hours = _hours_by_row(rows, fees, worked, units)

    def say(row: int) -> tuple[str, str]:
        who = rows.columns.text(fields.TIMEKEEPER_ID, row)
        who = who or rows.columns.text(fields.TIMEKEEPER_NAME, row)
        return plain(hours[row]), (
            f"Timekeeper {quoted(who)} has {plain(hours[row])} hours on {iso(worked[row])} in this "
            "file. Check the hours with the firm."
        )

    picked = np.zeros(rows.columns.count, bool)
    picked[list(hours)] = True
    rows.columns.warn("long_day", fields.UNITS, picked, say)


def _hours_by_row(rows: Rows, fees: Ints, worked: Any, units: Ints) -> dict[int, int]:
    """Return the hours of each over-long day by the first row of that day."""
    if not len(fees):
        return {}
    earliest = int(worked[fees].min())
    span = int(worked[fees].max()) - earliest + 1
    days = rows.timekeeper[fees] * span + worked[fees] - earliest
    if int(days.max()) > DIRECT_AT_MOST:
        days = by_key(days).of_row
    hours = np.bincount(days, weights=units[fees])
    long = np.flatnonzero(hours > _DAY_HOURS_E4)
    if not len(long):
        return {}
    its_rows = np.flatnonzero(np.isin(days, long))
    first = its_rows[by_key(days[its_rows]).first]
    return {int(fees[place]): round(hours[days[place]]) for place in first.tolist()}
