"""How does the department stand on each measure: value, distance, months, the way to its lines?"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import streamlit as st

from legalops import periods
from legalops.charts.bullets import Aimed
from legalops.metrics import kpi_words as said
from legalops.metrics import kpis as metrics
from legalops.metrics.approvals import Approvals
from legalops.metrics.catalog import CATALOG, WORK
from legalops.metrics.kpi_words import Distance
from legalops.metrics.kpis import Kpi, Number
from legalops.models.kinds import KINDS
from legalops.money import digits
from legalops.periods import FiscalYear
from legalops.permissions import Actor
from legalops.services import completeness
from legalops.services import kpis as acts
from legalops.services.kpis import Worked
from legalops.store import kpis as store
from legalops.store.engine import open_engine
from legalops.store.kpis import Aim
from legalops.ui import data, navigation, outlooks, spend, who
from legalops.ui.filters import Filters

PER_ROW = 5
#: Measures that stand beside a budget, and so on the page that compares.
_COMPARED = frozenset(
    {"variance", "left", "used", "pace", "prior_year", "reached", "year_reached", "budget"}
)
_WAYS = {
    "lines": "See the lines",
    "budget_vs_actual": "See it by month",
    "forecast": "See the forecast",
    "review": "See the invoices",
    "accruals": "See the accruals",
    "performance": "See the firms",
    "budgets": "See the budget",
    "matters": "See the matters",
    "matter": "See the matters",
    "vendor": "See the firms",
    "rate_cards": "See the rates",
    "goals": "See the goals",
    "projects": "See the projects",
    "decisions": "See the decisions",
    "actions": "See the actions",
    "ideas": "See the ideas",
    "lessons": "See the lessons",
    "skills": "See the skills",
    "technology": "See the systems",
}
#: Pages of one object are reached from the page that lists them.
_LISTS = {"matter": "matters", "vendor": "performance"}
_COLOURS = {"good": "blue", "bad": "orange"}


def values(view: Filters, wanted: Iterable[str] = CATALOG) -> dict[str, Kpi]:
    """Return the department's measures as of the view's month, the year to date.

    Those of goals, decisions, projects and the rest are as of today, and are worked out only
    where one of them is `wanted`: pages of spend do not wait for them.
    """
    chosen = replace(view.chosen(data.settings()), period="ytd", index=1)
    state = (*outlooks.state(), data.version("accruals"), data.version(store.AREA))
    key = f"{state} {chosen.year} {chosen.as_of}"
    found = _values(key, view)
    if WORK.isdisjoint(wanted):
        return found
    today = completeness.today(data.engine())
    areas = {kind.area for kind in KINDS.values()}
    kept = [f"{area} {data.version(area)}" for area in sorted(areas)]
    return {**found, **_work(f"{key} {kept}", today, view)}


@st.cache_resource(max_entries=16, show_spinner=False)
def _work(key: str, today: date, _view: Filters) -> dict[str, Kpi]:
    return acts.work(data.engine(), _view.chosen(data.settings()), values(_view, ()), today)


@st.cache_resource(max_entries=16, show_spinner=False)
def _values(key: str, _view: Filters) -> dict[str, Kpi]:
    chosen = _view.chosen(data.settings())
    cases = acts.to_date(chosen)
    known = Worked(
        {name: spend.report(case) for name, case in cases.items()},
        outlooks.current(cases["billed"]),
        outlooks.backtest().record,
        decided(chosen.year),
    )
    return acts.current(data.engine(), chosen, known)


def decided(year: FiscalYear) -> Approvals:
    """Return the figures of approvals of a fiscal year, as the page Approvals has them."""
    return _decided(data.url(), data.version("spend"), year)


@st.cache_data(max_entries=8, show_spinner=False)
def _decided(url: str, version: int, year: FiscalYear) -> Approvals:
    return acts.decided(open_engine(url), year, year.last)


def targets(fiscal_year: int) -> Mapping[str, Aim]:
    """Return the targets of a fiscal year by measure."""
    return _targets(data.url(), data.version(store.AREA)).get(fiscal_year, {})


@st.cache_data(max_entries=8, show_spinner=False)
def _targets(url: str, version: int) -> dict[int, dict[str, Aim]]:
    return store.targets(open_engine(url))


@st.cache_data(max_entries=8, show_spinner=False)
def _cards(url: str, version: int) -> dict[int, tuple[str, ...]]:
    return store.cards(open_engine(url))


def own_cards() -> tuple[str, ...]:
    """Return the cards the person has chosen; none where they go with the department."""
    return _cards(data.url(), data.version(store.AREA)).get(who.actor().user_id or -1, ())


def department_cards() -> tuple[str, ...]:
    """Return the cards of everybody who has not chosen their own."""
    found = _cards(data.url(), data.version(store.AREA))
    return found.get(store.DEPARTMENT, acts.USUAL)


def shown_cards() -> list[str]:
    """Return the measures to show the person, in order."""
    chosen = own_cards() or department_cards()
    return [key for key in chosen if key in CATALOG and not metrics.explained(key)]


class Look(NamedTuple):
    """What every card needs to know, asked once a run: the view, who looks, the targets."""

    view: Filters
    actor: Actor
    currency: str
    aims: Mapping[str, Aim]
    months: int


def look(view: Filters) -> Look:
    """Return what the cards of a view need to know."""
    settings = data.settings()
    months = len(view.chosen(settings).elapsed)
    return Look(view, who.actor(), settings.reporting_currency, targets(view.fy), months)


def goal(kpi: Kpi, here: Look) -> Number | None:
    """Return what a measure should be by now: its target, or the elapsed part of a year's sum."""
    aim = here.aims.get(kpi.measure)
    if aim is None:
        return None
    whole = acts.from_e4(kpi.measure, aim.value_e4)
    if kpi.measure not in acts.GROWING:
        return whole
    return int(whole) * here.months // 12 if kpi.is_money else whole * here.months / 12


