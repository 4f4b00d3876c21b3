"""Maturity is assessed area by area; what retrospectives agreed is followed."""

from datetime import date

import pytest
from sqlalchemy import Engine

from legalops.errors import InvalidInputError, NotAllowedError, StaleEditError
from legalops.metrics import lessons as metrics
from legalops.models.kinds import Seen
from legalops.models.lessons import AssessmentInput, LessonInput, RetrospectiveInput
from legalops.models.meetings import ActionInput
from legalops.permissions import Actor, Role
from legalops.services import lessons, records
from legalops.services.lessons import Rated
from legalops.store import lessons as store
from legalops.store import records as kept

People = dict[Role, Actor]
DAY = date(2026, 11, 5)
GIVEN = AssessmentInput(title="Autumn", made_on=DAY)
LEVELS = {"contracts": Rated(1), "financial": Rated(2, "No accruals")}


def test_an_assessment_keeps_each_level_and_what_is_missing(engine: Engine, people: People) -> None:
    ana = people[Role.OPS]
    number = lessons.assess(engine, ana, GIVEN, LEVELS)
    rows = store.levels(engine).to_numpy().tolist()
    assert rows == [[number, "contracts", 1, ""], [number, "financial", 2, "No accruals"]]
    assert lessons.figures(engine, DAY)["maturity"] == 1.5


def test_other_levels_replace_those_and_the_history_says_which(
    engine: Engine, people: People
) -> None:
    ana = people[Role.OPS]
    number = lessons.assess(engine, ana, GIVEN, LEVELS)
    version = kept.one(engine, ana, "assessment", number)["version"]
    seen = Seen("assessment", number, version)
    lessons.rate(engine, ana, seen, {**LEVELS, "contracts": Rated(3)})
    told = kept.history(engine, ana, "assessment", number)[0]
    assert (dict(told.before), dict(told.after)) == ({"contracts": "1"}, {"contracts": "3"})
    with pytest.raises(StaleEditError):
        lessons.rate(engine, ana, seen, LEVELS)
    assert lessons.figures(engine, DAY)["maturity"] == 2.5


@pytest.mark.parametrize(
    "levels",
    [{}, {"cooking": Rated(1)}, {"contracts": Rated(4)}, {"contracts": Rated(0)},
     {"contracts": Rated(1, "x" * 201)}, {"contracts": Rated(1, "\u202eturned")}],
)  # fmt: skip
def test_levels_there_are_none_of_are_refused(
    engine: Engine, people: People, levels: dict[str, Rated]
) -> None:
    with pytest.raises(InvalidInputError):
        lessons.assess(engine, people[Role.OPS], GIVEN, levels)
    assert kept.table(engine, "assessment").empty


@pytest.mark.parametrize("role", [Role.MEMBER, Role.EXECUTIVE])
def test_legal_operations_assess_the_department(engine: Engine, people: People, role: Role) -> None:
    with pytest.raises(NotAllowedError):
        lessons.assess(engine, people[role], GIVEN, LEVELS)


def test_follow_through_counts_what_was_agreed_in_retrospectives_alone(
    engine: Engine, people: People
) -> None:
    tom = people[Role.MEMBER]
    assert lessons.figures(engine, DAY)["retro_follow_through"] is None
    given = RetrospectiveInput(title="The trial", held_on=DAY)
    number = records.add(engine, tom, "retrospective", given)

    def agree(due: str, state: str, done: str | None, about: str = "retrospective") -> None:
        asked = ActionInput.model_validate({"title": due, "due_on": due, "state": state})
        records.add(engine, tom, "action", asked, about_kind=about, about_id=number, done_on=done)

    agree("2026-10-01", "done", "2026-09-30")
    agree("2026-10-01", "done", "2026-10-02")
    agree("2026-10-01", "open", None)
    agree("2026-12-01", "open", None)
    agree("2026-10-01", "open", None, about="meeting")
    assert lessons.figures(engine, DAY)["retro_follow_through"] == pytest.approx(1 / 3)
    found = metrics.by_retrospective(store.retro_actions(engine), DAY)
    assert found == {number: metrics.Follow(raised=4, counted=3, kept=1, late=1)}
    records.withdraw(engine, tom, Seen("retrospective", number, 1))
    assert lessons.figures(engine, DAY)["retro_follow_through"] is None


def test_anybody_in_the_department_writes_and_mends_a_lesson(
    engine: Engine, people: People
) -> None:
    given = LessonInput(title="Agree fees f\u00fcr experts", tags="Experts, budgets")
    number = records.add(engine, people[Role.EXECUTIVE], "lesson", given)
    mended = LessonInput(title="Agree fees first", body="In writing.", tags="experts")
    records.change(engine, people[Role.MEMBER], Seen("lesson", number, 1), mended)
    (row,) = store.lessons(engine).to_dict("records")
    assert row["title"] == "Agree fees first"
    assert store.folded("WRITING") in row["folded"]
