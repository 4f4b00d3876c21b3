"""How is an idea kept in ten seconds: one line, and Enter?"""

import streamlit as st

from legalops.errors import InvalidInputError, LegalOpsError
from legalops.permissions import Permission
from legalops.services import ideas as acts
from legalops.ui import data, who
from legalops.ui.words import plain
from legalops.ui.work import form

_LINE, _WRONG, _TROUBLE = "idea_line", "idea_line_wrong", "idea_trouble"


def draw() -> None:
    """Draw the line that keeps an idea."""
    if not who.may(Permission.EDIT_OWN_WORK):
        return
    with st.form("idea_quick", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.text_input(
                "What could be done better?", key=_LINE, width="stretch",
                placeholder="One intake form for all requests",
                help="One line is enough. What it would bring can be added on the idea's page.",
            )  # fmt: skip
            st.form_submit_button("Keep the idea", type="primary", on_click=_keep)
        if said := st.session_state.get(_WRONG, ""):
            st.caption(f":red[:material/error: {plain(said)}]")


def _keep() -> None:
    """Keep what was typed; the line is emptied for the next one, or says what is wrong."""
    st.session_state[_WRONG] = ""
    try:
        acts.submit(data.engine(), who.actor(), str(st.session_state.get(_LINE) or ""))
    except InvalidInputError as error:
        st.session_state[_WRONG] = f"The idea {error.problem}"
    except LegalOpsError as error:
        st.session_state[_WRONG] = str(error)
    else:
        st.session_state[_LINE] = ""
        st.session_state[form.SAID] = "The idea is kept."


def support(number: int, count: int, *, is_mine: bool) -> None:
    """Draw the button that supports an idea, or takes the support back."""
    st.button(
        f"Support {count}", key=f"support_{number}", width=108,
        type="primary" if is_mine else "secondary", on_click=_toggle, args=(number,),
        disabled=not who.may(Permission.EDIT_OWN_WORK),
        help="You support it. Click to take that back." if is_mine else "Support this idea",
    )  # fmt: skip


def _toggle(number: int) -> None:
    try:
        acts.toggle_support(data.engine(), who.actor(), number)
    except LegalOpsError as error:
        st.session_state[_TROUBLE] = str(error)


def trouble() -> None:
    """Say, once, why the last click was not kept."""
    if said := st.session_state.pop(_TROUBLE, ""):
        st.error(plain(said), icon=":material/error:")
