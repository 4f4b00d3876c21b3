"""How do accruals come from a workbook: the template, what a file holds, storing it?"""

import hashlib

import pandas as pd
import streamlit as st

from legalops import money, periods
from legalops.errors import LegalOpsError
from legalops.periods import Month
from legalops.services import accrual_uploads as acts
from legalops.services.accrual_uploads import AccrualPreview
from legalops.ui import accruals, budget_upload, budgets, data, tables, who
from legalops.ui.words import counted, plain

_ROUND, _READ = "accruals_file_round", "accruals_file_read"


def draw(month: Month) -> None:
    """Draw the template, the uploader, and for a file in it what it holds."""
    st.markdown(
        "Download the workbook with every firm and its open matters, fill in the amounts, and "
        "choose it here. Nothing is stored before you have seen the amounts and confirmed."
    )
    name, content = acts.template(data.engine(), who.actor(), month)
    st.download_button(
        f"Workbook for {periods.label(month)}",
        content,
        file_name=name,
        mime=budgets.XLSX,
        on_click="ignore",
        icon=":material/download:",
    )
    limit = data.settings().max_file_mb
    given = st.file_uploader(
        "Accruals file",
        type=["xlsx", "csv", "txt", "tsv"],
        key=f"accruals_file_{month}_{st.session_state.setdefault(_ROUND, 0)}",
        max_upload_size=limit,
    )
    if given is None:
        return
    try:
        _review(_read(given.name, given.getvalue(), month))
    except LegalOpsError as error:
        st.error(plain(error))


def _read(name: str, content: bytes, month: Month) -> AccrualPreview:
    """Read a file once for as long as nothing it depends on changes."""
    key = (name, hashlib.sha256(content).hexdigest(), month, accruals.versions())
    kept: tuple[object, AccrualPreview] | None = st.session_state.get(_READ)
    if kept is None or kept[0] != key:
        seen = acts.preview(data.engine(), who.actor(), month, name, content)
        st.session_state[_READ] = kept = (key, seen)
    return kept[1]


def _review(seen: AccrualPreview) -> None:
    draft = seen.draft
    blank = f", {counted(draft.blank, 'row')} left blank" if draft.blank else ""
    st.markdown(
        f"**{plain(draft.file_name)}**: {counted(len(draft.rows), 'amount')} for "
        f"{periods.label(seen.month)}{blank}."
    )
    budget_upload.problems(draft.problems, "error", is_open=True)
    if draft.problems:
        st.caption("Nothing is stored while there are errors. Mend the file and choose it again.")
        return
    _table(seen)
    if not seen.changes:
        st.info("Every amount is stored already, to the cent.")
    if st.button(
        f"Store {counted(len(draft.rows), 'amount')}", type="primary", icon=":material/check:"
    ):
        _store(seen)


def _table(seen: AccrualPreview) -> None:
    found = acts.grid(data.engine(), who.actor(), seen.month)
    vendors = dict(zip(found["vendor_id"], found["vendor"], strict=True))
    matters = {
        int(row["matter_id"]): accruals.matter_label(row)
        for row in found.to_dict("records")
        if not pd.isna(row["matter_id"])
    }
    rows = seen.rows.to_dict("records")
    shown = pd.DataFrame(
        {
            "Firm": [vendors.get(row["vendor_id"], "Another firm") for row in rows],
            "Matter": [
                "The firm as a whole" if pd.isna(row["matter_id"])
                else matters.get(int(row["matter_id"]), "Another matter")
                for row in rows
            ],
            "New": [money.money(int(row["amount_cents"]), row["currency"]) for row in rows],
            "Before": [
                "" if pd.isna(row["before_cents"])
                else money.money(int(row["before_cents"]), row["currency"])
                for row in rows
            ],
            "Note": [row["note"] for row in rows],
        }
    )  # fmt: skip
    columns = {
        "Firm": st.column_config.TextColumn(pinned=True, width="medium"),
        "New": st.column_config.TextColumn(alignment="right"),
        "Before": st.column_config.TextColumn(alignment="right"),
    }
    tables.house(shown, columns, "accruals_upload", "Accruals in the file, new and before")


def _store(seen: AccrualPreview) -> None:
    try:
        count = acts.confirm(data.engine(), who.actor(), seen)
    except LegalOpsError as error:
        st.error(plain(error))
        return
    st.session_state[_ROUND] += 1
    st.session_state.pop(_READ, None)
    accruals.say(f"{counted(count, 'amount')} stored for {periods.label(seen.month)}.")
