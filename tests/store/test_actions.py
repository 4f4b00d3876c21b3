"""Actions are noted in a line, carried through their series, ticked off and counted."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from legalops.errors import InvalidInputError, StaleEditError
from legalops.models.kinds import Seen
from legalops.models.meetings import ActionInput, ForumInput, MeetingInput
from legalops.models.spend import Matter
from legalops.periods import utc_now
from legalops.permissions import Actor, Role
from legalops.services import actions as acts
from legalops.services import meetings as meeting_acts
from legalops.services import records as kept
from legalops.services import visits
from legalops.store import actions, meetings, records
from tests.store.firms import put

People = dict[Role, Actor]
MONDAY = date(2026, 11, 2)


@pytest.fixture
def tom(people: People) -> Actor:
    return people[Role.MEMBER]


def state_of(engine: Engine, number: int) -> tuple[str, str]:
    frame = actions.table(engine).set_index("id")
    return str(frame.loc[number, "state"]), str(frame.loc[number, "done_on"])


def test_a_line_keeps_an_action_of_its_record_under_the_name_it_says(
    engine: Engine, people: People, tom: Actor
) -> None:
    ana = people[Role.OPS]
    noted = acts.note(engine, tom, f"{ana.display_name}: ask the firm, tomorrow", ("idea", 7))
    row = actions.of(engine, "idea", 7).to_dict("records")[0]
    assert (row["title"], row["owner_id"], row["owner"]) == ("Ask the firm", ana.user_id,
                                                             ana.display_name)  # fmt: skip
    assert row["due_on"] == (noted.due_on or MONDAY).isoformat()
    assert actions.of(engine, "idea", 8).empty


def test_a_line_that_says_nothing_is_refused_and_nothing_is_kept(
    engine: Engine, tom: Actor
) -> None:
    for line in ("", "me: tomorrow", "x" * 300):
        with pytest.raises(InvalidInputError):
            acts.note(engine, tom, line)
    assert actions.table(engine).empty


def test_the_day_an_action_is_done_follows_its_state_however_it_is_set(
    engine: Engine, tom: Actor
) -> None:
    number = acts.add(engine, tom, ActionInput(title="Call"))
    acts.set_state(engine, tom, Seen("action", number, 1), "done", MONDAY)
    assert state_of(engine, number) == ("done", "2026-11-02")
    acts.change(engine, tom, Seen("action", number, 2), ActionInput(title="Ring", state="done"))
    assert state_of(engine, number) == ("done", "2026-11-02")
    kept.set_one(engine, tom, Seen("action", number, 3), "state", "open")
    assert state_of(engine, number) == ("open", "")
    kept.set_one(engine, tom, Seen("action", number, 4), "state", "done")
    assert state_of(engine, number)[1] != ""
    told = [each.act for each in records.history(engine, tom, "action", number)]
    assert told == ["changed", "changed", "changed", "done", "added"]


def test_a_tick_on_what_somebody_else_changed_is_refused(engine: Engine, tom: Actor) -> None:
    number = acts.add(engine, tom, ActionInput(title="Call"))
    acts.set_state(engine, tom, Seen("action", number, 1), "dropped")
    with pytest.raises(StaleEditError):
        acts.set_state(engine, tom, Seen("action", number, 1), "done")


def test_the_open_ones_come_first_by_their_day(engine: Engine, tom: Actor) -> None:
    for title, day in (("b", MONDAY), ("c", None), ("a", MONDAY - timedelta(days=3))):
        acts.add(engine, tom, ActionInput(title=title, due_on=day))
    done = acts.add(engine, tom, ActionInput(title="d"))
    acts.set_state(engine, tom, Seen("action", done, 1), "done")
    assert list(actions.table(engine)["title"]) == ["a", "b", "c", "d"]


def test_a_meeting_begins_with_what_its_series_says_and_only_once(
    engine: Engine, people: People, tom: Actor
) -> None:
    who = tuple(sorted(actor.user_id or 0 for actor in people.values()))
    review = kept.add(
        engine, tom, "forum",
        ForumInput(title="Monday review", first_on=MONDAY, agenda="- Money", members=who),
    )  # fmt: skip
    number = meeting_acts.begin(engine, tom, review, MONDAY)
    row = records.one(engine, tom, "meeting", number)
    assert (row["title"], row["agenda"], row["held_on"]) == (
        "Monday review, 2 Nov 2026", "- Money", "2026-11-02",
    )  # fmt: skip
    assert tuple(row["attendees"]) == who
    assert meeting_acts.begin(engine, tom, review, MONDAY) == number
    kept.withdraw(engine, tom, Seen("meeting", number, 1))
    assert meeting_acts.begin(engine, tom, review, MONDAY) != number


def test_what_is_open_is_carried_to_later_meetings_of_its_series_only(
    engine: Engine, tom: Actor
) -> None:
    review = kept.add(engine, tom, "forum", ForumInput(title="Review", first_on=MONDAY))
    first, second = (
        meeting_acts.begin(engine, tom, review, MONDAY + timedelta(days=days)) for days in (0, 7)
    )
    alone = kept.add(engine, tom, "meeting", MeetingInput(title="Call", held_on=MONDAY))
    live = acts.note(engine, tom, "Call the firm", ("meeting", first)).id
    done = acts.note(engine, tom, "Pay the firm", ("meeting", first)).id
    acts.set_state(engine, tom, Seen("action", done, 1), "done")
    acts.note(engine, tom, "Something else", ("meeting", alone))
    whole = acts.note(engine, tom, "Find a room", ("forum", review)).id
    assert set(actions.carried(engine, second)["id"]) == {live, whole}
    assert set(actions.carried(engine, first)["id"]) == {whole}
    assert actions.carried(engine, alone).empty


def test_series_say_when_they_met_when_they_meet_and_what_is_open(
    engine: Engine, tom: Actor
) -> None:
    review = kept.add(engine, tom, "forum", ForumInput(title="Review", first_on=MONDAY))
    kept.add(engine, tom, "forum", ForumInput(title="#chat", form="channel", cadence="none"))
    first = meeting_acts.begin(engine, tom, review, MONDAY)
    second = meeting_acts.begin(engine, tom, review, MONDAY + timedelta(days=7))
    acts.note(engine, tom, "Call", ("meeting", first))
    acts.note(engine, tom, "Find a room", ("forum", review))
    found = meetings.forums(engine, MONDAY + timedelta(days=1)).set_index("title")
    rows = found[["last_on", "next_on", "next_id", "open_actions"]].T.to_dict("list")
    assert rows["Review"] == ["2026-11-02", "2026-11-09", second, 2]
    assert rows["#chat"][:2] == ["", ""]
    assert rows["#chat"][3] == 0
    held = meetings.meetings(engine)[["id", "forum", "actions", "open_actions"]]
    assert held.to_dict("split")["data"] == [
        [second, "Review", 0, 0], [first, "Review", 1, 1],
    ]  # fmt: skip


def test_actions_about_a_restricted_matter_are_hidden_from_others(
    engine: Engine, people: People
) -> None:
    owner = people[Role.EXECUTIVE].user_id
    put(engine, Matter(number="X-1", number_norm="x-1", name="Secret", is_restricted=True,
                       owner_id=owner, created_at="2026-01-01T00:00:00.000000Z"))  # fmt: skip
    assert len(actions.hidden_matters(engine, people[Role.MEMBER])) == 1
    assert not actions.hidden_matters(engine, people[Role.EXECUTIVE])
    assert not actions.hidden_matters(engine, people[Role.ADMIN])


def test_a_visit_counts_from_the_one_before_and_not_within_half_an_hour(
    engine: Engine, tom: Actor
) -> None:
    first = utc_now()
    assert visits.since(engine, tom, first)[1] is False
    visits.begin(engine, tom, first)
    visits.begin(engine, tom, first + timedelta(minutes=20))
    assert visits.since(engine, tom, first)[1] is False
    visits.begin(engine, tom, first + timedelta(hours=2))
    since, was_here = visits.since(engine, tom)
    assert was_here
    assert since == first.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
