"""In which unit does a chart count its money, so that its labels stay short?"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from legalops.money import digits

_UNITS = ((10**7, 10**6, " million"), (10**4, 10**3, " thousand"))


class Unit(NamedTuple):
    """How many minor units are one unit of the chart, and what that unit is called."""

    minor: int
    name: str


def unit_for(amounts: Sequence[Any], currency: str) -> Unit:
    """Return the unit in which the largest of the amounts has at most four figures."""
    one = 10 ** digits(currency)
    largest = max((abs(int(cents)) for cents in amounts if not pd.isna(cents)), default=0)
    for least, size, name in _UNITS:
        if largest >= least * one:
            return Unit(size * one, currency + name)
    return Unit(one, currency)


def labels(values: Sequence[float | None], *, sign: bool = False) -> list[str]:
    """Write numbers of the chart's unit: whole ones where the largest has two figures or more."""
    largest = max((abs(value) for value in values if value is not None), default=0.0)
    places = 0 if largest >= 10 else 1
    return ["" if value is None else _label(value, places, sign=sign) for value in values]


def _label(value: float, places: int, *, sign: bool) -> str:
    text = f"{abs(value):,.{places}f}"
    if not text.strip("0."):
        return "0"
    if value < 0:
        return "\u2212" + text
    return "+" + text if sign else text
