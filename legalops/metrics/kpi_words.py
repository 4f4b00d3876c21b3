"""How is a measure of the department written, and is it better or worse than it should be?"""

from typing import Literal, NamedTuple

from legalops import periods
from legalops.metrics import words
from legalops.metrics.catalog import CATALOG
from legalops.metrics.kpis import Kpi, Number
from legalops.money import short

Side = Literal["good", "bad", "even", "none"]
_MINUS = "\u2212"
#: Differences smaller than this share of what a value is held against are none.
_SAME = 0.005
_POINT = 0.0005


class Distance(NamedTuple):
    """How far a value is from what it is held against: in words, which way, how good that is."""

    text: str
    is_up: bool
    side: Side


def text(measure: str, value: Number | None, currency: str, *, sign: bool = False) -> str:
    """Write a value for a card: `1.68M`, `52%`, `4.5 days`, `1.20`; a dash where missing."""
    if value is None:
        return words.DASH
    unit = CATALOG[measure].unit
    if unit == "money":
        return short(int(value), currency, sign=sign)
    written = _written(unit, abs(value))
    if not any(digit in written for digit in "123456789"):
        return written
    return _MINUS + written if value < 0 else f"+{written}" if sign else written


def _written(unit: str, value: Number) -> str:
    if unit == "share":
        return f"{value * 100:.0f}%" if value >= 0.0995 or not value else f"{value * 100:.1f}%"
    if unit == "days":
        return "1 day" if f"{value:.1f}" == "1.0" else f"{value:.1f} days"
    return f"{value:,.2f}" if unit == "ratio" else f"{value:,.0f}"


def from_target(kpi: Kpi, target: Number) -> Distance:
    """Say how far a value is from its target."""
    return _between(kpi, target, "target")


def from_before(kpi: Kpi) -> Distance | None:
    """Say how far a value is from what it is held against, else from what it was; None without."""
    if kpi.value is None:
        return None
    held = kpi.against
    if held is not None and held.is_share:
        return _share_of(kpi, held.value, held.name)
    if held is not None:
        return _between(kpi, held.value, held.name)
    if kpi.prior is None or kpi.prior_at is None:
        return None
    return _between(kpi, kpi.prior, periods.label(kpi.prior_at))


def _share_of(kpi: Kpi, whole: Number, name: str) -> Distance:
    value = kpi.value or 0
    share = value / whole if whole else 0.0
    if abs(share) < words.MATERIAL_SHARE:
        return Distance(f"on {name}", is_up=False, side="even")
    word = "over" if share > 0 else "under"
    said = f"{words.percent(share)} {word} {name}"
    return Distance(said, share > 0, _side(kpi.measure, is_up=share > 0))


def _between(kpi: Kpi, other: Number, name: str) -> Distance:
    value = kpi.value or 0
    off = value - other
    if abs(off) <= max(_SAME * abs(other), _POINT if not kpi.is_money else 0):
        return Distance(f"level with {name}", is_up=False, side="even")
    word = "above" if off > 0 else "below"
    return Distance(
        f"{_size(kpi.measure, off, other)} {word} {name}",
        off > 0,
        _side(kpi.measure, is_up=off > 0),
    )


def _size(measure: str, off: Number, other: Number) -> str:
    """Write a difference: points of a share, else percent of what it is held against."""
    if CATALOG[measure].unit == "share":
        points = abs(off) * 100
        return f"{points:.0f} pts" if points >= 9.95 else f"{points:.1f} pts"
    if not other:
        return f"{abs(off):,.0f}" if CATALOG[measure].unit != "money" else "all"
    return words.percent(off / other)


def _side(measure: str, *, is_up: bool) -> Side:
    good = CATALOG[measure].good
    if good not in ("low", "high"):
        return "none"
    return "good" if is_up == (good == "high") else "bad"


def good_way(measure: str) -> str:
    """Say in words which way a measure is good."""
    return {
        "low": "Lower is better",
        "high": "Higher is better",
        "even": "Even is better",
        "none": "Neither way is better",
    }[CATALOG[measure].good]


def unit(measure: str, currency: str) -> str:
    """Say in words what a measure is counted in."""
    return {
        "money": f"{currency}",
        "rate": f"{currency} an hour",
        "share": "Percent",
        "ratio": "Ratio",
        "months": "Months",
        "days": "Days",
        "hours": "Hours",
        "count": "Count",
        "score": "Points of 100",
    }[CATALOG[measure].unit]
