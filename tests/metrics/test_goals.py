"""How far a goal is, how far it should be, and how that is said."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalops.metrics import goal_words, goals
from legalops.metrics.goal_aims import Aim, Reading, progress
from legalops.metrics.goals import Promise, Standing, elapsed, expected, standing, whole_progress

DAY = date(2026, 7, 1)
E4 = 10_000


def aim(
    direction: str, start: float | None, target: float | None, *values: float, **more: Any
) -> Aim:
    readings = tuple(
        Reading(DAY + timedelta(days=place), round(value * E4))
        for place, value in enumerate(values)
    )
    first, last = (None if end is None else round(end * E4) for end in (start, target))
    return Aim(direction, first, last, readings=readings, **more)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (aim("higher", 10, 20, 15), 0.5),
        (aim("lower", 47, 30, 44, 36), 11 / 17),
        (aim("higher", 10, 20, 5), 0.0),
        (aim("lower", 47, 30, 20), 1.0),
        (aim("higher", 10, 10, 10), 1.0),
        (aim("higher", 10, 10, 9), 0.0),
        (aim("lower", 5, 5, 5), 1.0),
        (aim("lower", 5, 5, 6), 0.0),
        (aim("higher", None, 20, 10, 15), 0.5),
        (aim("within", None, 10, 10, 20, 21, 15, upper_e4=20 * E4), 0.75),
        (aim("within", None, None, 99, 101, upper_e4=100 * E4), 0.5),
        (aim("within", None, 95, 94, 96), 0.5),
        (aim("higher", 10, 20), None),
        (aim("higher", 10, None, 15), None),
        (aim("within", None, 1), None),
    ],
)
def test_progress_runs_from_the_baseline_to_the_target(found: Aim, told: float | None) -> None:
    assert progress(found) == (None if told is None else pytest.approx(told))


@given(
    st.sampled_from(["higher", "lower", "within"]),
    *[st.one_of(st.none(), st.integers(-(10**12), 10**12))] * 3,
    st.lists(st.integers(-(10**12), 10**12), max_size=5),
)
def test_progress_is_a_share_whatever_is_typed(
    way: str, start: int | None, target: int | None, upper: int | None, values: list[int]
) -> None:
    readings = tuple(Reading(DAY, value) for value in values)
    found = progress(Aim(way, start, target, upper, readings=readings))
    assert found is None or 0 <= found <= 1


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 1000))
def test_lower_is_better_is_higher_is_better_turned_round(a: int, b: int, c: int) -> None:
    up = progress(Aim("higher", a, b, readings=(Reading(DAY, c),)))
    down = progress(Aim("lower", -a, -b, readings=(Reading(DAY, -c),)))
    assert up == pytest.approx(down)


def test_a_goal_is_the_weighted_mean_of_its_key_results_and_what_has_no_value_has_not_begun() -> (
    None
):
    half, whole, nothing = (
        aim("higher", 0, 10, 5, weight=3), aim("higher", 0, 10, 10), aim("higher", 0, 10)
    )  # fmt: skip
    assert whole_progress([half, whole]) == pytest.approx(2.5 / 4)
    assert whole_progress([half, whole, nothing]) == pytest.approx(2.5 / 5)
    assert whole_progress([nothing]) is None
    assert whole_progress([]) is None


def test_time_is_measured_in_days_and_stays_between_its_ends() -> None:
    first, last = date(2026, 1, 1), date(2026, 1, 11)
    assert [elapsed(first, last, first + timedelta(days=n)) for n in (-1, 0, 4, 10, 99)] == [
        0, 0, pytest.approx(0.4), 1, 1
    ]  # fmt: skip
    assert elapsed(first, first, first) == 1
    assert elapsed(first, first, first - timedelta(days=1)) == 0


def test_what_is_kept_within_bounds_is_expected_to_be_there_at_any_time() -> None:
    moving, kept = aim("higher", 0, 1), aim("within", None, 0)
    assert expected([moving, kept], 0.4) == pytest.approx(0.7)
    assert expected([], 0.4) == pytest.approx(0.4)


def promise(*aims: Aim, state: str = "open", **more: Any) -> Promise:
    return Promise(1, state, date(2026, 1, 1), date(2026, 12, 31), aims, **more)


MIDDLE = date(2026, 7, 2)  # half of the year is over


@pytest.mark.parametrize(
    ("found", "on", "words", "side"),
    [
        (promise(aim("higher", 0, 100, 38)), MIDDLE, "behind by 12 points", "bad"),
        (promise(aim("higher", 0, 100, 45)), MIDDLE, "on course", "even"),
        (promise(aim("higher", 0, 100, 44)), MIDDLE, "behind by 6 points", "bad"),
        (promise(aim("higher", 0, 100, 70)), MIDDLE, "ahead by 20 points", "good"),
        (promise(aim("higher", 0, 100, 120)), MIDDLE, "reached", "good"),
        (promise(aim("within", None, 0, 1)), MIDDLE, "on course", "even"),
        (promise(aim("higher", 0, 100, 64)), date(2027, 1, 5), "overdue at 64%", "bad"),
        (promise(aim("higher", 0, 100)), MIDDLE, "no value yet", "none"),
        (promise(), MIDDLE, "no value yet", "none"),
        (promise(aim("higher", 0, 100, 1)), date(2025, 12, 1), "starts on 1 Jan 2026", "none"),
        (promise(aim("higher", 0, 100, 1), state="met"), MIDDLE, "met", "good"),
        (promise(aim("higher", 0, 100, 1), state="dropped"), MIDDLE, "dropped", "none"),
    ],
)
def test_a_goal_says_in_words_where_it_stands(
    found: Promise, on: date, words: str, side: str
) -> None:
    told = standing(found, on)
    assert (told.words, told.side) == (words, side)


def test_the_gap_in_words_is_what_the_shown_figures_differ_by() -> None:
    told = standing(promise(aim("higher", 0, 1000, 384)), date(2026, 7, 1))
    shown = goals.points(told.progress or 0) - goals.points(told.expected)
    assert told.words == f"behind by {-shown} points"


def test_a_goal_is_unchecked_after_thirty_days_unless_all_of_it_is_read_or_it_has_ended() -> None:
    def looked(days: int, **more: Any) -> bool:
        checks = [(MIDDLE - timedelta(days=days), "high")]
        return standing(promise(aim("higher", 0, 1, 1), checks=checks, **more), MIDDLE).is_unchecked

    assert not looked(30)
    assert looked(31)
    assert not looked(31, is_read=True)
    assert not looked(31, state="met")
    assert standing(promise(), MIDDLE).is_unchecked
    assert not standing(promise(), date(2026, 1, 20)).is_unchecked


def frames() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    columns = ["id", "state", "starts_on", "due_on", "direction", "baseline_e4", "target_e4",
               "upper_e4"]  # fmt: skip
    days = ("open", "2026-01-01", "2026-12-31")
    found = pd.DataFrame(
        [(1, *days, "higher", None, None, None), (2, *days, "lower", 10 * E4, 5 * E4, None)],
        columns=columns,
    )
    parts = pd.DataFrame(
        [(7, 1, "higher", 0, 10 * E4, None, 1, "", ""), (8, 1, "lower", 100 * E4, 0, None, 1,
                                                         "cycle_median", "")],
        columns=["id", "goal_id", "direction", "baseline_e4", "target_e4", "upper_e4", "weight",
                 "measure", "scope"],
    )  # fmt: skip
    checks = pd.DataFrame(
        [
            (1, 1, None, "2026-06-01", None, "low"),
            (2, 1, 7, "2026-06-01", 2 * E4, "low"),
            (3, 1, None, "2026-06-20", None, "high"),
            (4, 1, 7, "2026-06-20", 6 * E4, "high"),
            (5, 2, None, "2026-06-30", 8 * E4, "medium"),
        ],
        columns=["id", "goal_id", "key_result_id", "on_day", "value_e4", "confidence"],
    )
    return found, parts, checks


def test_standings_join_typed_values_live_ones_and_a_measure_of_its_own() -> None:
    live = {8: [Reading(date(2026, 6, 30), 80 * E4)]}
    first, second = goals.standings(*frames(), live, MIDDLE)
    assert first.progress == pytest.approx((0.6 + 0.2) / 2)
    assert (first.confidence, first.last_check_on) == ("high", date(2026, 6, 20))
    assert (first.values, first.measures) == (2, 2)
    assert second.progress == pytest.approx(0.4)
    assert second.confidence == "medium"


def test_the_newest_of_two_check_ins_on_one_day_counts() -> None:
    found, parts, checks = frames()
    again = pd.DataFrame([(6, 2, None, "2026-06-30", 6 * E4, "low")], columns=checks.columns)
    _, second = goals.standings(found, parts, pd.concat([checks, again]), {}, MIDDLE)
    assert second.progress == pytest.approx(0.8)
    assert second.confidence == "low"


def test_figures_count_goals_under_way_only() -> None:
    def told(value: float, state: str = "open") -> Standing:
        return standing(promise(aim("higher", 0, 100, value), state=state), MIDDLE)

    whole = goals.figures([told(50), told(20), told(100), told(0, "met")])
    assert (whole.running, whole.on_course) == (3, 2)
    assert whole.share_on_course == pytest.approx(2 / 3)
    assert whole.mean_progress == pytest.approx((0.5 + 0.2 + 1) / 3)
    assert whole.unchecked == 3
    assert goals.figures([told(1, "met")]).share_on_course is None


@pytest.mark.parametrize(
    ("value_e4", "unit", "told"),
    [
        (8_318_152_300, "USD", "831,815 USD"),
        (73_000, "days", "7.3 days"),
        (1_130_000, "%", "113%"),
        (2_500, "", "0.25"),
        (-50_000, "", "\u22125"),
        (0, "days", "0 days"),
        (None, "days", "\u2013"),
    ],
)
def test_values_are_written_short(value_e4: int | None, unit: str, told: str) -> None:
    assert goal_words.value(value_e4, unit) == told


def test_a_sentence_says_what_is_off_with_all_goals() -> None:
    told = goal_words.of_all(
        goals.Figures(6, 2, 1 / 3, 0.5, 1), ("Rates", "behind by 24 points"), 2
    )
    assert told == (
        "2 of 6 goals under way are on course. Furthest off: Rates, behind by 24 points. "
        "1 has had no check-in for a month. 2 serve no objective."
    )
    assert goal_words.of_all(goals.Figures(0, 0, None, None, 0), None, 0) == "No goal is under way."
    whole = goal_words.of_all(goals.Figures(3, 3, 1.0, 0.9, 0), None, 0)
    assert whole == "All 3 goals under way are on course."


def test_a_sentence_says_where_one_goal_stands() -> None:
    found = standing(promise(aim("higher", 0, 100, 38), aim("higher", 0, 1, weight=1)), MIDDLE)
    told = goal_words.of_one(found, date(2026, 12, 31), MIDDLE)
    assert told == (
        "19% of the way is done, 50% would be expected by now: **behind by 31 points**, 182 days "
        "left. 1 of 2 key results have no value yet."
    )
    assert "Add a key result" in goal_words.of_one(standing(promise(), MIDDLE), MIDDLE, MIDDLE)
