"""One goal: how far it is, what it is measured by, what was said at its check-ins."""

import streamlit as st

from legalops.ui.goals import one
from legalops.ui.work import page

row = page.chosen("goal")
if row is None:
    st.stop()
one.draw(row)
