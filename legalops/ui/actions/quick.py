"""How is an action noted in one line: who, what, when?"""

import streamlit as st

from legalops.errors import InvalidInputError, LegalOpsError
from legalops.periods import day_label
from legalops.permissions import Permission
from legalops.services import actions as acts
from legalops.services.actions import Noted
from legalops.ui import data, who
from legalops.ui.words import plain
from legalops.ui.work import form

_HELP = (
    "Who, what, when: a first name and a colon, what is to be done, and a day. Without a name "
    "it is yours. Days: Friday, next Tuesday, tomorrow, in two weeks, end of month, 27 Nov."
)


def draw(key: str, about: tuple[str, int] | None = None) -> None:
    """Draw the line that notes an action, of the record it came from where it came from one."""
    if not who.may(Permission.EDIT_OWN_WORK):
        return
    typed, wrong = f"{key}_line", f"{key}_wrong"
    with st.form(f"{key}_form", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.text_input(
                "New action: who, what, when", key=typed, help=_HELP, width="stretch",
                placeholder="Tom: call the firm, Friday",
            )  # fmt: skip
            st.form_submit_button("Add", key=f"{key}_add", on_click=_add, args=(key, about))
        if said := st.session_state.get(wrong, ""):
            st.caption(f":red[:material/error: {plain(said)}]")


def _add(key: str, about: tuple[str, int] | None) -> None:
    """Keep the action; the line is emptied for the next one, or says what is wrong with it."""
    typed, wrong = f"{key}_line", f"{key}_wrong"
    st.session_state[wrong] = ""
    try:
        noted = acts.note(
            data.engine(), who.actor(), str(st.session_state.get(typed) or ""), about
        )  # fmt: skip
    except InvalidInputError as error:
        st.session_state[wrong] = f"It {error.problem}"
    except LegalOpsError as error:
        st.session_state[wrong] = str(error)
    else:
        st.session_state[typed] = ""
        st.session_state[form.SAID] = _said(noted)


def _said(noted: Noted) -> str:
    whom = f"{noted.owner}: " if noted.owner else ""
    until = f", by {day_label(noted.due_on)}" if noted.due_on else ", without a day"
    return f"Noted. {plain(whom + noted.title + until)}."
