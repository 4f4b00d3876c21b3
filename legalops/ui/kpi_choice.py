"""Who decides what is on the cards, and what a measure should be: two small forms."""

from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from legalops import periods
from legalops.errors import LegalOpsError
from legalops.metrics import kpi_words as said
from legalops.metrics import kpis as metrics
from legalops.metrics.catalog import CATALOG
from legalops.metrics.kpis import Kpi, Number
from legalops.money import digits
from legalops.permissions import Permission
from legalops.services import kpis as acts
from legalops.ui import data, filters, kpis, who
from legalops.ui.filters import Filters
from legalops.ui.words import counted, plain

_MINE, _ALL = "Mine only", "Everybody's"
_TOLD = "kpis_told"
_ONE = {"share": Decimal(100)}


def told() -> None:
    """Draw what was just saved, once."""
    text = st.session_state.pop(_TOLD, "")
    if text:
        st.success(text, icon=":material/check:")


def buttons(view: Filters) -> None:
    """Draw the way to the person's cards, and to targets for those who set them."""
    with st.container(horizontal=True, horizontal_alignment="right", gap="small", key="kpi_acts"):
        if st.button("Choose cards", icon=":material/dashboard_customize:", type="tertiary"):
            choose()
        if who.may(Permission.SET_TARGETS) and st.button(
            "Set targets", icon=":material/flag:", type="tertiary"
        ):
            aim(view)


def measures() -> list[str]:
    """Return the measures that can be on a card, as the glossary orders them."""
    return [key for key in CATALOG if not metrics.explained(key)]


@st.dialog("Choose cards", width="medium")
def choose() -> None:
    """Ask for the person's cards, or for those of the department."""
    whose = _MINE
    if who.may(Permission.SET_TARGETS):
        whose = str(
            st.segmented_control("Whose cards", [_MINE, _ALL], default=_MINE, required=True,
                                 key="cards_whose")
        )  # fmt: skip
    now = kpis.department_cards() if whose == _ALL else tuple(kpis.shown_cards())
    chosen = st.multiselect(
        "Cards, in the order of your choice",
        measures(),
        default=[key for key in now if key in measures()],
        format_func=lambda key: CATALOG[key].label,
        max_selections=acts.MOST_CARDS,
        key=f"cards_{whose}",
        help=f"At most {acts.MOST_CARDS}. Five stand in a row.",
    )
    st.caption(
        "These are the cards of everybody who has not chosen their own."
        if whose == _ALL
        else "Only you see this choice. Everybody else sees the department's cards or their own."
    )
    with st.container(horizontal=True):
        if st.button("Save", type="primary", key="cards_save"):
            _keep(whose, list(chosen))
        if whose == _MINE and kpis.own_cards() and st.button("Use the department's"):
            _keep(whose, [])


def _keep(whose: str, chosen: list[str]) -> None:
    save = acts.choose_department_cards if whose == _ALL else acts.choose_cards
    try:
        save(data.engine(), who.actor(), chosen)
    except LegalOpsError as error:
        st.error(str(error))
        return
    st.session_state[_TOLD] = "The cards are saved."
    st.rerun()


@st.dialog("Set targets", width="medium")
def aim(view: Filters) -> None:
    """Ask for the targets of a fiscal year."""
    can = filters.options()
    fy = int(
        st.selectbox(
            "Fiscal year", list(reversed(can.years)), key="targets_fy", width=160,
            index=list(reversed(can.years)).index(view.fy),
            format_func=lambda year: can.year(year).label,
        )
    )  # fmt: skip
    found = kpis.values(view)
    aims = kpis.targets(fy)
    keys = [key for key in measures() if acts.may_aim(key)]
    keys.sort(key=lambda key: key not in aims)
    seen = {key: acts.from_e4(key, aim.value_e4) for key, aim in aims.items()}
    st.caption(
        "A sum that grows, such as spend or savings, is aimed at for all twelve months; cards "
        "compare with the part of the year that has passed. Leave a target empty for none."
    )
    edited = st.data_editor(
        _table(keys, found, seen),
        hide_index=True,
        width="stretch",
        height=380,
        column_config={
            "Measure": st.column_config.TextColumn(disabled=True, pinned=True),
            "Now": st.column_config.TextColumn(disabled=True),
            "Target": st.column_config.NumberColumn(),
            "In": st.column_config.TextColumn(disabled=True),
            "Good": st.column_config.TextColumn(disabled=True),
        },
        key=f"targets_{fy}",
    )
    _set_by(fy)
    if st.button("Save", type="primary", key="targets_save"):
        _save(fy, dict(zip(keys, edited["Target"].tolist(), strict=True)), seen)


def _set_by(fy: int) -> None:
    aims = kpis.targets(fy).values()
    if aims:
        last = max(aims, key=lambda aim: aim.set_at)
        at = periods.local(last.set_at, data.settings().time_zone)
        st.caption(f"Last changed by {plain(last.set_by)}, {at}.")


def _table(keys: list[str], found: dict[str, Kpi], seen: dict[str, Number]) -> pd.DataFrame:
    home = data.settings().reporting_currency
    now = [said.text(key, found[key].value if key in found else None, home) for key in keys]
    aims = [_typed(key, seen.get(key)) for key in keys]
    return pd.DataFrame(
        {
            "Measure": [CATALOG[key].label for key in keys],
            "Now": now,
            "Target": pd.array(aims, dtype="Float64"),
            "In": [said.unit(key, home) for key in keys],
            "Good": [said.good_way(key).split(" ")[0] for key in keys],
        }
    )


def _scale(measure: str) -> Decimal:
    """Return how many of what is typed make one of what is kept: cents, parts of a share."""
    if CATALOG[measure].unit == "money":
        return Decimal(1).scaleb(-digits(data.settings().reporting_currency))
    return _ONE.get(CATALOG[measure].unit, Decimal(1))


def _typed(measure: str, value: Number | None) -> float | None:
    return None if value is None else float(Decimal(str(value)) * _scale(measure))


def _meant(measure: str, typed: Any) -> Number | None:
    if typed is None or pd.isna(typed):
        return None
    value = Decimal(str(typed)) / _scale(measure)
    return int(value.to_integral_value()) if CATALOG[measure].unit == "money" else float(value)


def _save(fy: int, typed: dict[str, Any], seen: dict[str, Number]) -> None:
    wanted = {key: _meant(key, value) for key, value in typed.items()}
    changed = {key: value for key, value in wanted.items() if value != seen.get(key)}
    try:
        count = acts.set_targets(data.engine(), who.actor(), fy, changed, seen)
    except LegalOpsError as error:
        st.error(str(error))
        return
    st.session_state[_TOLD] = (
        f"{counted(count, 'target')} changed." if count else "No target changed."
    )
    st.rerun()
