"""Is the month complete? Vendors by month, what is awaited, and the reminder to a firm."""

import streamlit as st

from legalops.ui import completeness, completeness_cell

completeness_cell.said()
view = completeness.view()
if view is None:
    completeness.first_step()
    st.stop()

completeness.headline(view)
shown = completeness.chosen_rows(view)
completeness.grid(shown)
completeness_cell.draw(shown)
