"""A version while it is a draft, and once it is approved: what may still change, and by whom."""

from typing import Any

import pytest
from sqlalchemy import Engine, text

from legalops.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    RefusedError,
    StaleEditError,
)
from legalops.intake.budget.draft import BudgetRow
from legalops.permissions import Actor, Permission, Role, system
from legalops.store import areas, budget_state, budgets, freshness, matter_facts, matters, vendors
from legalops.store.unit import data_versions, writing
from legalops.store.vendors import Named

CLI = system("cli")
ROWS = (
    BudgetRow("area", "Litigation", "fees", 202601, 10_000),
    BudgetRow("area", "IP", "all", 202602, 500),
)
MORE = (*ROWS, BudgetRow("area", "Tax", "fees", 202603, 7))


def store(engine: Engine, name: str = "Original", **changes: Any) -> int:
    fields = {"fiscal_year": 2026, "name": name, "source": "form", "rows": ROWS}
    return budgets.save(engine, CLI, budgets.new_version(**{**fields, **changes}))


def version(engine: Engine, number: int) -> dict[str, Any]:
    found = budgets.versions(engine)
    return dict(found[found["id"] == number].iloc[0])


def add_firm(engine: Engine, name: str = "Hale & Quimby LLP") -> int:
    with writing(engine, CLI, Permission.EDIT_NAMES) as unit:
        return vendors.resolve(unit, {"11-1111111": Named(name, "USD")})["11-1111111"]


def test_the_newest_is_in_force_until_one_is_approved(
    engine: Engine, people: dict[Role, Actor]
) -> None:
    first, second = store(engine), store(engine, "Reforecast 1", rows=MORE)
    assert budgets.in_force(engine, 2026) == second
    budget_state.approve(engine, people[Role.EXECUTIVE], first, 1, " Board,  May ")
    assert budgets.in_force(engine, 2026) == first
    assert freshness.versions_in_force(engine)[2026].name == "Original"
    assert freshness.budget_in_force(engine)["amount_cents"].sum() == 10_500
    assert version(engine, first)["is_in_force"]
    assert not version(engine, second)["is_in_force"]
    budget_state.approve(engine, people[Role.ADMIN], second, 1)
    assert budgets.in_force(engine, 2026) == second
    assert freshness.budget_in_force(engine)["amount_cents"].sum() == 10_507


def test_an_approval_keeps_who_when_and_why(engine: Engine, people: dict[Role, Actor]) -> None:
    number = store(engine, note="First plan")
    before = data_versions(engine)["budget"]
    budget_state.approve(engine, people[Role.EXECUTIVE], number, 1, "Board of 3 May")
    row = version(engine, number)
    assert (row["approved_by"], row["note"]) == ("carla", "First plan\nOn approval: Board of 3 May")
    assert row["approved_at"].endswith("Z")
    assert data_versions(engine)["budget"] == before + 1
    with engine.connect() as connection:
        event = connection.execute(
            text("SELECT actor_name, action FROM audit_event ORDER BY seq DESC LIMIT 1")
        ).one()
    assert tuple(event) == ("carla", "budget.approved")


@pytest.mark.parametrize("role", [Role.MEMBER, Role.OPS])
def test_only_executives_and_admins_approve(
    engine: Engine, people: dict[Role, Actor], role: Role
) -> None:
    number = store(engine)
    with pytest.raises(NotAllowedError, match="approve a budget version"):
        budget_state.approve(engine, people[role], number, 1)
    assert version(engine, number)["approved_at"] == ""


@pytest.mark.parametrize("role", [Role.MEMBER, Role.EXECUTIVE])
def test_only_ops_and_admins_edit_or_start_a_draft(
    engine: Engine, people: dict[Role, Actor], role: Role
) -> None:
    number = store(engine)
    with pytest.raises(NotAllowedError, match="change budgets"):
        budget_state.edit(engine, people[role], number, 1, MORE)
    with pytest.raises(NotAllowedError, match="change budgets"):
        budgets.copy(engine, people[role], number, fiscal_year=2026, name="Mine")
    assert budgets.rows(engine, CLI, number) == list(ROWS)


def test_a_locked_version_refuses_edits_and_a_second_approval(
    engine: Engine, people: dict[Role, Actor]
) -> None:
    number = store(engine)
    budget_state.approve(engine, people[Role.EXECUTIVE], number, 1)
    with pytest.raises(RefusedError, match=r"approved by carla .* is locked. Start a new version"):
        budget_state.edit(engine, people[Role.OPS], number, 1, MORE)
    with pytest.raises(RefusedError, match="is locked"):
        budget_state.approve(engine, people[Role.ADMIN], number, 1)
    assert budgets.rows(engine, CLI, number) == list(ROWS)


def test_an_older_version_is_not_approved_over_a_newer_one(engine: Engine) -> None:
    first, second = store(engine), store(engine, "Reforecast 1")
    budget_state.approve(engine, CLI, second, 1)
    with pytest.raises(RefusedError, match="Version 2 of this year is approved already and newer"):
        budget_state.approve(engine, CLI, first, 1)
    assert budgets.in_force(engine, 2026) == second


