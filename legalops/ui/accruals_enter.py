"""How are a month's accruals typed in: a grid of firms and matters, a zero being an answer?"""

import pandas as pd
import streamlit as st

from legalops import money, periods
from legalops.errors import InvalidInputError, LegalOpsError
from legalops.periods import Month
from legalops.services import accrual_uploads
from legalops.services import accruals as acts
from legalops.services.accruals import Entry
from legalops.store.engine import open_engine
from legalops.ui import accruals, accruals_ask, data, who
from legalops.ui.words import counted, plain

_ALL = 0
_WHOSE = {"firm": "What the firm says", "person": "Our own figure"}
_ROUND = "accruals_round"


@st.cache_data(max_entries=16, show_spinner=False)
def _grid(url: str, versions: tuple[int, ...], person: int, month: Month) -> pd.DataFrame:
    return accrual_uploads.grid(open_engine(url), who.actor(), month)


def draw(month: Month) -> None:
    """Draw the grid of a month, of all firms or one, and the button that keeps what was typed."""
    found = _grid(data.url(), accruals.versions(), int(who.actor().user_id or 0), month)
    if found.empty:
        st.info(f"No firm billed in the year before the end of {periods.label(month)}.")
        return
    left, right = st.columns([2, 2], vertical_alignment="bottom")
    names = {_ALL: "All firms"} | dict(zip(found["vendor_id"], found["vendor"], strict=True))
    states = accruals_ask.firms(month)
    state = dict(zip(states["vendor_id"], states["state"], strict=True))
    vendor = left.selectbox(
        "Firm", list(names), key="accruals_firm",
        format_func=lambda n: _firm_label(names[n], acts.FIRM_STATES.get(state.get(n, ""), "")),
    )  # fmt: skip
    whose = right.segmented_control(
        "Whose figure", list(_WHOSE), default="firm", required=True, key="accruals_whose",
        format_func=lambda code: _WHOSE[code],
        help="Only what firms say counts for their response rate and accuracy.",
    )  # fmt: skip
    if vendor:
        found = found[found["vendor_id"] == vendor].reset_index(drop=True)
    _edit(found, month, str(whose))


def _firm_label(name: str, state: str) -> str:
    return f"{name} ({state.lower()})" if state else name


def _edit(found: pd.DataFrame, month: Month, whose: str) -> None:
    before = _shown(found)
    key = f"accruals_grid_{month}_{len(found)}_{st.session_state.get(_ROUND, 0)}"
    st.caption("Net of tax. Type 0 for nothing to bill; leave blank what was not said.")
    edited = st.data_editor(
        before,
        key=key,
        hide_index=True,
        width="stretch",
        height=min(35 * len(before) + 38, 520),
        disabled=["Firm", "Matter", "Currency", "From"],
        placeholder="\u2013",
        column_config={
            "Firm": st.column_config.TextColumn(width="medium"),
            "Matter": st.column_config.TextColumn(width="medium"),
            "Currency": st.column_config.TextColumn(width="small"),
            "Amount": st.column_config.TextColumn("Not billed yet", max_chars=20),
            "Note": st.column_config.TextColumn(width="small", max_chars=500),
        },
    )
    if st.button("Keep these amounts", type="primary", icon=":material/check:"):
        _keep(found, before, edited, (month, whose))


def _shown(found: pd.DataFrame) -> pd.DataFrame:
    rows = found.to_dict("records")
    return pd.DataFrame(
        {
            "Firm": found["vendor"],
            "Matter": [accruals.matter_label(row) for row in rows],
            "Currency": found["currency"],
            "Amount": [
                None if pd.isna(row["amount_cents"])
                else money.exact(int(row["amount_cents"]), row["currency"])
                for row in rows
            ],
            "Note": found["note"],
            "From": [accruals.SOURCES.get(row["source"], "") for row in rows],
        }
    )  # fmt: skip


def _keep(
    found: pd.DataFrame, before: pd.DataFrame, edited: pd.DataFrame, how: tuple[Month, str]
) -> None:
    month, whose = how
    try:
        entries = _entries(found, before, edited, whose)
        if not entries:
            st.info("Nothing was changed.")
            return
        count = acts.enter(data.engine(), who.actor(), month, entries)
    except LegalOpsError as error:
        st.error(plain(error))
        return
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    accruals.say(f"{counted(count, 'amount')} kept for {periods.label(month)}.", then_show="enter")


def _entries(
    found: pd.DataFrame, before: pd.DataFrame, edited: pd.DataFrame, whose: str
) -> list[Entry]:
    """Return what was changed in the grid; raise InvalidInputError that names the row."""
    made = []
    for row, was, now in zip(
        found.to_dict("records"), before.to_dict("records"), edited.to_dict("records"), strict=True
    ):
        typed, note = str(now["Amount"] or "").strip(), str(now["Note"] or "").strip()
        if typed == str(was["Amount"] or "") and note == str(was["Note"] or ""):
            continue
        code = str(row["currency"])
        try:
            cents = money.parse_amount(typed, code, "Not billed yet") if typed else None
        except InvalidInputError as error:
            place = f"{row['vendor']}, {accruals.matter_label(row)}"
            raise InvalidInputError(place, error.problem) from error
        made.append(
            Entry(
                vendor_id=int(row["vendor_id"]),
                matter_id=None if pd.isna(row["matter_id"]) else int(row["matter_id"]),
                amount_cents=cents,
                currency=code,
                source=whose,
                note=note,
                seen=None if pd.isna(row["accrual_id"]) else int(row["accrual_id"]),
            )
        )
    return made
