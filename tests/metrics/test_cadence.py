from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalops.metrics import cadence

MONDAY = date(2026, 1, 5)


@pytest.mark.parametrize(
    ("first", "every", "day", "expected"),
    [
        (MONDAY, "weekly", date(2026, 11, 1), date(2026, 11, 2)),
        (MONDAY, "weekly", date(2026, 11, 2), date(2026, 11, 2)),
        (MONDAY, "two_weekly", date(2026, 1, 6), date(2026, 1, 19)),
        (MONDAY, "weekly", date(2025, 1, 1), MONDAY),
        (date(2026, 1, 31), "monthly", date(2026, 2, 1), date(2026, 2, 28)),
        (date(2026, 1, 31), "monthly", date(2026, 3, 1), date(2026, 3, 31)),
        (date(2026, 1, 31), "quarterly", date(2026, 2, 1), date(2026, 4, 30)),
        (MONDAY, "none", date(2026, 1, 6), None),
        (None, "weekly", date(2026, 1, 6), None),
    ],
)
def test_a_series_comes_round_on(
    first: date | None, every: str, day: date, expected: date | None
) -> None:
    assert cadence.next_on(first, every, day) == expected


@given(
    st.dates(date(2000, 1, 1), date(2050, 1, 1)),
    st.sampled_from(["weekly", "two_weekly", "monthly", "quarterly"]),
    st.integers(0, 4000),
)
def test_the_next_day_is_never_before_the_day_asked_about(
    first: date, every: str, later: int
) -> None:
    day = first + timedelta(later)
    on = cadence.next_on(first, every, day)
    assert on is not None
    assert day <= on <= day + timedelta(92)
    assert cadence.next_on(first, every, on) == on


def test_the_days_of_a_span_include_both_its_ends() -> None:
    found = list(cadence.days(MONDAY, "weekly", MONDAY, MONDAY + timedelta(14)))
    assert found == [MONDAY, MONDAY + timedelta(7), MONDAY + timedelta(14)]
