"""What would storing do: to the invoices of a file, to the month, to the year?"""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from legalops import money, periods
from legalops.permissions import Actor
from legalops.services import imports, uploads
from legalops.services.uploads import Effect, MonthEffect, Opened, Share
from legalops.ui import data, intake_matters, intake_progress, intake_receipt, intake_work
from legalops.ui.intake_words import amounts
from legalops.ui.words import counted, plain

_FEW_MONTHS = 3
#: More lines than this are stored in the background, so that the page stays usable.
LARGE = 2_000


def ready(opened: Opened) -> list[int]:
    """Return the places of the invoices that would be stored now."""
    prepared = opened.prepared
    out = imports.left_out(prepared.checked, opened.choices)
    return [place for place in prepared.accepted if place not in out]


def totals(opened: Opened, places: Sequence[int]) -> dict[str, int]:
    """Return what invoices of an upload come to with tax, by currency."""
    return imports.totals_of(opened.prepared.checked.invoices[place] for place in places)


def unanswered(opened: Opened) -> str:
    """Say what is still to be answered before anything can be stored, "" when nothing is."""
    checked, choices = opened.prepared.checked, opened.choices
    firms = {checked.invoices[place].draft.law_firm_id for place in ready(opened)}
    for firm in opened.prepared.new_vendors:
        named = choices.vendor_names.get(firm) or firm in choices.vendors
        if firm in firms and not named and not opened.draft.is_payments:
            return f"Say first which vendor {plain(firm) or 'without a number'} is."
    unnamed = intake_matters.unnamed(opened)
    if unnamed:
        return f"Say first which {'matter this is' if unnamed == 1 else 'matters these are'}."
    if any(not i.currency and i.outcome != "ignored" for i in checked.invoices) and not firms:
        return "Choose the currency first."
    if opened.draft.is_payments and not choices.suppliers and not firms:
        return "Choose the suppliers that are the legal department's first."
    return ""


def draw(opened: Opened) -> None:
    """Draw what storing would do and the button that does it."""
    places, missing = ready(opened), unanswered(opened)
    with st.container(border=True, key=f"intake_effect_{opened.upload_id}"):
        if places and not missing:
            found = uploads.effect(data.engine(), intake_work.actor(), opened, opened.choices)
            st.markdown("**What storing does**")
            shares(found)
            months(found.months)
            _unconverted(found)
        _button(opened, places, missing)


def shares(found: Effect) -> None:
    """Draw how many invoices are new, replaced, skipped and blocked, with their money."""
    rows = [
        ("New", found.new),
        ("Replacing an earlier one", found.replaced),
        ("Skipped, stored already or left out", found.skipped),
        ("Not ready, they stay here", found.blocked),
    ]
    st.markdown("\n".join(f"- {name}: {share(each)}" for name, each in rows if each.invoices))


def together(effects: Sequence[Effect]) -> Effect:
    """Return what several files do together; each starts from what stands now."""
    starts_in = data.settings().fiscal_start_month
    added: dict[int, int] = {}
    first: dict[int, MonthEffect] = {}
    for each in (m for e in effects for m in e.months):
        added[each.month] = added.get(each.month, 0) + each.after_cents - each.before_cents
        first.setdefault(each.month, each)
    months = {}
    for month in sorted(first):
        year = set(periods.fiscal_year_of(month, starts_in).months)
        months[month] = replace(
            first[month],
            after_cents=first[month].before_cents + added[month],
            year_after_cents=first[month].year_before_cents
            + sum(cents for m, cents in added.items() if m in year and m <= month),
        )
    return Effect(
        new=_sum([e.new for e in effects]),
        replaced=_sum([e.replaced for e in effects]),
        skipped=_sum([e.skipped for e in effects]),
        blocked=_sum([e.blocked for e in effects]),
        months=tuple(months.values()),
        unconverted=_added([e.unconverted for e in effects]),
    )


def _sum(shares: Sequence[Share]) -> Share:
    return Share(
        sum(s.invoices for s in shares), sum(s.lines for s in shares),
        _added([s.totals for s in shares]),
    )  # fmt: skip


