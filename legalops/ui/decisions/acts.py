"""What can the person do with a decision as it stands?"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from legalops.permissions import Permission
from legalops.ui import who
from legalops.ui.decisions import asks
from legalops.ui.decisions import data as read
from legalops.ui.work import page

Row = Mapping[str, Any]


def draw(row: Row, *, has_successor: bool) -> None:
    """Draw the buttons that fit the state of a decision and the person's role.

    A decision that is being asked anew already is not asked anew once more.
    """
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if row["state"] == "open":
            _open(row)
        if row["state"] == "decided" and asks.may_review(row):
            _review(row)
        if row["state"] in ("decided", "reviewed") and not has_successor:
            _anew(row)


def _open(row: Row) -> None:
    if who.may(Permission.DECIDE):
        if st.button("Decide", type="primary", icon=":material/gavel:", key="decision_decide"):
            asks.decide(row)
        return
    if page.may_edit(row, "decision") and st.button(
        "Propose an outcome", icon=":material/edit_note:", key="decision_propose"
    ):
        asks.propose(row)
    st.caption("Executives record the outcome; what is proposed is ready for them to confirm.")


def _review(row: Row) -> None:
    is_late = read.is_late(row)
    if st.button(
        "Review it", type="primary" if is_late else "secondary",
        icon=":material/history:", key="decision_review",
    ):  # fmt: skip
        asks.review(row)


def _anew(row: Row) -> None:
    if st.button(
        "Ask it anew", icon=":material/replay:", key="decision_anew",
        help="A decision is not edited. A new question takes its place once that is decided; the "
        "options come along.",
    ):  # fmt: skip
        asks.anew(row)
