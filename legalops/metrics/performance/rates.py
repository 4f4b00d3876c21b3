"""What does an hour cost, and how much of its change is rates and how much is who works?

Hours are in 1/10000; money is in minor units. A rate is in minor units per hour.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

HOUR = 10_000


class Worked(NamedTuple):
    """What a timekeeper billed in one year: hours, fees in their currency, and converted."""

    hours_e4: int
    fees_cents: int
    reporting_cents: int = 0


@dataclass(frozen=True)
class Change:
    """How the price of an hour moved; all are shares, `blended` is like for like plus mix.

    `n` counts timekeepers billed in both years, `covered` the share of this year's hours
    that is theirs.
    """

    like_for_like: float
    blended: float
    mix: float
    n: int
    covered: float


def rate(fees_cents: int, hours_e4: int) -> float | None:
    """Return minor units per hour; None without hours."""
    return fees_cents * HOUR / hours_e4 if hours_e4 > 0 else None


def change(before: Mapping[tuple[int, str], Worked], now: Mapping[tuple[int, str], Worked]) -> (
    Change | None
):  # fmt: skip
    """Compare two years by timekeeper and currency; None where nobody billed in both.

    Like for like is sum h(r1 - r0) / sum h r0 over those billed in both, h their hours of this
    year. Both years of a currency are weighed at this year's exchange, so that its moves are
    no change of rates.
    """
    worth = _worth(now)
    both = [key for key in now if key in before and _counts(now[key]) and _counts(before[key])]
    base = sum(
        worth[key[1]] * now[key].hours_e4 * before[key].fees_cents / before[key].hours_e4
        for key in both
    )
    old, new = _blended(before, worth), _blended(now, worth)
    if not both or base <= 0 or old is None or new is None:
        return None
    risen = sum(worth[key[1]] * now[key].fees_cents for key in both)
    like, blended = float(risen / base) - 1, new / old - 1
    hours = sum(each.hours_e4 for each in now.values())
    covered = sum(now[key].hours_e4 for key in both) / hours
    return Change(like, blended, blended - like, len(both), covered)


def of_one(before: Worked | None, now: Worked | None) -> float | None:
    """Return how one timekeeper's rate changed, as a share."""
    if before is None or now is None or not (_counts(before) and _counts(now)):
        return None
    return now.fees_cents * before.hours_e4 / (before.fees_cents * now.hours_e4) - 1


def _counts(each: Worked) -> bool:
    return each.hours_e4 > 0 and each.fees_cents > 0


def _worth(now: Mapping[tuple[int, str], Worked]) -> dict[str, float]:
    """Return what one minor unit of each currency was worth this year, 1 where nothing says."""
    fees: dict[str, int] = {}
    reported: dict[str, int] = {}
    for (_, currency), each in now.items():
        fees[currency] = fees.get(currency, 0) + each.fees_cents
        reported[currency] = reported.get(currency, 0) + each.reporting_cents
    return {c: reported[c] / fees[c] if fees[c] and reported[c] else 1.0 for c in fees}


def _blended(year: Mapping[tuple[int, str], Worked], worth: Mapping[str, float]) -> float | None:
    """Return the price of an hour of all whose currency is still billed in."""
    mine = [(key[1], each) for key, each in year.items() if key[1] in worth and each.hours_e4 > 0]
    hours = sum(each.hours_e4 for _, each in mine)
    fees = sum(worth[currency] * each.fees_cents for currency, each in mine)
    return fees / hours if hours > 0 and fees > 0 else None
