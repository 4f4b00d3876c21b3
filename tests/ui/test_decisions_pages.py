"""The register of decisions and one decision, as members, executives and legal operations do."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from legalops.models.decisions import (
    CriterionRow,
    DecisionInput,
    OptionRow,
    OutcomeInput,
    TableInput,
)
from legalops.models.kinds import Seen
from legalops.permissions import Role, system
from legalops.services import decisions as acts
from legalops.store import decisions, records
from tests.store import spend_rows
from tests.ui.conftest import House, shown, visit

App = Callable[[Role | None], AppTest]
DEMO = system("demo")
ROLES = [Role.MEMBER, Role.EXECUTIVE, Role.OPS]


def ask(engine: Engine, title: str = "Do we move?", **given: Any) -> int:
    number = acts.raise_question(
        engine, DEMO, DecisionInput(title=title, **given), date(2026, 7, 1)
    )
    table = TableInput(
        options=(OptionRow(title="Stay", pros="Quiet"), OptionRow(title="Move", cons="Work")),
        criteria=(CriterionRow(title="Cost", scores=(1, 4)),),
    )
    acts.save_table(engine, DEMO, Seen("decision", number, 1), table)
    return number


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def labels(app: AppTest) -> set[str]:
    return {button.label for button in app.button}


@pytest.mark.parametrize("role", ROLES)
def test_an_empty_register_says_what_to_do_and_offers_it(app_as: App, role: Role) -> None:
    app = visit(app_as(role), "decisions")
    assert not app.exception
    assert "No decision is kept yet" in shown(app)
    assert "New question" in labels(app)


@pytest.mark.parametrize("role", ROLES)
def test_the_register_lists_open_questions_with_what_is_off(
    app_as: App, house: House, role: Role
) -> None:
    ask(house.engine, due_on=date(2026, 7, 20))
    app = visit(app_as(role), "decisions")
    assert not app.exception
    assert "1 decision is overdue" in shown(app)
    assert app.dataframe[0].value["Question"].tolist() == ["Do we move?"]
    assert {metric.label: metric.value for metric in app.metric}["Decisions overdue"] == "1"


def test_the_filter_stands_in_the_address(app_as: App, house: House) -> None:
    ask(house.engine)
    app = visit(app_as(Role.OPS), "decisions", show="decided")
    assert "Nothing is decided yet" in shown(app)
    app.button_group(key="filter_show").set_value("all").run()
    assert app.query_params["show"] in ("all", ["all"])
    assert len(app.dataframe) == 1


def test_a_new_question_is_kept_under_its_askers_name(app_as: App, house: House) -> None:
    app = press(visit(app_as(Role.MEMBER), "decisions"), "New question")
    app.text_input(key="decision_new:title").input("Who takes the patents?")
    press(app, "Add decision")
    assert decisions.register(house.engine)["title"].tolist() == ["Who takes the patents?"]
    assert decisions.register(house.engine)["made_by"].tolist() == [1]


@pytest.mark.parametrize(
    ("role", "can", "cannot"),
    [
        (Role.MEMBER, set[str](), {"Decide", "Edit", "Propose an outcome"}),
        (Role.EXECUTIVE, {"Decide"}, {"Edit", "Propose an outcome"}),
        (Role.OPS, {"Edit", "Propose an outcome", "Edit options and scores"}, {"Decide"}),
        (Role.ADMIN, {"Edit", "Decide"}, set[str]()),
    ],
)
def test_each_role_finds_its_acts_on_a_question_of_others(
    app_as: App, house: House, role: Role, can: set[str], cannot: set[str]
) -> None:
    number = ask(house.engine)
    app = visit(app_as(role), "decision", decision=str(number))
    assert not app.exception
    assert can <= labels(app)
    assert not cannot & labels(app)


def test_options_show_their_points_and_what_speaks_for_them(app_as: App, house: House) -> None:
    app = visit(app_as(Role.MEMBER), "decision", decision=str(ask(house.engine)))
    assert "Quiet" in shown(app)
    assert "80 of 100, best" in shown(app)
    assert app.dataframe[0].value["Move"].tolist() == [4, 80]


def test_an_executive_decides_and_what_was_typed_is_kept_until_then(
    app_as: App, house: House
) -> None:
    number = ask(house.engine)
    app = press(visit(app_as(Role.EXECUTIVE), "decision", decision=str(number)), "Decide")
    key = f"decide_{number}"
    app.text_area(key=f"{key}:outcome").input("We move.")
    press(app, "Record the decision")
    assert app.session_state[f"{key}:wrong"] == {"reason": "is empty. Type a sentence."}
    press(press(press(app, "Decide"), "Go on"), "Decide")
    assert app.text_area(key=f"{key}:outcome").value == "We move."
    app.text_area(key=f"{key}:reason").input("It is cheaper.")
    press(app, "Record the decision")
    row = records.one(house.engine, DEMO, "decision", number)
    assert (row["state"], row["decided_by"]) == ("decided", "Executive")
    assert "Decided by Executive" in shown(app)
    assert "Edit" not in labels(app)


def test_a_decided_decision_shows_spend_before_and_since_and_is_reviewed(
    app_as: App, house: House
) -> None:
    spend_rows.fill(house.engine)
    number = ask(house.engine, vendor_id=spend_rows.OAK)
    app = press(visit(app_as(Role.EXECUTIVE), "decision", decision=str(number)), "Decide")
    for field in ("outcome", "reason"):
        app.text_area(key=f"decide_{number}:{field}").input("We move.")
    app.date_input(key=f"decide_{number}:decided_on").set_value(date(2026, 7, 2))
    press(app, "Record the decision")
    app = visit(app, "decision", decision=str(number))
    assert "Spend before and since" in {tab.label for tab in app.tabs}
    press(app, "Review it")
    app.selectbox(key=f"review_{number}:verdict").set_value("better")
    app.text_area(key=f"review_{number}:review").input("It went well.")
    press(app, "Keep the review")
    assert records.one(house.engine, DEMO, "decision", number)["state"] == "reviewed"
    assert "Better than expected" in shown(app)


def test_what_was_typed_is_shown_as_text(app_as: App, house: House) -> None:
    number = ask(house.engine, "Is <b>this</b> [bold](http://x.example)?", context="**No**")
    app = visit(app_as(Role.MEMBER), "decision", decision=str(number))
    assert "\\[bold\\]" in shown(app)
    assert [each.value for each in app.text][:1] == ["**No**"]


def test_a_decision_that_is_not_there_is_said_to_be_missing(app_as: App) -> None:
    app = visit(app_as(Role.MEMBER), "decision", decision="77")
    assert not app.exception
    assert "is not here" in shown(app)


def test_the_history_tells_the_outcome_in_the_words_of_its_form(app_as: App, house: House) -> None:
    spend_rows.fill(house.engine)
    number = ask(house.engine, vendor_id=spend_rows.OAK)
    given = OutcomeInput(
        outcome="We move.", reason="Cheaper.", decided_on=date(2026, 7, 2), saving_cents=1_200_00
    )
    acts.decide(house.engine, DEMO, Seen("decision", number, 2), given, date(2026, 8, 1))
    app = visit(app_as(Role.MEMBER), "decision", decision=str(number))
    app.session_state[f"decision_{number}_tab"] = "History"
    app.run()
    assert "What is decided: nothing \u2192 We move." in shown(app)
    assert "Decided on: nothing \u2192 2 Jul 2026" in shown(app)
    assert "1,200.00" in shown(app)
