"""Which frames about money do pages share? Read once per state of the store, for everybody."""

from typing import NamedTuple

import pandas as pd
import streamlit as st

from legalops.metrics import budget as metrics
from legalops.metrics import closing
from legalops.metrics.budget import BudgetReport, Chosen
from legalops.periods import FiscalYear, Month
from legalops.services import months as month_acts
from legalops.store import freshness, spend
from legalops.store.engine import open_engine
from legalops.store.freshness import Freshness, Names, Version
from legalops.ui import data


class Stamp(NamedTuple):
    """Which state of which store a cached value belongs to."""

    url: str
    spend: int
    budget: int
    names: int
    people: int


class Closed(NamedTuple):
    """The closed months, and those of them that changed since."""

    months: tuple[Month, ...]
    changed: tuple[Month, ...]


def stamp() -> Stamp:
    """Return the state of the store as it is now."""
    known = data.versions()
    areas = (known.get(area, 0) for area in ("spend", "budget", "names", "people"))
    return Stamp(data.url(), *areas)


def cube() -> pd.DataFrame:
    """Return the spend cube."""
    now = stamp()
    return _cube(now.url, now.spend)


def budget() -> pd.DataFrame:
    """Return the lines of the budget versions in force."""
    now = stamp()
    return _budget(now.url, now.budget)


def versions() -> dict[int, Version]:
    """Return the budget version in force of each fiscal year that has one."""
    now = stamp()
    return _versions(now.url, now.budget)


def names() -> Names:
    """Return what practice areas and vendors are called."""
    now = stamp()
    return _names(now.url, now.names)


def fresh() -> Freshness:
    """Return where the invoices stand."""
    now = stamp()
    return _fresh(now.url, now.spend, now.names, now.people)


def closed(year: FiscalYear | None = None) -> Closed:
    """Return which months are closed, and which of them, or of one year's, changed since."""
    now = stamp()
    first, last = (year.first, year.last) if year else (0, 999_999)
    return _closed(now.url, now.spend, now.budget, first, last)


def months() -> list[Month]:
    """Return every month that holds spend."""
    now = stamp()
    return _months(now.url, now.spend)


def has_loose_money() -> bool:
    """Say whether any spend is without a practice area."""
    now = stamp()
    return _has_loose(now.url, now.spend)


def to_close() -> list[Month]:
    """Return the months that are over and nobody has closed."""
    return month_acts.to_close(data.engine())


def matters_without_area() -> int:
    """Return how many matters nobody has given a practice area."""
    now = stamp()
    return _loose(now.url, now.names, now.spend)


def report(chosen: Chosen) -> BudgetReport:
    """Return budget against actual as chosen."""
    now = stamp()
    return _report(now.url, now.spend, now.budget, repr(chosen), chosen)


@st.cache_data(max_entries=4, show_spinner=False)
def _cube(url: str, version: int) -> pd.DataFrame:
    return spend.cube(open_engine(url))


@st.cache_data(max_entries=4, show_spinner=False)
def _budget(url: str, version: int) -> pd.DataFrame:
    return freshness.budget_in_force(open_engine(url))


@st.cache_data(max_entries=4, show_spinner=False)
def _versions(url: str, version: int) -> dict[int, Version]:
    return freshness.versions_in_force(open_engine(url))


@st.cache_data(max_entries=4, show_spinner=False)
def _names(url: str, version: int) -> Names:
    return freshness.names(open_engine(url))


@st.cache_data(max_entries=4, show_spinner=False)
def _fresh(url: str, spend: int, names: int, people: int) -> Freshness:
    return freshness.freshness(open_engine(url))


@st.cache_data(max_entries=4, show_spinner=False)
def _loose(url: str, names: int, spend: int) -> int:
    return freshness.matters_without_area(open_engine(url))


# Shared as it is, not copied at each read: metrics never write into what they are handed.
@st.cache_resource(max_entries=8, show_spinner=False)
def _cube_of(url: str, version: int, first: Month, last: Month) -> pd.DataFrame:
    return spend.cube_of(open_engine(url), first, last)


@st.cache_data(max_entries=8, show_spinner=False)
def _months(url: str, version: int) -> list[Month]:
    return spend.months(open_engine(url))


@st.cache_data(max_entries=8, show_spinner=False)
def _has_loose(url: str, version: int) -> bool:
    return spend.has_loose_money(open_engine(url))


@st.cache_data(max_entries=16, show_spinner=False)
def _closed(url: str, spend: int, budget: int, first: Month, last: Month) -> Closed:
    engine = open_engine(url)
    done = freshness.closed_list(engine)
    within = [month for month in done if first <= month <= last]
    if not within:
        return Closed(tuple(done), ())
    then = freshness.closed_figures(engine)
    now = _cube_of(url, spend, first, last)
    return Closed(tuple(done), tuple(closing.changed(now, then, within)))


@st.cache_resource(max_entries=128, show_spinner=False)
def _report(url: str, spend: int, budget: int, key: str, _chosen: Chosen) -> BudgetReport:
    # Streamlit takes thirty times as long to hash the choice as to hash what it reads as.
    year = _chosen.year
    now = _cube_of(url, spend, year.first, year.last)
    return metrics.against_actual(now, _budget(url, budget), _chosen)
