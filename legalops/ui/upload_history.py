"""Which files came, by whom, how much of them is live, and can one be taken back?"""

import pandas as pd
import streamlit as st

from legalops import money, periods
from legalops.errors import LegalOpsError
from legalops.permissions import Actor
from legalops.services import imports
from legalops.store import spend, uploads
from legalops.ui import data, tables, who
from legalops.ui.upload import counted, problem_table
from legalops.ui.words import plain

_STATES = {"stored": "Stored", "undone": "Undone"}


@st.cache_data(max_entries=8, show_spinner=False)
def _history(url: str, version: int) -> pd.DataFrame:
    return uploads.history(data.engine())


def table() -> pd.DataFrame:
    """Return the uploads, newest first."""
    return _history(data.url(), data.version("spend"))


def draw() -> None:
    """Draw the history of uploads and, for the one chosen, what can be done with it."""
    history = table()
    if history.empty:
        st.info("No file has been stored yet. Choose the month's invoice files above.")
        return
    zone = data.settings().time_zone
    shown = pd.DataFrame(
        {
            "Upload": history["id"],
            "File": history["file_name"],
            "State": history["state"].map(_STATES),
            "Came": [periods.local(at, zone) for at in history["uploaded_at"]],
            "By": history["uploaded_by"],
            "Invoices": history["invoices"],
            "Live": history["live"],
            "Lines": history["lines"],
            "Not stored": history["skipped"],
            "Warnings": history["warnings"],
            "Amount": history["money"],
        }
    )
    picked = st.dataframe(
        shown,
        hide_index=True,
        width="stretch",
        height=min(36 * len(shown) + 38, 420),
        key="upload_history",
        on_select="rerun",
        selection_mode="single-row",
        alt="Uploaded files, newest first, with who brought them and what is live",
        column_config={
            "Amount": st.column_config.TextColumn(alignment="right"),
            **{
                c: st.column_config.NumberColumn(format="%,d")
                for c in ("Invoices", "Live", "Lines", "Not stored", "Warnings")
            },
        },
    )
    _chosen(history, tables.ticked(picked, len(history)))


def _chosen(history: pd.DataFrame, rows: list[int]) -> None:
    labels = {int(row["id"]): f"{row['id']} · {row['file_name']}" for _, row in history.iterrows()}
    if rows != st.session_state.get("upload_ticked", []):
        st.session_state["upload_ticked"] = rows
        st.session_state["upload_chosen"] = int(history.iloc[rows[0]]["id"]) if rows else None
    chosen = st.selectbox(
        "Look into an upload",
        list(labels),
        format_func=lambda number: labels.get(number, str(number)),
        key="upload_chosen",
        index=None,
        placeholder="Choose one to see its invoices, download it or undo it",
    )
    if chosen is None:
        return
    row = history[history["id"] == chosen].iloc[0]
    with st.container(horizontal=True):
        _download(int(chosen), str(row["file_name"]))
        if row["state"] == "stored":
            _undo(int(chosen), int(row["live"]))
        else:
            when = periods.local(str(row["undone_at"]), data.settings().time_zone)
            st.caption(f"Undone on {when} by {plain(row['undone_by'])}.")
    _invoices(int(chosen))
    found = uploads.problems(data.engine(), int(chosen))
    if found:
        with st.expander(f"{counted(len(found), 'problem')} found in this file"):
            problem_table(found)


def _invoices(upload_id: int) -> None:
    rows = uploads.invoices_of(data.engine(), upload_id)
    shown = pd.DataFrame(
        {
            "Invoice": rows["number"],
            "Vendor": rows["vendor"],
            "Dated": [periods.day_label(day) for day in rows["invoice_date"]],
            "Amount": [
                money.money(cents, code)
                for cents, code in zip(rows["total_cents"], rows["currency"], strict=True)
            ],
            "Lines": rows["lines"],
            "Status": rows["status"].str.capitalize(),
        }
    )
    if rows["override_reason"].notna().any():
        shown["Stored although its total differs"] = rows["override_reason"].fillna("")
    columns = {
        "Amount": st.column_config.TextColumn(alignment="right"),
        "Lines": st.column_config.NumberColumn(format="%,d"),
    }
    alt = f"Invoices of upload {upload_id}"
    shown = tables.opening(shown, len(shown.columns))
    row = tables.house(shown, columns, f"of_upload_{upload_id}", alt)
    if row is not None:
        _lines(int(rows["id"].iloc[row]), str(rows["number"].iloc[row]))


def _lines(invoice_id: int, number: str) -> None:
    selection = spend.Selection(first=190001, last=299912, invoice_id=invoice_id)
    lines = spend.lines(data.engine(), who.actor(), selection)
    st.markdown(f"**Lines of invoice {plain(number)}**")
    if lines.empty:
        st.caption("No line to show: the invoice is undone, or its matters are restricted.")
        return
    shown = pd.DataFrame(
        {
            "Line": lines["source_line"],
            "Matter": lines["matter_number"],
            "Worked": [periods.day_label(day) for day in lines["work_date"]],
            "Amount": [
                money.exact(cents, code)
                for cents, code in zip(lines["total_cents"], lines["currency"], strict=True)
            ],
            "Timekeeper": lines["timekeeper"],
            "Narrative": lines["narrative"],
        }
    )
    columns = {"Amount": st.column_config.TextColumn(alignment="right")}
    tables.house(shown, columns, f"lines_{invoice_id}", f"Lines of invoice {number}")


def _download(upload_id: int, file_name: str) -> None:
    engine, actor = data.engine(), who.actor()
    st.download_button(
        "Download the original",
        data=lambda: imports.original(engine, actor, upload_id)[1],
        file_name=file_name,
        mime="application/octet-stream",
        icon=":material/download:",
        on_click="ignore",
        key=f"original_{upload_id}",
    )


def _undo(upload_id: int, live: int) -> None:
    with st.popover("Undo this upload", icon=":material/undo:"):
        st.write(
            f"{counted(live, 'invoice')} will stop counting. Nothing is deleted, and the same "
            "file can come again."
        )
        st.button(
            f"Undo upload {upload_id}",
            type="primary",
            key=f"undo_{upload_id}",
            on_click=_take_back,
            args=(who.actor(), upload_id),
        )


def _take_back(actor: Actor, upload_id: int) -> None:
    try:
        count = imports.undo(data.engine(), actor, upload_id)
        text = f"Upload {upload_id} is undone; it no longer counts {counted(count, 'invoice')}."
        said = ("success", text)
    except LegalOpsError as error:
        said = ("error", str(error))
    st.session_state.setdefault("receipts", []).append(said)
