"""One retrospective: what went well, what did not, what changes, and is it being done?"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from legalops.periods import day_label
from legalops.ui.actions import panel
from legalops.ui.lessons import data, lists, retros
from legalops.ui.words import plain
from legalops.ui.work import address, options, page

Row = Mapping[str, Any]
_PARTS = {
    "went_well": ("What went well", "thumb_up"),
    "went_badly": ("What did not", "thumb_down"),
    "to_change": ("What we change", "change_circle"),
}


def draw(row: Row) -> None:
    """Draw a retrospective."""
    number = int(row["id"])
    page.head("retrospective", row, ("lessons", "Lessons and wins"), caption=_held(row))
    if row["project_id"] is not None:
        title = options.of("project").get(row["project_id"], "Its project")
        address.link("project", row["project_id"], title)
    with st.grid(3, min_column_width=240, gap="small", key="retro_parts"):
        for name, (label, icon) in _PARTS.items():
            _part(label, icon, str(row[name]))
    follow = data.follows().get(number, retros.NONE)
    st.subheader("Actions", anchor=False)
    if follow.raised:
        st.markdown(retros.sentence(follow))
    panel.draw("retrospective", number)
    page.sections("retrospective", row, {"Lessons": lambda: lists.of_retrospective(number)})


def _held(row: Row) -> str:
    people = options.people()
    said = f"Held on {day_label(row['held_on'])}"
    if row["owner_id"] is not None:
        said += f", led by {people.get(row['owner_id'], 'somebody who left')}"
    others = [each for each in row["attendees"] if each != row["owner_id"]]
    there = [people.get(each, "somebody who left") for each in others]
    return f"{said}, with {', '.join(there)}." if there else f"{said}."


def _part(label: str, icon: str, text: str) -> None:
    with st.container(border=True, gap="xsmall", height="stretch"):
        st.markdown(f":material/{icon}: **{label}**")
        lines = [plain(line) for line in text.splitlines() if line.strip()]
        if lines:
            st.markdown("\n".join(f"- {line}" for line in lines))
        else:
            st.caption("Nothing was written yet.")
