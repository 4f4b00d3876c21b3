"""How the department counts, at which rates it converts, and how far sessions and files go."""

import streamlit as st

from legalops.ui import rates, settings_form

settings_form.said()
department, exchange, limits = st.tabs(["Department", "Exchange rates", "Sessions and files"])
with department:
    settings_form.department()
with exchange:
    rates.draw()
with limits:
    settings_form.limits()
