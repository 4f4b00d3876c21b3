"""The pages of lessons, wins, retrospectives and maturity."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from legalops.models.kinds import KINDS
from legalops.models.lessons import AssessmentInput
from legalops.permissions import Role
from legalops.services import lessons, records
from legalops.services.lessons import Rated
from legalops.store import lessons as store
from tests.ui.conftest import House, shown, visit
from tests.ui.kit import actor_of

AppAs = Callable[[Role | None], AppTest]
VIEWS = ("lessons", "retrospectives", "wins", "maturity")
DAY = date(2026, 11, 5)


def add(house: House, kind: str, **given: Any) -> int:
    asked = KINDS[kind].asks.model_validate(given)
    return records.add(house.engine, actor_of(house, Role.OPS), kind, asked)


def assess(house: House, title: str, day: date, level: int) -> int:
    given = AssessmentInput(title=title, made_on=day)
    levels = {"contracts": Rated(level, "No dates")}
    return lessons.assess(house.engine, actor_of(house, Role.OPS), given, levels)


def press(app: AppTest, key: str) -> AppTest:
    return next(each for each in app.button if str(each.key).endswith(key)).click().run()


@pytest.mark.parametrize("role", [Role.MEMBER, Role.EXECUTIVE, Role.OPS])
@pytest.mark.parametrize("view", VIEWS)
def test_an_empty_part_gives_an_example_and_the_way_to_begin(
    app_as: AppAs, role: Role, view: str
) -> None:
    app = visit(app_as(role), "lessons", show=view)
    assert not app.exception
    assert "For example:" in shown(app)
    is_offered = any(each.label.startswith("New ") for each in app.button)
    assert is_offered == (view != "maturity" or role is Role.OPS)


def test_a_lesson_is_found_by_its_tag_and_words_of_its_text(app_as: AppAs, house: House) -> None:
    add(house, "lesson", title="Agree *fees* first", body="In writing.", tags="Experts, trials")
    add(house, "lesson", title="A new date is a new budget", tags="trials")
    app = app_as(Role.MEMBER)
    both = shown(visit(app, "lessons"))
    assert "**Agree \\*fees\\* first**" in both
    assert "**A new date is a new budget**" in both
    found = shown(visit(app, "lessons", tag="experts"))
    assert "1 lesson of 2" in found
    assert "new budget" not in found
    assert "No lesson fits" in shown(visit(app, "lessons", tag="experts", words="budget"))


def test_words_typed_stand_in_the_address(app_as: AppAs, house: House) -> None:
    add(house, "lesson", title="Agree fees first")
    app = visit(app_as(Role.MEMBER), "lessons")
    app.text_input(key="lesson_words").set_value("nothing like it").run()
    assert "nothing like it" in app.query_params["words"]
    assert "No lesson fits" in shown(app)


def test_a_win_names_those_it_is_owed_to(app_as: AppAs, house: House) -> None:
    people = (actor_of(house, Role.MEMBER).user_id, actor_of(house, Role.OPS).user_id)
    number = add(
        house, "win", title="Settled below the reserve", on_day="2026-10-01", people=people
    )
    for address in ({"show": "wins"}, {"win": str(number)}):
        app = visit(app_as(Role.EXECUTIVE), "lessons", **address)
        assert "1 Oct 2026 \u00b7 thanks to Member and Ops" in shown(app)


def test_a_retrospective_shows_what_was_said_and_whether_it_is_done(
    app_as: AppAs, house: House
) -> None:
    number = add(
        house, "retrospective", title="The trial", held_on=DAY,
        went_well="Three of four\n\n_Upheld_", went_badly="The date", attendees=(),
    )  # fmt: skip
    for title, state, done in (
        ("Agree fees", "done", "2026-01-01"),
        ("Tell finance", "open", None),
    ):
        asked = KINDS["action"].asks.model_validate(
            {"title": title, "due_on": "2026-01-02", "state": state}
        )
        records.add(house.engine, actor_of(house, Role.OPS), "action", asked, done_on=done,
                    about_kind="retrospective", about_id=number)  # fmt: skip
    app = visit(app_as(Role.MEMBER), "retrospective", retrospective=str(number))
    assert not app.exception
    said = shown(app)
    assert "- Three of four\n- \\_Upheld\\_" in said
    assert "Nothing was written yet." in said
    assert "**50%** of what was agreed was done by its day (1 of 2 actions, **1** overdue)." in said
    listed = shown(visit(app, "lessons", show="retrospectives"))
    assert "**50%** of what was agreed" in listed


def test_a_lesson_is_drawn_from_a_retrospective_without_naming_it_again(
    app_as: AppAs, house: House
) -> None:
    number = add(house, "retrospective", title="The trial", held_on=DAY)
    app = visit(app_as(Role.MEMBER), "retrospective", retrospective=str(number))
    press(app, "new_lesson")
    app.text_input(key="lesson_new:title").set_value("Agree fees first")
    press(app, "lesson_new:submit")
    assert store.lessons(house.engine)["retrospective_id"].tolist() == [number]


def test_maturity_is_told_against_the_assessment_before(app_as: AppAs, house: House) -> None:
    assess(house, "Autumn 2025", date(2025, 10, 1), 2)
    assess(house, "Autumn 2026", DAY, 1)
    app = visit(app_as(Role.EXECUTIVE), "lessons", show="maturity")
    assert not app.exception
    assert "**1 area** of 1 still early; **0 up, 1 down** since Autumn 2025." in shown(app)
    figures = {each.label: (each.value, each.delta) for each in app.metric}
    assert figures["Maturity"] == ("1.0", "down 1.0 since Autumn 2025")


def test_a_new_assessment_starts_from_the_levels_before_and_is_saved_in_one_go(
    app_as: AppAs, house: House
) -> None:
    assess(house, "Autumn 2025", date(2025, 10, 1), 2)
    number = add(house, "assessment", title="Autumn 2026", made_on=DAY)
    app = visit(app_as(Role.OPS), "lessons", assessment=str(number))
    press(app, "_save")
    assert not app.exception
    rows = store.levels(house.engine)
    saved = rows[rows["assessment_id"] == number]
    assert saved[["area", "level", "note"]].to_numpy().tolist() == [["contracts", 2, "No dates"]]


def test_members_read_an_assessment_and_cannot_change_it(app_as: AppAs, house: House) -> None:
    number = assess(house, "Autumn 2026", DAY, 1)
    app = visit(app_as(Role.MEMBER), "lessons", assessment=str(number))
    assert not app.exception
    assert {"Save the levels", "Edit"}.isdisjoint(each.label for each in app.button)
    assert "Early" in app.dataframe[0].value["Level"].tolist()
