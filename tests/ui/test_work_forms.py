"""Forms of what people keep: two at once, what is wrong beside the field, drafts, in place."""

from datetime import date

import pytest

from legalops.access import sessions
from legalops.models.goals import GoalInput
from legalops.models.kinds import Seen
from legalops.models.meetings import ActionInput, MeetingInput
from legalops.permissions import Role, system
from legalops.services import form_drafts as drafts
from legalops.services import records as acts
from legalops.store import form_drafts, records
from tests.ui.conftest import House
from tests.ui.kit import actor_of, page_of, press, said

CLI = system("cli")
ACTION_FORM = """
from legalops.store import records
from legalops.ui import data, who
from legalops.ui.work import form
row = records.one(data.engine(), who.actor(), "action", 1)
form.said()
form.draw(form.of("action", row), form.keep("action"))
"""
NEW_MEETING = """
from legalops.ui.work import form
form.said()
form.draw(form.of("meeting"), form.keep("meeting"))
"""
IN_PLACE = """
from legalops.store import records
from legalops.ui import data, who
from legalops.ui.work import form, inplace
row = records.one(data.engine(), who.actor(), "goal", 1)
form.said()
inplace.choice("goal", row, "state")
inplace.person("goal", row, "owner_id")
inplace.day("goal", row, "due_on")
"""


@pytest.fixture
def action(house: House) -> int:
    given = ActionInput(title="Send the proposal", due_on=date(2026, 3, 1))
    return acts.add(house.engine, CLI, "action", given)


@pytest.fixture
def goal(house: House) -> int:
    given = GoalInput(title="Within budget", starts_on=date(2026, 1, 1), due_on=date(2026, 6, 1))
    return acts.add(house.engine, actor_of(house, Role.MEMBER), "goal", given)


def test_the_second_of_two_sees_both_versions_and_chooses_what_stands(
    house: House, action: int
) -> None:
    app = page_of(house, Role.MEMBER, ACTION_FORM)
    ana = actor_of(house, Role.OPS)
    acts.set_one(house.engine, ana, Seen("action", action, 1), "title", "Send it by Friday")
    app.text_input[0].set_value("Send the rate proposal")
    press(app, "Save")
    assert "Ops saved this while you had it open" in said(app)
    assert "Ops saved: Send it by Friday" in said(app)
    assert app.text_input[0].value == "Send the rate proposal"
    assert records.one(house.engine, ana, "action", action)["title"] == "Send it by Friday"
    press(app, "Save mine over it")
    assert records.one(house.engine, ana, "action", action)["title"] == "Send the rate proposal"
    assert len(records.history(house.engine, ana, "action", action)) == 3


def test_a_save_sent_twice_never_writes_over_what_was_not_shown(house: House, action: int) -> None:
    app = page_of(house, Role.MEMBER, ACTION_FORM)
    ana = actor_of(house, Role.OPS)
    acts.set_one(house.engine, ana, Seen("action", action, 1), "title", "Theirs")
    app.text_input[0].set_value("Mine")
    twice = next(button for button in app.button if button.label == "Save")
    twice.click().run()
    twice.click().run()
    assert records.one(house.engine, ana, "action", action)["title"] == "Theirs"


def test_the_second_of_two_can_take_what_the_first_saved(house: House, action: int) -> None:
    app = page_of(house, Role.MEMBER, ACTION_FORM)
    ana = actor_of(house, Role.OPS)
    acts.set_one(house.engine, ana, Seen("action", action, 1), "title", "Send it by Friday")
    app.text_input[0].set_value("Mine")
    press(app, "Save")
    press(app, "Take what is saved")
    assert app.text_input[0].value == "Send it by Friday"
    assert records.one(house.engine, ana, "action", action)["version"] == 2


def test_a_form_left_and_opened_again_starts_from_what_stands_now(
    house: House, action: int
) -> None:
    script = ACTION_FORM.replace("form.draw", "if not st.query_params: form.draw")
    app = page_of(house, Role.MEMBER, f"import streamlit as st{script}")
    app.query_params["away"] = "yes"
    app.run()
    seen = Seen("action", action, 1)
    acts.set_one(house.engine, actor_of(house, Role.OPS), seen, "title", "Newer")
    del app.query_params["away"]
    app.run()
    press(app, "Save")
    assert "while you had it open" not in said(app)
    assert records.one(house.engine, CLI, "action", action)["title"] == "Newer"


@pytest.mark.parametrize(
    ("typed", "problem"),
    [("x" * 201, "201 characters"), (" ", "is empty"), ("a\u202eb", "reading direction")],
)
def test_what_is_wrong_stands_beside_the_field_and_what_was_typed_stays(
    house: House, action: int, typed: str, problem: str
) -> None:
    app = page_of(house, Role.MEMBER, ACTION_FORM)
    app.text_input[0].set_value(typed)
    press(app, "Save")
    assert problem in said(app)
    assert app.text_input[0].value == typed
    assert records.one(house.engine, CLI, "action", action)["version"] == 1


