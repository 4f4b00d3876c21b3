"""What does a person read when something goes wrong?"""

import logging
import secrets

import streamlit as st

from legalops.errors import LegalOpsError
from legalops.ui.words import plain

_log = logging.getLogger("legalops")


def tell(error: Exception) -> bool:
    """Show an error where the page stands: its own words, or a reference to the log's details."""
    if isinstance(error, LegalOpsError):
        st.error(plain(error), icon=":material/error:")
        return True
    reference = secrets.token_hex(4)
    _log.error("reference %s", reference, exc_info=error)
    st.error(
        "Something went wrong here and this page could not be finished. Reload it; if it happens "
        f"again, tell an administrator the reference **{reference}**.",
        icon=":material/error:",
    )
    return True
