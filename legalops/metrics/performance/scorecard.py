"""How does a firm score: measures between a worst and a best value, weighted, never on thin data?

A score runs from 0 to 100. A measure that no firm has on enough data is left
out; one that only this firm lacks lowers its coverage.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from legalops.metrics.performance.scored import BY_KEY, ONE, SCORED, Weight

LEAST_COVERAGE = 0.6
LEAST_INVOICES = 6
_SURE_COVERAGE, _SURE_INVOICES = 0.85, 24
Confidence = Literal["high", "medium", "low"]


@dataclass(frozen=True)
class Value:
    """What a measure is for a firm, and how many it rests on."""

    value: float
    n: int


@dataclass(frozen=True)
class Part:
    """One measure of a scorecard; `score` is None where it is not scored, `reason` says why."""

    measure: str
    value: float | None
    n: int
    score: float | None
    weight: int
    reason: str = ""


@dataclass(frozen=True)
class Scorecard:
    """A firm's score: None without a scored measure; `rank` None on thin data, for a `reason`."""

    vendor_id: int
    invoices: int
    parts: tuple[Part, ...]
    score: float | None
    coverage: float
    confidence: Confidence
    rank: int | None = None
    reason: str = ""

    def part(self, measure: str) -> Part | None:
        """Return the part of a measure, None where it is left out."""
        return next((part for part in self.parts if part.measure == measure), None)


def score_of(value: float, weight: Weight) -> float:
    """Return where a value lies between worst (0) and best (100), never beyond."""
    worst, best = weight.worst_e4 / ONE, weight.best_e4 / ONE
    if worst == best:
        return 100.0 if value == best else 0.0
    return 100.0 * min(1.0, max(0.0, (value - worst) / (best - worst)))


def cards(
    values: Mapping[int, Mapping[str, Value]],
    invoices: Mapping[int, int],
    weights: Mapping[str, Weight],
    exempt: Mapping[int, frozenset[str]],
) -> list[Scorecard]:
    """Return the scorecard of every firm, the ranked ones first, then by score.

    `exempt` names measures that do not concern a firm, such as a discount nobody agreed.
    """
    known = [
        s.key for s in SCORED if any(_is_enough(v.get(s.key), s.least) for v in values.values())
    ]
    found = []
    for vendor, mine in values.items():
        concerned = [key for key in known if key not in exempt.get(vendor, frozenset())]
        parts = tuple(_part(key, mine.get(key), weights[key]) for key in concerned)
        found.append(_card(vendor, invoices.get(vendor, 0), parts))
    return _ranked(found)


def _is_enough(found: Value | None, least: int) -> bool:
    return found is not None and found.n >= least


def _part(key: str, found: Value | None, weight: Weight) -> Part:
    scored = BY_KEY[key]
    if found is None:
        return Part(key, None, 0, None, weight.weight, "no data")
    if not _is_enough(found, scored.least):
        reason = f"{found.n:,} of at least {scored.least} {scored.n_of}"
        return Part(key, found.value, found.n, None, weight.weight, reason)
    score = score_of(found.value, weight)
    return Part(key, found.value, found.n, score, weight.weight)


def _card(vendor: int, invoices: int, parts: tuple[Part, ...]) -> Scorecard:
    whole = sum(part.weight for part in parts)
    scored = [(part.score, part.weight) for part in parts if part.score is not None]
    has = sum(weight for _, weight in scored)
    score = sum(value * weight for value, weight in scored) / has if has else None
    coverage = has / whole if whole else 0.0
    reason = _reason(invoices, coverage, score)
    return Scorecard(
        vendor, invoices, parts, score, coverage, _confidence(invoices, coverage), reason=reason
    )


def _reason(invoices: int, coverage: float, score: float | None) -> str:
    """Say why a firm has no rank; nothing where it has one."""
    if invoices < LEAST_INVOICES:
        noun = "invoice" if invoices == 1 else "invoices"
        return f"{invoices} {noun} in the period, at least {LEAST_INVOICES} needed"
    if score is None:
        return "nothing to score yet"
    if coverage < LEAST_COVERAGE:
        return f"data for {coverage:.0%} of the weights, at least {LEAST_COVERAGE:.0%} needed"
    return ""


def _confidence(invoices: int, coverage: float) -> Confidence:
    if coverage < LEAST_COVERAGE or invoices < LEAST_INVOICES:
        return "low"
    is_sure = coverage >= _SURE_COVERAGE and invoices >= _SURE_INVOICES
    return "high" if is_sure else "medium"


def _ranked(found: list[Scorecard]) -> list[Scorecard]:
    """Put the ranked first; equal scores share a rank."""
    order = sorted(found, key=lambda c: (bool(c.reason), -(c.score or 0.0), c.vendor_id))
    scores = [card.score or 0.0 for card in order if not card.reason]
    return [
        card
        if card.reason
        else replace(card, rank=1 + sum(s > (card.score or 0.0) for s in scores))
        for card in order
    ]
