"""What is wrong with a file, by cause, and what can be done about each at once?"""

from dataclasses import replace

import streamlit as st

from legalops.services.choices import Choices
from legalops.services.uploads import Opened
from legalops.ui import intake_mending, intake_repairs, intake_work
from legalops.ui.intake_causes import OVERRIDABLE, REPLACEABLE, Cause, causes, sentence
from legalops.ui.words import counted, plain

_EXAMPLES = 3
_ALL = 200


def draw(opened: Opened) -> None:
    """Draw the faults by cause with their remedies, then what is only to be known."""
    faults = causes(opened, "error")
    if faults:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown("**What is wrong**", width="stretch")
            if any(c.is_mendable or c.code == "value_count" for c in faults):
                intake_mending.workbook(opened)
    for place, cause in enumerate(faults):
        with st.expander(
            f"{cause.heading} :gray[\u00b7 {cause.stake}]",
            expanded=place == 0,
            icon=":material/error:",
            key=intake_work.key(opened, "cause", cause.code, cause.field),
        ):
            _cause(opened, cause)
    _decided(opened)
    _warnings(opened)


def _decided(opened: Opened) -> None:
    """Draw what was set aside with a reason, each to be taken back."""
    kinds = {
        "overrides": "stored at what its lines come to",
        "replacements": "replaces the earlier one",
    }
    keys = {i.key for i in opened.draft.invoices}
    found = [
        (name, number, f"**Invoice {plain(number)}** {words}: {plain(reason)}")
        for name, words in kinds.items()
        for number, reason in getattr(opened.choices, name).items()
        if number in keys
    ]
    if not found:
        return
    with st.expander(
        f"{counted(len(found), 'decision')} with a reason",
        icon=":material/gavel:",
        key=intake_work.key(opened, "decided"),
    ):
        for name, number, text in found:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(text, width="stretch")
                st.button(
                    "Take back",
                    key=intake_work.key(opened, "undecide", name, number),
                    type="tertiary",
                    on_click=_undecide,
                    args=(opened.upload_id, name, number),
                )


def _undecide(upload_id: int, name: str, number: str) -> None:
    intake_work.answer(upload_id, name, number, "")
    intake_work.renew()


def _cause(opened: Opened, cause: Cause) -> None:
    if cause.remedy and len(cause.problems) > 1:
        st.markdown(plain(cause.remedy))
    _examples(opened, cause)
    if cause.code in OVERRIDABLE:
        _reasons(opened, cause, "overrides", "Reason to store invoice {} at what its lines sum to")
    if cause.code in REPLACEABLE:
        _reasons(opened, cause, "replacements", "Reason why invoice {} replaces the earlier one")
    intake_repairs.draw(opened, cause)
    if cause.is_mendable:
        if cause.code in OVERRIDABLE:
            st.caption("Or put right what the file says:")
        intake_mending.form(opened, cause)
    _leave_out(opened, cause)


def _examples(opened: Opened, cause: Cause) -> None:
    shown = cause.problems[:_EXAMPLES]
    st.markdown("\n".join(f"- {sentence(p)}" for p in shown))
    rest = len(cause.problems) - len(shown)
    if rest <= 0:
        return
    with st.popover(f"Show all {len(cause.problems):,}"), st.container(height=360, border=False):
        st.markdown("\n".join(f"- {sentence(p)}" for p in cause.problems[:_ALL]))
        if len(cause.problems) > _ALL:
            st.caption(f"The first {_ALL}. The workbook of errors lists all.")


def _reasons(opened: Opened, cause: Cause, name: str, label: str) -> None:
    """Ask for the reason that sets a fault aside, one an invoice, kept with the name."""
    for number in cause.invoices:
        key = intake_work.key(opened, name, number)
        st.text_input(
            label.format(plain(number)),
            value=getattr(opened.choices, name).get(number, ""),
            key=key,
            max_chars=300,
            placeholder="For example: the firm confirmed it by mail on 3 June",
            help="Kept with your name. Leave it empty to keep the invoice blocked.",
            on_change=_keep_reason,
            args=(opened.upload_id, name, number, key),
        )


def _keep_reason(upload_id: int, name: str, number: str, key: str) -> None:
    reason = str(st.session_state.get(key) or "").strip()
    intake_work.answer(upload_id, name, number, reason)


def _leave_out(opened: Opened, cause: Cause) -> None:
    places = [
        place
        for place, invoice in enumerate(opened.draft.invoices)
        if invoice.key in cause.invoices and place not in opened.choices.leave_out
    ]
    if places:
        st.button(
            f"Leave {'this invoice' if len(places) == 1 else f'these {len(places)} invoices'} out",
            key=intake_work.key(opened, "leave", cause.code, cause.field),
            type="tertiary",
            icon=":material/remove_circle_outline:",
            on_click=leave_out,
            args=(opened.upload_id, places),
        )


def leave_out(upload_id: int, places: list[int], *, back: bool = False) -> None:
    """Keep invoices from being stored, or let them in again; for callbacks."""

    def change(choices: Choices) -> Choices:
        left = choices.leave_out
        return replace(choices, leave_out=left - set(places) if back else left | set(places))

    intake_work.choose(upload_id, change)


def _warnings(opened: Opened) -> None:
    found = causes(opened, "warning")
    if not found:
        return
    count = sum(len(c.problems) for c in found)
    with st.expander(
        f"{counted(count, 'note')} :gray[\u00b7 nothing has to be done]",
        icon=":material/info:",
        key=intake_work.key(opened, "warnings"),
    ):
        for cause in found:
            st.markdown(f"{cause.heading} :gray[\u00b7 {cause.stake}]")
            _examples(opened, cause)
