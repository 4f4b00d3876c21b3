"""How do the month's files come in: dropped all at once, kept before anything is read?"""

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from legalops.permissions import Actor
from legalops.services import error_workbook, templates, uploads
from legalops.ui import data, intake_progress, intake_work
from legalops.ui.words import counted, plain

_ROUND = "intake_drop"
_TAKEN = "intake_taken"
_REMEMBERED = 200
_REFUSALS = 5
_KINDS = {"invoices": "Invoice lines", "payments": "Payments of finance"}
_TYPES = ["txt", "led", "ledes", "csv", "tsv", "xlsx", "xml", "edi", "dat"]


def draw() -> None:
    """Draw the uploader; whatever is dropped is kept at once and read beside."""
    limits = data.settings()
    round_ = int(st.session_state.setdefault(_ROUND, 0))
    key = f"intake_files_{round_}"
    st.file_uploader(
        "Drop the month's files as they came",
        type=_TYPES,
        accept_multiple_files=True,
        key=key,
        on_change=_take,
        args=(key, limits.max_files),
        help=f"Up to {limits.max_files} files of {limits.max_file_mb} MB at once.",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            "LEDES, Excel, CSV, XML and finance's payment lists, as many at once as you have. "
            "Nothing counts before you say so.",
            width="stretch",
        )
        _templates()


def _take(key: str, most: int) -> None:
    """Keep what was dropped and empty the uploader; for a callback."""
    given: Sequence[UploadedFile] = st.session_state.get(key) or []
    if len(given) > most:
        intake_work.say(
            "error",
            f"These are {len(given)} files; {most} at once is the limit. Take some out, and come "
            "back for the others.",
        )
        return
    st.session_state[_ROUND] = int(st.session_state.get(_ROUND, 0)) + 1
    # A run that is cut short hands the same files over once more.
    taken: list[str] = st.session_state.setdefault(_TAKEN, [])
    given = [file for file in given if file.file_id not in taken]
    st.session_state[_TAKEN] = [*taken, *(file.file_id for file in given)][-_REMEMBERED:]
    fresh: list[int] = []
    notes: list[str] = []
    for file in given:
        intake_work.act(lambda actor, file=file: _receive(actor, file, fresh, notes))  # type: ignore[misc]
    if notes:
        intake_work.say("info", "  \n".join(plain(note) for note in notes))
    if fresh:
        intake_work.act(lambda actor: intake_progress.read(actor, fresh))


def _receive(actor: Actor, file: UploadedFile, fresh: list[int], notes: list[str]) -> None:
    if file.name.lower().endswith(".xlsx") and error_workbook.recognise(file.getvalue()):
        _take_back(actor, file)
        return
    received = uploads.receive(data.engine(), actor, file.name, file.getvalue())
    if received.is_new:
        fresh.append(received.upload_id)
    if received.message:
        name = "" if file.name in received.message else f"{file.name}: "
        notes.append(f"{name}{received.message}")


def _take_back(actor: Actor, file: UploadedFile) -> None:
    """Take what was mended in a workbook of errors, and open the file it belongs to."""
    taken = error_workbook.take(data.engine(), actor, file.getvalue(), file_name=file.name)
    values = counted(taken.corrected, "value")
    kind = "success" if taken.corrected else "info"
    intake_work.say(
        kind,
        f"{plain(file.name)} belongs to this file: {values} put right, "
        f"{counted(taken.unchanged, 'row')} left as it came.",
    )
    for refusal in taken.refused[:_REFUSALS]:
        intake_work.say("warning", plain(refusal))
    intake_work.changed(taken.upload_id)
    intake_work.go(taken.upload_id)


def _templates() -> None:
    """Offer the forms that a firm without LEDES, or finance, can fill in."""
    engine, actor = data.engine(), intake_work.actor()
    with st.popover("Templates", type="tertiary", icon=":material/description:"):
        st.write("Workbooks with headings, lists and an example, for whoever sends no LEDES.")
        for kind, label in _KINDS.items():
            st.download_button(
                label,
                data=lambda kind=kind: templates.build(engine, actor, kind)[1],  # type: ignore[misc]
                file_name=f"legalops_{kind}.xlsx",
                icon=":material/download:",
                on_click="ignore",
                key=f"intake_template_{kind}",
            )
