"""What will the coming months cost, and how far off was each way of saying so before?"""

from legalops.metrics.forecast.desk import Cell, Cells, Desk
from legalops.metrics.forecast.exceptional import Exceptional
from legalops.metrics.forecast.methods import (
    LEAST_MONTHS,
    METHODS,
    RUN_RATE,
    SMOOTHING,
    Method,
)
from legalops.metrics.forecast.past import DEPARTMENT, Past, Series
from legalops.metrics.forecast.record import LEAST_ORIGINS, Choice, best, judged, record

__all__ = [
    "DEPARTMENT",
    "LEAST_MONTHS",
    "LEAST_ORIGINS",
    "METHODS",
    "RUN_RATE",
    "SMOOTHING",
    "Cell",
    "Cells",
    "Choice",
    "Desk",
    "Exceptional",
    "Method",
    "Past",
    "Series",
    "best",
    "judged",
    "record",
]
