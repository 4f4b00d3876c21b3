"""How columns of texts are changed value by value, each distinct text once."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from legalops.intake.draft import Ints
from legalops.intake.findings import Mask
from legalops.intake.ledes import fields
from legalops.intake.ledes.columns import Column, Columns
from legalops.intake.names import fold


class Faulty:
    """Which cells were found faulty already, by field, so that none is complained of twice."""

    def __init__(self) -> None:
        self._masks: dict[str, Mask] = {}

    def add(self, name: str, picked: Mask) -> None:
        """Remember the rows on which a field is faulty."""
        self._masks[name] = self._masks[name] | picked if name in self._masks else picked

    def at(self, name: str, count: int) -> Mask:
        """Return the rows on which a field is faulty."""
        return self._masks.get(name, np.zeros(count, bool))


def column_of(columns: Columns, name: str) -> Column:
    """Return any column by its distinct texts, a blank one where there is none."""
    if name in columns.by_name:
        return columns[name]
    if name not in columns.long:
        return constant(columns.count, "")
    encoded = pa.chunked_array(columns.long[name]).combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.chunk(0) if encoded.num_chunks else pa.array([""]).dictionary_encode()
    return Column(encoded.indices.to_numpy(), encoded.dictionary.to_pylist() or [""])


def put(columns: Columns, name: str, column: Column) -> Columns:
    """Return the columns with one in the place of another, or more.

    Which invoice a row is of is not told anew.
    """
    if name in fields.LONG:
        texts = pa.array(column.values, pa.string()).take(pa.array(column.codes, pa.int64()))
        return replace(columns, long={**columns.long, name: pa.chunked_array([texts])})
    return replace(columns, by_name={**columns.by_name, name: column})


def constant(count: int, value: str) -> Column:
    """Return a column that says the same on every row."""
    return Column(np.zeros(count, np.uint8), [value])


def unified(codes: npt.NDArray[Any], values: Sequence[str]) -> Column:
    """Return a column with every text that it uses once."""
    places: dict[str, int] = {}
    moved = np.zeros(max(len(values), 1), np.int32)
    for code in np.unique(codes).tolist():
        moved[code] = places.setdefault(values[code], len(places))
    return Column(moved[codes], list(places) or [""])


def changed(column: Column, change: Callable[[str], str]) -> Column:
    """Return a column with every text changed in the same way."""
    return unified(column.codes, [change(value) for value in column.values])


def either(first: Column, second: Column) -> Column:
    """Return the first column, and the second where that is blank."""
    blank = first.is_blank()
    if not blank.any():
        return first
    codes = np.where(blank, second.codes.astype(np.int64) + len(first.values), first.codes)
    return unified(codes, [*first.values, *second.values])


def blanked(column: Column, picked: Mask) -> Column:
    """Return a column with nothing on the rows that are picked."""
    return placed(column, picked, constant(len(column.codes), ""))


def placed(column: Column, picked: Mask, other: Column) -> Column:
    """Return a column with another's texts on the rows that are picked."""
    if not picked.any():
        return column
    codes = np.where(picked, other.codes.astype(np.int64) + len(column.values), column.codes)
    return unified(codes, [*column.values, *other.values])


def respelled(column: Column) -> Column:
    """Return a column in which spellings of one name are the first of them."""
    first: dict[str, str] = {}
    order = np.unique(column.codes, return_index=True)
    for code in order[0][np.argsort(order[1])].tolist():
        first.setdefault(fold(column.values[code]), column.values[code])
    return changed(column, lambda value: first.get(fold(value), value))


def numbered(numbers: Ints) -> Column:
    """Return a column of whole numbers, blank where one is 0."""
    distinct, codes = np.unique(numbers, return_inverse=True)
    return Column(codes, [str(number) if number else "" for number in distinct.tolist()] or [""])


def as_numbers(column: Column) -> Ints:
    """Return a column of whole numbers, 0 where it is blank."""
    return np.asarray(np.array([int(v or 0) for v in column.values], np.int64)[column.codes])
