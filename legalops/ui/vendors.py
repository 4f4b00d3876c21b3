"""Who bills us, under which number, in which currency, and how much so far?"""

import pandas as pd
import streamlit as st

from legalops import periods
from legalops.errors import LegalOpsError
from legalops.money import CURRENCIES
from legalops.permissions import Permission
from legalops.services import vendors as acts
from legalops.store import vendors
from legalops.ui import data, tables, who
from legalops.ui.matters import BILLED
from legalops.ui.words import plain


def draw() -> None:
    """Draw the register and, for ops, a form for the vendor chosen in it."""
    _said()
    frame = vendors.register(data.engine())
    if frame.empty:
        st.info(
            "There are no vendors yet. They are created when the first invoices are stored on "
            "the page Invoices."
        )
        return
    home = data.settings().reporting_currency
    shown = pd.DataFrame(
        {
            "Vendor": frame["name"],
            "Number": frame["law_firm_id"].fillna(""),
            "Bills in": frame["currency"].fillna(""),
            "Invoices": frame["invoices"],
            "billed": tables.major(frame["billed_cents"], home),
            "Last invoice": [
                periods.day_label(d) if isinstance(d, str) else "" for d in frame["last_invoiced"]
            ],
        }
    )
    may_edit = who.may(Permission.EDIT_NAMES)
    picked = st.dataframe(
        shown,
        hide_index=True,
        width="stretch",
        height=min(36 * len(shown) + 38, 560),
        key="vendors_table",
        on_select="rerun" if may_edit else "ignore",
        selection_mode="single-row",
        alt="Vendors with number, currency and what they billed",
        column_config={
            "Invoices": st.column_config.NumberColumn(format="%,d"),
            "billed": tables.money_column(f"Billed, {home}", home, BILLED),
        },
    )
    if may_edit:
        rows = tables.ticked(picked, len(frame))
        if rows:
            _edit(frame.iloc[rows[0]])
        else:
            st.caption("Tick a vendor to rename it or change the currency it bills in.")


def _edit(row: pd.Series) -> None:
    st.subheader(plain(row["name"]), anchor=False)
    with st.form(f"vendor_{row['id']}_{row['version']}", border=True):
        left, right = st.columns([2, 1])
        name = left.text_input("Name", value=str(row["name"]), max_chars=200)
        codes = ["", *sorted(CURRENCIES)]
        now = row["currency"] if isinstance(row["currency"], str) else ""
        currency = right.selectbox(
            "Bills in",
            codes,
            index=codes.index(now),
            format_func=lambda code: code or "Ask each time",
            help="Taken for files that do not say, such as LEDES 1998B.",
        )
        if st.form_submit_button("Save vendor"):
            _save(row, name, currency)


def _save(row: pd.Series, name: str, currency: str) -> None:
    try:
        acts.change(
            data.engine(), who.actor(), int(row["id"]),
            version=int(row["version"]), name=name, currency=currency,
        )  # fmt: skip
    except LegalOpsError as error:
        st.error(str(error))
        return
    st.session_state["vendors_said"] = f"{plain(name)} is saved."
    st.rerun()


def _said() -> None:
    text = st.session_state.pop("vendors_said", None)
    if text:
        st.success(text)
