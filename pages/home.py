"""The first screen: spend for those who answer for it, what is missing for those who collect it."""

import streamlit as st

from legalops.permissions import Permission
from legalops.ui import completeness, overview, who

if overview.is_empty():
    overview.first_step()
    st.stop()

view, report = overview.standing()
if who.may(Permission.IMPORT_INVOICES):
    left, right = st.columns(2, gap="large")
    with left:
        overview.draw_missing(view, report)
    with right:
        overview.draw_last()
    completeness.compact()
    st.subheader("Spend to date", anchor=False)
    overview.draw_standing(view, report)
else:
    overview.draw_standing(view, report)
    left, right = st.columns(2, gap="large")
    with left:
        overview.draw_remarks(view, report)
    with right:
        overview.draw_missing(view, report)
        overview.draw_last()
