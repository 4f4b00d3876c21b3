"""What is about to cost more than planned, and where does a person see why?"""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import pandas as pd
import streamlit as st

from legalops.metrics import alerts as metrics
from legalops.metrics.alerts import Alert, Watched
from legalops.metrics.budget import BudgetReport, Chosen, Period
from legalops.periods import FiscalYear
from legalops.permissions import Actor
from legalops.services import phases as acts
from legalops.services.phases import Standing
from legalops.store import budgets
from legalops.store.engine import open_engine
from legalops.store.matters import visible_ids
from legalops.store.unit import reading
from legalops.ui import data, filters, navigation, outlooks, spend, who
from legalops.ui.filters import Filters
from legalops.ui.words import counted, plain

_ICONS = {
    "over": ":orange[:material/error:]",
    "forecast": ":orange[:material/trending_up:]",
    "near": ":material/hourglass_bottom:",
}
_FIRST = 4
_Amounts = dict[int, tuple[int | None, int]]


class _Place(NamedTuple):
    """Where the alerts are made: the store's state, the view, and what it means."""

    now: spend.Stamp
    view: Filters
    chosen: Chosen


class _Found(NamedTuple):
    """The alerts everybody may see, and those on restricted matters by the matter."""

    open_to_all: list[Alert]
    restricted: list[tuple[int, Alert]]


def current() -> list[Alert]:
    """Return what is over its budget, forecast to be or near it, the worst first.

    Matters the person may not see are left out.
    """
    view = filters.parse({}, filters.options())[0]
    place = _Place(spend.stamp(), view, view.chosen(data.settings()))
    expected = _expected(place.chosen)
    found = _found(f"{place.now} {place.chosen!r}", tuple(sorted(expected.items())), place)
    if not found.restricted:
        return found.open_to_all
    seen = _visible(place.now, who.actor())
    theirs = [alert for matter, alert in found.restricted if matter in seen]
    return metrics.ordered([*found.open_to_all, *theirs])


@st.cache_data(max_entries=64, show_spinner=False)
def _visible(now: spend.Stamp, actor: Actor) -> frozenset[int]:
    with reading(open_engine(now.url)) as session:
        return visible_ids(session, actor)


def draw(year: FiscalYear) -> None:
    """Draw what to watch in the fiscal year under way, a sentence each with the way to it."""
    if filters.parse({}, filters.options())[0].fy != year.name:
        return
    alerts = current()
    if not alerts:
        return
    over = sum(alert.level == "over" for alert in alerts)
    rest = f", {len(alerts) - over} more to watch" if over else f"{len(alerts)} to watch"
    label = f"{counted(over, 'budget')} overrun{rest}" if over else f"Budgets: {rest}"
    with st.expander(label, expanded=len(alerts) <= _FIRST, icon=":material/notifications:"):
        _listed(alerts)


def _listed(alerts: list[Alert]) -> None:
    for alert in alerts:
        with st.container(gap="xxsmall"):
            st.markdown(f"{_ICONS[alert.level]} {plain(alert.text)}")
            st.page_link(
                navigation.FOLDER / f"{alert.page}.py",
                label=f"See {plain(alert.subject)}",
                query_params=alert.query,
            )


def _expected(chosen: Chosen) -> dict[int, int]:
    """Return what each practice area is forecast to cost in the fiscal year."""
    outlook = outlooks.current(chosen)
    if outlook.reason or outlook.months.empty:
        return {}
    sums = outlook.months.groupby("practice_area_id")["amount_cents"].sum()
    return {int(str(area)): int(cents) for area, cents in sums.items()}


@st.cache_data(max_entries=16, show_spinner=False)
def _found(key: str, expected: tuple[tuple[int, int], ...], _place: _Place) -> _Found:
    currency = _place.chosen.currency
    open_to_all, restricted = [*_areas(_place, dict(expected)), *_vendors(_place)], []
    year = _place.chosen.year
    for one in acts.standings(open_engine(_place.now.url), year, _place.chosen.as_of):
        watched = _matter(_place, one)
        if one.is_restricted:
            restricted += [(one.matter_id, alert) for alert in metrics.of([watched], currency)]
        else:
            open_to_all.append(watched)
    return _Found(metrics.of(open_to_all, currency), restricted)


def _areas(place: _Place, expected: Mapping[int, int]) -> list[Watched]:
    names, year = spend.names().areas, place.chosen.year
    whole = _amounts(_report(place, "full").by_area, "practice_area_id")
    to_date = _amounts(_report(place, "ytd").by_area, "practice_area_id")
    return [
        Watched(
            subject=names.get(area, "?"),
            budget=f"{year.label} budget",
            budget_cents=budget,
            actual_cents=actual,
            planned_cents=to_date.get(area, (0, 0))[0],
            expected_cents=expected.get(area),
            page="budget_vs_actual",
            query=replace(place.view, period="full", area=area, vendor=None).query(),
        )
        for area, (budget, actual) in whole.items()
        if budget is not None
    ]


def _report(place: _Place, period: Period) -> BudgetReport:
    return spend.report(replace(place.chosen, period=period, index=1))


def _amounts(frame: pd.DataFrame, key: str) -> _Amounts:
    """Return budget and actual by a key; the budget is None where there is none."""
    columns = (frame[name].tolist() for name in (key, "budget_cents", "actual_cents"))
    return {
        int(number): (None if pd.isna(budget) else int(budget), int(actual))
        for number, budget, actual in zip(*columns, strict=True)
    }


def _vendors(place: _Place) -> list[Watched]:
    year, as_of = place.chosen.year, place.chosen.as_of
    caps = budgets.vendor_caps(open_engine(place.now.url), year.name)
    actual = _amounts(_report(place, "full").by_vendor, "vendor_id") if caps else {}
    names = spend.names().vendors
    return [
        Watched(
            subject=names.get(vendor, "?"),
            budget=f"{year.label} cap",
            budget_cents=sum(c for (v, _), c in caps.items() if v == vendor),
            actual_cents=actual.get(vendor, (None, 0))[1],
            planned_cents=sum(c for (v, m), c in caps.items() if v == vendor and m <= as_of),
            expected_cents=None,
            page="vendor",
            query=_of_vendor(place, vendor),
        )
        for vendor in sorted({vendor for vendor, _ in caps})
    ]


def _of_vendor(place: _Place, vendor: int) -> dict[str, str]:
    return replace(place.view, vendor=None, area=None).query() | {"vendor": str(vendor)}


def _matter(place: _Place, one: Standing) -> Watched:
    has_page = (navigation.FOLDER / "matter.py").exists()
    query = {"matter": str(one.matter_id)}
    return Watched(
        subject=f"{one.number} {one.name}",
        budget="budget" if one.is_phased else f"{place.chosen.year.label} cap",
        budget_cents=one.budget_cents,
        actual_cents=one.actual_cents,
        planned_cents=one.planned_cents,
        expected_cents=one.forecast_cents,
        page="matter" if has_page else "lines",
        query=query if has_page else {**place.view.query(), **query},
    )
