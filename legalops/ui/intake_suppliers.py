"""Whose payments are the legal department's, of all that finance paid?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import pandas as pd
import streamlit as st

from legalops import money
from legalops.intake.draft import NOT_COMPUTED, Payments
from legalops.intake.names import fold
from legalops.services.choices import Choices
from legalops.services.uploads import Opened
from legalops.ui import intake_questions, intake_work
from legalops.ui.words import counted, plain

_MOST = 300
_OURS = "Ours"


@dataclass(frozen=True)
class Supplier:
    """Somebody who was paid: how often, how much by currency in 1/10000, known to us or not."""

    name: str
    payments: int
    sum_e4: int
    currency: str
    is_ours: bool
    note: str


def suppliers(opened: Opened) -> list[Supplier]:
    """Return who was paid, those of the department first, then by money."""
    counts: dict[str, int] = {}
    sums: dict[str, int] = {}
    currency: dict[str, str] = {}
    ours: set[str] = set()
    for invoice in opened.prepared.checked.invoices:
        name = invoice.draft.law_firm_id
        counts[name] = counts.get(name, 0) + invoice.draft.lines
        sums[name] = sums.get(name, 0) + invoice.draft.lines_e4 + invoice.draft.tax_e4
        currency[name] = invoice.currency
        if invoice.outcome != "ignored":
            ours.add(name)
    chosen = {fold(name) for name in opened.choices.suppliers}
    known = opened.prepared.vendor_names
    found = [
        Supplier(name, counts[name], sums[name], currency[name],
                 name in ours or fold(name) in chosen, _note(name, known, ours, chosen))
        for name in counts
    ]  # fmt: skip
    return sorted(found, key=lambda s: (not s.is_ours, -abs(s.sum_e4)))


def _note(name: str, known: dict[str, str], ours: set[str], chosen: set[str]) -> str:
    if name not in known:
        return ""
    if name in ours and fold(name) not in chosen:
        return "remembered"
    if known[name] != name:
        return f"known as {known[name]}"
    return "a vendor of yours"


def draw(opened: Opened) -> None:
    """Ask which suppliers are the legal department's; say what the file holds in all."""
    payments = opened.draft.payments
    if payments is None or not opened.draft.invoices:
        return
    found = suppliers(opened)
    with st.container(border=True, gap="small"):
        st.markdown("**Whose payments are the legal department's?**")
        st.caption(
            f"{_control(payments, found)} The rest is counted and left alone. Whom you choose is "
            "remembered for the next file."
        )
        _clashes(opened)
        _currency(opened)
        search = st.text_input(
            "Search a supplier", key=intake_work.key(opened, "search"), type="search",
            placeholder="Part of a name", live=True,
        )  # fmt: skip
        _grid(opened, _matching(found, search or ""))


def _control(payments: Payments, found: Sequence[Supplier]) -> str:
    codes = {s.currency for s in found}
    code = codes.pop() if len(codes) == 1 else ""
    parts = [
        f"{counted(payments.rows, 'row')} to {counted(len(found), 'supplier')}, "
        f"{plain(_amount(payments.control_e4, code))} in all."
    ]
    odd = [
        (payments.negatives, "negative"),
        (payments.blank_amounts, "without an amount"),
        (payments.exact_duplicates, "the same as another row"),
    ]
    said = [f"{count:,} {what}" for count, what in odd if count]
    return " ".join([*parts, f"Of these {', '.join(said)}." if said else ""]).strip()


def _amount(e4: int, code: str) -> str:
    if e4 == NOT_COMPUTED:
        return "?"
    value = Decimal(e4).scaleb(-4)
    places = money.digits(code) if code else 2
    return f"{code} {value:,.{places}f}".strip()


def _currency(opened: Opened) -> None:
    """Ask once what the payments are in, where the file does not say."""
    chosen = opened.choices.default_currency
    if not chosen and all(i.draft.currency for i in opened.prepared.checked.invoices):
        return
    options = intake_questions.currencies()
    key = intake_work.key(opened, "currency_of_all")
    st.selectbox(
        "Currency of these payments",
        options,
        index=options.index(chosen) if chosen in options else None,
        key=key,
        placeholder="Choose",
        help="This file does not say.",
        width=280,
        on_change=_keep_currency,
        args=(opened.upload_id, key),
    )


def _keep_currency(upload_id: int, key: str) -> None:
    code = st.session_state.get(key) or None
    intake_work.choose(upload_id, lambda choices: replace(choices, default_currency=code))


def _clashes(opened: Opened) -> None:
    clashing = sorted(
        {i.draft.law_firm_id for i in opened.prepared.checked.invoices if i.outcome == "blocked"}
        & set(opened.prepared.vendor_names)
    )
    if clashing:
        names = ", ".join(plain(name) for name in clashing[:5])
        st.warning(
            f"{names}: invoices of this vendor are counted already, so its payments would count "
            "the same money twice. Leave it unticked, or set it to paid only on the page Vendors.",
            icon=":material/warning:",
        )


def _matching(found: Sequence[Supplier], search: str) -> list[Supplier]:
    wanted = fold(search)
    return [s for s in found if wanted in fold(s.name)] if wanted else list(found)


def _grid(opened: Opened, shown: Sequence[Supplier]) -> None:
    if not shown:
        st.caption("No supplier is called so. Search for a shorter part of the name.")
        return
    listed = shown[:_MOST]
    names = [s.name for s in listed]
    key = intake_work.key(opened, "suppliers", len(shown), hash(tuple(names)))
    st.data_editor(
        pd.DataFrame(
            {
                _OURS: [s.is_ours for s in listed],
                "Supplier": names,
                "Payments": [s.payments for s in listed],
                "Amount": [_amount(s.sum_e4, s.currency) for s in listed],
                "Note": [s.note for s in listed],
            }
        ),
        key=key,
        hide_index=True,
        width="stretch",
        height=min(35 * len(listed) + 38, 400),
        disabled=["Supplier", "Payments", "Amount", "Note"],
        on_change=_keep,
        args=(opened.upload_id, names, key),
        column_config={
            _OURS: st.column_config.CheckboxColumn(width=60, pinned=True),
            "Payments": st.column_config.NumberColumn(format="%,d", width="small"),
            "Amount": st.column_config.TextColumn(alignment="right"),
        },
        alt="Everybody who was paid, with a tick for the legal department's suppliers",
    )
    if len(shown) > _MOST:
        st.caption(f"The {_MOST} largest of {len(shown):,}; search for the others.")


def _keep(upload_id: int, names: Sequence[str], key: str) -> None:
    edited = st.session_state.get(key, {}).get("edited_rows", {})
    ticks = {names[int(row)]: bool(cells[_OURS]) for row, cells in edited.items() if _OURS in cells}

    def change(choices: Choices) -> Choices:
        kept = {n: v for n, v in choices.suppliers.items() if ticks.get(n, True)}
        kept |= {name: kept.get(name, name) for name, is_ours in ticks.items() if is_ours}
        return replace(choices, suppliers=kept)

    if intake_work.choose(upload_id, change):
        intake_work.renew()
