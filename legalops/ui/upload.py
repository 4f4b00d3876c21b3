"""How are the month's invoice files brought in: chosen, checked, asked about, stored?"""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from legalops import money, periods
from legalops.errors import LegalOpsError, Problem
from legalops.intake.draft import CheckedInvoice, Draft
from legalops.permissions import Actor
from legalops.services import import_child, imports
from legalops.ui import data, navigation, upload_questions, who
from legalops.ui.words import plain

_SHOWN = 12
_STATES = {
    "accepted": "Ready",
    "blocked": "Blocked",
    "duplicate": "Already stored",
}


@dataclass(frozen=True)
class Chosen:
    """A file on the page: its name, its bytes and the draft read from them."""

    file_id: str
    name: str
    content: bytes
    draft: Draft


def files() -> list[Chosen]:
    """Draw the uploader and return the files in it, each read once."""
    settings = data.settings()
    round_ = _round()
    given = st.file_uploader(
        "Invoice files",
        type=["txt", "led", "ledes", "csv", "edi", "dat"],
        accept_multiple_files=True,
        key=f"upload_{round_}",
        help=f"LEDES 1998B, up to {settings.max_files} files of {settings.max_file_mb} MB at once.",
    )
    if len(given) > settings.max_files:
        st.error(
            f"These are {len(given)} files; {settings.max_files} at once is the limit. "
            "Take some out, store the rest, and come back for the others."
        )
        return []
    chosen: dict[str, Chosen] = {}
    for file in given:
        if file.file_id in st.session_state.get("stored_files", []):
            continue
        content = file.getvalue()
        draft = _draft(file.name, content)
        if draft.sha256 in chosen:
            st.info(
                f"{plain(file.name)} holds the same bytes as "
                f"{plain(chosen[draft.sha256].name)}; it is shown once."
            )
        else:
            chosen[draft.sha256] = Chosen(file.file_id, file.name, content, draft)
    st.session_state["given_files"] = [file.file_id for file in given]
    return list(chosen.values())


def _round() -> int:
    """Count the uploader's rounds: once all its files are stored, an empty one takes its place."""
    count = int(st.session_state.setdefault("upload_round", 0))
    given = st.session_state.get("given_files", [])
    if given and set(given) <= set(st.session_state.get("stored_files", [])):
        count += 1
        st.session_state["upload_round"] = count
        st.session_state["given_files"] = []
    return count


def _draft(name: str, content: bytes) -> Draft:
    kept: dict[str, Draft] = st.session_state.setdefault("drafts", {})
    key = f"{name}:{hash(content)}"
    if key not in kept:
        limits = imports.limits_of(data.settings())
        kept[key] = imports.read_file(data.engine(), who.actor(), name, content, limits)
    return kept[key]


def review(file: Chosen) -> None:
    """Draw one file: what it holds, what is asked, what is wrong, and the button to store it."""
    with st.container(border=True, key=f"file_{file.draft.sha256[:12]}"):
        st.subheader(plain(file.name), anchor=False)
        if file.draft.is_refused:
            st.error("This file cannot be read as an invoice file; nothing of it was stored.")
            problems(file.draft.problems, key=file.draft.sha256)
            return
        _review_readable(file)


def _review_readable(file: Chosen) -> None:
    engine, draft = data.engine(), file.draft
    held = st.container()
    first = imports.recheck(engine, draft, file.content, imports.Choices())
    choices = upload_questions.ask(draft, first)
    prepared = imports.recheck(engine, draft, file.content, choices)
    found = tuple(p for p in prepared.checked.problems if p.code != "currency")
    problems(found, key=draft.sha256)
    choices = upload_questions.ask_overrides(prepared, choices)
    if choices.overrides:
        prepared = imports.recheck(engine, draft, file.content, choices)
    with held:
        _say_if_seen(prepared)
        _summary(prepared)
        _invoice_table(prepared)
        _point_to_earlier(prepared)
    _store_button(file, prepared, choices)


