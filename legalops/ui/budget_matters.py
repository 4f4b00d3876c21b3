"""Which matters have a budget of their own, how do they stand, and by phase?"""

from typing import Any

import pandas as pd
import streamlit as st

from legalops.metrics.catalog import CATALOG
from legalops.periods import FiscalYear, label
from legalops.permissions import Permission
from legalops.services import phases as acts
from legalops.services.phases import Standing
from legalops.store import budgets as store
from legalops.store.engine import open_engine
from legalops.ui import data, filters, phases, spend, tables, who
from legalops.ui.words import plain


def draw(year: FiscalYear) -> None:
    """Draw the matters with a budget, and one of them by phase."""
    known = store.known_matters(data.engine(), who.actor())
    as_of = filters.options().as_of_in(year.name)
    found = [one for one in _standings(spend.stamp(), year, as_of) if one.matter_id in known]
    if found:
        st.caption(
            f"A budget by phase is for as long as the matter lasts; a cap is for {year.label}, to "
            f"{label(as_of)}. Neither is added to the department's budget."
        )
        _table(found)
    else:
        st.info(
            f"No matter has a budget by phase or a cap in {year.label}."
            + (
                " Choose a matter below and set one."
                if who.may(Permission.EDIT_BUDGETS)
                else " Legal operations sets one here."
            ),
            icon=":material/account_tree:",
        )
    _one(known, found)


@st.cache_data(max_entries=16, show_spinner=False)
def _standings(now: spend.Stamp, year: FiscalYear, as_of: int) -> list[Standing]:
    return acts.standings(open_engine(now.url), year, as_of)


def _table(found: list[Standing]) -> None:
    currency = data.settings().reporting_currency
    shown = pd.DataFrame({"Matter": [f"{one.number} {one.name}" for one in found]})
    columns: dict[str, Any] = {"Matter": st.column_config.TextColumn(pinned=True, width=210)}
    shares = [one.actual_cents / one.budget_cents if one.budget_cents else None for one in found]
    shown["Used"] = pd.Series(shares, dtype="float64") * 100
    columns["Used"] = st.column_config.NumberColumn(
        help=CATALOG["alert_share"].help, format="%.0f%%", alignment="right", width=70
    )
    for title, name, key in (
        ("Budget", "budget_cents", "matter_budget"),
        ("Actual", "actual_cents", "matter_actual"),
        ("Forecast", "forecast_cents", "at_completion"),
    ):
        amounts = pd.Series([getattr(one, name) for one in found], dtype="Int64")
        shown[title] = pd.Series(tables.major(amounts, currency), dtype=object)
        columns[title] = tables.money_column(f"{title}, {currency}", currency, CATALOG[key].help)
    shown["For"] = ["the whole matter" if one.is_phased else "the year" for one in found]
    tables.house(shown, columns, "matter_budgets", "Matters with a budget of their own")


def _one(known: dict[int, str], found: list[Standing]) -> None:
    names = {one.matter_id: f"{one.number} {one.name}" for one in found}
    first = [one.matter_id for one in found if one.is_phased]
    order = [*first, *sorted(known.keys() - set(first), key=lambda number: known[number])]
    if not order:
        return
    chosen = st.selectbox(
        "Matter",
        order,
        format_func=lambda number: names.get(number, known[number]),
        index=0 if first else None,
        key="budget_matter",
        placeholder="Choose one to see or set its phases",
        width=420,
    )
    if chosen is not None:
        st.subheader(plain(names.get(chosen, known[chosen])), anchor=False)
        phases.draw(chosen)
