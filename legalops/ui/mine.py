"""What does a member answer for: what is due, what changed, feedback asked for, their matters?"""

from typing import Any

import pandas as pd
import streamlit as st

from legalops import periods
from legalops.metrics import matters as metrics
from legalops.metrics.catalog import CATALOG
from legalops.ui import data, matter_data, matters, navigation, survey, tables, who
from legalops.ui.my_work import due, news
from legalops.ui.words import counted, plain

_SURVEY = navigation.FOLDER / "survey.py"
_MOST_ASKED = 4
_MATTERS = navigation.FOLDER / "matters.py"


def draw() -> None:
    """Draw what is due and what changed, the feedback that is waited for, the open matters."""
    left, right = st.columns(2, gap="large")
    with left:
        due.draw()
    with right:
        news.draw()
    _feedback()
    _matters()


def _feedback() -> None:
    found = survey.waiting()
    if not found:
        return
    st.subheader("Your feedback is asked for", anchor=False)
    st.caption("Five questions each, kept without your name.")
    for text, query in found[:_MOST_ASKED]:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(plain(text), width="stretch")
            st.page_link(
                _SURVEY, label="Answer", icon=":material/rate_review:", query_params=query,
                width="content",
            )  # fmt: skip
    if len(found) > _MOST_ASKED:
        label = f"See all {len(found)}"
        st.page_link(_SURVEY, label=label, icon=":material/arrow_forward:")


def _matters() -> None:
    register = matter_data.register()
    mine = register[register["owner_id"].fillna(0) == (who.actor().user_id or -1)]
    live = mine[mine["state"] != metrics.CLOSED].sort_values("used_share", ascending=False)
    st.subheader("Your matters", anchor=False)
    if live.empty:
        st.markdown(
            "You own no open matter. Legal operations name the owner on the matter's own page."
        )
        st.page_link(_MATTERS, label="See all matters", icon=":material/arrow_forward:")
        return
    st.markdown(_sentence(live))
    shown, columns = _columns(live)
    row = tables.house(
        tables.opening(shown, 2), columns, "home_matters",
        "Your open matters with budget used and when they were last billed",
    )  # fmt: skip
    if row is not None:
        number = str(int(live["id"].iloc[row]))
        st.switch_page(matters.PAGE, query_params={"matter": number})
    st.page_link(
        _MATTERS, label="See all matters", icon=":material/arrow_forward:",
        query_params={"area": "mine"},
    )  # fmt: skip


def _sentence(live: pd.DataFrame) -> str:
    over = int((live["used_share"].fillna(0) > 1).sum())
    dormant = int((live["state"] == metrics.DORMANT).sum())
    parts = [f"{counted(len(live), 'open matter')}"]
    parts.append(f"{over} over budget" if over else "none over budget")
    if dormant:
        parts.append(f"{dormant} not billed for 90 days")
    return f"{', '.join(parts)}."


def _columns(live: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    home = data.settings().reporting_currency
    shown = pd.DataFrame(
        {
            "Matter": live["name"],
            "matter_used": live["used_share"].astype("float64") * 100,
            "matter_year": pd.Series(tables.major(live["year_cents"], home), dtype=object,
                                     index=live.index),
            "matter_budget": pd.Series(tables.major(live["budget_cents"], home), dtype=object,
                                       index=live.index),
            "State": [str(state).capitalize() for state in live["state"]],
            "Last billed": [periods.day_label(day) if day else "" for day in live["last_invoiced"]],
        }
    )  # fmt: skip
    used = CATALOG["matter_used"]
    columns: dict[str, Any] = {
        "Matter": st.column_config.TextColumn("Matter", pinned=True, width=220),
        "matter_used": st.column_config.ProgressColumn(
            used.label, help=used.help, format="%.0f%%", min_value=0, max_value=100
        ),
    }
    for key in ("matter_year", "matter_budget"):
        measure = CATALOG[key]
        columns[key] = tables.money_column(f"{measure.label}, {home}", home, measure.help)
    return shown, columns
