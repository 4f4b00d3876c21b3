"""How does a yearly amount fall on months: evenly, or as last year's actual did?

Money is in minor units; the parts always add up to the whole, to the cent.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate

import pandas as pd

from legalops.periods import FiscalYear, Month, add_months

Shape = dict[Month, int]


def evenly(cents: int, parts: int = 12) -> list[int]:
    """Return an amount in so many parts that differ by a cent at most."""
    return by_weight(cents, [1] * parts)


def by_weight(cents: int, weights: Sequence[int]) -> list[int]:
    """Return an amount in parts as large as their weights; evenly where no weight is above zero.

    Each part is rounded where the running sum is, so that no cent is lost on the way. A weight
    below zero, such as a month of credits, counts as zero.
    """
    clipped = [max(weight, 0) for weight in weights]
    whole = sum(clipped)
    if not whole:
        clipped, whole = [1] * len(weights), len(weights)
    ends = [_rounded(cents * upto, whole) for upto in accumulate(clipped)]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]


def _rounded(value: int, divisor: int) -> int:
    """Divide, ties away from zero."""
    size = (2 * abs(value) + divisor) // (2 * divisor)
    return size if value >= 0 else -size


def last_years(
    actual: Mapping[Month, int], year: FiscalYear, known: Collection[Month]
) -> list[int]:
    """Return the shape of the year before: one weight a month, [] where nothing was spent.

    `known` are the months that are over and stored; a month of them without an amount cost
    nothing. A month not known yet takes the same month of the year before that, and where that
    is not known either the mean of the others.
    """
    weights: list[int | None] = []
    for month in year.months:
        before = (add_months(month, -12), add_months(month, -24))
        stored = [actual.get(m, 0) for m in before if m in known]
        weights.append(stored[0] if stored else None)
    real = [weight for weight in weights if weight is not None]
    if not any(weight > 0 for weight in real):
        return []
    mean = sum(real) // len(real)
    return [mean if weight is None else weight for weight in weights]


def history(spend: pd.DataFrame, *, gross: bool = False) -> dict[tuple[int, str], Shape]:
    """Return what each practice area cost per cost kind and invoice month, rejected left out.

    The cost kind `all` has everything; amounts are converted ones of the cube.
    """
    live = spend[spend["status"] != "rejected"]
    cents = live["reporting_cents"] + (live["reporting_tax_cents"] if gross else 0)
    keyed = live[["practice_area_id", "cost_kind", "invoice_month"]].assign(cents=cents)
    key_columns = ["practice_area_id", "cost_kind", "invoice_month"]
    sums = keyed.groupby(key_columns, as_index=False)["cents"].sum()
    found: dict[tuple[int, str], Shape] = {}
    for area, kind, month, amount in sums.to_numpy(dtype=object):
        for key in ((int(area), str(kind)), (int(area), "all")):
            shape = found.setdefault(key, {})
            shape[int(month)] = shape.get(int(month), 0) + int(amount)
    return found
