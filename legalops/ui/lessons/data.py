"""Which lessons, wins, retrospectives and assessments are there, as their pages ask for them?"""

from datetime import date

import pandas as pd
import streamlit as st

from legalops.metrics import lessons as metrics
from legalops.metrics.lessons import Assessed, Follow
from legalops.store import lessons as store
from legalops.store import records
from legalops.store.engine import open_engine
from legalops.ui import data
from legalops.ui.actions.rows import today


def lessons() -> pd.DataFrame:
    """Return one row per lesson; never write into it."""
    return _lessons(data.url(), data.version("lessons"))


def wins() -> pd.DataFrame:
    """Return one row per win, the newest first, with the `names` it thanks."""
    return _wins(data.url(), data.version("lessons"), data.version("people"))


def retrospectives() -> pd.DataFrame:
    """Return one row per retrospective, the newest first."""
    return _retrospectives(data.url(), data.version("lessons"), data.version("people"))


def actions() -> pd.DataFrame:
    """Return the actions of retrospectives."""
    return _actions(data.url(), data.version("lessons"), data.version("actions"))


def follows() -> dict[int, Follow]:
    """Return how the actions of each retrospective were followed, as of today."""
    day = today().isoformat()
    return _follows(data.url(), data.version("lessons"), data.version("actions"), day)


def assessments() -> tuple[Assessed, ...]:
    """Return the assessments of maturity, the oldest first."""
    return _assessments(data.url(), data.version("lessons"))


@st.cache_resource(max_entries=16, show_spinner=False)
def _lessons(url: str, version: int) -> pd.DataFrame:
    return store.lessons(open_engine(url))


@st.cache_resource(max_entries=16, show_spinner=False)
def _wins(url: str, version: int, people: int) -> pd.DataFrame:
    engine = open_engine(url)
    found, named = records.table(engine, "win"), records.named(engine, "win", "people")
    names = named.groupby("record_id")["name"].agg(list).to_dict()
    found["names"] = [names.get(number, []) for number in found["id"]]
    return found.sort_values(["on_day", "id"], ascending=False, ignore_index=True)


@st.cache_resource(max_entries=16, show_spinner=False)
def _retrospectives(url: str, version: int, people: int) -> pd.DataFrame:
    found = records.table(open_engine(url), "retrospective")
    return found.sort_values(["held_on", "id"], ascending=False, ignore_index=True)


@st.cache_resource(max_entries=16, show_spinner=False)
def _actions(url: str, version: int, actions: int) -> pd.DataFrame:
    return store.retro_actions(open_engine(url))


@st.cache_resource(max_entries=16, show_spinner=False)
def _follows(url: str, version: int, actions: int, day: str) -> dict[int, Follow]:
    return metrics.by_retrospective(_actions(url, version, actions), date.fromisoformat(day))


@st.cache_resource(max_entries=16, show_spinner=False)
def _assessments(url: str, version: int) -> tuple[Assessed, ...]:
    engine = open_engine(url)
    return metrics.assessments(records.table(engine, "assessment"), store.levels(engine))
