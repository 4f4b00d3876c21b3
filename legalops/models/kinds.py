"""What kinds of records there are: where each is kept, shown, searched, and whose it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from legalops.models.asked import Ask, Asked
from legalops.models.decisions import Decision, DecisionInput, OutcomeInput, ReviewInput
from legalops.models.goals import (
    Goal,
    GoalInput,
    KeyResult,
    KeyResultInput,
    Objective,
    ObjectiveInput,
)
from legalops.models.ideas import Experiment, ExperimentInput, Idea, IdeaInput
from legalops.models.kept import Kept
from legalops.models.lessons import (
    Assessment,
    AssessmentInput,
    Lesson,
    LessonInput,
    Retrospective,
    RetrospectiveInput,
    Win,
    WinInput,
)
from legalops.models.meetings import (
    Action,
    ActionInput,
    Forum,
    ForumInput,
    Meeting,
    MeetingInput,
    day_done,
)
from legalops.models.projects import (
    Benefit,
    BenefitInput,
    Milestone,
    MilestoneInput,
    Project,
    ProjectInput,
    Risk,
    RiskInput,
    StatusNote,
    StatusNoteInput,
)
from legalops.models.skills import (
    JobRole,
    JobRoleInput,
    Skill,
    SkillInput,
    Training,
    TrainingInput,
)
from legalops.models.technology import System, SystemInput


class Seen(NamedTuple):
    """A record in the version a person saw, which is the one they write over."""

    kind: str
    id: int
    version: int


#: From the columns as they are ({} for a new record) and those written: what is written besides.
Follows = Callable[[Mapping[str, Any], Mapping[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True)
class Kind:
    """One kind of record.

    `name` is its subject in the audit and its key in an address ("?goal=12"); `page` draws one
    of it; `area` is the data version it raises; `searched` are columns whose words find it
    beside its title; `owners` name whose it is; a shared kind is everybody's to edit; `parent`
    is the kind and column of what a part belongs to: who may edit that may edit the part.
    In a `final` state a record is edited no more; its room has acts of its own, whose forms are
    the `further` ones. `follows` says
    which columns change with those that are written, such as the day a state was reached.
    """

    name: str
    noun: str
    page: str
    icon: str
    area: str
    table: type[Kept]
    asks: type[Asked]
    searched: tuple[str, ...] = ()
    owners: tuple[str, ...] = ("owner_id",)
    is_shared: bool = False
    parent: tuple[str, str] | None = None
    keeps_draft: bool = False
    final: tuple[str, ...] = ()
    further: tuple[type[Asked], ...] = ()
    follows: Follows | None = None

    @cached_property
    def columns(self) -> frozenset[str]:
        """The columns of its table."""
        return frozenset(self.table.model_fields)

    @cached_property
    def people(self) -> tuple[str, ...]:
        """The fields that name several people, each kept as a part of the record."""
        return tuple(
            name
            for name, field in self.asks.model_fields.items()
            if any(isinstance(m, Ask) and m.widget == "people" for m in field.metadata)
        )


_IN_TWO = ("owner_id", "it_owner_id")
_ALL = (
    Kind(
        "objective", "objective", "goals", "flag", "goals", Objective, ObjectiveInput,
        ("why",),
    ),
    Kind("goal", "goal", "goal", "target", "goals", Goal, GoalInput, ("why",), _IN_TWO),
    Kind(
        "key_result", "key result", "goal", "target", "goals", KeyResult, KeyResultInput,
        parent=("goal", "goal_id"),
    ),
    Kind(
        "decision", "decision", "decision", "gavel", "decisions", Decision, DecisionInput,
        ("context", "outcome", "reason", "review"), ("accountable_id",), keeps_draft=True,
        final=("decided", "superseded", "reviewed"), further=(OutcomeInput, ReviewInput),
    ),
    Kind(
        "project", "project", "project", "rocket_launch", "projects", Project, ProjectInput,
        ("why",), ("owner_id", "it_owner_id", "sponsor_id"),
    ),
    Kind(
        "milestone", "milestone", "project", "flag_circle", "projects", Milestone,
        MilestoneInput, parent=("project", "project_id"),
    ),
    Kind(
        "risk", "risk", "project", "warning", "projects", Risk, RiskInput, ("answer",),
        parent=("project", "project_id"),
    ),
    Kind(
        "benefit", "benefit", "project", "redeem", "projects", Benefit, BenefitInput,
        parent=("project", "project_id"),
    ),
    Kind(
        "status_note", "status note", "project", "edit_note", "projects", StatusNote,
        StatusNoteInput, ("body", "next_step"), parent=("project", "project_id"),
        keeps_draft=True,
    ),
    Kind(
        "forum", "series", "meetings", "forum", "meetings", Forum, ForumInput,
        ("purpose", "agenda"), is_shared=True,
    ),
    Kind(
        "meeting", "meeting", "meeting", "groups", "meetings", Meeting, MeetingInput,
        ("agenda", "notes"), (), is_shared=True, keeps_draft=True,
    ),
    Kind(
        "action", "action", "actions", "task_alt", "actions", Action, ActionInput, ("note",),
        is_shared=True, follows=day_done,
    ),
    Kind("skill", "skill", "skills", "psychology", "skills", Skill, SkillInput, ("note",), ()),
    Kind("job_role", "role", "skills", "badge", "skills", JobRole, JobRoleInput, ("note",), ()),
    Kind(
        "training", "training", "skills", "school", "skills", Training, TrainingInput,
        ("provider", "note"),
    ),
    Kind(
        "idea", "idea", "idea", "lightbulb", "ideas", Idea, IdeaInput, ("body", "reason"),
    ),
    Kind(
        "experiment", "experiment", "idea", "science", "ideas", Experiment, ExperimentInput,
        ("hypothesis", "measure", "result"),
    ),
    Kind(
        "retrospective", "retrospective", "retrospective", "history", "lessons", Retrospective,
        RetrospectiveInput, ("went_well", "went_badly", "to_change"), is_shared=True,
        keeps_draft=True,
    ),
    Kind(
        "lesson", "lesson", "lessons", "menu_book", "lessons", Lesson, LessonInput,
        ("body", "tags"), (), is_shared=True,
    ),
    Kind(
        "win", "win", "lessons", "celebration", "lessons", Win, WinInput, ("body",), (),
        is_shared=True,
    ),
    Kind(
        "assessment", "assessment", "lessons", "stairs", "lessons", Assessment, AssessmentInput,
        (), (),
    ),
    Kind(
        "system", "system", "system", "dns", "technology", System, SystemInput,
        ("supplier", "contract", "note"), _IN_TWO,
    ),
)  # fmt: skip
#: Every kind of record by name.
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _ALL}
#: The nouns of what can be linked and found but is not a record: it comes with the invoices.
OTHERS: Mapping[str, str] = {"matter": "matter", "vendor": "vendor"}
