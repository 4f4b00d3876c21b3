"""How is the process kept quick once everything is imported?"""

import gc

import streamlit as st


@st.cache_resource(show_spinner=False)
def once() -> None:
    """Take all that is loaded out of the garbage collector's rounds, which Streamlit runs often."""
    gc.collect()
    gc.freeze()
