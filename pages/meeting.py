"""One meeting: agenda, notes, actions."""

import streamlit as st

from legalops.ui.meetings import one
from legalops.ui.work import page

row = page.chosen("meeting")
if row is None:
    st.stop()
one.draw(row)
