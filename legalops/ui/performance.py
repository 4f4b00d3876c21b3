"""How do firms do: measured and scored once per state of the store, for everybody?"""

from typing import NamedTuple

import streamlit as st

from legalops.metrics.performance import Scorecard, measures
from legalops.metrics.performance.measures import Firm
from legalops.metrics.performance.scored import Weight
from legalops.metrics.performance.sources import Sources, Window
from legalops.services import performance as acts
from legalops.store.engine import open_engine
from legalops.ui import data, performance_view, spend
from legalops.ui.performance_view import View


class Stand(NamedTuple):
    """Which state of which store the measures belong to, and on which day."""

    url: str
    spend: int
    budget: int
    names: int
    settings: int


def stand() -> Stand:
    """Return the state of the store as it is now."""
    known = data.versions()
    areas = (known.get(area, 0) for area in ("spend", "budget", "names", "settings"))
    return Stand(data.url(), *areas)


def sources() -> Sources:
    """Return the frames that firms are measured by."""
    return _sources(stand())


def firms(view: View) -> dict[int, Firm]:
    """Return every firm that billed in the view with its measures, the largest first."""
    return _firms(stand(), view.window)


def weights() -> dict[str, Weight]:
    """Return what the measures weigh."""
    now = stand()
    return _weights(now.url, now.names)


def scorecards(view: View | None = None) -> list[Scorecard]:
    """Return the scorecard of every firm in a view, this fiscal year unless given."""
    return _cards(stand(), (view or performance_view.usual()).window)


def names() -> dict[int, str]:
    """Return what firms are called."""
    return spend.names().vendors


# Shared as they are, not copied at each read: metrics never write into what they are handed.
@st.cache_resource(max_entries=4, show_spinner=False)
def _sources(now: Stand) -> Sources:
    return acts.read(open_engine(now.url))


@st.cache_resource(max_entries=64, show_spinner=False)
def _firms(now: Stand, window: Window) -> dict[int, Firm]:
    return measures.firms(_sources(now), window)


@st.cache_data(max_entries=4, show_spinner=False)
def _weights(url: str, version: int) -> dict[str, Weight]:
    return acts.weights_in_force(open_engine(url))


@st.cache_resource(max_entries=64, show_spinner=False)
def _cards(now: Stand, window: Window) -> list[Scorecard]:
    return measures.scorecards(_firms(now, window), _sources(now), _weights(now.url, now.names))
