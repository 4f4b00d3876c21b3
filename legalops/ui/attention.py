"""What must the person look at now, and what decide, each with the way to it?"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import pandas as pd
import streamlit as st

from legalops import periods
from legalops.metrics import attention as metrics
from legalops.metrics import words
from legalops.metrics.attention import Ending, Kind, Note
from legalops.metrics.budget import BudgetReport
from legalops.permissions import Actor, Permission
from legalops.store import budgets, rate_cards, terms
from legalops.store.engine import open_engine
from legalops.ui import alerts, data, kpis, navigation, outlooks, rate_requests, spend, who
from legalops.ui.filters import Filters
from legalops.ui.words import plain

_ICONS: dict[Kind, str] = {
    "off": ":orange[:material/error_outline:]",
    "decide": ":blue[:material/task_alt:]",
}
_HEADS: dict[Kind, str] = {"off": "What is off", "decide": "What to decide"}
_CALM: dict[Kind, str] = {
    "off": "Nothing is over its budget, late or missing.",
    "decide": "Nothing waits for a decision.",
}


class Place(NamedTuple):
    """What the sentences are about: the view, its report, the department's day, who reads."""

    view: Filters
    report: BudgetReport
    today: date
    actor: Actor


def draw(view: Filters, report: BudgetReport) -> None:
    """Draw what is off and what to decide, side by side, at most seven sentences."""
    place = Place(view, report, date.fromisoformat(rate_requests.today()), who.actor())
    off, decide = metrics.few([note for note in notes(place) if note.text])
    with st.grid(2, min_column_width=320, gap="large", key="attention"):
        _listed(place, "off", off)
        _listed(place, "decide", decide)


def notes(place: Place) -> list[Note]:
    """Return every sentence there is, the most pressing first; some may be empty."""
    over = metrics.overruns(alerts.current())
    return [
        _year_end(place),
        *over[:1],
        _unconverted(place),
        _months(place),
        _silent(place),
        *over[1:],
        _loose(place),
        _budgets(place),
        _ends(place),
        _requests(),
        _invoices(place),
    ]


def _listed(place: Place, kind: Kind, found: Sequence[Note]) -> None:
    with st.container(gap="small"):
        st.subheader(_HEADS[kind], anchor=False)
        if not found:
            st.markdown(f":material/check: {_CALM[kind]}")
        for note in found:
            with st.container(gap="xxsmall"):
                st.markdown(f"{_ICONS[kind]} {plain(note.text)}")
                _way(place, note)


def _way(place: Place, note: Note) -> None:
    path = navigation.FOLDER / f"{note.page}.py"
    screen = next((s for s in navigation.PAGES if s.file == note.page), None)
    if screen is not None and path.exists() and place.actor.may(screen.needs):
        st.page_link(path, label=plain(note.act), query_params=dict(note.query))


def _year_end(place: Place) -> Note:
    outlook = outlooks.current(place.report.chosen)
    budget, currency = place.report.year.budget_cents, place.report.chosen.currency
    query = {name: place.view.query()[name] for name in ("fy", "as_of", "area")}
    text = metrics.year_end(outlook, budget, currency)
    return Note("off", text, "forecast", "See the forecast", query)


def _months(place: Place) -> Note:
    late = metrics.late(spend.to_close(), place.today)
    changed = metrics.changed(spend.closed().changed)
    act = "Close months" if late and place.actor.may(Permission.CLOSE_MONTH) else "See the months"
    query = {"fy": str(place.view.fy), "tab": "months"}
    return Note("off", f"{late} {changed}".strip(), "budgets", act, query)


def _silent(place: Place) -> Note:
    now = spend.fresh()
    text = metrics.silent(now.missing, now.newest_month)
    if place.actor.may(Permission.IMPORT_INVOICES):
        return Note("off", text, "month", "See who is awaited")
    return Note("off", text, "vendors", "See the vendors")


