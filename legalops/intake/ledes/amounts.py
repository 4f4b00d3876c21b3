"""Which number each amount of each row is: integers, and exact values where they are finer."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from legalops.intake.characters import quoted
from legalops.intake.draft import Ints
from legalops.intake.findings import Mask
from legalops.intake.ledes import fields
from legalops.intake.ledes.columns import Columns
from legalops.intake.numbers import INVOICE_DIGITS, LINE_DIGITS, Number, numbers

_TOTALS = (fields.INVOICE_TOTAL, fields.LINE_TOTAL)
_FAULTS = ("bad_number", "out_of_range", "too_many_decimals")
_NOTES = {
    "number_form": "has a currency sign, commas or brackets, which were taken off to read it",
    "many_decimals": "has more than four decimals; the exact value was used to check the line, "
    "and is kept to four",
}


class Amounts(NamedTuple):
    """A number of every row in 1/10000; where it can be used; exact values by row.

    Where it cannot be used it is 0; a blank one is 0 and can be.
    """

    e4: Ints
    is_known: Mask
    is_blank: Mask
    exact: dict[int, Fraction]

    def exactly(self, row: int) -> Fraction:
        """Return the row's number with all its decimals."""
        return self.exact.get(row, Fraction(int(self.e4[row]), 10_000))


def amounts(columns: Columns, name: str) -> Amounts:
    """Read a number field, by its distinct texts unless nearly all differ."""
    digits = INVOICE_DIGITS if name == fields.INVOICE_TOTAL else LINE_DIGITS
    if name in columns.long:
        texts = _one_array(columns.long[name])
        codes: npt.NDArray[Any] = np.arange(len(texts), dtype=np.int32)
    else:
        texts = pa.array(columns[name].values, pa.string())
        codes = columns[name].codes
    e4, odd = numbers(texts, digits)
    blank = np.asarray(pa.compute.equal(texts, "").to_numpy(zero_copy_only=False))
    if name in _TOTALS:
        odd = {place: _no_finer(read) for place, read in odd.items()}
    faulty = [place for place, read in odd.items() if read.fault]
    e4[faulty] = 0
    _report(columns, name, codes, odd)
    known = ~_rows(codes, faulty)
    return Amounts(e4[codes], known, blank[codes], _exact_by_row(codes, odd))


def _one_array(chunked: Any) -> Any:
    joined = chunked.combine_chunks()
    if isinstance(joined, pa.ChunkedArray):
        return joined.chunk(0) if joined.num_chunks else pa.array([], pa.string())
    return joined


def _no_finer(read: Number) -> Number:
    """Return a total's number, as a fault when it is finer than any currency."""
    if read.fault or read.exact is None:
        return read
    return Number(fault="too_many_decimals", hint="it has finer decimals than any currency")


def _exact_by_row(codes: npt.NDArray[Any], odd: dict[int, Number]) -> dict[int, Fraction]:
    exact = {place: r.exact for place, r in odd.items() if r.exact is not None and not r.fault}
    if not exact:
        return {}
    rows = np.flatnonzero(np.isin(codes, list(exact)))
    return {row: exact[int(codes[row])] for row in rows.tolist()}


def _report(columns: Columns, name: str, codes: npt.NDArray[Any], odd: dict[int, Number]) -> None:
    def say(row: int) -> tuple[str, str]:
        value = columns.text(name, row)
        return value, f"{name} says {quoted(value)}: {odd[int(codes[row])].hint}."

    for fault in _FAULTS:
        faulty = [place for place, read in odd.items() if read.fault == fault]
        if faulty:
            columns.error(fault, name, _rows(codes, faulty), say)
    for note, what in _NOTES.items() if name != fields.TAX_RATE else ():
        noted = [place for place, read in odd.items() if read.note == note]
        if noted:
            columns.warn_once(note, name, _rows(codes, noted), what)


def _rows(codes: npt.NDArray[Any], places: Sequence[int]) -> Mask:
    """Return the rows that hold one of the distinct texts at these places."""
    if not places:
        return np.zeros(len(codes), bool)
    return np.asarray(np.isin(codes, places))
