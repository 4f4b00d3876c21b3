"""How do meetings stand: which comes next, which left something open?"""

from datetime import date, timedelta

import pandas as pd

from legalops.periods import day_label

_SOON_DAYS = 7


def coming(forums: pd.DataFrame, today: date) -> pd.DataFrame:
    """Return the series that meet within seven days, the earliest first (`on` is ISO)."""
    end = (today + timedelta(days=_SOON_DAYS)).isoformat()
    found = forums[(forums["on"] >= today.isoformat()) & (forums["on"] <= end)]
    return found.sort_values(["on", "title"], ignore_index=True)


def sentence(forums: pd.DataFrame, meetings: pd.DataFrame, today: date) -> str:
    """Say what comes next, what meetings left open, and which of the past have no notes."""
    ahead = forums[forums["on"] >= today.isoformat()].sort_values("on")
    parts = []
    if len(ahead):
        first = ahead.iloc[0]
        parts.append(f"Next is {first['title']} on {weekday(str(first['on']))}.")
    live = int(meetings["open_actions"].sum()) if len(meetings) else 0
    parts.append(
        f"{live} action{'' if live == 1 else 's'} from meetings {'is' if live == 1 else 'are'} "
        "still open." if live else "No action from a meeting is open."
    )  # fmt: skip
    bare = int(((meetings["held_on"] < today.isoformat()) & ~meetings["has_notes"]).sum())
    if bare:
        parts.append(f"{bare} past meeting{' has' if bare == 1 else 's have'} no notes.")
    return " ".join(parts)


def weekday(day: str) -> str:
    """Write a day with its weekday: `Mon 2 Nov 2026`."""
    return f"{date.fromisoformat(day):%a} {day_label(day)}"
