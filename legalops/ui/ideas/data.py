"""Which ideas and experiments are there, as the pages of ideas ask for them?"""

import pandas as pd
import streamlit as st

from legalops.metrics import ideas as metrics
from legalops.models.ideas import IDEA_STATES, RESULTS
from legalops.store import ideas as store
from legalops.store.engine import open_engine
from legalops.ui import data, who
from legalops.ui.actions.rows import today

STATES = dict(IDEA_STATES)
OUTCOMES = dict(RESULTS)
#: The badge of a state: its icon and colour.
MARKS = {
    "new": ("fiber_new", "blue"),
    "considered": ("hourglass_top", "blue"),
    "testing": ("science", "violet"),
    "adopted": ("check_circle", "green"),
    "parked": ("local_parking", "gray"),
}
STANDINGS = {
    "over": ("Past its stop date", "event_busy", "orange"),
    "running": ("Running", "play_circle", "blue"),
    "planned": ("Planned", "event", "gray"),
}


def board() -> pd.DataFrame:
    """Return one row per idea, the most supported first, then the newest; never write into it."""
    return _board(data.url(), _stamp())


def experiments() -> pd.DataFrame:
    """Return one row per experiment with how it stands, what needs somebody first."""
    return _experiments(data.url(), _stamp(), today().isoformat())


def mine() -> frozenset[int]:
    """Return the ideas that the person supports."""
    return _mine(data.url(), _stamp(), who.actor().user_id or 0)


def badge(state: str) -> tuple[str, str, str]:
    """Return the badge of an idea's state: its words, icon and colour."""
    return (STATES[state], *MARKS[state])


def _stamp() -> tuple[int, int, int]:
    return data.version("ideas"), data.version("people"), data.version("settings")


@st.cache_resource(max_entries=16, show_spinner=False)
def _board(url: str, stamp: tuple[int, ...]) -> pd.DataFrame:
    found = store.board(open_engine(url))
    return found.sort_values(["support", "id"], ascending=False, ignore_index=True)


@st.cache_resource(max_entries=16, show_spinner=False)
def _experiments(url: str, stamp: tuple[int, ...], day: str) -> pd.DataFrame:
    found = store.experiments(open_engine(url))
    found["standing"] = metrics.standings(found, pd.Timestamp(day).date())
    order = {name: at for at, name in enumerate(metrics.STANDINGS)}
    found["rank"] = found["standing"].map(order).astype("int64")
    return found.sort_values(["rank", "stop_on", "id"], ignore_index=True, na_position="last")


@st.cache_resource(max_entries=64, show_spinner=False)
def _mine(url: str, stamp: tuple[int, ...], user_id: int) -> frozenset[int]:
    return store.supported_by(open_engine(url), user_id)
