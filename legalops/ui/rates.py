"""At which rates is money converted, and which money waits for one?"""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from legalops import money, periods
from legalops.errors import InvalidInputError, LegalOpsError
from legalops.money import CURRENCIES, RATE_ONE
from legalops.permissions import Permission
from legalops.services import rates as acts
from legalops.store import rates
from legalops.store.engine import open_engine
from legalops.store.rates import Effect
from legalops.ui import data, rates_upload, tables, who
from legalops.ui.words import counted, plain

_SAID = "rates_said"
_ROUND = "rates_round"
_SEEN = "rates_seen"
_FIRST = ("EUR", "GBP", "USD", "CHF", "CAD", "AUD", "JPY")


def draw() -> None:
    """Draw what waits for a rate, the table of rates, and the form for a new one."""
    home = data.settings().reporting_currency
    _said()
    waiting = _waiting(data.url(), data.version("spend"))
    _say_waiting(waiting, home)
    st.markdown(
        f"Each invoice line is converted to {home} once, at the latest rate on or before its "
        "invoice date. A rate that was used does not change; a new one holds from its day on."
    )
    found = _rates(data.url(), data.version("settings"), data.version("spend"))
    if found.empty:
        st.info(f"There are no exchange rates. They are only needed for invoices not in {home}.")
    else:
        _table(found)
    if who.may(Permission.EDIT_RATES):
        left, right = st.columns(2, gap="large")
        with left:
            _form(waiting, home)
            _take_out(found)
        with right:
            rates_upload.draw(home)


@st.cache_data(max_entries=8, show_spinner=False)
def _waiting(url: str, spend: int) -> pd.DataFrame:
    return rates.unconverted(open_engine(url))


@st.cache_data(max_entries=8, show_spinner=False)
def _rates(url: str, settings: int, spend: int) -> pd.DataFrame:
    return rates.table(open_engine(url))


def _said() -> None:
    text = st.session_state.pop(_SAID, "")
    if text:
        st.success(text, icon=":material/check:")


def _say_waiting(waiting: pd.DataFrame, home: str) -> None:
    for row in waiting.to_dict("records"):
        amount = money.money(int(row["cents"]), str(row["currency"]))
        since = periods.day_label(str(row["since"]))
        count = int(row["invoices"])
        st.warning(
            f"{plain(amount)} net on {counted(count, 'invoice')} is not converted and not in any "
            f"{home} figure. A rate for {row['currency']} that holds from {since} or earlier "
            "converts all of it.",
            icon=":material/currency_exchange:",
        )


def rate_text(rate_e8: int) -> str:
    """Write a rate without the zeros it does not need, with at least four decimals."""
    whole, rest = divmod(rate_e8, RATE_ONE)
    decimals = f"{rest:08d}".rstrip("0").ljust(4, "0")
    return f"{whole}.{decimals}"


def _table(found: pd.DataFrame) -> None:
    zone = data.settings().time_zone
    frame = pd.DataFrame(
        {
            "Currency": found["currency"],
            "Holds from": [periods.day_label(day) for day in found["effective_on"]],
            "Rate": [rate_text(int(rate)) for rate in found["rate_e8"]],
            "To": found["to_currency"],
            "Invoices": found["invoices"],
            "Entered": [
                f"{periods.local(at, zone)} by {by}"
                for at, by in zip(found["entered_at"], found["entered_by"], strict=True)
            ],
        }
    )
    columns: dict[str, Any] = {
        "Rate": st.column_config.TextColumn(alignment="right"),
        "Invoices": st.column_config.NumberColumn(
            format="%,d", help="Stored invoices converted at this rate"
        ),
    }
    tables.house(frame, columns, "rates_table", "Exchange rates, the newest of a currency first")


