"""Levels of people and needs of roles: who may set them, what stands, what is kept."""

from datetime import date

import pytest
from sqlalchemy import Engine, text

from legalops.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleEditError
from legalops.intake.skills import Sheet
from legalops.models.kinds import Seen
from legalops.models.skills import JobRoleInput, SkillInput, TrainingInput
from legalops.permissions import Actor, Role, system
from legalops.services import records, skills, users
from legalops.store import records as stored
from legalops.store import skills as store

TODAY = date(2026, 11, 1)
DEMO = system("demo")
People = dict[Role, Actor]


@pytest.fixture
def rates(engine: Engine) -> int:
    """A skill."""
    return records.add(engine, DEMO, "skill", SkillInput(title="Rates"))


def number(actor: Actor) -> int:
    assert actor.user_id is not None
    return actor.user_id


def have(engine: Engine, until: date | None = None) -> dict[tuple[int, int], int]:
    found = store.levels(engine, until)
    rows = zip(found["user_id"], found["skill_id"], found["have"], strict=True)
    return {(int(p), int(s)): int(level) for p, s, level in rows}


def test_a_member_sets_their_own_level_and_nobody_elses(
    engine: Engine, people: People, rates: int
) -> None:
    tom, carla = people[Role.MEMBER], people[Role.EXECUTIVE]
    assert skills.set_levels(engine, tom, {(number(tom), rates): 2}, {}, TODAY) == 1
    with pytest.raises(NotAllowedError, match="somebody else"):
        skills.set_levels(engine, tom, {(number(carla), rates): 2}, {}, TODAY)
    assert have(engine) == {(number(tom), rates): 2}


def test_ops_set_everybodys_levels_and_the_history_of_the_skill_tells(
    engine: Engine, people: People, rates: int
) -> None:
    tom, ana = people[Role.MEMBER], people[Role.OPS]
    pairs = {(number(tom), rates): 1, (number(ana), rates): 3}
    assert skills.set_levels(engine, ana, pairs, {}, TODAY) == 2
    newest = stored.history(engine, ana, "skill", rates)[0]
    assert newest.act == "levels_set"
    assert newest.after == {"levels": "Ana: 3, Tom: 1"}
    assert newest.before == {"levels": "Ana: not said, Tom: not said"}


def test_the_newest_level_stands_and_the_earlier_one_is_kept(
    engine: Engine, people: People, rates: int
) -> None:
    tom = people[Role.MEMBER]
    pair = (number(tom), rates)
    skills.set_levels(engine, tom, {pair: 1}, {}, date(2026, 5, 1))
    skills.set_levels(engine, tom, {pair: 3}, {pair: 1}, TODAY)
    assert have(engine) == {pair: 3}
    assert have(engine, date(2026, 10, 31)) == {pair: 1}
    assert have(engine, date(2026, 4, 30)) == {}


def test_a_level_somebody_changed_meanwhile_is_not_written_over(
    engine: Engine, people: People, rates: int
) -> None:
    tom, ana = people[Role.MEMBER], people[Role.OPS]
    pair = (number(tom), rates)
    skills.set_levels(engine, ana, {pair: 2}, {}, TODAY)
    with pytest.raises(StaleEditError):
        skills.set_levels(engine, tom, {pair: 4}, {}, TODAY)
    assert have(engine) == {pair: 2}


@pytest.mark.parametrize("level", [-1, 5, None])
def test_a_level_out_of_range_is_refused_and_nothing_is_kept(
    engine: Engine, people: People, rates: int, level: int | None
) -> None:
    tom = people[Role.MEMBER]
    seen = {(number(tom), rates): 3}
    skills.set_levels(engine, tom, seen, {}, TODAY)
    with pytest.raises(InvalidInputError):
        skills.set_levels(engine, tom, {(number(tom), rates): level}, seen, TODAY)
    assert have(engine) == seen


def test_a_skill_taken_off_takes_no_level_and_shows_none(
    engine: Engine, people: People, rates: int
) -> None:
    tom = people[Role.MEMBER]
    skills.set_levels(engine, tom, {(number(tom), rates): 3}, {}, TODAY)
    records.withdraw(engine, DEMO, Seen("skill", rates, 1))
    assert have(engine) == {}
    with pytest.raises(NotFoundError):
        skills.set_levels(engine, tom, {(number(tom), rates): 1}, {(number(tom), rates): 3}, TODAY)


def test_what_people_who_left_could_do_counts_no_more(
    engine: Engine, people: People, rates: int
) -> None:
    tom, ana = people[Role.MEMBER], people[Role.OPS]
    role = records.add(
        engine, DEMO, "job_role", JobRoleInput(title="Manager", holders=(number(tom),))
    )
    skills.set_needs(engine, ana, {(role, rates): 3}, {})
    skills.set_levels(engine, ana, {(number(tom), rates): 3}, {}, TODAY)
    assert skills.figures(engine, TODAY) == {"skill_gap": 0.0, "skills_single": 1}
    users.disable(engine, people[Role.ADMIN], "tom", hand_over_to="ana")
    assert skills.figures(engine, TODAY) == {"skill_gap": None, "skills_single": 1}


def test_only_ops_say_what_roles_need(engine: Engine, people: People, rates: int) -> None:
    role = records.add(engine, DEMO, "job_role", JobRoleInput(title="Manager"))
    with pytest.raises(NotAllowedError):
        skills.set_needs(engine, people[Role.MEMBER], {(role, rates): 3}, {})
    assert skills.set_needs(engine, people[Role.OPS], {(role, rates): 3}, {}) == 1
    assert skills.set_needs(engine, people[Role.OPS], {(role, rates): 0}, {(role, rates): 3}) == 1
    assert store.needs(engine).empty
    told = stored.history(engine, people[Role.OPS], "job_role", role)[0]
    assert (told.before, told.after) == ({"needs": "Rates: 3"}, {"needs": "Rates: 0"})


def test_saving_what_stands_already_changes_nothing(
    engine: Engine, people: People, rates: int
) -> None:
    tom = people[Role.MEMBER]
    pair = (number(tom), rates)
    skills.set_levels(engine, tom, {pair: 2}, {}, TODAY)
    assert skills.set_levels(engine, tom, {pair: 2}, {pair: 2}, TODAY) == 0
    with engine.connect() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM skill_level")).scalar_one() == 1


def test_a_training_set_to_done_is_done_today(engine: Engine, people: People) -> None:
    tom = people[Role.MEMBER]
    given = records.add(engine, tom, "training", TrainingInput(title="A day on rates"))
    skills.set_state(engine, tom, Seen("training", given, 1), "done", TODAY)
    assert stored.one(engine, tom, "training", given)["done_on"] == "2026-11-01"
    skills.set_state(engine, tom, Seen("training", given, 2), "planned", TODAY)
    assert stored.one(engine, tom, "training", given)["done_on"] is None
    with pytest.raises(InvalidInputError):
        skills.set_state(engine, tom, Seen("training", given, 3), "lost", TODAY)


def test_the_workbook_comes_back_as_it_left(engine: Engine, people: People, rates: int) -> None:
    tom = people[Role.MEMBER]
    known = Sheet({"Rates": rates, "=1+1": rates + 1}, {"Tom": number(tom)}, "person")
    values = {(number(tom), rates): 0, (number(tom), rates + 1): 4}
    book = skills.workbook(known, {rates: "Spend"}, values)
    draft = skills.preview(engine, tom, "levels.xlsx", book, known)
    assert draft.problems == ()
    assert draft.values == values
