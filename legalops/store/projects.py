"""Projects, their milestones with every move, their costs, and the goals they serve."""

from collections.abc import Iterable
from typing import Any

import pandas as pd
from sqlalchemy import Engine, delete, text
from sqlmodel import Session, col, select

from legalops import money
from legalops.errors import InvalidInputError, NotFoundError
from legalops.models.goals import Goal
from legalops.models.kinds import KINDS, Seen
from legalops.models.projects import (
    MilestoneInput,
    MilestoneMove,
    ProjectCost,
    ProjectCostInput,
    ProjectGoal,
    ProjectInput,
)
from legalops.periods import day_label, instant, utc_now
from legalops.permissions import Actor, Permission
from legalops.store import records
from legalops.store.rows import rows
from legalops.store.unit import Unit, reading, require

MARKS = {
    "id": "int64", "project_id": "int64", "title": "str", "baseline_on": "str",
    "forecast_on": "str", "done_on": "str", "weight": "int64", "owner_id": "Int64",
    "owner": "str", "version": "int64", "moves": "int64",
}  # fmt: skip
NOTES = {"project_id": "int64", "health": "str", "on_day": "str", "title": "str",
         "next_step": "str"}  # fmt: skip
MOVES = {"id": "int64", "milestone_id": "int64", "milestone": "str", "from_on": "str",
         "to_on": "str", "reason": "str", "by": "str", "at": "str"}  # fmt: skip
COSTS = {"id": "int64", "project_id": "int64", "on_day": "str", "what": "str",
         "amount_cents": "int64", "by": "str"}  # fmt: skip
BENEFITS = {"id": "int64", "project_id": "int64", "due_on": "str", "is_measured": "bool"}
SERVED = {"project_id": "int64", "goal_id": "int64", "title": "str"}
_WITHDRAWN = "m.withdrawn_at IS NULL AND p.withdrawn_at IS NULL"


def put_project(unit: Unit, given: ProjectInput, seen: Seen | None = None) -> int:
    """Keep a project, or write over the one seen, with the goals it serves; return its id.

    Raises StaleEditError for an older version, NotAllowedError for who may not edit it.
    """
    if seen is None:
        project_id = records.add(unit, "project", given)
    else:
        records.change(unit, seen, given)
        project_id = seen.id
    _serve(unit, project_id, given.goals)
    return project_id


def _serve(unit: Unit, project_id: int, wanted: Iterable[int]) -> None:
    session, goals = unit.session, sorted(set(wanted))
    before = served(session, project_id)
    if before == goals:
        return
    _refuse_unknown_goals(session, set(goals))
    session.connection().execute(
        delete(ProjectGoal).where(col(ProjectGoal.project_id) == project_id)
    )
    session.add_all(ProjectGoal(project_id=project_id, goal_id=goal) for goal in goals)
    session.flush()
    unit.audit("project.changed", "project", project_id,
               before={"goals": before}, after={"goals": goals})  # fmt: skip
    unit.touch("goals")


def _refuse_unknown_goals(session: Session, goals: set[int]) -> None:
    known = set(session.exec(select(Goal.id).where(col(Goal.id).in_(goals)))) if goals else set()
    if goals - known:
        raise NotFoundError("A goal it serves")


def served(session: Session, project_id: int) -> list[int]:
    """Return the goals a project serves, by id."""
    query = select(ProjectGoal.goal_id).where(ProjectGoal.project_id == project_id)
    return sorted(session.exec(query))


def goals_of(engine: Engine, project_id: int) -> list[int]:
    """Return the goals a project serves, by id."""
    with reading(engine) as session:
        return served(session, project_id)


def put_milestone(
    unit: Unit, given: MilestoneInput, seen: Seen | None, project_id: int | None = None
) -> int:
    """Keep a milestone of a project, or write over the one seen; return its id.

    A move of the day expected is kept with its reason; where one of the two days of a kept
    milestone changes and no reason is given, raises InvalidInputError.
    """
    forecast = given.forecast_on or given.baseline_on
    if seen is None:
        return records.add(
            unit, "milestone", given, project_id=project_id, forecast_on=forecast.isoformat()
        )
    row = records.claim(unit, seen)
    was, promised = row.forecast_on, row.baseline_on
    has_moved = was != forecast.isoformat()
    if (has_moved or promised != given.baseline_on.isoformat()) and not given.reason:
        raise InvalidInputError("Why it moves", "is empty. Say in a few words why the day changes.")
    records.change(unit, seen, given, forecast_on=forecast.isoformat())
    if has_moved:
        _moved(unit, seen.id, was, forecast.isoformat(), given.reason)
    elif given.reason:
        _told(unit, seen.id, given.reason)
    return seen.id


