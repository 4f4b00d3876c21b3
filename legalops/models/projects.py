"""Strategic projects: who, what for, milestones and their moves, risks, benefits, status."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, ValidationInfo, field_validator
from sqlalchemy import CheckConstraint

from legalops.models.asked import (
    E4,
    Ask,
    Asked,
    Cents,
    Day,
    Line,
    MaybeDay,
    People,
    Prose,
    Title,
    Words,
)
from legalops.models.base import Table, integer, kept, key, strict, text
from legalops.models.kept import Kept

PHASES = (
    ("proposed", "Proposed"),
    ("planning", "Planning"),
    ("doing", "Under way"),
    ("closing", "Closing"),
    ("done", "Done"),
    ("stopped", "Stopped"),
)
HEALTHS = (("on_track", "On track"), ("at_risk", "At risk"), ("off_track", "Off track"))
Phase = Literal["proposed", "planning", "doing", "closing", "done", "stopped"]
Health = Literal["on_track", "at_risk", "off_track"]
LARGEST_WEIGHT = 100


def _one_to_five(value: int) -> int:
    if not 1 <= value <= 5:
        raise ValueError("must be 1, 2, 3, 4 or 5.")
    return value


def _weight(value: int) -> int:
    if not 1 <= value <= LARGEST_WEIGHT:
        raise ValueError(f"must lie between 1 and {LARGEST_WEIGHT}.")
    return value


FromOneToFive = Annotated[int, AfterValidator(_one_to_five)]
Weight = Annotated[int, AfterValidator(_weight)]


class Project(Kept, table=True):
    """One row per project; `matter_id` is the matter its outside cost is billed under."""

    __table_args__ = strict(
        CheckConstraint(
            "phase IN ('proposed', 'planning', 'doing', 'closing', 'done', 'stopped')",
            name="phase_known",
        ),
    )
    why: str = text(default="")
    objective_id: int | None = integer(default=None, foreign_key="objective.id", index=True)
    sponsor_id: int | None = integer(default=None, foreign_key="user.id")
    owner_id: int | None = integer(default=None, foreign_key="user.id", index=True)
    it_owner_id: int | None = integer(default=None, foreign_key="user.id", index=True)
    phase: str = text(default="proposed")
    starts_on: str = text()
    due_on: str = text()
    budget_cents: int | None = integer(default=None)
    matter_id: int | None = integer(default=None, foreign_key="matter.id", index=True)


class ProjectInput(Asked):
    """What a form gives for a project."""

    title: Annotated[Title, Ask("Project", example="Contract lifecycle roll-out")]
    why: Annotated[Prose, Ask("What it is for", "prose", lines=2)] = ""
    objective_id: Annotated[
        int | None, Ask("Objective it serves", "record", records="objective", row="for")
    ] = None
    goals: Annotated[People, Ask("Goals it serves", "records", records="goal", row="for")] = ()
    sponsor_id: Annotated[int | None, Ask("Sponsor", "person", row="who")] = None
    owner_id: Annotated[int | None, Ask("Owner in Legal", "person", row="who")] = None
    it_owner_id: Annotated[int | None, Ask("Owner in IT", "person", row="who")] = None
    phase: Annotated[Phase, Ask("Phase", "choice", choices=PHASES, row="when")] = "proposed"
    starts_on: Annotated[Day, Ask("Starts on", "day", row="when")]
    due_on: Annotated[Day, Ask("Due on", "day", row="when")]
    budget_cents: Annotated[Cents | None, Ask("Budget", "money", row="money")] = None
    matter_id: Annotated[
        int | None,
        Ask(
            "Matter its outside cost is billed under", "record", records="matter", row="money",
            help="What firms bill on it counts as cost of the project.",
        ),
    ] = None  # fmt: skip

    @field_validator("due_on")
    @classmethod
    def _ends_after_it_starts(cls, due: date, info: ValidationInfo) -> date:
        starts = info.data.get("starts_on")
        if starts and due < starts:
            raise ValueError("lies before the start. Choose a later day.")
        return due


class ProjectGoal(Table, table=True):
    """One row per goal a project serves."""

    __tablename__ = "project_goal"
    __table_args__ = kept()
    project_id: int = integer(primary_key=True, foreign_key="project.id")
    goal_id: int = integer(primary_key=True, foreign_key="goal.id", index=True)


class ProjectCost(Table, table=True):
    """One row per cost of a project that no invoice in the store carries."""

    __tablename__ = "project_cost"
    __table_args__ = strict()
    id: int | None = key()
    project_id: int = integer(foreign_key="project.id", index=True)
    on_day: str = text()
    what: str = text()
    amount_cents: int = integer()
    made_by: str = text()
    made_at: str = text()
    withdrawn_at: str | None = text(default=None)


class ProjectCostInput(Asked):
    """What a form gives for a cost that no invoice in the store carries."""

    what: Annotated[Title, Ask("What it is for", example="Licence, first year")]
    on_day: Annotated[Day, Ask("On", "day", row="a")]
    amount_cents: Annotated[Cents, Ask("Amount", "money", row="a")]


class Milestone(Kept, table=True):
    """One row per milestone: the date first promised, the one expected now, the day it was done."""

    __table_args__ = strict()
    project_id: int = integer(foreign_key="project.id", index=True)
    owner_id: int | None = integer(default=None, foreign_key="user.id", index=True)
    baseline_on: str = text()
    forecast_on: str = text()
    done_on: str | None = text(default=None)
    weight: int = integer(default=1)


class MilestoneInput(Asked):
    """What a form gives for a milestone; a date that was promised moves with a reason only."""

    title: Annotated[Title, Ask("Milestone", example="Pilot with two teams ends")]
    owner_id: Annotated[int | None, Ask("Owner", "person", row="a")] = None
    weight: Annotated[
        Weight,
        Ask("Weight", "count", row="a", help="How much of the work it stands for; 1 is usual."),
    ] = 1
    baseline_on: Annotated[
        Day,
        Ask("First promised for", "day", row="b", help="The baseline: lateness counts from it."),
    ]
    forecast_on: Annotated[
        MaybeDay, Ask("Expected now", "day", row="b", help="Empty: as first promised.")
    ] = None
    done_on: Annotated[MaybeDay, Ask("Done on", "day", row="b")] = None
    reason: Annotated[
        Line,
        Ask("Why it moves", example="The vendor delivers later",
            help="Only where a date that was kept before changes; it stays beside the move."),
    ] = ""  # fmt: skip


class MilestoneMove(Table, table=True):
    """One row per move of a milestone's forecast date, with its reason."""

    __tablename__ = "milestone_move"
    __table_args__ = strict()
    id: int | None = key()
    milestone_id: int = integer(foreign_key="milestone.id", index=True)
    from_on: str = text()
    to_on: str = text()
    reason: str = text()
    made_by: str = text()
    made_at: str = text()


