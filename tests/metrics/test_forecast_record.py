"""How far off a method was: by hand, and which method that makes the one to go by."""

import pandas as pd
import pytest

from legalops.metrics.forecast import (
    DEPARTMENT,
    RUN_RATE,
    Desk,
    Past,
    bands,
    best,
    judged,
    record,
    track,
)
from legalops.metrics.forecast.methods import TRAILING
from legalops.metrics.forecast.record import TRIAL, latest, misses
from legalops.periods import FiscalYear

PAST = Past(202601, 202604, {1: {202601: 100, 202602: 100, 202603: 200, 202604: 0}}, {})


def trials(*rows: tuple[object, ...]) -> pd.DataFrame:
    found = pd.DataFrame(rows, columns=TRIAL)
    return found.astype({"low_cents": "Int64", "high_cents": "Int64"})


def test_wape_bias_and_coverage_by_hand() -> None:
    found = record(
        judged(
            trials(
                (202601, RUN_RATE, 1, 202602, 130, 90, 150),  # 30 too much, inside
                (202601, RUN_RATE, 1, 202603, 150, 90, 160),  # 50 too little, outside
                (202602, RUN_RATE, 1, 202603, 190, None, None),  # 10 too little, no band
                (202602, RUN_RATE, 1, 202605, 999, 0, 9999),  # not known yet
            ),
            PAST,
        )
    )
    row = found.to_dict("records")[0]
    assert (row["n"], row["origins"], row["n_banded"]) == (3, 2, 2)
    assert row["wape"] == pytest.approx(90 / 500)
    assert row["bias"] == pytest.approx(-30 / 500)
    assert row["coverage"] == pytest.approx(1 / 2)


def test_where_nothing_came_there_is_no_share() -> None:
    found = record(judged(trials((202603, RUN_RATE, 1, 202604, 5, None, None)), PAST))
    assert found["wape"].isna().all()
    assert found["coverage"].isna().all()
    assert found["n"].tolist() == [1]


def of(*rows: tuple[str, float, int, int]) -> pd.DataFrame:
    columns = ["method", "wape", "origins", "n"]
    frame = pd.DataFrame(rows, columns=columns).assign(practice_area_id=DEPARTMENT)
    return frame.astype({"wape": "Float64"})


ALL = (RUN_RATE, TRAILING, "budget")


def test_the_method_with_the_smallest_miss_is_the_one_to_go_by() -> None:
    chosen = best(of((RUN_RATE, 0.2, 9, 40), (TRAILING, 0.1, 9, 40)), ALL)
    assert (chosen.method, chosen.has_record, chosen.wape, chosen.origins) == (
        TRAILING, True, 0.1, 9,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "able"),
    [
        ((), ALL),
        (((TRAILING, 0.1, 5, 40),), ALL),  # five trials are no record
        (((TRAILING, 0.1, 9, 40),), (RUN_RATE,)),  # it cannot speak now
    ],
)
def test_with_too_short_a_record_it_is_the_run_rate_and_it_says_so(
    rows: tuple[tuple[str, float, int, int], ...], able: tuple[str, ...]
) -> None:
    chosen = best(of(*rows), able)
    assert (chosen.method, chosen.has_record) == (RUN_RATE, False)


def test_a_record_of_few_months_does_not_beat_one_of_many() -> None:
    assert best(of((RUN_RATE, 0.3, 12, 60), (TRAILING, 0.1, 6, 29)), ALL).method == RUN_RATE
    assert best(of((RUN_RATE, 0.3, 12, 60), (TRAILING, 0.1, 6, 30)), ALL).method == TRAILING


def test_of_equal_records_the_plainer_method_is_taken() -> None:
    assert best(of((TRAILING, 0.1, 9, 40), (RUN_RATE, 0.1, 9, 40)), ALL).method == RUN_RATE


def test_only_the_newest_origins_count() -> None:
    rows = [(origin, RUN_RATE, 1, 202604, 1, None, None) for origin in (202601, 202602, 202603)]
    assert set(latest(trials(*rows), 202602, 1)["origin"]) == {202602}


