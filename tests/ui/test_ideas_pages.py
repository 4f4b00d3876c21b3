"""The pages of ideas: ten seconds to keep one, support, answers, experiments."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from legalops.models.ideas import ExperimentInput, IdeaMoveInput
from legalops.models.kinds import Seen
from legalops.permissions import Role
from legalops.services import ideas
from legalops.store import ideas as store
from legalops.store import records as kept
from tests.ui.conftest import House, shown, visit
from tests.ui.kit import actor_of

AppAs = Callable[[Role | None], AppTest]
LINE = "One *intake* form for all requests"


def press(app: AppTest, key: str) -> AppTest:
    return next(each for each in app.button if str(each.key).endswith(key)).click().run()


def labels(app: AppTest) -> list[str]:
    return [each.label for each in app.button]


@pytest.mark.parametrize("role", [Role.MEMBER, Role.EXECUTIVE, Role.OPS])
def test_an_idea_is_kept_by_typing_a_line(app_as: AppAs, house: House, role: Role) -> None:
    app = visit(app_as(role), "ideas")
    assert "There are no ideas yet" in shown(app)
    app.text_input(key="idea_line").set_value(LINE)
    next(each for each in app.button if each.label == "Keep the idea").click().run()
    assert not app.exception
    assert app.text_input(key="idea_line").value == ""
    assert store.board(house.engine)["title"].tolist() == [LINE]
    assert "One \\*intake\\* form" in shown(app)


def test_an_empty_line_keeps_nothing_and_says_why(app_as: AppAs, house: House) -> None:
    app = visit(app_as(Role.MEMBER), "ideas")
    next(each for each in app.button if each.label == "Keep the idea").click().run()
    assert "The idea is empty" in shown(app)
    assert store.board(house.engine).empty


def test_support_is_a_click_in_the_list_and_back(app_as: AppAs, house: House) -> None:
    number = ideas.submit(house.engine, actor_of(house, Role.OPS), LINE)
    app = visit(app_as(Role.MEMBER), "ideas")
    press(app, f"support_{number}")
    assert store.board(house.engine)["support"].tolist() == [1]
    press(app, f"support_{number}")
    assert store.board(house.engine)["support"].tolist() == [0]


def test_the_list_says_what_waits_and_what_is_past_its_stop_date(
    app_as: AppAs, house: House
) -> None:
    ops = actor_of(house, Role.OPS)
    ideas.submit(house.engine, ops, LINE)
    given = {"title": "Two teams", "hypothesis": "it helps", "stop_on": "2026-01-31"}
    ideas.begin(house.engine, ops, ExperimentInput.model_validate(given))
    said = shown(visit(app_as(Role.EXECUTIVE), "ideas"))
    assert "**1 idea** waits for a first answer, since today." in said
    assert "**1 experiment** is past its stop date: say what it showed." in said


def test_a_choice_of_the_list_stands_in_its_address(app_as: AppAs, house: House) -> None:
    ops = actor_of(house, Role.OPS)
    number = ideas.submit(house.engine, ops, LINE)
    given = IdeaMoveInput(state="adopted", reason="It works")
    ideas.move(house.engine, ops, Seen("idea", number, 1), given)
    app = app_as(Role.MEMBER)
    assert "No idea is open" in shown(visit(app, "ideas"))
    assert "It works" in shown(visit(app, "ideas", show="adopted"))


def test_an_answer_is_given_on_the_ideas_page_with_its_reason(app_as: AppAs, house: House) -> None:
    number = ideas.submit(house.engine, actor_of(house, Role.MEMBER), LINE)
    app = visit(app_as(Role.OPS), "idea", idea=str(number))
    press(app, "idea_move")
    form = f"idea_move_{number}"
    app.text_area(key=f"{form}:reason").set_value("It fits the contract system")
    press(app, f"{form}:submit")
    row = kept.one(house.engine, actor_of(house, Role.OPS), "idea", number)
    assert (row["state"], row["reason"]) == ("considered", "It fits the contract system")
    said = shown(visit(app, "idea", idea=str(number)))
    assert "**Considered** \u00b7 Ops" in said
    assert "It fits the contract system" in said


def test_who_may_not_answer_is_not_asked_to(app_as: AppAs, house: House) -> None:
    number = ideas.submit(house.engine, actor_of(house, Role.OPS), LINE)
    app = visit(app_as(Role.MEMBER), "idea", idea=str(number))
    assert not app.exception
    assert {"Answer it", "Edit"}.isdisjoint(labels(app))
    executive = visit(app_as(Role.EXECUTIVE), "idea", idea=str(number))
    assert "Answer it" in labels(executive)


def test_an_experiment_ends_with_what_it_showed(app_as: AppAs, house: House) -> None:
    member = actor_of(house, Role.MEMBER)
    idea = ideas.submit(house.engine, member, LINE)
    given = {"title": "Two teams", "hypothesis": "it *helps*", "idea_id": idea}
    number = ideas.begin(house.engine, member, ExperimentInput.model_validate(given))
    app = visit(app_as(Role.MEMBER), "idea", experiment=str(number))
    assert "**We believe that** it \\*helps\\*" in shown(app)
    assert "No measure and no stop date" in shown(app)
    press(app, "trial_end")
    form = f"experiment_end_{number}"
    app.selectbox(key=f"{form}:outcome").select("confirmed")
    app.text_area(key=f"{form}:result").set_value("Half of the mails stopped")
    press(app, f"{form}:submit")
    said = shown(visit(app, "idea", experiment=str(number)))
    assert "**Confirmed:** Half of the mails stopped" in said
    assert "Say what it showed" not in labels(app)


def test_an_address_without_an_idea_leads_to_the_list(app_as: AppAs) -> None:
    app = visit(app_as(Role.MEMBER), "idea", idea="77")
    assert not app.exception
    assert "This idea is not here" in shown(app)
