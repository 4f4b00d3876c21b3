"""When may this account or address try again, given how often it failed?

An account is locked for 1, 2, 4 ... at most 30 minutes after each failure from the fifth on;
an address for the rest of its window after thirty. Fifteen quiet minutes forget everything.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from legalops.periods import instant, parse_instant
from legalops.store.attempts import Attempts

WINDOW = timedelta(minutes=15)
LONGEST_LOCK = timedelta(minutes=30)


@dataclass(frozen=True)
class Limit:
    """How many failures a subject has in a window, and whether its locks grow after that."""

    failures: int
    grows: bool


ACCOUNT = Limit(failures=5, grows=True)
ADDRESS = Limit(failures=30, grows=False)


def is_locked(attempts: Attempts | None, now: datetime) -> bool:
    """Say whether the subject must wait."""
    return bool(attempts and attempts.locked_until and attempts.locked_until > instant(now))


def after_failure(attempts: Attempts | None, limit: Limit, now: datetime) -> Attempts:
    """Return the subject's failures with one more.

    The window starts with the first failure, and anew when a lock ends: waiting out a lock
    does not win back five free guesses, fifteen quiet minutes after it do.
    """
    if attempts is None or now >= parse_instant(attempts.window_start) + WINDOW:
        attempts = Attempts(0, instant(now))
    failed = attempts.failed + 1
    if failed < limit.failures:
        return Attempts(failed, attempts.window_start)
    until = now + _lock(failed, limit)
    return Attempts(failed, instant(until) if limit.grows else instant(now), instant(until))


def _lock(failed: int, limit: Limit) -> timedelta:
    if not limit.grows:
        return WINDOW
    doublings = min(failed - limit.failures, 10)
    return min(timedelta(minutes=2**doublings), LONGEST_LOCK)
