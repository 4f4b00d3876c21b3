"""Which systems are being compared, and what came of earlier comparisons?"""

import pandas as pd
import streamlit as st

from legalops import periods
from legalops.ui.technology.data import Room
from legalops.ui.work import page, register

_STATES = {
    "open": "Open", "decided": "Decided", "superseded": "Superseded", "reviewed": "Reviewed",
}  # fmt: skip


def draw(room: Room) -> None:
    """Draw the evaluations, and the way to begin one: a decision whose options are systems."""
    with st.container(horizontal=True, vertical_alignment="center"):
        page.new(
            "decision", "New evaluation", main=False, is_evaluation=True,
            raised_on=room.today.isoformat(),
        )  # fmt: skip
        st.caption(
            "An evaluation is a decision: candidates are scored against weighted criteria, the "
            "table computes, a person decides."
        )
    found = room.evaluations
    shown = pd.DataFrame(
        {
            "Question": found["title"],
            "State": found["state"].map(_STATES),
            "Candidates": found["candidates"],
            "Due": [_day(day) for day in found["due_on"]],
            "Decided": [_day(day) for day in found["decided_on"]],
            "Outcome": found["outcome"],
        }
    )  # fmt: skip
    register.table(
        "decision", found, shown, {"Question": st.column_config.TextColumn(width=260)},
        "Evaluations",
        empty="Nothing is being evaluated. Begin with the question and the day it must be "
        "answered, such as: Which contract lifecycle system do we buy?",
    )  # fmt: skip


def _day(day: str | None) -> str:
    return periods.day_label(day) if isinstance(day, str) else ""
