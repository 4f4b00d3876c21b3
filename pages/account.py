"""My account: my password, my calendar, and where I am signed in."""

import streamlit as st

from legalops.ui import accounts, calendars

st.subheader("Password", anchor=False)
accounts.password_form()
st.subheader("Your calendar", anchor=False)
calendars.section()
st.subheader("Where you are signed in", anchor=False)
accounts.session_list()
accounts.sign_out_button()
