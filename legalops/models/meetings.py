"""Where people talk, what came of it, and who does what until when."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from sqlalchemy import CheckConstraint, Index

from legalops.models.asked import Ask, Asked, Day, Line, MaybeDay, People, Prose, Title
from legalops.models.base import integer, strict, text
from legalops.models.kept import Kept
from legalops.periods import utc_now

CADENCES = (
    ("weekly", "Weekly"),
    ("two_weekly", "Every two weeks"),
    ("monthly", "Monthly"),
    ("quarterly", "Quarterly"),
    ("none", "No fixed days"),
)
FORUMS = (("meeting", "Meeting"), ("channel", "Channel"))
ACTION_STATES = (("open", "Open"), ("done", "Done"), ("dropped", "Dropped"))
Cadence = Literal["weekly", "two_weekly", "monthly", "quarterly", "none"]
ActionState = Literal["open", "done", "dropped"]


class Forum(Kept, table=True):
    """One row per channel or series of meetings."""

    __table_args__ = strict(CheckConstraint("form IN ('meeting', 'channel')", name="form_known"))
    form: str = text(default="meeting")
    purpose: str = text(default="")
    cadence: str = text(default="weekly")
    first_on: str | None = text(default=None)
    place: str = text(default="")
    owner_id: int | None = integer(default=None, foreign_key="user.id", index=True)
    agenda: str = text(default="")


class ForumInput(Asked):
    """What a form gives for a channel or a series of meetings."""

    title: Annotated[Title, Ask("Name", example="Monday review")]
    form: Annotated[
        Literal["meeting", "channel"], Ask("Kind", "choice", choices=FORUMS, row="a")
    ] = "meeting"
    cadence: Annotated[Cadence, Ask("Cadence", "choice", choices=CADENCES, row="a")] = "weekly"
    first_on: Annotated[
        MaybeDay,
        Ask("First on", "day", row="a", help="The days that follow are counted from it."),
    ] = None
    owner_id: Annotated[int | None, Ask("Who keeps it", "person", row="b")] = None
    place: Annotated[Line, Ask("Where", example="Room 3, or #legal-ops", row="b")] = ""
    members: Annotated[People, Ask("Who comes", "people")] = ()
    purpose: Annotated[Prose, Ask("What for", "prose", lines=2)] = ""
    agenda: Annotated[Prose, Ask("Standing agenda", "prose")] = ""


class Meeting(Kept, table=True):
    """One row per meeting that was or will be held."""

    __table_args__ = strict()
    forum_id: int | None = integer(default=None, foreign_key="forum.id", index=True)
    held_on: str = text(index=True)
    agenda: str = text(default="")
    notes: str = text(default="")


class MeetingInput(Asked):
    """What a form gives for a meeting."""

    title: Annotated[Title, Ask("Meeting", example="Call with the firm on expert fees")]
    forum_id: Annotated[int | None, Ask("Series", "record", records="forum", row="a")] = None
    held_on: Annotated[Day, Ask("Held on", "day", row="a")]
    attendees: Annotated[People, Ask("Who was there", "people")] = ()
    agenda: Annotated[Prose, Ask("Agenda", "prose", lines=4)] = ""
    notes: Annotated[Prose, Ask("Notes", "prose", lines=8)] = ""


class Action(Kept, table=True):
    """One row per thing to do; `about_kind`, `about_id` say what it came from."""

    __table_args__ = strict(
        CheckConstraint("state IN ('open', 'done', 'dropped')", name="state_known"),
        Index("ix_action_about", "about_kind", "about_id"),
        Index("ix_action_owner", "owner_id", "state"),
    )
    owner_id: int | None = integer(default=None, foreign_key="user.id")
    due_on: str | None = text(default=None)
    state: str = text(default="open")
    done_on: str | None = text(default=None)
    note: str = text(default="")
    about_kind: str = text(default="")
    about_id: int | None = integer(default=None)


class ActionInput(Asked):
    """What a form gives for an action."""

    title: Annotated[Title, Ask("Action", example="Send the firm our rate proposal")]
    owner_id: Annotated[int | None, Ask("Owner", "person", row="a")] = None
    due_on: Annotated[MaybeDay, Ask("Due on", "day", row="a")] = None
    state: Annotated[ActionState, Ask("State", "choice", choices=ACTION_STATES, row="a")] = "open"
    note: Annotated[Prose, Ask("Note", "prose", lines=2)] = ""


def day_done(now: Mapping[str, Any], written: Mapping[str, Any]) -> dict[str, Any]:
    """Return the day an action was done where its state is written and nobody says the day."""
    if "state" not in written or "done_on" in written:
        return {}
    day = now.get("done_on") or utc_now().date().isoformat()
    return {"done_on": day if written["state"] == "done" else None}
