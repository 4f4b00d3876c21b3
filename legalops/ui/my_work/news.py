"""What did others do to what concerns the person, since they last looked?"""

from collections.abc import Sequence

import streamlit as st

from legalops import periods
from legalops.errors import StoreBusyError, StoreFullError, StoreReadOnlyError
from legalops.services import changes as service
from legalops.services import visits
from legalops.services.changes import Changed
from legalops.ui import data, who
from legalops.ui.my_work import lines
from legalops.ui.words import counted, plain
from legalops.ui.work import address

_FEW, _MOST = 8, 40
_BEGUN = "visit_begun"


def draw() -> None:
    """Draw what changed since the last visit, the newest first; more of it on demand."""
    _begin()
    engine, actor = data.engine(), who.actor()
    since, was_here = visits.since(engine, actor)
    found = service.changes(engine, actor, since, _MOST)
    when = periods.local(since, data.settings().time_zone)
    st.subheader("Since your last visit" if was_here else "In the last two weeks", anchor=False)
    if not found:
        st.caption(f"Nobody has changed anything that concerns you since {plain(when)}.")
        return
    told = list(_by_record(found).values())
    for some in told[:_FEW]:
        _one(some)
    if len(told) > _FEW:
        with st.expander(f"{len(told) - _FEW} more", key="news_more", on_change="rerun") as shelf:
            if shelf.open:
                for some in told[_FEW:]:
                    _one(some)


def _by_record(found: Sequence[Changed]) -> dict[tuple[str, int], list[Changed]]:
    """Return the changes of each record together, in the order of the newest of each."""
    told: dict[tuple[str, int], list[Changed]] = {}
    for each in found:
        told.setdefault((each.kind, each.record_id), []).append(each)
    return told


def _begin() -> None:
    """Keep the visit once a session; a store that cannot be written is no reason not to look."""
    if st.session_state.get(_BEGUN):
        return
    try:
        visits.begin(data.engine(), who.actor())
    except (StoreBusyError, StoreFullError, StoreReadOnlyError):
        return
    st.session_state[_BEGUN] = True


def _one(some: Sequence[Changed]) -> None:
    """Draw a record that changed: its link, the newest change, how many came before it."""
    last, earlier = some[0], len(some) - 1
    at = periods.local(last.at, data.settings().time_zone)
    more = f", and {counted(earlier, 'change')} before" if earlier else ""
    said = f"**{plain(last.by)}** :gray[{plain(last.words + more)} \u00b7 {plain(at)}]"
    with st.container(gap=None):
        address.link(last.kind, last.record_id, last.title, last.parent_id)
        lines.under(said)
