"""How are the options of a decision typed in, and scored by its criteria?"""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from legalops.errors import LegalOpsError, RefusedError
from legalops.models.decisions import BEST, TableInput
from legalops.models.kinds import Seen
from legalops.services import decisions as acts
from legalops.store.decisions import Parts
from legalops.ui import data, who
from legalops.ui.decisions import data as read
from legalops.ui.decisions import table_rows
from legalops.ui.words import plain
from legalops.ui.work import form, options

_SEEN, _ROUND = "decision_table_seen", "decision_table_round"


def is_open(decision_id: int) -> bool:
    """Say whether the person is editing the table of this decision."""
    return _SEEN in st.session_state and _now()[0].id == decision_id


def button(row: Mapping[str, Any], found: Parts) -> None:
    """Draw the button that begins the editing, with the criteria once there are options."""
    st.button(
        "Edit options and scores" if found.options else "List the options",
        icon=":material/table_edit:", key=f"table_edit_{row['id']}", on_click=_take,
        args=(int(row["id"]), int(row["version"]), found),
    )  # fmt: skip


def draw(row: Mapping[str, Any]) -> None:
    """Draw the options, and once there are some the criteria and scores, to type in."""
    _, found = _now()
    systems = options.of("system") if row["is_evaluation"] else {}
    with st.container(border=True):
        given = table_rows.table(_options(found, systems), _criteria(found), systems)
        with st.container(horizontal=True):
            # Asked after the tables, not in a callback: that would miss the cell just typed.
            is_saved = st.button(
                "Save" if found.options else "Save and go on to the criteria", type="primary",
                key="decision_table_save",
            )  # fmt: skip
            st.button("Cancel", key="decision_table_cancel", on_click=_end, type="tertiary")
        if is_saved:
            _save(given)


def _take(decision_id: int, version: int, found: Parts) -> None:
    """Keep the table in the version the person sees; a new round of editing begins."""
    st.session_state[_SEEN] = (Seen("decision", decision_id, version), found)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _end() -> None:
    st.session_state.pop(_SEEN, None)


def _now() -> tuple[Seen, Parts]:
    found: tuple[Seen, Parts] = st.session_state[_SEEN]
    return found


def _options(found: Parts, systems: Mapping[int, str]) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "id": pd.array([option.id for option in found.options], dtype="Int64"),
            "Option": [option.title for option in found.options],
            "For": [option.pros for option in found.options],
            "Against": [option.cons for option in found.options],
            "System": [systems.get(option.system_id or 0) for option in found.options],
        }
    ).astype(dict.fromkeys(("Option", "For", "Against", "System"), "object"))
    columns: dict[str, Any] = {
        "id": None,
        "Option": st.column_config.TextColumn(max_chars=200, width="medium"),
        "For": st.column_config.TextColumn(width="large"),
        "Against": st.column_config.TextColumn(width="large"),
        "System": st.column_config.SelectboxColumn(options=list(systems.values()))
        if systems
        else None,
    }
    st.caption(
        "Type in the cells; the last row adds one, Shift+Enter begins a "
        "new line. Tick a row on the left to take it off."
    )
    return _editor(frame, columns, "Options to choose from")


def _criteria(found: Parts) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "id": pd.array([criterion.id for criterion in found.criteria], dtype="Int64"),
            "Criterion": pd.array([c.title for c in found.criteria], dtype="object"),
            "Weight": pd.array([criterion.weight for criterion in found.criteria], dtype="Int64"),
        }
    )
    columns: dict[str, Any] = {
        "id": None,
        "Criterion": st.column_config.TextColumn(max_chars=200, width="medium"),
        "Weight": st.column_config.NumberColumn(
            min_value=0, max_value=100, step=1, default=1, help="Any whole numbers, 0 to 100; "
            "only their shares count.",
        ),
    }  # fmt: skip
    for option in found.options:
        marks = [found.scores.get((option.id, criterion.id)) for criterion in found.criteria]
        frame[str(option.id)] = pd.array(marks, dtype="Int64")
        columns[str(option.id)] = st.column_config.NumberColumn(
            option.title, min_value=0, max_value=BEST, step=1, help=f"0 poor, {BEST} excellent"
        )
    if not found.options:
        return frame
    st.caption(f"What matters, how much, and how each option does: 0 poor, {BEST} excellent.")
    return _editor(frame, columns, "Criteria, their weights and the score of each option")


def _editor(frame: pd.DataFrame, columns: Mapping[str, Any], alt: str) -> pd.DataFrame:
    edited: pd.DataFrame = st.data_editor(
        frame, key=f"{alt}_{st.session_state[_ROUND]}", num_rows="dynamic", hide_index=True,
        width="stretch", height="content", column_config=columns, placeholder="", alt=alt,
    )  # fmt: skip
    return edited


def _save(given: Mapping[str, Any]) -> None:
    """Keep the table; where an option is new the editing goes on, so that it can be scored."""
    seen, _ = _now()
    try:
        if fault := table_rows.fault(given):
            raise RefusedError(fault)
        acts.save_table(data.engine(), who.actor(), seen, TableInput.model_validate(given))
    except LegalOpsError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    st.session_state[form.SAID] = "Saved."
    if any(option["id"] is None for option in given["options"]):
        _take(seen.id, seen.version + 1, read.parts(seen.id))
    else:
        _end()
    st.rerun()
