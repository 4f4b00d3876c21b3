"""How does somebody come in? streamlit-authenticator's form, our check and our session."""

from typing import Any, ClassVar
from urllib.parse import quote, urlencode, urlsplit

import streamlit as st
from streamlit_authenticator import Authenticate

from legalops.access import accounts
from legalops.ui import data, leave

_FIELDS = {
    "Form name": "Sign in",
    "Username": "Username",
    "Password": "Password",
    "Login": "Sign in",
}
_REFUSED = (
    "That did not work. Check the username and password. After several tries there is a wait "
    "of a few minutes; an administrator can end it or give you a one-time code."
)


def asked_for() -> str:
    """Return the path and query of the page asked for, without the set-up secret."""
    path = urlsplit(st.context.url or "/").path or "/"
    keys = [key for key in st.query_params if key != "setup"]
    query = urlencode([(key, value) for key in keys for value in st.query_params.get_all(key)])
    return f"{path}?{query}" if query else path


def go_in(ticket: str) -> None:
    """Trade the ticket for a session in this browser and come back to the page asked for."""
    leave.to(f"/session/open?ticket={ticket}&next={quote(asked_for(), safe='')}")


class _Session:
    """Stands where the library keeps its own cookie, which cannot be revoked."""

    def get_cookie(self) -> None:
        """Say that the library need not restore anybody: the frame has asked already."""

    def set_cookie(self) -> None:
        """Begin our session once the password was right."""
        go_in(st.session_state.pop("sign_in_ticket"))


class _Check:
    """Stands where the library compares passwords, which trims and lower-cases what was typed."""

    def login(self, username: str = "", password: str = "", *_: Any, **__: Any) -> bool:
        """Say whether the person may come in, and keep their ticket for the next step."""
        address = st.context.ip_address or ""
        ticket = accounts.sign_in(data.engine(), username, password, address)
        if ticket:
            st.session_state["sign_in_ticket"] = ticket
        st.session_state["sign_in_failed"] = ticket is None
        return ticket is not None


class _Form(Authenticate):  # type: ignore[misc]  # the library has no types
    """The library's form without its cookie component, its pause and its file."""

    attrs: ClassVar[dict[str, Any]] = {"login_sleep_time": 0}

    def __init__(self) -> None:
        self.path = None
        self.cookie_controller = _Session()
        self.authentication_controller = _Check()


def form() -> None:
    """Draw the sign-in form; when the password is right the browser leaves for its session."""
    st.session_state.pop("authentication_status", None)
    _Form().login(fields=_FIELDS)
    if st.session_state.pop("sign_in_failed", False):
        st.error(_REFUSED)
