"""How are values of goals written for a person, and what is said of one goal, and of all?"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from legalops.metrics.goals import Figures, Standing, points

_ONE = 10_000
_MINUS = "\u2212"
_WHOLE = 100  # from here on no digits after the point
#: How sure somebody is, as a page says it.
CONFIDENCE = {"high": "Confident", "medium": "Not sure", "low": "In doubt", "": "No check-in"}


def number(value_e4: int) -> str:
    """Write a value in 1/10000: `831,815`, `7.3`, `0.25`."""
    value = Decimal(abs(value_e4)) / _ONE
    places = 0 if value >= _WHOLE else 1 if value >= 1 else 2
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{rounded:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return _MINUS + text if value_e4 < 0 and rounded else text


def value(value_e4: int | None, unit: str) -> str:
    """Write a value with its unit: `32 days`, `113%`, `653 USD an hour`; a dash where missing."""
    if value_e4 is None:
        return "\u2013"
    said = number(value_e4)
    if not unit:
        return said
    return f"{said}%" if unit == "%" else f"{said} {unit}"


def of_one(found: Standing, due_on: date, today: date) -> str:
    """Say in a sentence where a goal stands."""
    if found.progress is None:
        if not found.measures:
            return "Nothing says yet how far this goal is. Add a key result, or give it a target."
        return "No value yet. The first check-in shows how far it is."
    days = (due_on - today).days
    left = _left(days) if found.is_running else ""
    parts = f"{points(found.progress)}% of the way is done"
    if found.is_running:
        parts += f", {points(found.expected)}% would be expected by now"
    missing = found.measures - found.values
    unread = f" {missing} of {found.measures} key results have no value yet." if missing else ""
    return f"{parts}: **{found.words}**{left}.{unread}"


def _left(days: int) -> str:
    if days < 0:
        return f", due {-days} days ago" if days < -1 else ", due yesterday"
    return {0: ", due today", 1: ", due tomorrow"}.get(days, f", {days} days left")


def of_all(figures: Figures, worst: tuple[str, str] | None, loose: int) -> str:
    """Say what is off with all goals: how many are on course, the furthest behind, unchecked."""
    if not figures.running:
        return "No goal is under way."
    said = [f"{figures.on_course} of {_goals(figures.running)} under way are on course."]
    if figures.on_course == figures.running:
        said = [f"All {_goals(figures.running)} under way are on course."]
    if figures.running == 1:
        off = "on course" if figures.on_course else "not on course"
        said = [f"The one goal under way is {off}."]
    if worst:
        said.append(f"Furthest off: {worst[0]}, {worst[1]}.")
    if figures.unchecked:
        has = "has" if figures.unchecked == 1 else "have"
        said.append(f"{figures.unchecked} {has} had no check-in for a month.")
    if loose:
        said.append(f"{loose} {'serves' if loose == 1 else 'serve'} no objective.")
    return " ".join(said)


def _goals(count: int) -> str:
    return f"{count} goal" if count == 1 else f"{count} goals"


def owners(legal: str, it: str) -> str:
    """Write who owns something in Legal and in IT: `Ana / Lena`."""
    return " / ".join(name for name in (legal, it) if name)
