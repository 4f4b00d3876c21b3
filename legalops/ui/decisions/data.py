"""What do the pages of decisions read? The register and the parts of one, once per version."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from legalops.metrics import decisions as metrics
from legalops.metrics.decisions import Result
from legalops.store import decisions
from legalops.store.decisions import Parts
from legalops.store.engine import open_engine
from legalops.ui import data

#: The department's date.
today = data.today


def register() -> pd.DataFrame:
    """Return every decision with how it stands today; never to be written into."""
    return _register(data.url(), data.version("decisions"), data.version("people"), today())


@st.cache_resource(max_entries=8, show_spinner=False)
def _register(url: str, version: int, people: int, today: date) -> pd.DataFrame:
    return metrics.register(decisions.register(open_engine(url)), today)


def parts(decision_id: int) -> Parts:
    """Return the options, criteria, scores and voices of a decision."""
    return _parts(data.url(), data.version("decisions"), data.version("people"), decision_id)


@st.cache_resource(max_entries=64, show_spinner=False)
def _parts(url: str, version: int, people: int, decision_id: int) -> Parts:
    return decisions.parts(open_engine(url), decision_id)


def results(found: Parts) -> dict[int, Result]:
    """Return what the criteria say of each option, by its id."""
    weights = {criterion.id: criterion.weight for criterion in found.criteria}
    each = metrics.results([option.id for option in found.options], weights, found.scores)
    return {result.option_id: result for result in each}


def is_late(row: Mapping[str, Any]) -> bool:
    """Say whether a decision, or its review, should have been made by now."""
    day = {"open": row["due_on"], "decided": row["review_on"]}.get(str(row["state"]))
    return isinstance(day, str) and day < today().isoformat()