@pytest.mark.parametrize(
    ("misses", "width"),
    [
        ([], None),
        ([1, 2, 3], None),  # with three, four in five cannot be told
        ([-1, 4, -3, 2], 4),
        ([5, 1, -2, 3, 4, 9, -7, 6, 8], 8),  # 80 % of ten, so the eighth of nine
    ],
)
def test_a_band_holds_four_in_five_with_one_more_to_come(
    misses: list[int], width: int | None
) -> None:
    assert bands.width(misses) == width


def test_bands_never_narrow_with_distance_and_take_what_is_known() -> None:
    assert bands.widths([[1] * 4, [9] * 4, [2] * 4, []]) == [1, 9, 9, 9]
    assert bands.widths([[], [3] * 4]) == [None, 3]


def test_expected_spend_does_not_fall_below_zero() -> None:
    assert bands.bounds(10, 25) == (0, 35)
    assert bands.bounds(-10, 25) == (-35, 15)
    assert bands.bounds(10, None) == (None, None)


def test_the_band_of_a_forecast_comes_from_its_own_earlier_misses() -> None:
    # Six months of 60, then 60 + 12 a month: the run rate had foretold 60 at first.
    months = {202500 + n: 60 for n in range(1, 7)} | {202500 + n: 72 for n in range(7, 11)}
    cells = Desk(Past(202501, 202510, {1: months}, {})).forecast(RUN_RATE, 202510)
    # One month ahead it had missed by 12, 72 - 62 (rounded), 72 - 63 and 72 - 64.
    cell = cells[1, 202511]
    assert (cell.amount_cents, cell.high_cents) == (65, 65 + 12)


MONTHS = FiscalYear(2026).months
ROWS = [
    *((202512, DEPARTMENT, month, 10) for month in MONTHS),
    *((202601, DEPARTMENT, month, 20) for month in MONTHS[1:]),
    *((202602, area, month, 15) for month in MONTHS[2:] for area in (1, 2)),
    (202603, DEPARTMENT, 202604, 9),
]
COLUMNS = ["made_in", "practice_area_id", "month", "amount_cents"]
KEPT = pd.DataFrame(ROWS, columns=COLUMNS).assign(method=RUN_RATE)


def test_successive_forecasts_add_what_was_closed_to_what_was_to_come() -> None:
    closed = {(DEPARTMENT, 202601): 100, (DEPARTMENT, 202602): 50, (DEPARTMENT, 202603): 1}
    said = track.expected(KEPT, RUN_RATE, DEPARTMENT)
    found = track.successive(said, closed, FiscalYear(2026), DEPARTMENT)
    # That of February is from before the department had rows of its own: 2 x 15 a month.
    # That of March does not reach the end of the year.
    assert found["made_in"].tolist() == [202512, 202601, 202602]
    assert found["at_completion_cents"].tolist() == [120, 100 + 11 * 20, 150 + 10 * 30]


def test_what_came_stands_beside_what_was_said_of_it_before() -> None:
    said = track.expected(KEPT, RUN_RATE, DEPARTMENT)
    found = track.came(said, {(DEPARTMENT, 202604): 33}, [202604], DEPARTMENT).to_dict("records")
    assert found[0]["actual_cents"] == 33
    assert (found[0]["before_1_cents"], found[0]["before_3_cents"]) == (9, 20)
    assert pd.isna(found[0]["before_6_cents"])


def test_misses_are_put_in_a_row_per_origin() -> None:
    known = pd.DataFrame(
        [
            (202601, RUN_RATE, DEPARTMENT, 202603, 5, 2),
            (202601, RUN_RATE, DEPARTMENT, 202602, 1, 2),
            (202602, RUN_RATE, DEPARTMENT, 202603, 9, 2),
            (202602, RUN_RATE, 1, 202603, 7, 2),
        ],
        columns=["origin", "method", "practice_area_id", "month", "amount_cents", "actual_cents"],
    )
    assert misses(known) == {(RUN_RATE, DEPARTMENT): [[-1, 3], [7]], (RUN_RATE, 1): [[5]]}
