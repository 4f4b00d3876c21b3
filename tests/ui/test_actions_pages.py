"""The pages of actions and meetings: noted in a line, ticked in place, carried over."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from legalops.models.meetings import ActionInput, ForumInput
from legalops.permissions import Actor, Role
from legalops.services import actions as acts
from legalops.services import meetings as meeting_acts
from legalops.services import records as kept
from legalops.store import actions, meetings, users
from tests.ui.conftest import House, shown, visit

AppAs = Callable[[Role | None], AppTest]
LATE = date(2026, 1, 5)
EVERYBODY = (Role.MEMBER, Role.EXECUTIVE, Role.OPS)


@pytest.fixture
def filled(house: House) -> House:
    """A member with an overdue action of a meeting, in a series that meets again."""
    house.let_in(Role.MEMBER)
    house.let_in(Role.OPS)
    number = {name: number for number, name in users.choices(house.engine).items()}
    tom, ana = number["Member"], Actor("ops", Role.OPS, number["Ops"], display_name="Ops")
    series = ForumInput(title="Monday *review*", first_on=LATE, agenda="- Money", members=(tom,))
    review = kept.add(house.engine, ana, "forum", series)
    first = meeting_acts.begin(house.engine, ana, review, LATE)
    meeting_acts.begin(house.engine, ana, review, LATE + timedelta(days=7))
    late = ActionInput(title="Call the *firm*", owner_id=tom, due_on=LATE)
    acts.add(house.engine, ana, late, ("meeting", first))
    return house


def button(app: AppTest, label: str) -> AppTest:
    found = next(each for each in app.button if each.label == label)
    return found.click().run()


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("page", ["actions", "meetings"])
def test_an_empty_page_says_what_is_missing_and_shows_an_example(
    app_as: AppAs, role: Role, page: str
) -> None:
    app = visit(app_as(role), page)
    assert not app.exception
    assert "For example" in shown(app)


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("actions", {}),
        ("actions", {"show": "open"}),
        ("actions", {"show": "people"}),
        ("actions", {"show": "done"}),
        ("actions", {"action": "1"}),
        ("meetings", {}),
        ("meetings", {"show": "latest"}),
        ("meetings", {"show": "bare"}),
        ("meetings", {"forum": "1"}),
        ("meeting", {"meeting": "2"}),
    ],
)
def test_every_page_is_drawn_for_everybody(
    filled: House, app_as: AppAs, role: Role, page: str, query: dict[str, str]
) -> None:
    app = visit(app_as(role), page, **query)
    assert not app.exception
    said = shown(app)
    assert "review" in said or "firm" in said or app.dataframe or "Nothing" in said


def test_a_line_typed_is_kept_and_the_field_is_empty_for_the_next(
    filled: House, app_as: AppAs
) -> None:
    app = visit(app_as(Role.MEMBER), "actions")
    app.text_input(key="actions_line").set_value("send the memo, tomorrow")
    app = button(app, "Add")
    assert not app.exception
    assert app.text_input(key="actions_line").value == ""
    assert "Send the memo" in set(actions.table(filled.engine)["title"])


def test_a_line_that_cannot_be_read_stays_and_says_why(filled: House, app_as: AppAs) -> None:
    app = visit(app_as(Role.MEMBER), "actions")
    app.text_input(key="actions_line").set_value("send the memo, 3/4/2026")
    app = button(app, "Add")
    assert app.text_input(key="actions_line").value == "send the memo, 3/4/2026"
    assert "either way round" in shown(app)


def test_a_later_meeting_carries_what_is_open_and_a_tick_ends_it(
    filled: House, app_as: AppAs
) -> None:
    app = visit(app_as(Role.OPS), "meeting", meeting="2")
    assert "Still open from before: 1 action" in shown(app)
    app = next(each for each in app.checkbox if "firm" in each.label).check().run()
    assert not app.exception
    assert "Still open from before" not in shown(app)
    assert list(actions.table(filled.engine)["state"]) == ["done"]


def test_notes_typed_on_the_page_of_a_meeting_are_kept(filled: House, app_as: AppAs) -> None:
    app = visit(app_as(Role.MEMBER), "meeting", meeting="2")
    next(each for each in app.text_area if each.label == "Notes").set_value("- All agreed")
    app = button(app, "Save notes")
    assert not app.exception
    frame = meetings.meetings(filled.engine).set_index("id")
    assert bool(frame.loc[2, "has_notes"])


def test_a_member_s_home_says_what_is_due_and_one_click_does_it(
    filled: House, app_as: AppAs
) -> None:
    app = visit(app_as(Role.MEMBER), "home")
    assert not app.exception
    assert "1 overdue" in shown(app)
    app = button(app, "Done")
    assert not app.exception
    assert list(actions.table(filled.engine)["state"]) == ["done"]
    assert "1 overdue" not in shown(app)


def test_what_others_did_stands_on_the_home_of_whom_it_concerns(
    filled: House, app_as: AppAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("legalops.ui.overview.is_empty", lambda: False)
    app = visit(app_as(Role.MEMBER), "home")
    assert not app.exception
    assert "In the last two weeks" in [each.value for each in app.subheader]
    assert "added this" in shown(app)
