"""Keeping projects and their milestones, and the department's figures about them."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from sqlalchemy import Engine

from legalops.metrics import portfolio
from legalops.metrics import projects as metrics
from legalops.models.asked import Asked
from legalops.models.kinds import Seen
from legalops.models.projects import MilestoneInput, ProjectCostInput, ProjectInput
from legalops.permissions import Actor, Permission
from legalops.store import projects as store
from legalops.store import records, settings
from legalops.store.unit import Unit, writing

_PROMISED = metrics.RUNNING | {"done"}


def save(engine: Engine, actor: Actor, given: ProjectInput, seen: Seen | None = None) -> int:
    """Keep a project, or write over the one seen, with the goals it serves; return its id.

    Raises StaleEditError for an older version, NotAllowedError for who may not edit it.
    """
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        return store.put_project(unit, given, seen)


def save_milestone(
    engine: Engine,
    actor: Actor,
    given: MilestoneInput,
    seen: Seen | None = None,
    project_id: int | None = None,
) -> int:
    """Keep a milestone, or write over the one seen, its move with the reason; return its id.

    Raises InvalidInputError where a kept day changes without a reason.
    """
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        return store.put_milestone(unit, given, seen, project_id)


def keep_milestone(unit: Unit, given: Asked, seen: Seen | None, columns: Mapping[str, Any]) -> int:
    """Keep one row of the table of milestones inside its transaction; `save_milestone` says how."""
    return store.put_milestone(unit, cast(MilestoneInput, given), seen, columns.get("project_id"))


def add_cost(engine: Engine, actor: Actor, project_id: int, given: ProjectCostInput) -> int:
    """Keep a cost that no invoice carries, in the reporting currency; return its id."""
    currency = settings.current(engine).reporting_currency
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        return store.add_cost(unit, project_id, given, currency)


def withdraw_cost(engine: Engine, actor: Actor, cost_id: int) -> None:
    """Take a cost off its project; the history keeps it."""
    currency = settings.current(engine).reporting_currency
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        store.withdraw_cost(unit, cost_id, currency)


def figures(engine: Engine, today: date) -> dict[str, float | int | None]:
    """Return the department's figures about projects, None where nothing can be said."""
    table = records.table(engine, "project")
    phases = dict(zip(table["id"].astype(int), table["phase"], strict=True))
    found = portfolio.by_project(store.marks(engine))
    running = [number for number, phase in phases.items() if phase in metrics.RUNNING]
    schedules = {n: metrics.schedule(found.get(n, []), today) for n in running}
    notes = store.latest_notes(engine)
    typed = dict(zip(notes["project_id"].astype(int), notes["health"], strict=True))
    off = [
        number for number, each in schedules.items()
        if metrics.worse(typed.get(number, ""), metrics.computed(each) or "") == "off_track"
    ]  # fmt: skip
    counted = [m for n, marks in found.items() if phases.get(n) in _PROMISED for m in marks]
    return {
        "milestones_on_time": metrics.on_time_share(counted, today),
        "projects_off_track": len(off) if running else None,
        "schedule_index": metrics.index_of(schedules.values()),
        "benefits_measured": metrics.measured_share(_benefits(engine), today),
    }


def _benefits(engine: Engine) -> list[tuple[date | None, bool]]:
    frame = store.benefits(engine)
    return [
        (date.fromisoformat(day) if day else None, bool(is_measured))
        for day, is_measured in zip(frame["due_on"], frame["is_measured"], strict=True)
    ]
