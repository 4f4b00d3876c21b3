"""Where a fiscal year ends: actual, business as usual and the exceptional, put together."""

from dataclasses import replace

import pandas as pd
import pytest

from legalops.metrics.budget import Chosen
from legalops.metrics.forecast import DEPARTMENT, RUN_RATE, Cell, Choice, Exceptional, Past, words
from legalops.metrics.forecast.record import RECORD
from legalops.metrics.outlook import (
    Asked,
    Outlook,
    Said,
    outlook,
    summed_band,
)
from legalops.periods import FiscalYear, months_between

FY26 = FiscalYear(2026)
SPENT = {1: dict.fromkeys(months_between(202601, 202610), 100), 2: {202610: 50}}
PAST = Past(202601, 202610, SPENT, {})
CELLS = {
    (1, 202611): Cell(100, 80, 120), (1, 202612): Cell(100, 70, 130),
    (2, 202611): Cell(5, 0, 10), (2, 202612): Cell(5, 0, 12),
    (DEPARTMENT, 202611): Cell(105, 90, 120), (DEPARTMENT, 202612): Cell(105, 85, 125),
}  # fmt: skip
APART = Exceptional(
    7, "M-7", "The case", 2, expected_cents=1000, spent={(2, 202512): 200, (2, 202609): 300}
)


def look(
    area: int | None = None, apart: tuple[Exceptional, ...] = (), **changes: object
) -> Outlook:
    said = Said(PAST, CELLS, apart)
    return outlook(Asked(FY26, 202610, RUN_RATE, area), replace(said, **changes))  # type: ignore[arg-type]  # test data


def test_the_year_ends_at_actual_and_what_is_to_come() -> None:
    found = look()
    assert found.at_completion_cents == 1050 + 2 * 105
    assert found.actual_cents == 1050
    assert found.total["is_actual"].tolist() == [True] * 10 + [False] * 2
    assert found.total["amount_cents"].tolist()[-3:] == [150, 105, 105]
    assert found.total["sum_cents"].tolist()[-3:] == [1050, 1155, 1260]


def test_practice_areas_add_up_to_the_total_in_every_month() -> None:
    found = look(apart=(APART,))
    sums = found.months.groupby("month")["amount_cents"].sum()
    assert sums.tolist() == found.total["amount_cents"].tolist()


def test_one_practice_area_stands_for_itself() -> None:
    found = look(area=1)
    assert found.at_completion_cents == 1000 + 200
    assert found.months["practice_area_id"].unique().tolist() == [1]


def test_what_is_left_of_a_typed_amount_comes_over_three_months_at_least() -> None:
    found = look(apart=(APART,))
    # 1000 less the 500 billed is 500: 167, 167 and then 166 in January.
    assert found.at_completion_cents == 1260 + 300 + 167 + 167
    row = found.exceptional.to_dict("records")[0]
    assert (row["source"], row["actual_cents"], row["to_come_cents"]) == ("typed", 300, 334)
    assert (row["expected_cents"], row["typed_cents"]) == (634, 1000)


def test_a_typed_amount_that_is_used_up_adds_nothing() -> None:
    spent = {(2, 202609): 1500}
    over = Exceptional(7, "M-7", "The case", 2, expected_cents=1000, spent=spent)
    assert over.to_come(202610, [202611, 202612], 1) == {202611: 0, 202612: 0}


def test_without_a_typed_amount_the_budget_says_and_else_the_last_three_months() -> None:
    months = [202611, 202612]
    capped = Exceptional(7, "M-7", "The case", 2, caps={202609: 9, 202612: 40})
    assert capped.source(202610) == "budget"
    assert capped.to_come(202610, months, 1) == {202611: 0, 202612: 40}
    spent = {(2, 202608): 30, (3, 202609): 30, (2, 202610): 1}
    free = Exceptional(7, "M-7", "The case", 2, spent=spent, caps={202609: 9})
    assert (free.source(202610), free.to_come(202610, months, 1)) == (
        "trailing", {202611: 20, 202612: 20},
    )  # fmt: skip
    closed = Exceptional(7, "M-7", "The case", 2, is_open=False, spent=spent)
    assert closed.to_come(202610, months, 1) == {202611: 0, 202612: 0}


