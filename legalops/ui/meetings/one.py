"""What is said in this meeting, what came of it, and what was still open from the last one?"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from legalops.metrics import meetings as metrics
from legalops.models.kinds import KINDS
from legalops.store import actions
from legalops.ui import data, navigation
from legalops.ui.actions import panel, rows
from legalops.ui.meetings import decisions
from legalops.ui.words import counted, plain
from legalops.ui.work import address, form, options, page

Row = Mapping[str, Any]
_TYPED_HERE = frozenset({"attendees", "notes"})


def draw(row: Row) -> None:
    """Draw a meeting: agenda, notes to type, actions entered in the flow, what is carried over."""
    page.head("meeting", row, ("meetings", "Meetings"), caption=_when(row))
    if row["forum_id"] is not None:
        _series(int(row["forum_id"]))
    left, right = st.columns([3, 2], gap="large")
    with left:
        _notes(row)
    with right:
        _actions(row)
        decisions.draw(int(row["id"]))
    page.sections("meeting", row, {})


def _when(row: Row) -> str:
    people = options.people()
    names = [people[each] for each in row["attendees"] if each in people]
    there = f", with {', '.join(names)}" if names else ""
    return f"{metrics.weekday(row['held_on'])}{there}"


def _series(forum_id: int) -> None:
    title = options.of("forum").get(forum_id, "")
    if title:
        address.link("forum", forum_id, f"Series: {title}")


def _notes(row: Row) -> None:
    st.markdown("##### Agenda")
    if row["agenda"]:
        st.text(row["agenda"])
    else:
        st.caption("No agenda. Edit the meeting to write one.")
    if row["withdrawn_at"] is not None or not page.may_edit(row, "meeting"):
        st.markdown("##### Notes")
        st.text(row["notes"] or "No notes yet.")
        return
    others = frozenset(KINDS["meeting"].asks.model_fields) - _TYPED_HERE
    asked = replace(
        form.of("meeting", row), key=f"meeting_{row['id']}_notes", submit="Save notes",
        said="The notes are kept.", without=others,
    )  # fmt: skip
    form.draw(asked, form.keep("meeting"))


def _actions(row: Row) -> None:
    st.markdown("##### Actions")
    panel.draw("meeting", int(row["id"]))
    found = actions.carried(data.engine(), int(row["id"]))
    if found.empty:
        return
    st.markdown(f"##### Still open from before: {plain(counted(len(found), 'action'))}")
    titles = options.of("meeting")
    for _, some in found.head(rows.MOST).groupby(["about_kind", "about_id"], sort=False):
        kind, number = str(some["about_kind"].iloc[0]), int(some["about_id"].iloc[0])
        if kind == "meeting":
            address.link(kind, number, titles.get(number, "Earlier meeting"))
        rows.draw(some.to_dict("records"), f"carried_{row['id']}")
    if len(found) > rows.MOST:
        st.page_link(
            navigation.FOLDER / "actions.py", label="See all open actions",
            query_params={"show": "open"}, icon=":material/arrow_forward:",
        )  # fmt: skip
