"""Budgets, caps and phases say what the lines and the rows of the budget say."""

from typing import Any

from sqlalchemy import Engine, text

from legalops.metrics.spread import history
from legalops.periods import FiscalYear
from legalops.permissions import system
from legalops.services import phases
from legalops.store import budgets, freshness, spend
from legalops.store import phases as stored

CLI = system("cli")
FY26 = FiscalYear(2026)
LIVE = "i.status IN ('received', 'approved', 'paid')"
GROUP = "SUBSTR(COALESCE(l.task_code, ''), 1, 2) || '00'"


def ask(engine: Engine, query: str, **values: Any) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query), values)]


def number_of(engine: Engine, matter: str) -> int:
    return int(ask(engine, "SELECT id FROM matter WHERE number = :number", number=matter)[0][0])


def test_phases_agree_with_the_lines(department: Engine) -> None:
    query = (
        f"SELECT p.name, SUM(l.reporting_cents) FROM matter_phase p JOIN invoice_line l "
        f"ON l.matter_id = p.matter_id AND {GROUP} = p.code JOIN invoice i ON i.id = l.invoice_id "
        f"WHERE p.is_live = 1 AND p.code <> '' AND p.matter_id = :matter AND {LIVE} GROUP BY 1"
    )
    whole = (
        "SELECT SUM(l.reporting_cents) FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id "
        f"WHERE l.matter_id = :matter AND {LIVE}"
    )
    for matter in ("LIT-23-007", "EMP-24-005", "LIT-25-006"):
        number = number_of(department, matter)
        found = phases.standing(department, CLI, number)
        assert found is not None
        said = {phase.name: phase.actual_cents for phase in found.phases if phase.code}
        assert said == dict(ask(department, query, matter=number))
        assert found.actual_cents == ask(department, whole, matter=number)[0][0]
        assert found.forecast_cents == sum(
            p.actual_cents if p.state == "closed" else max(p.budget_cents or 0, p.actual_cents)
            for p in found.phases
        )


def test_the_sample_has_a_matter_over_and_one_near_its_budget(department: Engine) -> None:
    found = {one.number: one for one in phases.standings(department, FY26, 202609)}
    shares = {number: one.actual_cents / one.budget_cents for number, one in found.items()}
    assert shares["LIT-23-007"] > 1
    assert 0.8 <= shares["EMP-24-005"] < 1
    assert shares["LIT-25-006"] < 0.8
    assert found["REG-26-002"].planned_cents == 23_500_000


def test_caps_of_matters_agree_with_the_lines(department: Engine) -> None:
    query = (
        "SELECT SUM(l.reporting_cents) FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id "
        f"WHERE l.matter_id = :matter AND {LIVE} AND i.invoice_date BETWEEN '2026-01-01' "
        "AND '2026-09-30'"
    )
    cap = (
        "SELECT SUM(b.amount_cents) FROM budget_line b WHERE b.matter_id = :matter AND "
        "b.version_id = (SELECT MAX(id) FROM budget_version WHERE fiscal_year = 2026 "
        "AND approved_at IS NOT NULL)"
    )
    capped = [one for one in phases.standings(department, FY26, 202609) if not one.is_phased]
    assert capped
    for one in capped:
        assert one.actual_cents == ask(department, query, matter=one.matter_id)[0][0]
        assert one.budget_cents == ask(department, cap, matter=one.matter_id)[0][0]
        assert stored.matter_budgets(department)[one.matter_id] >= 0


def test_caps_of_vendors_agree_with_the_rows_of_the_approved_version(department: Engine) -> None:
    query = (
        "SELECT c.vendor_id, c.month, c.amount_cents FROM vendor_cap c JOIN budget_version v "
        "ON v.id = c.version_id WHERE v.fiscal_year = 2026 AND v.name = 'Reforecast 1'"
    )
    rows = ask(department, query)
    assert len({vendor for vendor, _, _ in rows}) == 2
    assert budgets.vendor_caps(department, 2026) == {(v, m): cents for v, m, cents in rows}


def test_the_budget_in_force_is_the_newest_approved_not_the_draft(department: Engine) -> None:
    query = (
        "SELECT SUM(b.amount_cents) FROM budget_line b "
        "JOIN budget_version v ON v.id = b.version_id "
        "WHERE v.fiscal_year = 2026 AND v.name = :name AND b.matter_id IS NULL"
    )
    lines = freshness.budget_in_force(department)
    mine = lines[(lines["fiscal_year"] == 2026) & lines["matter_id"].isna()]
    total = int(mine["amount_cents"].sum())
    assert total == ask(department, query, name="Reforecast 1")[0][0]
    assert total != ask(department, query, name="Reforecast 2")[0][0]
    versions = budgets.versions(department, 2026)
    assert dict(zip(versions["name"], versions["is_in_force"], strict=True)) == {
        "Reforecast 2": False, "Reforecast 1": True, "Original": False,
    }  # fmt: skip


def test_the_shape_of_a_year_agrees_with_the_lines(department: Engine) -> None:
    query = (
        "SELECT s.practice_area_id, s.cost_kind, i.invoice_month, SUM(s.reporting_cents) "
        f"FROM invoice_sum s JOIN invoice i ON i.id = s.invoice_id WHERE {LIVE} "
        "AND s.practice_area_id IS NOT NULL AND s.reporting_cents IS NOT NULL GROUP BY 1, 2, 3"
    )
    found = history(spend.cube(department))
    for area, kind, month, cents in ask(department, query):
        assert found[area, kind][month] == cents
