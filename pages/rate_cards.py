"""What firms may charge: rates, requests, terms, new rates, and what a change would cost."""

import streamlit as st

from legalops.ui import rate_cards, rate_entry, rate_requests, what_if

rate_cards.said()
rate_cards.ending()
requests, rates, terms, entry, ahead = st.tabs(
    ["Requests", "Rates", "Terms", "Enter rates", "What if"], key="rate_tab", on_change="rerun"
)
if requests.open:
    with requests:
        rate_requests.draw()
if rates.open:
    with rates:
        rate_cards.draw_rates()
if terms.open:
    with terms:
        rate_cards.draw_terms()
if entry.open:
    with entry:
        rate_entry.draw()
if ahead.open:
    with ahead:
        what_if.draw()