def _say_if_seen(prepared: imports.Prepared) -> None:
    seen = prepared.seen
    if seen is not None:
        came = periods.local(seen.uploaded_at, data.settings().time_zone)
        st.info(
            f"These bytes came on {came} by {plain(seen.uploaded_by)}; "
            f"{seen.live_invoices} of its invoices are live (upload {seen.upload_id}).",
            icon=":material/history:",
        )


def _point_to_earlier(prepared: imports.Prepared) -> None:
    """Offer the way to the uploads that hold invoices of this file already."""
    earlier = {i.earlier.upload_id for i in prepared.checked.invoices if i.earlier is not None}
    for upload_id in sorted(earlier)[:3]:
        st.button(
            f"Show upload {upload_id}, which holds it",
            key=f"show_{prepared.checked.draft.sha256[:12]}_{upload_id}",
            icon=":material/arrow_downward:",
            on_click=_choose_upload,
            args=(upload_id,),
        )


def _choose_upload(upload_id: int) -> None:
    st.session_state["upload_chosen"] = upload_id


def _summary(prepared: imports.Prepared) -> None:
    states = [_state(prepared, invoice) for invoice in prepared.checked.invoices]
    parts = [f"{states.count(word)} {word.lower()}" for word in dict.fromkeys(states)]
    lines = len(prepared.checked.draft.lines)
    st.markdown(
        f"**{counted(len(states), 'invoice')}** with {counted(lines, 'line')}: {', '.join(parts)}."
    )


def _state(prepared: imports.Prepared, invoice: CheckedInvoice) -> str:
    faults = {
        p.code
        for p in prepared.checked.problems
        if p.severity == "error" and p.invoice == invoice.draft.number
    }
    if invoice.outcome == "blocked" and faults == {"currency"}:
        return "Waiting for its currency"
    return _STATES[invoice.outcome]


