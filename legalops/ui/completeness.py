"""Is the month complete: which vendors have sent their invoices, and which are awaited?"""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from legalops import periods
from legalops.metrics import completeness as metrics
from legalops.periods import Month
from legalops.services import completeness as acts
from legalops.services.completeness import Held
from legalops.store.engine import open_engine
from legalops.ui import data, draw, navigation, tables, who
from legalops.ui.words import counted, plain

#: Each state's sign; the word stands beside it, the colour is a third hint.
SIGNS = {
    "blocked": "\u26a0",
    "waiting": "\u25b7",
    "missing": "\u2717",
    "not_due": "\u2026",
    "late": "\u25f7",
    "received": "\u2713",
    "paid": "\u25cf",
    "nothing": "\u2013",
    "not_expected": "",
}
_WORDS = metrics.STATES | {"not_expected": ""}
_COLOURS = {
    "light": {
        "blocked": "#8B1E3F;#F9E6EB", "missing": "#8A3B06;#FBEADF", "waiting": "#1F4E79;#E6EEF6",
        "late": "#6B5200;#FBF2D5", "received": "#24624A;", "paid": "#24624A;",
        "not_due": "#595959;", "nothing": "#595959;",
    },
    "dark": {
        "blocked": "#FFA8BC;#47202C", "missing": "#FFB78E;#47290F", "waiting": "#A6D0F7;#1E3347",
        "late": "#F0D67C;#40360F", "received": "#9CD4BC;", "paid": "#9CD4BC;",
        "not_due": "#B8B8B4;", "nothing": "#B8B8B4;",
    },
}  # fmt: skip
_SPANS = {6: "6 months", 12: "12 months"}
_SHOWN = {"all": "All", "awaited": "Awaited"}
_FEW_MONTHS, _FEW_VENDORS, _FEW_NAMES = 4, 8, 6
_SHORT = 20


@dataclass(frozen=True)
class View:
    """The grid on this page: its rows, its months (newest first), the month asked about."""

    grid: pd.DataFrame
    months: tuple[Month, ...]
    today: date
    unread: tuple[str, ...] = ()

    @property
    def newest(self) -> Month:
        """The month that is asked about."""
        return self.months[0]


def _grid(span: int, held: Held | None) -> View:
    engine = data.engine()
    day = acts.today(engine)
    last = acts.newest_month(engine, day)
    first = periods.add_months(last, 1 - span)
    versions = data.versions()
    known = tuple(versions.get(area, 0) for area in ("spend", "names", "uploads", "settings"))
    frame = _cached(data.url(), known, (first, last, day), held is not None, held)
    months = tuple(reversed(periods.months_between(first, last)))
    return View(frame, months, day, tuple(held.unread) if held else ())


@st.cache_data(max_entries=16, show_spinner=False)
def _cached(
    url: str,
    versions: tuple[int, ...],
    span: tuple[Month, Month, date],
    with_held: bool,
    _held: Held | None,
) -> pd.DataFrame:
    return acts.grid(open_engine(url), *span, _held)


def _held() -> Held:
    versions = data.versions()
    known = tuple(versions.get(area, 0) for area in ("uploads", "names", "spend", "settings"))
    return _held_at(data.url(), known)


@st.cache_data(max_entries=4, show_spinner="Reading the files that wait")
def _held_at(url: str, versions: tuple[int, ...]) -> Held:
    return acts.held(open_engine(url), who.actor())


def view() -> View | None:
    """Draw how many months to show and return them, None when nothing is known of any vendor."""
    span = st.segmented_control(
        "Months",
        list(_SPANS),
        format_func=lambda months: _SPANS[months],
        default=6,
        required=True,
        key="month_span",
        bind="query-params",
    )
    found = _grid(int(span or 6), _held())
    return None if found.grid.empty else found


def first_step() -> None:
    """Say what an empty month page waits for."""
    st.info(
        "No vendor is known yet, so nothing is expected. Vendors appear here with their first "
        "stored invoices.",
        icon=":material/event_available:",
    )
    st.page_link(
        navigation.FOLDER / "invoices.py",
        label="Upload invoices",
        icon=":material/arrow_forward:",
    )


def sentence(shown: View) -> str:
    """Say how many of the expected vendors have sent for the month asked about."""
    sent, expected = metrics.counts(shown.grid, shown.newest)
    month = periods.label(shown.newest)
    if not expected:
        return f"No vendor is expected to bill for {month}."
    if expected == 1:
        return f"The one expected vendor has {'' if sent else 'not '}sent for {month}."
    return f"{sent} of {expected} expected vendors have sent for {month}."


def headline(shown: View) -> None:
    """Draw the count, what is awaited by state, and how to read the grid."""
    st.subheader(sentence(shown), anchor=False)
    for line in _named(shown):
        st.markdown(line)
    st.caption(
        "Months are those of the invoice date. "
        f"A month's invoices are in time until {metrics.LATE_DAYS} days after its end. A vendor "
        "without a setting is expected when it billed in "
        f"{metrics.USUAL} of the {metrics.OF_MONTHS} months before."
    )
    if shown.unread:
        names = plain(", ".join(shown.unread))
        st.caption(f"Files that wait and could not be read here: {names}.")


