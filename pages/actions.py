"""Actions: what there is to do, by person, ticked off where it stands."""

import streamlit as st

from legalops.ui.actions import listing, one
from legalops.ui.work import form, page

row = page.chosen("action")
if row is not None:
    one.draw(row)
    st.stop()
form.said()
listing.draw()
