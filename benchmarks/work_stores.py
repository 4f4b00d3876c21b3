"""Stores of what people keep beside the money, of any size, made by direct SQL."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from benchmarks.stores import HASH, MATTERS, VENDORS, many
from legalops.intake.names import fold
from legalops.models import decisions, goals, projects, skills
from legalops.models.audit import AuditEvent, DataVersion
from legalops.models.base import Table
from legalops.models.kept import RecordPerson, SearchEntry
from legalops.models.kinds import KINDS
from legalops.models.people import User

TODAY = date.today()  # noqa: DTZ011  # stores are as old as the day they are made on
AT = f"{TODAY - timedelta(2)}T00:00:00.000000Z"
PEOPLE, OBJECTIVES, FORUMS, SKILLS = 25, 6, 10, 20
Row = dict[str, Any]


def day(n: int, back: int = 200, ahead: int = 200) -> str:
    """Return a day around today, spread evenly by number."""
    return (TODAY + timedelta(n * 37 % (back + ahead) - back)).isoformat()


def who(n: int) -> int:
    """Return one of the people, the first of whom looks at the pages."""
    return n % PEOPLE + 1


def fill(connection: Connection, tenths: int) -> None:
    """Fill a store with so many tenths of the whole: ten make 200 projects, 5,000 actions."""
    _insert(connection, User, _people())
    for kind, rows in _records(tenths).items():
        table = KINDS[kind].table
        _insert(connection, table, ({**_kept(kind, n), **row} for n, row in enumerate(rows, 1)))
        _insert(connection, SearchEntry, _found(kind, len(rows)))
        _insert(connection, AuditEvent, _events(connection, kind, len(rows)))
    for part, rows in _parts(tenths).items():
        _insert(connection, part, iter(rows))
    areas = sorted({kind.area for kind in KINDS.values()} | {"comments"})
    _insert(connection, DataVersion, ({"area": area, "version": 1} for area in areas))


def _insert(connection: Connection, table: type[Table], rows: Iterator[Row]) -> None:
    """Insert rows with what the table fills in by itself."""
    whole = [table(**row).model_dump() for row in rows]
    if whole:
        many(connection, f'"{table.__tablename__}"', whole)


def _people() -> Iterator[Row]:
    for n in range(2, PEOPLE + 1):
        yield {"id": n, "username": f"p{n}", "username_norm": f"p{n}", "role": "member",
               "display_name": f"Person {n}", "created_at": AT}  # fmt: skip


def _kept(kind: str, n: int) -> Row:
    return {"id": n, "title": f"{KINDS[kind].noun.capitalize()} {n} on budgets", "maker": "Bench",
            "made_by": who(n + 1), "made_at": AT, "changed_by": "Bench", "changed_at": AT,
            "version": 1}  # fmt: skip


def _found(kind: str, count: int) -> Iterator[Row]:
    for n in range(1, count + 1):
        words = fold(f"{_kept(kind, n)['title']} and what stands in it, word by word")
        yield {"kind": kind, "record_id": n, "words": words}


def _events(connection: Connection, kind: str, count: int) -> Iterator[Row]:
    last = connection.exec_driver_sql("SELECT COALESCE(MAX(seq), 0) FROM audit_event").scalar_one()
    for n in range(1, count + 1):
        yield {"seq": last + n, "at": AT, "actor_id": who(n + 1), "actor_name": f"p{who(n + 1)}",
               "action": f"{kind}.added", "subject": kind, "subject_id": str(n), "prev_hash": HASH,
               "hash": HASH, "after_json": '{"state": "open"}'}  # fmt: skip


def _each(count: int) -> range:
    return range(1, count + 1)


def _records(tenths: int) -> dict[str, list[Row]]:
    """Return the records by kind, parents before their parts."""
    return {**_aims(tenths), **_planned(tenths), **_talked(tenths), **_learned(tenths)}


def _aims(tenths: int) -> dict[str, list[Row]]:
    count = 50 * tenths
    return {
        "objective": [{"fiscal_year": TODAY.year, "owner_id": who(n)} for n in _each(OBJECTIVES)],
        "goal": [
            {"objective_id": n % OBJECTIVES + 1 if n % 7 else None, "owner_id": who(n),
             "it_owner_id": who(n + 5), "unit": "days", "direction": "lower",
             "baseline_e4": 300_000, "target_e4": 100_000, "starts_on": day(n, 300, 0),
             "due_on": day(n, 20, 300), "state": "open" if n % 5 else "met"}
            for n in _each(count)
        ],
        "key_result": [
            {"goal_id": n % count + 1, "unit": "days", "direction": "lower",
             "baseline_e4": 300_000, "target_e4": 100_000, "weight": n % 3 + 1}
            for n in _each(2 * count)
        ],
    }  # fmt: skip


def _planned(tenths: int) -> dict[str, list[Row]]:
    count = 20 * tenths
    parent = [{"project_id": n % count + 1} for n in _each(10 * count)]
    return {
        "project": [
            {"objective_id": n % OBJECTIVES + 1, "owner_id": who(n), "it_owner_id": who(n + 5),
             "sponsor_id": who(n + 9), "phase": ("doing", "planning", "done", "doing")[n % 4],
             "starts_on": day(n, 300, 0), "due_on": day(n, 0, 400), "budget_cents": 10_000_000,
             "matter_id": n % MATTERS + 1 if n % 3 else None}
            for n in _each(count)
        ],
        "milestone": [
            {**row, "owner_id": who(n), "baseline_on": day(n), "forecast_on": day(n + 1),
             "done_on": day(n, 200, 0) if n % 2 else None}
            for n, row in enumerate(parent)
        ],
        "status_note": [
            {**row, "on_day": day(n, 200, 0), "health": ("on_track", "at_risk")[n % 2],
             "next_step": "Go on"}
            for n, row in enumerate(parent)
        ],
        "risk": [{**row, "owner_id": who(n)} for n, row in enumerate(parent[: 2 * count])],
        "benefit": [
            {**row, "unit": "hours", "promised_e4": 100_000, "due_on": day(n)}
            for n, row in enumerate(parent[:count])
        ],
        "decision": [
            {"accountable_id": who(n), "raised_on": day(n, 300, 0), "due_on": day(n, 20, 100),
             "state": ("open", "decided", "reviewed")[n % 3], "review_on": day(n, 20, 200),
             "decided_on": day(n, 200, 0) if n % 3 else None, "outcome": "We do" if n % 3 else "",
             "reason": "It is cheaper", "saving_cents": 1_000_000,
             "vendor_id": n % VENDORS + 1 if n % 2 else None}
            for n in _each(100 * tenths)
        ],
    }  # fmt: skip


def _talked(tenths: int) -> dict[str, list[Row]]:
    meetings = 50 * tenths
    return {
        "forum": [
            {"owner_id": who(n), "first_on": day(n, 300, 0), "cadence": "weekly"}
            for n in _each(FORUMS)
        ],
        "meeting": [
            {"forum_id": n % FORUMS + 1, "held_on": day(n, 300, 5), "agenda": "As always",
             "notes": "Budgets were talked about." if n % 9 else ""}
            for n in _each(meetings)
        ],
        "action": [
            {"owner_id": who(n), "due_on": day(n, 100, 60), "state": "open" if n % 3 else "done",
             "done_on": None if n % 3 else day(n, 100, 0), "about_kind": "meeting",
             "about_id": n % meetings + 1}
            for n in _each(500 * tenths)
        ],
    }  # fmt: skip


def _learned(tenths: int) -> dict[str, list[Row]]:
    return {
        "idea": [
            {"owner_id": who(n), "state": ("new", "considered", "testing", "adopted")[n % 4]}
            for n in _each(20 * tenths)
        ],
        "experiment": [
            {"idea_id": n, "owner_id": who(n), "hypothesis": "It helps", "stop_on": day(n)}
            for n in _each(5 * tenths)
        ],
        "retrospective": [
            {"held_on": day(n, 300, 0), "owner_id": who(n)} for n in _each(5 * tenths)
        ],
        "lesson": [{"body": "What we learned", "tags": "budgets"} for _ in _each(20 * tenths)],
        "win": [{"on_day": day(n, 300, 0)} for n in _each(10 * tenths)],
        "system": [
            {"owner_id": who(n), "renews_on": day(n, 0, 400), "notice_days": 60, "seats": 100,
             "seats_used": 60, "yearly_cost_cents": 5_000_000}
            for n in _each(4 * tenths)
        ],
        "skill": [{"area": "Law"} for _ in _each(SKILLS)],
        "job_role": [{"note": ""} for _ in _each(SKILLS)],
        "training": [
            {"skill_id": n % SKILLS + 1, "owner_id": who(n), "planned_on": day(n)}
            for n in _each(10 * tenths)
        ],
    }  # fmt: skip


def _parts(tenths: int) -> dict[type[Table], list[Row]]:
    """Return what belongs to records and is none itself."""
    wanted, asked, planned = 50 * tenths, 100 * tenths, 20 * tenths
    return {
        goals.CheckIn: [
            {"id": n, "goal_id": n % wanted + 1, "on_day": day(n, 300, 0), "value_e4": 200_000,
             "confidence": "high", "maker": "Bench", "made_at": AT}
            for n in _each(10 * wanted)
        ],
        projects.ProjectGoal: [
            {"project_id": n, "goal_id": n % wanted + 1} for n in _each(planned)
        ],
        projects.MilestoneMove: [
            {"id": n, "milestone_id": n, "from_on": day(n), "to_on": day(n + 1),
             "reason": "It took longer", "made_by": "Bench", "made_at": AT}
            for n in _each(5 * planned)
        ],
        decisions.DecisionOption: [
            {"id": n, "decision_id": n % asked + 1, "place": n // asked, "title": f"Option {n}"}
            for n in _each(3 * asked)
        ],
        decisions.DecisionCriterion: [
            {"id": n, "decision_id": n % asked + 1, "place": n // asked, "title": f"Point {n}"}
            for n in _each(3 * asked)
        ],
        skills.SkillLevel: [
            {"id": n, "user_id": who(n), "skill_id": n % SKILLS + 1, "have": n % 5,
             "set_by": "Bench", "set_on": day(n, 300, 0)}
            for n in _each(PEOPLE * SKILLS)
        ],
        skills.RoleNeed: [
            {"role_id": n, "skill_id": n, "need": n % 4 + 1} for n in _each(SKILLS)
        ],
        RecordPerson: _named(tenths),
    }  # fmt: skip


def _named(tenths: int) -> list[Row]:
    attendees = [("meeting", n, "attendees", who(n + k)) for n in _each(50 * tenths)
                 for k in range(4)]  # fmt: skip
    members = [("forum", n, "members", who(n + k)) for n in _each(FORUMS) for k in range(5)]
    holders = [("job_role", n, "holders", who(n)) for n in _each(SKILLS)]
    names = ("kind", "record_id", "part", "user_id")
    rows = (*attendees, *members, *holders)
    return [dict(zip(names, row, strict=True)) for row in rows]