class Risk(Kept, table=True):
    """One row per risk of a project, likelihood and impact 1-5."""

    __table_args__ = strict(CheckConstraint("state IN ('open', 'closed')", name="state_known"))
    project_id: int = integer(foreign_key="project.id", index=True)
    likelihood: int = integer(default=3)
    impact: int = integer(default=3)
    answer: str = text(default="")
    owner_id: int | None = integer(default=None, foreign_key="user.id")
    state: str = text(default="open")


class RiskInput(Asked):
    """What a form gives for a risk."""

    title: Annotated[Title, Ask("Risk", example="The data migration takes longer")]
    likelihood: Annotated[FromOneToFive, Ask("Likelihood, 1 to 5", "count", row="a")] = 3
    impact: Annotated[FromOneToFive, Ask("Impact, 1 to 5", "count", row="a")] = 3
    owner_id: Annotated[int | None, Ask("Owner", "person", row="a")] = None
    answer: Annotated[Prose, Ask("What is done about it", "prose", lines=2)] = ""
    state: Annotated[
        Literal["open", "closed"],
        Ask("State", "choice", choices=(("open", "Open"), ("closed", "Closed"))),
    ] = "open"


class Benefit(Kept, table=True):
    """One row per benefit promised by a project, and what was measured of it (1/10000)."""

    __table_args__ = strict()
    project_id: int = integer(foreign_key="project.id", index=True)
    unit: str = text(default="")
    promised_e4: int = integer()
    due_on: str | None = text(default=None)
    measured_e4: int | None = integer(default=None)
    measured_on: str | None = text(default=None)


class BenefitInput(Asked):
    """What a form gives for a benefit."""

    title: Annotated[Title, Ask("Benefit", example="Hours saved a month")]
    unit: Annotated[Line, Ask("Unit", example="hours", row="a")] = ""
    promised_e4: Annotated[E4, Ask("Promised", "number", row="a")]
    due_on: Annotated[MaybeDay, Ask("Expected from", "day", row="a")] = None
    measured_e4: Annotated[E4 | None, Ask("Measured", "number", row="b")] = None
    measured_on: Annotated[MaybeDay, Ask("Measured on", "day", row="b")] = None

    @field_validator("measured_on")
    @classmethod
    def _has_a_day(cls, day: date | None, info: ValidationInfo) -> date | None:
        if day is None and info.data.get("measured_e4") is not None:
            raise ValueError("is missing. Say when it was measured.")
        return day


class StatusNote(Kept, table=True):
    """One row per status note of a project: `title` is the sentence, dated, with its health."""

    __tablename__ = "status_note"
    __table_args__ = strict(
        CheckConstraint("health IN ('on_track', 'at_risk', 'off_track')", name="health_known"),
    )
    project_id: int = integer(foreign_key="project.id", index=True)
    on_day: str = text()
    health: str = text()
    body: str = text(default="")
    next_step: str = text(default="")


class StatusNoteInput(Asked):
    """What a form gives for the weekly status note."""

    title: Annotated[Title, Ask("In one sentence", example="Pilot done, two defects left")]
    health: Annotated[Health, Ask("Health", "choice", choices=HEALTHS, row="a")]
    on_day: Annotated[Day, Ask("As of", "day", row="a")]
    body: Annotated[Prose, Ask("What happened", "prose", lines=4)] = ""
    next_step: Annotated[Words, Ask("The next step", "prose", lines=2)]
