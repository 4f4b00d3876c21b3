"""One system: contract, cost, seats, what people think of it."""

import streamlit as st

from legalops.ui.technology import data, one
from legalops.ui.work import page

row = page.chosen("system")
if row is None:
    st.stop()
one.draw(data.room(), row)
