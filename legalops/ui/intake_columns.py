"""Which column of a table holds what?"""

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from legalops.errors import LegalOpsError
from legalops.intake.draft import Layout
from legalops.intake.how import How
from legalops.intake.tables import targets
from legalops.permissions import Actor
from legalops.services import mappings
from legalops.services.uploads import Opened
from legalops.store import matters, vendors
from legalops.ui import data, intake_kind, intake_questions, intake_work
from legalops.ui.intake_words import when
from legalops.ui.words import plain

_NOT_READ = "Not read"
_ORDERS = {"DMY": "Day first, 31/12", "MDY": "Month first, 12/31",
           "YMD": "Year first, 2026-12-31"}  # fmt: skip
_DECIMALS = {".": "Point, 1,234.56", ",": "Comma, 1.234,56"}


def is_asked(opened: Opened) -> bool:
    """Say whether the columns must be looked at before anything else makes sense."""
    layout = opened.draft.layout
    return layout is not None and (
        bool(layout.missing) or layout.asks_date_order or opened.draft.is_refused
    )


def draw(opened: Opened) -> None:
    """Draw the columns of a table: open while something is missing, one line afterwards."""
    layout = opened.draft.layout
    if layout is None:
        return
    if is_asked(opened):
        with st.container(border=True, gap="small"):
            st.markdown("**Which column is what?**")
            _form(opened, layout)
        return
    said = _said_of(opened, layout)
    with st.expander(
        f"{said} :gray[\u00b7 look or change]",
        icon=":material/view_column:",
        key=intake_work.key(opened, "columns"),
    ):
        _form(opened, layout)


def _said_of(opened: Opened, layout: Layout) -> str:
    if opened.mapping:
        by, at = opened.mapped
        return f"Read with the mapping {plain(opened.mapping)} of {when(at)} by {plain(by)}"
    if layout.is_proposed:
        return "Read with the columns as proposed"
    return "Read with your columns"


def _form(opened: Opened, layout: Layout) -> None:
    key = intake_work.key(opened, "table")
    _missing(layout)
    with st.form(key, border=False):
        _order(opened, layout, key)
        headings = _grid(opened, layout, key)
        _rest(opened, layout, key)
        _name(opened, key)
        st.form_submit_button(
            "Read with these columns",
            type="primary" if is_asked(opened) else "secondary",
            icon=":material/table_view:",
            on_click=_read,
            args=(opened.upload_id, opened.how, layout, headings, key),
        )


def _missing(layout: Layout) -> None:
    if layout.missing:
        names = ", ".join(targets.label(field).lower() for field in layout.missing)
        st.markdown(
            f":orange[:material/warning:] No column gives the **{plain(names)}**. Choose it below, "
            "or say it once for the whole file."
        )


def _order(opened: Opened, layout: Layout, key: str) -> None:
    chosen = opened.how.date_order or layout.date_order
    label = "How are dates written?"
    if layout.asks_date_order:
        label = "Are days or months written first? The file itself does not tell"
    st.segmented_control(
        label, list(_ORDERS), format_func=lambda code: _ORDERS[code], default=chosen or None,
        key=f"{key}_order", wrap=True,
    )  # fmt: skip


def _kind(opened: Opened) -> str:
    return targets.PAYMENTS if opened.draft.is_payments or opened.how.kind == "payments" else (
        targets.INVOICES
    )  # fmt: skip


def _grid(opened: Opened, layout: Layout, key: str) -> list[str]:
    """Draw a row a column, the required ones first; return the headings in their order."""
    known = targets.targets(_kind(opened))
    rank = {t.field: (not t.is_required, place) for place, t in enumerate(known)}
    ordered = sorted(layout.headings, key=lambda h: rank.get(h.field, (True, 999)))
    st.data_editor(
        pd.DataFrame(
            {
                "Column in the file": [h.heading for h in ordered],
                "Read as": [targets.label(h.field) if h.field else _NOT_READ for h in ordered],
                "Some of it": ["  \u00b7  ".join(h.samples[:3]) for h in ordered],
                "Why": [h.reason for h in ordered],
            }
        ),
        key=f"{key}_grid",
        hide_index=True,
        width="stretch",
        height=min(35 * len(ordered) + 38, 460),
        disabled=["Column in the file", "Some of it", "Why"],
        column_config={
            "Column in the file": st.column_config.TextColumn(pinned=True),
            "Read as": st.column_config.SelectboxColumn(
                options=[_NOT_READ, *(t.label for t in known)], required=True
            ),
        },
        alt="The columns of the file with some of what they hold and what each is read as",
    )
    return [h.heading for h in ordered]


