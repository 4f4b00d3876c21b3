"""What is accrued for a month, what of it was billed since, and what is still open?"""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from legalops import money, periods
from legalops.metrics import accruals as metrics
from legalops.metrics.catalog import CATALOG
from legalops.periods import Month
from legalops.permissions import Permission
from legalops.services import completeness
from legalops.store import accrual_facts
from legalops.store import accruals as store
from legalops.store.engine import open_engine
from legalops.store.spend import RESTRICTED
from legalops.ui import data, filters, navigation, spend, tables, who
from legalops.ui.words import plain

TABS = {
    "accruals": "Accruals",
    "ask": "Ask firms",
    "enter": "Enter",
    "workbook": "Workbook",
    "estimate": "Estimate",
    "record": "By month and firm",
}
_FOR_OPS = ("ask", "enter", "workbook", "estimate")
SOURCES = {
    "firm": "The firm",
    "workbook": "Workbook",
    "person": "Our own figure",
    "estimate": "System estimate",
}
ALL_TIME = (0, 999912)
_BACK = 18
_HIDDEN = -1
_SUMS = ["amount_cents", "billed_cents", "open_cents"]
_MONTH, _TAB, _NEXT, _SAID = "accruals_of", "accruals_tab", "accruals_next", "accruals_said"


def say(text: str, *, then_show: str = "accruals") -> None:
    """Keep what an act did to be told once, after the page has run again on a section."""
    st.session_state[_SAID] = text
    st.session_state[_NEXT] = TABS[then_show]
    st.rerun()


def said() -> None:
    """Tell what the last act did."""
    text = st.session_state.pop(_SAID, "")
    if text:
        st.success(text, icon=":material/check:")


def is_empty() -> bool:
    """Say whether there are neither invoices nor accruals."""
    return not spend.months() and facts().empty


def first_step() -> None:
    """Say what an empty page waits for."""
    st.info(
        "There are no invoices yet. Work that is done and not billed is accrued for the firms "
        "that have sent invoices before.",
        icon=":material/pending_actions:",
    )
    if who.may(Permission.IMPORT_INVOICES):
        st.page_link(
            navigation.FOLDER / "invoices.py",
            label="Upload invoices",
            icon=":material/arrow_forward:",
        )


def versions() -> tuple[int, ...]:
    """Return the data versions that accruals depend on."""
    found = data.versions()
    return tuple(found.get(area, 0) for area in ("spend", "names", "uploads", "settings", "budget"))


def facts() -> pd.DataFrame:
    """Return every accrual that stands, with what was billed since."""
    return _facts(data.url(), versions())


@st.cache_data(max_entries=4, show_spinner=False)
def _facts(url: str, versions: tuple[int, ...]) -> pd.DataFrame:
    return store.facts(open_engine(url), *ALL_TIME)


def requests() -> pd.DataFrame:
    """Return who was asked, for all months."""
    return _requests(data.url(), versions())


@st.cache_data(max_entries=4, show_spinner=False)
def _requests(url: str, versions: tuple[int, ...]) -> pd.DataFrame:
    return store.requests(open_engine(url))


def choose_month() -> Month:
    """Ask which month of work, the one in the address first, else the last one that is over."""
    now = periods.month_of(completeness.today(data.engine()))
    known = [int(month) for month in facts()["month"].unique()]
    first = min([*known, periods.add_months(now, -_BACK)])
    months = list(reversed(periods.months_between(first, now)))
    asked = st.query_params.get("month", "")
    usual = {periods.iso(month): month for month in months}
    st.session_state[_MONTH] = usual.get(asked, _usual(known, now))
    return int(
        st.selectbox(
            "Month of the work", months, format_func=periods.label, key=_MONTH,
            on_change=_moved, width=220,
        )
    )  # fmt: skip


def _usual(known: list[Month], now: Month) -> Month:
    """Return the month to begin with: the newest of the accruals, or the last one over."""
    return max([*known, periods.add_months(now, -1)]) if known else periods.add_months(now, -1)


def _moved() -> None:
    st.query_params["month"] = periods.iso(int(st.session_state[_MONTH]))


def sections() -> Mapping[str, Any]:
    """Draw the page's sections and return them by name; only the open one is filled."""
    may = who.may(Permission.EDIT_ACCRUALS)
    names = [name for name in TABS if may or name not in _FOR_OPS]
    wanted = st.session_state.pop(_NEXT, st.session_state.get(_TAB))
    st.session_state[_TAB] = wanted if wanted in [TABS[n] for n in names] else TABS["accruals"]
    drawn = st.tabs([TABS[name] for name in names], key=_TAB, on_change="rerun")
    return dict(zip(names, drawn, strict=True))


def headline(month: Month) -> None:
    """Draw what is accrued for a month, billed since and still open, and who answered."""
    home = data.settings().reporting_currency
    found = facts()
    mine = found[found["month"] == month]
    accrued = int(mine["reporting_cents"].fillna(0).sum())
    still = int(mine["open_reporting_cents"].fillna(0).sum())
    asked = requests()
    asked = asked[asked["month"] == month]
    answered = int(metrics.in_time(asked, data.settings().time_zone).sum())
    estimated = int(mine.loc[mine["source"] == "estimate", "reporting_cents"].fillna(0).sum())
    with st.grid(4, min_column_width=150, gap="small", key="accruals_headline"):
        _card("accrued", money.short(accrued, home),
              f"{money.short(estimated, home)} estimated" if estimated else "none estimated",
              home)  # fmt: skip
        _card("accrued_billed", money.short(accrued - still, home), "billed or dropped since", home)
        _card("accrued_open", money.short(still, home), "counts as incurred", home)
        rate = f"{answered * 100 / len(asked):.0f}%" if len(asked) else tables.MISSING
        _card("response_rate", rate,
              f"{answered} of {len(asked)} in time" if len(asked) else "nobody asked")  # fmt: skip
    _say_loose(mine)


