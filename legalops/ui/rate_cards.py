"""What is agreed with firms: which rates hold, which end soon, which terms stand?"""

from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from legalops import money, periods
from legalops.errors import InvalidInputError, LegalOpsError
from legalops.metrics.performance import staffing
from legalops.metrics.performance.sources import records
from legalops.permissions import Permission
from legalops.services import rate_cards as acts
from legalops.store import rate_cards as stored
from legalops.store import terms
from legalops.ui import data, performance, rate_requests, tables, who
from legalops.ui.words import counted, plain

SOON = 90
_SAID = rate_requests.SAID
_STATES = {"now": "In force", "all": "All rates", "soon": "Ending soon"}


def said() -> None:
    """Show what the last act did."""
    if text := st.session_state.pop(_SAID, ""):
        st.success(text, icon=":material/check:")


def ending() -> None:
    """Say which rates and terms end soon."""
    now = date.fromisoformat(rate_requests.today())
    cards, agreed = (
        stored.expiring(data.engine(), now, SOON), terms.expiring(data.engine(), now, SOON)
    )  # fmt: skip
    words = []
    if len(cards):
        firms = ", ".join(plain(name) for name in cards["vendor"].unique())
        words.append(f"{counted(len(cards), 'rate')} of {firms}")
    if len(agreed):
        firms = ", ".join(plain(name) for name in agreed["vendor"].unique())
        words.append(f"{counted(len(agreed), 'term')} of {firms}")
    if words:
        st.warning(
            f"{' and '.join(words)} end within {SOON} days, with nothing agreed after them.",
            icon=":material/event_upcoming:",
        )


def draw_rates() -> None:
    """Draw the rates that hold, end soon, or all there ever were."""
    cards = rate_requests.cards()
    if cards.empty:
        st.info(
            "No rates are kept yet. Enter what is agreed with a firm on the tab Enter rates, or "
            "bring in a workbook; requests and their cost follow from it."
        )
        return
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    names = dict(zip(cards["vendor_id"].astype(int), cards["vendor"], strict=True))
    vendor = left.selectbox(
        "Firm", list(names), format_func=lambda number: names[number], index=None,
        placeholder="All firms", key="rates_vendor",
    )  # fmt: skip
    state = right.segmented_control(
        "Show", list(_STATES), format_func=lambda code: _STATES[code], default="now",
        required=True, key="rates_state",
    )  # fmt: skip
    chosen = _of_state(cards, str(state))
    chosen = chosen if vendor is None else chosen[chosen["vendor_id"] == vendor]
    if chosen.empty:
        st.info("There is no such rate. Choose another firm or show all.")
        return
    table(chosen, "rates_list")
    if who.may(Permission.EDIT_NAMES):
        _end(chosen[chosen["state"] == "agreed"])


def _of_state(cards: pd.DataFrame, state: str) -> pd.DataFrame:
    now = rate_requests.today()
    if state == "now":
        return acts.in_force(cards, now)
    if state == "soon":
        soon = stored.expiring(data.engine(), date.fromisoformat(now), SOON)
        return cards[cards["id"].isin(soon["id"])]
    return cards


def table(cards: pd.DataFrame, key: str, *, of_one: bool = False) -> None:
    """Draw rates, whose they are and from when to when they hold; `of_one` leaves the firm out."""
    frame = pd.DataFrame(
        {
            "Firm": cards["vendor"],
            "Rate of": cards["timekeeper"].where(
                cards["timekeeper"] != "", "All: " + cards["classification"]
            ),
            "Rate": [rate_requests.rate(value) for value in cards["rate_e4"]],
            "Currency": cards["currency"],
            "Level": [staffing.level(str(title)) for title in cards["classification"]],
            "From": [periods.day_label(day) for day in cards["effective_on"]],
            "Until": [periods.day_label(day) if day else "" for day in cards["until"]],
            "State": cards["state"].str.capitalize(),
            "Entered by": cards["entered_by"],
        }
    )
    columns = {
        "Firm": st.column_config.TextColumn(pinned=True, width=190),
        "Rate": st.column_config.NumberColumn("Rate an hour", format="%,.2f"),
    }
    _draw(frame, columns, key, "Rates of firms with the days they hold", of_one)


def _draw(frame: pd.DataFrame, columns: Any, key: str, alt: str, of_one: bool) -> None:
    """Draw a table of firms, or of one without its name in every row."""
    if of_one:
        frame = frame.drop(columns="Firm")
        columns = {name: column for name, column in columns.items() if name != "Firm"}
    tables.house(frame, columns, key, alt)


def _end(cards: pd.DataFrame) -> None:
    labels = {
        int(row["id"]): f"{row['vendor']}, {row['timekeeper'] or row['classification']} from "
        f"{periods.day_label(row['effective_on'])}"
        for row in records(cards)
    }
    with st.expander("Say when a rate ends"), st.form("rate_end", border=False):
        chosen = st.selectbox(
            "Rate", list(labels), format_func=lambda number: labels[number], index=None,
            placeholder="Choose a rate",
        )  # fmt: skip
        day = st.date_input("Last day", value=None, format="YYYY-MM-DD")
        if st.form_submit_button("Save the last day") and chosen is not None:
            act(lambda: acts.end(data.engine(), who.actor(), chosen, _iso(day)),
                f"{labels[chosen]} ends {_iso_label(day)}.")  # fmt: skip


