"""A yearly amount on months: nothing lost, nothing gained, in the shape that was asked for."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from legalops.metrics import spread
from legalops.periods import FiscalYear, months_between

AMOUNTS = st.integers(-(10**13), 10**13)
FY27 = FiscalYear(2027)


@given(AMOUNTS, st.lists(st.integers(-(10**9), 10**12), min_size=1, max_size=12))
def test_the_parts_add_up_to_the_whole_whatever_the_shape(cents: int, weights: list[int]) -> None:
    parts = spread.by_weight(cents, weights)
    assert sum(parts) == cents
    assert len(parts) == len(weights)
    if any(weight > 0 for weight in weights):
        assert all(part == 0 for part, w in zip(parts, weights, strict=True) if w <= 0)


@given(AMOUNTS, st.integers(1, 12))
def test_even_parts_differ_by_a_cent_at_most(cents: int, count: int) -> None:
    parts = spread.evenly(cents, count)
    assert sum(parts) == cents
    assert max(parts) - min(parts) <= 1


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**9), min_size=2, max_size=12))
def test_every_part_is_within_a_cent_of_its_share(cents: int, weights: list[int]) -> None:
    whole = sum(weights)
    if whole:
        for part, weight in zip(spread.by_weight(cents, weights), weights, strict=True):
            assert abs(part * whole - cents * weight) <= whole


def test_the_shape_is_last_years_and_a_quiet_month_stays_quiet() -> None:
    spent = {202601: 300, 202602: 100}
    shape = spread.last_years(spent, FY27, months_between(202601, 202612))
    assert shape == [300, 100, *[0] * 10]
    assert spread.by_weight(1000, shape) == [750, 250, *[0] * 10]


def test_months_not_over_yet_take_the_year_before_or_the_mean() -> None:
    spent = {202511: 70, 202601: 50, 202610: 30}
    shape = spread.last_years(spent, FY27, months_between(202511, 202610))
    assert shape[:2] == [50, 0]
    assert shape[10:] == [70, 0]
    assert spread.last_years({202601: 50}, FY27, months_between(202601, 202610))[10:] == [5, 5]


def test_nothing_spent_gives_no_shape_and_then_it_is_even() -> None:
    assert spread.last_years({}, FY27, months_between(202601, 202612)) == []
    assert spread.last_years({202601: -5}, FY27, [202601]) == []
    assert spread.by_weight(12, [0] * 12) == [1] * 12


def test_history_counts_per_area_and_kind_and_leaves_the_rejected_out() -> None:
    spend = pd.DataFrame(
        {
            "practice_area_id": [1, 1, 1, 2],
            "cost_kind": ["fees", "expenses", "fees", "fees"],
            "invoice_month": [202601, 202601, 202601, 202602],
            "status": ["received", "approved", "rejected", "paid"],
            "reporting_cents": [100, 10, 999, 7],
            "reporting_tax_cents": [5, 1, 9, 0],
        }
    )
    found = spread.history(spend)
    assert found[1, "all"] == {202601: 110}
    assert found[1, "fees"] == {202601: 100}
    assert found[2, "fees"] == {202602: 7}
    assert spread.history(spend, gross=True)[1, "all"] == {202601: 116}
