"""A mail to a firm: read here, opened in the mail program or taken along; the app sends none."""

import streamlit as st

from legalops.services.completeness import Reminder
from legalops.ui.words import plain


def draw(mail: Reminder, whom: str, file_name: str) -> None:
    """Draw a mail with the ways to send it; `whom` is what the receiver is called here."""
    st.caption(
        plain(f"To {mail.to}. Subject: {mail.subject}")
        if mail.to
        else f"No address is kept for this {whom}; enter one on the page Vendors. "
        + plain(f"Subject: {mail.subject}")
    )
    st.code(mail.text, language=None, wrap_lines=True)
    with st.container(horizontal=True):
        st.link_button("Open in the mail program", mail.mailto, icon=":material/mail:")
        st.download_button(
            "Download the mail",
            mail.file,
            file_name=file_name,
            mime="message/rfc822",
            on_click="ignore",
            icon=":material/download:",
        )
