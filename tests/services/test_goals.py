"""Checking in on goals, reading key results from KPIs, and who may."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from legalops.errors import InvalidInputError, NotAllowedError, NotFoundError
from legalops.models.goals import CheckInInput, GoalInput, KeyResultInput, ObjectiveInput
from legalops.models.kinds import Seen
from legalops.permissions import Actor, Role
from legalops.services import goals, records
from legalops.store import goals as store
from legalops.store import records as kept
from legalops.store.unit import data_versions
from tests.conftest import add_person

People = dict[Role, Actor]
TODAY = date(2026, 7, 2)
E4 = 10_000


def a_goal(engine: Engine, actor: Actor, **more: object) -> int:
    given = {"title": "Pay within 30 days", "starts_on": "2026-01-01", "due_on": "2026-12-31"}
    asked = GoalInput.model_validate({**given, "owner_id": actor.user_id, **more})
    return records.add(engine, actor, "goal", asked)


def a_result(engine: Engine, actor: Actor, goal: int, **more: object) -> int:
    given = {
        "title": "Days to pay",
        "unit": "days",
        "direction": "lower",
        "baseline_e4": 47 * E4,
        "target_e4": 30 * E4,
    }
    asked = KeyResultInput.model_validate({**given, **more})
    return records.add(engine, actor, "key_result", asked, goal_id=goal)


def check(engine: Engine, actor: Actor, goal: int, values: dict[int, int], **more: object) -> int:
    given = CheckInInput.model_validate({"on_day": TODAY, **more})
    return goals.check_in(engine, actor, goal, given, values, today=TODAY)


def test_a_check_in_moves_the_goal_and_stands_in_its_history(
    engine: Engine, people: People
) -> None:
    tom = people[Role.MEMBER]
    goal = a_goal(engine, tom)
    part = a_result(engine, tom, goal)
    before = data_versions(engine)["goals"]
    check(engine, tom, goal, {part: 36 * E4}, confidence="low", note="Payment run is weekly")
    (found,) = goals.standings(engine, TODAY)
    assert found.progress == pytest.approx(11 / 17)
    assert (found.confidence, found.last_check_on) == ("low", TODAY)
    assert data_versions(engine)["goals"] == before + 1
    newest = kept.history(engine, tom, "goal", goal)[0]
    assert newest.act == "checked_in"
    assert newest.after["note"] == "Payment run is weekly"
    assert newest.after["values"] == "Days to pay: 36 days"
    assert newest.after["confidence"] == "In doubt"


def test_two_people_check_in_on_one_goal_without_being_in_each_others_way(
    engine: Engine, people: People
) -> None:
    tom, ana = people[Role.MEMBER], people[Role.OPS]
    goal = a_goal(engine, tom)
    part = a_result(engine, tom, goal)
    version = kept.one(engine, tom, "goal", goal)["version"]
    check(engine, tom, goal, {part: 40 * E4})
    check(engine, ana, goal, {part: 38 * E4})
    assert len(store.check_ins(engine)) == 4
    assert kept.one(engine, tom, "goal", goal)["version"] == version


def test_a_check_in_that_is_taken_back_counts_no_more_and_its_values_go_with_it(
    engine: Engine, people: People
) -> None:
    tom = people[Role.MEMBER]
    goal = a_goal(engine, tom)
    part = a_result(engine, tom, goal)
    check(engine, tom, goal, {part: 40 * E4}, on_day=TODAY - timedelta(days=9))
    wrong = check(engine, tom, goal, {part: 31 * E4})
    goals.withdraw_check_in(engine, tom, wrong)
    (found,) = goals.standings(engine, TODAY)
    assert found.progress == pytest.approx(7 / 17)
    assert found.last_check_on == TODAY - timedelta(days=9)
    acts = [each.act for each in kept.history(engine, tom, "goal", goal)]
    assert acts[0] == "check_in_withdrawn"
    with pytest.raises(NotFoundError):
        goals.withdraw_check_in(engine, tom, wrong)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.EXECUTIVE])
def test_nobody_checks_in_on_a_goal_of_somebody_else_but_ops_do(
    engine: Engine, people: People, role: Role
) -> None:
    owner = add_person(engine, "priya", Role.MEMBER)
    goal = a_goal(engine, owner)
    with pytest.raises(NotAllowedError):
        check(engine, people[role], goal, {})
    number = check(engine, people[Role.OPS], goal, {})
    with pytest.raises(NotAllowedError):
        goals.withdraw_check_in(engine, people[role], number)
    assert len(store.check_ins(engine)) == 1


def test_the_owner_in_it_checks_in_too(engine: Engine, people: People) -> None:
    lena = add_person(engine, "lena", Role.MEMBER)
    goal = a_goal(engine, people[Role.MEMBER], it_owner_id=lena.user_id)
    assert check(engine, lena, goal, {}) > 0


def test_a_check_in_of_a_day_to_come_or_for_what_is_not_typed_is_refused_with_nothing_kept(
    engine: Engine, people: People
) -> None:
    tom = people[Role.MEMBER]
    goal, other = a_goal(engine, tom), a_goal(engine, tom)
    live = a_result(engine, tom, goal, measure="cycle_median")
    elsewhere = a_result(engine, tom, other)
    with pytest.raises(InvalidInputError, match="lies ahead"):
        check(engine, tom, goal, {}, on_day=TODAY + timedelta(days=1))
    for part in (live, elsewhere, 999):
        with pytest.raises(InvalidInputError, match="not typed here"):
            check(engine, tom, goal, {part: E4})
    assert store.check_ins(engine).empty


def test_a_goal_without_key_results_is_measured_by_itself(engine: Engine, people: People) -> None:
    tom = people[Role.MEMBER]
    goal = a_goal(engine, tom, direction="higher", baseline_e4=0, target_e4=4 * E4)
    check(engine, tom, goal, {}, value_e4=2 * E4)
    (found,) = goals.standings(engine, TODAY)
    assert found.progress == pytest.approx(0.5)


def test_a_withdrawn_key_result_and_a_withdrawn_goal_count_no_more(
    engine: Engine, people: People
) -> None:
    tom = people[Role.MEMBER]
    goal = a_goal(engine, tom)
    part, other = a_result(engine, tom, goal), a_result(engine, tom, goal, title="Second")
    check(engine, tom, goal, {part: 30 * E4, other: 47 * E4})
    assert goals.standings(engine, TODAY)[0].progress == pytest.approx(0.5)
    records.withdraw(engine, tom, Seen("key_result", other, 1))
    assert goals.standings(engine, TODAY)[0].progress == pytest.approx(1)
    records.withdraw(engine, tom, Seen("goal", goal, 1))
    assert goals.standings(engine, TODAY) == []
    assert goals.figures(engine, TODAY) == {
        "goals_on_course": None, "goals_progress": None, "goals_unchecked": None
    }  # fmt: skip


def test_a_key_result_is_read_from_what_the_department_knows(
    engine: Engine, people: People
) -> None:
    tom = people[Role.MEMBER]
    goal = a_goal(engine, tom)
    a_result(engine, tom, goal, measure="cycle_median", baseline_e4=10 * E4, target_e4=5 * E4)
    a_result(engine, tom, goal, measure="gone_since", baseline_e4=10 * E4, target_e4=5 * E4)
    (found,) = goals.standings(engine, TODAY, {"cycle_median": 7.5})
    assert found.progress == pytest.approx(0.25)
    assert (found.values, found.measures, found.is_unchecked) == (1, 2, False)
    assert goals.standings(engine, TODAY)[0].progress is None


def test_figures_are_those_of_goals_under_way(engine: Engine, people: People) -> None:
    tom = people[Role.MEMBER]
    done, late = (a_goal(engine, tom, baseline_e4=0, target_e4=100 * E4) for _ in range(2))
    a_goal(engine, tom, starts_on="2026-08-01")
    check(engine, tom, done, {}, value_e4=60 * E4)
    check(engine, tom, late, {}, value_e4=20 * E4, on_day="2026-05-01")
    assert goals.figures(engine, TODAY) == {
        "goals_on_course": 0.5, "goals_progress": pytest.approx(0.4), "goals_unchecked": 1
    }  # fmt: skip
    due = goals.unchecked(engine, TODAY)
    assert due.to_dict("records") == [{"goal_id": late, "since": "2026-05-01"}]


def test_only_who_sets_targets_writes_an_objective(engine: Engine, people: People) -> None:
    given = ObjectiveInput(title="Spend that can be planned", fiscal_year=2026)
    with pytest.raises(NotAllowedError):
        records.add(engine, people[Role.MEMBER], "objective", given)
    for role in (Role.EXECUTIVE, Role.OPS, Role.ADMIN):
        assert records.add(engine, people[role], "objective", given) > 0
