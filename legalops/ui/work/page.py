"""How is one record shown: where it belongs, what it is, how it is edited, what was said of it?"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from legalops import periods
from legalops.errors import NotFoundError
from legalops.models.kinds import KINDS, Seen
from legalops.permissions import Permission
from legalops.services import records as acts
from legalops.store import records
from legalops.ui import comments, data, navigation, who
from legalops.ui.words import plain
from legalops.ui.work import address, form, history

Row = Mapping[str, Any]
Badge = tuple[str, str, str]
Section = Callable[[], None]


def chosen(kind: str) -> dict[str, Any] | None:
    """Return the record the address names, None where it names none that is here."""
    record_id = address.asked(kind)
    if record_id is None:
        return None
    try:
        return records.one(data.engine(), who.actor(), kind, record_id)
    except NotFoundError:
        st.warning(
            f"This {KINDS[kind].noun} is not here. Choose one from the list.",
            icon=":material/search_off:",
        )
        return None


def may_edit(row: Row, kind: str) -> bool:
    """Say whether the person may edit a record."""
    is_theirs = who.may(acts.needs(kind)) or who.may(Permission.EDIT_ALL_WORK)
    return is_theirs and records.may_edit(data.engine(), who.actor(), kind, int(row["id"]))


def head(
    kind: str, row: Row, back: tuple[str, str], badges: Sequence[Badge] = (), caption: str = ""
) -> None:
    """Draw the way back (page file and its name), the title, its badges and the way to edit it."""
    form.said()
    st.page_link(navigation.FOLDER / f"{back[0]}.py", label=back[1], icon=":material/arrow_back:")
    with st.container(horizontal=True, vertical_alignment="top", gap="small"):
        with st.container(gap="xxsmall"):
            st.subheader(plain(row["title"]), anchor=False)
            if caption:
                st.caption(plain(caption))
        can = row["withdrawn_at"] is None and may_edit(row, kind)
        if can and st.button("Edit", icon=":material/edit:", key=f"edit_{kind}"):
            edit(kind, row)
    if row["withdrawn_at"] is not None:
        _withdrawn(kind, row)
    with st.container(horizontal=True, gap="small"):
        for text, name, colour in badges:
            st.badge(text, icon=f":material/{name}:", color=colour)  # type: ignore[arg-type]  # a colour of ours


def _withdrawn(kind: str, row: Row) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(
            f"Taken off on {periods.day_label(str(row['withdrawn_at'])[:10])} by "
            f"{plain(row['changed_by'])}. It stays findable at this address only.",
            icon=":material/visibility_off:",
        )
        if may_edit(row, kind) and st.button("Bring it back", key=f"restore_{kind}"):
            acts.restore(data.engine(), who.actor(), _seen(kind, row))
            st.rerun()


def _seen(kind: str, row: Row) -> Seen:
    return Seen(kind, int(row["id"]), int(row["version"]))


def edit(kind: str, row: Row) -> None:
    """Open the form of a record in a dialog."""

    @st.dialog(f"Edit the {KINDS[kind].noun}", width="large")
    def ask() -> None:
        form.draw(form.of(kind, row), form.keep(kind))

    ask()


def new(kind: str, label: str = "", *, main: bool = True, **start: Any) -> None:
    """Draw the button that opens the form of a new record; what is added is then opened."""
    noun = KINDS[kind].noun
    if not who.may(acts.needs(kind)):
        return
    if st.button(
        label or f"New {noun}", icon=":material/add:", type="primary" if main else "secondary",
        key=f"new_{kind}",
    ):  # fmt: skip
        _ask_new(kind, start)


def _ask_new(kind: str, start: Row) -> None:
    @st.dialog(f"New {KINDS[kind].noun}", width="large")
    def ask() -> None:
        form.draw(form.of(kind, **start), form.keep(kind), lambda new: address.go(kind, int(new)))

    ask()


def sections(kind: str, row: Row, rooms: Mapping[str, Section]) -> None:
    """Draw a record's own sections in tabs, then what all records have: comments and history."""
    record_id = int(row["id"])
    whole: dict[str, Section] = {
        **rooms,
        "Comments": lambda: comments.draw(f"{kind}:{record_id}", ""),
        "History": lambda: history.draw(kind, record_id),
    }
    tabs = st.tabs(list(whole), key=f"{kind}_tab", on_change="rerun")
    for tab, show in zip(tabs, whole.values(), strict=True):
        if tab.open:
            with tab:
                show()
