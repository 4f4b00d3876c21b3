"""Who works for us at a firm, on which matters, and under which invoices?"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import streamlit as st

from legalops import money, periods
from legalops.metrics.performance import measures, rates, staffing
from legalops.metrics.performance.rates import HOUR, Worked
from legalops.permissions import Permission
from legalops.store import spend
from legalops.store.spend import HIDDEN, Selection
from legalops.ui import data, navigation, performance, tables, who
from legalops.ui.performance_view import View

_LINES = navigation.FOLDER / "lines.py"
_MATTER = navigation.FOLDER / "matter.py"
_HOURS = st.column_config.NumberColumn("Hours", format="%,.1f", alignment="right")


def timekeepers(view: View, vendor: int) -> None:
    """Draw the firm's timekeepers: class, hours, rate of this year and last, and the change."""
    keepers = performance.sources().keepers
    now = measures.worked(keepers, view.window).get(vendor, {})
    then = measures.worked(keepers, view.window, before=True).get(vendor, {})
    if not now:
        st.info(f"Nobody of this firm recorded time in {view.months}; it may bill flat fees.")
        return
    people = keepers[keepers["vendor_id"] == vendor].drop_duplicates("timekeeper_id")
    known = people.set_index("timekeeper_id")
    frame = pd.DataFrame([_person(known, key, now[key], then.get(key)) for key in now])
    frame = frame.sort_values("Hours", ascending=False, ignore_index=True)
    number = st.column_config.NumberColumn
    columns = {
        "Timekeeper": st.column_config.TextColumn(pinned=True),
        "Hours": _HOURS,
        "Rate": number(format="%,.2f", alignment="right", help="Fees ÷ hours of this year."),
        "Rate last year": number(format="%,.2f", alignment="right"),
        "Change": number(
            format="%+.1f%%", alignment="right",
            help="Empty where somebody did not record time in both years.",
        ),
    }  # fmt: skip
    tables.house(frame, columns, "vendor_people", "Timekeepers with hours, rate and change")
    st.caption(f"By work date, {view.months}, against the whole year before; rates as billed.")


def _person(
    known: pd.DataFrame, key: tuple[int, str], now: Worked, then: Worked | None
) -> dict[str, object]:
    row = known.loc[key[0]]
    change = rates.of_one(then, now)
    return {
        "Timekeeper": str(row["name"]),
        "Level": staffing.level(str(row["classification"])),
        "Class": str(row["classification"]),
        "Hours": Decimal(now.hours_e4).scaleb(-4),
        "Currency": key[1],
        "Rate": rate_of(now, key[1]),
        "Rate last year": None if then is None else rate_of(then, key[1]),
        "Change": None if change is None else change * 100,
    }


def rate_of(worked: Worked, currency: str) -> Decimal | None:
    """Return what an hour cost, in the currency's major units; None without hours."""
    if worked.hours_e4 <= 0:
        return None
    exact = Decimal(worked.fees_cents * HOUR) / worked.hours_e4
    return exact.scaleb(-money.digits(currency)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _selection(view: View, vendor: int) -> Selection:
    window = view.window
    return Selection(window.first, window.last, practice_area_id=window.area, vendor_id=vendor)


def matters(view: View, vendor: int) -> None:
    """Draw the matters the firm billed on, as far as the reader may see them."""
    if not who.may(Permission.SEE_LINES):
        return
    found = spend.matters(data.engine(), who.actor(), _selection(view, vendor))
    currency = data.settings().reporting_currency
    frame = pd.DataFrame(
        {
            "Matter": found["name"],
            "spend": tables.major(found["reporting_cents"], currency),
            "Number": found["number"],
            "Hours": [Decimal(int(hours)).scaleb(-4) for hours in found["hours_e4"]],
            "Invoices": found["invoices"],
            "Not converted": found["unconverted"],
        }
    )
    if not frame["Not converted"].any():
        frame = frame.drop(columns="Not converted")
    hidden = [row for row, matter in enumerate(found["matter_id"]) if matter == HIDDEN]
    columns = {
        "Matter": st.column_config.TextColumn(pinned=True, width=260),
        "spend": tables.money_column(f"Spend, {currency}", currency),
        "Hours": _HOURS,
    }
    row = tables.house(
        tables.opening(frame, 2, hidden), columns, "vendor_matters", "Matters the firm billed on"
    )
    if row is not None:
        _open_matter(view, vendor, int(found["matter_id"].iloc[row]))


def _open_matter(view: View, vendor: int, matter: int) -> None:
    if _MATTER.exists():
        st.switch_page(_MATTER, query_params={"matter": str(matter)})
    st.switch_page(_LINES, query_params=lines(view, vendor, {"matter": str(matter)}))


def lines(view: View, vendor: int, more: Mapping[str, str]) -> dict[str, str]:
    """Return the address of the lines behind something of a firm."""
    return view.query() | {
        "period": "ytd", "basis": "invoice", "vendor": str(vendor), **more
    }  # fmt: skip


def invoices(view: View, vendor: int) -> None:
    """Draw the firm's invoices on matters the reader may see, each with its lines behind it."""
    if not who.may(Permission.SEE_LINES):
        return
    found = spend.invoices(data.engine(), who.actor(), _selection(view, vendor))
    if found.empty:
        st.info(f"There are no invoices to show in {view.months}.")
        return
    found = found.sort_values("invoice_date", ascending=False, ignore_index=True)
    currency = data.settings().reporting_currency
    frame = pd.DataFrame(
        {
            "Invoice": found["number"],
            "billed": tables.major(found["reporting_cents"], currency),
            "Date": [periods.day_label(day) for day in found["invoice_date"]],
            "Period": [
                f"{periods.day_label(first)} to {periods.day_label(last)}"
                for first, last in zip(found["period_start"], found["period_end"], strict=True)
            ],
            "Status": found["status"].str.capitalize(),
            "Lines": found["lines"],
        }
    )
    columns = {
        "Invoice": st.column_config.TextColumn(pinned=True),
        "billed": tables.money_column(f"Billed, {currency}", currency),
    }
    row = tables.house(
        tables.opening(frame, 2), columns, "vendor_invoices", "Invoices of the firm, newest first"
    )
    if row is not None:
        number = str(int(found["invoice_id"].iloc[row]))
        st.switch_page(_LINES, query_params=lines(view, vendor, {"invoice": number}))
