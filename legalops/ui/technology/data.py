"""What is known of systems, worked out once per state of the store and day?"""

from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from legalops.metrics import technology as metrics
from legalops.metrics.technology import Term
from legalops.store import technology as store
from legalops.store.engine import open_engine
from legalops.ui import data


@dataclass(frozen=True)
class Room:
    """Everything the pages of technology draw; never write into its frames.

    `terms` has where each system's contract stands, in the order of the systems; `billed` what
    each vendor billed in the twelve months before this one, minor units.
    """

    today: date
    systems: pd.DataFrame
    terms: tuple[Term, ...]
    evaluations: pd.DataFrame
    billed: dict[int, int]

    def term_of(self, system: int) -> Term:
        """Return where the contract of a system stands."""
        known = dict(zip(self.systems["id"].astype(int), self.terms, strict=True))
        return known.get(system, Term("none"))

    def row_of(self, system: int) -> pd.Series | None:
        """Return a system's row, None for one that was taken off."""
        found = self.systems[self.systems["id"] == system]
        return None if found.empty else found.iloc[0]


def room() -> Room:
    """Return what is known today."""
    versions = data.versions()
    areas = (store.AREA, "decisions", "people", "names", "spend", "settings")
    return _room(data.url(), tuple(versions.get(area, 0) for area in areas), data.today())


@st.cache_resource(max_entries=8, show_spinner=False)
def _room(url: str, state: tuple[int, ...], today: date) -> Room:
    engine = open_engine(url)
    systems = store.table(engine)
    return Room(
        today=today,
        systems=systems,
        terms=tuple(metrics.terms(systems, today)),
        evaluations=store.evaluated(engine),
        billed=store.billed(engine, today),
    )
