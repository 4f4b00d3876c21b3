"""The department's figures about projects."""

from datetime import date

import pytest
from sqlalchemy import Engine

from legalops.models.projects import BenefitInput, MilestoneInput, ProjectInput, StatusNoteInput
from legalops.permissions import Actor, Role
from legalops.services import projects, records

TODAY = date(2026, 6, 1)
MAY = date(2026, 5, 1)


def begin(engine: Engine, actor: Actor, phase: str) -> int:
    given = {"title": "Roll-out", "starts_on": MAY, "due_on": "2026-12-01", "phase": phase}
    number = projects.save(engine, actor, ProjectInput.model_validate(given))
    for done in (MAY, None):
        given_milestone = MilestoneInput(title="Pilot", baseline_on=MAY, done_on=done)
        projects.save_milestone(engine, actor, given_milestone, project_id=number)
    return number


def test_an_empty_store_has_no_figures(engine: Engine) -> None:
    assert set(projects.figures(engine, TODAY).values()) == {None}


@pytest.mark.parametrize(
    ("phase", "on_time", "index", "off"),
    [
        ("doing", 0.5, 0.5, 1),
        ("done", 0.5, None, None),
        ("proposed", None, None, None),
        ("stopped", None, None, None),
    ],
)
def test_which_projects_count(
    engine: Engine, people: dict[Role, Actor], phase: str, on_time: float | None,
    index: float | None, off: int | None,
) -> None:  # fmt: skip
    begin(engine, people[Role.OPS], phase)
    found = projects.figures(engine, TODAY)
    assert found["milestones_on_time"] == on_time
    assert found["schedule_index"] == index
    assert found["projects_off_track"] == off


def test_a_note_takes_a_project_off_track_too(engine: Engine, people: dict[Role, Actor]) -> None:
    ana = people[Role.OPS]
    given = {"title": "Roll-out", "starts_on": MAY, "due_on": "2026-12-01", "phase": "planning"}
    number = projects.save(engine, ana, ProjectInput.model_validate(given))
    assert projects.figures(engine, TODAY)["projects_off_track"] == 0
    note = StatusNoteInput(title="No people", health="off_track", on_day=MAY, next_step="Ask")
    records.add(engine, ana, "status_note", note, project_id=number)
    assert projects.figures(engine, TODAY)["projects_off_track"] == 1


def test_benefits_due_are_measured_or_not(engine: Engine, people: dict[Role, Actor]) -> None:
    ana = people[Role.OPS]
    number = begin(engine, ana, "done")
    for measured in (None, 5):
        benefit = BenefitInput(
            title="Hours", promised_e4=10, due_on=MAY, measured_e4=measured,
            measured_on=TODAY if measured else None,
        )  # fmt: skip
        records.add(engine, ana, "benefit", benefit, project_id=number)
    assert projects.figures(engine, TODAY)["benefits_measured"] == 0.5
