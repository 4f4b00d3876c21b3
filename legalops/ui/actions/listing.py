"""What is there to do in the department, whose is it, and what of it is late?"""

import pandas as pd
import streamlit as st

from legalops.metrics import actions as metrics
from legalops.permissions import Permission
from legalops.ui import who
from legalops.ui.actions import data, people, quick, rows, table
from legalops.ui.words import plain
from legalops.ui.work import grid, options, register

_SHOW = {
    "mine": "Mine", "open": "Open", "overdue": "Overdue", "people": "By person", "done": "Done",
}  # fmt: skip
_NOTHING = {
    "mine": "Nothing is open for you.",
    "overdue": "Nothing is overdue.",
    "done": "Nothing has been done or dropped yet.",
}
_EVERYBODY = -1
_FIELDS = ("title", "owner_id", "due_on", "state", "note")


def draw() -> None:
    """Draw the line for a new action, the choice of what to see, and the actions."""
    found = data.actions(is_open=True)
    quick.draw("actions")
    if found.empty and data.actions().empty:
        register.empty(
            "Nobody has noted an action yet. Type the first one above: who, what, when. Meetings, "
            "decisions and projects keep theirs on their own pages, and all of them stand here.",
            "Tom: ask the firm for a new budget of the trial, next Friday",
        )
        return
    st.markdown(plain(metrics.sentence(found, rows.today())))
    me = who.actor().user_id or -1
    has_mine = bool((found["owner_id"].fillna(0) == me).any())
    with st.container(horizontal=True, vertical_alignment="center", key="actions_choice"):
        show = register.filtered(_SHOW, "show", "mine" if has_mine else "open")
        person = _EVERYBODY if show in ("mine", "people") else _person()
        is_grid = show not in ("people", "done") and _is_grid()
    if show == "people":
        _by_person(found)
        return
    chosen = _narrowed(data.actions() if show == "done" else found, show, person)
    if is_grid:
        _grid(chosen.head(register.MOST))
    elif chosen.empty:
        st.caption(_NOTHING.get(show, "Nothing is open here."))
    else:
        table.draw(chosen, f"Actions: {_SHOW[show].lower()}")


def _is_grid() -> bool:
    return who.may(Permission.EDIT_OWN_WORK) and st.toggle(
        "Change many in a grid", key="actions_in_grid", width="content"
    )


def _person() -> int:
    """Ask whose actions to show; the address keeps it. 0 is nobody's."""
    named = {_EVERYBODY: "Everybody", 0: people.NOBODY, **options.people()}
    given = st.query_params.get("person", "")
    chosen = int(given) if given.isascii() and given.isdigit() and len(given) < 16 else _EVERYBODY
    st.session_state["actions_person"] = chosen if chosen in named else _EVERYBODY
    st.selectbox(
        "Whose", list(named), format_func=lambda each: named[each], key="actions_person",
        on_change=_chose, width=220, label_visibility="collapsed",
    )  # fmt: skip
    return int(st.session_state["actions_person"])


def _chose() -> None:
    number = int(st.session_state["actions_person"])
    if number == _EVERYBODY:
        st.query_params.pop("person", None)
    else:
        st.query_params["person"] = str(number)


def _by_person(found: pd.DataFrame) -> None:
    opened = people.draw(found)
    if opened is not None:
        st.query_params["show"], st.query_params["person"] = "open", str(opened)
        st.rerun()


def _narrowed(found: pd.DataFrame, show: str, person: int) -> pd.DataFrame:
    fits = (found["state"] != "open") if show == "done" else (found["state"] == "open")
    if show == "mine":
        fits &= found["owner_id"].fillna(0) == (who.actor().user_id or -1)
    if show == "overdue":
        fits &= metrics.is_overdue(found, rows.today())
    if person != _EVERYBODY:
        fits &= found["owner_id"].fillna(0) == person
    return found[fits]


def _grid(found: pd.DataFrame) -> None:
    grid.draw(
        "action", found, parent={"about_kind": "", "about_id": None}, fields=_FIELDS,
        key="actions_grid",
    )  # fmt: skip
