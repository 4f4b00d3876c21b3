"""A vendor's month: what came of it, what is awaited, and what to write to the firm?"""

import streamlit as st

from legalops import money, periods
from legalops.errors import LegalOpsError
from legalops.metrics import completeness as metrics
from legalops.periods import Month
from legalops.permissions import Permission
from legalops.services import completeness as acts
from legalops.ui import data, filters, mails, navigation, tables, who
from legalops.ui.completeness import SIGNS, View
from legalops.ui.words import plain

_SAID = "month_said"


def said() -> None:
    """Draw what was just saved, once."""
    text = st.session_state.pop(_SAID, None)
    if text:
        st.success(text)


def draw(shown: View) -> None:
    """Draw the vendor and month that are chosen: state, invoices, note, reminder."""
    vendors = dict(zip(shown.grid["vendor_id"], shown.grid["vendor"], strict=True))
    if not vendors:
        return
    st.subheader("One vendor's month", anchor=False)
    vendor, month = _chosen(shown, {int(key): str(name) for key, name in vendors.items()})
    grid = shown.grid
    cell = grid[(grid["vendor_id"] == vendor) & (grid["month"] == month)].iloc[0]
    state = str(cell["state"])
    st.markdown(f"**{SIGNS[state]} {metrics.STATES[state]}** \u00b7 {plain(cell['reason'])}")
    if cell["invoices"]:
        _came(vendor, month)
    may_edit = who.may(Permission.EDIT_NAMES)
    if state == "nothing" and may_edit:
        _forget(vendor, month, str(cell["vendor"]))
    elif state in ("missing", "not_due", "not_expected") and may_edit:
        _note(vendor, month, str(cell["vendor"]))
    _reminder(shown, vendor, month)


def _chosen(shown: View, names: dict[int, str]) -> tuple[int, Month]:
    """Draw the two fields that name the cell, and return it."""
    if st.session_state.get("month_vendor") not in names:
        st.session_state["month_vendor"] = _first(shown, list(names))
    if st.session_state.get("month_of") not in shown.months:
        st.session_state["month_of"] = shown.newest
    left, right = st.columns([2, 1])
    vendor = left.selectbox(
        "Vendor", list(names), format_func=lambda number: names[number], key="month_vendor"
    )
    month = right.selectbox("Month", list(shown.months), format_func=periods.label, key="month_of")
    return int(vendor), int(month)


def _first(shown: View, ids: list[int]) -> int:
    """Return the vendor to begin with: the first that is awaited for the month asked about."""
    now = shown.grid[shown.grid["month"] == shown.newest]
    waits = now.loc[now["state"].isin(metrics.AWAITED), "vendor_id"]
    return int(waits.iloc[0]) if len(waits) else ids[0]


def _came(vendor: int, month: Month) -> None:
    frame = acts.came_in(data.engine(), vendor, month)
    zone = data.settings().time_zone
    table = frame[["number"]].rename(columns={"number": "Invoice"})
    table["Dated"] = [periods.day_label(day) for day in frame["invoice_date"]]
    table["Net"] = [
        money.money(int(cents), str(code))
        for cents, code in zip(frame["total_cents"], frame["currency"], strict=True)
    ]
    table["Lines"] = frame["lines"]
    table["Status"] = frame["status"].str.capitalize()
    table["File"] = frame["file_name"]
    table["Came"] = [periods.local(at, zone) for at in frame["uploaded_at"]]
    columns = {
        "Net": st.column_config.TextColumn("Net of tax", alignment="right"),
        "Lines": st.column_config.NumberColumn("Lines", format="%,d"),
    }
    tables.house(table, columns, "month_came", "Invoices of the vendor's month")
    given = {
        "fy": str(periods.fiscal_year_of(month, data.settings().fiscal_start_month).name),
        "period": periods.iso(month), "basis": "invoice", "vendor": str(vendor),
        "as_of": periods.iso(month),
    }  # fmt: skip
    st.page_link(
        navigation.FOLDER / "lines.py",
        label="Open the lines",
        icon=":material/arrow_forward:",
        query_params=filters.parse(given, filters.options())[0].query(),
    )


def _note(vendor: int, month: Month, name: str) -> None:
    with st.form(f"month_note_{vendor}_{month}", border=True):
        note = st.text_input(
            f"Nothing to bill for {periods.label(month)}: who said so?",
            max_chars=500,
            placeholder="Mail of Ann Poe, 3 Nov: no work this month",
        )
        if st.form_submit_button("Mark as nothing to bill"):
            try:
                acts.note(data.engine(), who.actor(), vendor, month, note)
            except LegalOpsError as error:
                st.error(plain(error))
                return
            _say(f"{periods.label(month)} of {plain(name)} is marked as nothing to bill.")


def _forget(vendor: int, month: Month, name: str) -> None:
    if st.button("Expect invoices after all", key=f"month_forget_{vendor}_{month}"):
        try:
            acts.forget(data.engine(), who.actor(), vendor, month)
        except LegalOpsError as error:
            st.error(plain(error))
            return
        _say(f"{periods.label(month)} of {plain(name)} is open again.")


def _say(text: str) -> None:
    st.session_state[_SAID] = text
    st.rerun()


def _reminder(shown: View, vendor: int, month: Month) -> None:
    months = metrics.awaited(shown.grid, vendor, shown.today)
    if not months:
        return
    mail = acts.reminder(data.engine(), who.actor(), vendor, months)
    st.markdown("**Reminder**")
    mails.draw(mail, "vendor", f"reminder-{periods.iso(months[-1])}.eml")
