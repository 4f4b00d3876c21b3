"""How does a figure open: to its matters, a matter's invoices, an invoice's lines?

Every level has an address of its own.
"""

from dataclasses import dataclass, replace
from typing import Any, NoReturn

import pandas as pd
import streamlit as st

from legalops import money, periods
from legalops.errors import NotFoundError
from legalops.metrics import budget as metrics
from legalops.metrics import words
from legalops.metrics.budget import Chosen
from legalops.metrics.catalog import CATALOG, Measure
from legalops.metrics.measures import BILLED
from legalops.permissions import Permission
from legalops.store import spend as store
from legalops.store.spend import Opened, Selection
from legalops.ui import data, filters, navigation, spend, tables, take, upload_detail, who
from legalops.ui.filters import Filters
from legalops.ui.words import plain

_LINES = navigation.FOLDER / "lines.py"
_BUDGET = navigation.FOLDER / "budget_vs_actual.py"
_AT = 2  # the button follows name and amount: the three that a phone shows


#: What an address says beyond the view: the bar or row that was opened, then how far down.
OPENED = ("month", "in_area", "of_vendor", "matter", "invoice")


@dataclass(frozen=True)
class Place:
    """Where in the way down a person stands: the view they came from and what they opened."""

    view: Filters
    chosen: Chosen
    selection: Selection
    opened: Opened


def go(query: dict[str, str]) -> NoReturn:
    """Leave for the page of matters, invoices and lines."""
    st.switch_page(_LINES, query_params=query)


def link(view: Filters) -> None:
    """Draw the way to the matters of the whole view."""
    st.page_link(
        _LINES,
        label="All matters of this view",
        icon=":material/arrow_forward:",
        query_params=view.query(),
    )


def open_month(view: Filters, month: int | None) -> None:
    """Open a month, if one was chosen and it has been counted."""
    if month is not None and month <= view.as_of:
        go({**view.query(), "month": periods.iso(month)})


def open_cell(view: Filters, cell: tuple[int, int] | None) -> None:
    """Open a practice area in a month, if one was chosen and it has been counted."""
    if cell is not None and cell[1] <= view.as_of:
        month = periods.iso(cell[1])
        go({**view.query(), "month": month, "in_area": filters.code(cell[0])})


def open_area(view: Filters, area: int | None) -> None:
    """Open a practice area, if one was chosen."""
    if area is not None:
        go({**view.query(), "in_area": filters.code(area)})


def open_vendor(view: Filters, vendor: int | None) -> None:
    """Open a vendor, if one was chosen; the row of all others opens nothing."""
    if vendor is not None and vendor > 0:
        go({**view.query(), "of_vendor": str(vendor)})


def place() -> Place:
    """Return where the address stands; raise NotFoundError for what nobody may open there."""
    view = filters.read(keep=OPENED)
    chosen = _opened(view.chosen(data.settings()))
    counted = [month for month in chosen.months if month <= chosen.as_of]
    selection = Selection(
        first=counted[0] if counted else 0,
        last=counted[-1] if counted else 0,
        basis=chosen.basis,
        practice_area_id=chosen.area,
        vendor_id=chosen.vendor,
        matter_id=_number("matter"),
        invoice_id=_number("invoice"),
        measure=chosen.measure,
    )
    return Place(view, chosen, selection, store.opened(data.engine(), who.actor(), selection))


def _opened(chosen: Chosen) -> Chosen:
    """Narrow the view to the bar or row the address opens, through what there is to open."""
    given, can = st.query_params.to_dict(), filters.options()
    known: dict[str, dict[str, dict[str, Any]]] = {
        "month": {
            periods.iso(month): {"period": "month", "index": place + 1}
            for place, month in enumerate(chosen.elapsed)
        },
        "in_area": {filters.code(number): {"area": number} for number in can.areas},
        "of_vendor": {filters.code(number): {"vendor": number} for number in can.vendors},
    }
    changes: dict[str, Any] = {}
    for name, values in known.items():
        if name in given:
            if given[name] not in values:
                raise NotFoundError(f"{name}={given[name][:40]} in the address")
            changes |= values[given[name]]
    return replace(chosen, **changes)


def _number(name: str) -> int | None:
    given = st.query_params.get(name)
    if given is None:
        return None
    # What is no number is nobody's matter: the store then says that it is not there.
    return int(given) if given.isascii() and given.isdigit() and len(given) < 16 else -1


def _here(place: Place, *levels: str) -> dict[str, str]:
    """Return the address of this place up to some levels of the way down."""
    given = st.query_params.to_dict()
    return place.view.query() | {name: given[name] for name in levels if name in given}


