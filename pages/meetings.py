"""Meetings: series and channels, what comes next, what was held."""

import streamlit as st

from legalops.ui.meetings import forum, listing
from legalops.ui.work import form, page

row = page.chosen("forum")
if row is not None:
    forum.draw(row)
    st.stop()
form.said()
listing.draw()
