"""What was learned, what went well and who did it, and how mature the department is."""

from typing import Annotated

from sqlalchemy import CheckConstraint

from legalops.models.asked import Ask, Asked, Day, Line, People, Prose, Title
from legalops.models.base import Table, integer, kept, strict, text
from legalops.models.kept import Kept


class Retrospective(Kept, table=True):
    """One row per retrospective, on a project or on any stretch of work."""

    __table_args__ = strict()
    held_on: str = text()
    project_id: int | None = integer(default=None, foreign_key="project.id", index=True)
    owner_id: int | None = integer(default=None, foreign_key="user.id")
    went_well: str = text(default="")
    went_badly: str = text(default="")
    to_change: str = text(default="")


class RetrospectiveInput(Asked):
    """What a form gives for a retrospective; its actions are entered beside it."""

    title: Annotated[Title, Ask("Looking back on", example="The Ardenmoor trial")]
    held_on: Annotated[Day, Ask("Held on", "day", row="a")]
    project_id: Annotated[int | None, Ask("Project", "record", records="project", row="a")] = None
    owner_id: Annotated[int | None, Ask("Led by", "person", row="a")] = None
    attendees: Annotated[People, Ask("Who was there", "people")] = ()
    went_well: Annotated[Prose, Ask("What went well", "prose", row="b", lines=5)] = ""
    went_badly: Annotated[Prose, Ask("What did not", "prose", row="b", lines=5)] = ""
    to_change: Annotated[
        Prose,
        Ask("What we change", "prose", lines=2,
            help="In a sentence or two; who does what until when is entered as actions."),
    ] = ""  # fmt: skip


class Lesson(Kept, table=True):
    """One row per lesson; `tags` are words with commas between."""

    __table_args__ = strict()
    body: str = text(default="")
    tags: str = text(default="")
    retrospective_id: int | None = integer(default=None, foreign_key="retrospective.id", index=True)


class LessonInput(Asked):
    """What a form gives for a lesson."""

    title: Annotated[Title, Ask("Lesson", example="Agree expert fees before the trial date moves")]
    body: Annotated[Prose, Ask("What happened, and what to do next time", "prose", lines=4)] = ""
    tags: Annotated[
        Line,
        Ask("Tags", example="experts, budgets", row="a", help="Words with commas between them."),
    ] = ""
    retrospective_id: Annotated[
        int | None, Ask("From the retrospective", "record", records="retrospective", row="a")
    ] = None


class Win(Kept, table=True):
    """One row per thing to celebrate; the people it names are `record_person` rows."""

    __table_args__ = strict()
    on_day: str = text()
    body: str = text(default="")


class WinInput(Asked):
    """What a form gives for a win."""

    title: Annotated[Title, Ask("What was achieved", example="Settled below the reserve")]
    on_day: Annotated[Day, Ask("When", "day", row="a")]
    people: Annotated[People, Ask("Thanks to", "people", row="a")] = ()
    body: Annotated[Prose, Ask("How", "prose")] = ""


class Assessment(Kept, table=True):
    """One row per self-assessment of the department's maturity."""

    __table_args__ = strict()
    made_on: str = text()


class AssessmentLevel(Table, table=True):
    """One row per assessment x area: 1 early, 2 intermediate, 3 advanced, with what is missing."""

    __tablename__ = "assessment_level"
    __table_args__ = kept(CheckConstraint("level BETWEEN 1 AND 3", name="level_in_range"))
    assessment_id: int = integer(primary_key=True, foreign_key="assessment.id")
    area: str = text(primary_key=True)
    level: int = integer()
    note: str = text(default="")


class AssessmentInput(Asked):
    """What a form gives for an assessment; its levels are entered in a grid."""

    title: Annotated[Title, Ask("Assessment", example="Autumn 2026")]
    made_on: Annotated[Day, Ask("Made on", "day")]
