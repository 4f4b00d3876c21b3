"""What the cell of a workbook says, as the text that a file of text would hold."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

_NEAR = 1e-9
_EPOCH = date(1899, 12, 30)
_EPOCH_1904 = date(1904, 1, 1)
#: The serial of 29 February 1900, a day that never was; from the next on serials are right.
_NO_DAY = 60
_LAST_SERIAL = 2_900_000


def texts(column: Sequence[Any]) -> Sequence[str]:
    """Return the cells of a column of texts; a number that is whole has no decimals."""
    return _each(column, text)


def amounts(column: Sequence[Any]) -> Sequence[str]:
    """Return the cells of a column of numbers: exactly, less what binary arithmetic left over."""
    return _each(column, _amount)


def dates(column: Sequence[Any], *, is_1904: bool) -> Sequence[str]:
    """Return the cells of a column of dates; a workbook's day number is a date as well."""
    return _each(column, lambda cell: _date(cell, is_1904=is_1904))


def _each(column: Sequence[Any], write: Callable[[Any], str]) -> Sequence[str]:
    """Write every cell, each distinct value once."""
    kinds = set(map(type, column))
    if kinds <= {str}:
        return column
    if bool in kinds:
        return [write(cell) for cell in column]
    written = {cell: write(cell) for cell in set(column)}
    return [written[cell] for cell in column]


def text(cell: Any) -> str:
    """Return a cell as a person reads it."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    return "" if cell is None else str(cell)


def _number(value: float) -> str:
    shown = repr(value).removesuffix(".0")
    if "e" not in shown:
        return "0" if shown == "-0" else shown
    return format(Decimal(shown), "f")


def _amount(cell: Any) -> str:
    if not isinstance(cell, float):
        return text(cell)
    shown = _number(cell)
    _, _, decimals = shown.partition(".")
    if len(decimals) > 4:
        rounded = round(cell, 4)
        return _number(rounded) if abs(rounded - cell) <= _NEAR else shown
    return shown


def _date(cell: Any, *, is_1904: bool) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and _is_serial(cell, is_1904=is_1904):
        epoch = _EPOCH_1904 if is_1904 else _EPOCH
        return (epoch + timedelta(days=int(cell))).isoformat()
    return text(cell)


def _is_serial(value: float, *, is_1904: bool) -> bool:
    return (0 if is_1904 else _NO_DAY) < value < _LAST_SERIAL
