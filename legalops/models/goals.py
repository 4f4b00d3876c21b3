"""What the organisation wants, what the department promises for it, and how far it is."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, ValidationInfo, field_validator
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
CONFIDENCES = (("high", "Confident"), ("medium", "Not sure"), ("low", "In doubt"))
HEAVIEST = 9
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


class Aimed(Asked):
    """What goals and key results have in common: where the measure goes has to make sense."""

    @field_validator("target_e4", check_fields=False)
    @classmethod
    def _leads_on(cls, target: int | None, info: ValidationInfo) -> int | None:
        """Refuse a target on the wrong side of the baseline."""
        way, start = info.data.get("direction"), info.data.get("baseline_e4")
        if target is None or start is None:
            return target
        if way == "higher" and target < start:
            raise ValueError(
                "lies below the baseline, though higher is better. Change it or the direction."
            )
        if way == "lower" and target > start:
            raise ValueError(
                "lies above the baseline, though lower is better. Change it or the direction."
            )
        return target

    @field_validator("upper_e4", check_fields=False)
    @classmethod
    def _bounds(cls, upper: int | None, info: ValidationInfo) -> int | None:
        """Refuse an upper bound where nothing is kept within, or below the lower one."""
        if upper is None:
            return upper
        if info.data.get("direction", "within") != "within":
            raise ValueError("is only for a measure to keep within. Leave it empty.")
        lower = info.data.get("target_e4")
        if lower is not None and upper < lower:
            raise ValueError("lies below the lower bound. Turn them round.")
        return upper


_LOWER = "To keep within bounds, the target is the lower one; leave it empty where there is none."


class GoalInput(Aimed):
    """What a form gives for a goal."""

    title: Annotated[Title, Ask("Goal", example="Pay firms within 30 days")]
    why: Annotated[
        Prose, Ask("Why", "prose", lines=2, example="What gets better, and for whom")
    ] = ""
    objective_id: Annotated[
        int | None, Ask("Objective it serves", "record", records="objective", row="who")
    ] = None
    owner_id: Annotated[int | None, Ask("Owner in Legal", "person", row="who")] = None
    it_owner_id: Annotated[int | None, Ask("Owner in IT", "person", row="who")] = None
    starts_on: Annotated[Day, Ask("Starts on", "day", row="when")]
    due_on: Annotated[Day, Ask("Due on", "day", row="when")]
    unit: Annotated[
        Line,
        Ask(
            "Unit", example="days", row="measure",
            help="Leave unit, baseline and target empty where key results say how far it is.",
        ),
    ] = ""  # fmt: skip
    direction: Annotated[
        Direction, Ask("Direction", "choice", choices=DIRECTIONS, row="measure")
    ] = "higher"
    baseline_e4: Annotated[E4 | None, Ask("Baseline", "number", row="measure")] = None
    target_e4: Annotated[E4 | None, Ask("Target", "number", row="measure", help=_LOWER)] = None
    upper_e4: Annotated[
        E4 | None,
        Ask("Upper bound", "number", row="measure", help="Only for a measure to keep within."),
    ] = None
    state: Annotated[
        Literal["open", "met", "missed", "dropped"],
        Ask("State", "choice", choices=GOAL_STATES, is_more=True),
    ] = "open"

    @field_validator("due_on")
    @classmethod
    def _after_start(cls, due: date, info: ValidationInfo) -> date:
        """Refuse a goal that is due before it starts."""
        start = info.data.get("starts_on")
        if start is not None and due < start:
            raise ValueError("lies before the start. Choose a later day.")
        return due


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


class KeyResultInput(Aimed):
    """What a form gives for a key result; the unit is the KPI's where it is read from one."""

    model_config = ConfigDict(validate_default=True)

    title: Annotated[Title, Ask("Key result", example="Median days from approval to payment")]
    measure: Annotated[Line, Ask("Read from a KPI", "line", row="source")] = ""
    scope: Annotated[Line, Ask("Of", "line", row="source")] = ""
    unit: Annotated[Line, Ask("Unit", example="days", row="measure")] = ""
    direction: Annotated[
        Direction, Ask("Direction", "choice", choices=DIRECTIONS, row="measure")
    ] = "higher"
    weight: Annotated[
        int,
        Ask("Weight", "count", row="measure", help="How much it counts beside the others, 1 to 9."),
    ] = 1
    baseline_e4: Annotated[E4 | None, Ask("Baseline", "number", row="values")] = None
    target_e4: Annotated[E4 | None, Ask("Target", "number", row="values", help=_LOWER)] = None
    upper_e4: Annotated[
        E4 | None,
        Ask("Upper bound", "number", row="values", help="Only for a measure to keep within."),
    ] = None

    @field_validator("weight")
    @classmethod
    def _counts(cls, weight: int) -> int:
        """Refuse a weight that would not count, or drown the others."""
        if not 1 <= weight <= HEAVIEST:
            raise ValueError(f"must be a number from 1 to {HEAVIEST}.")
        return weight

    @field_validator("target_e4", "upper_e4")
    @classmethod
    def _has_aim(cls, value: Any, info: ValidationInfo) -> Any:
        """Refuse a key result that nothing would reach."""
        is_within = info.data.get("direction") == "within"
        if value is None and info.field_name == "target_e4" and not is_within:
            raise ValueError("is missing. Type the value it is to come to.")
        is_open = info.data.get("target_e4", 0) is None
        if value is None and info.field_name == "upper_e4" and is_within and is_open:
            raise ValueError("is missing. Type the upper bound, the lower one, or both.")
        return value


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
