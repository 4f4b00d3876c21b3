"""Ideas and experiments: what may be done, by whom, and what the figures then say."""

from datetime import date

import pytest
from pydantic import ValidationError
from sqlalchemy import Engine

from legalops.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    RefusedError,
    StaleEditError,
)
from legalops.models.ideas import ExperimentInput, ExperimentResultInput, IdeaInput, IdeaMoveInput
from legalops.models.kinds import Seen
from legalops.permissions import Actor, Role
from legalops.services import ideas, records
from legalops.store import ideas as store
from legalops.store import records as kept
from tests.conftest import add_person

People = dict[Role, Actor]
DAY = date(2026, 11, 5)
LINE = "One intake form for all requests"


def move(engine: Engine, who: Actor, number: int, state: str, version: int | None = None) -> None:
    row = kept.one(engine, who, "idea", number)
    given = IdeaMoveInput.model_validate({"state": state, "reason": f"{state} it is"})
    ideas.move(engine, who, Seen("idea", number, version or row["version"]), given, DAY)


def trial(engine: Engine, who: Actor, **more: object) -> int:
    given = {"title": "Two teams, a month", "hypothesis": "mails will halve", **more}
    return ideas.begin(engine, who, ExperimentInput.model_validate(given), DAY)


def test_one_line_keeps_an_idea_that_waits_for_an_answer(engine: Engine, people: People) -> None:
    tom = people[Role.MEMBER]
    ideas.submit(engine, tom, f"  {LINE} ")
    (row,) = store.board(engine).to_dict("records")
    assert (row["title"], row["maker"], row["state"]) == (LINE, "Tom", "new")
    assert (row["support"], row["tries"], row["first_decided_on"]) == (0, 0, None)


@pytest.mark.parametrize("line", ["", "   ", "\u200b", "x" * 201, "turned \u202e round"])
def test_a_line_that_says_nothing_or_too_much_is_no_idea(
    engine: Engine, people: People, line: str
) -> None:
    with pytest.raises(InvalidInputError):
        ideas.submit(engine, people[Role.MEMBER], line)
    assert store.board(engine).empty


def test_support_is_given_once_and_can_be_taken_back(engine: Engine, people: People) -> None:
    number = ideas.submit(engine, people[Role.MEMBER], LINE)
    carla, ana = people[Role.EXECUTIVE], people[Role.OPS]
    assert ideas.toggle_support(engine, carla, number)
    assert ideas.toggle_support(engine, ana, number)
    assert store.supporters(engine, number) in (("Carla", "Ana"), ("Ana", "Carla"))
    assert not ideas.toggle_support(engine, carla, number)
    assert store.supporters(engine, number) == ("Ana",)
    assert store.supported_by(engine, ana.user_id or 0) == {number}
    assert store.board(engine)["support"].tolist() == [1]
    acts = [each.act for each in kept.history(engine, ana, "idea", number)]
    assert acts == ["no_longer_supported", "supported", "supported", "added"]


def test_support_leaves_the_version_so_that_nobodys_edit_is_lost(
    engine: Engine, people: People
) -> None:
    tom = people[Role.MEMBER]
    number = ideas.submit(engine, tom, LINE)
    ideas.toggle_support(engine, people[Role.OPS], number)
    records.change(engine, tom, Seen("idea", number, 1), IdeaInput(title="Two forms"))
    assert kept.one(engine, tom, "idea", number)["title"] == "Two forms"


def test_an_idea_that_is_not_there_has_no_support(engine: Engine, people: People) -> None:
    with pytest.raises(NotFoundError):
        ideas.toggle_support(engine, people[Role.MEMBER], 7)


def test_the_first_move_answers_an_idea_and_later_ones_keep_that_day(
    engine: Engine, people: People
) -> None:
    ana, number = people[Role.OPS], ideas.submit(engine, people[Role.MEMBER], LINE)
    move(engine, ana, number, "considered")
    row = kept.one(engine, ana, "idea", number)
    given = IdeaMoveInput(state="parked", reason="Not now")
    ideas.move(engine, ana, Seen("idea", number, row["version"]), given, date(2026, 12, 1))
    row = kept.one(engine, ana, "idea", number)
    assert (row["state"], row["reason"]) == ("parked", "Not now")
    assert row["first_decided_on"] == "2026-11-05"
    told = kept.history(engine, ana, "idea", number)[0]
    assert (told.act, told.after["moved_on"]) == ("moved", "2026-12-01")


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.OPS, Role.ADMIN])
def test_those_who_decide_or_run_the_department_move_anybodys_idea(
    engine: Engine, people: People, role: Role
) -> None:
    number = ideas.submit(engine, people[Role.MEMBER], LINE)
    assert store.may_move(engine, people[role], number)
    move(engine, people[role], number, "adopted")
    assert kept.one(engine, people[role], "idea", number)["state"] == "adopted"


