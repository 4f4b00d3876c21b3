"""Where the sample department meets, and who does what until when."""

from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Engine

from legalops.models.kinds import Seen
from legalops.models.meetings import ActionInput, ForumInput, MeetingInput
from legalops.services import actions, links, meetings, records
from legalops.services.sample_department.cast import Cast
from legalops.store import matters
from legalops.store import records as kept
from legalops.store.links import Thing

MONDAY, LEGAL_AND_IT, CHANNEL = "Monday review", "Legal and IT, monthly", "#legal-ops"
_TEAM = ("ana", "carla", "jonas", "priya", "tom")
_BOTH = ("ana", "lena", "marcus", "priya")
_AGENDA = """- What is off since last week: spend, projects, goals
- Decisions that are due
- Open actions
- One thing that went well"""
_IT_AGENDA = """- What people reported about the systems
- Contract lifecycle roll-out: next milestone
- Contracts to renew or to cancel"""
_NOTES = {
    14: """- Ardenmoor: the trial moved forward; Whitlock Farrow LLP bills twice the phase budget.
- Contract roll-out: the template milestone slipped again, the clauses are not final.
- Priya wants to know which contracts wait longest before we promise five days.""",
    7: """- Ardenmoor: new budget asked for, no answer yet. Tom calls the partner.
- Delacourt Penrose LLP sent nothing for last month; Ana asks them.
- Carla wants a line for the CFO before the quarter closes.""",
    0: """- Ardenmoor: the new budget came, 18% over the old one. Expert fees are the open point.
- Rate increase of Whitlock Farrow LLP: we decide this week, not later.
- Jonas's knowledge base is done; questions to him have halved.""",
}
_IT_NOTES = """- Clausewell: single sign-on is the last thing IT needs to open it to everybody.
- PaperTrail: the notice day is near and half the seats look unused. Lena counts.
- Corvane Hosting: stays until the legal hold of Ardenmoor ends."""


class _Todo(NamedTuple):
    """An action: what, whose, due so many days after it came up, done after so many."""

    title: str
    owner: str = ""
    due: int | None = None
    done: int | None = None


_ACTIONS = {
    14: (
        _Todo("Ask Whitlock Farrow LLP for a new budget of the Ardenmoor trial", "tom", 7, 8),
        _Todo("List the contracts that wait more than ten days", "priya", 9, 9),
        _Todo("Put the spend of the trial on one page for Carla", "ana", 2, 2),
    ),
    7: (
        _Todo("Ask Delacourt Penrose LLP for last month's invoices", "ana", 10),
        _Todo("Send Castellane & Rhys LLP our cap on expert fees", "tom", 9),
        _Todo("Tell the CFO where litigation ends the year", "carla", 39),
    ),
    0: (
        _Todo("Answer Whitlock Farrow LLP on their rate increase", "carla", 9),
        _Todo("Write the standard clause on limits of liability", "jonas", 36),
        _Todo("Show the knowledge base to the sales team", "jonas", 42),
        _Todo("Find a room for the retrospective of the trial"),
    ),
}
_IT_ACTIONS = (
    _Todo("Set up single sign-on for Clausewell", "marcus", 8),
    _Todo("Count who really uses PaperTrail", "lena", 46),
    _Todo("Send Lena six months of Corvane's hosting invoices", "ana", 5, 4),
)
_TRIAL = (_Todo("Agree with counsel which experts testify", "tom", 39),)
_ROLL_OUT, _INCREASE = (
    "Contract lifecycle roll-out",
    "Do we agree to Whitlock Farrow's rate increase?",
)
#: What came up elsewhere: of which kind, from what, and what to do.
_ELSEWHERE = (
    ("project", _ROLL_OUT, _Todo("Name the two teams that try Clausewell first", "priya", 18)),
    ("decision", _INCREASE, _Todo("Compare the asked rates with what the panel charges", "ana", 4)),
)