def _moved(unit: Unit, milestone_id: int, was: str, to: str, reason: str) -> None:
    unit.session.add(
        MilestoneMove(
            milestone_id=milestone_id, from_on=was, to_on=to, reason=reason,
            made_by=unit.actor.display_name or unit.actor.name, made_at=instant(utc_now()),
        )
    )  # fmt: skip
    _told(unit, milestone_id, reason)


def _told(unit: Unit, milestone_id: int, reason: str) -> None:
    unit.audit("milestone.explained", "milestone", milestone_id, after={"reason": reason})


def add_cost(unit: Unit, project_id: int, given: ProjectCostInput, currency: str) -> int:
    """Keep a cost of a project that no invoice carries, and return its id.

    Its amount is in minor units of the currency given. Raises NotAllowedError for who may not
    edit the project.
    """
    _claim(unit, project_id)
    cost = ProjectCost(
        project_id=project_id, on_day=given.on_day.isoformat(), what=given.what,
        amount_cents=given.amount_cents, made_by=unit.actor.display_name or unit.actor.name,
        made_at=instant(utc_now()),
    )  # fmt: skip
    unit.session.add(cost)
    unit.session.flush()
    _tell_cost(unit, cost, before="", after=_cost(cost, currency))
    return int(cost.id or 0)


def withdraw_cost(unit: Unit, cost_id: int, currency: str) -> None:
    """Take a cost off its project; the history keeps it."""
    cost = unit.session.get(ProjectCost, cost_id)
    if cost is None or cost.withdrawn_at is not None:
        raise NotFoundError("The cost")
    _claim(unit, cost.project_id)
    cost.withdrawn_at = instant(utc_now())
    unit.session.flush()
    _tell_cost(unit, cost, before=_cost(cost, currency), after="")


def _claim(unit: Unit, project_id: int) -> None:
    """Refuse who may not edit the project; what is added beside it writes over nothing."""
    row = records.found(unit.session, "project", project_id)
    records.claim(unit, Seen("project", project_id, row.version))


def _cost(cost: ProjectCost, currency: str) -> str:
    return f"{cost.what}, {money.money(cost.amount_cents, currency)}, {day_label(cost.on_day)}"


def _tell_cost(unit: Unit, cost: ProjectCost, *, before: str, after: str) -> None:
    unit.audit("project.changed", "project", cost.project_id,
               before={"cost": before}, after={"cost": after})  # fmt: skip
    unit.touch("projects")


def marks(engine: Engine, project_id: int | None = None) -> pd.DataFrame:
    """Return the milestones of a project, or of all, by day promised, with how often they moved."""
    of = " AND m.project_id = :project" if project_id is not None else ""
    query = (
        "SELECT m.id, m.project_id, m.title, m.baseline_on, m.forecast_on, "
        "COALESCE(m.done_on, ''), m.weight, m.owner_id, COALESCE(u.display_name, ''), "
        "m.version, COALESCE(v.moves, 0) "
        "FROM milestone m JOIN project p ON p.id = m.project_id "
        'LEFT JOIN "user" u ON u.id = m.owner_id LEFT JOIN (SELECT milestone_id, COUNT(*) AS moves '
        "FROM milestone_move GROUP BY milestone_id) v ON v.milestone_id = m.id "
        f"WHERE {_WITHDRAWN}{of} ORDER BY m.baseline_on, m.id"
    )
    return _frame(engine, query, MARKS, project=project_id)


