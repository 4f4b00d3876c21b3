"""What does the register of decisions say in words: of each question, and of all of them?"""

from datetime import date
from typing import Any

import pandas as pd

from legalops import periods

STATES = {
    "open": "Open",
    "decided": "Decided",
    "superseded": "Superseded",
    "reviewed": "Reviewed",
}


def standing(state: str, due_on: Any, review_on: Any, *, today: date) -> str:
    """Say in a few words how one decision stands: `Overdue by 12 days`, `Review due in 9 days`.

    Days are ISO text; anything else is none.
    """
    if state == "open":
        return _until("due", due_on, today) or "Open, no due date"
    if state == "decided":
        return _until("review", review_on, today) or "Decided"
    return STATES[state]


def _until(what: str, day: Any, today: date) -> str:
    if not isinstance(day, str):
        return ""
    days = (date.fromisoformat(day) - today).days
    name = {"due": ("Overdue", "Due"), "review": ("Review overdue", "Review due")}[what]
    if days < 0:
        return f"{name[0]} by {_days(-days)}"
    return f"{name[1]} today" if days == 0 else f"{name[1]} in {_days(days)}"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count:,} days"


def headline(register: pd.DataFrame, today: date) -> str:
    """Say in a sentence what is off: what is overdue, since when, and what nobody looked back on.

    "" where there is no decision at all.
    """
    if register.empty:
        return ""
    said = [text for text in (_overdue(register, today), _unreviewed(register)) if text]
    if not said:
        count = int((register["state"] == "open").sum())
        return f"{_open(count)} and nothing is overdue."
    return f"{'; '.join(said)}."


def _open(count: int) -> str:
    if not count:
        return "No question is open"
    return f"{count:,} {'question is' if count == 1 else 'questions are'} open"


def _overdue(register: pd.DataFrame, today: date) -> str:
    late = register[register["overdue"]]
    if late.empty:
        return ""
    oldest = (today - date.fromisoformat(str(late["due_on"].min()))).days
    if len(late) == 1:
        return f"1 decision is overdue by {_days(oldest)}"
    return f"{len(late):,} decisions are overdue, the oldest by {_days(oldest)}"


def _unreviewed(register: pd.DataFrame) -> str:
    late = register[register["unreviewed"]]
    if late.empty:
        return ""
    since = periods.day_label(str(late["review_on"].min()))
    if len(late) == 1:
        return f"1 review is overdue since {since}"
    return f"{len(late):,} reviews are overdue, the first since {since}"
