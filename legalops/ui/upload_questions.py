"""What must a person say before a file can be stored: currency, names, practice areas?"""

from collections import Counter
from dataclasses import replace

import pandas as pd
import streamlit as st

from legalops.intake.draft import Draft, DraftMatter
from legalops.money import CURRENCIES
from legalops.services import imports
from legalops.store import areas
from legalops.ui import data
from legalops.ui.words import plain

#: Offered where the store has no practice area of that name yet; created only when chosen.
USUAL_AREAS = (
    "Commercial contracts", "Corporate and M&A", "Employment", "Intellectual property",
    "Litigation", "Privacy", "Real estate", "Regulatory", "Tax",
)  # fmt: skip
_FIRST = ("USD", "EUR", "GBP", "CHF", "CAD", "AUD", "JPY")
_FEW = 10
_OVERRIDABLE = {"invoice_total", "invoice_totals_differ"}


def ask(draft: Draft, first: imports.Prepared) -> imports.Choices:
    """Draw the questions that the file leaves open and return the answers so far."""
    tag = draft.sha256[:12]
    firms = sorted({i.law_firm_id for i in draft.invoices})
    asked = [f for f in firms if f in first.new_vendors or _needs_currency(first, f)]
    names: dict[str, str] = {}
    currencies: dict[str, str] = {}
    if asked:
        st.markdown("**Vendors**")
    for firm in asked:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            if firm in first.new_vendors:
                names[firm] = st.text_input(
                    f"Name of the firm with number {plain(firm) or 'unknown'}",
                    key=f"name_{tag}_{firm}",
                    placeholder="As your department calls it",
                    max_chars=200,
                )
            code = st.selectbox(
                f"Currency of {plain(first.vendor_names.get(firm, firm))}",
                _currencies(),
                index=None,
                key=f"currency_{tag}_{firm}",
                placeholder="Choose",
                help="LEDES 1998B does not say. It is remembered for the vendor.",
            )
            if code:
                currencies[firm] = code
    matters = _ask_matters(first, tag)
    return imports.Choices(currencies=currencies, vendor_names=names, matters=matters)


def _needs_currency(first: imports.Prepared, firm: str) -> bool:
    return any(not i.currency for i in first.checked.invoices if i.draft.law_firm_id == firm)


def _currencies() -> list[str]:
    home = data.settings().reporting_currency
    front = [home, *(c for c in _FIRST if c != home)]
    return front + sorted(CURRENCIES - set(front))


def _ask_matters(
    first: imports.Prepared, tag: str
) -> dict[imports.MatterKey, imports.MatterChoice]:
    new = first.new_matters
    if not new:
        return {}
    st.markdown("**New matters**")
    st.caption(
        "Give each a name and a practice area. A matter without one is kept apart as "
        "\u201cNo practice area\u201d until you assign it on the page "
        "Matters, where a new practice area can be typed."
    )
    options = sorted({*areas.all_areas(data.engine()).values(), *USUAL_AREAS})
    asked = _in_fields if len(new) <= _FEW else _in_grid
    return asked(new, options, tag)


def _in_fields(
    new: tuple[DraftMatter, ...], options: list[str], tag: str
) -> dict[imports.MatterKey, imports.MatterChoice]:
    answers: dict[imports.MatterKey, imports.MatterChoice] = {}
    for drafted in new:
        key = _key(drafted)
        number = plain(drafted.client_matter_id or f"{drafted.law_firm_matter_id} of the firm")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.text_input(
                f"Name of matter {number}", key=f"matter_{tag}_{key}", max_chars=200,
                placeholder="As your department calls it",
            )  # fmt: skip
            area = st.selectbox(
                f"Practice area of {number}", options, index=None,
                key=f"area_{tag}_{key}", placeholder="Choose",
            )  # fmt: skip
        answers[key] = imports.MatterChoice(name=name.strip(), practice_area=(area or "").strip())
    return answers


def _in_grid(
    new: tuple[DraftMatter, ...], options: list[str], tag: str
) -> dict[imports.MatterKey, imports.MatterChoice]:
    edited = st.data_editor(
        pd.DataFrame([_matter_row(m) for m in new]),
        key=f"matters_{tag}",
        hide_index=True,
        width="stretch",
        height=min(36 * len(new) + 38, 360),
        disabled=["Matter", "Firm's number"],
        column_config={
            "Name": st.column_config.TextColumn(max_chars=200, width="large"),
            "Practice area": st.column_config.SelectboxColumn(options=options),
        },
    )
    answers: dict[imports.MatterKey, imports.MatterChoice] = {}
    for drafted, (_, row) in zip(new, edited.iterrows(), strict=False):
        area = row["Practice area"]
        answers[_key(drafted)] = imports.MatterChoice(
            name=str(row["Name"] or "").strip()[:200],
            practice_area=area if area in options else "",
        )
    return answers


def _key(matter: DraftMatter) -> imports.MatterKey:
    return (matter.law_firm_id, matter.client_matter_id, matter.law_firm_matter_id)


def _matter_row(matter: DraftMatter) -> dict[str, str | None]:
    return {
        "Matter": matter.client_matter_id,
        "Firm's number": matter.law_firm_matter_id,
        "Name": "",
        "Practice area": None,
    }


def unanswered(prepared: imports.Prepared, choices: imports.Choices) -> str:
    """Say what is still to be answered before the file can be stored, "" when nothing is."""
    ready = {prepared.checked.invoices[i].draft.law_firm_id for i in prepared.accepted}
    nameless = [f for f in prepared.new_vendors if f in ready and not choices.vendor_names.get(f)]
    if nameless:
        return f"Name the firm with number {plain(nameless[0])} first."
    unnamed = Counter(bool(m.name) for m in choices.matters.values())[False]
    if unnamed:
        return f"Name the {unnamed} new matter{'' if unnamed == 1 else 's'} above first."
    return ""


def ask_overrides(prepared: imports.Prepared, choices: imports.Choices) -> imports.Choices:
    """Offer to accept an invoice whose stated total is its only fault, by name with a reason."""
    reasons: dict[str, str] = {}
    for invoice in prepared.checked.invoices:
        number = invoice.draft.number
        codes = {
            p.code
            for p in prepared.checked.problems
            if p.severity == "error" and p.invoice == number
        }
        if invoice.outcome == "blocked" and codes and codes <= _OVERRIDABLE:
            reason = st.text_input(
                f"Reason to store invoice {plain(number)} at what its lines sum to",
                key=f"override_{prepared.checked.draft.sha256[:12]}_{number}",
                max_chars=300,
                placeholder="For example: the firm confirmed the lines by mail on 3 June",
                help="Kept with your name. Leave it empty to keep the invoice blocked.",
            )
            if reason.strip():
                reasons[number] = reason.strip()
    return replace(choices, overrides=reasons)
