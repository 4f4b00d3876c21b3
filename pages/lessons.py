"""Lessons and wins: what was learned, what was agreed, who is thanked, how mature we are."""

import streamlit as st

from legalops.ui.lessons import one, rooms
from legalops.ui.work import form

if one.asked():
    st.stop()
form.said()
rooms.draw()