def counted(count: int, noun: str) -> str:
    """Write a number with its noun: `1 line`, `2,431 lines`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _invoice_table(prepared: imports.Prepared) -> None:
    matters = _matters_by_invoice(prepared.checked.draft)
    rows = [
        _invoice_row(prepared, invoice, matters.get(place, ""))
        for place, invoice in enumerate(prepared.checked.invoices)
    ]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        width="stretch",
        height=min(36 * len(rows) + 38, 420),
        alt="The invoices of this file with their totals and whether they can be stored",
        column_config={
            "Lines": st.column_config.NumberColumn(format="%,d", width="small"),
            "Stated": st.column_config.TextColumn(help="What the vendor wrote", alignment="right"),
            "Lines total": st.column_config.TextColumn(
                help="What the lines sum to: this is what is stored", alignment="right"
            ),
        },
    )


def _matters_by_invoice(draft: Draft) -> dict[int, str]:
    pairs = set(zip(draft.lines.invoice.tolist(), draft.lines.matter.tolist(), strict=True))
    named: dict[int, list[str]] = {}
    for invoice, matter in sorted(pairs):
        drafted = draft.matters[matter]
        named.setdefault(invoice, []).append(
            drafted.client_matter_id or f"firm's no. {drafted.law_firm_matter_id}"
        )
    return {invoice: ", ".join(names) for invoice, names in named.items()}


def _invoice_row(
    prepared: imports.Prepared, invoice: CheckedInvoice, matters: str
) -> dict[str, object]:
    draft = invoice.draft
    code = invoice.currency or "USD"
    vendor = prepared.vendor_names.get(draft.law_firm_id) or f"new ({draft.law_firm_id})"
    period = f"{periods.day_label(draft.period_start)} \u2013 {periods.day_label(draft.period_end)}"
    gross = invoice.total_cents + invoice.tax_cents
    return {
        "State": _state(prepared, invoice),
        "Invoice": draft.number,
        "Vendor": vendor,
        "Matter": matters,
        "Period": period if draft.period_start and draft.period_end else "",
        "Currency": invoice.currency,
        "Lines": draft.lines,
        "Stated": money.exact(invoice.stated_total_cents, code),
        "Lines total": money.exact(gross, code),
    }


def problems(found: tuple[Problem, ...], key: str) -> None:
    """Draw what is wrong, errors apart from warnings, each with place, value and remedy."""
    for severity, word, open_ in (("error", "error", True), ("warning", "warning", False)):
        rows = [p for p in found if p.severity == severity]
        if rows:
            with st.expander(counted(len(rows), word), expanded=open_, key=f"{severity}_{key}"):
                problem_table(rows)


def problem_table(rows: list[Problem]) -> None:
    """List problems, each with its place, its value and the remedy in full."""
    with st.container(height="content" if len(rows) <= _SHOWN else 420, border=False):
        st.markdown("\n".join(f"- {_problem(p)}" for p in rows))


def _problem(problem: Problem) -> str:
    place = [f"line {problem.line:,}"] if problem.line else []
    place += [plain(problem.field)] if problem.field else []
    place += [f"invoice {plain(problem.invoice)}"] if problem.invoice else []
    where = ", ".join(place) or "the file"
    value = f" \u201c{plain(problem.value)}\u201d" if problem.value else ""
    return f"**{where[:1].upper()}{where[1:]}**{value}: {plain(problem.message)}"


def _store_button(file: Chosen, prepared: imports.Prepared, choices: imports.Choices) -> None:
    ready = [i for i in prepared.accepted if i not in choices.leave_out]
    missing = upload_questions.unanswered(prepared, choices)
    key = f"store_{prepared.checked.draft.sha256[:12]}"
    if not ready:
        waiting = any(not i.currency for i in prepared.checked.invoices)
        st.button("Nothing to store yet", disabled=True, key=key)
        if waiting:
            st.caption("Choose the currency above first.")
        return
    if missing:
        st.button(f"Store {counted(len(ready), 'invoice')}", disabled=True, key=key)
        st.caption(missing)
        return
    amount = _amounts(prepared, ready)
    st.button(
        f"Store {counted(len(ready), 'invoice')}",
        type="primary",
        icon=":material/check:",
        key=key,
        on_click=_store,
        args=(who.actor(), file, prepared, choices),
    )
    left = len(prepared.checked.invoices) - len(ready)
    tail = f" {counted(left, 'invoice')} of this file will not be stored." if left else ""
    st.caption(f"{amount}.{tail}")


def _amounts(prepared: imports.Prepared, places: list[int]) -> str:
    totals: dict[str, int] = {}
    for invoice in (prepared.checked.invoices[i] for i in places):
        gross = invoice.total_cents + invoice.tax_cents
        totals[invoice.currency] = totals.get(invoice.currency, 0) + gross
    return " + ".join(money.money(cents, code) for code, cents in sorted(totals.items()))


def _store(
    actor: Actor, file: Chosen, prepared: imports.Prepared, choices: imports.Choices
) -> None:
    """Store on click; nothing is drawn in between, so no click can cut it short."""
    limits = imports.limits_of(data.settings())
    name = prepared.checked.draft.file_name
    try:
        receipt = import_child.confirm(data.engine(), actor, prepared, choices, limits)
    except LegalOpsError as error:
        st.session_state.setdefault("receipts", []).append(("error", f"{plain(name)}: {error}"))
        return
    st.session_state.setdefault("stored_files", []).append(file.file_id)
    totals = " + ".join(money.money(v, k) for k, v in sorted(receipt.totals.items()))
    text = (
        f"{plain(name)}: stored {counted(len(receipt.invoice_ids), 'invoice')} with "
        f"{counted(receipt.lines, 'line')}, {totals} (upload {receipt.upload_id})."
    )
    st.session_state.setdefault("receipts", []).append(("success", text))


def receipts() -> None:
    """Draw what was just stored or refused, once."""
    said = st.session_state.pop("receipts", [])
    for kind, text in said:
        (st.success if kind == "success" else st.error)(text)
    if any(kind == "success" for kind, _ in said):
        st.page_link(navigation.FOLDER / "budget_vs_actual.py", label="See it against the budget")
