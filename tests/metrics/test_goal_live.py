"""What key results read from KPIs: in which unit, since when, of whom; and what serves what."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from legalops.metrics import goal_live, goal_tree
from legalops.metrics.goal_aims import Reading

E4 = 10_000


@pytest.mark.parametrize(
    ("measure", "value", "currency", "kept", "unit"),
    [
        ("forecast_over", 831_815_23, "USD", 831_815_2300, "USD"),
        ("forecast_over", 831_815, "JPY", 831_815 * E4, "JPY"),
        ("used", 1.13, "USD", 113 * E4, "%"),
        ("cycle_median", 7.25, "USD", 72_500, "days"),
        ("firm_blended_rate", 653.3057, "USD", 6_533_057, "USD an hour"),
    ],
)
def test_money_is_in_major_units_and_a_share_in_percent(
    measure: str, value: float, currency: str, kept: int, unit: str
) -> None:
    assert goal_live.as_e4(measure, value, currency) == kept
    assert goal_live.unit(measure, currency) == unit


def test_what_was_kept_at_closings_ends_with_what_is_now() -> None:
    kept = {202605: 8.0, 202606: 9.0, 202607: 7.0}
    found = goal_live.of_department("cycle_median", kept, (202607, 6.5), "USD")
    assert found == [
        Reading(date(2026, 5, 31), 80_000),
        Reading(date(2026, 6, 30), 90_000),
        Reading(date(2026, 7, 31), 65_000),
    ]
    unknown = goal_live.of_department("cycle_median", kept, (202607, None), "USD")
    assert [each.value_e4 for each in unknown] == [80_000, 90_000, 70_000]


def test_readings_begin_with_the_goal_or_with_the_last_one_before_it() -> None:
    old, new = Reading(date(2026, 5, 31), 1), Reading(date(2026, 6, 30), 2)
    assert goal_live.since([old, new], date(2026, 6, 1)) == (new,)
    assert goal_live.since([old, new], date(2026, 8, 1)) == (new,)
    assert goal_live.since([], date(2026, 8, 1)) == ()


def test_a_scope_names_a_vendor_or_the_whole_department() -> None:
    assert goal_live.vendor_of(goal_live.scope_of(12)) == 12
    for scope in ("", "vendor:", "vendor:x", "matter:3"):
        assert goal_live.vendor_of(scope) is None


def test_a_goal_is_not_measured_by_how_goals_are() -> None:
    offered = goal_live.choices()
    assert {"cycle_median", "used", "firm_blended_rate"} <= set(offered)
    assert not [key for key in offered if key.startswith("goals_")]
    assert "unconverted" not in offered


def test_a_prefilled_baseline_is_a_number_a_person_would_type() -> None:
    assert [goal_live.rounded(value) for value in (6_240_478, 73_499, 2_345, -6_240_478)] == [
        624 * E4, 73_000, 2_345, -624 * E4
    ]  # fmt: skip


def frame(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([{"owner": "Tom", "it_owner": "", **row} for row in rows])


def test_the_tree_puts_projects_under_their_goals_and_names_what_serves_nothing() -> None:
    objectives = frame({"id": 1, "title": "Plan", "fiscal_year": 2026},
                       {"id": 2, "title": "Bare", "fiscal_year": 2026},
                       {"id": 3, "title": "Later", "fiscal_year": 2027})  # fmt: skip
    goals = frame(
        {"id": 10, "title": "Rates", "objective_id": 1, "state": "open", "words": "on course"},
        {"id": 11, "title": "Loose", "objective_id": None, "state": "open", "words": "ahead"},
        {"id": 12, "title": "Over", "objective_id": None, "state": "met", "words": "met"},
    )
    projects = frame(
        {"id": 20, "title": "Panel", "objective_id": 1, "phase": "doing"},
        {"id": 21, "title": "Roll-out", "objective_id": 1, "phase": "doing"},
        {"id": 22, "title": "Alone", "objective_id": None, "phase": "doing"},
        {"id": 23, "title": "Past", "objective_id": None, "phase": "done"},
    )
    serving = pd.DataFrame([{"goal_id": 10, "project_id": 20}])
    found = goal_tree.branches(objectives, goals, projects, serving, 2026)
    assert [(each.depth, each.title, each.words) for each in found] == [
        (0, "Plan", "1 goal, 2 projects"),
        (1, "Rates", "on course"),
        (2, "Panel", "under way"),
        (1, "Roll-out", "under way"),
        (0, "Bare", "nothing serves it yet"),
        (0, goal_tree.NOTHING, "1 goal, 1 project"),
        (1, "Loose", "ahead"),
        (1, "Alone", "under way"),
    ]
    assert goal_tree.sentence(found) == (
        "1 objective with nothing that serves it. 1 goal, 1 project for no objective."
    )
