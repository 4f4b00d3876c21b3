"""What was just done, and where does a person look at it next?"""

import streamlit as st

from legalops.services.imports import Receipt
from legalops.ui import intake_work, navigation
from legalops.ui.intake_words import amounts
from legalops.ui.words import counted, plain

_SHOW = {
    "success": (st.success, ":material/check_circle:"),
    "warning": (st.warning, ":material/group:"),
    "info": (st.info, ":material/info:"),
    "error": (st.error, ":material/error:"),
}


def stored(receipt: Receipt) -> None:
    """Remember a receipt for the top of the page."""
    intake_work.say("stored", receipt)


def draw() -> None:
    """Draw what was said and stored since the last click."""
    said = intake_work.told()
    for kind, text in said:
        if isinstance(text, str):
            show, icon = _SHOW[kind]
            show(text, icon=icon)
    receipts = [each for _, each in said if isinstance(each, Receipt)]
    if receipts:
        _receipt(receipts)


def _receipt(receipts: list[Receipt]) -> None:
    totals: dict[str, int] = {}
    for each in receipts:
        for code, cents in each.totals.items():
            totals[code] = totals.get(code, 0) + cents
    invoices = sum(len(each.invoice_ids) for each in receipts)
    lines = sum(each.lines for each in receipts)
    files = f" of {len(receipts)} files" if len(receipts) > 1 else ""
    st.success(
        f"Stored **{counted(invoices, 'invoice')}**{files} with {counted(lines, 'line')}, "
        f"{plain(amounts(totals))}.",
        icon=":material/check_circle:",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(
            navigation.FOLDER / "budget_vs_actual.py",
            label="See it against the budget",
            icon=":material/bar_chart:",
        )
        if len(receipts) == 1 and intake_work.chosen() != receipts[0].upload_id:
            st.button(
                "See the upload, or take it back",
                key="receipt_open",
                type="tertiary",
                icon=":material/history:",
                on_click=intake_work.go,
                args=(receipts[0].upload_id,),
            )
