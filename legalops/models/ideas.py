"""What could be done better, and what was tried."""

from datetime import date
from typing import Annotated, Literal

from pydantic import ValidationInfo, field_validator
from sqlalchemy import CheckConstraint

from legalops.models.asked import Ask, Asked, Line, MaybeDay, Prose, Title, Words
from legalops.models.base import Table, integer, kept, strict, text
from legalops.models.kept import Kept

IDEA_STATES = (
    ("new", "New"),
    ("considered", "Considered"),
    ("testing", "Testing"),
    ("adopted", "Adopted"),
    ("parked", "Parked"),
)
RESULTS = (
    ("confirmed", "Confirmed"),
    ("refuted", "Refuted"),
    ("unclear", "Unclear"),
)
IdeaState = Literal["new", "considered", "testing", "adopted", "parked"]


class Idea(Kept, table=True):
    """One row per idea."""

    __table_args__ = strict(
        CheckConstraint(
            "state IN ('new', 'considered', 'testing', 'adopted', 'parked')", name="state_known"
        ),
    )
    body: str = text(default="")
    owner_id: int | None = integer(default=None, foreign_key="user.id")
    state: str = text(default="new")
    reason: str = text(default="")
    first_decided_on: str | None = text(default=None)


class IdeaInput(Asked):
    """What a form gives for an idea: one line is enough."""

    title: Annotated[Title, Ask("Idea", example="One intake form for all requests")]
    body: Annotated[Prose, Ask("What it would bring", "prose", lines=3)] = ""
    owner_id: Annotated[
        int | None, Ask("Looked after by", "person", help="Who answers and takes it further.")
    ] = None


class IdeaMoveInput(Asked):
    """What a form gives when an idea moves on: where to, and the answer to who had it."""

    state: Annotated[
        Literal["considered", "testing", "adopted", "parked"],
        Ask("It is now", "choice", choices=IDEA_STATES[1:]),
    ]
    reason: Annotated[
        Words,
        Ask("Because", "prose", lines=2, example="It saves the desk an hour a day; from May on"),
    ]


class IdeaSupport(Table, table=True):
    """One row per person who supports an idea."""

    __tablename__ = "idea_support"
    __table_args__ = kept()
    idea_id: int = integer(primary_key=True, foreign_key="idea.id")
    user_id: int = integer(primary_key=True, foreign_key="user.id")
    at: str = text()


class Experiment(Kept, table=True):
    """One row per experiment: the belief, its measure, when it stops, what it showed."""

    __table_args__ = strict()
    idea_id: int | None = integer(default=None, foreign_key="idea.id", index=True)
    owner_id: int | None = integer(default=None, foreign_key="user.id", index=True)
    hypothesis: str = text(default="")
    measure: str = text(default="")
    starts_on: str | None = text(default=None)
    stop_on: str | None = text(default=None)
    ended_on: str | None = text(default=None)
    outcome: str = text(default="")
    result: str = text(default="")


class ExperimentInput(Asked):
    """What a form gives for an experiment."""

    title: Annotated[Title, Ask("Experiment", example="Two teams use the intake form for a month")]
    idea_id: Annotated[int | None, Ask("Idea it tests", "record", records="idea", row="a")] = None
    owner_id: Annotated[int | None, Ask("Owner", "person", row="a")] = None
    hypothesis: Annotated[
        Words, Ask("We believe that", "prose", example="half of the mails will stop", lines=2)
    ]
    measure: Annotated[Line, Ask("Measured by", example="Mails a week to the shared inbox")] = ""
    starts_on: Annotated[MaybeDay, Ask("Starts on", "day", row="b")] = None
    stop_on: Annotated[
        MaybeDay, Ask("Stops on", "day", row="b", help="The day on which you say what it showed.")
    ] = None

    @field_validator("stop_on")
    @classmethod
    def _after_the_start(cls, day: date | None, info: ValidationInfo) -> date | None:
        start = info.data.get("starts_on")
        if day and start and day < start:
            raise ValueError(f"lies before its start, {start.isoformat()}. Choose a later day.")
        return day


class ExperimentResultInput(Asked):
    """What a form gives when an experiment ends."""

    outcome: Annotated[
        Literal["confirmed", "refuted", "unclear"],
        Ask("The belief is", "choice", choices=RESULTS, row="a"),
    ]
    ended_on: Annotated[MaybeDay, Ask("Ended on", "day", row="a")] = None
    result: Annotated[
        Words,
        Ask("What it showed", "prose", example="Mails went from 40 to 19 a week; nobody went back"),
    ]