def _added(totals: Sequence[dict[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in totals:
        for code, cents in each.items():
            found[code] = found.get(code, 0) + cents
    return found


def share(each: Share) -> str:
    """Write some invoices: `4 invoices, 120 lines, **USD 21,430.00**`."""
    said = f"{counted(each.invoices, 'invoice')}, {counted(each.lines, 'line')}"
    totals = amounts({code: cents for code, cents in each.totals.items() if code})
    return f"{said}, **{plain(totals)}**" if totals else said


def months(effects: Sequence[MonthEffect]) -> None:
    """Draw what storing does to each month and to the fiscal year up to it."""
    if not effects:
        return
    chosen = data.settings()
    currency = chosen.reporting_currency
    measure = "net of tax" if chosen.spend_is == "net" else "with tax"
    st.caption(f"Spend by invoice month in {currency}, {measure}.")
    if len(effects) <= _FEW_MONTHS:
        st.markdown("\n".join(f"- {_month(each, currency)}" for each in effects))
    else:
        _month_table(effects, currency)
    last = max(effects, key=lambda each: each.month)
    year = periods.fiscal_year_of(last.month, chosen.fiscal_start_month)
    st.markdown(
        f"- {year.label} to {periods.label(last.month)}: "
        + _moved(last.year_before_cents, last.year_after_cents, last.year_budget_cents, currency)
    )


def _month(each: MonthEffect, currency: str) -> str:
    moved = _moved(each.before_cents, each.after_cents, each.budget_cents, currency)
    return f"{periods.label(each.month)}: {moved}"


def _moved(before: int, after: int, budget: int | None, currency: str) -> str:
    """Write a change: `104,200 → **121,500** of 118,000, 3,500 over`."""
    said = f"{_whole(before, currency)} \u2192 **{_whole(after, currency)}**"
    if budget is None:
        return f"{said}, no budget"
    off = after - budget
    word = "over" if off > 0 else "left"
    return f"{said} of {_whole(budget, currency)}, {_whole(abs(off), currency)} {word}"


def _whole(cents: int, currency: str) -> str:
    """Write an amount without its cents, rounded half up."""
    unit = 10 ** money.digits(currency)
    sign = "\u2212" if cents < 0 else ""
    return f"{sign}{(abs(cents) * 2 + unit) // (2 * unit):,}"


def _month_table(effects: Sequence[MonthEffect], currency: str) -> None:
    frame = pd.DataFrame(
        {
            "Month": [periods.label(each.month) for each in effects],
            "Before": [_whole(each.before_cents, currency) for each in effects],
            "After": [_whole(each.after_cents, currency) for each in effects],
            "Budget": [
                "" if each.budget_cents is None else _whole(each.budget_cents, currency)
                for each in effects
            ],
        }
    )
    right = {name: st.column_config.TextColumn(alignment="right") for name in frame.columns[1:]}
    st.dataframe(frame, hide_index=True, column_config=right, width="stretch")


def _unconverted(found: Effect) -> None:
    if found.unconverted:
        st.caption(
            f"No exchange rate covers {plain(amounts(found.unconverted))} yet: it is stored, and "
            "counts in its own currency until a rate is entered in Budgets."
        )


def _button(opened: Opened, places: list[int], missing: str) -> None:
    label = f"Store {counted(len(places), 'invoice')}" if places else "Nothing to store yet"
    if opened.draft.is_payments and places:
        label = f"Store {counted(len(places), 'payment')}"
    sums = amounts(totals(opened, places))
    if places and sums:
        label += f" \u00b7 {sums}"
    reason = missing or ("" if places else _why_nothing(opened))
    left = imports.waiting_in(
        opened.prepared.checked, imports.left_out(opened.prepared.checked, opened.choices), places
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            label,
            type="primary",
            icon=":material/check:",
            disabled=bool(reason),
            key=f"intake_store_{opened.upload_id}",
            on_click=_store,
            args=(opened.upload_id, len(opened.draft.lines)),
        )
        if reason:
            st.markdown(f":gray[{reason}]")
        elif left:
            other = "the other 1 stays" if left == 1 else f"the other {left} stay"
            st.markdown(f":gray[{other[:1].upper()}{other[1:]} here for later.]")


def _why_nothing(opened: Opened) -> str:
    outcomes = {i.outcome for i in opened.prepared.checked.invoices}
    if outcomes == {"duplicate"}:
        return "All of it is stored already."
    if any(not i.currency for i in opened.prepared.checked.invoices):
        return "Choose the currency first."
    return "Put right what is wrong above, or set it aside with a reason."


def _store(upload_id: int, lines: int) -> None:
    """Store on click; nothing is drawn in between, so no click can cut it short."""

    def store(actor: Actor) -> None:
        before = intake_work.seen(upload_id)
        if lines > LARGE:
            intake_progress.store(actor, upload_id, before)
            return
        receipt = uploads.confirm(data.engine(), actor, upload_id, before.version, before.choices)
        intake_receipt.stored(receipt)

    intake_work.act(store)
