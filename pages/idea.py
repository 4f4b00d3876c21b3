"""One idea, or one experiment: what it is about, what was answered, tried and found."""

import streamlit as st

from legalops.ui.ideas import experiment, one
from legalops.ui.work import address, page

kind = "experiment" if address.asked("experiment") else "idea"
row = page.chosen(kind)
if row is None:
    st.stop()
if kind == "experiment":
    experiment.draw(row)
else:
    one.draw(row)
