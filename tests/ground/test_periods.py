"""Every day is in exactly one month, every month in exactly one fiscal year."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalops import periods

MONTHS = st.dates(date(1990, 1, 1), date(2099, 12, 31)).map(periods.month_of)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 30)))
def test_a_day_lies_within_its_month_and_the_next_day_in_it_or_the_next(day: date) -> None:
    month = periods.month_of(day)
    assert periods.first_day(month) <= day <= periods.last_day(month)
    following = periods.month_of(day + timedelta(days=1))
    assert following in (month, periods.add_months(month, 1))


@given(MONTHS, st.integers(-600, 600))
def test_adding_months_and_taking_them_off_comes_back(month: int, count: int) -> None:
    assert periods.add_months(periods.add_months(month, count), -count) == month


@given(MONTHS, st.integers(1, 12))
def test_a_month_is_in_one_fiscal_year_of_twelve_named_by_its_end(month: int, start: int) -> None:
    year = periods.fiscal_year_of(month, start)
    assert year.months.count(month) == 1
    assert len(year.months) == 12
    assert year.last // 100 == year.name
    assert year.months == [m for q in range(1, 5) for m in year.quarter(q)]
    assert month in year.quarter(year.quarter_of(month))


@given(MONTHS)
def test_a_month_is_written_and_read_back(month: int) -> None:
    assert periods.parse_month(periods.iso(month)) == month


@pytest.mark.parametrize("text", ["2026-13", "26-01", "2026/01", "2026-1", "", "\u0662026-01"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a month"):
        periods.parse_month(text)


def test_no_months_lie_between_a_month_and_an_earlier_one() -> None:
    assert periods.months_between(202602, 202601) == []
    assert periods.months_between(202512, 202602) == [202512, 202601, 202602]


@given(st.datetimes(datetime(1990, 1, 1), datetime(2099, 1, 1)))  # noqa: DTZ001
def test_an_instant_is_written_and_read_back_and_sorts_as_text(moment: datetime) -> None:
    aware = moment.replace(tzinfo=UTC)
    assert periods.parse_instant(periods.instant(aware)) == aware
    assert periods.instant(aware) < periods.instant(aware + timedelta(microseconds=1))


def test_an_instant_is_shown_in_the_departments_time_zone() -> None:
    assert periods.local("2026-08-05T07:12:00.000000Z", "Europe/Berlin") == "5 Aug 2026, 09:12"
