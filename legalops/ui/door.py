"""What does somebody see who is not, or not yet fully, signed in?"""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from legalops.access import accounts, sessions
from legalops.access.sessions import Visitor
from legalops.errors import LegalOpsError
from legalops.services import setup
from legalops.store import users
from legalops.ui import data, forms, leave, sign_in, style
from legalops.ui.words import plain


def stand_before(visitor: Visitor | None) -> None:
    """Draw what is asked of a visitor before any page: sign in, set up, or a new password."""
    style.door()
    with _narrow():
        if visitor is not None:
            _new_password(visitor)
        elif users.exist(data.engine()):
            sign_in.form()
        else:
            _set_up()


def _narrow() -> DeltaGenerator:
    outer = st.container(horizontal_alignment="center")
    column = outer.container(width=440)
    column.space("large")
    column.html(
        '<h1 style="font-size:1.6rem;font-weight:600;margin:0;padding:0">Legal operations</h1>'
    )
    column.caption(plain(data.settings().department))
    return column


def _set_up() -> None:
    token = st.query_params.get("setup", "")
    if not token or not accounts.setup_stands(data.engine(), token):
        st.info(
            "There is no user yet. Open the set-up link that was printed on the console when "
            "the app started; it is good for 24 hours. Starting the app again prints a new one.",
            icon=":material/terminal:",
        )
        return
    with st.form("set_up"):
        st.subheader("The first administrator", anchor=False)
        username = st.text_input("Username", autocomplete="username", max_chars=40)
        name = st.text_input("Your name, as others read it", autocomplete="name", max_chars=80)
        new = forms.new_password("At least 15 characters; four odd words do.")
        with_sample = st.checkbox(
            "Load the sample department too",
            help="Invented invoices, budgets and vendors of three years, to look around in. "
            "Take it into a store you will throw away: it does not go out again.",
        )
        if st.form_submit_button("Create the account", type="primary", width="stretch"):
            _create(token, username, name, new, with_sample)


def _create(token: str, username: str, name: str, new: tuple[str, str], with_sample: bool) -> None:
    try:
        actor = accounts.create_first_admin(
            data.engine(),
            token,
            username=username,
            display_name=name,
            password=forms.same(new),
        )
        if with_sample:
            with st.spinner("Loading the sample department …"):
                setup.load_sample(data.engine(), actor)
    except LegalOpsError as error:
        st.error(plain(error))
        return
    sign_in.go_in(sessions.issue_ticket(data.engine(), actor.user_id or 0))


def _new_password(visitor: Visitor) -> None:
    with st.form("choose_password"):
        st.subheader("Choose your password", anchor=False)
        st.write(
            f"Welcome, {plain(visitor.actor.display_name)}. Your one-time code is used up now."
        )
        new = forms.new_password("Four odd words make a good one.")
        if st.form_submit_button("Save the password", type="primary", width="stretch"):
            try:
                accounts.choose_password(data.engine(), visitor.actor, forms.same(new))
            except LegalOpsError as error:
                st.error(plain(error))
                return
            st.rerun()
    if st.button("Sign out", type="tertiary"):
        leave.to("/session/close")
