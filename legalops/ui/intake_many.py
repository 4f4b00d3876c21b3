"""What can be done with many files that wait at once?"""

import streamlit as st

from legalops.errors import LegalOpsError
from legalops.permissions import Actor
from legalops.services import uploads
from legalops.ui import data, intake_effect, intake_progress, intake_work
from legalops.ui.intake_rows import BROKEN, NOTHING_NEW, Row
from legalops.ui.words import counted, plain


def draw(found: list[Row]) -> None:
    """Draw what can be stored or put away at once, and what that would do."""
    ready = [row for row in found if row.is_storable]
    empty = [row for row in found if row.state in (BROKEN, NOTHING_NEW) and not row.stored]
    with st.container(horizontal=True):
        if len(ready) > 1 and not st.session_state.get("intake_asks_all"):
            invoices = sum(row.facts.ready for row in ready if row.facts)
            st.button(
                f"Store all that is ready ({counted(len(ready), 'file')}, "
                f"{counted(invoices, 'invoice')})",
                key="intake_all", icon=":material/done_all:", type="primary",
                on_click=_ask_all,
            )  # fmt: skip
        if empty:
            st.button(
                f"Put away {counted(len(empty), 'file')} with nothing to store",
                key="intake_away", icon=":material/inventory_2:", type="tertiary",
                on_click=_put_away, args=([row.upload_id for row in empty],),
                help="They leave this list and stay below, under What came before.",
            )  # fmt: skip
    if st.session_state.get("intake_asks_all") and ready:
        _summary(ready)


def _ask_all() -> None:
    st.session_state["intake_asks_all"] = True


def _summary(ready: list[Row]) -> None:
    """Draw what storing all that is ready would do, before it is done."""
    with st.container(border=True, key="intake_all_effect"):
        st.markdown("**What storing all of it does**")
        effects = _effects(ready)
        intake_effect.shares(effects)
        intake_effect.months(effects.months)
        with st.container(horizontal=True):
            st.button(
                f"Store {counted(effects.new.invoices + effects.replaced.invoices, 'invoice')}",
                type="primary", icon=":material/check:", key="intake_all_go",
                on_click=_store_all, args=([row.upload_id for row in ready],),
            )  # fmt: skip
            st.button("Not now", key="intake_all_no", type="tertiary", on_click=_no_all)


def _effects(ready: list[Row]) -> uploads.Effect:
    engine, actor = data.engine(), intake_work.actor()
    found = []
    for row in ready:
        opened = uploads.opened(engine, actor, row.upload_id)
        found.append(uploads.effect(engine, actor, opened, opened.choices))
    return intake_effect.together(found)


def _no_all() -> None:
    st.session_state.pop("intake_asks_all", None)


def _store_all(upload_ids: list[int]) -> None:
    _no_all()
    for upload_id in upload_ids:
        intake_work.act(lambda actor, number=upload_id: _submit(actor, number))  # type: ignore[misc]


def _submit(actor: Actor, upload_id: int) -> None:
    opened = uploads.opened(data.engine(), actor, upload_id)
    intake_progress.store(actor, upload_id, intake_work.Seen(opened.version, opened.choices))


def _put_away(upload_ids: list[int]) -> None:
    done = 0
    for upload_id in upload_ids:
        try:
            uploads.discard(data.engine(), intake_work.actor(), upload_id)
            done += 1
        except LegalOpsError as error:
            intake_work.say("error", plain(error))
    if done:
        intake_work.say("success", f"Put away {counted(done, 'file')}; they are listed below.")