def latest_notes(engine: Engine) -> pd.DataFrame:
    """Return the newest status note of each project."""
    query = (
        "SELECT project_id, health, on_day, title, next_step FROM (SELECT n.*, ROW_NUMBER() OVER "
        "(PARTITION BY project_id ORDER BY on_day DESC, id DESC) AS place FROM status_note n "
        "WHERE n.withdrawn_at IS NULL) newest WHERE place = 1 ORDER BY project_id"
    )
    return _frame(engine, query, NOTES)


def moves(engine: Engine, project_id: int) -> pd.DataFrame:
    """Return every move of a project's milestones, the newest first."""
    query = (
        "SELECT v.id, m.id, m.title, v.from_on, v.to_on, v.reason, v.made_by, v.made_at "
        "FROM milestone_move v JOIN milestone m ON m.id = v.milestone_id "
        "WHERE m.project_id = :project AND m.withdrawn_at IS NULL ORDER BY v.id DESC"
    )
    return _frame(engine, query, MOVES, project=project_id)


def costs(engine: Engine, project_id: int | None = None) -> pd.DataFrame:
    """Return the costs typed for a project, or for all, by day, in minor units."""
    of = " AND c.project_id = :project" if project_id is not None else ""
    query = (
        "SELECT c.id, c.project_id, c.on_day, c.what, c.amount_cents, c.made_by "
        f"FROM project_cost c WHERE c.withdrawn_at IS NULL{of} ORDER BY c.on_day, c.id"
    )
    return _frame(engine, query, COSTS, project=project_id)


def benefits(engine: Engine) -> pd.DataFrame:
    """Return the benefits of projects that were not stopped: when expected, whether measured."""
    query = (
        "SELECT m.id, m.project_id, COALESCE(m.due_on, ''), m.measured_e4 IS NOT NULL "
        "FROM benefit m JOIN project p ON p.id = m.project_id "
        f"WHERE {_WITHDRAWN} AND p.phase <> 'stopped' ORDER BY m.id"
    )
    return _frame(engine, query, BENEFITS)


def goals_served(engine: Engine) -> pd.DataFrame:
    """Return which goals each project serves, with the title of the goal."""
    query = (
        "SELECT s.project_id, s.goal_id, g.title FROM project_goal s "
        "JOIN goal g ON g.id = s.goal_id JOIN project p ON p.id = s.project_id "
        "WHERE g.withdrawn_at IS NULL AND p.withdrawn_at IS NULL ORDER BY s.project_id, g.title"
    )
    return _frame(engine, query, SERVED)


def parts(engine: Engine, actor: Actor, kind: str, project_id: int) -> pd.DataFrame:
    """Return the records of a kind that belong to a project, in the order they were kept.

    `owner` is the display name where the kind has an owner, "" for nobody.
    """
    table, columns = KINDS[kind].table, list(KINDS[kind].table.model_fields)
    owner = "u.display_name" if "owner_id" in columns else "NULL"
    join = 'LEFT JOIN "user" u ON u.id = m.owner_id' if "owner_id" in columns else ""
    query = (
        f"SELECT {', '.join(f'm.{name}' for name in columns)}, COALESCE({owner}, '') "
        f"FROM {table.__tablename__} m {join} "  # our own names
        "WHERE m.project_id = :project AND m.withdrawn_at IS NULL ORDER BY m.id"
    )
    with reading(engine) as session:
        require(session, actor, Permission.SEE_SPEND)
        rows = session.connection().execute(text(query), {"project": project_id})
        return pd.DataFrame([tuple(row) for row in rows], columns=[*columns, "owner"], dtype=object)


def retrospectives(engine: Engine, project_id: int) -> list[tuple[int, str, str]]:
    """Return the retrospectives on a project: id, title and day, the newest first."""
    query = text(
        "SELECT id, title, held_on FROM retrospective WHERE project_id = :project "
        "AND withdrawn_at IS NULL ORDER BY held_on DESC, id DESC"
    )
    with reading(engine) as session:
        rows = session.connection().execute(query, {"project": project_id})
        return [(int(number), str(title), str(day)) for number, title, day in rows]


def _frame(engine: Engine, query: str, kinds: dict[str, str], **values: Any) -> pd.DataFrame:
    given = {name: value for name, value in values.items() if value is not None}
    with reading(engine) as session:
        found = rows(session, query, **given)
    return pd.DataFrame(found, columns=list(kinds)).astype(kinds)
