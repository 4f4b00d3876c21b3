"""What does the house look like where the theme's settings end?"""

import streamlit as st

# Streamlit leaves a hand's breadth above the title; a page of numbers needs it below.
_RULES = """
<style>
[data-testid="stMainBlockContainer"] { padding-top: 3.75rem; padding-bottom: 4rem; }
[data-testid="stPageLink"] p { white-space: normal; }
.st-key-record_head h1 { padding: 0 0 0.75rem; font-size: 1.9rem; line-height: 1.2; }
@media (min-width: 640px) {
  .st-key-list_head { flex-wrap: nowrap; }
  .st-key-list_head > :not(:first-child) { flex-shrink: 0; }
}
</style>
"""


def door() -> None:
    """Give the sign-in form, which we do not draw ourselves, the one clear button."""
    theme = st.context.theme.type or "light"
    colour = st.get_option(f"theme.{theme}.primaryColor") or "#24557A"
    st.html(
        "<style>[data-testid='stElementContainer']:has([data-testid='stFormSubmitButton']), "
        "[data-testid='stFormSubmitButton'] { width: 100% !important; } "
        "[data-testid='stFormSubmitButton'] button, "
        "[data-testid='stFormSubmitButton'] button:hover { width: 100%; color: #FFFFFF; "
        f"background: {colour}; border-color: {colour}; }}</style>"
    )


def apply() -> None:
    """Add the few rules that no setting offers."""
    st.html(_RULES)
