"""How does a person keep a view of a page, and come back to it with its period moved on?"""

from datetime import datetime
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import StreamlitPage

from legalops import periods
from legalops.errors import LegalOpsError
from legalops.metrics import relative
from legalops.metrics.relative import NAMES, Now
from legalops.permissions import Actor
from legalops.services import views as acts
from legalops.store import views as store
from legalops.store.engine import open_engine
from legalops.store.views import View
from legalops.ui import data, filters, navigation, spend, who
from legalops.ui.words import plain

#: What an address opens at a fixed month; such a view cannot move on with the calendar.
_FIXED = ("month", "invoice")
_FEW = 8


def draw(actor: Actor) -> DeltaGenerator:
    """Draw the saved views in the sidebar; return where the way to keep one more goes."""
    found = _theirs(actor)
    with st.sidebar.container(gap="xxsmall", key="views"):
        if found:
            st.caption("Saved views")
            _links(found)
        acts_ = st.container(horizontal=True, gap="small", key="views_acts")
    with acts_:
        if any(view.is_own for view in found) and st.button(
            "Change", icon=":material/edit:", type="tertiary", key="views_change",
            help="Rename, share or delete views you saved.",
        ):  # fmt: skip
            _manage()
    return acts_


def offer(place: DeltaGenerator, actor: Actor, page: StreamlitPage) -> None:
    """Draw the way to keep the page as it is now; its address is complete once it is drawn."""
    file = page.url_path or navigation.DEFAULT
    if file == navigation.DEFAULT or not navigation.shows_figures(page, actor):
        return
    with place.popover("Save this view", icon=":material/bookmark_add:", type="tertiary"):
        _form(file)


def _theirs(actor: Actor) -> list[View]:
    """Return the person's own and shared views of pages that they may see."""
    known = {screen.file for screen in navigation.existing() if actor.may(screen.needs)}
    found = _listed(data.url(), data.version(store.AREA), data.version("people"), actor)
    return [view for view in found if view.page in known]


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs={Actor: lambda a: a.user_id})
def _listed(url: str, version: int, people: int, actor: Actor) -> tuple[View, ...]:
    return store.listed(open_engine(url), actor)


def _links(found: list[View]) -> None:
    now = _now()
    ordered = sorted(found, key=lambda view: not view.is_own)
    for view in ordered[:_FEW]:
        _link(view, now)
    if ordered[_FEW:]:
        with st.expander(f"{len(ordered) - _FEW} more"):
            for view in ordered[_FEW:]:
                _link(view, now)


def _link(view: View, now: Now) -> None:
    whose = "" if view.is_own else f"Shared by {plain(view.owner)}."
    st.page_link(
        navigation.FOLDER / f"{view.page}.py",
        label=plain(view.name),
        icon=":material/bookmark:" if view.is_own else ":material/group:",
        query_params=relative.resolved(dict(parse_qsl(view.query)), now),
        help=whose or None,
    )


def _now() -> Now:
    can, zone = filters.options(), ZoneInfo(data.settings().time_zone)
    closed = spend.closed().months
    today = periods.month_of(datetime.now(zone).date())
    return Now(today, can.usual, max(closed, default=None), can.starts_in)


def _form(page: str) -> None:
    query = st.query_params.to_dict()
    with st.form("save_view", border=False):
        name = st.text_input("Name", max_chars=acts.LONGEST, key="view_name")
        when = ""
        if "fy" in query and not any(part in query for part in _FIXED):
            when = st.selectbox(
                "Period",
                ["", *NAMES],
                format_func=lambda code: NAMES.get(code, "As it is now"),
                help="A relative period is found anew each time the view is opened.",
                key="view_when",
            )
        is_shared = st.checkbox("Share with everybody", key="view_shared")
        if st.form_submit_button("Save", type="primary"):
            _save(name, (page, query), when, is_shared=is_shared)


def _save(name: str, where: tuple[str, dict[str, str]], when: str, *, is_shared: bool) -> None:
    try:
        acts.save(data.engine(), who.actor(), name, where, when=when, is_shared=is_shared)
    except LegalOpsError as error:
        st.error(plain(error))
        return
    st.toast(f"Saved {plain(name)}.", icon=":material/bookmark_added:")
    st.rerun()


@st.dialog("Your saved views")
def _manage() -> None:
    """Draw the fields that rename, share and delete a view."""
    own = {view.id: view for view in _theirs(who.actor()) if view.is_own}
    if not own:
        st.markdown("You have not saved a view yet.")
        return
    chosen = st.selectbox(
        "View", list(own), format_func=lambda number: own[number].name, key="view_chosen"
    )
    view = own[chosen]
    name = st.text_input("Name", view.name, max_chars=acts.LONGEST, key=f"view_name_{chosen}")
    is_shared = st.checkbox("Share with everybody", view.is_shared, key=f"view_shared_{chosen}")
    with st.container(horizontal=True):
        wants_change = st.button("Save", type="primary", key="view_change")
        wants_removal = st.button("Delete", key="view_remove")
    if wants_change or wants_removal:
        _changed(view, None if wants_removal else (name, is_shared))


def _changed(view: View, wanted: tuple[str, bool] | None) -> None:
    engine, actor = data.engine(), who.actor()
    try:
        if wanted is None:
            acts.remove(engine, actor, view.id)
        else:
            acts.change(engine, actor, view.id, wanted[0], is_shared=wanted[1])
    except LegalOpsError as error:
        st.error(plain(error))
        return
    st.rerun()
