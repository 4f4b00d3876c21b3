"""Which frames about money do pages share? Read once per state of the store, for everybody."""

from dataclasses import replace
from typing import NamedTuple

import pandas as pd
import streamlit as st

from legalops.metrics import budget as metrics
from legalops.metrics import closing, comparison, measures
from legalops.metrics.budget import BudgetReport, Chosen
from legalops.metrics.comparison import Reference
from legalops.metrics.forecast import best
from legalops.metrics.measures import BILLED, Counted
from legalops.periods import FiscalYear, Month
from legalops.services import months as month_acts
from legalops.services import outlooks as outlook_acts
from legalops.store import accruals as accrual_store
from legalops.store import approvals, budgets, forecasts, freshness, spend
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
    accruals: int


class Closed(NamedTuple):
    """The closed months, and those of them that changed since."""

    months: tuple[Month, ...]
    changed: tuple[Month, ...]


def stamp() -> Stamp:
    """Return the state of the store as it is now."""
    known = data.versions()
    areas = ("spend", "budget", "names", "people", "accruals")
    return Stamp(data.url(), *(known.get(area, 0) for area in areas))


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
    return _report(now.url, now[1:], repr(chosen), chosen)


def reference(chosen: Chosen) -> Reference:
    """Return what the choice is compared with, by its name."""
    now = stamp()
    return _reference(now.url, now[1:], repr(chosen), chosen)[1]


def year_versions(fiscal_year: int) -> dict[int, str]:
    """Return the budget versions of a fiscal year that are not in force, the newest first."""
    now = stamp()
    in_force = _versions(now.url, now.budget).get(fiscal_year)
    return {
        number: name
        for number, (year, place, name) in _all_versions(now.url, now.budget).items()
        if year == fiscal_year and (in_force is None or place != in_force.number)
    }


def accrued(chosen: Chosen) -> int:
    """Return what is accrued, not billed yet, in the counted months of a choice; minor units."""
    return report(replace(chosen, measure="incurred")).parts.get("accrued", 0)


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


@st.cache_data(max_entries=8, show_spinner=False)
def _closed_list(url: str, spend: int, budget: int) -> list[Month]:
    return freshness.closed_list(open_engine(url))


@st.cache_data(max_entries=16, show_spinner=False)
def _closed(url: str, spend: int, budget: int, first: Month, last: Month) -> Closed:
    done = _closed_list(url, spend, budget)
    within = [month for month in done if first <= month <= last]
    if not within:
        return Closed(tuple(done), ())
    then = freshness.closed_figures(open_engine(url))
    now = _cube_of(url, spend, first, last)
    return Closed(tuple(done), tuple(closing.changed(now, then, within)))


@st.cache_data(max_entries=4, show_spinner=False)
def _all_versions(url: str, budget: int) -> dict[int, tuple[int, int, str]]:
    """Return fiscal year, number and name of every budget version by its id."""
    frame = budgets.versions(open_engine(url))
    columns = (frame[name].tolist() for name in ("id", "fiscal_year", "number", "name"))
    return {int(key): (int(y), int(n), str(name)) for key, y, n, name in zip(*columns, strict=True)}


@st.cache_resource(max_entries=16, show_spinner=False)
def _measured(
    url: str, versions: tuple[int, ...], measure: Counted, year: FiscalYear
) -> pd.DataFrame:
    """Return the spend of a fiscal year's months that a measure counts."""
    cube = _cube_of(url, versions[0], year.first, year.last)
    if measure == BILLED:
        return cube
    engine, span = open_engine(url), (year.first, year.last)
    cuts, accrued = approvals.cuts(engine, *span), accrual_store.as_spend(engine, *span)
    return measures.measured(cube, cuts, accrued, measure)


@st.cache_resource(max_entries=16, show_spinner=False)
def _reference(
    url: str, versions: tuple[int, ...], key: str, _chosen: Chosen
) -> tuple[pd.DataFrame, Reference]:
    """Return the lines of what a choice is compared with, and its name."""
    wanted, year, budget = _chosen.reference, _chosen.year, versions[1]
    if wanted.kind == "version":
        name = _all_versions(url, budget)[wanted.number][2]
        return budgets.lines(open_engine(url), wanted.number), replace(wanted, name=name)
    if wanted.kind == "prior_year":
        before = FiscalYear(year.name - 1, year.starts_in)
        spent = _measured(url, versions, _chosen.measure, before)
        return comparison.prior_year(spent, basis=_chosen.basis, gross=_chosen.gross), wanted
    if wanted.kind == "prior_forecast":
        return _forecast_before(url, _chosen)
    return _budget(url, budget), wanted


def _forecast_before(url: str, chosen: Chosen) -> tuple[pd.DataFrame, Reference]:
    """Return the last forecast made before the period began, by the method with the best record."""
    engine, first = open_engine(url), min(chosen.months, default=chosen.year.first)
    made = [month for month in forecasts.months_with_forecast(engine) if month < first]
    month = max(made, default=0)
    kept = forecasts.made_in(engine, month)
    method = best(outlook_acts.backtest(engine).record, kept["method"].unique().tolist()).method
    if method not in set(kept["method"]):
        method = str(kept["method"].iloc[0]) if len(kept) else ""
    plan = comparison.prior_forecast(kept[kept["method"] == method])
    return plan, replace(chosen.reference, number=month)


@st.cache_resource(max_entries=128, show_spinner=False)
def _report(url: str, versions: tuple[int, ...], key: str, _chosen: Chosen) -> BudgetReport:
    # Streamlit takes thirty times as long to hash the choice as to hash what it reads as.
    plan, reference = _reference(url, versions, key, _chosen)
    spent = _measured(url, versions, _chosen.measure, _chosen.year)
    found = metrics.against_actual(spent, plan, replace(_chosen, reference=reference))
    months = comparison.incomplete(
        _chosen.elapsed,
        basis=_chosen.basis,
        closed=set(_closed_list(url, versions[0], versions[1])),
        newest=max(_months(url, versions[0]), default=None),
    )
    return replace(found, incomplete=months)
