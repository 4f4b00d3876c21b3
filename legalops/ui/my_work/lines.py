"""How does a line stand under a link, in line with its words?"""

import streamlit as st

#: As wide as the icon of a link and what is left beside it.
_INDENT = "&emsp;&emsp;"


def under(text: str) -> None:
    """Draw small text under a link, below its words; `text` is Markdown."""
    st.markdown(f"{_INDENT}:small[{text}]")
