"""The first screen: figures for executives, the month for legal operations, matters for members."""

import streamlit as st

from legalops.permissions import Permission
from legalops.ui import completeness, kpis, mine, overview, who

if overview.is_empty():
    overview.first_step()
    st.stop()

if who.may(Permission.IMPORT_INVOICES):
    view, report = overview.standing()
    left, right = st.columns(2, gap="large")
    with left:
        overview.draw_missing(view, report)
    with right:
        overview.draw_last()
    completeness.compact()
    st.subheader("Spend to date", anchor=False)
    overview.message(report)
    kpis.draw_cards(view)
elif who.may(Permission.APPROVE_BUDGET):
    overview.whole()
else:
    view, report = overview.standing()
    mine.draw()
    st.subheader("The department", anchor=False)
    overview.message(report)
    kpis.draw_cards(view)
