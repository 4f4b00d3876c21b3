"""Which retrospectives were held, and is what they agreed being done?"""

from typing import Any

import pandas as pd
import streamlit as st

from legalops.metrics import lessons as metrics
from legalops.metrics.lessons import Follow
from legalops.ui.actions.rows import today
from legalops.ui.lessons import data
from legalops.ui.words import counted
from legalops.ui.work import options, register

NONE = Follow(0, 0, 0, 0)


def draw() -> None:
    """Draw the retrospectives and how their actions were followed."""
    found = data.retrospectives()
    if found.empty:
        register.empty(
            "No retrospectives yet. Half an hour after a piece of work: what went well, what did "
            "not, what we change, and who does it until when.",
            "The first half of the Ardenmoor trial",
        )
        return
    st.markdown(sentence(metrics.follow_through(data.actions(), today())))
    follow = data.follows()
    each = [follow.get(int(number), NONE) for number in found["id"]]
    projects = options.of("project")
    shown = pd.DataFrame(
        {
            "Retrospective": found["title"],
            "Held on": pd.to_datetime(found["held_on"]).dt.date,
            "Actions": [one.raised for one in each],
            "Done in time": [one.kept for one in each],
            "Overdue": [one.late for one in each],
            "Led by": found["owner"],
            "Project": [
                "" if pd.isna(number) else projects.get(int(number), "")
                for number in found["project_id"]
            ],
            "What we change": found["to_change"],
        }
    )
    counts: dict[str, Any] = {
        name: st.column_config.NumberColumn(name, format="%d", alignment="right")
        for name in ("Actions", "Done in time", "Overdue")
    }
    columns = {
        "Retrospective": st.column_config.TextColumn("Retrospective", pinned=True, width=260),
        "Held on": st.column_config.DateColumn("Held on", format="D MMM YYYY"),
        **counts,
    }
    register.table("retrospective", found, shown, columns, "Retrospectives and their actions")


def sentence(follow: Follow) -> str:
    """Say how well actions are followed."""
    if not follow.raised:
        return "No actions were agreed yet."
    if follow.share is None:
        return f"**{counted(follow.raised, 'action')}** agreed; the day of none has come yet."
    late = f", **{follow.late}** overdue" if follow.late else ", none overdue"
    return (
        f"**{follow.share:.0%}** of what was agreed was done by its day "
        f"({follow.kept} of {counted(follow.counted, 'action')}{late})."
    )
