"""How is one record shown: where it belongs, what it is, how it is edited, what was said of it?"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from legalops import periods
from legalops.errors import LegalOpsError, NotFoundError
from legalops.models.kinds import KINDS, Seen
from legalops.services import records as acts
from legalops.store import records
from legalops.ui import comments, data, navigation, who
from legalops.ui.words import plain
from legalops.ui.work import address, form, history, links

Row = Mapping[str, Any]
Badge = tuple[str, str, str]
Section = Callable[[], None]
#: Where the records of a page of their own are listed, and what the way there is called.
LISTS = {
    "goal": ("goals", "All goals"),
    "project": ("projects", "All projects"),
    "decision": ("decisions", "All decisions"),
    "meeting": ("meetings", "All meetings"),
    "idea": ("ideas", "All ideas"),
    "retrospective": ("lessons", "Lessons and wins"),
    "system": ("technology", "All systems"),
}
_TROUBLE = "page_trouble"


def chosen(kind: str) -> dict[str, Any] | None:
    """Return the record the address names, None where it names none that is here."""
    record_id, noun = address.asked(kind), KINDS[kind].noun
    try:
        if record_id is not None:
            return records.one(data.engine(), who.actor(), kind, record_id)
    except NotFoundError:
        pass
    file = KINDS[kind].page
    if record_id is not None:
        st.warning(
            f"This {noun} is not here. Choose one from the list.", icon=":material/search_off:"
        )
    if navigation.names_itself(file):
        st.title(noun.capitalize(), anchor=False)
        listed, label = LISTS[file]
        st.page_link(navigation.FOLDER / f"{listed}.py", label=label, icon=":material/arrow_back:")
    return None


def may_edit(row: Row, kind: str) -> bool:
    """Say whether the person may edit a record."""
    return records.may_edit(data.engine(), who.actor(), kind, int(row["id"]))


def head(
    kind: str,
    row: Row,
    back: tuple[str, str],
    badges: Sequence[Badge] = (),
    caption: str = "",
    *,
    save: form.Save | None = None,
) -> None:
    """Draw the way back (page file and its name), the title, its badges and the way to edit it.

    `save` is what stands behind the form where the kind has an act of its own.
    """
    form.said()
    _back(kind, back)
    with st.container(horizontal=True, vertical_alignment="top", gap="small", key="record_head"):
        with st.container(gap="xxsmall"):
            named = st.title if navigation.names_itself(KINDS[kind].page) else st.subheader
            named(plain(row["title"]), anchor=False)
            if caption:
                st.caption(plain(caption))
        can = row["withdrawn_at"] is None and may_edit(row, kind)
        if can and st.button("Edit", icon=":material/edit:", key=f"edit_{kind}"):
            edit(kind, row, save)
        _menu(kind, row, can_remove=can)
    if row["withdrawn_at"] is not None:
        _withdrawn(kind, row)
    if text := st.session_state.pop(_TROUBLE, ""):
        st.error(plain(text), icon=":material/error:")
    with st.container(horizontal=True, gap="small"):
        for text, name, colour in badges:
            st.badge(text, icon=f":material/{name}:", color=colour)  # type: ignore[arg-type]  # a colour of ours


def _menu(kind: str, row: Row, *, can_remove: bool) -> None:
    """Draw what is rarely done with a record: copying its address, taking it off."""
    noun = KINDS[kind].noun
    with st.popover("", icon=":material/more_horiz:", type="tertiary", help="Link and removal"):
        st.caption(f"The lasting address of this {noun}; the button at its right copies it.")
        st.code(address.whole(kind, int(row["id"]), _parent_of(kind, row)), language=None)
        if can_remove:
            st.caption("Taken off, it leaves every list. Its history stays and it can come back.")
            st.button(
                f"Take this {noun} off", icon=":material/visibility_off:", key=f"off_{kind}",
                on_click=_take_off, args=(_seen(kind, row),),
            )  # fmt: skip


def _take_off(seen: Seen) -> None:
    try:
        acts.withdraw(data.engine(), who.actor(), seen)
    except LegalOpsError as error:
        st.session_state[_TROUBLE] = str(error)
    else:
        st.session_state[form.SAID] = f"The {KINDS[seen.kind].noun} is taken off."


def _parent_of(kind: str, row: Row) -> int | None:
    parent = KINDS[kind].parent
    return int(row[parent[1]]) if parent else None


def facts(pairs: Sequence[tuple[str, str]], key: str) -> None:
    """Draw short facts side by side, a name above each value; those without a value are left out.

    Values are shown as text, not as Markdown.
    """
    told = [(name, value) for name, value in pairs if value]
    if not told:
        return
    with st.grid(min(len(told), 6), min_column_width=120, gap="small", key=f"facts_{key}"):
        for name, value in told:
            with st.container(gap=None):
                st.caption(plain(name))
                st.markdown(plain(value))


def _back(kind: str, back: tuple[str, str]) -> None:
    """Draw the way back; a link to the page one is on would leave the record in its address."""
    file, label = back
    if address.page(kind) != file:
        st.page_link(navigation.FOLDER / f"{file}.py", label=label, icon=":material/arrow_back:")
        return
    st.button(label, icon=":material/arrow_back:", type="tertiary", key=f"back_{kind}",
              on_click=st.query_params.clear)  # fmt: skip


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


def edit(kind: str, row: Row, save: form.Save | None = None) -> None:
    """Open the form of a record in a dialog; `save` instead of changing the record."""
    form.forget(form.of(kind, row))

    @st.dialog(f"Edit the {KINDS[kind].noun}", width="large")
    def ask() -> None:
        form.draw(form.of(kind, row), save or form.keep(kind))

    ask()


def new(
    kind: str,
    label: str = "",
    *,
    main: bool = True,
    save: form.Save | None = None,
    then: Callable[[Any], None] | None = None,
    **start: Any,
) -> None:
    """Draw the button that opens the form of a new record; what is added is then opened.

    `save` is an act of the kind's own instead of adding the record, `then` what is done with
    what it returns instead of going there; `start` stands in the fields at first, or in columns
    that no field asks for.
    """
    label = label or f"New {KINDS[kind].noun}"
    if not who.may(acts.needs(kind)):
        return
    if st.button(
        label, icon=":material/add:", type="primary" if main else "secondary", key=f"new_{kind}"
    ):
        asks = KINDS[kind].asks.model_fields
        beside = {name: value for name, value in start.items() if name not in asks}
        asked = form.of(kind, **start)
        form.forget(asked)
        opens = then or (lambda new: _open(kind, int(new)))
        _ask_new(label, asked, save or form.keep(kind, **beside), opens)


def _ask_new(label: str, asked: form.Form, save: form.Save, then: Callable[[Any], None]) -> None:
    @st.dialog(label, width="large")
    def ask() -> None:
        form.draw(asked, save, then)

    ask()


def _open(kind: str, record_id: int) -> None:
    """Go to what was added; a part's page is the one of what it belongs to."""
    if KINDS[kind].parent is None:
        address.go(kind, record_id)
    row = records.one(data.engine(), who.actor(), kind, record_id)
    address.go(kind, record_id, _parent_of(kind, row))


def sections(kind: str, row: Row, rooms: Mapping[str, Section], opened: str = "") -> None:
    """Draw a record's own sections in tabs, then what all have: comments, links and history.

    `opened` is the section that stands open at first, "" for the first one.
    """
    record_id = int(row["id"])
    whole: dict[str, Section] = {
        **rooms,
        "Comments": lambda: comments.draw(f"{kind}:{record_id}", ""),
        "Links": lambda: links.draw(kind, record_id),
        "History": lambda: history.draw(kind, record_id),
    }
    tabs = st.tabs(
        list(whole), key=f"{kind}_{record_id}_tab", on_change="rerun", default=opened or None
    )
    for tab, show in zip(tabs, whole.values(), strict=True):
        if tab.open:
            with tab:
                show()
