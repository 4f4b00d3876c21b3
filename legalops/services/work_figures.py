"""The figures of goals, decisions, projects and the rest, as measures of the department."""

from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy import Engine

from legalops.metrics.catalog import CATALOG
from legalops.metrics.kpis import Kpi, Number
from legalops.services import (
    actions,
    decisions,
    goals,
    ideas,
    lessons,
    projects,
    skills,
    technology,
)

Figures = Callable[[Engine, date], dict[str, Number | None]]
PERIOD = "today"
_ROOMS: tuple[Figures, ...] = (
    actions.figures,
    decisions.figures,
    ideas.figures,
    lessons.figures,
    projects.figures,
    skills.figures,
    technology.figures,
)


def values(engine: Engine, today: date, known: Mapping[str, Kpi]) -> dict[str, Kpi]:
    """Return every measure of the work half as of a day; money in minor units.

    `known` are the measures of the money: key results of goals may be read from any of them.
    """
    found: dict[str, Number | None] = {}
    for room in _ROOMS:
        found |= room(engine, today)
    money = {key: kpi.value for key, kpi in known.items()}
    found |= goals.figures(engine, today, money | found)
    return {key: Kpi(key, value, PERIOD) for key, value in found.items() if key in CATALOG}
