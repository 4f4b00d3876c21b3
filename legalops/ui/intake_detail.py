"""What is there to decide about one file, step by step, until it is stored?"""

import streamlit as st

from legalops.intake.how import KINDS
from legalops.permissions import Actor
from legalops.services import uploads
from legalops.services.uploads import Opened
from legalops.ui import (
    data,
    intake_columns,
    intake_effect,
    intake_faults,
    intake_invoices,
    intake_kind,
    intake_matters,
    intake_mending,
    intake_questions,
    intake_rows,
    intake_suppliers,
    intake_work,
    upload_detail,
    upload_history,
)
from legalops.ui.intake_words import State, when
from legalops.ui.words import plain

_REASONS = {
    "ledes1998b": "its first line says so",
    "ledes98bi": "its first line says so",
    "ledes2000": "its first element says so",
    "ledesxml": "its first element says so",
    "table": "its first rows are headings and lines",
    "payments": "its columns are those of payments",
}


def draw(upload_id: int) -> None:
    """Draw an upload: what waits of it, what is stored of it, and the way back to all."""
    st.button(
        "All files", key="intake_back", type="tertiary", icon=":material/arrow_back:",
        on_click=intake_work.go, args=(None,),
    )  # fmt: skip
    history = upload_history.row(upload_id)
    if history is None:
        st.info(f"There is no upload {upload_id}. It may be of another store.")
        return
    doing = intake_work.busy([upload_id]).get(upload_id)
    if doing:
        st.subheader(plain(history["file_name"]), anchor=False)
        words = "stored" if history["state"] != "received" else "read"
        st.caption(f"It is being {words}. You can go on elsewhere; nothing is lost.")
        return
    waits = history["state"] in ("received", "draft", "refused")
    if waits:
        _waiting(intake_work.look(upload_id))
    if not waits or history["invoices"]:
        upload_detail.draw(upload_id, is_alone=not waits)


def _waiting(opened: Opened) -> None:
    _head(opened)
    if opened.draft.is_refused and opened.draft.layout is None:
        _refused(opened)
        return
    intake_columns.draw(opened)
    if intake_columns.is_asked(opened):
        intake_faults.draw(opened)
        return
    intake_suppliers.draw(opened)
    intake_questions.draw(opened)
    intake_matters.draw(opened)
    intake_faults.draw(opened)
    intake_mending.listed(opened)
    intake_invoices.draw(opened)
    intake_effect.draw(opened)


def _head(opened: Opened) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(plain(opened.file_name), anchor=False, width="content")
        state = _state(opened)
        st.badge(state.words, icon=state.icon, color=state.colour)  # type: ignore[arg-type]  # one of the colours
    parts = [_recognised(opened), f"came {when(opened.uploaded_at)} from {opened.uploaded_by}"]
    if opened.version > 1:
        parts.append(f"last worked on by {opened.updated_by}, {when(opened.updated_at)}")
    st.caption(plain(" \u00b7 ".join(filter(None, parts))))
    _say_if_seen(opened)
    with st.container(horizontal=True, gap="small"):
        intake_kind.draw(opened)
        upload_detail.download(opened.upload_id, opened.file_name)
        with st.popover("Put away", type="tertiary", icon=":material/inventory_2:"):
            st.write("What waits of this file leaves the list. What is stored of it stays.")
            st.button(
                "Put this file away", key=intake_work.key(opened, "away"),
                on_click=_put_away, args=(opened.upload_id,),
            )  # fmt: skip


def _state(opened: Opened) -> State:
    if opened.draft.is_refused and opened.draft.layout is None:
        return intake_rows.BROKEN
    return intake_rows.standing(intake_rows.facts_of(opened))


def _recognised(opened: Opened) -> str:
    kind = opened.how.kind
    if kind:
        return f"read as {KINDS[kind]}, as chosen"
    name = opened.draft.format
    if not name:
        return ""
    if opened.draft.layout is not None:
        what = "payments" if opened.draft.is_payments else "table"
        return f"{KINDS[what]} ({name}), because {_REASONS[what]}"
    reason = next((r for k, r in _REASONS.items() if k in _flat(name)), "")
    return f"{name}, because {reason}" if reason else name


def _flat(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def _say_if_seen(opened: Opened) -> None:
    seen = opened.prepared.seen
    if seen is not None:
        st.info(
            f"The same bytes came {when(seen.uploaded_at)} by {plain(seen.uploaded_by)}; "
            f"{seen.live_invoices:,} of its invoices count.",
            icon=":material/history:",
        )


def _refused(opened: Opened) -> None:
    st.error(
        "This file cannot be read as an invoice file; nothing of it is stored.",
        icon=":material/block:",
    )
    intake_faults.draw(opened)


def _put_away(upload_id: int) -> None:
    def put(actor: Actor) -> str:
        uploads.discard(data.engine(), actor, upload_id)
        return "Put away. It stays below, under What came before."

    if intake_work.act(put):
        intake_work.go(None)
