"""Who is looking at this page, asked of the store on every run?"""

from urllib.parse import urlsplit

import streamlit as st

from legalops.access import sessions
from legalops.errors import SessionEndedError
from legalops.permissions import Actor, Permission
from legalops.ui import data, once

_MARK = "session_mark"


def session_id() -> str | None:
    """Return the session id of this connection's cookie; the only place that reads it."""
    return sessions.from_cookies(st.context.cookies, is_secure())


def is_secure() -> bool:
    """Say whether the browser came over https."""
    return urlsplit(st.context.headers.get("Origin", "")).scheme == "https"


def visitor() -> sessions.Visitor | None:
    """Return whoever has a session that stands, None when nobody does."""
    return once.asked("visitor", lambda: sessions.current(data.engine(), session_id()))


def actor() -> Actor:
    """Return who acts; raise SessionEndedError when nobody is signed in, or not fully."""
    found = visitor()
    if found is None or found.must_change:
        raise SessionEndedError
    return found.actor


def may(permission: Permission) -> bool:
    """Say whether the person may do this (what is shown; every write asks again)."""
    return actor().may(permission)


def keep_apart(visitor: sessions.Visitor | None) -> None:
    """Forget what this tab holds when it now belongs to another session, or to nobody."""
    mark = visitor.actor.session_hash if visitor else None
    if st.session_state.get(_MARK, mark) != mark:
        st.session_state.clear()
    st.session_state[_MARK] = mark
