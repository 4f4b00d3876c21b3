"""Lessons, wins and retrospectives: how mature the department finds itself, and its figures."""

from collections.abc import Mapping
from datetime import date

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Engine

from legalops.errors import InvalidInputError
from legalops.metrics import lessons as metrics
from legalops.metrics.maturity import AREAS, LEVELS
from legalops.models.asked import Line
from legalops.models.kinds import Seen
from legalops.models.lessons import AssessmentInput
from legalops.permissions import Actor
from legalops.services.records import needs, reason
from legalops.store import lessons as store
from legalops.store import records
from legalops.store.lessons import Rated
from legalops.store.unit import writing

__all__ = ["Rated", "assess", "figures", "rate"]

_LINE: TypeAdapter[str] = TypeAdapter(Line)


def assess(
    engine: Engine, actor: Actor, given: AssessmentInput, levels: Mapping[str, Rated]
) -> int:
    """Keep an assessment with the level of each area rated and return its id.

    Raises InvalidInputError for an area or level there is none of, or without any.
    """
    checked = _checked(levels)
    with writing(engine, actor, needs("assessment")) as unit:
        return store.assess(unit, given, checked)


def rate(engine: Engine, actor: Actor, seen: Seen, levels: Mapping[str, Rated]) -> None:
    """Replace the levels of an assessment; raises StaleEditError and those of `assess`."""
    checked = _checked(levels)
    with writing(engine, actor, needs("assessment")) as unit:
        store.rate(unit, seen, checked)


def _checked(levels: Mapping[str, Rated]) -> dict[str, Rated]:
    if not levels:
        raise InvalidInputError("Levels", "are missing. Choose one for at least one area.")
    return {area: _one(area, rated) for area, rated in levels.items()}


def _one(area: str, rated: Rated) -> Rated:
    if area not in AREAS or rated.level not in LEVELS:
        raise InvalidInputError("Levels", f"of {area[:40]} are not early to advanced.")
    try:
        return Rated(rated.level, _LINE.validate_python(rated.note))
    except ValidationError as error:
        raise InvalidInputError(
            f"What is missing in {AREAS[area].name}", reason(error.errors()[0])
        ) from error


def figures(engine: Engine, today: date) -> dict[str, float | int | None]:
    """Return the figures of lessons, None where nothing can be said; see `metrics.catalog`."""
    follow = metrics.follow_through(store.retro_actions(engine), today)
    found = metrics.assessments(records.table(engine, "assessment"), store.levels(engine))
    return {"retro_follow_through": follow.share, "maturity": metrics.maturity(found)}
