"""Budget against actual: in all, by month, practice area and vendor, down to the lines."""

import streamlit as st

from legalops.ui import budget, cards, data, filters, overview, spend

if overview.is_empty():
    overview.first_step()
    st.stop()

view = filters.bar()
report = spend.report(view.chosen(data.settings()))
budget.message(report)
cards.headline(report)
budget.notes(report)
budget.months(view, report)
left, right = st.columns(2, gap="large")
with left:
    budget.areas(view, report)
with right:
    budget.vendors(view, report)
budget.exact(view, report)
