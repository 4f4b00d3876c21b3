"""The department's spend on one screen: how it stands, what is off, what is missing."""

import streamlit as st

from legalops.ui import overview

if overview.is_empty():
    overview.first_step()
    st.stop()

view, report = overview.standing()
overview.draw_standing(view, report)
left, right = st.columns(2, gap="large")
with left:
    overview.draw_remarks(view, report)
with right:
    overview.draw_missing(view, report)
    overview.draw_last()
