"""How are single values of a file put right, all of a kind at once or each by itself?"""

from collections.abc import Sequence
from pathlib import PurePath

import pandas as pd
import streamlit as st

from legalops.errors import Problem
from legalops.intake.how import Correction
from legalops.permissions import Actor
from legalops.services import error_workbook, uploads
from legalops.services.uploads import Mended, Opened
from legalops.ui import data, intake_work
from legalops.ui.intake_causes import Cause, where
from legalops.ui.intake_words import when
from legalops.ui.words import counted, plain

_MOST = 200
#: So many values each have a field of their own; more are in a grid.
_FEW = 8
_CORRECT = "Correct value"


def form(opened: Opened, cause: Cause) -> None:
    """Draw the values that are wrong, with what should stand there and why."""
    problems = [p for p in cause.problems if p.line][:_MOST]
    key = intake_work.key(opened, "mend", cause.code, cause.field)
    with st.form(key, border=False):
        if len(problems) > 1:
            st.text_input(
                f"One value for all {len(problems)}", key=f"{key}_all", max_chars=300,
                placeholder="Or fill in each below",
            )  # fmt: skip
        (_fields if len(problems) <= _FEW else _grid)(problems, cause, key)
        st.text_input(
            "Reason", key=f"{key}_why", max_chars=300,
            placeholder="For example: confirmed by the firm on 3 June",
        )  # fmt: skip
        places = [(p.line, p.field) for p in problems]
        st.form_submit_button(
            "Put right",
            icon=":material/edit:",
            on_click=_mend,
            args=(opened.upload_id, places, key),
        )
    if len(cause.problems) > _MOST:
        st.caption(f"The first {_MOST} are here; the workbook of errors has all.")


def _fields(problems: Sequence[Problem], cause: Cause, key: str) -> None:
    """Draw a field for each value."""
    for place, problem in enumerate(problems):
        st.text_input(
            f"{_CORRECT}, {where(problem)}",
            key=f"{key}_{place}",
            max_chars=300,
            placeholder=f"It says {problem.value}" if problem.value else f"{cause.field} is blank",
        )


def _grid(problems: Sequence[Problem], cause: Cause, key: str) -> None:
    """Draw a grid with a row for each value."""
    st.data_editor(
        pd.DataFrame(
            {
                "Where": [where(p) for p in problems],
                "Invoice": [p.invoice for p in problems],
                "As it came": [p.value for p in problems],
                _CORRECT: [""] * len(problems),
            }
        ),
        key=f"{key}_grid",
        hide_index=True,
        width="stretch",
        height=min(35 * len(problems) + 38, 320),
        disabled=["Where", "Invoice", "As it came"],
        column_config={_CORRECT: st.column_config.TextColumn(max_chars=300, width="medium")},
        alt=f"The values of {cause.field} that are wrong, with a column for the right ones",
    )


def _typed(count: int, key: str) -> list[str]:
    """Return what was typed for each value, "" for nothing."""
    of_all = str(st.session_state.get(f"{key}_all") or "").strip()
    rows = st.session_state.get(f"{key}_grid", {}).get("edited_rows", {})
    cells = {int(row): edited.get(_CORRECT) for row, edited in rows.items()}
    each = [cells.get(n) or st.session_state.get(f"{key}_{n}") for n in range(count)]
    return [str(value or "").strip() or of_all for value in each]


def _mend(upload_id: int, places: Sequence[tuple[int, str]], key: str) -> None:
    corrections = [
        Correction(line, field, value)
        for (line, field), value in zip(places, _typed(len(places), key), strict=True)
        if value
    ]
    keep(upload_id, corrections, str(st.session_state.get(f"{key}_why") or "").strip())


def keep(upload_id: int, corrections: Sequence[Correction], reason: str) -> None:
    """Keep corrections with their reason and read the file again; for callbacks."""
    if not corrections:
        intake_work.say("error", "No value was typed. Fill in what should stand there.")
        return
    if not reason:
        intake_work.say(
            "error", "Say why, so that others understand it later. Nothing was changed."
        )
        return

    def mend(actor: Actor) -> str:
        version = intake_work.seen(upload_id).version
        uploads.correct(data.engine(), actor, upload_id, version, corrections, reason=reason)
        return f"Put {counted(len(corrections), 'value')} right; the file was checked again."

    if intake_work.act(mend):
        intake_work.read_again(upload_id)


def listed(opened: Opened) -> None:
    """Draw the corrections made so far, each beside what the file says, to be taken back."""
    if not opened.mended:
        return
    label = counted(len(opened.mended), "correction")
    with st.expander(
        f"{label} made :gray[\u00b7 the file itself stays as it came]",
        icon=":material/edit_note:",
        key=intake_work.key(opened, "mended"),
    ):
        for place, each in enumerate(opened.mended[:_MOST]):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(correction(each), width="stretch")
                st.button(
                    "Withdraw",
                    key=intake_work.key(opened, "withdraw", place),
                    type="tertiary",
                    on_click=_withdraw,
                    args=(opened.upload_id, each),
                )


def correction(each: Mended) -> str:
    """Write a correction as Markdown: where, what stood there, what stands now, who and why."""
    field = f", {plain(each.field)}" if each.field else ", the whole row"
    return (
        f"**Line {each.line:,}{field}**: ~~{plain(each.original) or 'empty'}~~ "
        f"\u2192 {plain(each.value) or 'empty'}  \n"
        f":gray[{plain(each.made_by)}, {when(each.made_at)}: {plain(each.reason)}]"
    )


def _withdraw(upload_id: int, each: Mended) -> None:
    def take_back(actor: Actor) -> str:
        version = intake_work.seen(upload_id).version
        uploads.withdraw(data.engine(), actor, upload_id, version, each)
        return f"Line {each.line:,} stands again as it came."

    if intake_work.act(take_back):
        intake_work.read_again(upload_id)


def workbook(opened: Opened) -> None:
    """Offer the rows in error as a workbook, to be mended elsewhere and dropped here again."""
    engine, actor = data.engine(), intake_work.actor()
    name = f"errors_{PurePath(opened.file_name).stem}.xlsx"
    st.download_button(
        "Errors as a workbook",
        data=lambda: error_workbook.workbook(engine, actor, opened.upload_id)[1],
        file_name=name,
        icon=":material/table_view:",
        type="tertiary",
        on_click="ignore",
        key=f"intake_errors_{opened.upload_id}",
        help="Correct it in Excel, or send it to the firm. Drop it on this page again and it finds "
        "this file.",
    )
