"""How does the title of a record stand in a list, with what it is marked by and its way in?"""

import streamlit as st

from legalops.ui.words import plain
from legalops.ui.work import address

Badge = tuple[str, str, str]


def draw(kind: str, record_id: int, text: str, badge: Badge | None = None) -> None:
    """Draw a title, its badge (words, icon, colour) and the button that opens the record."""
    with st.container(horizontal=True, wrap=False, vertical_alignment="top", gap="small"):
        st.markdown(f"**{plain(text)}**{_mark(badge)}", width="stretch")
        if st.button("Open", type="tertiary", key=f"open_{kind}_{record_id}"):
            address.go(kind, record_id)


def _mark(badge: Badge | None) -> str:
    if badge is None:
        return ""
    words, icon, colour = badge
    return f" :{colour}-badge[:material/{icon}: {plain(words)}]"
