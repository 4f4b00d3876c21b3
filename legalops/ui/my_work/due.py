"""What is due from the person who looks, and what of it is done in one click?"""

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from legalops.errors import LegalOpsError
from legalops.metrics import actions as metrics
from legalops.metrics import my_work
from legalops.models.kinds import Seen
from legalops.periods import day_label
from legalops.services import actions as action_acts
from legalops.services import due as service
from legalops.services import records as acts
from legalops.services.due import Due
from legalops.store import records
from legalops.ui import data, who
from legalops.ui.actions import rows
from legalops.ui.my_work import lines
from legalops.ui.once import asked
from legalops.ui.words import plain
from legalops.ui.work import address, form, register

AHEAD = timedelta(days=21)
_MOST = 20
_TROUBLE = "due_trouble"
#: What one click on the list does, by the rule that found it.
_TICKS = {"action": "Done", "milestone": "Reached today"}


def items() -> list[Due]:
    """Return what is due from the person within three weeks, and what is overdue."""
    person, until = who.actor().user_id or 0, rows.today() + AHEAD
    found = asked(f"due {person}", lambda: service.due(data.engine(), person, until))
    return my_work.once(found)


def draw() -> None:
    """Draw what is due, by when, each with its link and where one click does it, its tick."""
    form.said()
    st.subheader("Due from you", anchor=False)
    found = items()
    if not found:
        register.empty(
            "Nothing is due from you in the next three weeks. Actions, check-ins, reviews, "
            "milestones and decisions of yours stand here when their day comes near."
        )
        return
    st.markdown(f"{my_work.sentence(found, rows.today())}.".capitalize())
    listed(found)


def compact() -> None:
    """Draw what is due as one line that opens; nothing where nothing is due."""
    form.said()
    found = items()
    if not found:
        return
    said = my_work.sentence(found, rows.today())
    with st.expander(
        f"Due from you: {said}", icon=":material/task_alt:", key="due_compact", on_change="rerun"
    ) as shelf:
        if shelf.open:
            listed(found)


def listed(found: Sequence[Due]) -> None:
    """Draw things due under the part they belong to; the latest are left to their pages."""
    if said := st.session_state.pop(_TROUBLE, ""):
        st.error(plain(said), icon=":material/error:")
    for name, some in my_work.parted(found[:_MOST], rows.today()).items():
        with st.container(gap="xxsmall", key=f"due_{name}"):
            st.caption(f"**{name}**")
            for place, item in enumerate(some):
                _one(item, f"due_{name}_{place}_{item.source}_{item.record_id}")
    if len(found) > _MOST:
        st.caption(f"And {len(found) - _MOST} more, due later or without a day.")


def _one(item: Due, key: str) -> None:
    """Draw a thing due: its link, what is asked and when, and the click that does it."""
    with st.container(horizontal=True, vertical_alignment="top", gap="small", key=f"row_{key}"):
        with st.container(gap=None, width="stretch"):
            address.link(item.kind, item.record_id, item.title, item.parent_id)
            lines.under(_said(item))
        if item.source in _TICKS:
            st.button(
                _TICKS[item.source], icon=":material/check:", type="tertiary", key=key,
                on_click=_tick, args=(item,),
            )  # fmt: skip


def _said(item: Due) -> str:
    if item.on is None:
        return f":gray[{item.why}]"
    far = metrics.lateness(item.on.isoformat(), rows.today())
    said = f":gray[{item.why} \u00b7 {day_label(item.on)} \u00b7]"
    return f"{said} {f':red[{far}]' if far.endswith('overdue') else f':gray[{far}]'}"


def _tick(item: Due) -> None:
    """Do what is due in one click: an action is done, a milestone reached."""
    engine, actor = data.engine(), who.actor()
    try:
        row = records.one(engine, actor, item.kind, item.record_id)
        seen = Seen(item.kind, item.record_id, int(row["version"]))
        if item.source == "action":
            action_acts.set_state(engine, actor, seen, "done")
        else:
            acts.set_one(engine, actor, seen, "done_on", rows.today())
    except LegalOpsError as error:
        st.session_state[_TROUBLE] = str(error)
    else:
        st.session_state[form.SAID] = f"{_TICKS[item.source]}: {plain(item.title)}"
