"""How decisions stand, in figures and in words."""

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalops.metrics import decision_effects as effects
from legalops.metrics import decision_words as words
from legalops.metrics import decisions as metrics

TODAY = date(2026, 11, 1)


def register(*rows: dict[str, Any]) -> pd.DataFrame:
    start = {
        "state": "open", "raised_on": "2026-10-01", "due_on": None, "decided_on": None,
        "review_on": None,
    }  # fmt: skip
    return pd.DataFrame([{**start, "id": n, **row} for n, row in enumerate(rows)])


def taken(raised: str, decided: str, due: str | None = None) -> dict[str, Any]:
    return {"state": "decided", "raised_on": raised, "decided_on": decided, "due_on": due}


def test_points_are_the_weighted_mean_of_the_scores() -> None:
    weights, scores = {7: 3, 8: 1}, {(1, 7): 5, (1, 8): 1, (2, 7): 2, (2, 8): 5}
    one, two = metrics.results([1, 2], weights, scores)
    assert (one.points, one.rank) == (80, 1)
    assert (two.points, two.rank) == (55, 2)


def test_an_option_has_no_points_until_all_its_criteria_are_scored() -> None:
    one, two = metrics.results([1, 2], {7: 3, 8: 1}, {(1, 7): 5, (2, 7): 1, (2, 8): 1})
    assert (one.points, one.missing, one.rank) == (None, 1, None)
    assert (two.points, two.rank) == (20, 1)


def test_a_criterion_without_weight_needs_no_score() -> None:
    (only,) = metrics.results([1], {7: 1, 8: 0}, {(1, 7): 3})
    assert only.points == 60


def test_equal_options_share_a_rank() -> None:
    found = metrics.results([1, 2, 3], {7: 1}, {(1, 7): 4, (2, 7): 4, (3, 7): 1})
    assert [each.rank for each in found] == [1, 1, 3]


@given(
    st.lists(st.integers(0, 100), min_size=1, max_size=6).filter(any),
    st.lists(st.integers(0, 5), min_size=6, max_size=6),
)
def test_points_stay_between_the_worst_and_the_best_score(
    weights: list[int], marks: list[int]
) -> None:
    scores = {(1, place): mark for place, mark in enumerate(marks)}
    (found,) = metrics.results([1], dict(enumerate(weights)), scores)
    counted = [mark for weight, mark in zip(weights, marks, strict=False) if weight]
    assert found.points is not None
    assert 20 * min(counted) - 1e-9 <= found.points <= 20 * max(counted) + 1e-9


def test_lead_time_is_the_median_of_what_was_decided_in_a_year() -> None:
    found = register(
        taken("2026-09-01", "2026-09-11"),
        taken("2026-09-01", "2026-10-01"),
        taken("2024-01-01", "2025-10-01"),
        {"raised_on": "2026-01-01"},
    )
    assert metrics.figures(found, TODAY)["decision_lead_days"] == 20


def test_the_share_in_time_counts_only_what_had_a_due_date() -> None:
    found = register(
        taken("2026-09-01", "2026-09-11", "2026-09-11"),
        taken("2026-09-01", "2026-09-12", "2026-09-11"),
        taken("2026-09-01", "2026-09-12"),
    )
    assert metrics.figures(found, TODAY)["decisions_by_due"] == 0.5


def test_what_is_due_today_is_not_overdue_yet() -> None:
    found = register({"due_on": "2026-11-01"}, {"due_on": "2026-10-31"}, {})
    assert metrics.figures(found, TODAY)["decisions_overdue"] == 1


def test_a_review_is_overdue_until_it_is_made() -> None:
    late = {**taken("2026-01-01", "2026-02-01"), "review_on": "2026-10-31"}
    found = register(late, {**late, "state": "reviewed"}, {**late, "state": "superseded"})
    assert metrics.figures(found, TODAY)["decisions_unreviewed"] == 1


