"""One assessment: which level has each area, and what is missing in it?"""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from legalops.errors import LegalOpsError
from legalops.metrics.lessons import Assessed
from legalops.metrics.maturity import AREAS, LEVELS
from legalops.models.kinds import Seen
from legalops.periods import day_label
from legalops.services import lessons as acts
from legalops.services.lessons import Rated
from legalops.ui import data as house
from legalops.ui import tables, who
from legalops.ui.lessons import data
from legalops.ui.words import plain
from legalops.ui.work import form, page

Row = Mapping[str, Any]
_NUMBERS = {name: number for number, name in LEVELS.items()}


def draw(row: Row) -> None:
    """Draw an assessment: its levels to be chosen, or to be read."""
    caption = f"The department's own view of its maturity on {day_label(row['made_on'])}."
    page.head("assessment", row, ("lessons", "Lessons and wins"), caption=caption)
    if row["withdrawn_at"] is None and page.may_edit(row, "assessment"):
        _editor(row)
    else:
        tables.house(_frame(row), {}, f"levels_{row['id']}", "Level of each area")
    with st.expander("What the levels look like", key="levels_told", on_change="rerun") as told:
        if told.open:
            _levels()
    page.sections("assessment", row, {})


def _frame(row: Row) -> pd.DataFrame:
    """Return the areas with their levels; those of the assessment before where it has none yet."""
    found = data.assessments()
    mine = next((each for each in found if each.id == int(row["id"])), None)
    start: Assessed | None = mine
    if mine is None or not mine.levels:
        earlier = [e for e in found if e.levels and e.made_on <= str(row["made_on"])]
        start = earlier[-1] if earlier else None
    levels = start.levels if start else {}
    notes = start.notes if start else {}
    return pd.DataFrame(
        {
            "Area": [area.name for area in AREAS.values()],
            "Level": [LEVELS.get(levels.get(key, 0)) for key in AREAS],
            "What is missing": [notes.get(key, "") for key in AREAS],
        }
    )


def _editor(row: Row) -> None:
    key = f"levels_{row['id']}_{row['version']}"
    with st.form(f"{key}_form", border=False):
        edited = st.data_editor(
            _frame(row), key=key, hide_index=True, width="stretch", height="content",
            disabled=["Area"],
            column_config={
                "Area": st.column_config.TextColumn("Area", width=220),
                "Level": st.column_config.SelectboxColumn(
                    "Level", options=list(_NUMBERS), width=140
                ),
                "What is missing": st.column_config.TextColumn("What is missing", width="large"),
            },
        )  # fmt: skip
        if st.form_submit_button("Save the levels", type="primary", key=f"{key}_save"):
            _save(row, edited)


def _save(row: Row, edited: pd.DataFrame) -> None:
    levels = {
        key: Rated(_NUMBERS[level], str(note or ""))
        for key, level, note in zip(AREAS, edited["Level"], edited["What is missing"], strict=True)
        if level in _NUMBERS
    }
    seen = Seen("assessment", int(row["id"]), int(row["version"]))
    try:
        acts.rate(house.engine(), who.actor(), seen, levels)
    except LegalOpsError as error:
        st.error(plain(str(error)), icon=":material/error:")
    else:
        st.session_state[form.SAID] = "The levels are kept."
        st.rerun()


def _levels() -> None:
    for area in AREAS.values():
        st.markdown(f"**{area.name}**")
        st.caption(
            f"Early: {area.early} \u00b7 Intermediate: {area.intermediate} \u00b7 "
            f"Advanced: {area.advanced}"
        )
