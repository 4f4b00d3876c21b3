"""What must a person say of a file's vendors: which they are, and what they bill in?"""

from collections.abc import Sequence

import streamlit as st

from legalops import money
from legalops.intake.draft import CheckedInvoice
from legalops.money import CURRENCIES
from legalops.services import vendors as acts
from legalops.services.uploads import Opened
from legalops.store import vendors
from legalops.ui import data, intake_work
from legalops.ui.intake_words import amounts
from legalops.ui.words import counted, plain

_FIRST = ("USD", "EUR", "GBP", "CHF", "CAD", "AUD", "JPY")
_NEW = "New: "


def asked(opened: Opened) -> list[str]:
    """Return the vendors, as the file calls them, of which something is asked."""
    if opened.draft.is_payments:
        return []
    firms = dict.fromkeys(i.law_firm_id for i in opened.draft.invoices)
    return [f for f in firms if _is_new(opened, f) or _needs_currency(opened, f)]


def _is_new(opened: Opened, firm: str) -> bool:
    choices = opened.choices
    return (
        firm in opened.prepared.new_vendors or firm in choices.vendors
        or firm in choices.vendor_names
    )  # fmt: skip


def _needs_currency(opened: Opened, firm: str) -> bool:
    return firm in opened.choices.currencies or any(not i.currency for i in _of(opened, firm))


def _of(opened: Opened, firm: str) -> list[CheckedInvoice]:
    return [i for i in opened.prepared.checked.invoices if i.draft.law_firm_id == firm]


def draw(opened: Opened) -> None:
    """Ask which vendors these are and what they bill in, a row a vendor."""
    firms = asked(opened)
    if not firms:
        return
    with st.container(border=True, gap="small"):
        one = len(firms) == 1
        st.markdown(f"**{'Which vendor is this' if one else 'Which vendors are these'}?**")
        for firm in firms:
            _ask(opened, firm)


def _ask(opened: Opened, firm: str) -> None:
    invoices = _of(opened, firm)
    name = invoices[0].draft.vendor_name
    title = f"**{plain(firm or 'No number')}**"
    if name and name != firm:
        title += f" \u00b7 {plain(name)}"
    st.markdown(f"{title} :gray[\u00b7 {_size(invoices)}]")
    columns = st.columns(2, vertical_alignment="bottom")
    with columns[0]:
        if _is_new(opened, firm):
            _which(opened, firm, name if name != firm or not _is_number(firm) else "")
        else:
            known = opened.prepared.vendor_names.get(firm, firm)
            st.markdown(f":gray[Known as {plain(known)}]")
    with columns[1]:
        if _needs_currency(opened, firm):
            _currency(opened, firm)


def _is_number(firm: str) -> bool:
    return not any(sign.isalpha() for sign in firm)


def _size(invoices: Sequence[CheckedInvoice]) -> str:
    totals: dict[str, int] = {}
    for each in invoices:
        if each.currency:
            totals[each.currency] = totals.get(each.currency, 0) + each.total_cents + each.tax_cents
    said = counted(len(invoices), "invoice")
    return f"{said}, {amounts(totals)}" if totals else said


def _which(opened: Opened, firm: str, name: str) -> None:
    engine = data.engine()
    frame = vendors.table(engine)
    ids = {str(n): int(i) for i, n in zip(frame["id"], frame["name"], strict=True)}
    alike = {f"{s.name} \u00b7 {s.reason}": s.vendor_id for s in acts.suggest(engine, name or firm)}
    known = {**alike, **{n: i for n, i in ids.items() if i not in alike.values()}}
    new = opened.choices.vendor_names.get(firm, "")
    options = [f"{_NEW}{n}" for n in dict.fromkeys(filter(None, (new, name)))] + list(known)
    key = intake_work.key(opened, "vendor", firm)
    st.selectbox(
        f"Vendor {plain(firm)}",
        options,
        index=_index(options, known, opened.choices.vendors.get(firm), f"{_NEW}{new}"),
        key=key,
        placeholder="Choose one, or type the name of a new one",
        accept_new_options=True,
        on_change=_keep_vendor,
        args=(opened.upload_id, firm, known, key),
    )


def _index(options: list[str], known: dict[str, int], chosen: int | None, new: str) -> int | None:
    for place, option in enumerate(options):
        if (chosen is not None and known.get(option) == chosen) or option == new:
            return place
    return None


def _keep_vendor(upload_id: int, firm: str, known: dict[str, int], key: str) -> None:
    said = str(st.session_state.get(key) or "").strip()
    name = "" if said in known else said.removeprefix(_NEW)[:200]
    if intake_work.answer(upload_id, "vendors", firm, known.get(said)):
        intake_work.answer(upload_id, "vendor_names", firm, name)


def _currency(opened: Opened, firm: str) -> None:
    options = currencies()
    chosen = opened.choices.currencies.get(firm)
    key = intake_work.key(opened, "currency", firm)
    st.selectbox(
        f"Currency of {plain(firm)}",
        options,
        index=options.index(chosen) if chosen in options else None,
        key=key,
        placeholder="Choose",
        help="This file does not say. It is remembered for the vendor.",
        on_change=_keep_currency,
        args=(opened.upload_id, firm, key),
    )


def currencies() -> list[str]:
    """Return every currency, the likely ones first."""
    home = data.settings().reporting_currency
    front = [home, *(c for c in _FIRST if c != home)]
    return front + sorted(CURRENCIES - set(front))


def _keep_currency(upload_id: int, firm: str, key: str) -> None:
    code = st.session_state.get(key)
    chosen = money.currency_code(code) if code else None
    intake_work.answer(upload_id, "currencies", firm, chosen)
