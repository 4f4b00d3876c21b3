"""Which rates do firms ask for, what would they cost, and what is decided?"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from legalops import money, periods
from legalops.errors import InvalidInputError, LegalOpsError
from legalops.intake.rate_cards import rate_e4
from legalops.metrics.catalog import CATALOG
from legalops.metrics.performance import requests
from legalops.metrics.performance.sources import records
from legalops.permissions import Permission
from legalops.services import rate_cards as acts
from legalops.store.engine import open_engine
from legalops.ui import data, filters, performance, tables, who
from legalops.ui.words import counted, plain

SAID = "rate_cards_said"
_WAYS = {"agree": "Agree", "other": "Agree at another rate", "refuse": "Refuse"}


def cards() -> pd.DataFrame:
    """Return all rates, agreed, requested and refused."""
    return _cards(data.url(), data.version("names"))


@st.cache_data(max_entries=4, show_spinner=False)
def _cards(url: str, version: int) -> pd.DataFrame:
    return acts.cards(open_engine(url))


def today() -> str:
    """Return the department's day (ISO)."""
    return datetime.now(ZoneInfo(data.settings().time_zone)).date().isoformat()


def waiting() -> pd.DataFrame:
    """Return the requests that wait, each with what it costs at last year's hours."""
    last = filters.options().usual
    hours = acts.last_year_hours(performance.sources().keepers, last)
    return requests.listed(cards(), hours)


def rate(value_e4: Any) -> float | None:
    """Return a rate as a number of its currency; missing stays missing."""
    return None if pd.isna(value_e4) else int(value_e4) / 10_000


def draw() -> None:
    """Draw the requests that wait, the form that decides one, and what was decided."""
    found = waiting()
    if found.empty:
        st.info(
            "No request waits. Enter one on the tab Enter rates, as requested, when a firm asks "
            "for a new rate."
        )
    else:
        _summary(found)
        _table(found)
        if who.may(Permission.EDIT_NAMES):
            _decide(found)
    _history()


def _summary(found: pd.DataFrame) -> None:
    known = found[found["cost_cents"].notna()]
    sums = known.groupby("currency")["cost_cents"].sum()
    costs = [money.money(int(cents), str(code)) for code, cents in sums.items()]
    cost = f" would cost {plain(' and '.join(costs))} a year at last year's hours" if costs else ""
    noun = "waits" if len(found) == 1 else "wait"
    st.markdown(f"**{counted(len(found), 'request')} {noun}**{' and' if cost else ''}{cost}.")


def _table(found: pd.DataFrame) -> None:
    number = st.column_config.NumberColumn
    currency = str(found["currency"].iloc[0])
    frame = pd.DataFrame(
        {
            "Firm": found["vendor"],
            "Rate of": found["subject"],
            "Old": [rate(value) for value in found["old_e4"]],
            "New": [rate(value) for value in found["new_e4"]],
            "Rise": found["rise"].astype("float64") * 100,
            "Rise a year": found["annualised"].astype("float64") * 100,
            "Hours": found["hours_e4"] / 10_000,
            "Cost": [
                tables.major(pd.Series([cents], dtype="Int64"), code)[0]
                for cents, code in zip(found["cost_cents"], found["currency"], strict=True)
            ],
            "Currency": found["currency"],
            "From": [periods.day_label(day) for day in found["effective_on"]],
            "Firm's reason": found["reason"],
        }
    )
    columns = {
        "Firm": st.column_config.TextColumn(pinned=True, width=180),
        "Old": number(format="%,.2f", help="The agreed rate it follows; empty without one."),
        "New": number(format="%,.2f"),
        "Rise": number(format="%+.1f%%"),
        "Rise a year": number(format="%+.1f%%", help=CATALOG["request_annualised"].help),
        "Hours": number(format="%,.1f", help="Hours of the last twelve months."),
        "Cost": tables.money_column(
            "Cost at last year's hours", currency, CATALOG["request_cost"].help, sign=True
        ),
    }
    tables.house(frame, columns, "rate_requests", "Requests for new rates, the dearest first")


