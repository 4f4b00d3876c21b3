"""What do people think of a system, and what do I?"""

import streamlit as st

from legalops import periods
from legalops.errors import LegalOpsError
from legalops.services import technology as acts
from legalops.store import technology as store
from legalops.ui import data, who
from legalops.ui.words import plain
from legalops.ui.work import form
from legalops.ui.work.page import Row

_MOST = 30


def draw(row: Row) -> None:
    """Draw the person's own rating and everybody's, the newest first."""
    found = store.ratings(data.engine(), int(row["id"]))
    mine = found[found["user_id"] == who.actor().user_id]
    if row["withdrawn_at"] is None:
        score = int(mine.iloc[0]["score"]) if len(mine) else None
        _ask(row, score, str(mine.iloc[0]["note"]) if len(mine) else "")
    if found.empty:
        st.caption("Nobody has rated it yet. Two stars with a reason say more than none.")
    rows = zip(found["name"], found["score"], found["note"], found["at"], strict=True)
    for name, score, note, at in list(rows)[:_MOST]:
        with st.container(gap="xxsmall"):
            stars = "\u2605" * score + "\u2606" * (5 - score)
            day = periods.local(at, data.settings().time_zone)
            st.markdown(f"**{plain(name)}** {stars} {score} of 5")
            st.caption(plain(f"{note} ({day})" if note else day))


def _ask(row: Row, score: int | None, note: str) -> None:
    number = int(row["id"])
    with st.form(f"rating_{number}", border=True):
        st.caption("How well does it serve you? One star is poor, five is excellent.")
        st.session_state.setdefault(f"stars_{number}", None if score is None else score - 1)
        given = st.feedback("stars", key=f"stars_{number}")
        why = st.text_input("Why", value=note, max_chars=store.LONGEST_NOTE, key=f"why_{number}")
        label = "Rate it" if score is None else "Change my rating"
        if st.form_submit_button(label):
            _keep(number, given, why)


def _keep(system: int, given: int | None, why: str) -> None:
    if given is None:
        st.error("Choose one to five stars first.")
        return
    try:
        acts.rate(data.engine(), who.actor(), system, given + 1, why)
    except LegalOpsError as error:
        st.error(plain(error))
        return
    st.session_state[form.SAID] = "Your rating is kept."
    st.rerun()
