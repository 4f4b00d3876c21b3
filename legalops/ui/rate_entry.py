"""How do new rates come in: typed in a grid, or from a workbook, looked at before they count?"""

import hashlib
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from legalops.errors import LegalOpsError
from legalops.intake.rate_cards import HEADINGS, Draft
from legalops.metrics.performance.staffing import LEVELS
from legalops.permissions import Permission
from legalops.services import rate_workbook as acts
from legalops.ui import data, performance, rate_cards, rate_requests, tables, who
from legalops.ui.words import counted, plain

_ROUND = "rate_entry_round"
_MOST_PROBLEMS = 200
_ROWS = 5


def draw() -> None:
    """Draw the workbook and the grid; nothing counts before it was looked at and kept."""
    if not who.may(Permission.EDIT_NAMES):
        st.info("Rates are entered by legal operations. Ask them when one is missing or wrong.")
        return
    round_ = int(st.session_state.setdefault(_ROUND, 0))
    way = st.segmented_control(
        "How", ["Workbook", "Grid"], default="Workbook", required=True, key="rate_entry_way"
    )
    if way == "Workbook":
        _workbook(round_)
    else:
        _grid(round_)


def _workbook(round_: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("Fill in the template, or any table with the columns Firm, Rate and From.")
        st.download_button(
            "Template with today's people and rates",
            data=lambda: acts.template(
                data.engine(), date.fromisoformat(rate_requests.today())
            ),
            file_name="legalops_rates.xlsx", icon=":material/download:", on_click="ignore",
            key="rate_template",
        )  # fmt: skip
    limit = data.settings().max_file_mb
    given = st.file_uploader(
        "Workbook of rates", type=["xlsx", "csv", "txt", "tsv"], key=f"rate_file_{round_}",
        max_upload_size=limit,
    )  # fmt: skip
    if given is None:
        return
    content = given.getvalue()
    kept: tuple[str, Draft] | None = st.session_state.get("rate_draft")
    mark = f"{hashlib.sha256(content).hexdigest()}{data.version('names')}"
    if kept is None or kept[0] != mark:
        try:
            read = acts.preview(data.engine(), who.actor(), given.name, content)
        except LegalOpsError as error:
            st.error(plain(error))
            return
        st.session_state["rate_draft"] = kept = (mark, read)
    _review(kept[1], "file")


def _grid(round_: int) -> None:
    names = performance.names()
    empty = pd.DataFrame([[None] * len(HEADINGS)] * _ROWS, columns=list(HEADINGS.values()))
    people = _people(names)
    column = st.column_config
    edited = st.data_editor(
        empty, hide_index=True, width="stretch", num_rows="dynamic", key=f"rate_grid_{round_}",
        column_config={
            "Firm": column.SelectboxColumn(options=list(names.values()), width=190),
            "Timekeeper": column.SelectboxColumn(
                options=people, width=170, help="Leave it blank for a whole class."
            ),
            "Class": column.SelectboxColumn(options=list(LEVELS)),
            "Currency": column.TextColumn(max_chars=3, help="Blank takes the firm's own."),
            "Rate": column.NumberColumn(min_value=0.0, format="%.2f"),
            "From": column.DateColumn(format="YYYY-MM-DD"),
            "Until": column.DateColumn(format="YYYY-MM-DD"),
            "Agreed or requested": column.SelectboxColumn(options=["Agreed", "Requested"]),
        },
    )  # fmt: skip
    rows = [[_cell(value) for value in row] for row in edited.itertuples(index=False)]
    if not any(any(row) for row in rows):
        st.caption("Type a rate a row. The check below names what is missing, cell by cell.")
        return
    _review(acts.preview_rows(data.engine(), who.actor(), rows), "grid")


def _people(names: dict[int, str]) -> list[str]:
    keepers = performance.sources().keepers
    mine = keepers[keepers["vendor_id"].isin(names)]
    return sorted(set(mine["name"].astype(str)) - {""})


def _cell(value: Any) -> Any:
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    return value.date() if isinstance(value, pd.Timestamp) else value


def _review(draft: Draft, place: str) -> None:
    """Draw what was read, what is wrong, and the button that keeps it."""
    if draft.problems:
        _problems(draft)
    if draft.rows:
        st.markdown(f"**{counted(len(draft.rows), 'rate')}** to keep.")
        tables.house(_frame(draft), {"Rate": st.column_config.NumberColumn(format="%,.2f")},
                     f"rate_preview_{place}", "Rates as they would be kept")  # fmt: skip
    if draft.left_out:
        st.caption(f"{counted(draft.left_out, 'row')} without a new rate left out.")
    if not draft.rows or draft.problems:
        st.caption("Nothing is kept while something is wrong. Mend it, and it is read again.")
        return
    if st.button("Keep these rates", type="primary", icon=":material/check:",
                 key=f"rate_keep_{place}"):  # fmt: skip
        _keep(draft)


def _problems(draft: Draft) -> None:
    words = [(p.field or "the whole file", p.value, p.message) for p in draft.problems]
    frame = pd.DataFrame(
        [[plain(word) for word in row] for row in words[:_MOST_PROBLEMS]],
        columns=["Place", "Value", "What is wrong, and what to do"],
    )
    st.error(f"{counted(len(words), 'fault')} to mend.")
    st.table(frame, border="horizontal", hide_index=True, alt="What is wrong with these rates")


def _frame(draft: Draft) -> pd.DataFrame:
    names = performance.names()
    keepers = performance.sources().keepers.drop_duplicates("timekeeper_id")
    people = dict(zip(keepers["timekeeper_id"], keepers["name"], strict=True))
    return pd.DataFrame(
        {
            "Firm": [names.get(row.vendor_id, "?") for row in draft.rows],
            "Rate of": [
                f"All: {row.classification}" if row.timekeeper_id is None
                else str(people.get(row.timekeeper_id, "?"))
                for row in draft.rows
            ],
            "Rate": [row.rate_e4 / 10_000 for row in draft.rows],
            "Currency": [row.currency for row in draft.rows],
            "From": [row.effective_on for row in draft.rows],
            "Until": [row.until for row in draft.rows],
            "State": [row.state.capitalize() for row in draft.rows],
        }
    )  # fmt: skip


def _keep(draft: Draft) -> None:
    def do() -> None:
        acts.confirm(data.engine(), who.actor(), draft)
        st.session_state[_ROUND] = int(st.session_state[_ROUND]) + 1
        st.session_state.pop("rate_draft", None)

    rate_cards.act(do, f"{counted(len(draft.rows), 'rate')} kept.")
