"""Which decisions were on the table in this meeting, and how is one put there?"""

import streamlit as st

from legalops.errors import LegalOpsError
from legalops.services import links as acts
from legalops.store import links
from legalops.store.links import Linked, Thing
from legalops.ui import data, who
from legalops.ui.words import plain
from legalops.ui.work import address, options, page

_TROUBLE = "meeting_decision_trouble"


def draw(meeting_id: int) -> None:
    """Draw the decisions linked to a meeting, a choice that links one more, and a new one."""
    meeting = Thing("meeting", meeting_id)
    st.markdown("##### Decisions")
    found = [
        each for each in links.of(data.engine(), who.actor(), meeting)
        if each.thing.kind == "decision"
    ]  # fmt: skip
    for linked in found:
        _one(linked)
    if not links.may_link(data.engine(), who.actor(), meeting):
        return
    known = {each.thing.id for each in found}
    others = {n: title for n, title in options.of("decision").items() if n not in known}
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if others:
            _choice(meeting, others)
        page.new(
            "decision", "New decision", main=False,
            then=lambda number: _link(meeting, int(number)),
        )  # fmt: skip
    if said := st.session_state.pop(_TROUBLE, ""):
        st.error(plain(said), icon=":material/error:")


def _one(linked: Linked) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        address.link("decision", linked.thing.id, linked.title)
        st.caption(plain(linked.state), width="content")


def _choice(meeting: Thing, others: dict[int, str]) -> None:
    key = f"decision_of_{meeting.id}_{len(others)}"
    st.selectbox(
        "Link a decision", list(others), index=None, format_func=lambda n: others[n], key=key,
        placeholder="Link a decision", label_visibility="collapsed", width="stretch",
        on_change=_chosen, args=(meeting, key),
    )  # fmt: skip


def _chosen(meeting: Thing, key: str) -> None:
    number = st.session_state.get(key)
    if number is not None:
        _link(meeting, int(number))


def _link(meeting: Thing, decision_id: int) -> None:
    try:
        acts.add(data.engine(), who.actor(), meeting, Thing("decision", decision_id))
    except LegalOpsError as error:
        st.session_state[_TROUBLE] = str(error)
