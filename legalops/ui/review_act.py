"""What can be decided on the invoices that are ticked?"""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from legalops import money, periods
from legalops.errors import LegalOpsError
from legalops.services import approvals as acts
from legalops.services import completeness
from legalops.store.approvals import MOST_REASON
from legalops.ui import data, filters, navigation, review, who
from legalops.ui.words import counted, plain


def draw(status: str, chosen: pd.DataFrame) -> None:
    """Draw what can be done with the ticked invoices, and one invoice's particulars."""
    if chosen.empty:
        st.caption("Tick invoices in the table to decide on them.")
        return
    st.subheader(f"{counted(len(chosen), 'invoice')}, {review.totals(chosen)} net", anchor=False)
    ids = [int(number) for number in chosen["id"]]
    with st.container(horizontal=True, key="review_acts"):
        if status == "received":
            _approve(ids)
            if len(chosen) == 1:
                _less(chosen.iloc[0])
            _reject(ids)
        else:
            if status == "approved":
                _pay(ids)
            _take_back(status, ids)
    if len(chosen) == 1:
        _particulars(chosen.iloc[0])


def _do(act: Callable[[], Any], told: str) -> None:
    try:
        act()
    except LegalOpsError as error:
        st.error(plain(error))
        return
    review.say(told)


def _approve(ids: list[int]) -> None:
    label = "Approve" if len(ids) == 1 else f"Approve {len(ids):,}"
    if st.button(label, type="primary", icon=":material/check:", key="review_approve"):
        _do(
            lambda: acts.approve(data.engine(), who.actor(), ids),
            f"{counted(len(ids), 'invoice')} approved in full.",
        )


def _reject(ids: list[int]) -> None:
    with (
        st.popover("Reject", icon=":material/block:", key="review_reject"),
        st.form("review_reject_form", border=False),
    ):
        st.markdown("A rejected invoice stops counting as spend. The firm can send it again.")
        reason = st.text_area("Reason", max_chars=MOST_REASON, height=80)
        if st.form_submit_button(f"Reject {counted(len(ids), 'invoice')}"):
            _do(
                lambda: acts.reject(data.engine(), who.actor(), ids, reason),
                f"{counted(len(ids), 'invoice')} rejected.",
            )


def _less(row: pd.Series) -> None:
    currency, total = str(row["currency"]), int(row["total_cents"])
    with (
        st.popover("Approve less an amount", icon=":material/remove:", key="review_less"),
        st.form("review_less_form", border=False),
    ):
        st.markdown(
            f"Of {plain(money.money(total, currency))} net. What is taken off is spread over the "
            "invoice's matters, months and kinds in proportion."
        )
        typed = st.text_input(f"Take off, {currency}", placeholder="250.00")
        reason = st.text_area("Reason", max_chars=MOST_REASON, height=80)
        if st.form_submit_button("Take off and approve"):
            _cut(int(row["id"]), typed, currency, reason)


def _cut(invoice_id: int, typed: str, currency: str, reason: str) -> None:
    try:
        cents = money.parse_amount(typed, currency, "Take off")
    except LegalOpsError as error:
        st.error(plain(error))
        return
    _do(
        lambda: acts.approve_less(data.engine(), who.actor(), invoice_id, cents, reason),
        f"Approved less {plain(money.money(cents, currency))}.",
    )


def _pay(ids: list[int]) -> None:
    with (
        st.popover("Mark as paid", icon=":material/payments:", key="review_pay"),
        st.form("review_pay_form", border=False),
    ):
        today = completeness.today(data.engine())
        day = st.date_input("Paid on", value=today, max_value=today, format="YYYY-MM-DD")
        if st.form_submit_button(f"Mark {counted(len(ids), 'invoice')} as paid"):
            _do(
                lambda: acts.pay(data.engine(), who.actor(), ids, day),
                f"{counted(len(ids), 'invoice')} marked as paid.",
            )


def _take_back(status: str, ids: list[int]) -> None:
    back = "approved" if status == "paid" else "waiting"
    if st.button("Take the decision back", icon=":material/undo:", key="review_back"):
        _do(
            lambda: acts.take_back(data.engine(), who.actor(), ids),
            f"{counted(len(ids), 'invoice')} {back} again.",
        )


def _particulars(row: pd.Series) -> None:
    period = f"{periods.day_label(row['period_start'])} to {periods.day_label(row['period_end'])}"
    tax = plain(money.money(int(row["tax_cents"]), str(row["currency"])))
    st.markdown(f"**{plain(row['number'])}** of {plain(row['vendor'])}: {period}, tax {tax}.")
    st.markdown(f"Matter: {plain(row['matters'])}")
    said = review.warning(row, completeness.today(data.engine()))
    if said:
        st.warning(plain(said), icon=":material/flag:")
    if row["status"] == "rejected":
        return
    month = periods.month_of(str(row["invoice_date"]))
    given = {
        "fy": str(periods.fiscal_year_of(month, data.settings().fiscal_start_month).name),
        "period": periods.iso(month), "basis": "invoice", "as_of": periods.iso(month),
    }  # fmt: skip
    st.page_link(
        navigation.FOLDER / "lines.py",
        label="Open its lines",
        icon=":material/arrow_forward:",
        query_params={
            **filters.parse(given, filters.options())[0].query(), "invoice": str(row["id"]),
        },
    )  # fmt: skip
