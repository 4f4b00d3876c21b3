"""My calendar: a secret address that other programs read my dates from."""

from urllib.parse import urlsplit

import streamlit as st

from legalops.periods import local
from legalops.services import calendar as acts
from legalops.store import feeds
from legalops.ui import data, who

_MADE = "calendar_made"


def section() -> None:
    """Draw what stands of the person's calendar address, and the ways to make and end one."""
    stands = feeds.standing(data.engine(), who.actor().user_id or 0)
    st.markdown(
        "Your actions, milestones, check-ins, reviews, meetings and notice days appear in "
        "Outlook, Google Calendar or any other calendar that subscribes to an address."
    )
    token = st.session_state.pop(_MADE, None)
    if token and stands:
        _show(str(token))
    elif stands:
        st.caption(_standing(*stands))
    with st.container(horizontal=True):
        label = "Make a new address" if stands else "Make an address"
        if st.button(label, icon=":material/calendar_add_on:", key="calendar_make"):
            st.session_state[_MADE] = acts.subscribe(data.engine(), who.actor())
            st.rerun()
        if stands and st.button("End it", icon=":material/link_off:", key="calendar_end"):
            acts.unsubscribe(data.engine(), who.actor())
            st.rerun()


def _show(token: str) -> None:
    here = urlsplit(st.context.url or "")
    st.success(
        "This is your address. Copy it now: it is not shown again. Whoever has it can read "
        "the titles and dates of your work, so give it to nobody.",
        icon=":material/key:",
    )
    st.code(f"{here.scheme}://{here.netloc}/calendar/{token}.ics", language=None, wrap_lines=True)


def _standing(made_at: str, read_at: str | None) -> str:
    zone = data.settings().time_zone
    read = f"last read {local(read_at, zone)}" if read_at else "not read yet"
    return (
        f"You made an address on {local(made_at, zone)}, {read}. Calendars read it every few "
        "hours. If you lost it or gave it away, make a new one: the old one then ends."
    )
