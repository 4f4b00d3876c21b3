"""How does a matter stand by the phases of its budget, and how are the phases set?"""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from legalops import money
from legalops.errors import LegalOpsError, StaleEditError
from legalops.metrics import phases as metrics
from legalops.metrics.catalog import CATALOG
from legalops.metrics.phases import GROUPS, MatterBudget, Phase
from legalops.permissions import Permission
from legalops.services import phases as acts
from legalops.store import phases as store
from legalops.store.engine import open_engine
from legalops.ui import data, tables, who
from legalops.ui.words import plain

_COLUMNS = ["Phase", "Task codes", "Budget", "State"]
_STATES = {"open": "Open", "closed": "Closed"}
_SAID = "phases_said"


def draw(matter_id: int) -> None:
    """Draw a matter's budget by phase, and for who may change budgets the way to set it."""
    if st.session_state.pop(_SAID, None) == matter_id:
        st.success("The matter's budget is stored.", icon=":material/check:")
    live = store.live(data.engine(), who.actor(), matter_id)
    if live:
        stands = metrics.standing(live, _by_code(matter_id))
        _headline(stands)
        _table(stands, matter_id)
    elif not who.may(Permission.EDIT_BUDGETS):
        st.caption("This matter has no budget by phase. Legal operations sets one.")
    if who.may(Permission.EDIT_BUDGETS):
        label = "Change the phases" if live else "Set a budget by phase"
        with st.expander(label, icon=":material/edit:", key=f"phases_{matter_id}"):
            _form(matter_id, live)


def _by_code(matter_id: int) -> dict[str, int]:
    gross = data.settings().spend_is == "gross"
    return _spent(data.url(), data.version("spend"), matter_id, gross)


@st.cache_data(max_entries=64, show_spinner=False)
def _spent(url: str, spend: int, matter_id: int, gross: bool) -> dict[str, int]:
    found = store.spent_by_code(open_engine(url), [matter_id], gross=gross)
    return found.get(matter_id, {})


def _headline(stands: MatterBudget) -> None:
    currency = data.settings().reporting_currency
    budget, actual, forecast = stands.budget_cents, stands.actual_cents, stands.forecast_cents
    over = forecast - budget
    delta = f"{money.short(over, currency)} over budget" if over > 0 else "within budget"
    colour: Any = "orange" if over > 0 else "off"
    share = f"{actual / budget:.0%} of budget" if budget else None
    with st.grid(3, min_column_width=150, gap="small"):
        _card("matter_budget", budget, None, "off")
        _card("matter_actual", actual, share, "off")
        _card("at_completion", forecast, delta, colour)


def _card(key: str, cents: int, delta: str | None, colour: Any) -> None:
    currency = data.settings().reporting_currency
    st.metric(
        f"{CATALOG[key].label}, {currency}",
        money.short(cents, currency),
        delta,
        delta_color=colour,
        delta_arrow="up" if colour == "orange" else "off",
        help=CATALOG[key].help,
        border=True,
        height="stretch",
    )


def _table(stands: MatterBudget, matter_id: int) -> None:
    currency = data.settings().reporting_currency
    columns: dict[str, Any] = {"Phase": st.column_config.TextColumn(pinned=True)}
    shown = pd.DataFrame({"Phase": [phase.name for phase in stands.phases]})
    for name, key in (("budget", "phase_budget"), ("actual", "phase_actual"),
                      ("forecast", "at_completion")):  # fmt: skip
        amounts = pd.Series([getattr(p, f"{name}_cents") for p in stands.phases], dtype="Int64")
        shown[name] = pd.Series(tables.major(amounts, currency), dtype=object)
        label = f"{name.capitalize()}, {currency}"
        columns[name] = tables.money_column(label, currency, CATALOG[key].help)
    shares = [p.used_share for p in stands.phases]
    shown["Used"] = pd.Series(shares, dtype="float64") * 100
    columns["Used"] = st.column_config.NumberColumn(
        help=CATALOG["phase_used"].help, format="%.0f%%", alignment="right", width=70
    )
    shown["State"] = [_STATES[p.state] if p.budget_cents is not None else "" for p in stands.phases]
    shown["Task codes"] = [_covers(p.code, p.budget_cents is None) for p in stands.phases]
    tables.house(shown, columns, f"phases_of_{matter_id}", "The matter's budget by phase")


