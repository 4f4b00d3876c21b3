"""How is a measure of a firm written for a person, and is a difference better or worse?"""

from legalops.metrics.catalog import CATALOG
from legalops.metrics.performance.scored import BY_KEY

_DASH = "\u2013"
_MINUS = "\u2212"
#: Differences smaller than this share of the larger value are none.
_SAME = 0.005


def text(key: str, value: float | None, *, sign: bool = False) -> str:
    """Write a value in its unit: `4.1%`, `41 days`, `624`, `4.2 of 5`; a dash where missing."""
    if value is None:
        return _DASH
    unit = CATALOG[key].unit
    if key == "firm_satisfaction":
        return f"{value:.1f} of 5"
    if unit == "share":
        return _signed(f"{abs(value) * 100:.1f}%", value, sign=sign)
    if unit == "days":
        return _signed(f"{abs(value):.0f} days", value, sign=sign)
    places = 1 if unit == "ratio" else 0
    return _signed(f"{abs(value):,.{places}f}", value, sign=sign)


def _signed(written: str, value: float, *, sign: bool) -> str:
    is_zero = not any(digit in written for digit in "123456789")
    if is_zero:
        return written
    return _MINUS + written if value < 0 else "+" + written if sign else written


def side(key: str, value: float, other: float) -> str:
    """Say whether a value is better or worse than another, or the same within half a percent."""
    good = CATALOG[key].good
    if good not in ("low", "high") or abs(value - other) <= _SAME * max(abs(value), abs(other)):
        return "same"
    return "better" if (value < other) == (good == "low") else "worse"


def against(key: str, value: float | None, other: float | None) -> str:
    """Say in a word how a value stands to another; nothing where one is missing."""
    if value is None or other is None:
        return ""
    return {"same": "as they are", "better": "better", "worse": "worse"}[side(key, value, other)]


def rests_on(key: str, n: int) -> str:
    """Say how many a figure rests on: `18 invoices`, `1 matter`."""
    noun = BY_KEY[key].n_of
    return f"{n:,} {noun.removesuffix('s') if n == 1 else noun}"
