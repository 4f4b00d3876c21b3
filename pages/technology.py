"""Systems: what must be cancelled or renewed, the register, evaluations."""

import streamlit as st

from legalops.ui.technology import data, evaluations, listing, overview

room = data.room()
if not overview.head(room):
    st.stop()
overview.due(room)
systems, compared = st.tabs(["Systems", "Evaluations"], key="technology_tab", on_change="rerun")
if systems.open:
    with systems:
        listing.draw(room)
if compared.open:
    with compared:
        evaluations.draw(room)
