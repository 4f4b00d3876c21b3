"""Figures of skills and technology say what plain questions to the store say."""

from datetime import date
from typing import Any

from sqlalchemy import Engine, text

from legalops.metrics import technology as metrics
from legalops.services import skills, technology
from legalops.store import technology as store

TODAY = date(2026, 11, 1)
HAVE = (
    "SELECT l.user_id, l.skill_id, l.have FROM skill_level l WHERE l.id = (SELECT MAX(m.id) "
    "FROM skill_level m WHERE m.user_id = l.user_id AND m.skill_id = l.skill_id)"
)
USED = "stage IN ('in_use', 'retiring') AND withdrawn_at IS NULL"


def ask(engine: Engine, query: str, **values: Any) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query), values)]


def test_the_skill_gap_agrees_with_the_rows(department: Engine) -> None:
    query = (
        "SELECT SUM(MAX(0, n.need - COALESCE(h.have, 0))), SUM(n.need) FROM ("
        "SELECT p.user_id, r.skill_id, MAX(r.need) AS need FROM record_person p "
        "JOIN role_need r ON r.role_id = p.record_id WHERE p.kind = 'job_role' "
        f"GROUP BY 1, 2) n LEFT JOIN ({HAVE}) h USING (user_id, skill_id)"
    )
    missing, needed = ask(department, query)[0]
    assert 0 < missing < needed
    assert skills.figures(department, TODAY)["skill_gap"] == missing / needed


def test_skills_on_one_person_agree_with_the_rows(department: Engine) -> None:
    query = (
        "SELECT COUNT(*) FROM (SELECT DISTINCT skill_id FROM role_need WHERE need >= 3) n "
        f"WHERE (SELECT COUNT(*) FROM ({HAVE}) h WHERE h.skill_id = n.skill_id "
        "AND h.have >= 3) < 2"
    )
    count = ask(department, query)[0][0]
    assert count > 0
    assert skills.figures(department, TODAY)["skills_single"] == count


def test_seats_and_cost_agree_with_the_rows(department: Engine) -> None:
    found = technology.figures(department, TODAY)
    used, paid = ask(
        department,
        "SELECT SUM(seats_used), SUM(seats) FROM system "
        f"WHERE {USED} AND seats IS NOT NULL AND seats_used IS NOT NULL",
    )[0]
    assert found["tool_use"] == used / paid
    cents, seats = ask(
        department,
        f"SELECT SUM(yearly_cost_cents), SUM(seats_used) FROM system WHERE {USED} "
        "AND yearly_cost_cents IS NOT NULL AND seats_used IS NOT NULL",
    )[0]
    assert found["cost_per_active_user"] == round(cents / seats)


def test_contracts_to_decide_on_agree_with_the_rows(department: Engine) -> None:
    query = (
        "SELECT title FROM system WHERE stage <> 'retired' AND withdrawn_at IS NULL AND "
        "DATE(renews_on, '-' || COALESCE(notice_days, 0) || ' days') <= DATE(:today, '+120 days')"
    )
    due = {title for (title,) in ask(department, query, today=TODAY.isoformat())}
    assert due == {"PaperTrail", "Corvane Hosting", "Signwell"}
    assert technology.figures(department, TODAY)["contracts_due"] == len(due)
    found = store.table(department)
    terms = zip(found["title"], metrics.terms(found, TODAY), strict=True)
    assert {title for title, term in terms if term.is_due} == due


def test_what_corvane_billed_stands_beside_what_its_hosting_costs(department: Engine) -> None:
    number, lines = ask(
        department,
        "SELECT v.id, SUM(l.reporting_cents) FROM vendor v JOIN invoice i ON i.vendor_id = v.id "
        "JOIN invoice_line l ON l.invoice_id = i.id WHERE v.name = 'Corvane Discovery Services' "
        "AND i.status IN ('received', 'approved', 'paid') "
        "AND i.invoice_month BETWEEN 202511 AND 202610 GROUP BY 1",
    )[0]
    assert lines > 0
    assert store.billed(department, TODAY)[number] == lines
