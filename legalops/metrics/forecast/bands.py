"""How far may a forecast miss, going by how far the same method missed before?"""

from collections.abc import Sequence

from legalops.metrics.forecast.smoothing import INSIDE


def width(misses: Sequence[int]) -> int | None:
    """Return the distance within which four in five further misses are to be expected.

    The smallest distance that holds 80 % of the misses and one more to come; None where they
    are too few to say, which is under four.
    """
    rank = -(-round(INSIDE * 100) * (len(misses) + 1) // 100)
    return sorted(map(abs, misses))[rank - 1] if rank <= len(misses) else None


def widths(misses: Sequence[Sequence[int]]) -> list[int | None]:
    """Return half the width of the band of each month ahead, never narrower than the one before.

    `misses` are the earlier errors of each month ahead. A month with too few of its own takes
    the width of the one before.
    """
    found: list[int | None] = []
    widest: int | None = None
    for of_month in misses:
        own = width(of_month)
        widest = own if widest is None else max(widest, own or 0)
        found.append(widest)
    return found


def bounds(amount: int, half: int | None) -> tuple[int | None, int | None]:
    """Return the ends of a band around an amount; spend that is expected does not go below zero."""
    if half is None:
        return None, None
    low = amount - half
    return (max(low, 0) if amount >= 0 else low), amount + half
