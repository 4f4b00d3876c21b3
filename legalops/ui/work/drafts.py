"""How is a form kept that is begun, and offered again when the person comes back?"""

from datetime import date
from typing import Any

import streamlit as st

from legalops import periods
from legalops.errors import LegalOpsError
from legalops.services import form_drafts as acts
from legalops.store import form_drafts
from legalops.store.form_drafts import Draft
from legalops.ui import data, who
from legalops.ui.words import plain
from legalops.ui.work.asked_form import Form


def keep(form: Form) -> None:
    """Keep what stands in the fields now; asked at each change of one."""
    typed = {name: _plain(st.session_state.get(form.at(name))) for name in form.fields}
    seen = st.session_state.get(form.at("seen"))
    try:
        acts.keep(data.engine(), who.actor(), form.key, typed, seen.version if seen else 0)
    except LegalOpsError as error:
        st.session_state[form.at("wrong")] = {"": f"What you typed is not kept. {error}"}


def _plain(value: Any) -> Any:
    return {"day": value.isoformat()} if isinstance(value, date) else value


def drop(form: Form) -> None:
    """Let go of what was kept of a form."""
    if form.keeps_draft:
        acts.drop(data.engine(), who.actor(), form.key)


def found(form: Form) -> Draft | None:
    """Return what the person typed another time, None where nothing is kept."""
    return form_drafts.begun(data.engine(), who.actor(), form.key) if form.keeps_draft else None


def is_offered(form: Form) -> bool:
    """Draw the choice to go on with what was begun; say whether it is still to be made."""
    draft: Draft | None = st.session_state.get(form.at("draft"))
    if draft is None:
        return False
    when = periods.local(draft.saved_at, data.settings().time_zone)
    st.info(
        f"You began this on {plain(when)} and did not save it. What you typed is kept.",
        icon=":material/edit_note:",
    )
    with st.container(horizontal=True):
        st.button(
            "Go on", type="primary", on_click=_go_on, args=(form, draft), key=form.at("go_on")
        )
        st.button("Start over", on_click=_start_over, args=(form,), key=form.at("start_over"))
    return True


def _go_on(form: Form, draft: Draft) -> None:
    for name, value in draft.typed.items():
        if name in form.fields:
            is_day = isinstance(value, dict) and "day" in value
            st.session_state[form.at(name)] = date.fromisoformat(value["day"]) if is_day else value
    if form.seen is not None:
        st.session_state[form.at("seen")] = form.seen._replace(version=draft.seen_version)
    st.session_state[form.at("draft")] = None


def _start_over(form: Form) -> None:
    drop(form)
    st.session_state[form.at("draft")] = None