def test_a_member_moves_their_own_idea_and_not_anothers(engine: Engine, people: People) -> None:
    priya = add_person(engine, "priya", Role.MEMBER)
    number = ideas.submit(engine, people[Role.MEMBER], LINE)
    assert not store.may_move(engine, priya, number)
    with pytest.raises(NotAllowedError):
        move(engine, priya, number, "adopted")
    move(engine, people[Role.MEMBER], number, "considered")
    assert kept.one(engine, priya, "idea", number)["state"] == "considered"


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.OPS])
def test_an_answer_over_a_newer_state_is_refused(
    engine: Engine, people: People, role: Role
) -> None:
    number = ideas.submit(engine, people[Role.MEMBER], LINE)
    move(engine, people[role], number, "considered")
    with pytest.raises(StaleEditError):
        move(engine, people[role], number, "parked", version=1)
    with pytest.raises(RefusedError):
        move(engine, people[role], number, "considered")


def test_an_answer_needs_its_reason() -> None:
    with pytest.raises(ValidationError):
        IdeaMoveInput(state="parked", reason="  ")


def test_an_experiment_puts_its_idea_to_the_test(engine: Engine, people: People) -> None:
    tom = people[Role.MEMBER]
    number = ideas.submit(engine, tom, LINE)
    trial(engine, people[Role.OPS], idea_id=number)
    row = kept.one(engine, tom, "idea", number)
    assert (row["state"], row["first_decided_on"]) == ("testing", "2026-11-05")
    assert store.board(engine)["tries"].tolist() == [1]
    assert store.experiments(engine)[["idea", "owner"]].to_numpy().tolist() == [[LINE, "Ana"]]


def test_an_experiment_does_not_reopen_an_idea_that_was_adopted(
    engine: Engine, people: People
) -> None:
    number = ideas.submit(engine, people[Role.MEMBER], LINE)
    move(engine, people[Role.OPS], number, "adopted")
    trial(engine, people[Role.MEMBER], idea_id=number)
    assert kept.one(engine, people[Role.OPS], "idea", number)["state"] == "adopted"


def test_an_experiment_does_not_stop_before_it_starts() -> None:
    with pytest.raises(ValidationError, match="before its start"):
        ExperimentInput(
            title="Back to front", hypothesis="it cannot be", starts_on=DAY,
            stop_on=date(2026, 11, 4),
        )  # fmt: skip


def test_an_experiment_ends_with_what_it_showed_by_whom_it_belongs_to(
    engine: Engine, people: People
) -> None:
    tom, priya = people[Role.MEMBER], add_person(engine, "priya", Role.MEMBER)
    number = trial(engine, tom, starts_on=DAY)
    seen = Seen("experiment", number, 1)
    given = ExperimentResultInput(outcome="refuted", result="They rose", ended_on=DAY)
    with pytest.raises(NotAllowedError):
        ideas.end(engine, priya, seen, given)
    early = given.model_copy(update={"ended_on": date(2026, 11, 4)})
    with pytest.raises(RefusedError, match="began on 2026-11-05"):
        ideas.end(engine, tom, seen, early)
    ideas.end(engine, tom, seen, given)
    row = kept.one(engine, tom, "experiment", number)
    assert (row["outcome"], row["result"], row["ended_on"]) == (
        "refuted",
        "They rose",
        "2026-11-05",
    )


def test_figures_are_silent_where_there_is_nothing_and_count_what_there_is(
    engine: Engine, people: People
) -> None:
    none = {"ideas_adopted": None, "idea_first_answer_days": None, "experiments_complete": None}
    assert ideas.figures(engine, DAY) == none
    ana = people[Role.OPS]
    for at, state in (
        ("2026-11-01T09:00:00.000000Z", "adopted"),
        ("2026-10-26T09:00:00.000000Z", "parked"),
    ):
        number = records.add(engine, ana, "idea", IdeaInput(title=state), made_at=at)
        move(engine, ana, number, state)
    ideas.submit(engine, ana, "Nobody has read this")
    trial(engine, ana, measure="Mails a week", stop_on=DAY)
    trial(engine, ana, stop_on=DAY)
    assert ideas.figures(engine, DAY) == {
        "ideas_adopted": pytest.approx(1 / 3),
        "idea_first_answer_days": 7.0,
        "experiments_complete": 0.5,
    }
    removed = trial(engine, ana)
    records.withdraw(engine, ana, Seen("experiment", removed, 1))
    assert ideas.figures(engine, DAY)["experiments_complete"] == 0.5
