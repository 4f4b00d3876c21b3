"""What do the pages of actions read, kept until something changes?"""

import pandas as pd
import streamlit as st

from legalops.store import actions as store
from legalops.store import links
from legalops.store.engine import open_engine
from legalops.store.links import Thing
from legalops.ui import data, who
from legalops.ui.once import asked


def actions(*, is_open: bool = False) -> pd.DataFrame:
    """Return every action the person may see, or the open ones, by the day each is due."""
    seen = data.versions()
    found = _actions(data.url(), seen.get("actions", 0), seen.get("people", 0), is_open)
    away = hidden()
    if not away:
        return found
    return found[~((found["about_kind"] == "matter") & found["about_id"].isin(away))]


def hidden() -> frozenset[int]:
    """Return the matters whose actions the person may not see."""
    return asked("hidden matters", lambda: store.hidden_matters(data.engine(), who.actor()))


@st.cache_resource(max_entries=8, show_spinner=False)
def _actions(url: str, version: int, people: int, is_open: bool) -> pd.DataFrame:
    return store.table(open_engine(url), is_open=is_open)


def origins(actions: pd.DataFrame) -> list[str]:
    """Return what each action came from, by its title; "" for none, or none that is here."""
    things = [
        Thing(str(kind), 0 if pd.isna(number) else int(number))
        for kind, number in zip(actions["about_kind"], actions["about_id"], strict=True)
    ]
    titles = links.titles(data.engine(), who.actor(), {each for each in things if each.kind})
    return [titles.get(each, "") for each in things]
