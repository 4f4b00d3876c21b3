"""How do the rows of a table leave as a workbook, and come back from one?"""

import hashlib
from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from legalops.errors import LegalOpsError
from legalops.models.kinds import KINDS
from legalops.services import exports, record_workbook
from legalops.services import record_rows as acts
from legalops.services.record_rows import Entry, Outcome
from legalops.ui import data, take, who
from legalops.ui.words import plain
from legalops.ui.work.grid_parts import Grid, done, listed, said


def draw(grid: Grid, rows: pd.DataFrame) -> None:
    """Draw the way out and, for a workbook brought back, what it would change."""
    with st.expander("From a workbook", icon=":material/table:", key=grid.at("workbook")):
        st.caption(
            "Download the table, change or add rows, and choose the file here. You see what is "
            "new, changed or wrong before anything is stored."
        )
        st.download_button(
            "Workbook to fill in", data=partial(_made, grid, rows, take.here()),
            file_name=f"{KINDS[grid.kind].noun.replace(' ', '-')}-rows.xlsx", mime=take.WORKBOOK,
            on_click="ignore", icon=":material/download:", key=grid.at("out"),
        )  # fmt: skip
        given = st.file_uploader(
            "Workbook to bring back", type=["xlsx"], key=grid.at(f"file{grid.round}"),
            max_upload_size=data.settings().max_file_mb,
        )  # fmt: skip
        if given is not None:
            _review(grid, given.getvalue(), rows)


def _made(grid: Grid, rows: pd.DataFrame, place: take.Where) -> bytes:
    exports.check(place.engine, place.actor)
    start = [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]
    made = record_workbook.build(grid.columns, start)
    what: dict[str, str | int] = {"page": place.page, "address": place.url, "rows": len(start)}
    return exports.record(place.engine, place.actor, "workbook", what, made)


def _review(grid: Grid, content: bytes, rows: pd.DataFrame) -> None:
    """Say what a workbook would do, and offer to do it."""
    known = dict(zip(rows["id"].astype(int), rows["version"].astype(int), strict=True))
    try:
        entries, faults = record_workbook.read(grid.columns, content, known)
        outcome = _tried(grid, content, entries)
    except LegalOpsError as error:
        st.error(plain(error), icon=":material/error:")
        return
    wrong = [*faults, *(each for each in outcome.faults if each.row not in {f.row for f in faults})]
    if wrong:
        st.error(
            "Nothing is stored while a row is wrong. Mend the file and choose it again.\n\n"
            + listed(grid.kind, wrong),
            icon=":material/error:",
        )
        return
    st.markdown(f"**{said(grid.kind, outcome)}**; {outcome.same:,} as they are.")
    if not outcome.does_nothing:
        st.button(
            "Store these rows", type="primary", on_click=_store, args=(grid, entries),
            key=grid.at("store"),
        )  # fmt: skip


def _tried(grid: Grid, content: bytes, entries: Sequence[Entry]) -> Outcome:
    """Try a file once for as long as nothing it depends on changes."""
    area = KINDS[grid.kind].area
    key = (hashlib.sha256(content).hexdigest(), data.version(area), data.version("people"))
    kept: tuple[object, Outcome] | None = st.session_state.get(grid.at("tried"))
    if kept is None or kept[0] != key:
        outcome = acts.tried(data.engine(), who.actor(), grid.rows(entries))
        st.session_state[grid.at("tried")] = kept = (key, outcome)
    return kept[1]


def _store(grid: Grid, entries: Sequence[Entry]) -> None:
    try:
        outcome = acts.store(data.engine(), who.actor(), grid.rows(entries))
    except LegalOpsError as error:
        st.session_state[grid.at("faults")] = [acts.Fault(0, "", str(error))]
        return
    if outcome.faults:
        st.session_state[grid.at("faults")] = list(outcome.faults)
    else:
        done(grid, outcome)
