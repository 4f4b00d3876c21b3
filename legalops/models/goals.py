"""What the organisation wants, what the department promises for it, and how far it is."""

from typing import Annotated, Literal

from sqlalchemy import CheckConstraint

from legalops.models.asked import E4, Ask, Asked, Day, Line, MaybeDay, Prose, Title
from legalops.models.base import Table, integer, key, strict, text
from legalops.models.kept import Kept

Direction = Literal["higher", "lower", "within"]
DIRECTIONS = (
    ("higher", "Higher is better"),
    ("lower", "Lower is better"),
    ("within", "Keep within"),
)
CONFIDENCES = (("high", "On course"), ("medium", "Not sure"), ("low", "In doubt"))
GOAL_STATES = (("open", "Open"), ("met", "Met"), ("missed", "Missed"), ("dropped", "Dropped"))


class Objective(Kept, table=True):
    """One row per objective of the organisation in a fiscal year."""

    __table_args__ = strict()
    fiscal_year: int = integer(index=True)
    why: str = text(default="")
    owner_id: int | None = integer(default=None, foreign_key="user.id")


class ObjectiveInput(Asked):
    """What a form gives for an objective."""

    title: Annotated[Title, Ask("Objective", example="Lower the cost of routine work")]
    fiscal_year: Annotated[int, Ask("Fiscal year", "count", row="a")]
    owner_id: Annotated[int | None, Ask("Owner", "person", row="a")] = None
    why: Annotated[Prose, Ask("Why it matters", "prose")] = ""


class Goal(Kept, table=True):
    """One row per goal: its measure runs from `baseline_e4` to `target_e4` (1/10000).

    For "within", `target_e4` is the lower and `upper_e4` the upper bound.
    """

    __table_args__ = strict(
        CheckConstraint("direction IN ('higher', 'lower', 'within')", name="direction_known"),
        CheckConstraint("state IN ('open', 'met', 'missed', 'dropped')", name="state_known"),
    )
    why: str = text(default="")
    objective_id: int | None = integer(default=None, foreign_key="objective.id", index=True)
    owner_id: int | None = integer(default=None, foreign_key="user.id", index=True)
    it_owner_id: int | None = integer(default=None, foreign_key="user.id", index=True)
    unit: str = text(default="")
    direction: str = text(default="higher")
    baseline_e4: int | None = integer(default=None)
    target_e4: int | None = integer(default=None)
    upper_e4: int | None = integer(default=None)
    starts_on: str = text()
    due_on: str = text()
    state: str = text(default="open")


class GoalInput(Asked):
    """What a form gives for a goal."""

    title: Annotated[Title, Ask("Goal", example="Pay firms within 30 days")]
    why: Annotated[Prose, Ask("Why", "prose", lines=2)] = ""
    objective_id: Annotated[int | None, Ask("Objective it serves", "record", records="objective")]
    owner_id: Annotated[int | None, Ask("Owner in Legal", "person", row="who")] = None
    it_owner_id: Annotated[int | None, Ask("Owner in IT", "person", row="who")] = None
    starts_on: Annotated[Day, Ask("Starts on", "day", row="when")]
    due_on: Annotated[Day, Ask("Due on", "day", row="when")]
    unit: Annotated[Line, Ask("Unit", example="days", row="measure")] = ""
    direction: Annotated[
        Direction, Ask("Direction", "choice", choices=DIRECTIONS, row="measure")
    ] = "higher"
    baseline_e4: Annotated[E4 | None, Ask("Baseline", "number", row="values")] = None
    target_e4: Annotated[E4 | None, Ask("Target", "number", row="values")] = None
    upper_e4: Annotated[
        E4 | None,
        Ask("Upper bound", "number", row="values", help="Only to keep within: target to here."),
    ] = None
    state: Annotated[
        Literal["open", "met", "missed", "dropped"],
        Ask("State", "choice", choices=GOAL_STATES, is_more=True),
    ] = "open"


class KeyResult(Kept, table=True):
    """One row per key result of a goal; `measure` names a KPI it is read from, "" when typed.

    `scope` narrows the KPI ("vendor:3"), "" is the whole department. Values in 1/10000.
    """

    __tablename__ = "key_result"
    __table_args__ = strict(
        CheckConstraint("direction IN ('higher', 'lower', 'within')", name="direction_known"),
    )
    goal_id: int = integer(foreign_key="goal.id", index=True)
    unit: str = text(default="")
    direction: str = text(default="higher")
    baseline_e4: int | None = integer(default=None)
    target_e4: int | None = integer(default=None)
    upper_e4: int | None = integer(default=None)
    weight: int = integer(default=1)
    measure: str = text(default="")
    scope: str = text(default="")


class KeyResultInput(Asked):
    """What a form gives for a key result."""

    title: Annotated[Title, Ask("Key result", example="Median days from approval to payment")]
    measure: Annotated[Line, Ask("Read from a KPI", "line")] = ""
    scope: Annotated[Line, Ask("Of", "line")] = ""
    unit: Annotated[Line, Ask("Unit", example="days", row="measure")] = ""
    direction: Annotated[
        Direction, Ask("Direction", "choice", choices=DIRECTIONS, row="measure")
    ] = "higher"
    weight: Annotated[int, Ask("Weight", "count", row="measure")] = 1
    baseline_e4: Annotated[E4 | None, Ask("Baseline", "number", row="values")] = None
    target_e4: Annotated[E4 | None, Ask("Target", "number", row="values")] = None
    upper_e4: Annotated[E4 | None, Ask("Upper bound", "number", row="values")] = None


class CheckIn(Table, table=True):
    """One row per check-in on a goal, or on one of its key results; never changed."""

    __tablename__ = "check_in"
    __table_args__ = strict(
        CheckConstraint("confidence IN ('high', 'medium', 'low')", name="confidence_known"),
    )
    id: int | None = key()
    goal_id: int = integer(foreign_key="goal.id", index=True)
    key_result_id: int | None = integer(default=None, foreign_key="key_result.id")
    on_day: str = text()
    value_e4: int | None = integer(default=None)
    confidence: str = text(default="high")
    note: str = text(default="")
    made_by: int | None = integer(default=None, foreign_key="user.id")
    maker: str = text()
    made_at: str = text()
    withdrawn_at: str | None = text(default=None)


class CheckInInput(Asked):
    """What a form gives for a check-in; the value is missing where a KPI gives it."""

    on_day: Annotated[MaybeDay, Ask("As of", "day", row="a")] = None
    value_e4: Annotated[E4 | None, Ask("Value now", "number", row="a")] = None
    confidence: Annotated[
        Literal["high", "medium", "low"], Ask("Confidence", "choice", choices=CONFIDENCES, row="a")
    ] = "high"
    note: Annotated[Prose, Ask("What moved it, and what is next", "prose")] = ""
