"""The portfolio of projects and the page of one."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from legalops.models.kinds import Seen
from legalops.models.projects import (
    BenefitInput,
    MilestoneInput,
    ProjectCostInput,
    ProjectInput,
    RiskInput,
    StatusNoteInput,
)
from legalops.periods import utc_now
from legalops.permissions import Actor, Role
from legalops.services import projects, records, users
from legalops.store import projects as store
from legalops.store import records as kept
from tests.ui.conftest import House, shown, visit

AppAs = Callable[[Role | None], AppTest]
TODAY = utc_now().date()


def day(offset: int) -> str:
    return (TODAY + timedelta(days=offset)).isoformat()


def actor(house: House, role: Role) -> Actor:
    house.let_in(role)
    table = users.list_users(house.engine)
    number = int(table.loc[table["username"] == role, "id"].iloc[0])
    return Actor(name=role, role=role, user_id=number, display_name=role.title())


@pytest.fixture
def filled(house: House) -> House:
    """A project of the member that slips by 60 days while its note says all is well."""
    tom, engine = actor(house, Role.MEMBER), house.engine
    given = {
        "title": "Roll-out *now*", "starts_on": day(-90), "due_on": day(90), "phase": "doing",
        "owner_id": tom.user_id,
    }  # fmt: skip
    number = projects.save(engine, tom, ProjectInput.model_validate(given))
    milestone = {"title": "Pilot", "baseline_on": day(10), "forecast_on": day(70)}
    projects.save_milestone(
        engine, tom, MilestoneInput.model_validate(milestone), project_id=number
    )
    note = {"title": "All is well", "health": "on_track", "on_day": day(-2), "next_step": "Go"}
    parts = {
        "status_note": StatusNoteInput.model_validate(note),
        "risk": RiskInput(title="The connector is late"),
        "benefit": BenefitInput(title="Hours saved", promised_e4=400_000),
    }
    for kind, part in parts.items():
        records.add(engine, tom, kind, part, project_id=number)
    cost = {"what": "Licence", "on_day": day(-30), "amount_cents": 1_200_000}
    projects.add_cost(engine, tom, number, ProjectCostInput.model_validate(cost))
    return house


def pressed(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


@pytest.mark.parametrize("role", [Role.MEMBER, Role.EXECUTIVE, Role.OPS])
def test_no_project_yet_shows_an_example_and_the_button(app_as: AppAs, role: Role) -> None:
    app = visit(app_as(role), "projects")
    assert not app.exception
    assert "There are no projects yet" in shown(app)
    assert "New project" in [button.label for button in app.button]


@pytest.mark.parametrize("role", [Role.MEMBER, Role.EXECUTIVE, Role.OPS])
def test_the_portfolio_says_what_is_off_first(app_as: AppAs, filled: House, role: Role) -> None:
    app = visit(app_as(role), "projects")
    assert not app.exception
    assert "1 project is running, 1 off track; Roll-out \\*now\\* ends 60 days later" in shown(app)
    table = app.dataframe[0].value
    assert table["Health"].to_list() == ["On track; its dates say off track"]
    assert table["Slip"].to_list() == ["60 days late"]


@pytest.mark.parametrize(("show", "rows"), [("running", 1), ("late", 1), ("mine", 1)])
def test_a_filter_stands_in_the_address(app_as: AppAs, filled: House, show: str, rows: int) -> None:
    app = visit(app_as(Role.MEMBER), "projects", show=show)
    assert len(app.dataframe[0].value) == rows


def test_a_filter_nothing_fits_says_so(app_as: AppAs, filled: House) -> None:
    app = visit(app_as(Role.OPS), "projects", show="mine")
    assert "You are no owner or sponsor" in shown(app)
    assert not app.dataframe


def test_typed_and_computed_health_stand_side_by_side(app_as: AppAs, filled: House) -> None:
    app = visit(app_as(Role.EXECUTIVE), "project", project="1")
    assert not app.exception
    assert "On track by its note" in shown(app)
    assert "Off track by its dates" in shown(app)
    assert [metric.value for metric in app.metric if metric.label == "Slip"] == ["60 days"]


def test_who_may_not_edit_sees_no_way_to(app_as: AppAs, filled: House) -> None:
    app = visit(app_as(Role.EXECUTIVE), "project", project="1")
    labels = {button.label for button in app.button}
    assert not labels & {"Edit", "Add a milestone", "Add a risk"}


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"status_note": "1"}, "All is well"),
        ({"risk": "1"}, "The connector is late"),
        ({"benefit": "1"}, "Hours saved"),
        ({"milestone": "1"}, "Pilot"),
    ],
)
def test_the_address_of_a_part_opens_it(
    app_as: AppAs, filled: House, part: dict[str, str], said: str
) -> None:
    app = visit(app_as(Role.MEMBER), "project", project="1", **part)
    assert not app.exception
    assert said in [field.value for field in app.text_input]


def test_the_week_s_note_begins_with_today_and_the_health_of_the_last_one(
    app_as: AppAs, filled: House
) -> None:
    app = visit(app_as(Role.MEMBER), "project", project="1", status_note="9")
    pressed(app, "Write the week\u2019s note")
    fields = {field.label: field.value for field in (*app.date_input, *app.selectbox)}
    assert (fields["As of"], fields["Health"]) == (TODAY, "on_track")
    for field in app.text_input:
        field.set_value("Pilot done")
    for area in app.text_area:
        area.set_value("Train the teams")
    pressed(app, "Add status note")
    assert not app.exception
    notes = store.latest_notes(filled.engine)
    assert notes[["title", "next_step"]].to_numpy().tolist() == [["Pilot done", "Train the teams"]]


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("milestone", "No milestones yet"),
        ("status_note", "No status note yet"),
        ("risk", "No risks yet"),
        ("benefit", "No benefits yet"),
    ],
)
def test_a_project_without_parts_says_what_is_missing(
    app_as: AppAs, house: House, part: str, said: str
) -> None:
    given = {"title": "New", "starts_on": day(0), "due_on": day(9), "phase": "doing"}
    projects.save(house.engine, actor(house, Role.OPS), ProjectInput.model_validate(given))
    app = visit(app_as(Role.OPS), "project", project="1", **{part: "9"})
    assert not app.exception
    assert said in shown(app)
    adding = {"status_note": "Write the week\u2019s note"}
    label = adding.get(part, f"Add a {part}")
    assert label in [button.label for button in app.button]
    assert "It serves no objective and no goal yet" in shown(app)


def test_a_move_asks_why_beside_the_field_and_keeps_it(app_as: AppAs, filled: House) -> None:
    app = visit(app_as(Role.MEMBER), "project", project="1", milestone="1")
    expected = next(field for field in app.date_input if field.label == "Expected now")
    expected.set_value(TODAY + timedelta(days=80))
    pressed(app, "Save")
    assert "Why it moves is empty" in shown(app)
    reason = next(field for field in app.text_input if field.label == "Why it moves")
    reason.set_value("The supplier is late")
    pressed(app, "Save")
    assert store.moves(filled.engine, 1)["reason"].to_list() == ["The supplier is late"]
    assert not app.exception


def test_a_project_of_another_address_says_it_is_not_here(app_as: AppAs, filled: House) -> None:
    app = visit(app_as(Role.MEMBER), "project", project="77")
    assert "is not here" in shown(app)


def test_a_project_that_was_taken_off_can_still_be_read(app_as: AppAs, filled: House) -> None:
    row = kept.one(filled.engine, actor(filled, Role.OPS), "project", 1)
    seen = Seen("project", 1, int(row["version"]))
    records.withdraw(filled.engine, actor(filled, Role.OPS), seen)
    app = visit(app_as(Role.MEMBER), "project", project="1")
    assert not app.exception
    assert "Taken off" in shown(app)
