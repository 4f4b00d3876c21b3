"""Where does the department talk, what comes next, and which meetings left something open?"""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from legalops.metrics import meetings as metrics
from legalops.models.meetings import CADENCES, FORUMS
from legalops.permissions import Permission
from legalops.ui import who
from legalops.ui.actions import rows
from legalops.ui.meetings import begin, data
from legalops.ui.words import plain
from legalops.ui.work import page, register

_SHOW = {"series": "Series and channels", "latest": "Meetings", "bare": "Without notes"}
_CADENCES, _FORMS = dict(CADENCES), dict(FORUMS)
_MOST_NEXT = 3


def draw() -> None:
    """Draw what comes next, then the series and channels, or the meetings."""
    forums, meetings = data.forums(), data.meetings()
    is_empty = forums.empty and meetings.empty
    said = "" if is_empty else plain(metrics.sentence(forums, meetings, rows.today()))
    with register.head(said):
        page.new("meeting", "New meeting", held_on=rows.today(), main=not forums.empty)
        page.new("forum", "New series or channel", main=forums.empty)
    if is_empty:
        register.empty(
            "No series, channel or meeting is kept here yet. Begin with a series: its agenda is "
            "ready before each meeting, and what stays open is carried to the next one.",
            "Monday review, weekly: what is off, what is decided, who does what",
        )
        return
    _coming(forums)
    show = register.filtered(_SHOW, "show", "series" if len(forums) else "latest")
    if show == "series":
        _forums(forums)
    else:
        _meetings(meetings[~meetings["has_notes"]] if show == "bare" else meetings, show)


def _coming(forums: pd.DataFrame) -> None:
    """Draw the meetings that come next, each with the button that opens its page."""
    coming = metrics.coming(forums, rows.today()).head(_MOST_NEXT)
    if coming.empty or not who.may(Permission.EDIT_OWN_WORK):
        return
    with st.container(border=True, gap="small", key="meetings_coming"):
        for row in coming.to_dict("records"):
            begin.line(row)


def _forums(forums: pd.DataFrame) -> None:
    shown = pd.DataFrame(
        {
            "Name": forums["title"],
            "Kind": [_FORMS[form] for form in forums["form"]],
            "Cadence": [_CADENCES[every] for every in forums["cadence"]],
            "Next": [_day(day) for day in forums["on"]],
            "Last": [_day(day) for day in forums["last_on"]],
            "Actions": forums["open_actions"],
            "Keeper": forums["owner"],
            "Where": forums["place"],
        }
    )
    columns: dict[str, Any] = {
        "Name": st.column_config.TextColumn("Series or channel", width=220),
        "Next": st.column_config.DateColumn("Next", format="D MMM YYYY"),
        "Last": st.column_config.DateColumn("Last held", format="D MMM YYYY"),
        "Actions": st.column_config.NumberColumn("Open actions", format="%d"),
        "Keeper": st.column_config.TextColumn("Kept by"),
    }
    register.table(
        "forum", forums, shown, columns, "Series and channels",
        empty="No series or channel yet. Add one with the button above.",
    )  # fmt: skip


def _meetings(meetings: pd.DataFrame, show: str) -> None:
    shown = pd.DataFrame(
        {
            "Meeting": meetings["title"],
            "Held on": [_day(day) for day in meetings["held_on"]],
            "Series": meetings["forum"],
            "Notes": ["yes" if has else "none yet" for has in meetings["has_notes"]],
            "Actions": meetings["actions"],
            "Still open": meetings["open_actions"],
        }
    )
    columns: dict[str, Any] = {
        "Meeting": st.column_config.TextColumn("Meeting", width=280),
        "Held on": st.column_config.DateColumn("Day", format="D MMM YYYY"),
        "Actions": st.column_config.NumberColumn("Actions", format="%d"),
        "Still open": st.column_config.NumberColumn("Still open", format="%d"),
    }
    empty = "Every meeting has its notes." if show == "bare" else "No meeting is kept here yet."
    register.table("meeting", meetings, shown, columns, _SHOW[show], empty=empty)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
