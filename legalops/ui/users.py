"""The people who may come in, as an administrator sees and changes them."""

from dataclasses import dataclass

import streamlit as st

from legalops.errors import LegalOpsError
from legalops.periods import local
from legalops.permissions import Role
from legalops.services import users
from legalops.ui import data, who
from legalops.ui.words import ROLE_TITLES, plain

_STATES = {
    "active": "Active",
    "locked": "Waiting after wrong passwords",
    "code": "One-time code not used yet",
    "no access": "No password, code too old",
    "disabled": "Disabled",
}
_ROLES = [str(role) for role in Role]
_CODE = "user_code"


@dataclass(frozen=True)
class Chosen:
    """The user being changed."""

    username: str
    name: str
    role: str
    state: str


def show_code() -> None:
    """Show a one-time code just made, once."""
    made = st.session_state.pop(_CODE, None)
    if made is None:
        return
    name, code = made
    with st.container(border=True):
        st.markdown(
            f"**One-time code for {plain(name)}.** It is shown only now. It goes in the password "
            "field, works once within 24 hours, and asks for a new password."
        )
        st.code(code, language=None)


def table() -> None:
    """Draw everybody with role, state and when they were last seen."""
    frame = users.list_users(data.engine())
    zone = data.settings().time_zone
    seen = frame["last_seen_at"].map(lambda at: local(at, zone), na_action="ignore")
    shown = frame[["display_name", "username", "role"]].assign(
        role=frame["role"].map(ROLE_TITLES),
        state=frame["state"].map(_STATES),
        seen=seen.astype("object").fillna("Never"),
    )
    shown.columns = ["Name", "Username", "Role", "State", "Last seen"]
    st.dataframe(shown, hide_index=True, width="stretch")


def add_form() -> None:
    """Draw the form for a new user; it gives a one-time code, shown once."""
    with st.form("add_user", clear_on_submit=True):
        username = st.text_input("Username", max_chars=40, autocomplete="off")
        name = st.text_input("Name, as others read it", max_chars=80, autocomplete="off")
        role = st.selectbox("Role", _ROLES, format_func=_role_title)
        if st.form_submit_button("Add", type="primary"):
            try:
                _, code = users.add(data.engine(), who.actor(), username, name, role)
            except LegalOpsError as error:
                st.error(plain(error))
                return
            _show(name, code)


def _show(name: str, code: str) -> None:
    st.session_state[_CODE] = (name, code)
    st.rerun()


def _role_title(role: str) -> str:
    return ROLE_TITLES[Role(role)]


def choose() -> Chosen | None:
    """Ask which user to change."""
    frame = users.list_users(data.engine())
    columns = (frame[column] for column in ("username", "display_name", "role", "state"))
    rows = {values[0]: Chosen(*values) for values in zip(*columns, strict=True)}
    username = st.selectbox(
        "User",
        list(rows),
        index=None,
        format_func=lambda key: f"{rows[key].name} ({key})",
        placeholder="Choose a user",
    )
    return rows[username] if username else None


def role_form(user: Chosen) -> None:
    """Draw the form that gives the user another role."""
    with st.form(f"role_{user.username}"):
        role = st.selectbox("Role", _ROLES, index=_ROLES.index(user.role), format_func=_role_title)
        if st.form_submit_button("Change the role"):
            try:
                users.set_role(data.engine(), who.actor(), user.username, role)
            except LegalOpsError as error:
                st.error(plain(error))
                return
            st.rerun()


def access_buttons(user: Chosen) -> None:
    """Draw what helps a user back in: unlock, a new code, enable."""
    with st.container(horizontal=True):
        if user.state == "locked" and st.button("Unlock", icon=":material/lock_open:"):
            users.unlock(data.engine(), who.actor(), user.username)
            st.rerun()
        if user.state == "disabled":
            if st.button("Enable", icon=":material/person_check:"):
                users.enable(data.engine(), who.actor(), user.username)
                st.rerun()
        elif st.button(
            "New one-time code",
            icon=":material/key:",
            help="Replaces the password and ends all sessions of this user.",
        ):
            _show(user.name, users.reset(data.engine(), who.actor(), user.username))


def leaving(user: Chosen) -> None:
    """Draw the way to disable a user, with what they own and who takes it."""
    if user.state == "disabled":
        return
    with st.form(f"disable_{user.username}"):
        owned = users.owned(data.engine(), user.username)
        heir = _heir(user, owned) if owned else None
        st.caption(
            "A disabled user is signed out at once and cannot come in; their name stays on "
            "what they did."
        )
        if st.form_submit_button("Disable", icon=":material/person_off:"):
            try:
                users.disable(data.engine(), who.actor(), user.username, heir)
            except LegalOpsError as error:
                st.error(plain(error))
                return
            st.rerun()


def _heir(user: Chosen, owned: list[str]) -> str | None:
    st.write(f"{plain(user.name)} owns {len(owned)}:")
    st.text("\n".join(owned[:10] + ([f"and {len(owned) - 10} more"] if len(owned) > 10 else [])))
    frame = users.list_users(data.engine())
    can_take = frame[(frame["state"] != "disabled") & (frame["username"] != user.username)]
    names = dict(zip(can_take["username"], can_take["display_name"], strict=True))
    heir: str | None = st.selectbox(
        "Hand over to",
        list(names),
        index=None,
        format_func=lambda key: f"{names[key]} ({key})",
        placeholder="Choose who takes them",
    )
    return heir
