"""Who is about to spend more than planned: practice areas, vendors with caps, matters?

Money is in minor units of the reporting currency.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from legalops.metrics import words
from legalops.metrics.budget import Figure
from legalops.metrics.words import is_material

Level = Literal["over", "near", "forecast"]
NEAR_SHARE = 0.8
_ORDER: dict[Level, int] = {"over": 0, "forecast": 1, "near": 2}


@dataclass(frozen=True)
class Alert:
    """One thing to look at before, or after, it has cost more than its budget.

    `share` is what was used of the budget, or is expected to be; `page` and `query` lead to
    the figures behind it.
    """

    level: Level
    text: str
    page: str
    query: dict[str, str]
    subject: str
    share: float


class Watched(NamedTuple):
    """Something with a budget: what it is, what was used, planned so far and is expected.

    `planned_cents` is the budget up to now, None where the budget has no months;
    `expected_cents` what it will cost by the end, None where nothing says.
    """

    subject: str
    budget: str
    budget_cents: int
    actual_cents: int
    planned_cents: int | None
    expected_cents: int | None
    page: str
    query: Mapping[str, str]


def of(watched: Iterable[Watched], currency: str) -> list[Alert]:
    """Return what is over budget, forecast to be, or near it, the worst first.

    Near is from 80 % of the budget on, unless no more is used than was planned by now. A
    forecast counts from the share and amount on that make a variance worth a word.
    """
    return ordered(alert for one in watched if (alert := _alert(one, currency)) is not None)


def ordered(alerts: Iterable[Alert]) -> list[Alert]:
    """Return alerts with the worst first: over, then forecast to be, then near."""
    return sorted(alerts, key=lambda alert: (_ORDER[alert.level], -alert.share, alert.subject))


def _alert(one: Watched, currency: str) -> Alert | None:
    if one.budget_cents <= 0:
        return None
    share, expected = one.actual_cents / one.budget_cents, one.expected_cents or 0
    level: Level
    if one.actual_cents > one.budget_cents:
        level = "over"
    elif is_material(Figure(expected, one.budget_cents), currency) and expected > one.budget_cents:
        level, share = "forecast", expected / one.budget_cents
    elif share >= 1 or (share >= NEAR_SHARE and _is_ahead(one)):
        level = "near"
    else:
        return None
    return Alert(level, _said(one, level, currency), one.page, dict(one.query), one.subject, share)


def _is_ahead(one: Watched) -> bool:
    return one.planned_cents is None or one.actual_cents > one.planned_cents


def _said(one: Watched, level: Level, currency: str) -> str:
    budget = f"{one.budget} of {words.money(one.budget_cents, currency)}"
    spent = words.money(one.actual_cents, currency)
    if level == "over":
        off = words.money(one.actual_cents - one.budget_cents, currency)
        return f"{one.subject} is {off} over its {budget}: {spent} spent."
    if level == "forecast":
        expected = one.expected_cents or 0
        off = words.money(expected - one.budget_cents, currency)
        return (
            f"{one.subject} is forecast at {words.money(expected, currency)}, {off} over its "
            f"{budget}; {spent} spent so far."
        )
    left = words.money(one.budget_cents - one.actual_cents, currency)
    share = words.percent(one.actual_cents / one.budget_cents)
    return f"{one.subject} has used {share} of its {budget}; {left} is left."