def _loose(place: Place) -> Note:
    count = spend.matters_without_area()
    noun = "matter" if count == 1 else "matters"
    text = f"{count:,} {noun} without a practice area." if count else ""
    more = words.without_area(place.report) if count else ""
    act = "Assign practice areas" if place.actor.may(Permission.EDIT_NAMES) else "See these matters"
    return Note("off", f"{text} {more}".strip(), "matters", act, {"area": "none"})


def _unconverted(place: Place) -> Note:
    text = metrics.unconverted(place.report.unconverted)
    if place.actor.may(Permission.EDIT_RATES):
        return Note("off", text, "settings", "Enter exchange rates")
    return Note("off", text, "lines", "See the invoices", place.view.query())


def _budgets(place: Place) -> Note:
    """Say which budget waits for an executive, or that the year has none."""
    year, fy = place.report.chosen.year, {"fy": str(place.view.fy)}
    if place.report.year.budget_cents is None:
        return Note("decide", f"There is no budget for {year.label}.", "budgets", "See budgets", fy)
    found = _versions(data.url(), data.version("budget"))
    waits = metrics.to_approve(_drafts(found[found["fiscal_year"] >= year.name]))
    act = "Review and approve" if place.actor.may(Permission.APPROVE_BUDGET) else "See the versions"
    return Note("decide", waits, "budgets", act, {**fy, "tab": "drafts"})


def _ends(place: Place) -> Note:
    """Say which rates, terms and budget end soon, with nothing after them."""
    year, known = place.report.chosen.year, (data.url(), data.version("names"))
    found = [_ending(*known, name, place.today) for name in ("rate", "discount term")]
    years = _versions(data.url(), data.version("budget"))["fiscal_year"]
    has_next = bool((years == year.name + 1).any()) or place.report.year.budget_cents is None
    budget = metrics.budget_ends(year, has_next, place.today)
    text = metrics.ending(found, budget)
    if any(each.number for each in found):
        return Note("decide", text, "rate_cards", "See rates and terms")
    return Note("decide", text, "budgets", "Plan the next year", {"fy": str(year.name + 1)})


def _drafts(found: pd.DataFrame) -> list[str]:
    """Name each year's newest version, where nobody has approved it yet."""
    newest = found.drop_duplicates("fiscal_year")
    waits = newest[newest["approved_at"] == ""]
    starts = data.settings().fiscal_start_month
    rows = zip(waits["fiscal_year"].tolist(), waits["name"].tolist(), strict=True)
    return [f"{periods.FiscalYear(int(y), starts).label} \u2018{name}\u2019" for y, name in rows]


@st.cache_data(max_entries=4, show_spinner=False)
def _versions(url: str, version: int) -> pd.DataFrame:
    return budgets.versions(open_engine(url))


def _requests() -> Note:
    cards = rate_requests.cards()
    asked = cards[cards["state"] == "requested"]
    text = metrics.requested([str(name) for name in asked["vendor"]])
    return Note("decide", text, "rate_cards", "See what they cost")


@st.cache_data(max_entries=8, show_spinner=False)
def _ending(url: str, version: int, what: str, today: date) -> Ending:
    read = rate_cards.expiring if what == "rate" else terms.expiring
    found = read(open_engine(url), today, metrics.SOON)
    firms = tuple(str(name) for name in found["vendor"])
    return Ending(what, firms, len(found), str(found["until"].iloc[0]) if len(found) else "")


def _invoices(place: Place) -> Note:
    """Say what waits for a decision; the same count and amount as the page Approvals."""
    year, currency = place.report.chosen.year, place.report.chosen.currency
    found = kpis.decided(year)
    text = metrics.waiting(found.pending, found.pending_cents, currency)
    query = {**place.view.query(), "measure": "incurred", "period": "ytd"}
    if place.actor.may(Permission.IMPORT_INVOICES):
        return Note("decide", text, "review", "Decide on them")
    return Note("decide", text, "budget_vs_actual", "See what was incurred", query)
