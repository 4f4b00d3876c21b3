"""Which ideas wait for an answer, which are tried, and which came to something?"""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from legalops.metrics import ideas as metrics
from legalops.metrics.catalog import CATALOG
from legalops.periods import day_label
from legalops.ui.actions.rows import today
from legalops.ui.ideas import data, quick, title
from legalops.ui.words import counted, plain
from legalops.ui.work import register

VIEWS = {
    "open": "Open",
    "new": "To answer",
    "testing": "Testing",
    "adopted": "Adopted",
    "parked": "Parked",
    "all": "All",
}
_OPEN = ("new", "considered", "testing")
#: So many ideas are drawn with a button to support each; the rest are in the table.
_MOST = 15
_NOTHING = {
    "open": "No idea is open. Type the next one above.",
    "new": "Every idea has had an answer.",
    "testing": "No idea is being tested. Begin an experiment on an idea's page.",
    "adopted": "No idea has been adopted yet.",
    "parked": "No idea is parked.",
}


def draw() -> None:
    """Draw the line for a new idea, how ideas fare, and the ideas of the choice."""
    found = data.board()
    if found.empty:
        register.empty(
            "There are no ideas yet. Type the first one above and press Enter.",
            "One intake form for all requests",
        )
        return
    st.markdown(_sentence(found))
    _figures(found)
    code = register.filtered(VIEWS, "show", "open")
    left = found[_fits(found, code)]
    quick.trouble()
    if left.empty:
        st.caption(_NOTHING.get(code, "No idea is like this."))
        return
    mine = data.mine()
    for row in left.iloc[:_MOST].to_dict("records"):
        _one({str(name): value for name, value in row.items()}, mine)
    _table(left, code)


def _fits(found: pd.DataFrame, code: str) -> "pd.Series[bool]":
    states = {"open": _OPEN, "all": tuple(data.STATES)}.get(code, (code,))
    return found["state"].isin(states)


def _sentence(found: pd.DataFrame) -> str:
    """Say what waits, and for how long."""
    funnel, days = metrics.funnel(found), metrics.waiting_days(found, today())
    over = int((data.experiments()["standing"] == "over").sum())
    parts = []
    if funnel.waiting:
        waits = "wait" if funnel.waiting > 1 else "waits"
        parts.append(
            f"**{counted(funnel.waiting, 'idea')}** {waits} for a first answer"
            + (f", the oldest for {counted(days, 'day')}." if days else ", since today.")
        )
    else:
        parts.append("Every idea has had an answer.")
    if over:
        rest = "are past their stop dates: say what they showed."
        if over == 1:
            rest = "is past its stop date: say what it showed."
        parts.append(f"**{counted(over, 'experiment')}** {rest}")
    return " ".join(parts)


def _figures(found: pd.DataFrame) -> None:
    """Draw how far ideas come, each step as a share of all."""
    funnel, wait = metrics.funnel(found), metrics.first_answer_days(found)
    with st.grid(5, min_column_width=130, gap="small", key="idea_figures"):
        _card("Ideas", str(funnel.ideas), "kept so far")
        _card("Answered", str(funnel.answered), _of(funnel.answered, funnel.ideas))
        _card("Tried", str(funnel.tried), _of(funnel.tried, funnel.ideas),
              "Ideas with an experiment, or being tested.")  # fmt: skip
        _card("Adopted", str(funnel.adopted), _of(funnel.adopted, funnel.ideas),
              CATALOG["ideas_adopted"].help)  # fmt: skip
        _card("First answer", "\u2013" if wait is None else f"{wait:g} days", "median",
              CATALOG["idea_first_answer_days"].help)  # fmt: skip


def _of(part: int, whole: int) -> str:
    return f"{part / whole:.0%} of all"


def _card(label: str, value: str, note: str, help: str | None = None) -> None:
    st.metric(
        label, value, note, help=help, border=True, height="stretch", delta_color="off",
        delta_arrow="off",
    )  # fmt: skip


def _one(row: Mapping[str, Any], mine: frozenset[int]) -> None:
    number = int(row["id"])
    with st.container(horizontal=True, wrap=False, gap="small", key=f"idea_{number}"):
        quick.support(number, int(row["support"]), is_mine=number in mine)
        with st.container(gap="xxsmall", width="stretch"):
            title.draw("idea", number, row["title"], data.badge(row["state"]))
            st.caption(plain(said(row)))


def said(row: Mapping[str, Any]) -> str:
    """Say whose an idea is and what was answered, or how long it has waited."""
    who = f"{row['maker']}, {day_label(row['made_on'])}"
    if row["state"] == "new":
        days = (today() - pd.Timestamp(row["made_on"]).date()).days
        return f"{who} \u00b7 no answer yet" + (f", for {counted(days, 'day')}" if days else "")
    return f"{who} \u00b7 {row['reason']}"


def _table(left: pd.DataFrame, code: str) -> None:
    rest = f" ({len(left) - _MOST} more)" if len(left) > _MOST else ""
    shelf = st.expander(f"As a table, with a workbook{rest}", key="idea_shelf", on_change="rerun")
    if not shelf.open:
        return
    shown = pd.DataFrame(
        {
            "Idea": left["title"],
            "State": left["state"].map(data.STATES),
            "Support": left["support"],
            "By": left["maker"],
            "On": pd.to_datetime(left["made_on"]).dt.date,
            "Looked after by": left["owner"],
            "First answer": pd.to_datetime(left["first_decided_on"]).dt.date,
            "Reason": left["reason"],
        }
    )
    columns: dict[str, Any] = {
        "Idea": st.column_config.TextColumn("Idea", pinned=True, width=280),
        "Support": st.column_config.NumberColumn("Support", format="%d", alignment="right"),
        "On": st.column_config.DateColumn("On", format="D MMM YYYY"),
        "First answer": st.column_config.DateColumn("First answer", format="D MMM YYYY"),
    }
    with shelf:
        register.table("idea", left, shown, columns, f"Ideas: {VIEWS[code]}")
