"""How do actions stand: what is open, what is late, and is what people promise done in time?"""

from datetime import date, timedelta

import pandas as pd

from legalops.periods import add_months, first_day, month_of

#: Actions due in so many months before today are looked at for what was done in time.
ON_TIME_MONTHS = 6
SOON_DAYS = 7


def figures(actions: pd.DataFrame, today: date) -> dict[str, float | int | None]:
    """Return actions_open, actions_overdue and actions_on_time (a share) by key.

    Open and overdue are None where there has been no action at all; the share is None where
    none was due in the last six months.
    """
    if actions.empty:
        return dict.fromkeys(("actions_open", "actions_overdue", "actions_on_time"))
    return {
        "actions_open": int((actions["state"] == "open").sum()),
        "actions_overdue": int(is_overdue(actions, today).sum()),
        "actions_on_time": on_time(actions, today),
    }


def is_overdue(actions: pd.DataFrame, today: date) -> pd.Series:
    """Say of each action whether it is open and its day has passed."""
    due = actions["due_on"]
    return (actions["state"] == "open") & (due != "") & (due < today.isoformat())


def is_soon(actions: pd.DataFrame, today: date) -> pd.Series:
    """Say of each action whether it is open and due today or within the next seven days."""
    due, end = actions["due_on"], (today + timedelta(days=SOON_DAYS)).isoformat()
    return (actions["state"] == "open") & (due >= today.isoformat()) & (due <= end)


def on_time(actions: pd.DataFrame, today: date) -> float | None:
    """Return the share of actions due in the last six months that were done by their day.

    What is overdue and still open counts as missed; what was dropped does not count.
    """
    since = first_day(add_months(month_of(today), -ON_TIME_MONTHS)).isoformat()
    due = actions["due_on"]
    asked = actions[(due >= since) & (due < today.isoformat()) & (actions["state"] != "dropped")]
    if asked.empty:
        return None
    kept = (asked["state"] == "done") & (asked["done_on"] <= asked["due_on"])
    return float(kept.sum()) / len(asked)


def sentence(actions: pd.DataFrame, today: date) -> str:
    """Say what is off: how many are late and of whom most, how many are due this week."""
    live = actions[actions["state"] == "open"]
    if live.empty:
        return "Nothing is open."
    late = live[is_overdue(live, today)]
    overdue = f"{len(late)} of them overdue" if len(late) else "none overdue"
    parts = [f"{_count(len(live))} open, {overdue}"]
    if len(late):
        oldest = str(late["due_on"].min())
        days = (today - date.fromisoformat(oldest)).days
        parts.append(f"the oldest by {days} day{'' if days == 1 else 's'}")
    soon = int(is_soon(live, today).sum())
    parts.append(f"{soon} due in the next {SOON_DAYS} days" if soon else "none due this week")
    nobody = int((live["owner"] == "").sum())
    if nobody:
        parts.append(f"{nobody} without an owner")
    return f"{'; '.join(parts)}."


def _count(count: int) -> str:
    return f"{count:,} action{'' if count == 1 else 's'}"


def by_person(actions: pd.DataFrame, today: date) -> pd.DataFrame:
    """Return one row per person with open actions, the most overdue first.

    The columns are owner_id, owner ("" for nobody), open, overdue, soon and next_on (ISO, "").
    """
    live = actions[actions["state"] == "open"].copy()
    live["overdue"] = is_overdue(live, today).astype("int64")
    live["soon"] = is_soon(live, today).astype("int64")
    live["owner_id"] = live["owner_id"].fillna(0).astype("int64")
    live["next_on"] = live["due_on"].where(live["due_on"] != "", "9999")
    found = live.groupby(["owner_id", "owner"], as_index=False).agg(
        open=("id", "size"), overdue=("overdue", "sum"), soon=("soon", "sum"),
        next_on=("next_on", "min"),
    )  # fmt: skip
    found["next_on"] = found["next_on"].replace("9999", "")
    return found.sort_values(
        ["overdue", "open", "owner"], ascending=[False, False, True], ignore_index=True
    )


def lateness(due_on: str, today: date) -> str:
    """Say how far away a day is: "5 days overdue", "today", "in 3 days"; "" without a day."""
    if not due_on:
        return ""
    days = (date.fromisoformat(due_on) - today).days
    if days == 0:
        return "today"
    if abs(days) == 1:
        return "tomorrow" if days > 0 else "1 day overdue"
    return f"in {days} days" if days > 0 else f"{-days} days overdue"
