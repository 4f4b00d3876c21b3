"""One objective: why, who answers for it, and what serves it?"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from legalops.metrics import goal_tree
from legalops.ui.goals import data, listing
from legalops.ui.work import address, inplace, page, register

_MOST = 15


def draw(row: Mapping[str, Any]) -> None:
    """Draw an objective with what serves it."""
    year = int(row["fiscal_year"])
    badges = [(f"FY{year % 100:02d}", "calendar_today", "gray")]
    page.head("objective", row, ("goals", "Goals"), badges, str(row["why"]))
    with st.container(horizontal=True, gap="medium"):
        inplace.person("objective", row, "owner_id")
    page.sections("objective", row, {"What serves it": lambda: _serving(row)})


def _serving(row: Mapping[str, Any]) -> None:
    """Draw the goals and projects that serve the objective, a link each."""
    rows = listing.everything()
    found = [
        each
        for each in goal_tree.under(rows, data.projects(), data.serving(), int(row["id"]))
        if each.record_id is not None
    ]
    if not found:
        register.empty(
            "Nothing serves this objective yet. Open a goal and choose this objective in it.",
            "Firms paid within 30 days",
        )
    for each in found[:_MOST]:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            address.link(each.kind, each.record_id or 0, each.title)
            st.caption(each.words)
    if len(found) > _MOST:
        st.caption(f"And {len(found) - _MOST} more: see Goals, What serves what.")
