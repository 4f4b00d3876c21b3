"""How is a whole row that fell apart put together again, looked at before it counts?"""

from typing import NamedTuple

import pandas as pd
import streamlit as st

from legalops.errors import Problem
from legalops.intake import repairs
from legalops.intake.how import Correction
from legalops.services.uploads import Opened
from legalops.store import originals
from legalops.ui import data, intake_mending, intake_work
from legalops.ui.intake_causes import Cause
from legalops.ui.words import counted

_MOST = 20
_WHY = "A separator that stood inside a text was taken out"


class Row(NamedTuple):
    """A row as it came, and what it would be; "" where nothing safe can be proposed."""

    line: int
    came: str
    repaired: str


def draw(opened: Opened, cause: Cause) -> None:
    """Offer the repairs of rows with a stray separator, and a field for each other row."""
    if cause.code != "value_count" or opened.draft.layout is not None:
        return
    rows = _rows(data.url(), opened.draft.sha256, cause.problems[:_MOST], opened)
    safe = [row for row in rows if row.repaired]
    if safe:
        _offer(opened, safe)
    for row in rows:
        if not row.repaired and row.came:
            _by_hand(opened, row)


@st.cache_data(max_entries=50, show_spinner=False)
def _rows(url: str, sha256: str, problems: tuple[Problem, ...], _opened: Opened) -> list[Row]:
    content = originals.fetch(data.engine(), sha256)
    return [
        Row(
            p.line,
            repairs.original_line(content, p.line),
            repairs.propose(content, _opened.draft, p) or "",
        )
        for p in problems
        if p.line
    ]


def _offer(opened: Opened, safe: list[Row]) -> None:
    st.markdown("The stray separator can be taken out safely. This is what the rows become:")
    st.dataframe(
        pd.DataFrame(
            {
                "Line": [row.line for row in safe],
                "Text that changes": [_changed(row) for row in safe],
                "Whole row": [row.repaired for row in safe],
            }
        ),
        hide_index=True,
        width="stretch",
        height=min(35 * len(safe) + 38, 280),
        column_config={
            "Line": st.column_config.NumberColumn(format="%,d", width="small"),
            "Text that changes": st.column_config.TextColumn(width="large"),
        },
        alt="Rows with a stray separator as they would be read",
    )
    corrections = [Correction(row.line, "", row.repaired) for row in safe]
    st.button(
        f"Use {'this repair' if len(safe) == 1 else f'these {len(safe)} repairs'}",
        key=intake_work.key(opened, "repair"),
        icon=":material/build:",
        on_click=intake_mending.keep,
        args=(opened.upload_id, corrections, f"{_WHY} ({counted(len(safe), 'row')})"),
    )


def _changed(row: Row) -> str:
    """Return the value of a repaired row that does not stand so in the row as it came."""
    came = set(row.came.removesuffix("[]").split("|"))
    fresh = [v for v in row.repaired.removesuffix("[]").split("|") if v not in came]
    return "  \u00b7  ".join(fresh)


def _by_hand(opened: Opened, row: Row) -> None:
    key = intake_work.key(opened, "row", row.line)
    with st.form(key, border=False):
        st.text_area(f"Line {row.line:,} as it should be", value=row.came, key=f"{key}_text")
        st.text_input("Reason", key=f"{key}_why", max_chars=300)
        st.form_submit_button(
            "Put right", icon=":material/edit:", on_click=_keep, args=(opened.upload_id, row, key)
        )


def _keep(upload_id: int, row: Row, key: str) -> None:
    text = str(st.session_state.get(f"{key}_text") or "").strip()
    changed = [Correction(row.line, "", text)] if text and text != row.came.strip() else []
    intake_mending.keep(upload_id, changed, str(st.session_state.get(f"{key}_why") or "").strip())
