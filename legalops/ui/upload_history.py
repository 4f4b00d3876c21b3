"""Which files came, by whom, and how much of them counts?"""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from legalops.store import uploads
from legalops.ui import data, intake_work, tables
from legalops.ui.intake_words import State, when

STATES = {
    "received": State("Waiting", "gray", ":material/schedule:"),
    "draft": State("Waiting", "blue", ":material/schedule:"),
    "refused": State("Cannot be read", "red", ":material/block:"),
    "stored": State("Stored", "green", ":material/check_circle:"),
    "duplicate": State("Nothing new", "gray", ":material/done_all:"),
    "discarded": State("Put away", "gray", ":material/inventory_2:"),
    "undone": State("Undone", "orange", ":material/undo:"),
}
PARTLY = State("Stored in part", "blue", ":material/rule:")
_SHOWN = {
    "all": "All",
    "stored": "Stored",
    "part": "In part",
    "undone": "Undone",
    "rest": "Put away or nothing new",
}


@st.cache_data(max_entries=8, show_spinner=False)
def _history(url: str, version: tuple[int, int]) -> pd.DataFrame:
    return uploads.history(data.engine())


def table() -> pd.DataFrame:
    """Return the uploads, newest first."""
    versions = data.versions()
    return _history(data.url(), (versions.get("spend", 0), versions.get("uploads", 0)))


def row(upload_id: int) -> Mapping[str, Any] | None:
    """Return what the history says of one upload, None when there is none."""
    history = table()
    found = history[history["id"] == upload_id].to_dict("records")
    return {str(k): v for k, v in found[0].items()} if found else None


def standing(each: Mapping[Any, Any]) -> State:
    """Return how an upload stands, in words."""
    if each["state"] == "draft" and each["invoices"]:
        return PARTLY
    if each["state"] == "stored" and each["live"] < each["invoices"]:
        return PARTLY
    return STATES[str(each["state"])]


def draw() -> None:
    """Draw what came before, by state and name, each with a way into it."""
    st.header("What came before", anchor=False)
    history = table()
    done = history[~history["state"].isin(["received", "refused"])]
    done = done[(done["state"] != "draft") | (done["invoices"] > 0)].reset_index(drop=True)
    if done.empty:
        st.caption("No file has been stored yet. What you store is listed here, to be undone too.")
        return
    shown = _filtered(done)
    if shown.empty:
        st.caption("No upload is like that. Choose All, or search for something shorter.")
        return
    _table(shown)


def _filtered(done: pd.DataFrame) -> pd.DataFrame:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        state = st.pills(
            "Show", list(_SHOWN), format_func=lambda code: _SHOWN[code], default="all",
            required=True, key="history_state",
        )  # fmt: skip
        search = st.text_input(
            "Search a file or a person", key="history_search", type="search", width=280,
            placeholder="Part of a name",
        )  # fmt: skip
    kinds = done.apply(_kind, axis=1)
    if state != "all":
        done = done[kinds == state]
    wanted = (search or "").casefold().strip()
    if wanted:
        said = (done["file_name"] + " " + done["uploaded_by"]).str.casefold()
        done = done[said.str.contains(wanted, regex=False)]
    return done.reset_index(drop=True)


def _kind(each: "pd.Series[Any]") -> str:
    if standing(each.to_dict()) == PARTLY:
        return "part"
    return str(each["state"]) if each["state"] in _SHOWN else "rest"


def _table(shown: pd.DataFrame) -> None:
    frame = pd.DataFrame(
        {
            "File": shown["file_name"],
            "State": [standing(each).words for each in shown.to_dict("records")],
            "Amount": shown["money"],
            "Invoices": shown["invoices"],
            "Counting": shown["live"],
            "Lines": shown["lines"],
            "Came": [when(at) for at in shown["uploaded_at"]],
            "By": shown["uploaded_by"],
            "Upload": shown["id"],
        }
    )
    columns: dict[str, Any] = {
        "File": st.column_config.TextColumn(width="medium"),
        "Amount": st.column_config.TextColumn(alignment="right"),
        "Upload": st.column_config.NumberColumn(format="%d", width="small"),
        **{
            c: st.column_config.NumberColumn(format="%,d", width="small")
            for c in ("Invoices", "Counting", "Lines")
        },
    }
    alt = "Uploaded files, newest first, with who brought them and what counts"
    opened = tables.house(tables.opening(frame, 2), columns, "upload_history", alt)
    if opened is not None:
        intake_work.go(int(shown["id"].iloc[opened]))
        st.rerun()