def _iso(day: Any) -> str:
    if not isinstance(day, date):
        raise InvalidInputError("Last day", "choose a date.")
    return day.isoformat()


def _iso_label(day: Any) -> str:
    return periods.day_label(day) if isinstance(day, date) else ""


def act(do: Any, done: str) -> None:
    """Do something and say so on the next run, or say why it could not be done."""
    try:
        do()
    except LegalOpsError as error:
        st.error(plain(error))
        return
    st.session_state[_SAID] = plain(done)
    st.rerun()


def draw_terms() -> None:
    """Draw volume tiers and engagements, and the form for a new one."""
    found = acts.standing_terms(data.engine())
    if found.empty:
        st.info(
            "No terms are kept yet. A volume discount entered here shows on each firm's page what "
            "is due and what came; an engagement is watched for its end."
        )
    else:
        table_of_terms(found, "terms_list")
    if who.may(Permission.EDIT_NAMES):
        left, right = st.columns(2, gap="large")
        with left:
            _term_form()
        with right:
            _end_term(found)


def table_of_terms(found: pd.DataFrame, key: str, *, of_one: bool = False) -> None:
    """Draw agreed terms with what they give; `of_one` leaves the firm out."""
    currency = data.settings().reporting_currency
    frame = pd.DataFrame(
        {
            "Firm": found["vendor"],
            "Term": found["kind"].map(acts.KINDS),
            "In words": [term_words(row, currency) for row in records(found)],
            "From": [periods.day_label(day) for day in found["since"]],
            "Until": [periods.day_label(day) if day else "no end" for day in found["until"]],
            "Note": found["note"],
        }
    )
    columns = {
        "Firm": st.column_config.TextColumn(pinned=True, width=190),
        "In words": st.column_config.TextColumn(width="large"),
    }
    _draw(frame, columns, key, "Terms agreed with firms", of_one)


def term_words(row: Any, currency: str) -> str:
    """Say what a term gives."""
    if row["kind"] == "contract":
        return "Engagement"
    percent = f"{Decimal(int(row['discount_e4'])).scaleb(-2).normalize():f}%"
    above = int(row["threshold_cents"])
    start = f"beyond {money.money(above, currency)} a year" if above else "from the first amount on"
    return f"{percent} off fees {start}"


def _term_form() -> None:
    st.subheader("Enter a term", anchor=False)
    currency = data.settings().reporting_currency
    names = performance.names()
    with st.form("term_form", border=True, clear_on_submit=False):
        vendor = st.selectbox(
            "Firm", list(names), format_func=lambda number: names[number], index=None,
            placeholder="Choose a firm",
        )  # fmt: skip
        kind = st.segmented_control(
            "Kind", list(acts.KINDS), format_func=lambda code: acts.KINDS[code], default="volume",
            required=True,
        )  # fmt: skip
        above = st.text_input(f"From a year's fees of, {currency}", value="0")
        discount = st.number_input("Discount, %", min_value=0.0, max_value=100.0, step=0.5)
        since = st.date_input("From", value="today", format="YYYY-MM-DD")
        until = st.date_input("Until", value=None, format="YYYY-MM-DD")
        note = st.text_input("Note", max_chars=500)
        pressed = st.form_submit_button("Enter term", icon=":material/add:")
    if pressed:
        given = (vendor, str(kind), above, discount, since, until, note)
        act(lambda: acts.add_term(data.engine(), who.actor(), _term(given, currency)),
            "The term is entered.")  # fmt: skip


def _term(given: tuple[Any, ...], currency: str) -> acts.TermInput:
    vendor, kind, above, discount, since, until, note = given
    if vendor is None:
        raise InvalidInputError("Firm", "choose a firm.")
    if not isinstance(since, date):
        raise InvalidInputError("From", "choose a date.")
    is_volume = kind == "volume"
    field = "From a year's fees of"
    return acts.TermInput(
        int(vendor), "volume" if is_volume else "contract", since.isoformat(),
        until.isoformat() if isinstance(until, date) else "",
        money.parse_amount(above or "0", currency, field) if is_volume else 0,
        round(discount * 100) if is_volume else 0, note,
    )  # fmt: skip


def _end_term(found: pd.DataFrame) -> None:
    if found.empty:
        return
    st.subheader("Take a term out", anchor=False)
    currency = data.settings().reporting_currency
    labels = {
        int(row["id"]): f"{row['vendor']}: {term_words(row, currency)}" for row in records(found)
    }
    with st.form("term_end", border=True):
        chosen = st.selectbox(
            "Term", list(labels), format_func=lambda number: labels[number], index=None,
            placeholder="Choose a term",
        )  # fmt: skip
        if st.form_submit_button("Take out") and chosen is not None:
            act(lambda: acts.end_term(data.engine(), who.actor(), chosen),
                f"{labels[chosen]} no longer stands.")  # fmt: skip
