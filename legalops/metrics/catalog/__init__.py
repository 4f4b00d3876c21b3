"""What does each figure mean? Every measure is defined here, once; a module a room."""

from legalops.metrics.catalog import (
    accruals,
    forecast,
    matters,
    plans,
    spend,
    vendors,
    work_actions,
    work_decisions,
    work_goals,
    work_ideas,
    work_lessons,
    work_projects,
    work_skills,
    work_technology,
)
from legalops.metrics.catalog.measure import Measure

__all__ = ["CATALOG", "WORK", "Measure"]

_MONEY = (spend, plans, forecast, accruals, matters, vendors)
_WORK = (
    work_goals,
    work_projects,
    work_decisions,
    work_actions,
    work_ideas,
    work_lessons,
    work_skills,
    work_technology,
)
CATALOG: dict[str, Measure] = {
    measure.key: measure for room in (*_MONEY, *_WORK) for measure in room.MEASURES
}
#: Measures of what people keep beside the money.
WORK = frozenset(measure.key for room in _WORK for measure in room.MEASURES)