def _named(shown: View) -> list[str]:
    """Name the vendors of the month asked about that want a person, a line for each state."""
    now = shown.grid[shown.grid["month"] == shown.newest]
    lines = []
    for state in (*metrics.AWAITED, "late"):
        names = [str(name) for name in now.loc[now["state"] == state, "vendor"]]
        more = f" and {len(names) - _FEW_NAMES} more" if len(names) > _FEW_NAMES else ""
        said = plain(f"{', '.join(names[:_FEW_NAMES])}{more}")
        if names:
            lines.append(f"**{SIGNS[state]} {metrics.STATES[state]}:** {said}")
    return lines


def legend() -> None:
    """Draw what each sign means."""
    said = [f"{SIGNS[state]}\u00a0{word}" for state, word in _WORDS.items() if word]
    st.caption(" \u2003".join([*said, "Empty:\u00a0not\u00a0expected"]))


def chosen_rows(shown: View) -> View:
    """Draw which vendors to list and return the view with them only."""
    what = st.segmented_control(
        "Vendors",
        list(_SHOWN),
        format_func=lambda code: _SHOWN[code],
        default="all",
        required=True,
        key="month_show",
        bind="query-params",
    )
    if what != "awaited":
        return shown
    waits = shown.grid["state"].isin(metrics.AWAITED)
    kept = shown.grid[shown.grid["vendor_id"].isin(shown.grid.loc[waits, "vendor_id"])]
    return View(kept, shown.months, shown.today)


def grid(shown: View) -> None:
    """Draw the grid, whose cells can be chosen; a chosen one fills the fields under it."""
    if shown.grid.empty:
        st.success("Nothing is awaited in these months.", icon=":material/check:")
        return
    table, ids = _wide(shown)
    names = dict(zip(ids, table["Vendor"], strict=True))
    columns = {periods.label(month): month for month in shown.months}
    st.dataframe(
        _styled(table, shown),
        hide_index=True,
        width="stretch",
        height="content" if len(table) <= _SHORT else 640,
        column_config=_columns(shown),
        key="month_grid",
        on_select=partial(_choose, names, columns),
        selection_mode="single-cell",
        alt="Vendors by month: received, missing, late, blocked; " + sentence(shown),
    )
    legend()


def _columns(shown: View) -> dict[str, Any]:
    found: dict[str, Any] = {
        "Vendor": st.column_config.TextColumn("Vendor", pinned=True, width=205)
    }
    for month in shown.months:
        label = periods.label(month)
        found[label] = st.column_config.TextColumn(label, width=130)
    return found


def _choose(names: dict[int, str], columns: dict[str, Month]) -> None:
    """Take the vendor and month of the cell that was clicked."""
    cells = st.session_state["month_grid"].selection.cells
    if cells:
        row, column = cells[0]
        ids = list(names)
        if row < len(ids):
            st.session_state["month_vendor"] = ids[row]
        if column in columns:
            st.session_state["month_of"] = columns[column]


def _wide(shown: View) -> tuple[pd.DataFrame, list[int]]:
    """Return a row per vendor and a column per month, in words, with the vendors' ids."""
    frame = shown.grid
    words = [f"{SIGNS[state]} {_WORDS[state]}".strip() for state in frame["state"]]
    wide = frame.assign(word=words).pivot_table(
        index="vendor_id", columns="month", values="word", aggfunc="first", sort=False
    )
    names = frame.drop_duplicates("vendor_id").set_index("vendor_id")["vendor"]
    table = wide.reindex(columns=list(shown.months)).rename(columns=periods.label)
    table.insert(0, "Vendor", names.loc[wide.index])
    return table.reset_index(drop=True), [int(number) for number in wide.index]


def _styled(table: pd.DataFrame, shown: View) -> Any:
    theme = draw.theme()
    colours = {
        f"{SIGNS[state]} {_WORDS[state]}".strip(): pair for state, pair in _COLOURS[theme].items()
    }
    return table.style.map(
        partial(_css, colours), subset=[periods.label(month) for month in shown.months]
    )


def _css(colours: dict[str, str], word: object) -> str:
    ink, _, ground = colours.get(str(word), "").partition(";")
    return f"color: {ink};" + (f" background-color: {ground};" if ground else "") if ink else ""


def compact() -> None:
    """Draw the month in short: the count, and the vendors that are awaited."""
    shown = _grid(_FEW_MONTHS, None)
    if shown.grid.empty:
        return
    st.subheader("Is the month complete?", anchor=False)
    st.markdown(sentence(shown))
    now = shown.grid[shown.grid["month"] == shown.newest]
    ids = now.loc[now["state"].isin(metrics.AWAITED), "vendor_id"].tolist()
    few = shown.grid[shown.grid["vendor_id"].isin(ids[:_FEW_VENDORS])]
    if ids:
        kept = View(few, shown.months, shown.today)
        table, _ = _wide(kept)
        columns = _columns(kept)
        st.dataframe(
            _styled(table, kept), hide_index=True, width="stretch", height="content",
            column_config=columns, key="home_month", placeholder=tables.MISSING,
            alt="Vendors awaited, with their last months",
        )  # fmt: skip
    if len(ids) > _FEW_VENDORS:
        st.caption(f"{counted(len(ids) - _FEW_VENDORS, 'vendor')} more.")
    st.page_link(
        navigation.FOLDER / "month.py",
        label="See every vendor, write reminders",
        icon=":material/arrow_forward:",
    )
