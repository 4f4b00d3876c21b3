"""What went well, and who is to be thanked for it?"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from legalops.periods import day_label
from legalops.ui.ideas import title
from legalops.ui.lessons import data
from legalops.ui.words import plain
from legalops.ui.work import register

#: So many are drawn as cards; the table has all.
_MOST = 9


def draw() -> None:
    """Draw the newest wins with those they name."""
    found = data.wins()
    if found.empty:
        register.empty(
            "No wins yet. Say what was achieved and name those who did it.",
            "Settled below the reserve. Thanks to Tom",
        )
        return
    with st.grid(3, min_column_width=240, gap="small", key="wins"):
        for row in found.iloc[:_MOST].to_dict("records"):
            _one(row)
    _table(found)


def _one(row: Mapping[Any, Any]) -> None:
    with st.container(border=True, gap="xxsmall", height="stretch", key=f"win_{row['id']}"):
        title.draw("win", int(row["id"]), row["title"])
        if row["body"]:
            st.text(row["body"])
        st.caption(plain(thanked(row["names"], row["on_day"])))


def thanked(names: Sequence[str], day: str) -> str:
    """Name those a win is owed to, and its day."""
    if not names:
        return day_label(day)
    *first, last = names
    whom = f"{', '.join(first)} and {last}" if first else last
    return f"{day_label(day)} \u00b7 thanks to {whom}"


def _table(found: pd.DataFrame) -> None:
    rest = f" ({len(found) - _MOST} more)" if len(found) > _MOST else ""
    shelf = st.expander(f"As a table, with a workbook{rest}", key="win_shelf", on_change="rerun")
    if not shelf.open:
        return
    shown = pd.DataFrame(
        {
            "Win": found["title"],
            "When": pd.to_datetime(found["on_day"]).dt.date,
            "Thanks to": [", ".join(names) for names in found["names"]],
            "How": found["body"],
        }
    )
    columns: dict[str, Any] = {
        "Win": st.column_config.TextColumn("Win", pinned=True, width=300),
        "When": st.column_config.DateColumn("When", format="D MMM YYYY"),
    }
    with shelf:
        register.table("win", found, shown, columns, "Wins")
