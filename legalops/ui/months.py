"""Which months are closed, which can be, and which closed one has changed since?"""

from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from legalops import money, periods
from legalops.errors import LegalOpsError
from legalops.periods import FiscalYear, Month
from legalops.permissions import Permission
from legalops.services import months as acts
from legalops.store import freshness
from legalops.store.engine import open_engine
from legalops.ui import budgets, data, tables, who
from legalops.ui.words import plain

COLUMNS = ["month", "closed_by", "closed_at", "is_late", "then_cents", "now_cents"]


def draw(year: FiscalYear) -> None:
    """Draw the year's months with what they were closed at, and the button for the next one."""
    st.markdown(
        "Closing a month freezes what it cost, its budget and the forecast made then. Late "
        "invoices still count afterwards; a closed month that they change is pointed out here."
    )
    closed = _closed(data.url(), *(data.version(area) for area in ("spend", "budget")))
    open_months = acts.to_close(data.engine())
    _warn(closed[closed["then_cents"] != closed["now_cents"]])
    if who.may(Permission.CLOSE_MONTH):
        _offer(open_months)
    _table(closed, [month for month in open_months if month in year.months], year)


@st.cache_data(max_entries=8, show_spinner=False)
def _closed(url: str, spend: int, budget: int) -> pd.DataFrame:
    """Return the closed months with their spend by invoice date, then and now."""
    engine = open_engine(url)
    closed = freshness.closed_months(engine)
    figures = freshness.closed_figures(engine)
    invoiced = figures[figures["basis"] == "invoice"].groupby("month")["actual_cents"].sum()
    closed["then_cents"] = closed["month"].map(invoiced).fillna(0).astype("int64")
    changed = acts.changed(engine)
    live = changed[changed["basis"] == "invoice"].set_index("month")["live_cents"]
    closed["now_cents"] = closed["month"].map(live).fillna(closed["then_cents"]).astype("int64")
    return closed.reindex(columns=COLUMNS)


def _warn(changed: pd.DataFrame) -> None:
    if changed.empty:
        return
    names = ", ".join(periods.label(int(month)) for month in changed["month"])
    verb = "has" if len(changed) == 1 else "have"
    st.warning(
        f"{names} {verb} changed since closing: invoices came, were undone or were converted. The "
        "table shows both figures.",
        icon=":material/flag:",
    )


def _offer(open_months: list[Month]) -> None:
    if not open_months:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="months_close"):
        chosen = st.selectbox(
            "Month to close",
            open_months,
            format_func=periods.label,
            key=f"month_to_close_{open_months[0]}_{len(open_months)}",
            width=200,
            help="Months that are over and not closed, the earliest first.",
        )
        st.button(
            f"Close {periods.label(chosen)}",
            type="primary",
            icon=":material/lock:",
            key="months_close_now",
            on_click=_close,
            args=(chosen,),
        )


def _close(month: Month) -> None:
    """Close on click; nothing is drawn in between, so no click can cut it short."""
    try:
        done = acts.close(data.engine(), who.actor(), month)
    except LegalOpsError as error:
        budgets.say(plain(error), then_show="months", is_error=True)
        return
    spent = money.money(done.invoiced_cents, data.settings().reporting_currency)
    late = " It is marked as closed late." if done.is_late else ""
    kept = (
        " The forecast made now is kept."
        if done.has_forecast
        else (" No forecast is kept: it takes six months of invoices.")
    )
    budgets.say(
        f"{periods.label(month)} is closed at {plain(spent)}, by invoice date, net of tax."
        f"{late}{kept}",
        then_show="months",
    )


def _table(closed: pd.DataFrame, open_months: list[Month], year: FiscalYear) -> None:
    currency, zone = data.settings().reporting_currency, data.settings().time_zone
    mine = closed[closed["month"].isin(year.months)]
    if mine.empty and not open_months:
        st.info(
            f"No month of {year.label} is closed or can be closed yet: it takes a month that is "
            "over and has invoices. They come in on the page Invoices."
        )
        return
    still = pd.DataFrame({"month": open_months}).reindex(columns=COLUMNS)
    frame = pd.concat([mine.astype(object), still.astype(object)]).sort_values("month")
    records = frame.to_dict("records")
    then, now = frame["then_cents"].astype("Int64"), frame["now_cents"].astype("Int64")
    shown = pd.DataFrame(
        {
            "Month": [periods.label(int(row["month"])) for row in records],
            "State": [_state(row) for row in records],
            "At closing": tables.major(then, currency),
            "Now": tables.major(now, currency),
            "Since then": [_since(off, currency) for off in now - then],
            "When": [_when(row, zone) for row in records],
        }
    )
    tables.house(
        shown,
        {
            "Month": st.column_config.TextColumn(pinned=True),
            "At closing": tables.money_column(
                f"At closing, {currency}", currency, "By invoice date, net of tax"
            ),
            "Now": tables.money_column(f"Now, {currency}", currency, "By invoice date, net of tax"),
        },
        f"months_{year.name}",
        f"Months of {year.label}: closed or open, with spend at closing and now",
    )


def _state(row: dict[Hashable, Any]) -> str:
    if pd.isna(row["closed_at"]):
        return "Open"
    return "Closed late" if row["is_late"] else "Closed"


def _when(row: dict[Hashable, Any], zone: str) -> str:
    if pd.isna(row["closed_at"]):
        return ""
    return f"{periods.local(str(row['closed_at']), zone)} by {row['closed_by']}"


def _since(off: Any, currency: str) -> str:
    if pd.isna(off):
        return ""
    if off == 0:
        return "unchanged"
    return f"{money.exact(int(off), currency, sign=True)} {'more' if off > 0 else 'less'}"
