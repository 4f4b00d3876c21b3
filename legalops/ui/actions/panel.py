"""Which actions came from this record, and what is still to do of them?"""

import streamlit as st

from legalops.store import actions
from legalops.ui import data
from legalops.ui.actions import quick, rows
from legalops.ui.words import counted


def draw(about_kind: str, about_id: int) -> None:
    """Draw the actions that came from a record, ticked off in place, and the line for a new one."""
    key = f"actions_{about_kind}_{about_id}"
    quick.draw(key, (about_kind, about_id))
    found = actions.of(data.engine(), about_kind, about_id).to_dict("records")
    live = [row for row in found if row["state"] == "open"]
    past = [row for row in found if row["state"] != "open"]
    if not found:
        st.caption("No actions yet. Type the first one above and press Enter.")
    rows.draw(live, key)
    if past:
        label = f"{counted(len(past), 'action')} done or dropped"
        with st.expander(label, key=f"{key}_past", on_change="rerun") as shelf:
            if shelf.open:
                rows.draw(past, f"{key}_past")
