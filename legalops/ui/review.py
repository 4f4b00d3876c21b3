"""Which invoices wait for a decision, and what do approvals come to?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from legalops import money, periods
from legalops.metrics import approvals as metrics
from legalops.metrics.approvals import Approvals
from legalops.metrics.catalog import CATALOG
from legalops.periods import FiscalYear
from legalops.services import completeness
from legalops.store import review as store
from legalops.store.engine import open_engine
from legalops.ui import data, filters, navigation, tables, who
from legalops.ui.words import counted, plain

SHOWN = {
    "received": "Waiting",
    "approved": "Approved",
    "rejected": "Rejected",
    "paid": "Paid",
}
#: Days after which an invoice that waits is named as old.
OLD_DAYS = 30
_ALL = 0
_SAID = "review_said"
_ROUND = "review_round"


@dataclass(frozen=True)
class View:
    """The invoices of one status, as listed, and how many there are in all."""

    status: str
    invoices: pd.DataFrame
    count: int


def say(text: str) -> None:
    """Keep what a decision did to be told once, and forget what was ticked."""
    st.session_state[_SAID] = text
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.rerun()


def said() -> None:
    """Tell what the last decision did."""
    text = st.session_state.pop(_SAID, "")
    if text:
        st.success(text, icon=":material/check:")


def is_empty() -> bool:
    """Say whether there is no invoice to decide on, past or present."""
    return not _counts(data.url(), data.version("spend"))


def first_step() -> None:
    """Say what an empty page waits for."""
    st.info(
        "There are no invoices yet. Once stored, they wait here for a decision: approve them, "
        "approve them less an amount, or reject them.",
        icon=":material/fact_check:",
    )
    st.page_link(
        navigation.FOLDER / "invoices.py",
        label="Upload invoices",
        icon=":material/arrow_forward:",
    )


@st.cache_data(max_entries=8, show_spinner=False)
def _counts(url: str, spend: int) -> dict[str, int]:
    return store.counts(open_engine(url))


@st.cache_data(max_entries=16, show_spinner=False)
def _figures(url: str, spend: int, year: FiscalYear) -> Approvals:
    return metrics.approvals(store.decisions(open_engine(url), year.first, year.last))


@st.cache_data(max_entries=32, show_spinner=False)
def _invoices(
    url: str, versions: tuple[int, ...], person: int, status: str, vendor: int
) -> pd.DataFrame:
    return store.invoices(open_engine(url), who.actor(), status, vendor or None)


def headline() -> None:
    """Draw the fiscal year to choose and the figures of its invoices."""
    can = filters.options()
    years = list(reversed(can.years))
    usual = periods.fiscal_year_of(can.usual, can.starts_in).name
    name = st.selectbox(
        "Fiscal year", years, index=years.index(usual) if usual in years else 0,
        format_func=lambda year: can.year(year).label, key="review_fy", bind="query-params",
        width=160,
    )  # fmt: skip
    found = _figures(data.url(), data.version("spend"), can.year(int(name)))
    with st.grid(5, min_column_width=150, gap="small", key="review_headline"):
        _cards(found, data.settings().reporting_currency)
    note = "By invoice date, net of tax."
    if found.unconverted:
        note += (
            f" {counted(found.unconverted, 'invoice')} without an exchange rate left out of the "
            "amounts."
        )
    st.caption(note)


def _cards(found: Approvals, home: str) -> None:
    _card("pending", money.short(found.pending_cents, home), counted(found.pending, "invoice"),
          home)  # fmt: skip
    _card("approved", money.short(found.approved_cents, home),
          f"rejected: {money.short(found.rejected_cents, home)}", home)  # fmt: skip
    _card("cut", money.short(found.cut_cents, home),
          f"{_share(found.adjustment_share)} of what was billed", home)  # fmt: skip
    p90 = "nothing decided yet" if found.p90_days is None else f"9 of 10 in {found.p90_days:.1f}"
    _card("cycle_median", _days(found.median_days), p90)
    _card("first_pass", _share(found.first_pass_share),
          f"of {found.decided:,} decided")  # fmt: skip


def _card(key: str, value: str, note: str, currency: str = "") -> None:
    measure = CATALOG[key]
    label = f"{measure.label}, {currency}" if currency else measure.label
    st.metric(
        label, value, note, help=measure.help, border=True, height="stretch", delta_color="off",
        delta_arrow="off",
    )  # fmt: skip


def _share(share: float | None) -> str:
    return tables.MISSING if share is None else f"{share * 100:.1f}%"


def _days(days: float | None) -> str:
    return tables.MISSING if days is None else f"{days:.1f}"


def view() -> View:
    """Draw which invoices to list and return them."""
    counts = _counts(data.url(), data.version("spend"))
    with st.container(horizontal=True, vertical_alignment="bottom", key="review_filters"):
        status = str(
            st.segmented_control(
                "Show", list(SHOWN), default="received", required=True, key="status",
                format_func=lambda code: SHOWN[code], bind="query-params",
            )
        )  # fmt: skip
        names = {_ALL: "All vendors"} | {
            number: name for number, name in filters.options().vendors.items() if number
        }
        vendor = st.selectbox(
            "Vendor", list(names), format_func=lambda number: names[number], key="review_vendor",
            bind="query-params", width=320,
        )  # fmt: skip
    versions = data.versions()
    known = tuple(versions.get(area, 0) for area in ("spend", "names", "uploads", "people"))
    person = int(who.actor().user_id or 0)
    found = _invoices(data.url(), known, person, status, int(vendor or 0))
    return View(status, found, counts.get(status, 0))


def listed(shown: View) -> pd.DataFrame:
    """Draw the invoices and return those that are ticked."""
    found = shown.invoices
    if found.empty:
        _say_nothing(shown)
        return found
    frame, columns = _frame(shown, completeness.today(data.engine()))
    picked = st.dataframe(
        frame,
        hide_index=True,
        width="stretch",
        height="content" if len(frame) <= 12 else 460,
        column_config=columns,
        key=f"review_{shown.status}_{st.session_state.get(_ROUND, 0)}",
        on_select="rerun",
        selection_mode="multi-row",
        placeholder=tables.MISSING,
        alt=f"Invoices, {SHOWN[shown.status].lower()}",
    )
    if len(found) < store.MOST:
        st.caption(f"{counted(len(found), 'invoice')}: {totals(found)} net.")
    else:
        which = "oldest" if shown.status == "received" else "newest"
        st.caption(f"The {which} {store.MOST:,} are listed. Choose a vendor to see the others.")
    return found.iloc[tables.ticked(picked, len(found))]


def _say_nothing(shown: View) -> None:
    if shown.count:
        st.info("This vendor has none like this. Choose another vendor.")
    elif shown.status == "received":
        st.success("Every invoice is decided on.", icon=":material/check:")
    else:
        st.info(f"No invoice is {SHOWN[shown.status].lower()}.")


def _frame(shown: View, today: date) -> tuple[pd.DataFrame, dict[str, Any]]:
    found = shown.invoices
    frame = pd.DataFrame(
        {
            "Invoice": found["number"],
            "Net": _amounts(found, "total_cents"),
            "Vendor": found["vendor"],
            "Matter": found["matters"],
            "Dated": [periods.day_label(day) for day in found["invoice_date"]],
        }
    )
    columns: dict[str, Any] = {
        "Invoice": st.column_config.TextColumn(pinned=True),
        "Net": st.column_config.TextColumn("Net of tax", alignment="right"),
        "Matter": st.column_config.TextColumn(width="medium"),
    }
    if shown.status == "received":
        frame["Age"] = [age(since, today) for since in found["received_at"]]
        columns["Age"] = st.column_config.NumberColumn(
            "Days here", format="%d", help="Days since the file came in"
        )
        frame["Warnings"] = [warning(row, today) for row in found.to_dict("records")]
        columns["Warnings"] = st.column_config.TextColumn(width="large")
        return frame, columns
    if shown.status != "rejected":
        frame["Taken off"] = [
            amount if cents else ""
            for amount, cents in zip(_amounts(found, "cut_cents"), found["cut_cents"], strict=True)
        ]
        columns["Taken off"] = st.column_config.TextColumn(alignment="right")
    if shown.status == "paid":
        frame["Paid on"] = [periods.day_label(day) if day else "" for day in found["paid_on"]]
    zone = data.settings().time_zone
    frame["Decided"] = [
        f"{periods.local(at, zone)} by {by}" if at else ""
        for at, by in zip(found["decided_at"], found["decided_by"], strict=True)
    ]
    frame["Reason"] = found["decided_reason"]
    return frame, columns


def _amounts(found: pd.DataFrame, column: str) -> list[str]:
    return [
        money.money(int(cents), str(code))
        for cents, code in zip(found[column], found["currency"], strict=True)
    ]


def age(since: str, today: date) -> int:
    """Return how many days ago an instant was, in the department's time."""
    local = periods.parse_instant(since).date()
    return max(0, (today - local).days)


def warning(row: Any, today: date) -> str:
    """Say in words what to look at before deciding on an invoice; "" for nothing."""
    parts = []
    if not pd.isna(row["replaces_id"]):
        parts.append("Replaces an earlier one.")
    if row["override_reason"]:
        parts.append(f"Totals overridden: {row['override_reason']}.")
    if pd.isna(row["reporting_cents"]):
        parts.append(f"No exchange rate for {row['currency']}.")
    if age(row["received_at"], today) > OLD_DAYS:
        parts.append(f"Here for over {OLD_DAYS} days.")
    if row["warnings"]:
        parts.append(row["warnings"])
    return " ".join(parts)


def totals(rows: pd.DataFrame) -> str:
    """Say what invoices come to, per currency."""
    sums = rows.groupby("currency", sort=True)["total_cents"].sum()
    return plain(", ".join(money.money(int(cents), str(code)) for code, cents in sums.items()))
