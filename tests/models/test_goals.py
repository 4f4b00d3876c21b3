"""What the forms of goals and key results refuse, and beside which field."""

from typing import Any

import pytest

from legalops.models.goals import GoalInput, KeyResultInput
from legalops.services.records import checked

GOAL = {"title": "Pay firms", "starts_on": "2026-01-01", "due_on": "2026-12-31"}


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"due_on": "2025-12-31"}, "due_on", "before the start"),
        ({"baseline_e4": 5, "target_e4": 4}, "target_e4", "below the baseline"),
        ({"direction": "lower", "baseline_e4": 4, "target_e4": 5}, "target_e4", "above the"),
        ({"upper_e4": 5}, "upper_e4", "only for a measure to keep within"),
        ({"direction": "within", "target_e4": 9, "upper_e4": 5}, "upper_e4", "below the lower"),
    ],
)
def test_a_goal_says_beside_the_field_what_makes_no_sense(
    given: dict[str, Any], field: str, said: str
) -> None:
    found, wrong = checked(GoalInput, {**GOAL, **given})
    assert found is None
    assert said in wrong[field]
    assert list(wrong) == [field]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"baseline_e4": 5, "target_e4": 5},
        {"direction": "within", "baseline_e4": 9, "target_e4": 5, "upper_e4": 5},
        {"direction": "within", "upper_e4": 5},
        {"direction": "lower", "target_e4": 5},
    ],
)
def test_a_goal_takes_what_makes_sense(given: dict[str, Any]) -> None:
    assert checked(GoalInput, {**GOAL, **given})[1] == {}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "target_e4"),
        ({"direction": "within"}, "upper_e4"),
        ({"target_e4": 1, "weight": 0}, "weight"),
        ({"target_e4": 1, "weight": 10}, "weight"),
    ],
)
def test_a_key_result_that_nothing_would_reach_is_refused(
    given: dict[str, Any], field: str
) -> None:
    found, wrong = checked(KeyResultInput, {"title": "Days", **given})
    assert found is None
    assert list(wrong) == [field]
