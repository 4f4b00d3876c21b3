"""One decision."""

import streamlit as st

from legalops.ui.decisions import one
from legalops.ui.work import page

row = page.chosen("decision")
if row is None:
    st.stop()
one.draw(row)
