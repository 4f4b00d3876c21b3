"""What did a decision change? Spend a month in the half year before it and in the months since."""

from collections.abc import Mapping
from dataclasses import dataclass

from legalops import money, periods
from legalops.periods import Month

BEFORE_MONTHS = 6
#: With fewer months than this nothing can be told from the months since.
LEAST_SINCE = 3
SHOWN_SINCE = 24


@dataclass(frozen=True)
class Effect:
    """Spend per month around a decision, in minor units of the reporting currency.

    The month of the decision counts on neither side. Means are rounded half up; None without
    a month to take one of. `saving_cents` is what was expected a year.
    """

    decided: Month
    before: tuple[tuple[Month, int], ...]
    since: tuple[tuple[Month, int], ...]
    during: int
    saving_cents: int | None = None

    @property
    def before_mean(self) -> int | None:
        """The monthly mean before."""
        return _mean([cents for _, cents in self.before])

    @property
    def since_mean(self) -> int | None:
        """The monthly mean since."""
        return _mean([cents for _, cents in self.since])

    @property
    def a_year(self) -> int | None:
        """What is spent less a year at the pace since; negative where it is more."""
        if not self.before or not self.since:
            return None
        before, since = (sum(cents for _, cents in side) for side in (self.before, self.since))
        return _divided(12 * (before * len(self.since) - since * len(self.before)),
                        len(self.since) * len(self.before))  # fmt: skip

    @property
    def is_early(self) -> bool:
        """Whether too few months have passed to tell."""
        return len(self.since) < LEAST_SINCE


def effect(
    spent: Mapping[Month, int], decided: Month, first: Month, last: Month, saving: int | None
) -> Effect:
    """Return the effect of a decision, given cents per invoice month.

    `first` is the first month the store knows, `last` the last one that counts; a month between
    them that is missing had no spend.
    """
    start = max(periods.add_months(decided, -BEFORE_MONTHS), first)
    before = periods.months_between(start, periods.add_months(decided, -1))
    since = periods.months_between(periods.add_months(decided, 1), last)
    return Effect(
        decided,
        tuple((month, spent.get(month, 0)) for month in before if month <= last),
        tuple((month, spent.get(month, 0)) for month in since),
        spent.get(decided, 0),
        saving,
    )


def headline(found: Effect, currency: str) -> str:
    """Say what came of it in a sentence, and what was expected beside it."""
    if found.before_mean is None:
        return "Nothing was billed before the decision, so there is nothing to compare with."
    before = f"{_short(found.before_mean, currency)} a month before"
    if found.since_mean is None or found.a_year is None:
        return f"{before}; no whole month has passed since.{_expected(found, currency)}"
    count = len(found.since)
    since = f"{_short(found.since_mean, currency)} in the {_months(count)} since"
    if found.is_early:
        return f"{before}, {since}: too early to tell.{_expected(found, currency)}"
    side = "less" if found.a_year >= 0 else "more"
    pace = f"{_short(abs(found.a_year), currency)} {side} a year at this pace"
    return f"{before}, {since}: {pace}.{_expected(found, currency)}"


def _expected(found: Effect, currency: str) -> str:
    if not found.saving_cents:
        return ""
    return f" {_short(found.saving_cents, currency)} less a year was expected."


def _months(count: int) -> str:
    return "month" if count == 1 else f"{count} months"


def _short(cents: int, currency: str) -> str:
    return f"{currency} {money.short(cents, currency)}"


def _mean(amounts: list[int]) -> int | None:
    return _divided(sum(amounts), len(amounts)) if amounts else None


def _divided(amount: int, by: int) -> int:
    """Divide, rounded half away from zero."""
    sign = -1 if amount < 0 else 1
    return sign * ((2 * abs(amount) + by) // (2 * by))
