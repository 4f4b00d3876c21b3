"""The people who may come in, what they may do, and how they get back in."""

import streamlit as st

from legalops.ui import users

users.show_code()
users.table()
change, add = st.columns(2, gap="large")
with add:
    st.subheader("Add a user", anchor=False)
    users.add_form()
with change:
    st.subheader("Change a user", anchor=False)
    chosen = users.choose()
    if chosen is not None:
        users.role_form(chosen)
        users.access_buttons(chosen)
        users.leaving(chosen)
