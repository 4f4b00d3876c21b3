"""Keeping records: who may, two people at once, hostile values, and a history that can be told."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from legalops.errors import InvalidInputError, LegalOpsError, NotAllowedError, StaleEditError
from legalops.models.asked import Ask
from legalops.models.goals import GoalInput
from legalops.models.kinds import KINDS, Seen
from legalops.models.meetings import MeetingInput
from legalops.permissions import Actor, Role, system
from legalops.services import records as acts
from legalops.services import users
from legalops.store import records

CLI = system("cli")
START, END = date(2026, 1, 1), date(2026, 1, 2)
#: What stands in a field that has to be filled in.
FILLED: Mapping[str, Any] = {
    "line": "One", "prose": "Words", "day": END, "number": 10_000, "money": 100, "count": 1,
}  # fmt: skip
#: What a form asks for once it has what it has to have.
MORE: Mapping[str, dict[str, Any]] = {
    "key_result": {"target_e4": 10_000},
    "milestone": {"forecast_on": END},
}
#: Columns that a room gives beside its form.
BESIDE: Mapping[str, dict[str, Any]] = {
    "decision": {"raised_on": "2026-01-01"},
}
#: What members and executives may begin; the rest is for legal operations and administrators.
BEGUN_BY_OPS = {"assessment", "skill", "job_role", "system"}
SHARED = {"forum", "meeting", "action", "retrospective", "lesson", "win"}
PARTS = {"key_result": "goal", "milestone": "project", "risk": "project", "benefit": "project",
         "status_note": "project"}  # fmt: skip
People = dict[str, Actor]


@pytest.fixture
def people(engine: Engine) -> People:
    """One person of each role, and a second member."""
    names = {"tom": Role.MEMBER, "priya": Role.MEMBER, "carla": Role.EXECUTIVE, "ana": Role.OPS,
             "mia": Role.ADMIN}  # fmt: skip
    found = {}
    for name, role in names.items():
        user_id, _ = users.add(engine, CLI, name, name.title(), role)
        found[name] = Actor(name, role, user_id, display_name=name.title())
    return found


def input_of(kind: str, title: str = "One") -> Any:
    """Return the least that the form of a kind gives."""
    asks, values = KINDS[kind].asks, dict(MORE.get(kind, {}))
    for name, field in asks.model_fields.items():
        ask = next(each for each in field.metadata if isinstance(each, Ask))
        if field.is_required():
            values[name] = ask.choices[0][0] if ask.choices else FILLED[ask.widget]
    if "title" in asks.model_fields:
        values["title"] = title
    return asks.model_validate(values)


def begun(engine: Engine, actor: Actor, kind: str, maker: Actor | None = None) -> int:
    """Begin a record of a kind, of a part in a parent made by the same person."""
    columns: dict[str, Any] = dict(BESIDE.get(kind, {}))
    if parent := KINDS[kind].parent:
        columns[parent[1]] = begun(engine, maker or actor, parent[0])
    return acts.add(engine, actor, kind, input_of(kind), **columns)


def may(act: Callable[[], object]) -> bool:
    """Say whether an act is allowed."""
    try:
        act()
    except NotAllowedError:
        return False
    return True


@pytest.mark.parametrize(
    ("who", "begins", "others"),
    [
        ("tom", set(KINDS) - BEGUN_BY_OPS - {"objective"}, SHARED),
        ("carla", set(KINDS) - BEGUN_BY_OPS, SHARED),
        ("ana", set(KINDS), set(KINDS)),
        ("mia", set(KINDS), set(KINDS)),
    ],
)
def test_who_may_begin_and_change_what_is_as_the_permission_table_says(
    engine: Engine, people: People, who: str, begins: set[str], others: set[str]
) -> None:
    actor, ops = people[who], people["mia"] if who == "ana" else people["ana"]
    for kind in KINDS:
        assert may(partial(begun, engine, actor, kind)) == (kind in begins), kind
    for kind in KINDS:
        number = begun(engine, ops, kind)
        seen = Seen(kind, number, 1)
        two = input_of(kind, "Two")
        acts_of = (
            partial(acts.change, engine, actor, seen, two),
            partial(acts.set_one, engine, actor, seen._replace(version=2), "title", "Three"),
            partial(acts.withdraw, engine, actor, seen._replace(version=3)),
            partial(acts.restore, engine, actor, seen._replace(version=4)),
        )
        assert [may(act) for act in acts_of] == [kind in others] * 4, kind
        shown = records.may_edit(engine, actor, kind, number)
        assert shown == (kind in others), kind


def test_what_one_made_or_owns_is_theirs_whoever_began_it(engine: Engine, people: People) -> None:
    given = GoalInput(title="One", starts_on=START, due_on=END, it_owner_id=people["tom"].user_id)
    number = acts.add(engine, people["ana"], "goal", given)
    acts.set_one(engine, people["tom"], Seen("goal", number, 1), "title", "Mine too")
    with pytest.raises(NotAllowedError):
        acts.set_one(engine, people["priya"], Seen("goal", number, 2), "title", "Not mine")


@pytest.mark.parametrize("kind", sorted(PARTS))
def test_a_part_is_theirs_whose_whole_it_belongs_to(
    engine: Engine, people: People, kind: str
) -> None:
    parent = begun(engine, people["tom"], PARTS[kind])
    column = (KINDS[kind].parent or ("", ""))[1]
    with pytest.raises(NotAllowedError):
        acts.add(engine, people["priya"], kind, input_of(kind), **{column: parent})
    number = acts.add(engine, people["ana"], kind, input_of(kind), **{column: parent})
    acts.set_one(engine, people["tom"], Seen(kind, number, 1), "title", "Two")
    assert records.one(engine, people["tom"], kind, number)["title"] == "Two"


def test_of_two_who_edit_one_goal_the_second_is_told_and_nothing_is_lost(
    engine: Engine, people: People
) -> None:
    tom, ana = people["tom"], people["ana"]
    number = begun(engine, tom, "goal")
    seen = Seen("goal", number, 1)
    acts.change(engine, ana, seen, input_of("goal", "What Ana says"))
    with pytest.raises(StaleEditError, match="changed by Ana"):
        acts.change(engine, tom, seen, input_of("goal", "What Tom says"))
    for act in (
        partial(acts.set_one, engine, tom, seen, "state", "met"),
        partial(acts.withdraw, engine, tom, seen),
    ):
        with pytest.raises(StaleEditError):
            act()
    now = records.one(engine, tom, "goal", number)
    assert (now["title"], now["version"], now["changed_by"]) == ("What Ana says", 2, "Ana")
    acts.change(engine, tom, seen._replace(version=2), input_of("goal", "What Tom says"))
    told = [(c.by, c.after["title"]) for c in records.history(engine, tom, "goal", number)]
    assert told == [("Tom", "What Tom says"), ("Ana", "What Ana says"), ("Tom", "One")]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "x" * 201, "201 characters"),
        ("title", "  \u200b ", "is empty"),
        ("title", "pay \u202e50 now", "U\\+202E"),
        ("due_on", date(1, 1, 1), "between 1990 and 2100"),
        ("due_on", date(2025, 1, 1), "before the start"),
        ("starts_on", date(2027, 1, 1), "before the start"),
        ("target_e4", 10**16, "too large"),
        ("state", "won", "one of the choices"),
        ("owner_id", "nobody", "whole number"),
    ],
)
def test_a_value_the_form_would_not_take_is_refused_in_place_too(
    engine: Engine, people: People, field: str, value: object, said: str
) -> None:
    number = begun(engine, people["tom"], "goal")
    with pytest.raises(InvalidInputError, match=said):
        acts.set_one(engine, people["tom"], Seen("goal", number, 1), field, value)
    _, wrong = acts.checked(GoalInput, {**input_of("goal").model_dump(), field: value})
    assert wrong
    assert records.one(engine, people["tom"], "goal", number)["version"] == 1


@pytest.mark.parametrize("title", ["Win 👩\u200d⚖️ back", "لا تدفع مرتين", "a\tb  c"])
def test_what_people_write_in_any_script_is_kept(
    engine: Engine, people: People, title: str
) -> None:
    number = acts.add(engine, people["tom"], "goal", input_of("goal", title))
    assert records.one(engine, people["tom"], "goal", number)["title"] == " ".join(title.split())


def test_what_was_wrong_before_does_not_keep_another_value_from_being_set(
    engine: Engine, people: People
) -> None:
    asks = GoalInput.model_construct(
        title="One", starts_on=date(2026, 3, 1), due_on=START, why="", unit="",
        direction="higher", state="open",
    )  # fmt: skip
    number = acts.add(engine, people["tom"], "goal", asks)
    acts.set_one(engine, people["tom"], Seen("goal", number, 1), "state", "met")
    with pytest.raises(InvalidInputError, match="before the start"):
        acts.set_one(engine, people["tom"], Seen("goal", number, 2), "due_on", date(2026, 2, 1))


_EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("set"), st.sampled_from(["title", "notes", "agenda"]),
                  st.text("ab \n\u00e9", min_size=1, max_size=5).filter(str.strip)),
        st.tuples(st.just("set"), st.just("held_on"), st.dates(START, date(2026, 12, 31))),
        st.tuples(st.just("change"), st.just("attendees"), st.sets(st.integers(1, 3), max_size=3)),
        st.tuples(st.just("off"), st.just(""), st.none()),
        st.tuples(st.just("on"), st.just(""), st.none()),
    ),
    max_size=6,
)  # fmt: skip


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(edits=_EDITS)
def test_replaying_the_history_of_any_edits_gives_the_record(
    engine: Engine, people: People, edits: list[tuple[str, str, Any]]
) -> None:
    tom = people["tom"]
    number = begun(engine, tom, "meeting")
    for version, (act, field, value) in enumerate(edits, start=1):
        seen = Seen("meeting", number, version)
        if act == "set":
            acts.set_one(engine, tom, seen, field, value)
        elif act == "change":
            given_ = MeetingInput(title="All", held_on=START, attendees=tuple(value))
            acts.change(engine, tom, seen, given_)
        elif act == "off":
            acts.withdraw(engine, tom, seen)
        else:
            acts.restore(engine, tom, seen)
    told: dict[str, Any] = {}
    for change in reversed(records.history(engine, tom, "meeting", number)):
        assert {name: told.get(name) for name in change.before} == dict(change.before)
        told |= change.after
    now = records.one(engine, tom, "meeting", number)
    assert {name: now[name] for name in told} == told
    assert now["version"] == len(edits) + 1
    assert set(told) == {name for name in now if name not in records.BOOKKEEPING}


def test_an_act_that_is_refused_leaves_no_trace(engine: Engine, people: People) -> None:
    number = begun(engine, people["tom"], "goal")
    before = records.history(engine, people["tom"], "goal", number)
    with pytest.raises(LegalOpsError):
        acts.withdraw(engine, people["priya"], Seen("goal", number, 1))
    assert records.history(engine, people["tom"], "goal", number) == before
