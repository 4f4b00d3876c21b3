"""What would a year cost if rates moved, work moved, or a discount were agreed?

Exact arithmetic: fractions of minor units, rounded once a step, half away from zero. Each
step changes what the next one starts from, so the steps add up to the whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from legalops.metrics.performance.discounts import ONE

#: Fees in minor units and hours in 1/10000 per vendor and level of timekeeper.
Base = Mapping[tuple[int, str], "Bearing"]
_State = dict[tuple[int, str], "Bearing"]


class Bearing(NamedTuple):
    """Hours and the fees for them."""

    hours_e4: Fraction
    fees_cents: Fraction

    @property
    def rate(self) -> Fraction | None:
        """What an hour in 1/10000 costs; None without hours."""
        return self.fees_cents / self.hours_e4 if self.hours_e4 > 0 else None


class RateMove(NamedTuple):
    """Rates move by so many 1/10000, of one vendor or all, of one level or all."""

    by_e4: int
    vendor_id: int | None = None
    level: str | None = None


class WorkMove(NamedTuple):
    """A share of one vendor's hours, in 1/10000, goes to another, at the other's rates."""

    from_id: int
    to_id: int
    share_e4: int


class TierDiscount(NamedTuple):
    """A discount in 1/10000 on a vendor's fees of the year beyond a threshold."""

    vendor_id: int
    threshold_cents: int
    discount_e4: int


Step = RateMove | WorkMove | TierDiscount


@dataclass(frozen=True)
class Effect:
    """What one step changes in a year, in minor units; below zero it saves.

    `hours_e4` are the hours it concerns. `missing` are levels of which the receiving vendor
    has no rate, so that its rate over all levels was taken.
    """

    step: Step
    cents: int
    hours_e4: int = 0
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """The steps' effects; `before_cents` and `after_cents` are the year's hourly fees."""

    effects: tuple[Effect, ...]
    before_cents: int
    after_cents: int

    @property
    def cents(self) -> int:
        """What all steps together change."""
        return self.after_cents - self.before_cents


def base(hours_e4: Mapping[tuple[int, str], int], fees_cents: Mapping[tuple[int, str], int]) -> (
    dict[tuple[int, str], Bearing]
):  # fmt: skip
    """Return hours and fees per vendor and level as the steps start from them."""
    return {
        key: Bearing(Fraction(hours_e4.get(key, 0)), Fraction(fees_cents.get(key, 0)))
        for key in {*hours_e4, *fees_cents}
    }


def outcome(start: Base, steps: Sequence[Step]) -> Outcome:
    """Take the steps one after the other and return what each changes, and all together."""
    state: _State = dict(start)
    before = rounded(_fees(state))
    off = Fraction(0)
    running, effects = before, []
    for step in steps:
        hours = 0
        missing: tuple[str, ...] = ()
        if isinstance(step, RateMove):
            hours = _move_rates(state, step)
        elif isinstance(step, WorkMove):
            hours, missing = _move_work(state, step)
        else:
            off += _discount(state, step)
        after = rounded(_fees(state) - off)
        effects.append(Effect(step, after - running, hours, missing))
        running = after
    return Outcome(tuple(effects), before, running)


def rounded(exact: Fraction) -> int:
    """Return whole minor units, half away from zero."""
    whole = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return -whole if exact < 0 else whole


def _fees(state: _State) -> Fraction:
    return sum((each.fees_cents for each in state.values()), Fraction(0))


def _of(state: _State, vendor: int | None) -> list[tuple[int, str]]:
    return sorted(key for key in state if vendor is None or key[0] == vendor)


def _move_rates(state: _State, step: RateMove) -> int:
    hours = Fraction(0)
    for key in _of(state, step.vendor_id):
        if step.level in (None, key[1]):
            hours += state[key].hours_e4
            fees = state[key].fees_cents * (ONE + step.by_e4) / ONE
            state[key] = state[key]._replace(fees_cents=fees)
    return rounded(hours)


def _move_work(state: _State, step: WorkMove) -> tuple[int, tuple[str, ...]]:
    """Move hours at the receiving vendor's rates as they are before the move."""
    rates = {key[1]: state[key].rate for key in _of(state, step.to_id)}
    whole = _whole(state, step.to_id)
    if whole is None:
        return 0, ()
    share, moved, missing = Fraction(step.share_e4, ONE), Fraction(0), []
    for key in _of(state, step.from_id):
        hours, fees = state[key].hours_e4 * share, state[key].fees_cents * share
        if hours <= 0:
            continue
        rate = rates.get(key[1])
        missing += [] if rate is not None else [key[1]]
        target = (step.to_id, key[1])
        old = state.get(target, Bearing(Fraction(0), Fraction(0)))
        paid = hours * (whole if rate is None else rate)
        state[target] = Bearing(old.hours_e4 + hours, old.fees_cents + paid)
        state[key] = Bearing(state[key].hours_e4 - hours, state[key].fees_cents - fees)
        moved += hours
    return rounded(moved), tuple(missing)


def _whole(state: _State, vendor: int) -> Fraction | None:
    mine = [state[key] for key in _of(state, vendor)]
    hours = sum((each.hours_e4 for each in mine), Fraction(0))
    return sum((each.fees_cents for each in mine), Fraction(0)) / hours if hours > 0 else None


def _discount(state: _State, step: TierDiscount) -> Fraction:
    fees = sum((state[key].fees_cents for key in _of(state, step.vendor_id)), Fraction(0))
    return max(Fraction(0), fees - step.threshold_cents) * step.discount_e4 / ONE
