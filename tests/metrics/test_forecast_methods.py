"""Each way to forecast, worked by hand, and what holds for all of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legalops.metrics.forecast import DEPARTMENT, METHODS, RUN_RATE, SMOOTHING, Desk, Past, Series
from legalops.metrics.forecast.methods import (
    TRAILING,
    budget_remaining,
    divided,
    performance,
    prior_year,
    run_rate,
    trailing,
)
from legalops.metrics.forecast.smoothing import fitted, smoothed
from legalops.periods import add_months, months_between

YEAR = [120, 60, 0, 30, 90, 60, 60, 60, 60, 60, 60, 60]
AMOUNTS = st.lists(st.integers(-(10**9), 10**10), min_size=1, max_size=30)


def series(*amounts: int, first: int = 202501, starts_in: int = 1, **planned: int) -> Series:
    plan = {int(month[1:]): cents for month, cents in planned.items()}
    return Series(first, tuple(amounts), plan, starts_in)


def past(first: int, *amounts: int, plan: dict[int, int] | None = None) -> Past:
    last = add_months(first, len(amounts) - 1)
    spent = dict(zip(months_between(first, last), amounts, strict=True))
    return Past(first, last, {1: spent}, {1: plan} if plan else {})


@pytest.mark.parametrize(
    ("total", "by", "expected"), [(7, 2, 4), (-7, 2, -4), (5, 3, 2), (4, 3, 1), (0, 5, 0)]
)
def test_halves_are_rounded_away_from_zero(total: int, by: int, expected: int) -> None:
    assert divided(total, by) == expected


def test_the_run_rate_is_the_mean_of_the_fiscal_year_so_far() -> None:
    # 2025 is over and does not count: (100 + 50 + 31) / 3 = 60.33
    assert run_rate(series(*YEAR, 100, 50, 31), 4) == [60, 60, 60, 60]


def test_the_fiscal_year_so_far_begins_where_the_department_begins_it() -> None:
    # From April on: 30, 90, 60 of the months January to June.
    assert run_rate(series(*YEAR[:6], starts_in=4), 1) == [60]


def test_trailing_is_the_mean_of_the_last_three_months() -> None:
    assert trailing(series(9, 9, 9, 1, 2, 4), 2) == [2, 2]


def test_the_prior_year_gives_the_shape_and_the_year_so_far_its_size() -> None:
    # January to March were 180 last year and are 270 now: half as much again in each month left,
    # then the same months of this year once more.
    found = prior_year(series(*YEAR, 180, 60, 30), 12)
    assert found == [45, 135, 90, 90, 90, 90, 90, 90, 90, 180, 60, 30]


def test_without_spend_in_the_same_months_of_last_year_the_run_rate_takes_over() -> None:
    assert prior_year(series(*([0] * 12), 10, 20), 3) == [15, 15, 15]


def test_budget_remaining_is_the_budget_and_the_run_rate_where_there_is_none() -> None:
    found = budget_remaining(series(10, 20, first=202601, m202603=70, m202605=80), 3)
    assert found == [70, 15, 80]


def test_performance_scales_the_budget_by_what_the_year_so_far_cost_of_its_own() -> None:
    # 30 spent of 20 planned: every coming budget costs half as much again.
    plan = {"m202601": 10, "m202602": 10, "m202603": 70, "m202604": 81}
    assert performance(series(10, 20, first=202601, **plan), 3) == [105, 122, 15]


def test_without_a_budget_so_far_performance_is_the_run_rate() -> None:
    assert performance(series(10, 20, first=202601, m202603=70), 2) == [15, 15]


def test_smoothing_expects_its_last_level_and_widens_as_the_model_says() -> None:
    import pandas as pd
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    amounts = [100, 130, 90, 160, 150, 170, 140, 200, 180, 220]
    months = pd.period_range("2025-01", periods=len(amounts), freq="M").to_timestamp()
    model = ETSModel(pd.Series(amounts, index=months) / 154.0, error="add").fit(disp=False)
    frame = model.get_prediction(start=10, end=14).summary_frame(alpha=0.2) * 154
    found = smoothed(amounts, 5)
    assert [amount for amount, _ in found] == [round(mean) for mean in frame["mean"]]
    halves = frame["pi_upper"] - frame["mean"]
    assert [half for _, half in found] == pytest.approx(halves.tolist(), abs=1)
    assert fitted([cents / 154 for cents in amounts])[1] == pytest.approx(model.smoothing_level)


def test_smoothing_of_months_that_are_all_alike_is_that_amount_without_a_doubt() -> None:
    assert smoothed([7] * 8, 3) == [(7, 0)] * 3


@pytest.mark.parametrize("code", METHODS)
def test_every_method_refuses_under_six_months(code: str) -> None:
    plan = dict.fromkeys(months_between(202401, 202712), 50)
    assert Desk(past(202601, 1, 2, 3, 4, 5, plan=plan)).forecast(code, 202605) == {}


def test_six_months_are_enough_except_for_what_needs_more() -> None:
    desk = Desk(past(202601, 10, 20, 30, 40, 50, 60))
    able = {code for code in METHODS if desk.forecast(code, 202606)}
    assert able == {RUN_RATE, TRAILING, SMOOTHING}


def test_a_shape_takes_the_whole_fiscal_year_before() -> None:
    assert not Desk(past(202502, *YEAR)).forecast("prior-year", 202601)
    assert Desk(past(202501, *YEAR, 5)).forecast("prior-year", 202601)


def test_methods_with_a_budget_reach_as_far_as_the_budget() -> None:
    plan = dict.fromkeys(months_between(202601, 202608), 50)
    desk = Desk(past(202601, *YEAR[:6], plan=plan))
    for code in ("budget", "performance"):
        assert {month for _, month in desk.forecast(code, 202606)} == {202607, 202608}


@given(AMOUNTS, st.integers(1, 12), st.integers(1, 12))
def test_every_formula_gives_whole_amounts_for_as_many_months_as_asked(
    amounts: list[int], starts_in: int, count: int
) -> None:
    given_ = series(*YEAR, *YEAR, *amounts, first=202301, starts_in=starts_in)
    for method in METHODS.values():
        if method.formula is not None:
            found = method.formula(given_, count)
            assert len(found) == count
            assert all(isinstance(cents, int) for cents in found)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=30), st.integers(0, 10**9))
def test_months_that_are_all_alike_go_on_alike(shape: list[int], cents: int) -> None:
    level = series(*([cents] * (24 + len(shape))), first=202301)
    assert {*run_rate(level, 12), *trailing(level, 12), *prior_year(level, 12)} == {cents}


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), min_size=6, max_size=30),
    st.sampled_from([code for code in METHODS if code != SMOOTHING]),
)
def test_practice_areas_add_up_to_the_department_and_bands_hold_their_forecast(
    months: list[tuple[int, int]], code: str
) -> None:
    last = add_months(202401, len(months) - 1)
    names = months_between(202401, last)
    spent = {area: dict(zip(names, (m[area] for m in months), strict=True)) for area in (0, 1)}
    plan = {area: dict.fromkeys(months_between(202401, 202812), 10**6) for area in (0, 1)}
    cells = Desk(Past(202401, last, spent, plan)).forecast(code, last)
    for (area, month), cell in cells.items():
        if area == DEPARTMENT:
            parts = cells[0, month].amount_cents + cells[1, month].amount_cents
            assert cell.amount_cents == parts
        if cell.high_cents is not None:
            assert cell.low_cents is not None
            assert 0 <= cell.low_cents <= cell.amount_cents <= cell.high_cents


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(0, 10**9), min_size=8, max_size=30),
    st.lists(st.integers(0, 10**9), max_size=6),
    st.sampled_from([code for code in METHODS if code != SMOOTHING]),
)
def test_a_forecast_knows_nothing_of_the_months_after_it(
    known: list[int], later: list[int], code: str
) -> None:
    last = add_months(202401, len(known) - 1)
    plan = dict.fromkeys(months_between(202401, 202812), 10**6)
    then = Desk(past(202401, *known, plan=plan)).forecast(code, last)
    now = Desk(past(202401, *known, *later, plan=plan)).forecast(code, last)
    assert then == now
