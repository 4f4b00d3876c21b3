"""The sample department's projects, one of them slipping."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine

from legalops.models.kinds import Seen
from legalops.models.projects import (
    BenefitInput,
    MilestoneInput,
    ProjectCostInput,
    ProjectInput,
    RiskInput,
    StatusNoteInput,
)
from legalops.permissions import Actor, system
from legalops.services import projects as acts
from legalops.services import records
from legalops.services.sample_department.cast import Cast
from legalops.services.sample_department.source import FOLDER
from legalops.store import matters
from legalops.store import records as kept

Told = Mapping[str, Any]
_E4 = 10_000


def tell(engine: Engine, cast: Cast) -> None:
    """Tell it through the acts that people use."""
    named = {kind: _titles(engine, kind) for kind in ("objective", "goal")}
    known = matters.table(engine, system("demo"))
    named["matter"] = dict(zip(known["number"], known["id"].astype(int), strict=True))
    for told in json.loads((FOLDER / "projects.json").read_text(encoding="utf-8")):
        owner = cast.actor(told["owner"])
        project_id = acts.save(engine, owner, _project(cast, told, named))
        for step in told["milestones"]:
            _milestone(engine, cast, owner, project_id, step)
        for note in told["notes"]:
            given = _note(cast, note)
            records.add(engine, cast.actor(note["by"]), "status_note", given, project_id=project_id)
        for day, what, amount in told["costs"]:
            cost = ProjectCostInput(what=what, on_day=cast.day(day), amount_cents=amount * 100)
            acts.add_cost(engine, owner, project_id, cost)
        for risk in told["risks"]:
            records.add(engine, owner, "risk", _risk(cast, risk), project_id=project_id)
        for benefit in told["benefits"]:
            given_benefit = _benefit(cast, benefit)
            records.add(engine, owner, "benefit", given_benefit, project_id=project_id)


def _titles(engine: Engine, kind: str) -> dict[str, int]:
    table = kept.table(engine, kind)
    return dict(zip(table["title"], table["id"].astype(int), strict=True))


def _project(cast: Cast, told: Told, named: Mapping[str, Mapping[str, int]]) -> ProjectInput:
    return ProjectInput(
        title=told["title"],
        why=told["why"],
        objective_id=named["objective"].get(told["objective"]),
        goals=tuple(named["goal"][title] for title in told["goals"] if title in named["goal"]),
        sponsor_id=cast.ids[told["sponsor"]],
        owner_id=cast.ids[told["owner"]],
        it_owner_id=cast.ids.get(told["it_owner"] or ""),
        phase=told["phase"],
        starts_on=cast.day(told["starts"]),
        due_on=cast.day(told["due"]),
        budget_cents=told["budget"] * 100,
        matter_id=named["matter"].get(told.get("matter", "")),
    )


def _milestone(engine: Engine, cast: Cast, owner: Actor, project_id: int, step: Told) -> None:
    """Promise a milestone, then move it as often as it moved; the last act says it is done."""
    done = cast.day(step["done"]) if "done" in step else None
    moves = step.get("moves", [])
    given = MilestoneInput(
        title=step["title"],
        owner_id=cast.ids[step["owner"]],
        weight=step.get("weight", 1),
        baseline_on=cast.day(step["promised"]),
        done_on=None if moves else done,
    )
    number = acts.save_milestone(engine, owner, given, project_id=project_id)
    for version, (day, reason) in enumerate(moves, start=1):
        is_last = version == len(moves)
        moved = {
            "forecast_on": cast.day(day), "reason": reason, "done_on": done if is_last else None,
        }  # fmt: skip
        seen = Seen("milestone", number, version)
        acts.save_milestone(engine, owner, given.model_copy(update=moved), seen)


def _note(cast: Cast, note: Told) -> StatusNoteInput:
    return StatusNoteInput(
        title=note["title"],
        health=note["health"],
        on_day=cast.day(note["day"]),
        body=note["body"],
        next_step=note["next"],
    )


def _risk(cast: Cast, risk: Told) -> RiskInput:
    return RiskInput(
        title=risk["title"],
        likelihood=risk["likelihood"],
        impact=risk["impact"],
        owner_id=cast.ids[risk["owner"]],
        answer=risk["answer"],
    )


def _benefit(cast: Cast, benefit: Told) -> BenefitInput:
    measured = benefit.get("measured")
    return BenefitInput(
        title=benefit["title"],
        unit=benefit["unit"],
        promised_e4=benefit["promised"] * _E4,
        due_on=cast.day(benefit["due"]),
        measured_e4=None if measured is None else measured * _E4,
        measured_on=None if measured is None else cast.day(benefit["on"]),
    )
