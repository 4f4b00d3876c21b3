"""What people can do, what their work needs, and how the gap is closed."""

from typing import Annotated, Literal

from sqlalchemy import CheckConstraint, Index

from legalops.models.asked import Ask, Asked, Cents, Line, MaybeDay, People, Prose, Title
from legalops.models.base import Table, integer, kept, key, strict, text
from legalops.models.kept import Kept

LEVELS = (
    ("0", "0 none"),
    ("1", "1 learning"),
    ("2", "2 with help"),
    ("3", "3 alone"),
    ("4", "4 teaches it"),
)
TRAINING_KINDS = (("training", "Training"), ("expert", "Outside expert"))
TRAINING_STATES = (("planned", "Planned"), ("done", "Done"), ("dropped", "Dropped"))


class Skill(Kept, table=True):
    """One row per skill the department needs."""

    __table_args__ = strict()
    area: str = text(default="")
    note: str = text(default="")


class SkillInput(Asked):
    """What a form gives for a skill."""

    title: Annotated[Title, Ask("Skill", example="Contract automation")]
    area: Annotated[Line, Ask("Area", example="Technology")] = ""
    note: Annotated[Prose, Ask("What it takes", "prose", lines=2)] = ""


class JobRole(Kept, table=True):
    """One row per role people have in the work, such as contract manager."""

    __tablename__ = "job_role"
    __table_args__ = strict()
    note: str = text(default="")


class JobRoleInput(Asked):
    """What a form gives for a role."""

    title: Annotated[Title, Ask("Role", example="Contract manager")]
    holders: Annotated[People, Ask("Who has it", "people")] = ()
    note: Annotated[Prose, Ask("Note", "prose", lines=2)] = ""


class RoleNeed(Table, table=True):
    """One row per role x skill: the level the role needs, 0-4."""

    __tablename__ = "role_need"
    __table_args__ = kept(CheckConstraint("need BETWEEN 0 AND 4", name="need_in_range"))
    role_id: int = integer(primary_key=True, foreign_key="job_role.id")
    skill_id: int = integer(primary_key=True, foreign_key="skill.id")
    need: int = integer()


class SkillLevel(Table, table=True):
    """One row per time somebody's level was set, 0-4; the newest of person x skill stands."""

    __tablename__ = "skill_level"
    __table_args__ = strict(
        CheckConstraint("have BETWEEN 0 AND 4", name="have_in_range"),
        Index("ix_skill_level_person", "user_id", "skill_id"),
    )
    id: int | None = key()
    user_id: int = integer(foreign_key="user.id")
    skill_id: int = integer(foreign_key="skill.id", index=True)
    have: int = integer()
    set_by: str = text()
    set_on: str = text()


class Training(Kept, table=True):
    """One row per training or outside expert, planned or done."""

    __table_args__ = strict(
        CheckConstraint("state IN ('planned', 'done', 'dropped')", name="state_known"),
    )
    form: str = text(default="training")
    skill_id: int | None = integer(default=None, foreign_key="skill.id", index=True)
    provider: str = text(default="")
    planned_on: str | None = text(default=None)
    done_on: str | None = text(default=None)
    state: str = text(default="planned")
    cost_cents: int | None = integer(default=None)
    owner_id: int | None = integer(default=None, foreign_key="user.id")
    note: str = text(default="")


class TrainingInput(Asked):
    """What a form gives for a training or an outside expert."""

    title: Annotated[Title, Ask("Training or expert", example="Negotiating rates, one day")]
    form: Annotated[
        Literal["training", "expert"], Ask("Kind", "choice", choices=TRAINING_KINDS, row="a")
    ] = "training"
    skill_id: Annotated[int | None, Ask("Skill", "record", records="skill", row="a")] = None
    provider: Annotated[Line, Ask("Who gives it", row="b")] = ""
    cost_cents: Annotated[Cents | None, Ask("Cost", "money", row="b")] = None
    attendees: Annotated[People, Ask("Who takes part", "people")] = ()
    owner_id: Annotated[int | None, Ask("Who arranges it", "person", row="c")] = None
    planned_on: Annotated[MaybeDay, Ask("Planned on", "day", row="c")] = None
    done_on: Annotated[MaybeDay, Ask("Done on", "day", row="c")] = None
    state: Annotated[
        Literal["planned", "done", "dropped"],
        Ask("State", "choice", choices=TRAINING_STATES, row="c"),
    ] = "planned"
    note: Annotated[Prose, Ask("Note", "prose", lines=2)] = ""