def test_nothing_is_said_of_an_empty_register() -> None:
    found = metrics.figures(register({}).iloc[:0], TODAY)
    assert set(found.values()) == {None}
    assert words.headline(metrics.register(register({}).iloc[:0], TODAY), TODAY) == ""


def test_the_register_begins_with_what_is_most_urgent() -> None:
    found = register(
        taken("2026-01-01", "2026-02-01"), taken("2026-01-01", "2026-03-01"), {},
        {"due_on": "2026-11-09"}, {"due_on": "2026-10-09"},
    )  # fmt: skip
    assert metrics.register(found, TODAY)["id"].tolist() == [4, 3, 2, 1, 0]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"due_on": "2026-10-31"}, "Overdue by 1 day"),
        ({"due_on": "2026-11-01"}, "Due today"),
        ({"due_on": "2026-11-21"}, "Due in 20 days"),
        ({}, "Open, no due date"),
        (taken("2026-01-01", "2026-02-01"), "Decided"),
        (taken("2026-01-01", "2026-02-01") | {"review_on": "2026-10-01"},
         "Review overdue by 31 days"),
        ({"state": "superseded"}, "Superseded"),
    ],
)  # fmt: skip
def test_each_decision_says_how_it_stands(row: dict[str, Any], said: str) -> None:
    one = register(row).iloc[0]
    found = words.standing(one["state"], one["due_on"], one["review_on"], today=TODAY)
    assert found == said


def test_the_headline_says_what_is_off() -> None:
    late = {**taken("2026-01-01", "2026-02-01"), "review_on": "2026-10-03"}
    found = metrics.register(
        register({"due_on": "2026-10-22"}, {"due_on": "2026-10-02"}, late), TODAY
    )
    assert words.headline(found, TODAY) == (
        "2 decisions are overdue, the oldest by 30 days; 1 review is overdue since 3 Oct 2026."
    )


def test_the_headline_says_so_where_nothing_is_off() -> None:
    found = metrics.register(register({}), TODAY)
    assert words.headline(found, TODAY) == "1 question is open and nothing is overdue."


SPENT = {202601: 100, 202602: 200, 202603: 300, 202604: 999, 202605: 60, 202606: 30, 202607: 60}


def test_the_month_of_the_decision_counts_on_neither_side() -> None:
    found = effects.effect(SPENT, 202604, 202601, 202607, None)
    assert (found.before_mean, found.since_mean) == (200, 50)
    assert found.a_year == 12 * 150
    assert found.during == 999


def test_half_a_year_before_is_enough_and_no_month_before_the_store_begins() -> None:
    found = effects.effect(SPENT, 202604, 202510, 202607, None)
    assert [month for month, _ in found.before] == [202510, 202511, 202512, 202601, 202602, 202603]
    assert effects.effect(SPENT, 202604, 202602, 202607, None).before_mean == 250


def test_a_month_without_spend_counts_as_nothing() -> None:
    found = effects.effect({202603: 300}, 202604, 202602, 202606, None)
    assert (found.before_mean, found.since_mean) == (150, 0)


def test_too_few_months_tell_nothing() -> None:
    found = effects.effect(SPENT, 202605, 202601, 202607, 120_000)
    assert found.is_early
    said = effects.headline(found, "USD")
    assert "too early to tell" in said
    assert said.endswith("USD 1.20k less a year was expected.")


def test_spend_that_rose_is_said_to_have_risen() -> None:
    found = effects.effect(
        {202601: 10_000, 202603: 20_000, 202604: 20_000, 202605: 20_000}, 202602, 202601, 202605,
        None,
    )  # fmt: skip
    assert found.a_year == -120_000
    assert "USD 1.20k more a year at this pace" in effects.headline(found, "USD")


def test_nothing_before_and_nothing_since_are_said() -> None:
    assert "nothing to compare" in effects.headline(
        effects.effect(SPENT, 202601, 202601, 202607, None), "USD"
    )
    assert "no whole month" in effects.headline(
        effects.effect(SPENT, 202607, 202601, 202607, None), "USD"
    )
