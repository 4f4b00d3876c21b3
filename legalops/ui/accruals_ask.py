"""Which firms are asked for unbilled work, who has answered, and what is guessed of the others?"""

from datetime import timedelta

import pandas as pd
import streamlit as st

from legalops import periods
from legalops.errors import LegalOpsError
from legalops.metrics.estimates import DORMANT_DAYS
from legalops.periods import Month
from legalops.services import accruals as acts
from legalops.services import completeness
from legalops.store.engine import open_engine
from legalops.ui import accruals, data, mails, tables, who
from legalops.ui.words import counted, plain

_UNTIL = 5
_SILENT = ("overdue", "asked", "not_asked")


@st.cache_data(max_entries=8, show_spinner=False)
def _firms(url: str, versions: tuple[int, ...], month: Month, today: str) -> pd.DataFrame:
    return acts.firms(open_engine(url), month)


def firms(month: Month) -> pd.DataFrame:
    """Return the firms that may have unbilled work of a month, with where each stands."""
    today = completeness.today(data.engine()).isoformat()
    return _firms(data.url(), accruals.versions(), month, today)


def draw(month: Month) -> None:
    """Draw where each firm stands, the firms to ask, and the mails to them."""
    found = firms(month)
    if found.empty:
        st.info(f"No firm billed in the year before the end of {periods.label(month)}.")
        return
    _table(found, month)
    _ask(found, month)
    _mail(found, month)


def _table(found: pd.DataFrame, month: Month) -> None:
    home = data.settings().reporting_currency
    shown = pd.DataFrame(
        {
            "Firm": found["vendor"],
            "State": [acts.FIRM_STATES[state] for state in found["state"]],
            "Answer by": [periods.day_label(day) if day else "" for day in found["due_on"]],
            "Billed until": [periods.day_label(day) for day in found["last_period_end"]],
            "Accrued": tables.major(found["accrued_cents"], home),
            "Still open": tables.major(found["open_cents"], home),
        }
    )
    columns = {
        "Firm": st.column_config.TextColumn(pinned=True, width="medium"),
        "Billed until": st.column_config.TextColumn(help="The latest billing period that came in"),
        "Accrued": tables.money_column(f"Accrued, {home}", home),
        "Still open": tables.money_column(f"Still open, {home}", home),
    }
    alt = f"Firms for {periods.label(month)}: asked, answered, accrued"
    tables.house(shown, columns, "accruals_firms", alt)


def _ask(found: pd.DataFrame, month: Month) -> None:
    names = dict(zip(found["vendor_id"], found["vendor"], strict=True))
    waiting = found.loc[found["state"] == "not_asked", "vendor_id"].tolist()
    today = completeness.today(data.engine())
    usual = max(today, periods.last_day(month)) + timedelta(days=_UNTIL)
    st.subheader("Ask for unbilled work", anchor=False)
    with st.form(f"accruals_ask_{month}", border=True):
        chosen = st.multiselect(
            "Firms",
            list(names),
            default=waiting,
            format_func=lambda number: names[number],
            placeholder="Choose firms",
        )
        due = st.date_input("Answer by", value=usual, min_value=today, format="YYYY-MM-DD")
        pressed = st.form_submit_button("Note as asked", icon=":material/mark_email_read:")
    st.caption("The app sends no mail: copy or open each one below, then send it yourself.")
    if not pressed:
        return
    try:
        acts.ask(data.engine(), who.actor(), month, [int(n) for n in chosen], due)
    except LegalOpsError as error:
        st.error(plain(error))
        return
    accruals.say(
        f"{counted(len(chosen), 'firm')} asked for {periods.label(month)}, with an answer by "
        f"{periods.day_label(due)}.",
        then_show="ask",
    )


def _mail(found: pd.DataFrame, month: Month) -> None:
    names = dict(zip(found["vendor_id"], found["vendor"], strict=True))
    due = dict(zip(found["vendor_id"], found["due_on"], strict=True))
    first = found.loc[found["state"].isin(["overdue", "asked", "not_asked"]), "vendor_id"]
    place = list(names).index(int(first.iloc[0])) if len(first) else 0
    st.subheader("Mail to a firm", anchor=False)
    vendor = st.selectbox(
        "Firm", list(names), index=place, format_func=lambda number: names[number],
        key=f"accruals_mail_{month}", width=380,
    )  # fmt: skip
    today = completeness.today(data.engine())
    until = due[vendor] or (max(today, periods.last_day(month)) + timedelta(days=_UNTIL))
    day = until if not isinstance(until, str) else today.fromisoformat(until)
    mail = acts.mail(data.engine(), who.actor(), int(vendor), month, day)
    mails.draw(mail, "firm", f"unbilled-{periods.iso(month)}.eml")


@st.cache_data(max_entries=16, show_spinner=False)
def _estimates(
    url: str, versions: tuple[int, ...], month: Month, vendors: tuple[int, ...]
) -> pd.DataFrame:
    return acts.estimates(open_engine(url), month, vendors)


def estimate(month: Month) -> None:
    """Draw what the system would accrue for firms that do not answer, and the way to keep it."""
    found = firms(month)
    names = dict(zip(found["vendor_id"], found["vendor"], strict=True))
    silent = found.loc[found["state"].isin(_SILENT), "vendor_id"].tolist()
    st.markdown(
        "For a firm that does not answer, per open matter: the mean of its last three billed "
        "months; else what is left of the matter's budget over its remaining months; else zero. "
        f"A matter without work for {DORMANT_DAYS} days gets zero. What was entered by a person "
        "stays."
    )
    chosen = st.multiselect(
        "Firms",
        list(names),
        default=silent,
        format_func=lambda number: names[number],
        key=f"accruals_estimate_{month}",
        placeholder="Choose firms",
    )
    if not chosen:
        st.info("Every firm has answered or billed. Choose one to estimate it all the same.")
        return
    vendors = tuple(sorted(int(number) for number in chosen))
    made = _estimates(data.url(), accruals.versions(), month, vendors)
    if made.empty:
        st.info("None of these firms billed on an open matter in the year before.")
        return
    _preview(made, names, month)
    if st.button("Keep these estimates", type="primary", icon=":material/check:"):
        _store(month, vendors)


def _preview(made: pd.DataFrame, names: dict[int, str], month: Month) -> None:
    named = made.assign(vendor=made["vendor_id"].map(names)).sort_values(["vendor", "number"])
    rows = accruals.folded(named.reset_index(drop=True), ["amount_cents"])
    shown = pd.DataFrame(
        {
            "Firm": rows["vendor"],
            "Matter": [accruals.matter_label(row) for row in rows.to_dict("records")],
            "Estimate": [
                accruals.amount(cents, code)
                for cents, code in zip(rows["amount_cents"], rows["currency"], strict=True)
            ],
            "Method": rows["method"],
        }
    )
    columns = {
        "Firm": st.column_config.TextColumn(pinned=True, width="medium"),
        "Matter": st.column_config.TextColumn(width="medium"),
        "Estimate": st.column_config.TextColumn("System estimate", alignment="right"),
        "Method": st.column_config.TextColumn(width="large"),
    }
    alt = f"System estimates for {periods.label(month)}"
    tables.house(shown, columns, "accruals_estimates", alt)


def _store(month: Month, vendors: tuple[int, ...]) -> None:
    try:
        count = acts.store_estimates(data.engine(), who.actor(), month, vendors)
    except LegalOpsError as error:
        st.error(plain(error))
        return
    accruals.say(f"{counted(count, 'estimate')} kept for {periods.label(month)}.")
