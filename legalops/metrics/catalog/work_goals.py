"""What do the figures of goals mean?"""

from legalops.metrics.catalog.measure import Measure

_RUNNING = "goals that are met, missed, dropped or not begun; withdrawn ones"
_TODAY = "as of today, against the days from each goal's start to its due day"


def _goal(key: str, label: str, meaning: str, formula: str, **fields: str) -> Measure:
    given = {"unit": "share", "good": "high", "basis": _TODAY, "excludes": _RUNNING, **fields}
    return Measure(key, label, meaning, formula, room="Goals", page="goals", **given)  # type: ignore[arg-type]  # the words are ours


MEASURES: tuple[Measure, ...] = (
    _goal(
        "goals_on_course",
        "Goals on course",
        "Which part of the goals under way is as far as it should be by now, or further. From "
        "check-ins, and from KPIs where a key result reads one.",
        "goals whose progress is at most 5 points behind the elapsed share of their time ÷ goals "
        "under way; one without a value is not on course",
    ),
    _goal(
        "goals_progress",
        "Progress of goals",
        "How far the goals under way are, on average, from their baseline (0%) to their target.",
        "mean of the progress of goals under way; a goal's progress is the weighted mean of (now "
        "less baseline) ÷ (target less baseline) of its key results, from 0 to 1; to keep within "
        "bounds, the share of checks inside; nothing where no value is",
    ),
    _goal(
        "goals_unchecked",
        "Goals without a check-in",
        "How many goals under way nobody has checked in on for more than 30 days.",
        "count of goals under way whose last check-in, else their start, is over 30 days ago",
        unit="count",
        good="low",
        excludes=f"{_RUNNING}; goals whose key results are all read from KPIs",
    ),
)
