"""One matter on one page: figures, months, phases, people, invoices, notes, settings."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from legalops import periods
from legalops.charts import matters as charts
from legalops.charts.theme import tokens
from legalops.metrics import words
from legalops.metrics.catalog import CATALOG
from legalops.money import short
from legalops.permissions import Permission
from legalops.store import matter_register
from legalops.store import spend as store
from legalops.store.spend import Selection
from legalops.ui import (
    comments,
    data,
    draw,
    drill,
    filters,
    matter_data,
    matter_edit,
    matters,
    navigation,
    phases,
    spend,
    tables,
    who,
)
from legalops.ui.words import counted, plain
from legalops.ui.work import links

_SHOWN_MONTHS = 24
_ALWAYS = (190001, 209912)


def chosen() -> pd.Series | None:
    """Return the matter the address names, None where it names none the person may see."""
    given = st.query_params.get("matter", "")
    frame = matter_data.register()
    if given.isascii() and given.isdigit():
        found = frame[frame["id"] == int(given[:15])]
        if len(found):
            return found.iloc[0]
    if given:
        st.warning(
            "This matter is not here, or not open to you. Choose one below.",
            icon=":material/search_off:",
        )
    return None


def pick() -> None:
    """Draw the way to a matter for an address that names none."""
    frame = matter_data.register()
    if frame.empty:
        st.info("There are no matters yet. They come with the first invoices.")
        return
    names = _names(frame)
    number = st.selectbox(
        "Matter", list(names), index=None, format_func=lambda n: names[n], placeholder="Choose one"
    )
    if number is not None:
        st.query_params["matter"] = str(number)
        st.rerun()
    st.page_link(matters.PAGE.with_name("matters.py"), label="All matters")


def _names(frame: pd.DataFrame) -> dict[int, str]:
    rows = zip(frame["id"].astype(int), frame["number"], frame["name"], strict=True)
    return {number: f"{code} {name}" for number, code, name in rows}


def head(row: pd.Series) -> None:
    """Draw the way back, the name, and what kind of matter this is."""
    st.page_link(navigation.FOLDER / "matters.py", label="Matters", icon=":material/arrow_back:")
    with st.container(gap="xxsmall"):
        st.subheader(plain(row["name"]), anchor=False)
        owner = row["owner"] or "no owner"
        parts = [
            row["number"],
            row["practice_area"] or matters.NONE,
            f"owned by {owner}",
            _since(row),
        ]
        st.caption(plain(" \u00b7 ".join(part for part in parts if part)))
    with st.container(horizontal=True, gap="small"):
        for text, icon, colour in _badges(row):
            st.badge(text, icon=f":material/{icon}:", color=colour)  # type: ignore[arg-type]  # a colour of ours


def _since(row: pd.Series) -> str:
    opened = f"since {periods.day_label(row['opened_on'])}" if row["opened_on"] else ""
    closed = f"closed {periods.day_label(row['closed_on'])}" if row["closed_on"] else ""
    return ", ".join(part for part in (opened, closed) if part)


def _badges(row: pd.Series) -> list[tuple[str, str, str]]:
    state = {
        "open": ("Open", "play_circle", "blue"),
        "closed": ("Closed", "check_circle", "gray"),
        "dormant": ("Dormant, not billed for 90 days", "bedtime", "orange"),
    }[str(row["state"])]
    found = [state]
    if row["is_exceptional"]:
        found.append(("Forecast on its own", "priority_high", "orange"))
    if row["is_restricted"]:
        found.append(("Restricted", "lock", "gray"))
    if not pd.isna(row["used_share"]) and row["used_share"] > 1:
        found.append(("Over its budget", "arrow_upward", "orange"))
    return found


def cards(row: pd.Series) -> None:
    """Draw the figures of the matter, each with its definition; what it has not is not drawn."""
    home, label = data.settings().reporting_currency, matter_data.year().label
    with st.grid(5, min_column_width=150, gap="small", key="matter_cards"):
        _card("matter_billed", short(int(row["billed_cents"]), home), "all time", home)
        _card("matter_year", short(int(row["year_cents"]), home), label, home)
        if not pd.isna(row["budget_cents"]):
            scope = "all time" if row["budget_is_life"] else label
            _card("matter_budget", short(int(row["budget_cents"]), home), scope, home)
        if not pd.isna(row["used_share"]):
            _card("matter_used", words.percent(float(row["used_share"])), "of its budget")
        if not pd.isna(row["completion_cents"]):
            _card("matter_completion", short(int(row["completion_cents"]), home), _end(row), home)
        if row["last_invoiced"]:
            _card("matter_idle", _ago(row), periods.day_label(row["last_invoiced"]))


def _ago(row: pd.Series) -> str:
    days = int(row["idle_days"])
    return "today" if days <= 0 else counted(days, "day")


def _end(row: pd.Series) -> str:
    if row["state"] == "closed":
        return "closed"
    return "as typed" if not pd.isna(row["expected_cents"]) else "from its budget"


def _card(key: str, value: str, note: str, currency: str = "") -> None:
    label = f"{CATALOG[key].label}, {currency}" if currency else CATALOG[key].label
    st.metric(
        label, value, note, help=CATALOG[key].help, border=True, height="stretch",
        delta_color="off", delta_arrow="off",
    )  # fmt: skip


def months(row: pd.Series) -> None:
    """Draw what was billed in the last two years, month by month."""
    found = matter_data.months_of(int(row["id"]))
    if found.empty:
        st.info(
            "Nothing is billed on this matter yet. What firms bill appears here with the first "
            "invoice.",
            icon=":material/hourglass_empty:",
        )
        return
    home, last = data.settings().reporting_currency, int(found["month"].iloc[-1])
    first = max(int(found["month"].iloc[0]), periods.add_months(last, 1 - _SHOWN_MONTHS))
    billed = dict(zip(found["month"].astype(int), found["cents"].astype(int), strict=True))
    spent = [(month, billed.get(month, 0)) for month in periods.months_between(first, last)]
    picture = charts.months(spent, home, tokens(draw.theme()))
    draw.vega(picture.spec(), charts.describe(spent, home), "matter_months")


def sections(row: pd.Series) -> None:
    """Draw what hangs on the matter, each in a tab that is read when it is open."""
    rooms: dict[str, Callable[[pd.Series], None]] = {
        "Invoices": _invoices,
        "Timekeepers": _timekeepers,
        "Budget and phases": _phases,
        "Linked work": _linked,
        "Notes": _notes,
    }
    if who.may(Permission.EDIT_NAMES):
        rooms["Settings"] = matter_edit.draw
    tabs = st.tabs(list(rooms), key="matter_tab", on_change="rerun")
    for tab, show in zip(tabs, rooms.values(), strict=True):
        if tab.open:
            with tab:
                show(row)


def _phases(row: pd.Series) -> None:
    phases.draw(int(row["id"]))


def _linked(row: pd.Series) -> None:
    links.draw("matter", int(row["id"]))


def _notes(row: pd.Series) -> None:
    comments.draw(f"matter:{int(row['id'])}", "")


def _invoices(row: pd.Series) -> None:
    selection = Selection(*_ALWAYS, matter_id=int(row["id"]))
    rows = store.invoices(data.engine(), who.actor(), selection)
    if rows.empty:
        st.markdown("No invoice carries this matter yet.")
        return
    rows = rows.sort_values("invoice_date", ascending=False, ignore_index=True)
    home = data.settings().reporting_currency
    cents = rows["reporting_cents"]
    if data.settings().spend_is == "gross":
        cents = cents + rows["reporting_tax_cents"]
    shown = pd.DataFrame(
        {
            "Invoice": rows["number"],
            "matter_billed": pd.Series(tables.major(cents, home), dtype=object),
            "Dated": pd.to_datetime(rows["invoice_date"]).dt.date,
            "Vendor": rows["vendor"],
            "Hours": rows["hours_e4"] / 10_000,
            "Lines": rows["lines"],
            "Status": rows["status"].str.capitalize(),
        }
    )
    columns = {
        "matter_billed": tables.money_column(
            f"Billed, {home}", home, CATALOG["matter_billed"].help
        ),
        "Dated": st.column_config.DateColumn("Dated", format="D MMM YYYY"),
        "Hours": st.column_config.NumberColumn("Hours", format="%,.1f", alignment="right"),
        "Lines": st.column_config.NumberColumn("Lines", format="%,d", alignment="right"),
    }
    opened = tables.house(
        tables.opening(shown, 2), columns, "matter_invoices", "Invoices that carry the matter"
    )
    if opened is not None:
        _open_lines(row, rows.iloc[opened])


def _open_lines(row: pd.Series, invoice: pd.Series) -> None:
    """Leave for the lines of one invoice, in the year it was invoiced."""
    month = periods.month_of(str(invoice["invoice_date"]))
    can, set_ = filters.options(), data.settings()
    year = periods.fiscal_year_of(month, set_.fiscal_start_month)
    as_of = max(month, can.as_of_in(year.name))
    view = filters.parse({"fy": str(year.name), "as_of": periods.iso(as_of), "period": "full"}, can)
    drill.go(
        {
            **view[0].query(),
            "matter": str(int(row["id"])),
            "invoice": str(int(invoice["invoice_id"])),
        }
    )


def _timekeepers(row: pd.Series) -> None:
    now = spend.stamp()
    rows = _people(now.url, now.spend, who.actor().name, int(row["id"]))
    if rows.empty:
        st.markdown("No timekeeper has billed on this matter yet.")
        return
    home = data.settings().reporting_currency
    hours = rows["hours_e4"] / 10_000
    shown = pd.DataFrame(
        {
            "Timekeeper": rows["timekeeper"].replace("", "Not named"),
            "Vendor": rows["vendor"],
            "Class": rows["classification"],
            "Hours": hours,
            "Rate": (rows["fees_cents"] / 100 / hours).where(hours > 0),
            "Currency": rows["currency"],
            "Fees": pd.Series(tables.major(rows["net_cents"], home), dtype=object),
            "Last worked": [periods.day_label(day) for day in rows["last_worked"]],
        }
    )
    columns = {
        "Timekeeper": st.column_config.TextColumn("Timekeeper", pinned=True),
        "Hours": st.column_config.NumberColumn("Hours", format="%,.1f", alignment="right"),
        "Rate": st.column_config.NumberColumn(
            "Rate per hour", help="Fees \u00f7 hours in the invoice's currency, net.",
            format="%,.2f", alignment="right",
        ),
        "Fees": tables.money_column(f"Fees, {home}", home, "Net of tax, converted."),
    }  # fmt: skip
    tables.house(shown, columns, "matter_people", "Who billed on the matter")


@st.cache_data(max_entries=64, show_spinner=False)
def _people(url: str, version: int, person: str, matter_id: int) -> pd.DataFrame:
    return matter_register.timekeepers(data.engine(), who.actor(), matter_id)
