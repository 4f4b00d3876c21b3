"""Where the extra `|` of a row seems to stand: offered to the reader, never mended silently."""

from collections.abc import Sequence

from legalops.intake.ledes import fields
from legalops.intake.numbers import number

_TOLERANCE_E8 = 10**6


def meant_text(values: Sequence[str], names: Sequence[str]) -> str:
    """Return the narrative with its pipes when the rest of the row then fits, else ""."""
    surplus = len(values) - len(names)
    place = names.index(fields.NARRATIVE)
    text = "|".join(values[place : place + surplus + 1])
    rest = [*values[:place], text, *values[place + surplus + 1 :]]
    return text if surplus > 0 and _fits(dict(zip(names, rest, strict=True))) else ""


def _fits(row: dict[str, str]) -> bool:
    """Say whether a row's firm is named and its line adds up."""
    parts = [
        number(row[name] or "0")
        for name in (fields.UNITS, fields.UNIT_COST, fields.ADJUSTMENT, fields.LINE_TOTAL)
    ]
    if not row[fields.LAW_FIRM_ID] or any(part.fault for part in parts):
        return False
    units, rate, adjustment, total = (part.e4 for part in parts)
    return abs(units * rate + (adjustment - total) * 10_000) <= _TOLERANCE_E8
