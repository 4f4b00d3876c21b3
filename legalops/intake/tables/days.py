"""Which day each date of a table is, in the one order that the file proves or a person chose."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from legalops.intake import dates
from legalops.intake.characters import quoted
from legalops.intake.findings import Mask
from legalops.intake.how import How
from legalops.intake.ledes import fields
from legalops.intake.ledes.columns import Column, Columns
from legalops.intake.tables import order
from legalops.intake.tables.recoded import Faulty, column_of, constant, placed, put, unified

_AHEAD = {fields.BILLING_END_DATE: 366}


class Settled(NamedTuple):
    """Columns whose dates are all YYYYMMDD or blank, and the order that they were read in."""

    columns: Columns
    order: str
    asks_order: bool


class _Day(NamedTuple):
    """A date of a column: how it is kept, or the code and the words for what is wrong."""

    kept: str = ""
    fault: str = ""
    hint: str = ""


def settle(
    columns: Columns, names: Sequence[str], how: How, today: date, faulty: Faulty
) -> Settled:
    """Read the date columns of these names, recording what cannot be read."""
    every = {
        text: order.read(text)
        for name in names
        for text in _used(column_of(columns, name))
        if not dates.is_blank(text)
    }
    chosen = how.date_order or order.proved(every.values())
    asks = not chosen and order.is_open(every.values())
    if asks:
        _ask(columns, names, every)
    before = columns
    for name in names:
        column = column_of(before, name)
        latest = dates.latest(today, _AHEAD.get(name, 31))
        days = [_day(text, every.get(text), chosen, latest) for text in column.values]
        _report(before, name, column, days)
        faulty.add(name, column.where([bool(day.fault) for day in days]))
        columns = put(columns, name, unified(column.codes, [day.kept for day in days]))
    return Settled(columns, chosen, asks)


def _used(column: Column) -> list[str]:
    return [column.values[code] for code in np.unique(column.codes).tolist()]


def _day(text: str, found: order.Read | None, chosen: str, latest: date) -> _Day:
    if found is None:
        return _Day()
    if found.hint:
        return _Day(fault="bad_date", hint=found.hint)
    if found.parts is not None and not chosen:
        return _Day(fault="date_order")
    day = found.by(chosen)
    if day is None:
        words = order.in_words(chosen)
        return _Day(fault="bad_date", hint=f"it does not fit the date order {words}; correct it")
    if not dates.EARLIEST <= day <= latest:
        span = f"dates from {dates.EARLIEST} to {latest} are accepted here"
        return _Day(fault="date_range", hint=span)
    return _Day(f"{day:%Y%m%d}")


def _report(columns: Columns, name: str, column: Column, days: Sequence[_Day]) -> None:
    def say(row: int) -> tuple[str, str]:
        place = int(column.codes[row])
        return column.values[place], f"{name} says {quoted(column.values[place])}: " + (
            f"{days[place].hint}."
        )

    for fault in ("bad_date", "date_range"):
        columns.error(fault, name, column.where([day.fault == fault for day in days]), say)


def _ask(columns: Columns, names: Sequence[str], every: Mapping[str, order.Read]) -> None:
    """Ask once for the order of day and month, at the first date that needs it."""
    count, first, where = 0, columns.count, names[0]
    for name in names:
        column = column_of(columns, name)
        is_open = column.where([_is_open(every.get(text)) for text in column.values])
        count += int(np.count_nonzero(is_open))
        if is_open.any() and int(np.argmax(is_open)) < first:
            first, where = int(np.argmax(is_open)), name
    text = columns.text(where, first)
    times = f" {count:,} dates of the file wait for the answer." if count > 1 else ""
    columns.findings.error(
        "date_order",
        f"{where} says {quoted(text)}, which may be {order.both_ways(every[text])}. Say which of "
        "day and month comes first: choose the date order on screen, or give --date-order DMY or "
        f"MDY.{times}",
        line=int(columns.where.lines[first]), field=where, value=text,
    )  # fmt: skip


def _is_open(found: order.Read | None) -> bool:
    return found is not None and found.parts is not None


def filled(columns: Columns, before: Columns, name: str, how: How, faulty: Faulty) -> Columns:
    """Give the dates that are blank the one day of the file, or record them as errors."""
    column = columns[name]
    blank = column.is_blank() & ~faulty.at(name, columns.count)
    if how.day:
        day = constant(columns.count, how.day.replace("-", ""))
        return put(columns, name, placed(column, blank, day))
    _report_blank(before, name, blank)
    faulty.add(name, blank)
    return columns


def _report_blank(before: Columns, name: str, blank: Mask) -> None:
    """Record the dates that are blank: one error where all are, else one each."""
    if not blank.any():
        return
    if blank.all():
        text = before.text(name, 0)
        message = (
            f"{name} says {quoted(text) if text else 'nothing'} on every row, which is no date. "
            "Give one date for the whole file, or ask for the file with its dates."
        )
        line = int(before.where.lines[0])
        before.findings.error("dates_blank", message, line=line, field=name, value=text)
        return
    message = f"{name} is blank; it is required. Correct it, or give one date for the file."
    before.error("required_blank", name, blank, lambda row: (before.text(name, row), message))
