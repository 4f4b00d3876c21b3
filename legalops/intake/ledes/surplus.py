"""Where the extra `|` of a row seems to stand: offered to the reader, never mended silently."""

from collections.abc import Sequence
from datetime import date

from legalops.intake import dates
from legalops.intake.ledes import fields
from legalops.intake.numbers import number

_TOLERANCE_E8 = 10**6
_TEXTS = (fields.NARRATIVE, fields.INVOICE_DESCRIPTION)
_NUMBERS = (fields.UNITS, fields.UNIT_COST, fields.ADJUSTMENT, fields.LINE_TOTAL)
_END = "[]"


def meant_text(values: Sequence[str], names: Sequence[str]) -> str:
    """Return the narrative with its pipes when the rest of the row then fits, else ""."""
    row = _joined(values, names, fields.NARRATIVE, "|")
    return row[fields.NARRATIVE] if row is not None else ""


def repaired(line_text: str, names: Sequence[str]) -> str | None:
    """Return a line with the extra `|` of its one free text written as `/`, where that is safe.

    Safe is what leaves every other value sound and the line adding up, in one way only.
    """
    text = line_text.strip()
    end = _END if text.endswith(_END) else ""
    values = text.removesuffix(_END).split("|")
    fits = [row for name in _TEXTS if (row := _joined(values, names, name, "/")) is not None]
    if len(fits) != 1:
        return None
    return "|".join(fits[0][name or f"other {place}"] for place, name in enumerate(names)) + end


def _joined(
    values: Sequence[str], names: Sequence[str], field: str, mark: str
) -> dict[str, str] | None:
    """Return the row with its surplus values made one text of a field, where it then fits."""
    surplus = len(values) - len(names)
    if surplus <= 0 or field not in names:
        return None
    place = names.index(field)
    text = mark.join(values[place : place + surplus + 1])
    rest = [*values[:place], text, *values[place + surplus + 1 :]]
    keys = [name or f"other {place}" for place, name in enumerate(names)]
    row = dict(zip(keys, rest, strict=True))
    return row if _fits(row) else None


def _fits(row: dict[str, str]) -> bool:
    """Say whether a row's firm, kind and dates are sound and its line adds up."""
    said = {name: value.strip() for name, value in row.items()}
    if not said[fields.LAW_FIRM_ID] or said[fields.KIND].upper() not in fields.KINDS:
        return False
    if any(dates.day(said[name], date.max).fault == "bad_date" for name in fields.DATES):
        return False
    parts = [number(said[name] or "0") for name in (*_NUMBERS, fields.LINE_TAX) if name in said]
    if any(part.fault for part in parts):
        return False
    units, rate, adjustment, total, *tax = (part.e4 for part in parts)
    computed = units * rate + (adjustment - total) * 10_000
    return min(abs(computed), abs(computed + sum(tax) * 10_000)) <= _TOLERANCE_E8