def _form(waiting: pd.DataFrame, home: str) -> None:
    st.subheader("Enter a rate", anchor=False)
    wanted = [str(code) for code in waiting["currency"]]
    codes = list(dict.fromkeys([*wanted, *_FIRST, *sorted(CURRENCIES)]))
    since = date.fromisoformat(str(waiting["since"].iloc[0])) if len(waiting) else "today"
    with st.form(f"rate_{st.session_state.setdefault(_ROUND, 0)}", border=True):
        left, right = st.columns(2)
        currency = left.selectbox("Currency", [code for code in codes if code != home])
        day = right.date_input(
            "Holds from",
            value=since,
            min_value=date(1990, 1, 1),
            max_value=date(2099, 12, 31),
            format="YYYY-MM-DD",
        )
        rate = st.text_input(
            f"{home} for one unit",
            placeholder="1.0845",
            help="What one unit of the currency is worth, with up to eight decimals.",
        )
        pressed = st.form_submit_button("See what it converts", icon=":material/search:")
    if pressed:
        _look(str(currency), day, rate)
    _offer()


def _look(currency: str, day: Any, typed: str) -> None:
    """Keep what was typed and what it would convert, to be confirmed."""
    st.session_state.pop(_SEEN, None)
    try:
        if not isinstance(day, date):
            raise InvalidInputError("Holds from", "choose a date.")
        rate = money.parse_rate(typed)
        st.session_state[_SEEN] = (day, rate, acts.effect(data.engine(), currency, day, rate))
    except LegalOpsError as error:
        st.error(plain(error))


def _offer() -> None:
    """Draw what the rate that was typed would convert, and the button that enters it."""
    if _SEEN not in st.session_state:
        return
    day, rate, effect = st.session_state[_SEEN]
    with st.container(border=True, key="rate_effect"):
        st.markdown(
            f"**{plain(rate_text(rate))} {effect.to_currency} for one {effect.currency} from "
            f"{periods.day_label(day)}**"
        )
        st.markdown(rates_upload.expected_text(effect))
        if st.button("Enter rate", type="primary", icon=":material/check:"):
            _enter(effect.currency, day, rate)


def _enter(currency: str, day: date, rate: int) -> None:
    try:
        effect = acts.enter(data.engine(), who.actor(), currency, day, rate)
    except LegalOpsError as error:
        st.error(plain(error))
        return
    st.session_state.pop(_SEEN, None)
    st.session_state[_ROUND] += 1
    st.session_state[_SAID] = _receipt(effect, day)
    st.rerun()


def _receipt(effect: Effect, day: date) -> str:
    text = f"The rate for {effect.currency} from {periods.day_label(day)} is entered."
    if effect.invoices:
        before = money.money(effect.cents, effect.currency)
        after = money.money(effect.reporting_cents, effect.to_currency)
        text += (
            f" It converted {counted(effect.invoices, 'invoice')} with "
            f"{counted(effect.lines, 'line')}: {plain(before)} became {plain(after)}."
        )
    if effect.kept:
        text += f" {counted(effect.kept, 'invoice')} since then keep the rate they came with."
    return text


def _take_out(found: pd.DataFrame) -> None:
    unused = found[found["invoices"] == 0].to_dict("records")
    if not unused:
        return
    st.subheader("Take out a rate", anchor=False)
    with st.form("rate_out", border=True):
        chosen = st.selectbox(
            "Rate that no invoice uses",
            unused,
            format_func=_rate_label,
            index=None,
            placeholder="Choose",
        )
        pressed = st.form_submit_button("Take out", icon=":material/delete:")
    if pressed and chosen is not None:
        try:
            acts.take_out(data.engine(), who.actor(), int(chosen["id"]))
        except LegalOpsError as error:
            st.error(plain(error))
            return
        st.session_state[_SAID] = f"{_rate_label(chosen)} is taken out."
        st.rerun()


def _rate_label(row: Any) -> str:
    day = periods.day_label(str(row["effective_on"]))
    return f"{row['currency']} {rate_text(int(row['rate_e8']))} from {day}"
