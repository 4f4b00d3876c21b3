"""One project."""

import streamlit as st

from legalops.ui.projects import one
from legalops.ui.work import page

row = page.chosen("project")
if row is None:
    st.stop()
one.draw(row)
