"""What does each figure mean? Every measure is defined here, once; a module a room."""

from legalops.metrics.catalog import accruals, forecast, matters, plans, spend, vendors
from legalops.metrics.catalog.measure import Measure

__all__ = ["CATALOG", "Measure"]

_ROOMS = (spend, plans, forecast, accruals, matters, vendors)
CATALOG: dict[str, Measure] = {measure.key: measure for room in _ROOMS for measure in room.MEASURES}
