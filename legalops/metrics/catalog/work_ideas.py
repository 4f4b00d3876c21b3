"""What do the figures about ideas and experiments mean?"""

from legalops.metrics.catalog.measure import Measure

_ROOM = "Ideas"
_TAKEN = "ideas that were taken off"

MEASURES: tuple[Measure, ...] = (
    Measure(
        "ideas_adopted",
        "Ideas adopted",
        "The share of all ideas that the department works by now.",
        "ideas that are adopted ÷ ideas",
        "share",
        "high",
        "as of today",
        _TAKEN,
        _ROOM,
        page="ideas",
    ),
    Measure(
        "idea_first_answer_days",
        "Days to the first answer",
        "Half of the ideas had their first answer in so many days or fewer.",
        "median of the days from the day an idea was kept to its first move",
        "days",
        "low",
        "all ideas that were answered, as of today",
        f"ideas that still wait; {_TAKEN}",
        _ROOM,
        page="ideas",
    ),
    Measure(
        "experiments_complete",
        "Experiments that can be judged",
        "The share of experiments that say what is measured and when they stop.",
        "experiments with a measure and a stop date ÷ experiments",
        "share",
        "high",
        "as of today",
        "experiments that were taken off",
        _ROOM,
        page="ideas",
    ),
)
