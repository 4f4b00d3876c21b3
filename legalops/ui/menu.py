"""Who am I signed in as, and how do I leave?"""

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from legalops.permissions import Actor
from legalops.ui import leave
from legalops.ui.words import ROLE_TITLES, plain


def account(actor: Actor, page: StreamlitPage | None) -> None:
    """Draw the account menu at the foot of the sidebar."""
    with st.sidebar.popover(
        plain(actor.display_name), icon=":material/account_circle:", width="stretch"
    ):
        st.caption(f"{ROLE_TITLES[actor.role]}, signed in as {plain(actor.name)}")
        if page is not None:
            st.page_link(page, label="Password and sessions", icon=":material/key:")
        if st.button("Sign out", icon=":material/logout:", width="stretch", key="sign_out"):
            leave.to("/session/close")
