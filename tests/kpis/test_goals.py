"""Figures of goals say what check-ins, closed months and invoice lines say."""

from collections import defaultdict
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, text

from legalops.metrics import goals as metrics
from legalops.metrics.goals import Standing
from legalops.services import goals as acts
from legalops.store import goals as store
from legalops.store import records

TODAY = date(2026, 11, 1)
NEWEST = (
    "SELECT c.value_e4 FROM check_in c WHERE c.goal_id = g.id AND c.value_e4 IS NOT NULL AND "
    "c.withdrawn_at IS NULL AND COALESCE(c.key_result_id, 0) = {part} "
    "ORDER BY c.on_day DESC, c.id DESC LIMIT 1"
)
#: Billed by Whitlock Farrow this year up to the newest month, over its hours, in 1/10000 an hour.
RATE = (
    "SELECT SUM(l.reporting_cents) * 1000000.0 / SUM(l.units_e4) FROM invoice_line l "
    "JOIN invoice i ON i.id = l.invoice_id JOIN vendor v ON v.id = i.vendor_id "
    "WHERE v.name = 'Whitlock Farrow LLP' AND l.kind = 'F' AND "
    "i.status NOT IN ('undone', 'superseded', 'rejected') "
    "AND i.invoice_month BETWEEN 202601 AND 202609"
)


def ask(engine: Engine, query: str, **values: Any) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query), values)]


def share(start: int | None, target: int, now: float) -> float:
    assert start is not None
    return min(1.0, max(0.0, (now - start) / (target - start)))


def inside(engine: Engine, measure: str, since: str, upper: int) -> float:
    """Return the share of closed months from a day on in which a KPI (a share) was inside."""
    query = (
        "SELECT AVG(CASE WHEN value_e4 * 100 <= :upper THEN 1.0 ELSE 0.0 END) FROM kpi_snapshot "
        "WHERE measure = :measure AND month >= :month"
    )
    month = int(since[:4]) * 100 + int(since[5:7])
    return float(ask(engine, query, measure=measure, month=month, upper=upper)[0][0])


def newest(engine: Engine, measure: str) -> int:
    query = "SELECT value_e4 FROM kpi_snapshot WHERE measure = :m ORDER BY month DESC LIMIT 1"
    return int(ask(engine, query, m=measure)[0][0])


def told(engine: Engine) -> dict[int, tuple[float, float]]:
    """Return the progress of each goal and what is expected of it, worked out again."""
    parts: dict[int, list[tuple[float, float, int]]] = defaultdict(list)
    time = (
        "MIN(1.0, MAX(0.0, (JULIANDAY(:today) - JULIANDAY(g.starts_on)) / "
        "(JULIANDAY(g.due_on) - JULIANDAY(g.starts_on))))"
    )
    query = (
        f"SELECT g.id, g.starts_on, k.measure, k.direction, k.baseline_e4, k.target_e4, "
        f"k.upper_e4, k.weight, {time}, ({NEWEST.format(part='k.id')}) FROM goal g "
        "JOIN key_result k ON k.goal_id = g.id"
    )
    for goal, start, measure, way, low, high, upper, weight, spent, typed in ask(
        engine, query, today=TODAY.isoformat()
    ):
        if way == "within":
            parts[goal].append((inside(engine, measure, start, upper), 1.0, weight))
            continue
        live = ask(engine, RATE)[0][0] if measure.startswith("firm_") else None
        now = typed if not measure else live or newest(engine, measure)
        parts[goal].append((share(low, high, now), spent, weight))
    own = (
        f"SELECT g.id, g.baseline_e4, g.target_e4, {time}, ({NEWEST.format(part='0')}) FROM goal g "
        "WHERE NOT EXISTS (SELECT 1 FROM key_result k WHERE k.goal_id = g.id)"
    )
    for goal, low, high, spent, now in ask(engine, own, today=TODAY.isoformat()):
        parts[goal].append((share(low, high, now), spent, 1))
    whole = {goal: sum(weight for *_, weight in rows) for goal, rows in parts.items()}
    return {
        goal: (
            sum(p * w for p, _, w in rows) / whole[goal],
            sum(e * w for _, e, w in rows) / whole[goal],
        )
        for goal, rows in parts.items()
    }


@pytest.fixture(scope="module")
def found(department: Engine) -> list[Standing]:
    return acts.standings(department, TODAY)


def test_progress_and_what_is_expected_agree_with_the_rows(
    department: Engine, found: list[Standing]
) -> None:
    again = told(department)
    assert {each.goal_id for each in found} == set(again)
    assert len(found) >= 6
    for each in found:
        assert (each.progress, each.expected) == pytest.approx(again[each.goal_id], abs=1e-4)


def test_the_departments_figures_agree_with_the_rows(department: Engine) -> None:
    running = {row[0] for row in ask(
        department,
        "SELECT id FROM goal WHERE state = 'open' AND starts_on <= :today",
        today=TODAY.isoformat(),
    )}  # fmt: skip
    unchecked = ask(
        department,
        "SELECT COUNT(*) FROM goal g WHERE g.state = 'open' AND g.starts_on <= :today AND "
        "JULIANDAY(:today) - JULIANDAY(COALESCE((SELECT MAX(c.on_day) FROM check_in c WHERE "
        "c.goal_id = g.id AND c.withdrawn_at IS NULL), g.starts_on)) > 30 AND NOT (EXISTS "
        "(SELECT 1 FROM key_result k WHERE k.goal_id = g.id) AND NOT EXISTS (SELECT 1 FROM "
        "key_result k WHERE k.goal_id = g.id AND k.measure = ''))",
        today=TODAY.isoformat(),
    )[0][0]
    again = [pair for goal, pair in told(department).items() if goal in running]
    fine = sum(round(p * 100) - round(e * 100) >= -5 for p, e in again)
    assert acts.figures(department, TODAY) == {
        "goals_on_course": pytest.approx(fine / len(again)),
        "goals_progress": pytest.approx(sum(p for p, _ in again) / len(again), abs=1e-4),
        "goals_unchecked": unchecked,
    }
    assert 0 < fine < len(again)
    assert unchecked > 0


def test_something_in_the_story_is_behind_something_is_unchecked_and_something_serves_nothing(
    department: Engine, found: list[Standing]
) -> None:
    words = " ".join(each.words for each in found)
    assert "behind by" in words
    assert any(each.is_unchecked for each in found)
    assert ask(department, "SELECT COUNT(*) FROM goal WHERE objective_id IS NULL")[0][0] == 1


def test_the_check_ins_that_tell_where_goals_stand_say_the_same_as_all_of_them(
    department: Engine,
) -> None:
    goals, parts = records.table(department, "goal"), records.table(department, "key_result")
    of_all, telling = store.check_ins(department), store.telling(department)
    today = date(2026, 11, 1)
    assert len(telling) < len(of_all)
    assert metrics.standings(goals, parts, telling, {}, today) == [
        each
        for goal in goals["id"]
        for each in metrics.standings(
            goals[goals["id"] == goal], parts, store.check_ins(department, int(goal)), {}, today
        )
    ]