def test_an_edit_replaces_the_rows_and_counts_the_revision(
    engine: Engine, people: dict[Role, Actor]
) -> None:
    number = store(engine)
    budget_state.edit(engine, people[Role.OPS], number, 1, MORE)
    assert budgets.rows(engine, CLI, number) == list(MORE)
    assert version(engine, number)["revision"] == 2
    assert "Tax" in areas.all_areas(engine).values()


def test_an_edit_or_approval_of_what_is_no_longer_there_names_who_was_first(
    engine: Engine, people: dict[Role, Actor]
) -> None:
    number = store(engine)
    budget_state.edit(engine, people[Role.OPS], number, 1, MORE)
    with pytest.raises(StaleEditError, match="Original was changed by ana"):
        budget_state.edit(engine, people[Role.ADMIN], number, 1, ROWS)
    with pytest.raises(StaleEditError, match="changed by ana"):
        budget_state.approve(engine, people[Role.EXECUTIVE], number, 1)
    assert budgets.rows(engine, CLI, number) == list(MORE)
    assert version(engine, number)["approved_at"] == ""


def test_a_bad_edit_changes_nothing(engine: Engine) -> None:
    number = store(engine)
    for rows in ((), (ROWS[0], ROWS[0]), (ROWS[0]._replace(month=202701),)):
        with pytest.raises(InvalidInputError):
            budget_state.edit(engine, CLI, number, 1, rows)
    with pytest.raises(NotFoundError, match="The vendor Nobody"):
        budget_state.edit(
            engine, CLI, number, 1, (*ROWS, BudgetRow("vendor", "Nobody", "all", 202601, 5))
        )
    assert budgets.rows(engine, CLI, number) == list(ROWS)
    assert version(engine, number)["revision"] == 1


def test_caps_of_vendors_are_kept_beside_the_budget_and_never_added(engine: Engine) -> None:
    firm = add_firm(engine)
    cap = BudgetRow("vendor", "Hale & Quimby LLP", "all", 202601, 4_000)
    number = store(engine, rows=(*ROWS, cap))
    assert budgets.rows(engine, CLI, number) == [*ROWS, cap]
    assert version(engine, number)["total_cents"] == 10_500
    assert budgets.vendor_caps(engine, 2026) == {(firm, 202601): 4_000}
    assert budgets.vendor_caps(engine, 2025) == {}
    with pytest.raises(InvalidInputError, match="fees and expenses together"):
        store(engine, "B", rows=(cap._replace(cost_kind="fees"),))


def test_a_copy_holds_every_row_and_goes_to_the_same_months_of_another_year(
    engine: Engine,
) -> None:
    add_firm(engine)
    cap = BudgetRow("vendor", "Hale & Quimby LLP", "all", 202612, 4_000)
    source = store(engine, rows=(*ROWS, cap))
    again = budgets.copy(engine, CLI, source, fiscal_year=2026, name="Reforecast 1", note="Why")
    later = budgets.copy(engine, CLI, source, fiscal_year=2027, name="Original")
    assert budgets.rows(engine, CLI, again) == [*ROWS, cap]
    assert budgets.rows(engine, CLI, later) == [
        row._replace(month=row.month + 100) for row in (*ROWS, cap)
    ]
    assert (version(engine, again)["kind"], version(engine, later)["kind"]) == (
        "reforecast", "original",
    )  # fmt: skip
    assert version(engine, again)["total_cents"] == 10_500
    with pytest.raises(InvalidInputError, match="is called"):
        budgets.copy(engine, CLI, source, fiscal_year=2026, name="ORIGINAL")
    with pytest.raises(NotFoundError):
        budgets.copy(engine, CLI, 99, fiscal_year=2026, name="X")


def test_caps_of_hidden_matters_stay_when_somebody_else_edits_or_copies(
    engine: Engine, people: dict[Role, Actor]
) -> None:
    with writing(engine, CLI, Permission.EDIT_NAMES) as unit:
        matters.create(unit, [matters.New("M-1", "Secret", None)])
    secret = BudgetRow("matter", "M-1", "all", 202601, 900)
    number = store(engine, rows=(*ROWS, secret))
    given = matter_facts.MatterInput(name="Secret", is_restricted=True)
    matter_facts.change(engine, CLI, 1, 1, given)
    ops = people[Role.OPS]
    assert budgets.rows(engine, ops, number) == list(ROWS)
    budget_state.edit(engine, ops, number, 1, MORE)
    assert secret in budgets.rows(engine, CLI, number)
    copied = budgets.copy(engine, ops, number, fiscal_year=2026, name="Reforecast 1")
    assert secret in budgets.rows(engine, CLI, copied)
    assert secret not in budgets.rows(engine, ops, copied)


def test_who_may_approve_is_told_by_name(engine: Engine, people: dict[Role, Actor]) -> None:
    assert len(people) == 4
    assert budget_state.approvers(engine) == ["Carla", "Mia"]
