"""Links: made once, seen from both sides, never past who may see a matter."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine, update
from sqlmodel import col

from legalops.errors import NotAllowedError, NotFoundError, RefusedError
from legalops.models.decisions import DecisionInput
from legalops.models.goals import GoalInput
from legalops.models.kinds import Seen
from legalops.models.spend import Matter
from legalops.permissions import Actor, Permission, Role, system
from legalops.services import links as acts
from legalops.services import records, users
from legalops.store import links, matters
from legalops.store import records as kept
from legalops.store.links import Thing
from legalops.store.unit import writing

CLI = system("cli")


@pytest.fixture
def person(engine: Engine) -> Callable[[str, Role], Actor]:
    """Add people, each with a role."""

    def add(name: str, role: Role) -> Actor:
        user_id, _ = users.add(engine, CLI, name, name.title(), role)
        return Actor(name, role, user_id, display_name=name.title())

    return add


@pytest.fixture
def matter(engine: Engine) -> int:
    """A matter that is not restricted yet."""
    with writing(engine, CLI, Permission.EDIT_NAMES) as unit:
        return matters.create(unit, [matters.New("24-1", "Ardent v. Vale", None)])[0]


def _goal(engine: Engine, actor: Actor) -> Thing:
    given = GoalInput(
        title="Costs within budget", objective_id=None, owner_id=actor.user_id,
        starts_on=date(2026, 1, 1), due_on=date(2026, 12, 31),
    )  # fmt: skip
    return Thing("goal", records.add(engine, actor, "goal", given))


def _restrict(engine: Engine, matter: int) -> None:
    with writing(engine, CLI, Permission.EDIT_NAMES) as unit:
        rows = update(Matter).where(col(Matter.id) == matter).values(is_restricted=1)
        unit.session.connection().execute(rows)


def _titles(engine: Engine, actor: Actor, thing: Thing) -> list[str]:
    return [each.title for each in links.of(engine, actor, thing)]


def test_a_link_shows_on_both_sides_and_twice_made_stands_once(
    engine: Engine, person: Callable[[str, Role], Actor], matter: int
) -> None:
    tom = person("tom", Role.MEMBER)
    goal = _goal(engine, tom)
    first = acts.add(engine, tom, goal, Thing("matter", matter))
    again = acts.add(engine, tom, Thing("matter", matter), goal)
    assert first == again
    assert _titles(engine, tom, goal) == ["24-1 Ardent v. Vale"]
    assert _titles(engine, tom, Thing("matter", matter)) == ["Costs within budget"]
    newest, *_ = kept.history(engine, tom, "goal", goal.id)
    assert newest.act == "linked"


def test_a_link_comes_off_both_sides(
    engine: Engine, person: Callable[[str, Role], Actor], matter: int
) -> None:
    tom = person("tom", Role.MEMBER)
    goal = _goal(engine, tom)
    acts.remove(engine, tom, acts.add(engine, tom, goal, Thing("matter", matter)))
    assert _titles(engine, tom, goal) == _titles(engine, tom, Thing("matter", matter)) == []


def test_neither_side_being_theirs_a_member_links_nothing(
    engine: Engine, person: Callable[[str, Role], Actor], matter: int
) -> None:
    goal = _goal(engine, person("tom", Role.MEMBER))
    priya, ana = person("priya", Role.MEMBER), person("ana", Role.OPS)
    with pytest.raises(NotAllowedError, match="neither is yours"):
        acts.add(engine, priya, goal, Thing("matter", matter))
    link = acts.add(engine, ana, goal, Thing("matter", matter))
    with pytest.raises(NotAllowedError, match="neither side is yours"):
        acts.remove(engine, priya, link)


def test_a_restricted_matter_is_neither_shown_nor_linked_for_others(
    engine: Engine, person: Callable[[str, Role], Actor], matter: int
) -> None:
    tom, mia = person("tom", Role.MEMBER), person("mia", Role.ADMIN)
    goal, other = _goal(engine, tom), _goal(engine, tom)
    acts.add(engine, tom, goal, Thing("matter", matter))
    _restrict(engine, matter)
    assert _titles(engine, tom, goal) == []
    assert _titles(engine, mia, goal) == ["24-1 Ardent v. Vale"]
    assert links.titles(engine, tom, [Thing("matter", matter)]) == {}
    with pytest.raises(NotFoundError):
        acts.add(engine, tom, other, Thing("matter", matter))
    with pytest.raises(NotFoundError):
        links.of(engine, tom, Thing("matter", matter))


def test_a_matter_shows_the_decision_that_names_it_though_nobody_linked_it(
    engine: Engine, person: Callable[[str, Role], Actor], matter: int
) -> None:
    ana = person("ana", Role.OPS)
    given = DecisionInput(title="Do we settle?", matter_id=matter)
    number = records.add(engine, ana, "decision", given, raised_on="2026-10-01")
    found = links.of(engine, ana, Thing("matter", matter))
    assert [(each.thing, each.link_id) for each in found] == [(Thing("decision", number), None)]


def test_what_was_taken_off_is_linked_no_more(
    engine: Engine, person: Callable[[str, Role], Actor], matter: int
) -> None:
    tom = person("tom", Role.MEMBER)
    goal = _goal(engine, tom)
    acts.add(engine, tom, goal, Thing("matter", matter))
    records.withdraw(engine, tom, Seen("goal", goal.id, 1))
    assert _titles(engine, tom, Thing("matter", matter)) == []


@pytest.mark.parametrize("other", [Thing("goal", 999), Thing("matter", 999), Thing("moon", 1)])
def test_nothing_is_linked_to_what_is_not_there(
    engine: Engine, person: Callable[[str, Role], Actor], other: Thing
) -> None:
    tom = person("tom", Role.MEMBER)
    with pytest.raises(NotFoundError):
        acts.add(engine, tom, _goal(engine, tom), other)


def test_a_thing_is_not_linked_to_itself(
    engine: Engine, person: Callable[[str, Role], Actor]
) -> None:
    tom = person("tom", Role.MEMBER)
    goal = _goal(engine, tom)
    with pytest.raises(RefusedError, match="itself"):
        acts.add(engine, tom, goal, goal)
