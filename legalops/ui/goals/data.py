"""Where do goals stand today? Worked out once per state of the store and day."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import pandas as pd
import streamlit as st

from legalops import periods
from legalops.metrics import goal_live
from legalops.metrics import goals as metrics
from legalops.metrics.goal_aims import Reading
from legalops.metrics.goals import Standing
from legalops.metrics.kpis import Number
from legalops.metrics.performance.measures import Firm
from legalops.metrics.performance.sources import Sources
from legalops.periods import FiscalYear, Month
from legalops.services import goals as acts
from legalops.services.goals import Known
from legalops.store import forecasts, goals, kpis, records
from legalops.store.engine import open_engine
from legalops.ui import data, filters, performance
from legalops.ui import kpis as department


class State(NamedTuple):
    """Which state of which store, on which day, figures of goals belong to."""

    url: str
    versions: tuple[int, ...]
    today: date


#: What values that are read live depend on, beside the goals.
_LIVE = ("spend", "budget", "names", "settings", "accruals", forecasts.AREA, kpis.AREA)

#: A goal that begins with fewer days left in the year is meant for the next one.
_SHORT = 75


#: The department's date.
today = data.today


def fiscal_year(day: date) -> int:
    """Return the fiscal year that a day lies in."""
    return _year(day).name


def year_end(day: date) -> date:
    """Return the last day of the fiscal year that a day lies in, or of the next near its end."""
    end = periods.last_day(_year(day).last)
    if (end - day).days >= _SHORT:
        return end
    return periods.last_day(periods.add_months(_year(day).last, 12))


def _year(day: date) -> FiscalYear:
    return periods.fiscal_year_of(periods.month_of(day), data.settings().fiscal_start_month)


def state() -> State:
    """Return the state that figures of goals belong to: live values only where any are read."""
    known = data.versions()
    areas = (goals.AREA, "people", *(_LIVE if _is_live() else ()))
    return State(data.url(), tuple(known.get(area, 0) for area in areas), today())


def _is_live() -> bool:
    return bool((key_results()["measure"] != "").any())


def standings() -> pd.DataFrame:
    """Return where every goal stands, one row a goal with the fields of `metrics.goals.Standing`.

    Never write into it; it is everybody's.
    """
    return _standings(state())


@st.cache_resource(max_entries=8, show_spinner=False)
def _standings(now: State) -> pd.DataFrame:
    return pd.DataFrame(_all(now), columns=list(Standing._fields))


def every() -> list[Standing]:
    """Return where every goal stands; never write into it."""
    return _all(state())


@st.cache_resource(max_entries=8, show_spinner=False)
def _all(now: State) -> list[Standing]:
    told = goals.telling(open_engine(now.url))
    return metrics.standings(all_goals(), key_results(), told, live(), now.today)


def standing(goal_id: int) -> Standing | None:
    """Return where one goal stands, None for one that was taken off; no other is worked out."""
    return _standing(state(), goal_id)


@st.cache_resource(max_entries=64, show_spinner=False)
def _standing(now: State, goal_id: int) -> Standing | None:
    all_, parts = all_goals(), key_results()
    mine, of_it = all_[all_["id"] == goal_id], parts[parts["goal_id"] == goal_id]
    read = live() if (of_it["measure"] != "").any() else {}
    found = metrics.standings(mine, of_it, check_ins(goal_id), read, now.today)
    return found[0] if found else None


def live() -> Mapping[int, tuple[Reading, ...]]:
    """Return what was read from KPIs, per key result that reads one."""
    return _live(state())


@st.cache_resource(max_entries=8, show_spinner=False)
def _live(now: State) -> dict[int, tuple[Reading, ...]]:
    return acts.live(open_engine(now.url), known(), firms)


def firms(vendor: int, months: Sequence[Month]) -> Mapping[Month, Firm]:
    """Return a firm's measures, the fiscal year to date as of each of some months."""
    now, starts_in = performance.stand(), data.settings().fiscal_start_month
    found = {month: _firm(now, vendor, month, starts_in) for month in months}
    return {month: firm for month, firm in found.items() if firm is not None}


@st.cache_resource(max_entries=2048, show_spinner=False)
def _firm(now: performance.Stand, vendor: int, month: Month, starts_in: int) -> Firm | None:
    mine = _mine(now, vendor)
    return goal_live.by_month(mine, vendor, [month], starts_in).get(month)


@st.cache_resource(max_entries=64, show_spinner=False)
def _mine(now: performance.Stand, vendor: int) -> Sources:
    return goal_live.of_vendor(performance.sources(), vendor)


def read(measure: str, scope: str, start: date) -> tuple[Reading, ...]:
    """Return what a KPI was from a day on, month by month."""
    values = {} if goal_live.vendor_of(scope) else current()
    return acts.readings(data.engine(), (measure, scope), start, values, firms)


def known() -> Known:
    """Return the department's KPIs as they stand, where a key result reads one."""
    results = key_results()
    wanted = set(results.loc[(results["measure"] != "") & (results["scope"] == ""), "measure"])
    return {key: value for key, value in current().items() if key in wanted} if wanted else {}


def current() -> Mapping[str, Number | None]:
    """Return every KPI of the department as of the usual month."""
    view, _ = filters.parse({}, filters.options())
    return {key: kpi.value for key, kpi in department.values(view).items()}


def all_goals() -> pd.DataFrame:
    """Return one row per goal."""
    return _table(data.url(), data.version(goals.AREA), data.version("people"), "goal")


def key_results() -> pd.DataFrame:
    """Return one row per key result."""
    return _table(data.url(), data.version(goals.AREA), data.version("people"), "key_result")


def objectives() -> pd.DataFrame:
    """Return one row per objective."""
    return _table(data.url(), data.version(goals.AREA), data.version("people"), "objective")


@st.cache_resource(max_entries=16, show_spinner=False)
def _table(url: str, version: int, people: int, kind: str) -> pd.DataFrame:
    return records.table(open_engine(url), kind)


def projects() -> pd.DataFrame:
    """Return one row per project."""
    return _table(data.url(), data.version("projects"), data.version("people"), "project")


def check_ins(goal_id: int | None = None) -> pd.DataFrame:
    """Return one row per value of a check-in that stands, of a goal or of all, by their days."""
    return _check_ins(data.url(), data.version(goals.AREA), goal_id)


@st.cache_resource(max_entries=64, show_spinner=False)
def _check_ins(url: str, version: int, goal_id: int | None) -> pd.DataFrame:
    return goals.check_ins(open_engine(url), goal_id)


def serving() -> pd.DataFrame:
    """Return one row per goal and project that serves it."""
    return _serving(data.url(), data.version(goals.AREA), data.version("projects"))


@st.cache_resource(max_entries=8, show_spinner=False)
def _serving(url: str, version: int, projects: int) -> pd.DataFrame:
    return goals.serving(open_engine(url))