def aimed(view: Filters) -> list[Aimed]:
    """Return the measures that have a target this year with how far they are from it."""
    here = look(view)
    found = values(view, here.aims)
    return [row for key in here.aims if (row := _aimed(found.get(key), here)) is not None]


def _aimed(kpi: Kpi | None, here: Look) -> Aimed | None:
    aim = None if kpi is None else goal(kpi, here)
    if kpi is None or kpi.value is None or not aim or aim < 0 or not acts.may_aim(kpi.measure):
        return None
    key, good = kpi.measure, CATALOG[kpi.measure].good
    value, target = (said.text(key, each, here.currency) for each in (kpi.value, aim))
    by_now = " by now" if key in acts.GROWING else ""
    return Aimed(
        key,
        CATALOG[key].label,
        kpi.value / aim,
        "low" if good == "low" else "high",
        f"{value}, target {target}{by_now}",
        said.from_target(kpi, aim).text,
    )


def draw_cards(view: Filters) -> None:
    """Draw the person's cards, at most five in a row."""
    chosen, here = shown_cards(), look(view)
    found = values(view, chosen)
    cards = [found[key] for key in chosen if key in found]
    with st.grid(min(PER_ROW, max(1, len(cards))), min_column_width=170, gap="small", key="kpis"):
        for kpi in cards:
            _card(kpi, here)


def _card(kpi: Kpi, here: Look) -> None:
    measure, currency = CATALOG[kpi.measure], here.currency
    label = f"{measure.label}, {currency}" if kpi.is_money else measure.label
    has_sign = kpi.measure in ("variance", "forecast_over")
    with st.container(border=True, height="stretch", gap="xxsmall"):
        st.metric(
            label,
            said.text(kpi.measure, kpi.value, currency, sign=has_sign),
            help=f"{measure.help} \n\n**Shown** {kpi.period}",
            height="stretch",
            **_delta(kpi, here),
            **_spark(kpi, currency),
        )
        link(kpi.measure, here, narrow=kpi.narrow)


def _delta(kpi: Kpi, here: Look) -> dict[str, Any]:
    aim = goal(kpi, here)
    found: Distance | None = None
    if kpi.value is not None:
        found = said.from_target(kpi, aim) if aim is not None else said.from_before(kpi)
    if found is None:
        note = _resting(kpi) if kpi.value is not None else "no data yet"
        return {"delta": note, "delta_color": "off", "delta_arrow": "off"}
    colour = _COLOURS.get(found.side, "off")
    arrow = "off" if found.side == "even" else "up" if found.is_up else "down"
    return {"delta": found.text, "delta_color": colour, "delta_arrow": arrow}


def _resting(kpi: Kpi) -> str:
    """Say on what a value rests, or of when it is."""
    if kpi.n is None:
        return kpi.period
    noun = kpi.n_of.removesuffix(" of a month")
    return f"{kpi.n:,} {noun}" if kpi.n == 1 else f"{kpi.n:,} {noun}s"


def _spark(kpi: Kpi, currency: str) -> dict[str, Any]:
    if len(kpi.series) < 2:
        return {}
    size = 10 ** digits(currency) if kpi.is_money else 1
    points = [round(value / size) if kpi.is_money else value for _, value in kpi.series]
    return {"chart_data": points, "chart_type": "bar" if kpi.measure in acts.GROWING else "line"}


def link(measure: str, here: Look, *, narrow: Mapping[str, str], label: str = "") -> None:
    """Draw the way to what a measure is made of, where the person may go there."""
    page = _page(measure, here.actor)
    path = navigation.FOLDER / f"{page}.py"
    if path.exists():
        st.page_link(
            path,
            label=label or _WAYS.get(page, "See it"),
            query_params=_query(page, here.view, narrow),
        )


def _page(measure: str, actor: Actor) -> str:
    page = "budget_vs_actual" if measure in _COMPARED else CATALOG[measure].page
    page = _LISTS.get(page, page)
    screen = next((s for s in navigation.PAGES if s.file == page), None)
    return page if screen is not None and actor.may(screen.needs) else "lines"


def _query(page: str, view: Filters, narrow: Mapping[str, str]) -> dict[str, str]:
    """Return the address of the year to date on a page, each filter with its value."""
    whole = {**view.query(), "period": "ytd"}
    if page in ("lines", "budget_vs_actual"):
        return {**whole, **narrow}
    if page == "review":
        return {"review_fy": str(view.fy)}
    if page == "accruals":
        return {"month": periods.iso(view.as_of)}
    if page in ("forecast", "performance"):
        return {name: whole[name] for name in ("fy", "as_of", "area")}
    return {"fy": str(view.fy)} if page == "budgets" else {}
