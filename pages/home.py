"""The first screen: figures for executives, the month for legal operations, work for members."""

import streamlit as st

from legalops.permissions import Permission
from legalops.ui import completeness, kpis, mine, overview, who
from legalops.ui.my_work import due

if overview.is_empty():
    overview.first_step()
    due.draw()
    st.stop()

if who.may(Permission.IMPORT_INVOICES):
    due.compact()
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
    due.compact()
    overview.whole()
else:
    view, report = overview.standing()
    mine.draw()
    st.subheader("The department", anchor=False)
    overview.message(report)
    kpis.draw_cards(view)
