"""How the department counts and converts, how far sessions and files go, how mail is sent."""

import streamlit as st

from legalops.ui import rates, settings_form

settings_form.said()
department, exchange, limits, mail = st.tabs(
    ["Department", "Exchange rates", "Sessions and files", "Mail"]
)
with department:
    settings_form.department()
with exchange:
    rates.draw()
with limits:
    settings_form.limits()
with mail:
    settings_form.mail()
