from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from legalops.access import throttle
from legalops.periods import instant
from legalops.store.attempts import Attempts

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def failed(times: int, limit: throttle.Limit = throttle.ACCOUNT) -> tuple[Attempts, datetime]:
    """Fail as soon as it is allowed, so many times; return the state and the last moment."""
    attempts, now = None, NOON
    for _ in range(times):
        while throttle.is_locked(attempts, now):
            now += timedelta(seconds=30)
        attempts = throttle.after_failure(attempts, limit, now)
    assert attempts is not None
    return attempts, now


def lock_minutes(times: int) -> float:
    attempts, now = failed(times)
    minutes = 0.0
    while throttle.is_locked(attempts, now + timedelta(minutes=minutes)):
        minutes += 0.5
    return minutes


def test_four_failures_lock_nothing() -> None:
    assert lock_minutes(4) == 0


def test_locks_double_from_the_fifth_failure_up_to_half_an_hour() -> None:
    assert [lock_minutes(n) for n in range(5, 13)] == [1, 2, 4, 8, 16, 30, 30, 30]


def test_no_number_of_failures_locks_for_longer() -> None:
    assert lock_minutes(60) == 30


def test_fifteen_quiet_minutes_after_a_lock_forget_the_failures() -> None:
    attempts, now = failed(7)
    later = now + timedelta(minutes=4 + 15)
    assert throttle.after_failure(attempts, throttle.ACCOUNT, later).failed == 1


def test_failures_spread_wider_than_the_window_lock_nothing() -> None:
    attempts, now = None, NOON
    for _ in range(12):
        attempts = throttle.after_failure(attempts, throttle.ACCOUNT, now)
        assert not throttle.is_locked(attempts, now)
        now += timedelta(minutes=5)


def test_an_address_waits_out_a_window_after_thirty_failures() -> None:
    attempts, now = failed(30, throttle.ADDRESS)
    assert throttle.is_locked(attempts, now + timedelta(minutes=14))
    assert not throttle.is_locked(attempts, now + timedelta(minutes=15))


@given(st.lists(st.integers(0, 2000), min_size=1, max_size=80))
def test_nobody_is_ever_locked_for_more_than_half_an_hour(gaps: list[int]) -> None:
    attempts, now = None, NOON
    for seconds in gaps:
        now += timedelta(seconds=seconds)
        if not throttle.is_locked(attempts, now):
            attempts = throttle.after_failure(attempts, throttle.ACCOUNT, now)
        limit = instant(now + throttle.LONGEST_LOCK)
        assert attempts is not None
        assert (attempts.locked_until or "") <= limit
