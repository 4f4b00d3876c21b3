"""Budget against actual: in all, in pictures, in words, down to the lines; with comments."""

import streamlit as st

from legalops.ui import budget, cards, data, filters, overview, spend, take

if overview.is_empty():
    overview.first_step()
    st.stop()

view = filters.bar(keep=budget.KEPT)
report = spend.report(view.chosen(data.settings()))
budget.message(report)
cards.headline(report)
budget.notes(report)
take.pack_buttons(view)
budget.picture(view, report)
left, right = st.columns(2, gap="large")
with left:
    budget.areas(view, report)
with right:
    budget.vendors(view, report)
left, right = st.columns(2, gap="large")
with left:
    budget.overruns(view, report)
with right:
    budget.commentary(view)
budget.exact(view, report)
