"""Which name a timekeeper has where a file gives the parts of it apart."""

import numpy as np

from legalops.intake.ledes import fields
from legalops.intake.ledes.columns import Column, Columns
from legalops.intake.ledes.groups import by_columns

_PARTS = (fields.TIMEKEEPER_NAME, fields.KEEPER_LAST_NAME, fields.KEEPER_FIRST_NAME)


def full_names(columns: Columns) -> Columns:
    """Return the columns with "Last, First" where no full name is given."""
    parts = [columns[name] for name in _PARTS if name in columns]
    if not parts[0].is_blank().any():
        return columns
    groups = by_columns(*parts)
    places: dict[str, int] = {}
    moved = [
        places.setdefault(_full(*(part.text(row) for part in parts)), len(places))
        for row in groups.first.tolist()
    ]
    codes = np.array(moved, np.min_scalar_type(len(places)))[groups.of_row]
    columns.by_name[fields.TIMEKEEPER_NAME] = Column(codes, list(places) or [""])
    return columns


def _full(name: str, last: str = "", first: str = "") -> str:
    return name or ", ".join(part for part in (last, first) if part)
