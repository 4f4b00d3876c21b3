"""LEDES 1998B read the slow and plain way: one line after the other, one value after the other."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from legalops.intake.ledes import fields


class Reading(NamedTuple):
    """What the oracle makes of a file: sums by (vendor, number), and (line, code, field)."""

    totals: dict[tuple[str, str], int]
    hours: dict[tuple[str, str], int]
    lines: list[int]
    errors: set[tuple[int, str, str]]


def read(data: bytes, today: date) -> Reading:
    """Read a file whose signature and header are sound and in the standard's order."""
    reading = Reading({}, {}, [], set())
    for number, line in enumerate(_physical_lines(data)[2:], 3):
        _line(line.decode(), number, today, reading)
    return reading


def _physical_lines(data: bytes) -> list[bytes]:
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")


def _line(line: str, number: int, today: date, reading: Reading) -> None:
    if not line.strip():
        return
    values = [value.strip() for value in line.strip().removesuffix("[]").split("|")]
    if len(values) != 24:
        reading.errors.add((number, "value_count", ""))
        return
    row = dict(zip(fields.LEDES1998B, values, strict=True))
    reading.lines.append(number)
    kind = row[fields.KIND].upper()
    for code, field in _faults(row, kind, today):
        reading.errors.add((number, code, field))
    key = (row[fields.LAW_FIRM_ID], row[fields.INVOICE_NUMBER])
    total = _number(row[fields.LINE_TOTAL])
    units = _number(row[fields.UNITS]) if kind not in ("E", "IF", "IE") else Decimal(0)
    reading.totals[key] = reading.totals.get(key, 0) + int((total or 0) * 10_000)
    reading.hours[key] = reading.hours.get(key, 0) + int((units or 0) * 10_000)


def _faults(row: dict[str, str], kind: str, today: date) -> Iterator[tuple[str, str]]:
    needed = list(fields.REQUIRED)
    if kind in ("F", "E") or kind not in fields.KINDS:
        needed += [fields.UNITS, fields.UNIT_COST]
    blank = [name for name in needed if not row[name]]
    yield from (("required_blank", name) for name in blank)
    if kind and kind not in fields.KINDS:
        yield "bad_kind", fields.KIND
    for name in fields.DATES:
        fault = _date_fault(row[name], name, today) if row[name] else ""
        if fault:
            yield fault, name
    numbers = {name: _number(row[name]) for name in fields.NUMBERS}
    for name, value in numbers.items():
        if row[name] and value is None:
            yield "bad_number", name
    if not set(blank) & {fields.LINE_TOTAL, fields.UNITS, fields.UNIT_COST}:
        yield from _sum_fault(numbers, row)


def _sum_fault(
    numbers: dict[str, Decimal | None], row: dict[str, str]
) -> Iterator[tuple[str, str]]:
    names = (fields.UNITS, fields.UNIT_COST, fields.ADJUSTMENT, fields.LINE_TOTAL)
    parts = [Decimal(0) if not row[name] else numbers[name] for name in names]
    units, rate, adjustment, total = parts
    if units is None or rate is None or adjustment is None or total is None:
        return
    if abs(units * rate + adjustment - total) > Decimal("0.01"):
        yield "line_total", fields.LINE_TOTAL


def _number(text: str) -> Decimal | None:
    digits = text.removeprefix("-").replace(".", "", 1)
    if not digits.isdigit() or not digits.isascii():
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _date_fault(text: str, name: str, today: date) -> str:
    if len(text) != 8 or not text.isdigit() or not text.isascii():
        return "bad_date"
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return "bad_date"
    ahead = 366 if name == fields.BILLING_END_DATE else 31
    return "" if date(1990, 1, 1) <= day <= today + timedelta(days=ahead) else "date_range"