def test_what_is_typed_into_a_long_form_survives_an_ended_session(house: House) -> None:
    app = page_of(house, Role.MEMBER, NEW_MEETING)
    app.text_input[0].set_value("Budget of the Vale case").run()
    app.text_area[1].set_value("Experts cost twice what was planned.").run()
    member = actor_of(house, Role.MEMBER)
    sessions.sign_out(house.engine, house.session_id)
    ticket = sessions.issue_ticket(house.engine, member.user_id or 0)
    house.sessions[Role.MEMBER] = sessions.redeem(house.engine, ticket) or ""
    again = page_of(house, Role.MEMBER, NEW_MEETING)
    assert "You began this on" in said(again)
    press(again, "Go on")
    assert again.text_input[0].value == "Budget of the Vale case"
    assert again.text_area[1].value == "Experts cost twice what was planned."
    again.date_input[0].set_value(date(2026, 3, 2)).run()
    press(again, "Add meeting")
    kept = records.one(house.engine, CLI, "meeting", 1)
    assert (kept["notes"], kept["held_on"]) == (
        "Experts cost twice what was planned.", "2026-03-02",
    )  # fmt: skip
    assert form_drafts.begun(house.engine, member, "meeting_new") is None


def test_starting_over_lets_go_of_what_was_begun(house: House) -> None:
    app = page_of(house, Role.MEMBER, NEW_MEETING)
    app.text_input[0].set_value("Half a thought").run()
    again = page_of(house, Role.MEMBER, NEW_MEETING)
    press(again, "Start over")
    assert again.text_input[0].value == ""
    assert "You began this" not in said(page_of(house, Role.MEMBER, NEW_MEETING))


def test_a_draft_of_what_somebody_changed_since_shows_both(house: House) -> None:
    member = actor_of(house, Role.MEMBER)
    given = MeetingInput(title="Monday", held_on=date(2026, 3, 2))
    number = acts.add(house.engine, member, "meeting", given)
    edit = NEW_MEETING.replace(
        'form.of("meeting")', 'form.of("meeting", records.one(data.engine(), who.actor(), '
        '"meeting", 1))'
    ).replace("from legalops.ui.work", "from legalops.store import records\n"
              "from legalops.ui import data, who\nfrom legalops.ui.work")  # fmt: skip
    page_of(house, Role.MEMBER, edit).text_area[1].set_value("My notes").run()
    ops = actor_of(house, Role.OPS)
    acts.set_one(house.engine, ops, Seen("meeting", number, 1), "notes", "Their notes")
    app = page_of(house, Role.MEMBER, edit)
    press(app, "Go on")
    press(app, "Save")
    assert "Ops saved: Their notes" in said(app)
    assert app.text_area[1].value == "My notes"


def test_a_draft_is_read_by_nobody_else(house: House) -> None:
    member, ops = actor_of(house, Role.MEMBER), actor_of(house, Role.OPS)
    drafts.keep(house.engine, member, "meeting_new", {"title": "Mine"}, 0)
    assert form_drafts.begun(house.engine, ops, "meeting_new") is None


def test_a_value_set_in_place_is_kept_at_once(house: House, goal: int) -> None:
    app = page_of(house, Role.MEMBER, IN_PLACE)
    app.selectbox[0].select("met").run()
    assert "State: Met" in said(app)
    app.date_input[0].set_value(date(2026, 7, 1)).run()
    kept = records.one(house.engine, CLI, "goal", goal)
    assert (kept["state"], kept["due_on"]) == ("met", "2026-07-01")


def test_in_place_the_second_of_two_is_told_and_sees_what_stands(house: House, goal: int) -> None:
    app = page_of(house, Role.OPS, IN_PLACE)
    seen = Seen("goal", goal, 1)
    acts.set_one(house.engine, actor_of(house, Role.MEMBER), seen, "state", "dropped")
    app.selectbox[0].select("met").run()
    assert "somebody changed it meanwhile" in said(app)
    assert app.selectbox[0].value == "dropped"
    assert records.one(house.engine, CLI, "goal", goal)["state"] == "dropped"


def test_in_place_a_day_the_form_would_refuse_is_refused_beside_it(house: House, goal: int) -> None:
    app = page_of(house, Role.MEMBER, IN_PLACE)
    app.date_input[0].set_value(date(2025, 7, 1)).run()
    assert "before the start" in said(app)
    assert app.date_input[0].value == date(2026, 6, 1)


def test_who_may_not_edit_reads_the_values_as_text(house: House, goal: int) -> None:
    app = page_of(house, Role.EXECUTIVE, IN_PLACE)
    assert not app.selectbox
    assert not app.date_input
    assert "Open" in said(app)
