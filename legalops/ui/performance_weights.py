"""What do the measures weigh, and which values score 0 and 100?"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd
import streamlit as st

from legalops import periods
from legalops.errors import LegalOpsError
from legalops.metrics.catalog import CATALOG
from legalops.metrics.performance import shown
from legalops.metrics.performance.scored import BY_KEY, SCORED, Weight
from legalops.permissions import Permission
from legalops.services import performance as acts
from legalops.ui import data, performance, tables, who
from legalops.ui.words import plain

_SAID = "weights_said"
_ROUND = "weights_round"
_UNITS = {"share": "%", "days": "days", "ratio": "", "rate": "an hour"}


def draw() -> None:
    """Draw the weights; those who may, change them in the table."""
    if said := st.session_state.pop(_SAID, ""):
        st.success(said, icon=":material/check:")
    weights = performance.weights()
    st.markdown(
        "A firm's score is the mean of its points, weighed as here. A measure at its worst value "
        "or beyond gets 0 points, at its best 100, between them in proportion. Weight 0 shows a "
        f"measure without scoring it. {_origin()}"
    )
    frame = _frame(weights)
    if not who.may(Permission.EDIT_NAMES):
        tables.house(frame, _columns(), "weights_table", "Weights of the scorecard's measures")
        return
    edited = st.data_editor(
        frame, hide_index=True, width="stretch", column_config=_columns(),
        disabled=["Measure", "Unit", "Scored from"], height="content",
        key=f"weights_{st.session_state.setdefault(_ROUND, 0)}",
    )  # fmt: skip
    with st.container(horizontal=True):
        if st.button("Save weights", type="primary", icon=":material/check:"):
            _act(lambda: acts.save_weights(data.engine(), who.actor(), _typed(edited)),
                 "The weights are saved; every score follows.")  # fmt: skip
        if acts.weights_changed(data.engine()) and st.button("Back to the usual weights"):
            _act(lambda: acts.reset_weights(data.engine(), who.actor()),
                 "The usual weights are back.")  # fmt: skip


def _origin() -> str:
    changed = acts.weights_changed(data.engine())
    if changed is None:
        return "These are the values the app comes with; nobody has changed them."
    at = periods.local(changed[1], data.settings().time_zone)
    return f"Last changed by {plain(changed[0])} on {at}."


def _frame(weights: dict[str, Weight]) -> pd.DataFrame:
    currency = data.settings().reporting_currency
    rows = []
    for key in BY_KEY:
        unit = _UNITS.get(CATALOG[key].unit, "")
        weight = weights[key]
        rows.append(
            {
                "Measure": CATALOG[key].label,
                "Weight": weight.weight,
                "Worst": float(_shown(key, weight.worst_e4)),
                "Best": float(_shown(key, weight.best_e4)),
                "Unit": f"{currency} {unit}" if unit == "an hour" else unit or "1 to 5"
                if key == "firm_satisfaction" else unit,
                "Scored from": shown.rests_on(key, BY_KEY[key].least),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _scale(key: str) -> int:
    return 100 if CATALOG[key].unit == "share" else 1


def _shown(key: str, value_e4: int) -> Decimal:
    return Decimal(value_e4 * _scale(key)).scaleb(-4)


def _typed(edited: pd.DataFrame) -> dict[str, Weight]:
    found = {}
    rows = zip(SCORED, edited["Weight"], edited["Worst"], edited["Best"], strict=True)
    for scored, weight, worst, best in rows:
        values = [_e4(scored.key, value) for value in (worst, best)]
        found[scored.key] = Weight(0 if pd.isna(weight) else int(weight), *values)
    return found


def _e4(key: str, value: Any) -> int:
    exact = Decimal(str(0 if pd.isna(value) else value)).scaleb(4) / _scale(key)
    return int(exact.to_integral_value(ROUND_HALF_UP))


def _columns() -> dict[str, Any]:
    number = st.column_config.NumberColumn
    return {
        "Weight": number(min_value=0, max_value=100, step=1, format="%d", required=True),
        "Worst": number("Worst (0 points)", format="%.1f", required=True),
        "Best": number("Best (100 points)", format="%.1f", required=True),
        "Scored from": st.column_config.TextColumn(help="Below this a measure is not scored."),
    }


def _act(act: Any, said: str) -> None:
    try:
        act()
    except LegalOpsError as error:
        st.error(plain(error))
        return
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.session_state[_SAID] = said
    st.rerun()
