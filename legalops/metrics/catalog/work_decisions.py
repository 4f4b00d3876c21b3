"""What do the figures about decisions mean?"""

from functools import partial

from legalops.metrics.catalog.measure import Measure

_decision = partial(Measure, room="Decisions", page="decisions")
_YEAR = "day of the decision, in the 365 days up to today"
_GONE = "questions that were taken off"

MEASURES: tuple[Measure, ...] = (
    _decision(
        "decision_lead_days",
        "Days to a decision",
        "Half of the questions were decided in so many days or fewer.",
        "median of the days from raising the question to its decision",
        "days",
        "low",
        _YEAR,
        f"open questions; {_GONE}",
    ),
    _decision(
        "decisions_overdue",
        "Decisions overdue",
        "Open questions that should have been decided by now.",
        "number of open questions whose due date has passed",
        "count",
        "low",
        "due date, as of today",
        f"questions without a due date; {_GONE}",
    ),
    _decision(
        "decisions_unreviewed",
        "Reviews overdue",
        "Decisions nobody has looked back on, although the day for it has passed.",
        "number of decisions in force whose review date has passed without a review",
        "count",
        "low",
        "review date, as of today",
        f"decisions without a review date; superseded ones; {_GONE}",
    ),
    _decision(
        "decisions_by_due",
        "Decided in time",
        "The share of decisions that were taken by the day they were due.",
        "decided on or before the due date ÷ decided, of those with a due date",
        "share",
        "high",
        _YEAR,
        f"questions without a due date; open questions; {_GONE}",
    ),
)
