"""What do the figures about retrospectives and maturity mean?"""

from legalops.metrics.catalog.measure import Measure

_ROOM = "Lessons"

MEASURES: tuple[Measure, ...] = (
    Measure(
        "retro_follow_through",
        "Follow-through",
        "The share of what was agreed in retrospectives that was done by its day.",
        "actions of retrospectives done by their day ÷ actions whose day has come or that are "
        "done or dropped",
        "share",
        "high",
        "the day each action was due, up to today; without a day, done counts as in time",
        "actions that are open and not due yet; actions that were taken off",
        _ROOM,
        page="lessons",
    ),
    Measure(
        "maturity",
        "Maturity",
        "How mature the department finds itself: 1 is early, 2 intermediate, 3 advanced.",
        "mean of the levels (1 to 3) over the areas of the latest assessment",
        "ratio",
        "high",
        "the latest assessment",
        "areas that were not assessed; earlier assessments; those that were taken off",
        _ROOM,
        page="lessons",
    ),
)