def trail(place: Place) -> None:
    """Draw the way back up, a link for each level above."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="trail"):
        st.page_link(
            _BUDGET,
            label="Budget vs actual",
            icon=":material/arrow_back:",
            query_params=place.view.query(),
        )
        if place.selection.matter_id is None and place.selection.invoice_id is None:
            return
        st.page_link(_LINES, label="Matters", query_params=_here(place, *OPENED[:3]))
        if place.selection.matter_id is not None and place.selection.invoice_id is not None:
            matter = plain(place.opened.matter)
            st.page_link(_LINES, label=matter, query_params=_here(place, *OPENED[:4]))


def total(place: Place) -> None:
    """Draw the sum of what is open, which is the figure that was opened."""
    rows = store.matters(data.engine(), who.actor(), place.selection)
    names = _names(place)
    with st.container(gap="xxsmall"):
        st.subheader(plain(names[0]), anchor=False)
        as_of = f"as of {periods.label(place.view.as_of)}"
        said = [*names[1:], words.measured(place.chosen), as_of]
        line = " \u00b7 ".join(said)
        st.caption(plain(line[:1].upper() + line[1:]))
    lines, accrued = int(_spent(rows, place.chosen).sum()), _accrued(place)
    cents = lines + accrued
    measure = _measure(place.chosen)
    with st.grid(3, min_column_width=220, gap="small"):
        st.metric(
            f"{measure.label}, {place.chosen.currency}",
            money.exact(cents, place.chosen.currency),
            help=measure.help,
        )
        st.metric("Hours", f"{int(rows['hours_e4'].sum()) / 10_000:,.1f}")
        st.metric("Lines", f"{int(rows['lines'].sum()):,}")
    _say_accrued(place, accrued)
    spare = [text for text in rows["unconverted"] if text]
    if spare:
        st.info(
            plain(f"Not in the sum, for want of an exchange rate: {', '.join(spare)}, net."),
            icon=":material/currency_exchange:",
        )


def _measure(chosen: Chosen) -> Measure:
    return CATALOG["actual" if chosen.measure == BILLED else chosen.measure]


def _accrued(place: Place) -> int:
    """Return what is accrued in the selection; a matter's or invoice's lines have nothing of it."""
    opened = place.selection
    if place.chosen.measure != "incurred" or opened.matter_id or opened.invoice_id:
        return 0
    return spend.report(place.chosen).parts.get("accrued", 0)


def _say_accrued(place: Place, cents: int) -> None:
    if not cents:
        return
    amount = words.money(cents, place.chosen.currency)
    st.info(
        plain(f"{amount} of it is accrued: work done and not billed yet, so there are no lines."),
        icon=":material/pending_actions:",
    )
    st.page_link(
        navigation.FOLDER / "accruals.py", label="See the accruals", icon=":material/arrow_forward:"
    )


def original(place: Place) -> None:
    """Draw the file an invoice came with, for those who may have it."""
    opened = place.opened
    if opened.upload_id and who.may(Permission.IMPORT_INVOICES):
        upload_detail.download(opened.upload_id, opened.file_name)


def _names(place: Place) -> list[str]:
    """Return what is open, the innermost first."""
    names, chosen = spend.names(), place.chosen
    area = None if chosen.area is None else names.areas.get(chosen.area, "?")
    vendor = None if chosen.vendor is None else names.vendors.get(chosen.vendor, "?")
    found = [place.opened.invoice, place.opened.matter, vendor, area, words.period(chosen)]
    return [name for name in found if name]


def _spent(rows: pd.DataFrame, chosen: Chosen) -> pd.Series:
    net = rows["reporting_cents"]
    return net + rows["reporting_tax_cents"] if chosen.gross else net


def table(place: Place) -> None:
    """Draw the rows of this level, each with a button to the next."""
    if place.selection.invoice_id is not None:
        _lines(place)
    elif place.selection.matter_id is not None:
        _invoices(place)
    else:
        _matters(place)
    if place.selection.invoice_id is None:
        take.lines(place.selection, place.chosen)


def _matters(place: Place) -> None:
    rows = store.matters(data.engine(), who.actor(), place.selection)
    if rows.empty:
        _nothing(place)
        return
    currency = place.chosen.currency
    caps = metrics.by_matter(rows, spend.budget(), place.chosen).set_index("matter_id")
    shown = pd.DataFrame({"Matter": rows["name"]})
    shown["Actual"] = _decimals(_spent(rows, place.chosen), currency)
    shown["Number"] = rows["number"]
    columns = _common(place.chosen)
    if caps["budget_cents"].notna().any():
        of_matter = caps.loc[rows["matter_id"], "budget_cents"].reset_index(drop=True)
        shown["Cap"] = _decimals(of_matter, currency)
        columns["Cap"] = tables.money_column(
            f"Cap, {currency}", currency, "The matter's own budget in the period; no part of the "
            "department's budget.",
        )  # fmt: skip
    shown["Hours"], shown["Invoices"], shown["Lines"] = _counts(rows)
    shown = _with_unconverted(shown, rows)
    hidden = rows.index[rows["matter_id"] == store.HIDDEN].tolist()
    shown = tables.opening(shown, _AT, hidden)
    row = tables.house(shown, columns, "matters", "Matters and what was billed on them")
    if row is not None and row not in hidden:
        matter = str(int(rows["matter_id"].iloc[row]))
        go({**_here(place, *OPENED[:3]), "matter": matter})
    if hidden:
        st.caption(
            "Restricted matters are opened by the people named on them and by administrators; "
            "their money counts here in one row."
        )


def _invoices(place: Place) -> None:
    rows = store.invoices(data.engine(), who.actor(), place.selection)
    if rows.empty:
        _nothing(place)
        return
    currency = place.chosen.currency
    shown = pd.DataFrame({"Invoice": rows["number"]})
    shown["Actual"] = _decimals(_spent(rows, place.chosen), currency)
    shown["Vendor"] = rows["vendor"]
    shown["Dated"] = pd.to_datetime(rows["invoice_date"]).dt.date
    shown["Hours"], _, shown["Lines"] = _counts(rows)
    shown["Status"] = rows["status"].str.capitalize()
    shown = _with_unconverted(shown, rows)
    columns = {
        **_common(place.chosen),
        "Dated": st.column_config.DateColumn("Dated", format="D MMM YYYY"),
    }
    shown = tables.opening(shown, _AT)
    row = tables.house(shown, columns, "invoices", "Invoices of the matter")
    if row is not None:
        go({**_here(place, *OPENED[:4]), "invoice": str(int(rows["invoice_id"].iloc[row]))})


def _lines(place: Place) -> None:
    rows = store.lines(data.engine(), who.actor(), place.selection)
    if rows.empty:
        _nothing(place)
        return
    currency = place.chosen.currency
    shown = pd.DataFrame({"Line": rows["source_line"]})
    shown["Worked"] = pd.to_datetime(rows["work_date"]).dt.date
    shown["Actual"] = _decimals(_spent(rows, place.chosen), currency)
    shown["Kind"] = rows["kind"].map(KINDS).fillna(rows["kind"])
    shown["Timekeeper"], shown["Class"] = rows["timekeeper"], rows["classification"]
    codes = rows[["task_code", "activity_code", "expense_code"]]
    shown["Codes"] = [
        " ".join(code for code in row if code) for row in codes.itertuples(index=False)
    ]
    shown["Units"] = rows["units_e4"] / 10_000
    shown["Rate"] = rows["rate_e4"] / 10_000
    shown["Narrative"] = rows["narrative"].fillna("")
    columns = _common(place.chosen) | _line_columns(rows)
    if (rows["currency"] != currency).any():
        billed = str(rows["currency"].iloc[0])
        shown.insert(
            3, "Billed", pd.Series(tables.major(rows["total_cents"], billed), dtype=object)
        )
        columns["Billed"] = tables.money_column(f"Billed, {billed}", billed, "Net of tax.")
    whole = take.all_lines(place.selection, place.chosen)
    tables.house(shown, columns, "lines", "Lines of the invoice", whole=whole)
    _below(place, rows)


KINDS = {"F": "Fee", "E": "Expense", "IF": "Invoice fee", "IE": "Invoice expense", "P": "Payment"}


def _line_columns(rows: pd.DataFrame) -> dict[str, Any]:
    return {
        "Line": st.column_config.NumberColumn("Line", help="Line of the file it came with."),
        "Worked": st.column_config.DateColumn("Worked", format="D MMM YYYY"),
        "Units": st.column_config.NumberColumn(
            "Units", format="%,.2f", alignment="right", width=80
        ),
        "Rate": st.column_config.NumberColumn(
            "Rate",
            help=f"In {rows['currency'].iloc[0]}, as billed.",
            format="%,.2f",
            alignment="right",
            width=90,
        ),
        "Narrative": st.column_config.TextColumn("Narrative", width="large"),
    }


def _below(place: Place, rows: pd.DataFrame) -> None:
    if len(rows) == store.MOST_LINES:
        st.caption(f"The first {store.MOST_LINES:,} lines are listed; the sum is of all of them.")
    if rows["narrative"].isna().any():
        st.caption(
            "Narratives are left empty: members read them on matters they own or are named on."
        )


def _common(chosen: Chosen) -> dict[str, Any]:
    currency, measure = chosen.currency, _measure(chosen)
    return {
        "Matter": st.column_config.TextColumn("Matter", width=165),
        "Number": st.column_config.TextColumn("Number", width=110),
        "Actual": tables.money_column(f"{measure.label}, {currency}", currency, measure.help),
        "Hours": st.column_config.NumberColumn("Hours", format="%,.1f", alignment="right"),
        "Invoices": st.column_config.NumberColumn("Invoices", format="%,d", alignment="right"),
        "Lines": st.column_config.NumberColumn("Lines", format="%,d", alignment="right"),
        "Not converted": st.column_config.TextColumn(
            "Not converted", help=CATALOG["unconverted"].help, alignment="right"
        ),
    }


def _decimals(cents: pd.Series, currency: str) -> pd.Series:
    return pd.Series(tables.major(cents, currency), dtype=object)


def _counts(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series, pd.Series]:
    return rows["hours_e4"] / 10_000, rows["invoices"], rows["lines"]


def _with_unconverted(shown: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    has_any = rows["unconverted"].astype(bool).any()
    return shown.assign(**{"Not converted": rows["unconverted"]}) if has_any else shown


def _nothing(place: Place) -> None:
    st.info(
        f"Nothing is stored for {words.period(place.chosen)} with these filters. Go back to "
        "Budget vs actual and choose another period, vendor or practice area.",
        icon=":material/search_off:",
    )
