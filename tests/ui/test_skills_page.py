"""The page of skills: matrix, gaps, who steps in, trainings, one skill."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from legalops.models.kinds import Seen
from legalops.models.skills import JobRoleInput, SkillInput, TrainingInput
from legalops.permissions import Role, system
from legalops.services import records, skills
from legalops.store import skills as store
from legalops.store import users
from tests.ui.conftest import House, shown, visit
from tests.ui.editing import edit

AppAs = Callable[[Role | None], AppTest]
DEMO = system("demo")
TABS = ("Matrix", "Gaps", "Who could step in", "Trainings and experts", "Skills and roles")


@pytest.fixture
def filled(house: House) -> House:
    """A member who is one level short of what their role needs, and a training that is late."""
    house.let_in(Role.MEMBER)
    tom = person(house.engine, "Member")
    rates = records.add(house.engine, DEMO, "skill", SkillInput(title="*Rates*", area="Spend"))
    role = JobRoleInput(title="Manager", holders=(tom,))
    manager = records.add(house.engine, DEMO, "job_role", role)
    skills.set_needs(house.engine, DEMO, {(manager, rates): 3}, {})
    day = date(2026, 1, 5)
    skills.set_levels(house.engine, DEMO, {(tom, rates): 2}, {}, day)
    given = {"title": "A day on rates", "skill_id": rates, "planned_on": day, "attendees": (tom,)}
    records.add(house.engine, DEMO, "training", TrainingInput.model_validate(given))
    return house


def person(engine: Engine, name: str) -> int:
    return next(number for number, known in users.choices(engine).items() if known == name)


def opened(app: AppTest, tab: str) -> AppTest:
    app.session_state["skills_tab"] = tab
    return visit(app, "skills")


@pytest.mark.parametrize("role", [Role.MEMBER, Role.EXECUTIVE, Role.OPS])
def test_an_empty_page_says_what_is_missing_and_the_next_step(app_as: AppAs, role: Role) -> None:
    app = visit(app_as(role), "skills")
    assert not app.exception
    assert "No skill is kept yet" in shown(app)
    can = [button.label for button in app.button if button.label == "New skill"]
    assert can == (["New skill"] if role == Role.OPS else [])


@pytest.mark.parametrize("role", [Role.MEMBER, Role.EXECUTIVE, Role.OPS])
@pytest.mark.parametrize("tab", TABS)
def test_every_part_is_drawn_for_every_role(
    app_as: AppAs, filled: House, tab: str, role: Role
) -> None:
    app = opened(app_as(role), tab)
    assert not app.exception
    assert len(app.dataframe) >= 1


def test_the_page_says_what_is_missing_and_in_words_where(app_as: AppAs, filled: House) -> None:
    app = visit(app_as(Role.MEMBER), "skills")
    assert "33% of the levels the roles need are missing, above all in \\*Rates\\*" in shown(app)
    assert "2, needs 3" in app.dataframe[0].value.to_numpy()


def test_gaps_name_the_training_that_is_planned(app_as: AppAs, filled: House) -> None:
    app = opened(app_as(Role.MEMBER), "Gaps")
    row = app.dataframe[0].value.iloc[0]
    assert (row["Person"], row["Missing"]) == ("Member", 1)
    assert row["Planned"] == "A day on rates, 5 Jan 2026"


def test_nobody_to_step_in_is_said(app_as: AppAs, filled: House) -> None:
    app = opened(app_as(Role.MEMBER), "Who could step in")
    row = app.dataframe[0].value.iloc[0]
    assert (row["State"], row["Alone"], row["Could step in"]) == ("Nobody", "", "Member")


def press(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label.startswith(label)).click().run()


def entering(house: House, role: Role, of: str) -> AppTest:
    """Run what stands in the dialog by itself: AppTest closes a dialog at its first change."""
    house.session_id = house.let_in(role)
    return AppTest.from_string(
        f"from legalops.ui.skills import data, enter\nenter.fill(enter.{of})",
        default_timeout=60,
    ).run()


def test_a_member_says_what_they_can_do(filled: House) -> None:
    tom = person(filled.engine, "Member")
    app = entering(filled, Role.MEMBER, f"of_people(data.room(), [{tom}])")
    app = press(edit(app, app.dataframe[0], {0: {"Member": 4}}), "Save")
    assert not app.exception
    assert store.levels(filled.engine)["have"].tolist() == [4]


def test_a_level_set_meanwhile_is_shown_beside_ones_own(filled: House) -> None:
    tom = person(filled.engine, "Member")
    app = entering(filled, Role.MEMBER, f"of_people(data.room(), [{tom}])")
    app = edit(app, app.dataframe[0], {0: {"Member": 4}})
    skills.set_levels(filled.engine, DEMO, {(tom, 1): 3}, {(tom, 1): 2}, date(2026, 2, 1))
    app = press(app, "Save")
    assert "you 4, saved meanwhile 3" in shown(app)
    assert store.levels(filled.engine)["have"].tolist() == [3]
    press(app, "Save")
    assert store.levels(filled.engine)["have"].tolist() == [4]


def test_ops_say_what_a_role_needs(filled: House) -> None:
    app = entering(filled, Role.OPS, "of_roles(data.room(), [1])")
    app = press(edit(app, app.dataframe[0], {0: {"Manager": 4}}), "Save")
    assert not app.exception
    assert store.needs(filled.engine)["need"].tolist() == [4]


@pytest.mark.parametrize("kind", ["skill", "job_role", "training"])
def test_one_of_each_opens_at_its_address(app_as: AppAs, filled: House, kind: str) -> None:
    app = visit(app_as(Role.MEMBER), "skills", **{kind: "1"})
    assert not app.exception
    assert app.subheader[0].value in ("\\*Rates\\*", "Manager", "A day on rates")
    assert not any(button.label.startswith("New skill") for button in app.button)


def test_an_address_that_names_nothing_says_so_above_the_page(app_as: AppAs, filled: House) -> None:
    app = visit(app_as(Role.MEMBER), "skills", skill="99")
    assert "not here" in app.warning[0].value
    assert len(app.dataframe) == 1


def test_what_was_taken_off_is_still_read_at_its_address(app_as: AppAs, filled: House) -> None:
    records.withdraw(filled.engine, DEMO, Seen("skill", 1, 1))
    app = visit(app_as(Role.OPS), "skills", skill="1")
    assert not app.exception
    assert "Taken off" in shown(app)
