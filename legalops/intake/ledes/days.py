"""Which day each date of each row is."""

from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from legalops.intake import dates
from legalops.intake.characters import quoted
from legalops.intake.findings import Mask
from legalops.intake.ledes import fields
from legalops.intake.ledes.columns import Column, Columns
from legalops.intake.manner import Manner

NO_DAY = np.iinfo(np.int32).min
_EPOCH = date(1970, 1, 1).toordinal()
_AHEAD = 31
#: A retainer may be billed for up to a year ahead.
_PERIOD_AHEAD = 366


class Days(NamedTuple):
    """A date of every row in days since 1970 (`NO_DAY` where there is none), and as ISO text."""

    days: npt.NDArray[np.int32]
    iso: Column
    is_blank: Mask


def iso(days: int) -> str:
    """Write days since 1970 as an ISO date."""
    return date.fromordinal(int(days) + _EPOCH).isoformat()


def _iso_words(hint: str) -> str:
    return hint.replace("YYYYMMDD", "YYYY-MM-DD").replace("20260131", "2026-01-31")


def days(columns: Columns, name: str, today: date, manner: Manner) -> Days:
    """Read a date field by its distinct texts, recording what is no date."""
    column, is_iso = columns[name], manner.iso_dates
    ahead = _PERIOD_AHEAD if name == fields.BILLING_END_DATE else _AHEAD
    latest = dates.latest(today, ahead)
    blank = [dates.is_blank(value) for value in column.values]
    read = [
        dates.Day() if is_blank else dates.day(value, latest)
        for value, is_blank in zip(column.values, blank, strict=True)
    ]

    def say(row: int) -> tuple[str, str]:
        value, hint = column.text(row), read[column.codes[row]].hint
        return value, f"{name} says {quoted(value)}: {_iso_words(hint) if is_iso else hint}."

    for fault in ("bad_date", "date_range"):
        columns.error(fault, name, column.where([r.fault == fault for r in read]), say)
    forms = column.where([bool(r.note) and not is_iso for r in read])
    columns.warn_once("date_form", name, forms, "is not written YYYYMMDD; it was read as ISO")
    numbers = [r.day.toordinal() - _EPOCH if r.day else NO_DAY for r in read]
    texts = [r.day.isoformat() if r.day else "" for r in read]
    return Days(
        np.array(numbers, np.int32)[column.codes], Column(column.codes, texts), column.where(blank)
    )
