"""How far is what runs in the background, and what came of it?"""

import streamlit as st

from legalops.permissions import Actor
from legalops.services import uploads
from legalops.ui import data, intake_receipt, intake_work
from legalops.ui.words import counted, plain

_MINE = "intake_storing"
_TOTAL = "intake_storing_total"
_EVERY_SECONDS = 1.0


def store(actor: Actor, upload_id: int, seen: intake_work.Seen) -> None:
    """Have an upload stored in the background, and remember to tell of it."""
    intake_work.jobs().submit_confirm(actor, upload_id, seen.version, seen.choices)
    mine = st.session_state.setdefault(_MINE, {})
    st.session_state[_TOTAL] = 1 + (int(st.session_state.get(_TOTAL, 0)) if mine else 0)
    mine[upload_id] = True


def read(actor: Actor, upload_ids: list[int]) -> None:
    """Have uploads read in the background."""
    intake_work.jobs().submit_read(actor, upload_ids)


def collect() -> None:
    """Take up what ended in the background since the page was drawn last."""
    mine: dict[int, bool] = st.session_state.get(_MINE, {})
    jobs = intake_work.jobs()
    for upload_id in list(mine):
        receipt, failed = jobs.receipt(upload_id), intake_work.failure(upload_id)
        if receipt is not None:
            intake_receipt.stored(receipt)
        elif failed:
            intake_work.say("error", plain(failed))
        elif jobs.state(upload_id):
            continue
        del mine[upload_id]


def draw() -> None:
    """Draw how far the work is while there is some; start what a closed process left unread."""
    listed = uploads.waiting(data.engine())
    unread = [int(i) for i in listed[listed["state"] == "received"]["id"]]
    fresh = [i for i in unread if not intake_work.jobs().state(i)]
    if fresh:
        read(intake_work.actor(), fresh)
    busy = intake_work.busy(int(i) for i in listed["id"])
    if busy:
        _watch(tuple(sorted(busy)))


@st.fragment(run_every=_EVERY_SECONDS)
def _watch(busy: tuple[int, ...]) -> None:
    """Say how far it is each second; run the whole page when one of the files is done."""
    now = intake_work.busy(busy)
    progress = intake_work.jobs().progress()
    mine = [i for i in st.session_state.get(_MINE, {}) if i in now]
    if mine:
        total = max(int(st.session_state.get(_TOTAL, 0)), len(mine))
        share, text = (
            1 - len(mine) / total,
            f"{total - len(mine)} of {counted(total, 'file')} stored",
        )
    else:
        share = progress.read / progress.files if progress.files else 1.0
        text = (
            f"{progress.read} of {counted(progress.files, 'file')} read, "
            f"{counted(progress.lines, 'line')} checked"
        )
    st.progress(min(max(share, 0.0), 1.0), text=text)
    if set(now) != set(busy):
        intake_work.run_again()