def _card(key: str, value: str, note: str, currency: str = "") -> None:
    measure = CATALOG[key]
    label = f"{measure.label}, {currency}" if currency else measure.label
    st.metric(
        label, value, note, help=measure.help, border=True, height="stretch", delta_color="off",
        delta_arrow="off",
    )  # fmt: skip


def _say_loose(mine: pd.DataFrame) -> None:
    loose = mine[mine["reporting_cents"].isna() & (mine["open_cents"] > 0)]
    for code, cents in loose.groupby("currency")["open_cents"].sum().items():
        amount = plain(money.money(int(cents), str(code)))
        st.warning(
            f"{amount} is accrued without an exchange rate for {code}, so no figure holds it. "
            "Enter a rate in Settings, Exchange rates.",
            icon=":material/currency_exchange:",
        )


def draw(month: Month) -> None:
    """Draw the accruals of a month; a row opens the lines of its matter."""
    found = facts()
    mine = folded(found[found["month"] == month].reset_index(drop=True), _SUMS)
    if mine.empty:
        _say_none(month)
        return
    frame, columns = _frame(mine)
    closed = [place for place, matter in enumerate(mine["matter_id"]) if matter == _HIDDEN]
    shown = tables.opening(frame, 2, closed)  # the three that a phone shows
    row = tables.house(shown, columns, "accruals_table", f"Accruals for {periods.label(month)}")
    if row is not None and row not in closed:
        _go(month, mine.iloc[row])
    st.caption(
        "Net of tax. An accrual goes down by what is billed for its work, and is gone once an "
        "invoice covers the month to its end; undoing that invoice brings it back."
    )


def folded(rows: pd.DataFrame, sums: list[str]) -> pd.DataFrame:
    """Put what a person may not see of a firm into one row, which names no matter."""
    actor = who.actor()
    hidden = _hidden(data.url(), versions(), data.version("people"), int(actor.user_id or 0))
    is_hidden = rows["matter_id"].isin(list(hidden))
    if not is_hidden.any():
        return rows
    groups = rows[is_hidden].groupby(["vendor_id", "vendor", "currency"], as_index=False)
    blank = dict.fromkeys(("number", "source", "method", "note", "state"), "")
    rest = groups[sums].sum().assign(matter_id=_HIDDEN, name=RESTRICTED, **blank)
    both = pd.concat([rows[~is_hidden], rest]).sort_values("vendor", kind="stable")
    return both.reset_index(drop=True)


@st.cache_data(max_entries=8, show_spinner=False)
def _hidden(url: str, versions: tuple[int, ...], people: int, person: int) -> frozenset[int]:
    return accrual_facts.hidden_matters(open_engine(url), who.actor())


def _say_none(month: Month) -> None:
    st.info(
        f"Nothing is accrued for {periods.label(month)}. Ask the firms, enter what they say, or "
        "let the system estimate."
        if who.may(Permission.EDIT_ACCRUALS)
        else f"Nothing is accrued for {periods.label(month)}."
    )


def _frame(mine: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    rows = mine.to_dict("records")
    shown = pd.DataFrame(
        {
            "Vendor": mine["vendor"],
            "Still open": [_own(row, "open_cents") for row in rows],
            "Matter": [matter_label(row) for row in rows],
            "Accrued": [_own(row, "amount_cents") for row in rows],
            "Billed since": [_own(row, "billed_cents") for row in rows],
            "State": [metrics.STATES.get(row["state"], "") for row in rows],
            "From": [SOURCES.get(row["source"], "") for row in rows],
            "How": [row["method"] or row["note"] for row in rows],
        }
    )
    columns: dict[str, Any] = {
        "Vendor": st.column_config.TextColumn(pinned=True, width="medium"),
        "Matter": st.column_config.TextColumn(width="medium"),
        "How": st.column_config.TextColumn("Method or note", width="large"),
    }
    for label, key in (
        ("Still open", "accrued_open"), ("Accrued", "accrued"), ("Billed since", "accrued_billed"),
    ):  # fmt: skip
        columns[label] = st.column_config.TextColumn(
            label, alignment="right", help=CATALOG[key].help
        )
    return shown, columns


def matter_label(row: Mapping[Any, Any]) -> str:
    """Write a matter with its number, or that the amount is the firm's as a whole."""
    if pd.isna(row["matter_id"]):
        return "The firm as a whole"
    return f"{row['number']} {row['name']}".strip()


def amount(cents: Any, currency: Any) -> str:
    """Write minor units with their currency."""
    return money.money(int(cents), str(currency))


def _own(row: Mapping[Any, Any], name: str) -> str:
    return amount(row[name], row["currency"])


def _go(month: Month, row: pd.Series) -> None:
    given = {
        "fy": str(periods.fiscal_year_of(month, data.settings().fiscal_start_month).name),
        "period": periods.iso(month), "basis": "work", "as_of": periods.iso(month),
        "vendor": str(row["vendor_id"]),
    }  # fmt: skip
    query = filters.parse(given, filters.options())[0].query()
    if not pd.isna(row["matter_id"]):
        query["matter"] = str(int(row["matter_id"]))
    st.switch_page(navigation.FOLDER / "lines.py", query_params=query)