def _decide(found: pd.DataFrame) -> None:
    st.subheader("Decide a request", anchor=False)
    labels = _labels(found)
    with st.container(border=True):
        chosen = st.selectbox(
            "Request", list(labels), format_func=lambda number: labels[number], key="request"
        )
        way = st.segmented_control(
            "Decision", list(_WAYS), format_func=lambda code: _WAYS[code], default="agree",
            required=True, key="request_way",
        )  # fmt: skip
        figure = ""
        if way == "other":
            figure = st.text_input("Rate agreed", placeholder="450.00", key="request_figure")
        needs = " (required)" if way == "refuse" else " (not required)"
        reason = st.text_input(f"Reason{needs}", max_chars=1000, key="request_reason")
        if st.button("Record the decision", type="primary", icon=":material/check:"):
            picked = found["vendor_id"] == -chosen if chosen < 0 else found["id"] == chosen
            _record(found[picked], str(way), figure, reason)


def _labels(found: pd.DataFrame) -> dict[int, str]:
    """Return what can be decided: each request, and under less than 0 all of a firm."""
    labels = {
        int(row["id"]): f"{row['vendor']}, {row['subject']}: {rate(row['new_e4']):,.2f} "
        f"{row['currency']}"
        for row in records(found)
    }
    firms = found.groupby(["vendor_id", "vendor"], as_index=False)[["id"]].count()
    whole = {
        -int(row["vendor_id"]): f"{row['vendor']}, all {row['id']} requests"
        for row in records(firms[firms["id"] > 1])
    }
    return whole | labels


def _record(rows: pd.DataFrame, way: str, figure: str, reason: str) -> None:
    engine, actor = data.engine(), who.actor()
    firm, what = plain(rows["vendor"].iloc[0]), counted(len(rows), "request")
    try:
        if way == "refuse":
            acts.refuse(engine, actor, rows["id"].tolist(), reason)
            said = f"{what} of {firm} refused."
        elif way == "agree":
            acts.agree(engine, actor, rows["id"].tolist(), reason=reason)
            said = f"{what} of {firm} agreed as asked."
        else:
            agreed = _one_rate(rows, figure)
            acts.agree(engine, actor, rows["id"].tolist(), agreed, reason)
            said = f"{firm}: {agreed / 10_000:,.2f} {rows['currency'].iloc[0]} is agreed."
    except LegalOpsError as error:
        st.error(plain(error))
        return
    for key in ("request", "request_way", "request_figure", "request_reason"):
        st.session_state.pop(key, None)
    st.session_state[SAID] = said
    st.rerun()


def _one_rate(rows: pd.DataFrame, figure: str) -> int:
    if len(rows) > 1:
        raise InvalidInputError("Request", "choose one request to agree at another rate.")
    return rate_e4(figure)


def _history() -> None:
    found = cards()
    done = found[found["decided_at"] != ""].sort_values("decided_at", ascending=False)
    if done.empty:
        return
    zone = data.settings().time_zone
    frame = pd.DataFrame(
        {
            "Firm": done["vendor"],
            "Rate of": done["timekeeper"].where(done["timekeeper"] != "", done["classification"]),
            "Asked": [rate(value) for value in done["asked_e4"]],
            "Agreed": [
                rate(value) if state == "agreed" else None
                for value, state in zip(done["rate_e4"], done["state"], strict=True)
            ],
            "Currency": done["currency"],
            "Decided": [
                f"{periods.local(at, zone)} by {by}"
                for at, by in zip(done["decided_at"], done["decided_by"], strict=True)
            ],
            "Reason": done["reason"],
        }
    )
    with st.expander(f"Decided before ({len(frame)})"):
        number = st.column_config.NumberColumn
        columns = {"Asked": number(format="%,.2f"), "Agreed": number(
            format="%,.2f", help="Empty where the request was refused.")}  # fmt: skip
        tables.house(frame, columns, "rate_decided", "Requests that were decided, newest first")