def tell(engine: Engine, cast: Cast) -> None:
    """Tell it through the acts that people use."""
    monday = cast.today - timedelta(days=cast.today.weekday())
    review = records.add(engine, cast.actor("ana"), "forum", _review(cast, monday))
    for ago, notes in _NOTES.items():
        on = monday - timedelta(days=ago)
        last = _held(engine, cast, review, on, notes)
        _raise(engine, cast, ("meeting", last), on, _ACTIONS[ago])
    meetings.begin(engine, cast.actor("ana"), review, monday + timedelta(days=7))
    on = monday - timedelta(days=11)
    both = records.add(engine, cast.actor("lena"), "forum", _with_it(cast, on))
    _raise(engine, cast, ("meeting", _held(engine, cast, both, on, _IT_NOTES)), on, _IT_ACTIONS)
    records.add(engine, cast.actor("ana"), "forum", _channel(cast))
    trial = matters.table(engine, cast.actor("ana")).set_index("number")["id"]
    _raise(engine, cast, ("matter", int(trial["LIT-23-007"])), monday, _TRIAL)
    for kind, title, todo in _ELSEWHERE:
        _raise(engine, cast, (kind, _called(engine, kind, title)), monday, (todo,))
    raised = Thing("decision", _called(engine, "decision", _INCREASE))
    links.add(engine, cast.actor("ana"), Thing("meeting", last), raised)


def _called(engine: Engine, kind: str, title: str) -> int:
    table = kept.table(engine, kind)
    found: dict[str, int] = dict(zip(table["title"], table["id"].astype(int), strict=True))
    return found[title]


def _review(cast: Cast, monday: date) -> ForumInput:
    return ForumInput(
        title=MONDAY,
        cadence="weekly",
        first_on=monday - timedelta(weeks=8),
        owner_id=cast.ids["ana"],
        place="Room 3",
        members=tuple(cast.ids[name] for name in ("ana", "carla", "jonas", "priya", "tom")),
        purpose="What is off, what is decided, who does what: half an hour.",
        agenda=_AGENDA,
    )


def _with_it(cast: Cast, first: date) -> ForumInput:
    return ForumInput(
        title=LEGAL_AND_IT,
        cadence="monthly",
        first_on=first,
        owner_id=cast.ids["lena"],
        place="Video call",
        members=tuple(cast.ids[name] for name in ("ana", "lena", "marcus", "priya")),
        purpose="Systems, roll-outs and contracts that legal operations and IT share.",
        agenda=_IT_AGENDA,
    )


def _channel(cast: Cast) -> ForumInput:
    return ForumInput(
        title=CHANNEL,
        form="channel",
        cadence="none",
        place="Chat, open to everybody in the business",
        owner_id=cast.ids["ana"],
        purpose="Questions to legal operations, answered the same day.",
    )


def _held(engine: Engine, cast: Cast, forum: int, on: date, notes: str) -> int:
    """Begin a meeting from its series and write its notes."""
    by = cast.actor("ana")
    held = meetings.begin(engine, by, forum, on)
    row = kept.one(engine, by, "meeting", held)
    given = MeetingInput(**{name: row[name] for name in MeetingInput.model_fields})
    records.change(
        engine, by, Seen("meeting", held, int(row["version"])),
        given.model_copy(update={"notes": notes}),
    )  # fmt: skip
    return held


def _raise(
    engine: Engine, cast: Cast, about: tuple[str, int], on: date, todos: tuple[_Todo, ...]
) -> None:
    """Note actions that came up on a day, and tick off those that are done."""
    for todo in todos:
        by = cast.actor(todo.owner or "ana")
        given = ActionInput(
            title=todo.title,
            owner_id=cast.ids[todo.owner] if todo.owner else None,
            due_on=None if todo.due is None else on + timedelta(days=todo.due),
        )
        number = actions.add(engine, by, given, about)
        if todo.done is not None:
            seen = Seen("action", number, 1)
            actions.set_state(engine, by, seen, "done", on + timedelta(days=todo.done))
