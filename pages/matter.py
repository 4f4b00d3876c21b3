"""One matter: what it costs and will cost, who works on it, its phases, invoices and notes."""

import streamlit as st

from legalops.ui import matter, matters

matters.said()
row = matter.chosen()
if row is None:
    matter.pick()
    st.stop()
matter.head(row)
matter.cards(row)
matter.months(row)
matter.sections(row)
