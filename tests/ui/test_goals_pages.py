"""The pages of goals: what is off, a goal with its key results, checking in, what serves what."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from legalops.models.goals import CheckInInput, GoalInput, KeyResultInput, ObjectiveInput
from legalops.permissions import Role
from legalops.services import goals, records
from legalops.store import goals as store
from legalops.store import records as kept
from tests.ui.conftest import House, visit
from tests.ui.kit import actor_of, page_of, press

AppAs = Callable[[Role | None], AppTest]
E4 = 10_000
FIRST, LAST = "2026-01-01", "2036-12-31"


def a_goal(house: House, role: Role, title: str = "Pay within 30 days", **more: Any) -> int:
    who = actor_of(house, role)
    given = {"title": title, "starts_on": FIRST, "due_on": LAST, "owner_id": who.user_id, **more}
    return records.add(house.engine, who, "goal", GoalInput.model_validate(given))


def a_result(house: House, role: Role, goal: int, **more: Any) -> int:
    given = {"title": "Days to pay", "unit": "days", "direction": "lower", "baseline_e4": 47 * E4,
             "target_e4": 30 * E4, **more}  # fmt: skip
    asked = KeyResultInput.model_validate(given)
    return records.add(house.engine, actor_of(house, role), "key_result", asked, goal_id=goal)


def said(app: AppTest) -> str:
    """Return what a page says, figures and warnings included."""
    parts = [*app.markdown, *app.caption, *app.subheader, *app.info, *app.warning, *app.error]
    figures = [f"{each.label} {each.value}" for each in app.metric]
    return "\n".join([*(str(part.value) for part in parts), *figures])


@pytest.mark.parametrize("role", [Role.MEMBER, Role.EXECUTIVE, Role.OPS])
def test_without_a_goal_the_page_says_what_one_is_and_offers_to_write_it(
    app_as: AppAs, role: Role
) -> None:
    app = visit(app_as(role), "goals")
    assert not app.exception
    assert "No goal has been written down yet" in said(app)
    labels = [each.label for each in app.button]
    assert "New goal" in labels
    assert ("New objective" in labels) == (role is not Role.MEMBER)


def test_a_goal_is_written_in_a_form(house: House, app_as: AppAs) -> None:
    app = press(visit(app_as(Role.MEMBER), "goals"), "New goal")
    app.text_input(key="goal_new:title").input("Pay within 30 days")
    app.text_input(key="goal_new:target_e4").input("30")
    app.text_input(key="goal_new:baseline_e4").input("47")
    app.selectbox(key="goal_new:direction").set_value("lower")
    app = app.button(key="goal_new:submit").click().run()
    assert not app.exception
    row = kept.one(house.engine, actor_of(house, Role.MEMBER), "goal", 1)
    assert (row["baseline_e4"], row["target_e4"]) == (47 * E4, 30 * E4)
    assert row["owner_id"] == actor_of(house, Role.MEMBER).user_id


def check_in_form(house: House, goal: int) -> AppTest:
    script = f"""
        from legalops.ui.goals import checks
        from legalops.ui.work import form, page
        import streamlit as st
        st.query_params["goal"] = "{goal}"
        form.said()
        checks.fields(page.chosen("goal"))
    """
    return page_of(house, Role.MEMBER, script)


def test_a_key_result_is_checked_in_on_in_one_form(house: House, app_as: AppAs) -> None:
    goal = a_goal(house, Role.MEMBER)
    part = a_result(house, Role.MEMBER, goal)
    app = check_in_form(house, goal)
    app.text_input(key=f"check_in_{goal}:part_{part}").input("soon")
    app.text_area(key=f"check_in_{goal}:note").input("Payment run is weekly")
    app = app.button(key=f"check_in_{goal}:submit").click().run()
    assert "is no number" in said(app)
    assert store.check_ins(house.engine).empty
    app.text_input(key=f"check_in_{goal}:part_{part}").input("36")
    app = app.button(key=f"check_in_{goal}:submit").click().run()
    assert not app.exception
    found = store.check_ins(house.engine)
    assert found["value_e4"].dropna().tolist() == [36 * E4]
    app = visit(app_as(Role.MEMBER), "goal", goal=str(goal))
    assert "Progress 65%" in said(app)
    assert "ahead by" in said(app)


def test_the_form_of_a_check_in_says_what_the_value_was_and_what_is_read_by_itself(
    house: House,
) -> None:
    goal = a_goal(house, Role.MEMBER)
    part = a_result(house, Role.MEMBER, goal)
    live = a_result(house, Role.MEMBER, goal, title="Days to decide", measure="cycle_median")
    given = CheckInInput(confidence="low")
    goals.check_in(house.engine, actor_of(house, Role.MEMBER), goal, given, {part: 40 * E4})
    app = check_in_form(house, goal)
    assert "Read by itself: Days to decide" in said(app)
    field = app.text_input(key=f"check_in_{goal}:part_{part}")
    assert (field.label, field.placeholder) == ("Days to pay, days", "Last time 40 days")
    assert not any(str(each.key).endswith(f"part_{live}") for each in app.text_input)
    assert app.selectbox(key=f"check_in_{goal}:confidence").value == "low"


def test_a_goal_of_somebody_else_is_read_and_not_changed(house: House, app_as: AppAs) -> None:
    goal = a_goal(house, Role.OPS)
    a_result(house, Role.OPS, goal)
    app = visit(app_as(Role.MEMBER), "goal", goal=str(goal))
    assert not app.exception
    labels = {each.label for each in app.button}
    assert not labels & {"Check in", "New key result", "Change", "Edit"}
    assert "Days to pay" in said(app)
    assert "due 31 Dec 2036" in said(app)


def test_what_somebody_typed_stays_text(house: House, app_as: AppAs) -> None:
    goal = a_goal(house, Role.MEMBER, "**Loud** [link](http://x)", why="# Heading")
    a_result(house, Role.MEMBER, goal, title="*Days* <b>", unit="`days`")
    for page, query in (("goals", {}), ("goal", {"goal": str(goal)})):
        app = visit(app_as(Role.MEMBER), page, **query)
        assert not app.exception
        assert "**Loud**" not in said(app)


def test_the_tree_shows_what_serves_an_objective_and_what_serves_nothing(
    house: House, app_as: AppAs
) -> None:
    given = ObjectiveInput(title="Spend that can be planned", fiscal_year=2026)
    aim = records.add(house.engine, actor_of(house, Role.OPS), "objective", given)
    a_goal(house, Role.MEMBER, "Serves it", objective_id=aim)
    a_goal(house, Role.MEMBER, "Serves nothing")
    app = visit(app_as(Role.EXECUTIVE), "goals", show="tree")
    assert not app.exception
    shown = [each.strip() for each in app.dataframe[0].value["what"]]
    assert shown == ["Spend that can be planned", "Serves it", "Serves no objective",
                     "Serves nothing"]  # fmt: skip
    assert "1 goal for no objective" in said(app)
    app = visit(app_as(Role.EXECUTIVE), "goals", objective=str(aim))
    assert not app.exception
    links = [each.proto.label for each in app.get("page_link")]
    assert "Serves it" in links
    assert "Serves nothing" not in links


def test_the_list_opens_on_ones_own_goals_and_the_address_chooses_others(
    house: House, app_as: AppAs
) -> None:
    a_goal(house, Role.MEMBER, "Mine")
    a_goal(house, Role.OPS, "Theirs")
    app = visit(app_as(Role.MEMBER), "goals")
    assert app.dataframe[0].value["goal"].tolist() == ["Mine"]
    app = visit(app_as(Role.MEMBER), "goals", show="open")
    assert sorted(app.dataframe[0].value["goal"]) == ["Mine", "Theirs"]
    app = visit(app_as(Role.EXECUTIVE), "goals")
    assert sorted(app.dataframe[0].value["goal"]) == ["Mine", "Theirs"]


def result_form(house: House, goal: int) -> AppTest:
    script = f"""
        from legalops.ui.goals import measure
        from legalops.ui.work import page
        import streamlit as st
        st.query_params["goal"] = "{goal}"
        measure.fields(page.chosen("goal"), None)
    """
    return page_of(house, Role.MEMBER, script)


def field(app: AppTest, name: str) -> str:
    return next(str(each.key) for each in app.text_input if str(each.key).endswith(f":{name}"))


def test_a_key_result_read_from_a_kpi_asks_for_no_unit_and_says_what_the_kpi_is(
    house: House,
) -> None:
    goal = a_goal(house, Role.MEMBER)
    app = result_form(house, goal)
    assert field(app, "unit")
    app = app.selectbox(key="source_new").set_value("cycle_median").run()
    assert not any(str(each.key).endswith(":unit") for each in app.text_input)
    assert "no value yet. Lower is better" in said(app)
    app.text_input(key=field(app, "target_e4")).input("5")
    app.text_input(key=field(app, "baseline_e4")).input("10")
    submit = next(str(each.key) for each in app.button if str(each.key).endswith(":submit"))
    app = app.button(key=submit).click().run()
    assert not app.exception
    row = kept.one(house.engine, actor_of(house, Role.MEMBER), "key_result", 1)
    assert (row["measure"], row["direction"], row["unit"]) == ("cycle_median", "lower", "days")
    assert row["title"]


def test_a_measure_of_firms_asks_which_firm_before_anything_else(house: House) -> None:
    goal = a_goal(house, Role.MEMBER)
    app = result_form(house, goal).selectbox(key="source_new").set_value("firm_blended_rate").run()
    assert not app.exception
    assert not app.text_input
    assert app.selectbox(key="source_new_firm").value is None


def test_the_newest_check_in_can_be_taken_back(house: House) -> None:
    goal = a_goal(house, Role.MEMBER, target_e4=9 * E4)
    for value, note in ((2, "The right one"), (3, "Wrong goal")):
        given = CheckInInput(value_e4=value * E4, note=note)
        goals.check_in(house.engine, actor_of(house, Role.MEMBER), goal, given)
    script = f"""
        from legalops.ui.goals import checks
        from legalops.ui.work import page
        import streamlit as st
        st.query_params["goal"] = "{goal}"
        checks.draw(page.chosen("goal"), may=True)
    """
    app = page_of(house, Role.MEMBER, script)
    assert "Wrong goal" in said(app)
    app = press(app, "Take it back").run()
    assert store.check_ins(house.engine)["note"].tolist() == ["The right one"]
    assert "Wrong goal" not in said(app)
