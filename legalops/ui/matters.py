"""Which matters are there, whose are they, how do they stand, and who has how much to do?"""

from typing import Any

import pandas as pd
import streamlit as st

from legalops import periods
from legalops.metrics import matters as metrics
from legalops.metrics import words
from legalops.metrics.catalog import CATALOG
from legalops.permissions import Permission
from legalops.ui import data, matter_areas, matter_data, navigation, tables, who

NONE = "No practice area"
_FILTERS = {
    "all": "All",
    "mine": "Mine",
    "open": "Open",
    "dormant": "Dormant",
    "over": "Over budget",
    "none": NONE,
    "closed": "Closed",
}
BILLED = "All time, net of tax, live invoices not rejected"
PAGE = navigation.FOLDER / "matter.py"


def draw() -> None:
    """Draw the register, the workload and, for ops, practice areas, each in a tab."""
    frame = matter_data.register()
    if frame.empty:
        _first_step()
        return
    names = ["Register", "Workload"]
    if who.may(Permission.EDIT_NAMES):
        names.append("Practice areas")
    tabs = dict(zip(names, st.tabs(names, key="matters_tab", on_change="rerun"), strict=True))
    if tabs["Register"].open:
        with tabs["Register"]:
            _register(frame)
    if tabs["Workload"].open:
        with tabs["Workload"]:
            _workload(frame)
    if "Practice areas" in tabs and tabs["Practice areas"].open:
        with tabs["Practice areas"]:
            matter_areas.draw(frame)


def said() -> None:
    """Draw what was just saved, once."""
    text = st.session_state.pop("matters_said", None)
    if text:
        st.success(text)


def _first_step() -> None:
    st.info(
        "There are no matters yet. They are created when the first invoices are stored on the "
        "page Invoices.",
        icon=":material/folder_open:",
    )
    if who.may(Permission.IMPORT_INVOICES):
        st.page_link(
            navigation.FOLDER / "invoices.py",
            label="Bring in invoices",
            icon=":material/arrow_forward:",
        )


def _register(frame: pd.DataFrame) -> None:
    code = str(
        st.segmented_control(
            "Show",
            list(_FILTERS),
            format_func=lambda code: _FILTERS[code],
            default="all",
            required=True,
            key="area",
            bind="query-params",
            label_visibility="collapsed",
        )
    )
    left = filtered(frame.sort_values("year_cents", ascending=False, kind="stable"), code)
    if left.empty:
        _say_empty(code)
        return
    st.caption(_summary(left))
    shown, columns = _columns(left)
    row = tables.house(
        tables.opening(shown, 2), columns, "matters_table",
        "Matters with owner, budget used, cost at completion and when they were last billed",
    )  # fmt: skip
    if row is not None:
        st.switch_page(PAGE, query_params={"matter": str(int(left["id"].iloc[row]))})


def filtered(frame: pd.DataFrame, code: str) -> pd.DataFrame:
    """Return the rows a filter leaves."""
    if code == "none":
        frame = frame[frame["practice_area_id"].isna()]
    elif code == "mine":
        mine = who.actor().user_id or -1
        frame = frame[frame["owner_id"].fillna(0) == mine]
    elif code == "over":
        frame = frame[frame["used_share"].fillna(0) > 1]
    elif code in (metrics.OPEN, metrics.CLOSED, metrics.DORMANT):
        frame = frame[frame["state"] == code]
    return frame.reset_index(drop=True)


def _summary(frame: pd.DataFrame) -> str:
    home, states = data.settings().reporting_currency, frame["state"]
    running = int((states == metrics.OPEN).sum())
    dormant = int((states == metrics.DORMANT).sum())
    spent = words.money(int(frame["year_cents"].sum()), home)
    return (
        f"{len(frame):,} matters, {running:,} open, {dormant:,} dormant; "
        f"{spent} billed in {matter_data.year().label}"
    )


def _columns(frame: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    home = data.settings().reporting_currency
    shown = pd.DataFrame(
        {
            "Matter": frame["name"],
            "Number": frame["number"],
            "Practice area": frame["practice_area"].replace("", NONE),
            "Owner": frame["owner"],
            "State": [_state(row) for row in frame.to_dict("records")],
        }
    )
    columns: dict[str, Any] = {
        "Matter": st.column_config.TextColumn("Matter", pinned=True, width=200),
        "Number": st.column_config.TextColumn("Number", width=100),
        "State": st.column_config.TextColumn("State", help=CATALOG["matter_idle"].help),
    }
    for key, column in _MONEY.items():
        shown[key] = pd.Series(tables.major(frame[column], home), dtype=object)
        columns[key] = tables.money_column(f"{CATALOG[key].label}, {home}", home, CATALOG[key].help)
    shown["matter_used"] = frame["used_share"].astype("float64") * 100
    columns["matter_used"] = st.column_config.NumberColumn(
        "Used", help=CATALOG["matter_used"].help, format="%.0f%%", alignment="right"
    )
    shown["Last billed"] = [periods.day_label(day) if day else "" for day in frame["last_invoiced"]]
    order = ["Matter", "matter_year", "matter_budget", "matter_used", "matter_completion", "State",
             "Owner", "Practice area", "Last billed", "matter_billed", "Number"]  # fmt: skip
    return shown[order], columns


_MONEY = {
    "matter_year": "year_cents",
    "matter_budget": "budget_cents",
    "matter_completion": "completion_cents",
    "matter_billed": "billed_cents",
}


def _state(row: dict[Any, Any]) -> str:
    words = [str(row["state"]).capitalize()]
    if row["is_exceptional"]:
        words.append("exceptional")
    if row["is_restricted"]:
        words.append("restricted")
    return ", ".join(words)


def _say_empty(code: str) -> None:
    if code == "none":
        st.success("Every matter has a practice area.", icon=":material/check:")
    elif code == "over":
        st.success("No matter is over its own budget.", icon=":material/check:")
    elif code == "mine":
        st.info("You own no matter. Legal operations name the owner on the matter's own page.")
    else:
        st.info("No matter is like this. Choose another filter.")


def _workload(frame: pd.DataFrame) -> None:
    found = metrics.workload(frame, matter_data.year(), periods.utc_now().date())
    home, label = data.settings().reporting_currency, matter_data.year().label
    st.caption(
        "Open matters count by their weight, which is set on the matter's page; "
        f"opened, closed and billed are of {label}."
    )
    shown = pd.DataFrame(
        {
            "Owner": found["owner"],
            "Workload": found["weight"],
            "Open": found["open"],
            "Dormant": found["dormant"],
            "Opened": found["opened"],
            "Closed": found["closed"],
            "Age": found["age_days"].astype("float64"),
            "billed": pd.Series(tables.major(found["year_cents"], home), dtype=object),
        }
    )
    whole = {
        name: st.column_config.NumberColumn(name, format="%,d", alignment="right")
        for name in ("Open", "Dormant", "Opened", "Closed")
    }
    columns = {
        "Owner": st.column_config.TextColumn("Owner", pinned=True, width=180),
        "Workload": st.column_config.NumberColumn(
            "Workload", help=CATALOG["workload"].help, format="%,d", alignment="right"
        ),
        "Age": st.column_config.NumberColumn(
            "Age, days", help=CATALOG["matter_age"].help, format="%,d", alignment="right"
        ),
        "billed": tables.money_column(
            f"{CATALOG['matter_year'].label}, {home}", home, CATALOG["matter_year"].help
        ),
        **whole,
    }
    tables.house(shown, columns, "workload", "Open matters, workload and spend per owner")
