"""A saved `last quarter` is found anew each time it is opened."""

import pytest

from legalops.metrics.relative import NAMES, Now, resolved

OCT = Now(today=202610, usual=202609, closed=202609)
JAN = Now(today=202701, usual=202612, closed=202612)
APRIL_YEAR = Now(today=202604, usual=202603, closed=None, starts_in=4)
VIEW = {"fy": "2024", "period": "q1", "as_of": "2024-03", "area": "3", "basis": "work"}


@pytest.mark.parametrize(
    ("now", "code", "fy", "period", "as_of"),
    [
        (OCT, "this_month", "2026", "2026-10", "2026-10"),
        (OCT, "last_month", "2026", "2026-09", "2026-09"),
        (OCT, "this_quarter", "2026", "q4", "2026-10"),
        (OCT, "last_quarter", "2026", "q3", "2026-09"),
        (OCT, "fytd", "2026", "ytd", "2026-09"),
        (OCT, "last_closed", "2026", "2026-09", "2026-09"),
        (JAN, "last_month", "2026", "2026-12", "2026-12"),
        (JAN, "last_quarter", "2026", "q4", "2026-12"),
        (JAN, "this_quarter", "2027", "q1", "2027-01"),
        (JAN, "fytd", "2026", "ytd", "2026-12"),
        (APRIL_YEAR, "this_quarter", "2027", "q1", "2026-04"),
        (APRIL_YEAR, "last_quarter", "2026", "q4", "2026-03"),
        (APRIL_YEAR, "last_closed", "2026", "2026-03", "2026-03"),
    ],
)
def test_a_relative_period_moves_on(now: Now, code: str, fy: str, period: str, as_of: str) -> None:
    found = resolved({**VIEW, "when": code}, now)
    assert found == {**VIEW, "fy": fy, "period": period, "as_of": as_of}


def test_an_absolute_view_stays_what_it_was() -> None:
    assert resolved(VIEW, OCT) == VIEW
    assert resolved({**VIEW, "when": "next_year"}, OCT) == VIEW


@pytest.mark.parametrize("code", NAMES)
def test_only_what_the_view_said_about_time_is_set(code: str) -> None:
    assert resolved({"vendor": "3", "when": code}, OCT) == {"vendor": "3"}
