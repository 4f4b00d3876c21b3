"""Retrospectives and their actions, lessons, wins, and how mature the department finds itself."""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd
from sqlalchemy import Engine, delete
from sqlmodel import col, select

from legalops.intake.names import fold
from legalops.models.kinds import Seen
from legalops.models.lessons import Assessment, AssessmentInput, AssessmentLevel, Retrospective
from legalops.models.meetings import Action
from legalops.store import records
from legalops.store.unit import Unit, reading


class Rated(NamedTuple):
    """The level (1 early, 2 intermediate, 3 advanced) of an area and what is missing in it."""

    level: int
    note: str = ""


def assess(unit: Unit, given: AssessmentInput, levels: Mapping[str, Rated]) -> int:
    """Keep a new assessment with its levels by area and return its id."""
    record_id = records.add(unit, "assessment", given)
    row: Assessment = records.found(unit.session, "assessment", record_id)
    _rate(unit, row, levels)
    return record_id


def rate(unit: Unit, seen: Seen, levels: Mapping[str, Rated]) -> None:
    """Replace the levels of an assessment. Raises StaleEditError, NotAllowedError."""
    _rate(unit, records.claim(unit, seen), levels)


def _rate(unit: Unit, row: Assessment, levels: Mapping[str, Rated]) -> None:
    mine = col(AssessmentLevel.assessment_id) == row.id
    before = {each.area: each for each in unit.session.exec(select(AssessmentLevel).where(mine))}
    told = {area: _told(Rated(each.level, each.note)) for area, each in before.items()}
    unit.session.connection().execute(delete(AssessmentLevel).where(mine))
    unit.session.expire_all()
    unit.session.add_all(
        AssessmentLevel(assessment_id=int(row.id or 0), area=area, level=each.level, note=each.note)
        for area, each in levels.items()
    )
    unit.session.flush()
    now = {area: _told(each) for area, each in levels.items()}
    areas = [area for area in {**told, **now} if told.get(area) != now.get(area)]
    records.mark(unit, row, "assessed", {a: (told.get(a), now.get(a)) for a in areas})


def _told(rated: Rated) -> str:
    return f"{rated.level}, {rated.note}" if rated.note else str(rated.level)


def levels(engine: Engine) -> pd.DataFrame:
    """Return every level kept: assessment_id, area, level, note."""
    query = select(
        AssessmentLevel.assessment_id, AssessmentLevel.area, AssessmentLevel.level,
        AssessmentLevel.note,
    ).order_by(col(AssessmentLevel.assessment_id), col(AssessmentLevel.area))  # fmt: skip
    with reading(engine) as session:
        rows = [tuple(row) for row in session.exec(query)]
    return pd.DataFrame(rows, columns=["assessment_id", "area", "level", "note"])


def retro_actions(engine: Engine) -> pd.DataFrame:
    """Return the actions of retrospectives: retrospective_id, state, due_on, done_on."""
    query = (
        select(Action.about_id, Action.state, Action.due_on, Action.done_on)
        .join(Retrospective, col(Retrospective.id) == Action.about_id)
        .where(
            Action.about_kind == "retrospective",
            col(Action.withdrawn_at).is_(None),
            col(Retrospective.withdrawn_at).is_(None),
        )
    )
    with reading(engine) as session:
        rows = [tuple(row) for row in session.exec(query)]
    return pd.DataFrame(rows, columns=["retrospective_id", "state", "due_on", "done_on"])


def lessons(engine: Engine) -> pd.DataFrame:
    """Return one row per lesson, with its words `folded` as a search compares them."""
    frame = records.table(engine, "lesson")
    words = zip(frame["title"], frame["body"], frame["tags"], strict=True)
    frame["folded"] = [fold(" ".join(parts)) for parts in words]
    frame["retrospective_id"] = frame["retrospective_id"].astype("Int64")
    return frame


def folded(words: str) -> str:
    """Return what somebody looks for as lessons are kept folded."""
    return fold(words)
