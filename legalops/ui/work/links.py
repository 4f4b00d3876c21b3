"""What is a record, matter or vendor linked to, and how is it linked to something else?"""

import streamlit as st

from legalops.errors import LegalOpsError
from legalops.services import links as acts
from legalops.store import links
from legalops.store.links import Linked, Thing
from legalops.ui import data, who
from legalops.ui.words import counted, plain
from legalops.ui.work import address, options

#: What is offered first; parts such as milestones are linked through what they belong to.
KINDS_TO_LINK = (
    "matter", "vendor", "decision", "goal", "project", "action", "meeting", "idea", "experiment",
    "retrospective", "lesson", "system", "objective", "training", "win",
)  # fmt: skip
_MOST, _MOST_BUTTONS = 60, 20
_TROUBLE = "links_trouble"


def draw(kind: str, record_id: int) -> None:
    """Draw what something is linked to, and for who may the way to link more or to take one off."""
    thing = Thing(kind, record_id)
    found = links.of(data.engine(), who.actor(), thing)
    can = links.may_link(data.engine(), who.actor(), thing)
    with st.container(gap="small", key=f"links_{kind}"):
        if not found:
            st.caption(_nothing(kind))
        for place, linked in enumerate(found[:_MOST]):
            _one(linked, can_remove=can and place < _MOST_BUTTONS)
        if len(found) > _MOST:
            st.caption(f"And {counted(len(found) - _MOST, 'link')} more.")
        if text := st.session_state.pop(_TROUBLE, ""):
            st.error(plain(text), icon=":material/error:")
        if can and st.button("Add a link", icon=":material/add_link:", key=f"link_{kind}"):
            _ask(thing)


def _nothing(kind: str) -> str:
    return (
        f"Nothing is linked to this {address.noun(kind)} yet. A link shows on both sides: a "
        "decision on its matter, a project on its goal."
    )


def _one(linked: Linked, *, can_remove: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        address.link(linked.thing.kind, linked.thing.id, linked.title, linked.parent_id)
        parts = [address.noun(linked.thing.kind), linked.state.replace("_", " ")]
        st.caption(plain(", ".join(part for part in parts if part)), width="content")
        if can_remove and linked.link_id is not None:
            st.button(
                "", icon=":material/link_off:", type="tertiary", help="Take this link off",
                key=f"unlink_{linked.link_id}", on_click=_remove, args=(linked.link_id,),
            )  # fmt: skip


def _remove(link_id: int) -> None:
    try:
        acts.remove(data.engine(), who.actor(), link_id)
    except LegalOpsError as error:
        st.session_state[_TROUBLE] = str(error)


def _ask(thing: Thing) -> None:
    @st.dialog("Link it to", width="medium")
    def ask() -> None:
        kind = st.selectbox(
            "What", KINDS_TO_LINK, format_func=lambda k: address.noun(k).capitalize(),
            key="link_what",
        )  # fmt: skip
        named = {n: t for n, t in options.of(kind).items() if Thing(kind, n) != thing}
        other = st.selectbox(
            "Which", list(named), index=None, format_func=lambda n: named[n], key="link_which",
            placeholder="Type a few letters of its name",
        )  # fmt: skip
        if not named:
            st.caption(f"There is no {address.noun(kind)} to link yet.")
        if st.button("Link", type="primary", disabled=other is None, key="link_now"):
            _add(thing, Thing(kind, int(other or 0)))

    ask()


def _add(thing: Thing, other: Thing) -> None:
    try:
        acts.add(data.engine(), who.actor(), thing, other)
    except LegalOpsError as error:
        st.error(plain(error), icon=":material/error:")
    else:
        st.rerun()