def test_the_range_of_the_year_comes_from_misses_of_as_many_months_added_up() -> None:
    # Sums of two months missed by 30, -10, 20 and 40: the fourth of four holds 80 % of five.
    found = look(misses=[[10, 20], [-20, 10], [5, 15], [20, 20], [3]])
    assert (found.low_cents, found.high_cents) == (1260 - 40, 1260 + 40)


def test_without_misses_the_months_own_ranges_add_up() -> None:
    assert look().high_cents == 1260 + 15 + 20
    assert summed_band([], [5, None]) == [5, None]


def test_with_misses_of_few_months_only_the_range_grows_in_proportion() -> None:
    assert summed_band([[10]] * 4, [1, 1, 1]) == [10, 20, 30]


def test_the_year_does_not_end_below_what_is_spent() -> None:
    assert look(misses=[[900, 900]] * 4).low_cents == 1050


def test_under_six_months_it_is_refused_in_words() -> None:
    past = Past(202606, 202610, {1: {202606: 5}}, {})
    found = outlook(Asked(FY26, 202610, RUN_RATE), Said(past, {}))
    assert found.at_completion_cents is None
    assert found.reason == "A forecast takes 6 months of invoices; up to Oct 2026 there are 5."
    assert found.total["is_actual"].all()


@pytest.mark.parametrize(
    ("method", "cells", "words_"),
    [
        ("prior-year", {}, "takes every month of the fiscal year before"),
        ("budget", {}, "takes a budget for the coming months"),
        (RUN_RATE, {(DEPARTMENT, 202611): Cell(1, None, None)}, "reaches to Nov 2026 from here"),
    ],
)
def test_what_a_method_lacks_is_named(method: str, cells: dict[object, Cell], words_: str) -> None:
    found = outlook(Asked(FY26, 202610, method), Said(PAST, cells))  # type: ignore[arg-type]  # test data
    assert words_ in found.reason
    assert found.at_completion_cents is None


def test_a_year_that_is_over_ends_where_it_ended() -> None:
    past = Past(202501, 202612, {1: dict.fromkeys(FY26.months, 10)}, {})
    found = outlook(Asked(FY26, 202612, RUN_RATE), Said(past, {}))
    assert (found.is_complete, found.reason) == (True, "")
    assert (found.low_cents, found.at_completion_cents, found.high_cents) == (120, 120, 120)


CHOSEN = Chosen(FY26, 202610)
BIG = Outlook(
    202610, RUN_RATE, "Run rate", pd.DataFrame(),
    pd.DataFrame({"is_actual": [False], "amount_cents": [1]}),
    530_000_000, 510_000_000, 550_000_000, "", pd.DataFrame(),
)  # fmt: skip


@pytest.mark.parametrize(
    ("budget", "expected"),
    [
        (440_000_000, "is forecast to end at USD 5.30M, USD 900k (20%) over its budget"),
        (530_100_000, "is forecast to end at USD 5.30M, on its budget of USD 5.30M."),
        (None, "there is no budget to compare it with."),
    ],
)
def test_the_sentence_says_where_the_year_ends_and_how_far_off(
    budget: int | None, expected: str
) -> None:
    assert expected in words.headline(BIG, budget, CHOSEN)


def test_the_page_says_why_it_goes_by_a_method() -> None:
    record = pd.DataFrame(
        [("budget", DEPARTMENT, 40, 9, 0.2, 0.0, 0.8, 40),
         (RUN_RATE, DEPARTMENT, 40, 9, 0.1234, 0.0, 0.8, 40)],
        columns=RECORD,
    )  # fmt: skip
    said = words.because(Choice(RUN_RATE, True, 0.1234, 9), RUN_RATE, record)
    assert "Run rate is the method with the best record: tried from 9 months" in said
    assert "missed by 12.3% of what came; next comes Budget remaining with 20.0%" in said
    other = words.because(Choice(RUN_RATE, True, 0.1234, 9), "budget", record)
    assert other.startswith("This view forecasts by Budget remaining, as chosen.")
    short = words.because(Choice(RUN_RATE, False), RUN_RATE, record.iloc[:0])
    assert "until the methods have a record: that takes trials from 6 months" in short
