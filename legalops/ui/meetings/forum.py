"""What is this series or channel: what for, who comes, when next, what was held, what is open?"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from legalops.models.meetings import CADENCES, FORUMS
from legalops.permissions import Permission
from legalops.ui import who
from legalops.ui.actions import panel
from legalops.ui.meetings import begin, data
from legalops.ui.words import plain
from legalops.ui.work import options, page, register

Row = Mapping[str, Any]


def draw(row: Row) -> None:
    """Draw a series or channel: its next meeting, what it is for, its meetings and actions."""
    forums = data.forums()
    kind = dict(FORUMS)[row["form"]]
    badges = [(kind, "forum", "blue")]
    if row["form"] == "meeting":
        badges.append((dict(CADENCES)[row["cadence"]], "event_repeat", "gray"))
    page.head("forum", row, ("meetings", "All series and meetings"), badges, row["purpose"])
    standing = forums[forums["id"] == int(row["id"])]
    if len(standing) and standing["on"].iloc[0] and who.may(Permission.EDIT_OWN_WORK):
        with st.container(border=True, key="forum_next"):
            begin.line(standing.to_dict("records")[0])
    st.markdown(plain(_sentence(row)))
    rooms = {
        "Meetings": lambda: _held(int(row["id"])),
        "Standing agenda": lambda: _agenda(row),
        "Actions": lambda: panel.draw("forum", int(row["id"])),
    }
    if row["form"] == "channel":
        rooms = {"Actions": rooms["Actions"]}
    page.sections("forum", row, rooms)


def _sentence(row: Row) -> str:
    people = options.people()
    names = [people[each] for each in row["members"] if each in people]
    keeper = people.get(row["owner_id"] or 0, "")
    parts = [f"Kept by {keeper}." if keeper else "Nobody keeps it yet."]
    if names:
        parts.append(f"Who comes: {', '.join(names)}.")
    if row["place"]:
        parts.append(f"Where: {row['place']}.")
    return " ".join(parts)


def _held(forum_id: int) -> None:
    found = data.meetings()
    held = found[found["forum_id"] == forum_id]
    page.new("meeting", "New meeting", main=False, forum_id=forum_id)
    shown = pd.DataFrame(
        {
            "Meeting": held["title"],
            "Day": [date.fromisoformat(day) for day in held["held_on"]],
            "Notes": ["yes" if has else "none yet" for has in held["has_notes"]],
            "Still open": held["open_actions"],
        }
    )
    columns = {
        "Meeting": st.column_config.TextColumn("Meeting", width=280),
        "Day": st.column_config.DateColumn("Day", format="D MMM YYYY"),
        "Still open": st.column_config.NumberColumn("Actions still open", format="%d"),
    }
    register.table(
        "meeting", held, shown, columns, "Meetings of the series",
        empty="No meeting of this series is kept yet. Begin the next one above.",
    )  # fmt: skip


def _agenda(row: Row) -> None:
    if row["agenda"]:
        st.text(row["agenda"])
        st.caption("Each meeting of the series begins with it.")
    else:
        st.caption("No standing agenda yet. Edit the series to give it one.")
