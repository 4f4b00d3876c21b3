"""Budgets in versions: each whole, the newest in force, none ever overwritten."""

from typing import Any

import pytest
from sqlalchemy import Engine, text

from legalops.errors import InvalidInputError, NotAllowedError, NotFoundError, RefusedError
from legalops.intake.budget.draft import BudgetRow
from legalops.permissions import Actor, Permission, Role, system
from legalops.store import areas, budgets, freshness, matter_facts, matters
from legalops.store.matter_facts import MatterInput
from legalops.store.unit import data_versions, writing

CLI = system("cli")
ROWS = (
    BudgetRow("area", "Litigation", "fees", 202601, 10_000),
    BudgetRow("area", "IP", "all", 202602, -50),
)


def new(**changes: Any) -> budgets.NewVersion:
    fields = {"fiscal_year": 2026, "name": "Original", "source": "form", "rows": ROWS}
    return budgets.new_version(**{**fields, **changes})


def count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar() or 0)


def test_an_empty_store_has_no_budget(engine: Engine) -> None:
    assert budgets.versions(engine).empty
    assert budgets.in_force(engine, 2026) is None
    assert budgets.lines(engine, 1).empty


def test_a_version_comes_back_as_it_was_stored(engine: Engine) -> None:
    number = budgets.save(engine, CLI, new())
    assert budgets.rows(engine, CLI, number) == list(ROWS)
    row = budgets.versions(engine).iloc[0]
    assert (row["number"], row["name"], row["created_by"], row["total_cents"]) == (
        1, "Original", "cli", 9_950,
    )  # fmt: skip
    assert list(areas.all_areas(engine).values()) == ["IP", "Litigation"]
    assert data_versions(engine)["budget"] == 1


def test_the_newest_version_is_in_force_and_the_old_one_stays(engine: Engine) -> None:
    first = budgets.save(engine, CLI, new())
    second = budgets.save(engine, CLI, new(name="Reforecast 1", rows=ROWS[:1]))
    assert budgets.in_force(engine, 2026) == second
    assert list(budgets.versions(engine, 2026)["number"]) == [2, 1]
    assert len(budgets.lines(engine, first)) == 2
    assert freshness.versions_in_force(engine)[2026].name == "Reforecast 1"


def test_years_are_numbered_apart(engine: Engine) -> None:
    budgets.save(engine, CLI, new())
    budgets.save(engine, CLI, new(fiscal_year=2027, rows=(ROWS[0]._replace(month=202701),)))
    assert list(budgets.versions(engine)["number"]) == [1, 1]


def test_a_name_is_used_once_a_year_whatever_its_case(engine: Engine) -> None:
    budgets.save(engine, CLI, new())
    with pytest.raises(InvalidInputError, match="version 1 of this year is called"):
        budgets.save(engine, CLI, new(name=" ORIGINAL "))
    assert len(budgets.versions(engine)) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "Name"),
        ({"name": ""}, "Name"),
        ({"rows": ()}, "Budget"),
        ({"rows": (ROWS[0]._replace(month=202701),)}, "Month"),
        ({"rows": (ROWS[0], ROWS[0])}, "Budget"),
        ({"rows": (ROWS[0], ROWS[0]._replace(cost_kind="all"))}, "Budget"),
        ({"rows": (("area", "IP", "travel", 202601, 1),)}, "Rows"),
        ({"rows": (ROWS[0]._replace(amount_cents=10**14),)}, "Amount"),
        ({"rows": (ROWS[0]._replace(name=" "),)}, "Practice area"),
        ({"fiscal_year": 26}, "Fiscal year"),
    ],
)
def test_a_budget_that_cannot_be_right_is_refused(
    engine: Engine, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        budgets.save(engine, CLI, new(**changes))
    assert refusal.value.field == field
    assert (count(engine, "budget_version"), count(engine, "practice_area")) == (0, 0)


def test_an_unknown_matter_stores_nothing(engine: Engine) -> None:
    with pytest.raises(NotFoundError, match="M-9"):
        budgets.save(engine, CLI, new(rows=(*ROWS, BudgetRow("matter", "M-9", "all", 202601, 1))))
    assert count(engine, "budget_version") == 0


def test_a_version_compared_with_an_older_one_is_refused(engine: Engine) -> None:
    seen = budgets.save(engine, CLI, new(based_on=0))
    budgets.save(engine, CLI, new(name="Theirs", based_on=seen))
    with pytest.raises(RefusedError, match="since you compared"):
        budgets.save(engine, CLI, new(name="Mine", based_on=seen))


def test_storing_is_audited_with_what_was_in_force(engine: Engine) -> None:
    first = budgets.save(engine, CLI, new())
    budgets.save(engine, CLI, new(name="Two"))
    with engine.connect() as connection:
        query = "SELECT before_json, after_json FROM audit_event WHERE action = 'budget.stored'"
        events = [tuple(row) for row in connection.execute(text(query + " ORDER BY seq"))]
    assert events[0][0] is None
    assert events[1][0] == f'{{"in_force": {first}}}'
    assert '"total_cents": 9950' in events[1][1]


@pytest.mark.parametrize("role", list(Role))
def test_only_ops_and_admin_store_budgets(
    engine: Engine, people: dict[Role, Actor], role: Role
) -> None:
    if role in (Role.OPS, Role.ADMIN):
        assert budgets.save(engine, people[role], new())
        return
    with pytest.raises(NotAllowedError):
        budgets.save(engine, people[role], new())


def test_the_cap_of_a_restricted_matter_is_for_those_named_on_it(
    engine: Engine, people: dict[Role, Actor]
) -> None:
    with writing(engine, CLI, Permission.EDIT_NAMES) as unit:
        (matter,) = matters.create(unit, [matters.New("M-1", "Quiet", None)])
    cap = BudgetRow("matter", "m-1", "all", 202603, 700)
    number = budgets.save(engine, CLI, new(rows=(*ROWS, cap)))
    assert budgets.rows(engine, people[Role.OPS], number)[-1].name == "M-1"
    given = MatterInput(name="Quiet", is_restricted=True)
    matter_facts.change(engine, CLI, matter, 1, given)
    assert budgets.rows(engine, people[Role.OPS], number) == list(ROWS)
    assert budgets.known_matters(engine, people[Role.OPS]) == {}
    assert budgets.rows(engine, people[Role.ADMIN], number)[-1].amount_cents == 700
    assert budgets.versions(engine)["total_cents"].tolist() == [9_950]
