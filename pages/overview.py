"""The department on one screen: how it stands, what is off, what must be decided."""

import streamlit as st

from legalops.ui import overview

if overview.is_empty():
    overview.first_step()
    st.stop()

overview.whole()
