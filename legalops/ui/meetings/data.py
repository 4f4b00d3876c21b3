"""What do the pages of meetings read, kept until something changes?"""

from datetime import date

import pandas as pd
import streamlit as st

from legalops.metrics import cadence
from legalops.store import meetings as store
from legalops.store.engine import open_engine
from legalops.ui import data
from legalops.ui.actions import rows


def forums() -> pd.DataFrame:
    """Return every series and channel with its next day in `on` (ISO, "" for none)."""
    seen = data.versions()
    return _forums(
        data.url(), seen.get("meetings", 0), seen.get("actions", 0), seen.get("people", 0),
        rows.today(),
    )  # fmt: skip


@st.cache_resource(max_entries=8, show_spinner=False)
def _forums(url: str, version: int, actions: int, people: int, today: date) -> pd.DataFrame:
    found = store.forums(open_engine(url), today)
    days = [
        entered or next_day(first, every, today)
        for entered, first, every in zip(
            found["next_on"], found["first_on"], found["cadence"], strict=True
        )
    ]
    return found.assign(on=pd.Series(days, dtype="str", index=found.index))


def next_day(first_on: str, every: str, today: date) -> str:
    """Return the next day of a series (ISO), "" where it has no fixed days."""
    first = date.fromisoformat(first_on) if first_on else None
    on = cadence.next_on(first, every, today)
    return on.isoformat() if on else ""


def meetings() -> pd.DataFrame:
    """Return every meeting, the latest first."""
    seen = data.versions()
    return _meetings(data.url(), seen.get("meetings", 0), seen.get("actions", 0))


@st.cache_resource(max_entries=8, show_spinner=False)
def _meetings(url: str, version: int, actions: int) -> pd.DataFrame:
    return store.meetings(open_engine(url))
