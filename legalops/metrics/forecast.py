"""What will the coming months cost, if they go on as the last ones?"""

from collections.abc import Sequence

METHOD = "run-rate-3"
LEAST_MONTHS = 6
WINDOW = 3


def run_rate(monthly: Sequence[int], months_ahead: int) -> list[int] | None:
    """Return each coming month's amount: the mean of the last three closed months.

    `monthly` are closed months in order, minor units. None under six months of data: the
    method refuses rather than guesses. Halves round away from zero.
    """
    if len(monthly) < LEAST_MONTHS:
        return None
    total = sum(monthly[-WINDOW:])
    mean = (abs(total) * 2 + WINDOW) // (2 * WINDOW)
    return [mean if total >= 0 else -mean] * months_ahead
