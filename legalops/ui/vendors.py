"""Who bills us, under which names, how and how often, and how much so far?"""

import pandas as pd
import streamlit as st

from legalops import periods
from legalops.errors import LegalOpsError
from legalops.metrics.completeness import CADENCES
from legalops.money import CURRENCIES
from legalops.permissions import Permission
from legalops.services import vendors as acts
from legalops.store.engine import open_engine
from legalops.ui import data, navigation, tables, vendor_merge, vendor_names, vendor_people, who
from legalops.ui.matters import BILLED
from legalops.ui.vendor_names import SAID, say
from legalops.ui.words import counted, plain

_SHORT = 16


def draw() -> None:
    """Draw the register and, for ops, what looks like one firm and the vendor that is chosen."""
    _said()
    frame = acts.register(data.engine())
    if frame.empty:
        st.info(
            "There are no vendors yet. They are created when the first invoices are stored on "
            "the page Invoices."
        )
        if who.may(Permission.IMPORT_INVOICES):
            st.page_link(
                navigation.FOLDER / "invoices.py",
                label="Bring in invoices",
                icon=":material/arrow_forward:",
            )
        return
    _clashes(frame)
    may_edit = who.may(Permission.EDIT_NAMES)
    chosen = _table(frame, may_edit)
    if not may_edit:
        return
    vendor = _chosen(frame, chosen)
    if vendor is None:
        sizes = dict(zip(frame["id"].astype(int), frame["invoices"].astype(int), strict=True))
        vendor_merge.pairs(_pairs(), sizes)
        vendor_merge.history()
    else:
        _vendor(vendor, frame)


def _pairs() -> list[acts.Pair]:
    return _pairs_at(data.url(), data.version("names"))


@st.cache_data(max_entries=4, show_spinner=False)
def _pairs_at(url: str, version: int) -> list[acts.Pair]:
    return acts.likely_pairs(open_engine(url))


def _clashes(frame: pd.DataFrame) -> None:
    names = dict(zip(frame["id"], frame["name"], strict=True))
    for number, live in acts.clashes(data.engine()).items():
        st.warning(
            f"{plain(names.get(number, 'A vendor'))} has {counted(live.invoices, 'live invoice')} "
            f"and {counted(live.payments, 'live payment')}: the same money may count twice. Undo "
            "the payments or the invoices on the page Invoices.",
            icon=":material/warning:",
        )


def _table(frame: pd.DataFrame, may_edit: bool) -> int | None:
    home = data.settings().reporting_currency
    shown = pd.DataFrame(
        {
            "Vendor": frame["name"],
            "billed": tables.major(frame["billed_cents"], home),
            "Invoices": frame["invoices"],
            "Last invoice": [
                periods.day_label(d) if isinstance(d, str) else "" for d in frame["last_invoiced"]
            ],
            "Number": frame["law_firm_id"].fillna(""),
            "Bills in": frame["currency"].fillna(""),
            "Comes in as": frame["billing"].map(acts.BILLING),
            "Expected": frame["cadence"].map(CADENCES),
            "Contact": frame["contact_name"].where(
                frame["contact_name"] != "", frame["contact_email"]
            ),
        }
    )
    picked = st.dataframe(
        shown,
        hide_index=True,
        width="stretch",
        height="content" if len(shown) <= _SHORT else 560,
        key="vendors_table",
        on_select="rerun" if may_edit else "ignore",
        selection_mode="single-row",
        alt="Vendors with number, settings and what they billed",
        column_config={
            "Vendor": st.column_config.TextColumn("Vendor", pinned=True, width=190),
            "Invoices": st.column_config.NumberColumn(format="%,d"),
            "billed": tables.money_column(f"Billed, {home}", home, BILLED),
        },
    )
    rows = tables.ticked(picked, len(frame))
    return int(frame.iloc[rows[0]]["id"]) if rows else None


def _chosen(frame: pd.DataFrame, ticked: int | None) -> pd.Series | None:
    """Draw the field that names a vendor, which a tick in the table fills, and return its row."""
    if ticked is not None and st.session_state.get("vendor_ticked") != ticked:
        st.session_state["vendor_chosen"] = ticked
    st.session_state["vendor_ticked"] = ticked
    names = {int(n): str(v) for n, v in zip(frame["id"], frame["name"], strict=True)}
    if st.session_state.get("vendor_chosen") not in names:
        st.session_state["vendor_chosen"] = None
    number = st.selectbox(
        "Look after a vendor",
        list(names),
        format_func=lambda n: names[n],
        index=None,
        key="vendor_chosen",
        placeholder="Choose here, or tick a row in the table",
    )
    return None if number is None else frame[frame["id"] == number].iloc[0]


def _vendor(row: pd.Series, frame: pd.DataFrame) -> None:
    number = int(row["id"])
    settings, names, people, merging = st.tabs(
        ["Settings", "Names", "Timekeepers", vendor_merge.TAB],
        key=vendor_merge.TABS,
        on_change="rerun",
    )
    if settings.open:
        with settings:
            _edit(row)
    if names.open:
        with names:
            vendor_names.draw(row)
    if people.open:
        with people:
            vendor_people.draw(number)
    if merging.open:
        others = frame[frame["id"] != number]
        into = dict(zip(others["id"].astype(int), others["name"], strict=True))
        with merging:
            vendor_merge.draw(number, str(row["name"]), into)


def _edit(row: pd.Series) -> None:
    with st.form(f"vendor_{row['id']}_{row['version']}", border=True):
        left, right = st.columns(2)
        currencies = ["", *sorted(CURRENCIES)]
        now = row["currency"] if isinstance(row["currency"], str) else ""
        given = {
            "name": left.text_input("Name", value=str(row["name"]), max_chars=200),
            "currency": right.selectbox(
                "Bills in",
                currencies,
                index=currencies.index(now),
                format_func=lambda code: code or "Ask each time",
                help="Taken for files that do not say, such as LEDES 1998B.",
            ),
            "billing": left.selectbox(
                "Comes in as",
                list(acts.BILLING),
                index=list(acts.BILLING).index(row["billing"]),
                format_func=lambda code: acts.BILLING[code],
                help="A vendor counts by its invoices or by what finance paid it, never by both.",
            ),
            "cadence": right.selectbox(
                "Expected to bill",
                list(CADENCES),
                index=list(CADENCES).index(row["cadence"]),
                format_func=lambda code: CADENCES[code],
                help="Which months the page Month waits for.",
            ),
            "contact_name": left.text_input(
                "Contact", value=str(row["contact_name"]), max_chars=200
            ),
            "contact_email": right.text_input(
                "Contact's mail",
                value=str(row["contact_email"]),
                max_chars=254,
                help="Where reminders go.",
            ),
        }
        if st.form_submit_button("Save vendor", type="primary"):
            _save(row, given)


def _save(row: pd.Series, given: dict[str, str]) -> None:
    try:
        checked = acts.vendor_input(given)
        acts.change(data.engine(), who.actor(), int(row["id"]), int(row["version"]), checked)
    except LegalOpsError as error:
        st.error(plain(error))
        return
    say(f"{plain(given['name'])} is saved.")


def _said() -> None:
    text = st.session_state.pop(SAID, None)
    if text:
        st.success(text)
