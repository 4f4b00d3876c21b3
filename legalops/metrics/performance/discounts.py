"""Which discount is a firm's due under its volume tiers, and how far is the next one?

Amounts are minor units of the reporting currency; discounts are in 1/10000.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from legalops.periods import Month, month_of

ONE = 10_000


class Tier(NamedTuple):
    """A discount on the fees of a fiscal year beyond a threshold; days are ISO, `until` or ""."""

    threshold_cents: int
    discount_e4: int
    since: str
    until: str

    def holds_in(self, month: Month) -> bool:
        """Say whether the tier holds in the month."""
        return month_of(self.since) <= month and (not self.until or month <= month_of(self.until))


@dataclass(frozen=True)
class Capture:
    """Discount due and taken on a year's fees, and what is left to the next tier.

    `fees_cents` are before discount. `next_cents` is None once the last tier is reached.
    """

    fees_cents: int
    due_cents: int
    taken_cents: int
    next_cents: int | None

    @property
    def share(self) -> float | None:
        """The share of what was due that was taken; None while nothing is due."""
        return self.taken_cents / self.due_cents if self.due_cents > 0 else None


def capture(
    fees_cents: Mapping[Month, int], taken_cents: Mapping[Month, int], tiers: Sequence[Tier]
) -> Capture:
    """Return discount due and taken over the months of one fiscal year.

    `fees_cents` are what was billed, after the discount `taken_cents`: tiers count fees before
    it. Each part of the fees gets the discount of the highest tier below it that holds in its
    month; the sum is rounded once, half up.
    """
    running, due_e4 = 0, 0
    for month in sorted(fees_cents):
        gross = max(0, fees_cents[month] + taken_cents.get(month, 0))
        holding = sorted(tier for tier in tiers if tier.holds_in(month))
        due_e4 += _due_e4(running, running + gross, holding)
        running += gross
    ahead = [tier.threshold_cents for tier in tiers if tier.threshold_cents > running]
    return Capture(
        fees_cents=running,
        due_cents=(due_e4 + ONE // 2) // ONE,
        taken_cents=sum(taken_cents.values()),
        next_cents=min(ahead) - running if ahead else None,
    )


def due(fees_cents: int, tiers: Sequence[Tier]) -> int:
    """Return the discount due on a year's fees under tiers that hold all year."""
    return (_due_e4(0, max(0, fees_cents), sorted(tiers)) + ONE // 2) // ONE


def _due_e4(start: int, end: int, tiers: Sequence[Tier]) -> int:
    """Return the discount on the fees from one running total to another, in 1/10000."""
    bounds = [*(tier.threshold_cents for tier in tiers[1:]), end]
    return sum(
        max(0, min(end, bound) - max(start, tier.threshold_cents)) * tier.discount_e4
        for tier, bound in zip(tiers, bounds, strict=False)
    )
