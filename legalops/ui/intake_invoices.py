"""Which invoices does a file hold, how does each stand, and which are left out?"""

import pandas as pd
import streamlit as st

from legalops import money, periods
from legalops.intake.draft import CheckedInvoice
from legalops.services import imports
from legalops.services.uploads import Opened
from legalops.ui import intake_effect, intake_work
from legalops.ui.intake_faults import leave_out
from legalops.ui.words import counted

_WORDS = {
    "accepted": "Ready",
    "replaces": "Replaces the earlier one",
    "blocked": "Needs mending",
    "duplicate": "Stored already",
    "ignored": "Not ours",
}
_MOST = 500


def draw(opened: Opened) -> None:
    """Draw the invoices of a file with their state, and the ways to leave some out."""
    shown = [
        (place, invoice)
        for place, invoice in enumerate(opened.prepared.checked.invoices)
        if invoice.outcome != "ignored"
    ]
    if not shown:
        return
    out = imports.left_out(opened.prepared.checked, opened.choices)
    ready = set(intake_effect.ready(opened))
    what = "payment" if opened.draft.is_payments else "invoice"
    label = f"{counted(len(shown), what)} with {counted(_lines(shown), 'line')}"
    if opened.draft.is_payments:
        label = f"{counted(len(shown), what)} of your suppliers"
    with st.expander(
        f"{label} :gray[\u00b7 {len(ready):,} ready]",
        expanded=1 < len(shown) <= 12,
        icon=":material/receipt_long:",
        key=intake_work.key(opened, "invoices"),
    ):
        _table(opened, shown[:_MOST], out)
        if len(shown) > _MOST:
            st.caption(f"The first {_MOST} of {len(shown):,}.")
        if not opened.draft.is_payments:
            _leaving(opened, shown)


def _lines(shown: list[tuple[int, CheckedInvoice]]) -> int:
    return sum(invoice.draft.lines for _, invoice in shown)


def _table(opened: Opened, shown: list[tuple[int, CheckedInvoice]], out: frozenset[int]) -> None:
    rows = [_row(opened, invoice, place in out) for place, invoice in shown]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        width="stretch",
        height=min(35 * len(rows) + 38, 420),
        alt="The invoices of this file with their amounts and whether they can be stored",
        column_config={
            "Lines": st.column_config.NumberColumn(format="%,d", width="small"),
            "Amount": st.column_config.TextColumn(
                help="What the lines come to, with tax: this is what is stored", alignment="right"
            ),
            "As stated": st.column_config.TextColumn(
                help="What the vendor wrote as the total", alignment="right"
            ),
        },
    )


def _row(opened: Opened, invoice: CheckedInvoice, is_out: bool) -> dict[str, object]:
    draft, code = invoice.draft, invoice.currency
    firm = draft.law_firm_id
    vendor = opened.prepared.vendor_names.get(firm) or opened.choices.vendor_names.get(firm)
    gross = invoice.total_cents + invoice.tax_cents
    return {
        "Invoice": draft.number,
        "State": "Left out" if is_out else _state(opened, invoice),
        "Vendor": vendor or draft.vendor_name or firm,
        "Dated": periods.day_label(draft.invoice_date) if draft.invoice_date else "",
        "Amount": _amount(gross, code),
        "As stated": _amount(invoice.stated_total_cents, code),
        "Lines": draft.lines,
    }


def _state(opened: Opened, invoice: CheckedInvoice) -> str:
    """Return how an invoice stands; one that lacks nothing but its currency says so."""
    key = invoice.draft.key
    if not invoice.currency and opened.draft.faults.get(key, frozenset()) <= {"currency"}:
        return "Waits for its currency"
    return _WORDS[invoice.outcome]


def _amount(cents: int, code: str) -> str:
    return money.money(cents, code) if code else money.exact(cents, "USD")


def _leaving(opened: Opened, shown: list[tuple[int, CheckedInvoice]]) -> None:
    """Offer to leave single invoices out, or to take them in again."""
    names = {place: invoice.draft.key for place, invoice in shown}
    key = intake_work.key(opened, "out")
    st.multiselect(
        "Leave out",
        list(names),
        default=[place for place in sorted(opened.choices.leave_out) if place in names],
        format_func=lambda place: names.get(place, ""),
        key=key,
        placeholder="No invoice is left out",
        on_change=_keep,
        args=(opened.upload_id, list(names), key),
    )


def _keep(upload_id: int, places: list[int], key: str) -> None:
    chosen = set(st.session_state.get(key) or [])
    before = intake_work.seen(upload_id).choices.leave_out
    back = [place for place in places if place in before and place not in chosen]
    if back:
        leave_out(upload_id, back, back=True)
    fresh = [place for place in chosen if place not in before]
    if fresh:
        leave_out(upload_id, fresh)
