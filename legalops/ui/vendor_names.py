"""Under which spellings and numbers do a vendor's files come?"""

import pandas as pd
import streamlit as st

from legalops.errors import LegalOpsError
from legalops.services import vendors as acts
from legalops.ui import data, who
from legalops.ui.words import plain

SAID = "vendors_said"


def say(text: str) -> None:
    """Run the page again, which says once what was done."""
    st.session_state[SAID] = text
    st.rerun()


def draw(row: pd.Series) -> None:
    """Draw a vendor's other names, each with a way to forget it, and a form for another."""
    number = int(row["id"])
    known = acts.aliases(data.engine(), number)
    st.caption(
        "Files are known by the vendor's number, its name or one of these. Capitals and blanks "
        "make no difference."
    )
    if not known:
        st.markdown("No other name is kept.")
    for alias in known:
        _alias(alias)
    with st.form(f"vendor_alias_{number}", border=True, clear_on_submit=True):
        typed = st.text_input("Another spelling or number", max_chars=200)
        if st.form_submit_button("Add it"):
            _add(number, typed)


def _alias(alias: acts.Alias) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(plain(alias.alias), width="content")
        if alias.id is None:
            st.caption("of a vendor merged into this one", width="content")
        elif st.button("Forget", key=f"alias_{alias.id}", type="tertiary"):
            try:
                acts.remove_alias(data.engine(), who.actor(), alias.id)
            except LegalOpsError as error:
                st.error(plain(error))
                return
            say(f"{plain(alias.alias)} is forgotten.")


def _add(number: int, typed: str) -> None:
    try:
        acts.add_alias(data.engine(), who.actor(), number, typed)
    except LegalOpsError as error:
        st.error(plain(error))
        return
    say(f"{plain(typed)} is kept as another name.")
