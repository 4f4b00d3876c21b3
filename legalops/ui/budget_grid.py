"""How is a budget entered in a table: a row per practice area, matter or vendor, months across?"""

from typing import Any

import pandas as pd
import streamlit as st

from legalops import money, periods
from legalops.metrics import budget_versions as metrics
from legalops.periods import FiscalYear
from legalops.store import areas
from legalops.ui import budgets, data
from legalops.ui.intake_matters import USUAL_AREAS

SUBJECT = ["Practice area", "Matter", "Vendor", "Cost kind"]
MOST_ROWS = 500
_PLACES = {"Practice area": "area", "Matter": "matter", "Vendor": "vendor"}


def draw(start: pd.DataFrame, year: FiscalYear, key: str) -> Any:
    """Draw the table to fill in and return it as it stands."""
    return st.data_editor(
        start,
        key=key,
        num_rows="dynamic",
        hide_index=True,
        width="stretch",
        height=440,
        placeholder="",
        column_config=_columns(year),
        alt=f"Budget of {year.label} to enter, a column a month",
    )


def _columns(year: FiscalYear) -> dict[str, Any]:
    known = list(areas.all_areas(data.engine()).values())
    help_ = f"One of {', '.join(known)}, or a new one." if known else "Any name; it is added."
    config: dict[str, Any] = {
        "Practice area": st.column_config.TextColumn(pinned=True, max_chars=80, help=help_),
        "Matter": st.column_config.TextColumn(help="Its number, for a cap", max_chars=80),
        "Vendor": st.column_config.TextColumn(
            help="Its name, for a cap; leave practice area and matter empty", max_chars=80
        ),
        "Cost kind": st.column_config.SelectboxColumn(options=list(budgets.KINDS)),
    }
    places = money.digits(data.settings().reporting_currency)
    for month in year.months:
        config[periods.iso(month)] = st.column_config.NumberColumn(
            periods.label(month), format=f"%,.{places}f", step=10**-places
        )
    return config


def blank(year: FiscalYear) -> pd.DataFrame:
    """Return a table with every practice area and no amount."""
    months = [periods.iso(month) for month in year.months]
    names = list(areas.all_areas(data.engine()).values()) or list(USUAL_AREAS)
    rows = [(name, "", "", kind) for name in names for kind in ("fees", "expenses")]
    empty = pd.DataFrame(rows, columns=SUBJECT)
    return empty.reindex(columns=[*SUBJECT, *months]).astype(dict.fromkeys(months, "float64"))


def filled(rows: pd.DataFrame, year: FiscalYear) -> pd.DataFrame:
    """Return rows of a version as the table holds them, in major units."""
    table = metrics.across(rows, year.months)
    found = pd.DataFrame(
        {
            title: table["name"].where(table["subject"] == subject, "")
            for title, subject in _PLACES.items()
        }
    )
    found["Cost kind"] = table["cost_kind"]
    unit = 10 ** money.digits(data.settings().reporting_currency)
    for month in year.months:
        found[periods.iso(month)] = table[month].astype("Float64").astype("float64") / unit
    return found


def cells(edited: Any, year: FiscalYear) -> list[list[Any]]:
    """Return the entered table as a heading and rows, with only the columns there may be."""
    columns = [*SUBJECT, *(periods.iso(month) for month in year.months)]
    frame = pd.DataFrame(edited).reindex(columns=columns)[:MOST_ROWS]
    plain_cells = frame.astype(object).where(frame.notna(), "")
    return [columns, *plain_cells.to_numpy().tolist()]