def _rest(opened: Opened, layout: Layout, key: str) -> None:
    """Ask what no column says, once for the file."""
    how = opened.suggested
    engine = data.engine()
    names = [str(name) for name in vendors.table(engine)["name"]]
    numbers = [str(n) for n in matters.table(engine, intake_work.actor())["number"]]
    with st.container(horizontal=True):
        _one("Vendor of all rows", names, how.vendor, f"{key}_vendor", is_open=True)
        _one("Matter of all rows", numbers, how.matter, f"{key}_matter", is_open=True)
        _one("Currency of all rows", intake_questions.currencies(), how.currency,
             f"{key}_currency")  # fmt: skip
        if how.day or any(p.code == "dates_blank" for p in opened.draft.problems):
            st.date_input(
                "Date of all rows",
                value=date.fromisoformat(how.day) if how.day else None,
                key=f"{key}_day",
                width=180,
            )
        st.selectbox(
            "Decimal sign", list(_DECIMALS), index=list(_DECIMALS).index(how.decimal),
            format_func=lambda code: _DECIMALS[code], key=f"{key}_decimal", width=180,
        )  # fmt: skip
        if len(layout.sheets) > 1:
            st.selectbox(
                "Sheet", layout.sheets, index=list(layout.sheets).index(layout.sheet),
                key=f"{key}_sheet", width=180,
            )  # fmt: skip
    st.toggle(
        "Turn every sign round", value=how.flips_sign, key=f"{key}_flip",
        help="For files in which what you owe is written with a minus.",
    )  # fmt: skip


def _one(label: str, options: list[str], chosen: str, key: str, *, is_open: bool = False) -> None:
    offered = options if chosen in options or not chosen else [chosen, *options]
    st.selectbox(
        label, offered, index=offered.index(chosen) if chosen else None, key=key,
        placeholder="A column says it", accept_new_options=is_open, width=220,
    )  # fmt: skip


def _name(opened: Opened, key: str) -> None:
    st.text_input(
        "Remember this as", key=f"{key}_name", max_chars=80,
        placeholder="For example: Hale Quimby, monthly lines",
        help="The next file with the same headings is then read the same way. Leave it empty to "
        "use it for this file only.",
    )  # fmt: skip


def _read(upload_id: int, how: How, layout: Layout, headings: list[str], key: str) -> None:
    wanted = _said(how, layout, headings, key)
    name = str(st.session_state.get(f"{key}_name") or "").strip()
    if intake_kind.keep(upload_id, wanted) and name:
        intake_work.act(lambda actor: _remember(actor, name, layout.fingerprint, wanted))


def _said(how: How, layout: Layout, headings: list[str], key: str) -> How:
    """Return how the form says that the file is to be read."""
    fields = {targets.label(f): f for kind in (targets.PAYMENTS, targets.INVOICES)
              for f in (t.field for t in targets.targets(kind))}  # fmt: skip
    columns = {h.heading: h.field for h in layout.headings}
    state: dict[str, Any] = {
        name: st.session_state.get(f"{key}_{name}")
        for name in (
            "order",
            "vendor",
            "matter",
            "currency",
            "decimal",
            "sheet",
            "flip",
            "day",
            "grid",
        )
    }
    for row, cells in (state["grid"] or {}).get("edited_rows", {}).items():
        columns[headings[int(row)]] = fields.get(str(cells.get("Read as")), "")
    return replace(
        how,
        columns=columns,
        date_order=state["order"] or "",
        vendor=str(state["vendor"] or "").strip(),
        matter=str(state["matter"] or "").strip(),
        currency=state["currency"] or "",
        decimal=state["decimal"] or ".",
        day=state["day"].isoformat() if state["day"] else "",
        flips_sign=bool(state["flip"]),
        sheet=state["sheet"] or how.sheet,
    )


def _remember(actor: Actor, name: str, fingerprint: str, how: How) -> str:
    engine = data.engine()
    table = vendors.table(engine)
    of_vendor = table.loc[table["name"] == how.vendor, "id"].tolist()
    kept = replace(how, corrections=(), matter=how.matter if of_vendor else "")
    try:
        mappings.remember(
            engine, actor, name, fingerprint, kept, vendor_id=of_vendor[0] if of_vendor else None
        )
    except LegalOpsError as error:
        return f"The file was read; its columns were not kept under a name: {plain(error)}"
    return (
        f"These columns are kept as {plain(name)}; the next file with the same headings uses them."
    )
