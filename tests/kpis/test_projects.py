"""Figures about projects say what the rows of milestones, notes and benefits say."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, text

from legalops.metrics import portfolio
from legalops.permissions import system
from legalops.services import projects
from legalops.store import matter_register, records
from legalops.store import projects as store

TODAY = date(2026, 11, 1)
LIVE = "i.status NOT IN ('undone', 'superseded', 'rejected')"
RUNNING = "p.phase IN ('planning', 'doing', 'closing') AND p.withdrawn_at IS NULL"


def ask(engine: Engine, query: str, **values: Any) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query), values)]


def test_milestones_on_time_agree_with_their_rows(department: Engine) -> None:
    query = (
        "SELECT SUM(m.done_on IS NOT NULL AND m.done_on <= m.baseline_on), COUNT(*) "
        "FROM milestone m JOIN project p ON p.id = m.project_id WHERE m.baseline_on <= :today "
        "AND m.withdrawn_at IS NULL AND p.withdrawn_at IS NULL "
        "AND p.phase IN ('planning', 'doing', 'closing', 'done')"
    )
    hit, due = ask(department, query, today=TODAY.isoformat())[0]
    assert 0 < hit < due
    found = projects.figures(department, TODAY)["milestones_on_time"]
    assert found == pytest.approx(hit / due)


def test_the_schedule_index_agrees_with_the_weights(department: Engine) -> None:
    query = (
        "SELECT SUM(CASE WHEN m.done_on IS NOT NULL THEN m.weight ELSE 0 END), "
        "SUM(CASE WHEN m.baseline_on <= :today THEN m.weight ELSE 0 END) FROM milestone m "
        f"JOIN project p ON p.id = m.project_id WHERE m.withdrawn_at IS NULL AND {RUNNING}"
    )
    earned, planned = ask(department, query, today=TODAY.isoformat())[0]
    found = projects.figures(department, TODAY)["schedule_index"]
    assert found == pytest.approx(earned / planned)


def test_benefits_measured_agree_with_their_rows(department: Engine) -> None:
    query = (
        "SELECT COUNT(b.measured_e4), COUNT(*) FROM benefit b JOIN project p "
        "ON p.id = b.project_id WHERE b.due_on <= :today AND p.phase <> 'stopped'"
    )
    measured, due = ask(department, query, today=TODAY.isoformat())[0]
    assert 0 < measured < due
    found = projects.figures(department, TODAY)["benefits_measured"]
    assert found == pytest.approx(measured / due)


def test_one_project_of_the_sample_slips_and_its_note_says_less(department: Engine) -> None:
    marks = portfolio.by_project(store.marks(department))
    notes = portfolio.notes_by_project(store.latest_notes(department))
    table = records.table(department, "project")
    found = {each.title: each for each in portfolio.portfolio(table, marks, notes, TODAY)}
    slipping = found["Contract lifecycle roll-out"]
    query = (
        "SELECT JULIANDAY(MAX(COALESCE(done_on, forecast_on))) - JULIANDAY(MAX(baseline_on)) "
        "FROM milestone WHERE project_id = :project"
    )
    assert slipping.plan.slip_days == ask(department, query, project=slipping.id)[0][0] == 55
    assert (slipping.typed, slipping.computed) == ("at_risk", "off_track")
    assert {title: each.health for title, each in found.items() if each.is_running} == {
        "Contract lifecycle roll-out": "off_track",
        "Panel review of litigation firms": "at_risk",
        "E-billing for all firms": "on_track",
    }
    assert projects.figures(department, TODAY)["projects_off_track"] == 1


def test_the_cost_of_a_project_agrees_with_the_lines_of_its_matter(department: Engine) -> None:
    query = (
        "SELECT p.id, SUM(l.reporting_cents) FROM project p "
        "JOIN invoice_line l ON l.matter_id = p.matter_id JOIN invoice i ON i.id = l.invoice_id "
        f"WHERE {LIVE} AND i.invoice_date >= SUBSTR(p.starts_on, 1, 7) || '-01' GROUP BY p.id"
    )
    billed = ask(department, query)
    assert len(billed) == 1
    money = matter_register.spent(department)
    money["cents"] = money["net_cents"]
    seen = set(matter_register.facts(department, system("demo"))["id"].astype(int))
    table, typed = records.table(department, "project"), store.costs(department)
    found = portfolio.costs(table, typed, money, seen)
    assert [(n, c.billed_cents) for n, c in found.items() if c.billed_cents is not None] == billed
    sums = "SELECT project_id, SUM(amount_cents) FROM project_cost GROUP BY 1"
    assert {n: c.typed_cents for n, c in found.items()} == dict(ask(department, sums))
