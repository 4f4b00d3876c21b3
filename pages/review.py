"""Invoices that wait for a decision: approve, approve less an amount, reject, mark as paid."""

import streamlit as st

from legalops.ui import review, review_act

review.said()
if review.is_empty():
    review.first_step()
    st.stop()

review.headline()
view = review.view()
review_act.draw(view.status, review.listed(view))
