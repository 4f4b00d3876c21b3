"""Budgets of matters in phases: in versions, one live, seen by those who may see the matter."""

import pytest
from sqlalchemy import Engine

from legalops.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleEditError
from legalops.intake.budget.draft import BudgetRow
from legalops.metrics.phases import Phase
from legalops.permissions import Actor, Permission, Role, system
from legalops.services import phases as acts
from legalops.store import budgets, matter_facts, matters, phases
from legalops.store.unit import writing

CLI = system("cli")
FIRST = [Phase("Assessment", "L100", 10_000), Phase("Other", "", 5_000)]


@pytest.fixture
def matter(engine: Engine) -> int:
    with writing(engine, CLI, Permission.EDIT_NAMES) as unit:
        return matters.create(unit, [matters.New("M-1", "A v. B", None)])[0]


def test_phases_are_kept_in_versions_and_the_last_is_live(engine: Engine, matter: int) -> None:
    phases.save(engine, CLI, matter, [], FIRST)
    again = [Phase("  Assessment  and more ", " l100 ", 12_000), Phase("Trial", "L400", 70_000)]
    phases.save(engine, CLI, matter, FIRST, again)
    live = phases.live(engine, CLI, matter)
    assert live == [Phase("Assessment and more", "L100", 12_000), again[1]]
    assert phases.all_live(engine) == {matter: live}
    assert phases.matter_budgets(engine) == {matter: 82_000}
    history = phases.history(engine, CLI, matter)
    assert history["amount_cents"].tolist() == [82_000, 15_000]
    assert history["version"].tolist() == [2, 1]


def test_opening_and_closing_a_phase_alone_is_no_new_budget(engine: Engine, matter: int) -> None:
    phases.save(engine, CLI, matter, [], FIRST)
    closed = [FIRST[0]._replace(state="closed"), FIRST[1]]
    phases.save(engine, CLI, matter, FIRST, closed)
    phases.save(engine, CLI, matter, closed, closed)
    assert phases.live(engine, CLI, matter) == closed
    assert len(phases.history(engine, CLI, matter)) == 1


def test_a_budget_can_be_ended_and_begun_anew(engine: Engine, matter: int) -> None:
    phases.save(engine, CLI, matter, [], FIRST)
    phases.save(engine, CLI, matter, FIRST, [])
    assert phases.live(engine, CLI, matter) == []
    assert phases.matter_budgets(engine) == {}
    phases.save(engine, CLI, matter, [], FIRST)
    assert phases.history(engine, CLI, matter)["version"].tolist() == [2, 1]


def test_who_comes_second_is_told_and_nothing_is_lost(
    engine: Engine, people: dict[Role, Actor], matter: int
) -> None:
    phases.save(engine, people[Role.OPS], matter, [], FIRST)
    with pytest.raises(StaleEditError, match="changed by ana"):
        phases.save(engine, CLI, matter, [], [Phase("Mine", "", 1)])
    assert phases.live(engine, CLI, matter) == FIRST


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ([Phase(" ", "L100", 1)], "needs a name"),
        ([Phase("A", "L100", -1)], "from zero on"),
        ([Phase("A", "L100", 10**14)], "from zero on"),
        ([Phase("A", "L100", 1), Phase("a", "L200", 1)], "same name"),
        ([Phase("A", "", 1), Phase("B", "", 1)], "same code .no code."),
        ([Phase("A", "L1000000X", 1)], "task code group"),
        ([Phase("A", f"L{n}00", 1) for n in range(50)], "more than 40"),
    ],
)
def test_what_is_no_budget_is_refused(
    engine: Engine, matter: int, wanted: list[Phase], words: str
) -> None:
    with pytest.raises(InvalidInputError, match=words):
        phases.save(engine, CLI, matter, [], wanted)
    assert phases.live(engine, CLI, matter) == []


@pytest.mark.parametrize("role", [Role.MEMBER, Role.EXECUTIVE])
def test_phases_are_set_by_ops_and_admin(
    engine: Engine, people: dict[Role, Actor], matter: int, role: Role
) -> None:
    with pytest.raises(NotAllowedError):
        phases.save(engine, people[role], matter, [], FIRST)
    assert phases.live(engine, people[role], matter) == []


def test_a_restricted_matter_is_as_if_it_were_not_there(
    engine: Engine, people: dict[Role, Actor], matter: int
) -> None:
    phases.save(engine, CLI, matter, [], FIRST)
    given = matter_facts.MatterInput(name="A v. B", is_restricted=True)
    matter_facts.change(engine, CLI, matter, 1, given)
    for act in (
        lambda: phases.live(engine, people[Role.OPS], matter),
        lambda: phases.history(engine, people[Role.OPS], matter),
        lambda: phases.save(engine, people[Role.OPS], matter, FIRST, []),
        lambda: acts.standing(engine, people[Role.EXECUTIVE], matter),
    ):
        with pytest.raises(NotFoundError):
            act()
    assert phases.live(engine, people[Role.ADMIN], matter) == FIRST


def test_without_phases_the_caps_of_the_year_are_the_matters_budget(
    engine: Engine, matter: int
) -> None:
    rows = tuple(BudgetRow("matter", "M-1", "all", month, 100) for month in (202601, 202603))
    new = budgets.new_version(fiscal_year=2026, name="Original", source="form", rows=rows)
    budgets.save(engine, CLI, new)
    assert phases.budgeted(engine, 2026) == {matter: phases.Budgeted(200, is_phased=False)}
    assert phases.planned(engine, 2026, 202602) == {matter: 100}
    phases.save(engine, CLI, matter, [], FIRST)
    assert phases.budgeted(engine, 2026) == {matter: phases.Budgeted(15_000, is_phased=True)}
    assert phases.budgeted(engine, 2025) == {matter: phases.Budgeted(15_000, is_phased=True)}


def test_phases_are_read_as_people_type_them(engine: Engine) -> None:
    found = acts.read(engine, [["Trial", "L400", "1,250.00", "open"], ["", "", "", "open"]])
    assert found == [Phase("Trial", "L400", 125_000)]
    with pytest.raises(InvalidInputError, match="Budget of Trial: 'x' is not an amount"):
        acts.read(engine, [["Trial", "L400", "x", "open"]])
    with pytest.raises(InvalidInputError, match="open or closed"):
        acts.read(engine, [["Trial", "L400", "5", "half"]])
