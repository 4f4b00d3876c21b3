"""Fields that several forms ask in the same way."""

import streamlit as st

from legalops.errors import InvalidInputError


def new_password(advice: str, key: str = "new_password") -> tuple[str, str]:
    """Ask for a new password twice."""
    first = st.text_input(
        "New password", type="password", autocomplete="new-password", help=advice, key=key
    )
    again = st.text_input(
        "New password again", type="password", autocomplete="new-password", key=f"{key}_again"
    )
    return first, again


def same(typed: tuple[str, str]) -> str:
    """Return the password typed twice; raise InvalidInputError when the two differ."""
    if typed[0] != typed[1]:
        raise InvalidInputError("Password", "the two entries differ. Type the same one twice.")
    return typed[0]
