"""What is stored of an upload, what was wrong with it, and how is it taken back?"""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from legalops import money, periods
from legalops.permissions import Actor
from legalops.services import imports
from legalops.services import uploads as acts
from legalops.store import spend, uploads
from legalops.ui import data, intake_work, tables, who
from legalops.ui.intake_causes import sentence
from legalops.ui.intake_mending import correction
from legalops.ui.intake_words import title, when
from legalops.ui.upload_history import row, standing
from legalops.ui.words import counted, plain

_MOST = 200
_STATUS = {"superseded": "Replaced by a later one"}


def draw(upload_id: int, *, is_alone: bool) -> None:
    """Draw one upload as it is stored: its invoices, its problems, and the ways back."""
    each = row(upload_id)
    if each is None:
        return
    if is_alone:
        _head(upload_id, each)
    else:
        st.markdown("**Stored of this file so far**")
    if each["invoices"]:
        _invoices(upload_id)
        if each["live"]:
            _undo(upload_id, int(each["live"]))
    if is_alone:
        _mended(upload_id)
        _problems(upload_id)


def _head(upload_id: int, each: Mapping[str, Any]) -> None:
    state = standing(each)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(plain(each["file_name"]), anchor=False, width="content")
        st.badge(state.words, icon=state.icon, color=state.colour)  # type: ignore[arg-type]  # one of the colours
    parts = [
        f"upload {upload_id}",
        str(each["format"]),
        f"came {when(str(each['uploaded_at']))} from {each['uploaded_by']}",
        str(each["money"]),
    ]
    if each["undone_at"]:
        parts.append(f"undone {when(str(each['undone_at']))} by {each['undone_by']}")
    if each["skipped"]:
        parts.append(f"{counted(int(each['skipped']), 'invoice')} not stored")
    st.caption(plain(" \u00b7 ".join(filter(None, parts))))
    download(upload_id, str(each["file_name"]))


def _invoices(upload_id: int) -> None:
    rows = uploads.invoices_of(data.engine(), upload_id)
    shown = pd.DataFrame(
        {
            "Invoice": rows["number"],
            "Vendor": rows["vendor"],
            "Amount": [
                money.money(cents, code)
                for cents, code in zip(rows["total_cents"], rows["currency"], strict=True)
            ],
            "Status": [_STATUS.get(s, s.capitalize()) for s in rows["status"]],
            "Dated": [periods.day_label(day) for day in rows["invoice_date"]],
            "Lines": rows["lines"],
        }
    )
    if rows["override_reason"].notna().any():
        shown["Stored although its total differs"] = rows["override_reason"].fillna("")
    columns = {
        "Amount": st.column_config.TextColumn(alignment="right"),
        "Lines": st.column_config.NumberColumn(format="%,d", width="small"),
    }
    alt = f"Invoices of upload {upload_id}"
    shown = tables.opening(shown, 3)
    place = tables.house(shown, columns, f"of_upload_{upload_id}", alt)
    if place is not None:
        st.session_state["history_invoice"] = int(rows["id"].iloc[place])
    chosen = rows[rows["id"] == st.session_state.get("history_invoice")]
    if not chosen.empty:
        _invoice(chosen.iloc[0])


def _invoice(each: "pd.Series[Any]") -> None:
    """Draw an invoice's lines and, while it counts, the way to take it back."""
    invoice_id, number = int(each["id"]), str(each["number"])
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**Invoice {plain(number)}**", width="stretch")
            if each["status"] not in ("undone", "superseded"):
                _undo_invoice(invoice_id, number)
        _replaced(each)
        _lines(invoice_id, number)


def _replaced(each: "pd.Series[Any]") -> None:
    """Point to the invoice that this one took the place of, or that took its place."""
    for name, words in (("replaces_upload", "Replaces the one of upload"),
                        ("replaced_upload", "Replaced by the one of upload")):  # fmt: skip
        other = each.get(name)
        if other is not None and not pd.isna(other):
            st.button(
                f"{words} {int(other)}", key=f"history_{name}_{each['id']}", type="tertiary",
                icon=":material/link:", on_click=intake_work.go, args=(int(other),),
            )  # fmt: skip


def _undo_invoice(invoice_id: int, number: str) -> None:
    with st.popover("Undo this invoice", icon=":material/undo:"):
        st.write("It stops counting. Nothing is deleted, and the one it replaced counts again.")
        key = f"history_why_{invoice_id}"
        st.text_input(
            "Reason", key=key, max_chars=300, placeholder="For example: billed to us by mistake"
        )
        st.button(
            f"Undo invoice {plain(number)}",
            type="primary",
            key=f"history_undo_invoice_{invoice_id}",
            on_click=_take_invoice_back,
            args=(invoice_id, number, key),
        )


def _take_invoice_back(invoice_id: int, number: str, key: str) -> None:
    reason = str(st.session_state.get(key) or "")

    def undo(actor: Actor) -> str:
        acts.undo_invoice(data.engine(), actor, invoice_id, reason)
        return f"Invoice {plain(number)} is undone; it no longer counts."

    intake_work.act(undo)


def _lines(invoice_id: int, number: str) -> None:
    selection = spend.Selection(first=190001, last=299912, invoice_id=invoice_id)
    lines = spend.lines(data.engine(), who.actor(), selection)
    if lines.empty:
        st.caption("No line to show: the invoice is undone or replaced, or its matters are "
                   "restricted.")  # fmt: skip
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


def _mended(upload_id: int) -> None:
    made = acts.mended(data.engine(), who.actor(), upload_id)
    if made:
        with st.expander(counted(len(made), "correction"), icon=":material/edit_note:"):
            st.caption("The file itself stays as it came.")
            for each in made[:_MOST]:
                st.markdown(correction(each))


def _problems(upload_id: int) -> None:
    found = uploads.problems(data.engine(), upload_id)
    groups: dict[tuple[str, str], list[str]] = {}
    for problem in found:
        groups.setdefault((problem.severity, problem.code), []).append(sentence(problem))
    for (severity, code), said in sorted(groups.items()):
        icon = ":material/error:" if severity == "error" else ":material/info:"
        with st.expander(f"{title(code)} :gray[\u00b7 {len(said):,}]", icon=icon):
            st.markdown("\n".join(f"- {each}" for each in said[:_MOST]))


def download(upload_id: int, file_name: str) -> None:
    """Draw the button for the file as it came."""
    engine, actor = data.engine(), who.actor()
    st.download_button(
        "Download the original",
        data=lambda: imports.original(engine, actor, upload_id)[1],
        file_name=file_name,
        mime="application/octet-stream",
        icon=":material/download:",
        type="tertiary",
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
            args=(upload_id,),
        )


def _take_back(upload_id: int) -> None:
    def undo(actor: Actor) -> str:
        count = imports.undo(data.engine(), actor, upload_id)
        return f"Upload {upload_id} is undone; it no longer counts {counted(count, 'invoice')}."

    intake_work.act(undo)
