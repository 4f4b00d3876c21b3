"""How does one action stand in a list: its tick, what it says, who does it until when?"""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from legalops.errors import LegalOpsError
from legalops.metrics import actions as metrics
from legalops.models.kinds import Seen
from legalops.periods import day_label
from legalops.services import actions as acts
from legalops.store import records
from legalops.ui import data, who
from legalops.ui.actions import saving
from legalops.ui.words import plain
from legalops.ui.work import form, page

Row = Mapping[Any, Any]
_TROUBLE = "action_trouble"
#: More rows than this are shown in steps, since each has widgets of its own.
MOST = 20


#: The department's date.
today = data.today


def draw(rows: Sequence[Row], key: str) -> None:
    """Draw actions one under the other, the first twenty at once."""
    trouble()
    for row in rows[:MOST]:
        _one(row, key)
    if len(rows) > MOST:
        with st.expander(f"{len(rows) - MOST} more", key=f"{key}_more", on_change="rerun") as more:
            if more.open:
                for row in rows[MOST : 5 * MOST]:
                    _one(row, key)


def _one(row: Row, key: str) -> None:
    number, version, live = int(row["id"]), int(row["version"]), row["state"] == "open"
    at, title = f"{key}_{number}_{version}", plain(row["title"])
    with st.container(horizontal=True, vertical_alignment="top", gap="small", key=f"row_{at}"):
        st.checkbox(
            f"Done: {title}", value=not live, key=f"tick_{at}", label_visibility="collapsed",
            on_change=tick, args=(number, version, row["state"]), width="content",
        )  # fmt: skip
        with st.container(gap=None, width="stretch"):
            st.markdown(title if live else f"~~{title}~~")
            if st.button(
                _words(row), icon=":material/edit:", type="tertiary", key=f"edit_{at}",
                help="Change what, who and when", icon_position="right",
            ):  # fmt: skip
                edit(number)


def _words(row: Row) -> str:
    """Say whose an action is, by when, and how far away that is."""
    parts = [plain(row["owner"]) if row["owner"] else "Nobody yet"]
    if row["state"] == "open" and row["due_on"]:
        far = metrics.lateness(row["due_on"], today())
        by = f"by {day_label(row['due_on'])}"
        parts += [by, f":red[{far}]" if far.endswith("overdue") else far]
    elif row["done_on"]:
        parts.append(f"done on {day_label(row['done_on'])}")
    elif row["state"] != "open":
        parts.append(row["state"])
    said = " \u00b7 ".join(parts)
    return f":small[:gray[{said}]]"


def tick(number: int, version: int, state: str) -> None:
    """Turn an open action into a done one, and any other into an open one."""
    wanted = "done" if state == "open" else "open"
    try:
        acts.set_state(data.engine(), who.actor(), Seen("action", number, version), wanted)
    except LegalOpsError as error:
        st.session_state[_TROUBLE] = str(error)
    else:
        st.session_state[form.SAID] = "Done." if wanted == "done" else "Open again."


def trouble() -> None:
    """Say, once, why the last tick was not kept."""
    if said := st.session_state.pop(_TROUBLE, ""):
        st.error(plain(said), icon=":material/error:")


def edit(number: int) -> None:
    """Open the form of an action in a dialog."""
    row = records.one(data.engine(), who.actor(), "action", number)
    page.edit("action", row, saving.save)
