"""One goal."""

import streamlit as st

from legalops.ui.work import page

row = page.chosen("goal")
if row is None:
    st.stop()
page.head("goal", row, ("goals", "Goals"))
page.sections("goal", row, {})
