"""What do the figures about actions mean?"""

from legalops.metrics import actions
from legalops.metrics.catalog.measure import Measure

_ROOM, _PAGE = "Actions", "actions"
MEASURES: tuple[Measure, ...] = (
    Measure(
        "actions_open",
        "Open actions",
        "How many actions of meetings, decisions, projects and the like are still to be done.",
        "actions that are open",
        "count",
        "none",
        "today",
        "actions done, dropped or taken off",
        _ROOM,
        page=_PAGE,
    ),
    Measure(
        "actions_overdue",
        "Overdue actions",
        "How many open actions should have been done before today.",
        "open actions whose day has passed",
        "count",
        "low",
        "today, by the day each action is due",
        "actions without a day; actions done, dropped or taken off",
        _ROOM,
        page=_PAGE,
    ),
    Measure(
        "actions_on_time",
        "Actions on time",
        "How many of the actions due lately were done by their day.",
        "actions done on or before their day \u00f7 actions due",
        "share",
        "high",
        f"actions due before today, since the first of the month {actions.ON_TIME_MONTHS} months "
        "ago",
        "actions without a day; actions dropped or taken off",
        _ROOM,
        page=_PAGE,
    ),
)
