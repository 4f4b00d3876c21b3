"""What do the messages of a pack have in common?"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from legalops.metrics import words

#: So many rows of a chart or a list at most; the tables of the page have them all.
MOST = 10
#: A table of up to so many rows is not cut: the months of a year.
MOST_LISTED = 12
MOST_POINTS = 7
Rows = Sequence[Mapping[Any, Any]]


def cents(rows: Rows, name: str) -> tuple[int | None, ...]:
    """Return a column of amounts; None where one is missing."""
    return tuple(None if pd.isna(row[name]) else int(row[name]) for row in rows)


def missing(value: Any) -> int | None:
    """Return an amount, None where it is missing."""
    return None if pd.isna(value) else int(value)


def share(value: float, *, sign: bool = False) -> str:
    """Write a share with one decimal; a dash where it is missing."""
    return words.DASH if pd.isna(value) else f"{value:+.1%}" if sign else f"{value:.1%}"
