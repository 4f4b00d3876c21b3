"""My account: my password, and where I am signed in."""

import re
from collections.abc import Hashable
from typing import Any

import streamlit as st

from legalops.access import accounts, sessions
from legalops.errors import LegalOpsError
from legalops.periods import local
from legalops.ui import data, forms, leave, who
from legalops.ui.words import plain

_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone|iPad", "iOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def password_form() -> None:
    """Draw the form that changes the password; other sessions end with the change."""
    with st.form("change_password", clear_on_submit=True, width=440):
        old = st.text_input("Present password", type="password", autocomplete="current-password")
        new = forms.new_password("At least 12 characters, 15 for administrators.")
        if st.form_submit_button("Change the password", type="primary"):
            _change(old, new)


def _change(old: str, new: tuple[str, str]) -> None:
    try:
        accounts.change_password(data.engine(), who.actor(), old, forms.same(new))
    except LegalOpsError as error:
        st.error(plain(error))
        return
    st.success("The password is changed. Your other sessions have ended.")


def session_list() -> None:
    """Draw where the person is signed in, each with a way to end it."""
    frame = sessions.mine(data.engine(), who.actor())
    zone = data.settings().time_zone
    for row in frame.head(20).to_dict("records"):
        _session(row, zone)
    others = len(frame) - 1
    if others > 0 and st.button(f"End all {others} others" if others > 1 else "End the other one"):
        sessions.end_others(data.engine(), who.actor())
        st.rerun()


def _session(row: dict[Hashable, Any], zone: str) -> None:
    with st.container(border=True, width=640, horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch", gap="xxsmall"):
            where = f"{device(row['agent'])}, {row['address'] or 'this machine'}"
            st.markdown(f"**{plain(where)}**")
            since, seen = (local(row[column], zone) for column in ("created_at", "last_seen_at"))
            st.caption(f"Since {since}, last seen {seen}")
        if row["is_this"]:
            st.caption("This one", width="content")
        elif st.button("End", key=f"end_{row['id_hash'][:16]}"):
            sessions.end_one(data.engine(), who.actor(), row["id_hash"])
            st.rerun()


def device(agent: str) -> str:
    """Name browser and system in words: `Firefox on Windows`."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    browser = browser or ("Safari" if "Safari" in agent else "Browser")
    system = next((name for mark, name in _SYSTEMS if re.search(mark, agent)), "")
    return f"{browser} on {system}" if system else browser


def sign_out_button() -> None:
    """Draw the button that ends this session."""
    if st.button("Sign out", icon=":material/logout:", key="account_sign_out"):
        leave.to("/session/close")