def _covers(code: str, is_rest: bool) -> str:
    return "no phase covers these" if is_rest else code or "all others"


def _form(matter_id: int, live: list[Phase]) -> None:
    key = f"phases_seen_{matter_id}"
    seen: list[Phase] = st.session_state.setdefault(key, live)
    st.markdown(
        "A phase covers the task codes of its group: *L300* takes L310 to L390. Leave the codes "
        "of one phase empty and it takes all others. A closed phase counts at what it cost."
    )
    with st.form(f"phases_form_{matter_id}", border=False):
        edited = st.data_editor(
            _start(seen),
            key=f"phases_grid_{matter_id}_{hash(tuple(seen))}",
            num_rows="dynamic",
            hide_index=True,
            width="stretch",
            column_config=_columns(),
            alt="Phases of the matter's budget to enter",
        )
        note = "A new budget keeps the one before; opening or closing a phase alone does not."
        pressed = st.form_submit_button("Store the phases", type="primary", help=note)
    if pressed:
        _store(matter_id, seen, edited)
    if seen != live:
        _changed(matter_id, live, edited)


def _start(seen: Sequence[Phase]) -> pd.DataFrame:
    unit = 10 ** money.digits(data.settings().reporting_currency)
    rows = [(p.name, p.code, p.amount_cents / unit, p.state) for p in seen]
    rows = rows or [(name, code, None, "open") for code, name in list(GROUPS.items())[:5]]
    return pd.DataFrame(rows, columns=_COLUMNS).astype({"Budget": "float64"})


def _columns() -> dict[str, Any]:
    currency = data.settings().reporting_currency
    places = money.digits(currency)
    return {
        "Phase": st.column_config.TextColumn(max_chars=80, width="medium"),
        "Task codes": st.column_config.TextColumn(
            max_chars=8, help="The group of task codes whose lines are the phase's actual."
        ),
        "Budget": st.column_config.NumberColumn(
            f"Budget, {currency}", format=f"%,.{places}f", step=10**-places, min_value=0
        ),
        "State": st.column_config.SelectboxColumn(
            options=list(_STATES), default="open", format_func=lambda state: _STATES[str(state)]
        ),
    }


def _entered(edited: Any) -> list[list[Any]]:
    places = money.digits(data.settings().reporting_currency)
    frame = pd.DataFrame(edited).reindex(columns=_COLUMNS)[: store.MOST + 1]
    amounts = ["" if pd.isna(a) else f"{float(a):.{places}f}" for a in frame["Budget"]]
    plain_cells = frame.assign(Budget=amounts).astype(object).where(frame.notna(), "")
    return plain_cells.assign(Budget=amounts).to_numpy().tolist()


def _store(matter_id: int, seen: Sequence[Phase], edited: Any) -> None:
    try:
        wanted = acts.read(data.engine(), [row for row in _entered(edited) if row[2] != ""])
        acts.save(data.engine(), who.actor(), matter_id, seen, wanted)
    except StaleEditError as error:
        st.warning(plain(error), icon=":material/sync_problem:")
        return
    except LegalOpsError as error:
        st.error(plain(error))
        return
    st.session_state.pop(f"phases_seen_{matter_id}", None)
    st.session_state[_SAID] = matter_id
    st.rerun()


def _changed(matter_id: int, live: list[Phase], edited: Any) -> None:
    """Show what somebody else stored meanwhile beside the entry, and let one of the two stand."""
    st.markdown("**Stored meanwhile by somebody else.** Your entry is in the table above.")
    st.table(_start(live), border="horizontal", hide_index=True, alt="The phases as stored now")
    with st.container(horizontal=True):
        if st.button("Store my entry instead", key=f"phases_mine_{matter_id}"):
            _store(matter_id, live, edited)
        if st.button("Take what is stored", key=f"phases_theirs_{matter_id}"):
            st.session_state.pop(f"phases_seen_{matter_id}", None)
            st.rerun()
