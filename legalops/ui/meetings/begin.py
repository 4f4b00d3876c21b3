"""How is the page of a series' next meeting begun, with its agenda and people on it?"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from legalops.errors import LegalOpsError
from legalops.metrics import meetings as metrics
from legalops.services import meetings as acts
from legalops.ui import data, who
from legalops.ui.words import plain
from legalops.ui.work import address

Row = Mapping[Any, Any]
_TROUBLE = "meeting_trouble"


def line(row: Row) -> None:
    """Draw the next meeting of a series in one line, with the button that opens its page."""
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center",
        key=f"next_{row['id']}",
    ):  # fmt: skip
        place = f" :gray[\u00b7 {plain(row['place'])}]" if row["place"] else ""
        when = plain(metrics.weekday(row["on"]))
        st.markdown(f"**{when}** {plain(row['title'])}{place}", width="content")
        button(row)


def button(row: Row) -> None:
    """Draw the button that opens the next meeting of a series, beginning it where it is not."""
    is_there = not pd.isna(row["next_id"])
    label = "Open agenda and notes" if is_there else "Begin agenda and notes"
    if st.button(label, key=f"begin_{row['id']}", icon=":material/edit_note:"):
        _go(row)
    if said := st.session_state.pop(f"{_TROUBLE}_{row['id']}", ""):
        st.error(plain(said), icon=":material/error:")


def _go(row: Row) -> None:
    forum, on = int(row["id"]), date.fromisoformat(row["on"])
    try:
        number = acts.begin(data.engine(), who.actor(), forum, on)
    except LegalOpsError as error:
        st.session_state[f"{_TROUBLE}_{forum}"] = str(error)
        return
    address.go("meeting", number)
