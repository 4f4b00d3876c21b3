"""What the department decides: question, options, criteria, who decides, and what came of it."""

from typing import Annotated, Literal

from pydantic import Field
from sqlalchemy import CheckConstraint

from legalops.models.asked import Ask, Asked, Cents, Day, MaybeDay, People, Prose, Title, Words
from legalops.models.base import Table, flag, integer, kept, key, strict, text
from legalops.models.kept import Kept

METHODS = (
    ("one", "One person decides"),
    ("consent", "Consent: nobody objects"),
    ("vote", "Vote"),
    ("delegated", "Delegated"),
)
VERDICTS = (
    ("as_expected", "As expected"),
    ("better", "Better than expected"),
    ("worse", "Worse than expected"),
    ("unclear", "Cannot be told"),
)
#: What can be said, by method: one who decides, or a delegate, is not voted on.
SAYS = {
    "consent": (("consent", "I consent"), ("object", "I object")),
    "vote": (("vote", "I vote for"), ("abstain", "I abstain")),
}
MOST_OPTIONS, MOST_CRITERIA, BEST = 12, 20, 5
Says = Literal["consent", "object", "vote", "abstain"]
Score = Annotated[int, Field(ge=0, le=BEST)]
Method = Literal["one", "consent", "vote", "delegated"]
Verdict = Literal["as_expected", "better", "worse", "unclear"]


class Decision(Kept, table=True):
    """One row per question to decide; `title` is the question.

    An evaluation of technology is a decision with `is_evaluation` and the need it serves.
    """

    __table_args__ = strict(
        CheckConstraint(
            "state IN ('open', 'decided', 'superseded', 'reviewed')", name="state_known"
        ),
        CheckConstraint("method IN ('one', 'consent', 'vote', 'delegated')", name="method_known"),
    )
    context: str = text(default="")
    accountable_id: int | None = integer(default=None, foreign_key="user.id", index=True)
    method: str = text(default="one")
    raised_on: str = text()
    due_on: str | None = text(default=None)
    state: str = text(default="open", index=True)
    is_evaluation: bool = flag(default=False)
    option_id: int | None = integer(default=None)
    outcome: str = text(default="")
    reason: str = text(default="")
    decided_on: str | None = text(default=None)
    decided_by: str = text(default="")
    expected: str = text(default="")
    saving_cents: int | None = integer(default=None)
    vendor_id: int | None = integer(default=None, foreign_key="vendor.id")
    matter_id: int | None = integer(default=None, foreign_key="matter.id", index=True)
    review_on: str | None = text(default=None)
    reviewed_on: str | None = text(default=None)
    reviewed_by: str = text(default="")
    verdict: str = text(default="")
    review: str = text(default="")
    supersedes_id: int | None = integer(default=None, foreign_key="decision.id")


class DecisionInput(Asked):
    """What a form gives for a question that is to be decided."""

    title: Annotated[Title, Ask("Question", example="Which firm takes the European patents?")]
    context: Annotated[Prose, Ask("Context", "prose", lines=4)] = ""
    accountable_id: Annotated[int | None, Ask("Accountable", "person", row="who")] = None
    method: Annotated[Method, Ask("Method", "choice", choices=METHODS, row="who")] = "one"
    due_on: Annotated[MaybeDay, Ask("Due on", "day", row="who")] = None
    contributors: Annotated[People, Ask("Contributors", "people", row="more")] = ()
    informed: Annotated[People, Ask("To be informed", "people", row="more")] = ()
    vendor_id: Annotated[
        int | None, Ask("Vendor it is about", "record", records="vendor", row="what")
    ] = None
    matter_id: Annotated[
        int | None, Ask("Matter it is about", "record", records="matter", row="what")
    ] = None


class OutcomeInput(Asked):
    """What a form gives when the decision is taken."""

    option_id: Annotated[int | None, Ask("Option chosen", "choice")] = None
    outcome: Annotated[Words, Ask("What is decided", "prose", lines=2)]
    reason: Annotated[Words, Ask("Why", "prose")]
    expected: Annotated[Prose, Ask("Expected effect", "prose", lines=2)] = ""
    saving_cents: Annotated[
        Cents | None,
        Ask("Expected saving a year", "money", row="a", help="On the vendor or matter named."),
    ] = None
    decided_on: Annotated[Day, Ask("Decided on", "day", row="a")]
    review_on: Annotated[MaybeDay, Ask("Review on", "day", row="a")] = None


class ReviewInput(Asked):
    """What a form gives when it is asked what really happened."""

    verdict: Annotated[Verdict, Ask("What came of it", "choice", choices=VERDICTS)]
    review: Annotated[Words, Ask("What really happened", "prose", lines=4)]


class VoiceInput(Asked):
    """What a form gives when somebody votes, consents or objects."""

    says: Annotated[Says, Ask("You say", "choice")]
    option_id: Annotated[int | None, Ask("For which option", "choice")] = None
    note: Annotated[Prose, Ask("Note", "prose", lines=2)] = ""


class OptionRow(Asked):
    """One option as the table gives it; `id` is None for a new one."""

    id: int | None = None
    title: Annotated[Title, Ask("Option")]
    pros: Annotated[Prose, Ask("For")] = ""
    cons: Annotated[Prose, Ask("Against")] = ""
    system_id: int | None = None


class CriterionRow(Asked):
    """One criterion as the table gives it, with a score per option in their order."""

    id: int | None = None
    title: Annotated[Title, Ask("Criterion")]
    weight: Annotated[int, Field(ge=0, le=100)] = 1
    scores: tuple[Score | None, ...] = ()


class TableInput(Asked):
    """The options of a decision and the criteria they are scored by, whole."""

    options: Annotated[tuple[OptionRow, ...], Field(max_length=MOST_OPTIONS)] = ()
    criteria: Annotated[tuple[CriterionRow, ...], Field(max_length=MOST_CRITERIA)] = ()


class DecisionOption(Table, table=True):
    """One row per option of a decision, in order; `system_id` where it is a candidate system."""

    __tablename__ = "decision_option"
    __table_args__ = strict()
    id: int | None = key()
    decision_id: int = integer(foreign_key="decision.id", index=True)
    place: int = integer()
    title: str = text()
    pros: str = text(default="")
    cons: str = text(default="")
    system_id: int | None = integer(default=None, foreign_key="system.id")


class DecisionCriterion(Table, table=True):
    """One row per criterion of a decision, in order, with its weight (whole, 0-100)."""

    __tablename__ = "decision_criterion"
    __table_args__ = strict()
    id: int | None = key()
    decision_id: int = integer(foreign_key="decision.id", index=True)
    place: int = integer()
    title: str = text()
    weight: int = integer(default=1)


class DecisionScore(Table, table=True):
    """One row per option x criterion that is scored, 0-5."""

    __tablename__ = "decision_score"
    __table_args__ = kept()
    option_id: int = integer(primary_key=True, foreign_key="decision_option.id")
    criterion_id: int = integer(primary_key=True, foreign_key="decision_criterion.id")
    score: int = integer()


class DecisionVoice(Table, table=True):
    """One row per person who voted, consented or objected."""

    __tablename__ = "decision_voice"
    __table_args__ = kept()
    decision_id: int = integer(primary_key=True, foreign_key="decision.id")
    user_id: int = integer(primary_key=True, foreign_key="user.id")
    option_id: int | None = integer(default=None, foreign_key="decision_option.id")
    says: str = text()
    note: str = text(default="")
    at: str = text()
