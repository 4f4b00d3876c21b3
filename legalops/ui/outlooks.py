"""Where does the fiscal year end as it looks now? Worked out once per state of the store."""

from dataclasses import replace
from typing import NamedTuple

import pandas as pd
import streamlit as st

from legalops.metrics.budget import Chosen
from legalops.metrics.forecast import Choice
from legalops.metrics.outlook import Outlook
from legalops.permissions import Actor
from legalops.services import outlooks
from legalops.services.outlooks import Backtest, Track
from legalops.store import forecasts
from legalops.store import spend as spent
from legalops.store.engine import open_engine
from legalops.store.matters import visible_ids
from legalops.store.unit import reading
from legalops.ui import data, spend, who


class State(NamedTuple):
    """Which state of which store an outlook belongs to."""

    url: str
    spend: int
    budget: int
    names: int
    forecast: int
    settings: int


def state() -> State:
    """Return the state of the store as it is now."""
    known = data.versions()
    areas = ("spend", "budget", "names", forecasts.AREA, "settings")
    return State(data.url(), *(known.get(area, 0) for area in areas))


def current(chosen: Chosen) -> Outlook:
    """Return the fiscal year of a view as it looks, by the method with the best record.

    The view's period does not matter; its year, as-of month and practice area do.
    """
    return by(chosen, None)[0]


def by(chosen: Chosen, method: str | None) -> tuple[Outlook, Choice]:
    """Return the outlook by a method, or by the one to go by, and which that is.

    Matters the person may not see are one row, "Restricted matters".
    """
    asked = replace(chosen, period="full", index=1)
    found, usual = _outlook(state(), repr(asked), method or "", asked)
    return replace(found, exceptional=_hidden(found.exceptional)), usual


def backtest() -> Backtest:
    """Return how the methods did when they were tried."""
    now = state()
    return _backtest(now.url, now.forecast)


def track() -> Track:
    """Return the forecasts that were kept, and what came of them."""
    return _track(state())


def _hidden(listed: pd.DataFrame) -> pd.DataFrame:
    """Put the matters the person may not see into one row without a name."""
    if listed.empty or not listed["is_restricted"].any():
        return listed
    now = spend.stamp()
    visible = _visible(now, who.actor())
    is_hidden = listed["is_restricted"].astype(bool) & ~listed["matter_id"].isin(visible)
    if not is_hidden.any():
        return listed
    hidden = listed[is_hidden]
    money = [name for name in listed.columns if name.endswith("_cents")]
    row = {
        **{name: hidden[name].sum(min_count=1) for name in money},
        "matter_id": spent.HIDDEN,
        "number": "",
        "name": spent.RESTRICTED,
        "practice_area_id": 0,
        "is_restricted": True,
        "source": "",
    }
    whole = pd.DataFrame([row], columns=listed.columns).astype(listed.dtypes[money].to_dict())
    return pd.concat([listed[~is_hidden], whole], ignore_index=True)


@st.cache_data(max_entries=64, show_spinner=False)
def _visible(now: spend.Stamp, actor: Actor) -> frozenset[int]:
    with reading(open_engine(now.url)) as session:
        return visible_ids(session, actor)


# Shared as they are, not copied at each read: nobody writes into what they are handed.
@st.cache_resource(max_entries=64, show_spinner=False)
def _outlook(now: State, key: str, method: str, _chosen: Chosen) -> tuple[Outlook, Choice]:
    tests = _backtest(now.url, now.forecast)
    return outlooks.outlook(open_engine(now.url), _chosen, tests, method or None)


# Judged when a month is closed or the methods are tried, not with every invoice: a page that
# shows the outlook pays nothing for it.
@st.cache_resource(max_entries=4, show_spinner=False)
def _backtest(url: str, forecast: int) -> Backtest:
    return outlooks.backtest(open_engine(url))


@st.cache_resource(max_entries=4, show_spinner=False)
def _track(now: State) -> Track:
    return outlooks.track(open_engine(now.url))
