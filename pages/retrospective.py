"""One retrospective: what went well, what did not, what changes, and whether it is done."""

import streamlit as st

from legalops.ui.lessons import retrospective
from legalops.ui.work import page

row = page.chosen("retrospective")
if row is None:
    st.stop()
retrospective.draw(row)
