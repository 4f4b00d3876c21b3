"""How are actions listed: a tick, what, who, when, what it came from, all as a workbook?"""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from legalops.metrics import actions as metrics
from legalops.ui.actions import data, rows
from legalops.ui.work import register

_TICK, _CLICK = "Tick", "actions_tick"
_DO, _UNDO = ":material/check_box_outline_blank:", ":material/check_box:"
_STATES = {"open": "Open", "done": "Done", "dropped": "Dropped"}


def draw(found: pd.DataFrame, alt: str) -> None:
    """Draw actions with a button that says done, or open again, in each row."""
    rows.trouble()
    today = rows.today()
    shown = pd.DataFrame(
        {
            _TICK: [_DO if state == "open" else _UNDO for state in found["state"]],
            "Action": found["title"],
            "Owner": found["owner"],
            "Due": [_day(day) for day in found["due_on"]],
            "Stands": [
                metrics.lateness(due, today) or "no day" if state == "open" else _STATES[state]
                for state, due in zip(found["state"], found["due_on"], strict=True)
            ],
            "From": data.origins(found),
        }
    )
    register.table("action", found, shown, _columns(found), alt)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _columns(found: pd.DataFrame) -> dict[str, Any]:
    return {
        "Action": st.column_config.TextColumn("Action", width=340),
        _TICK: st.column_config.ButtonColumn(
            "Done", type="tertiary", key=_CLICK, width=60, on_click=_tick, args=(found,)
        ),
        "Owner": st.column_config.TextColumn("Owner", width=130),
        "Due": st.column_config.DateColumn("Due", format="D MMM YYYY", width=95),
        "Stands": st.column_config.TextColumn("Stands", width=110),
        "From": st.column_config.TextColumn("From", width=240),
    }


def _tick(found: pd.DataFrame) -> None:
    click = st.session_state.get(_CLICK)
    if click and click["row"] < len(found):
        row = found.iloc[int(click["row"])]
        rows.tick(int(row["id"]), int(row["version"]), str(row["state"]))
