"""How is a budget entered by hand, month by month, and checked like a file?"""

from typing import Any

import pandas as pd
import streamlit as st

from legalops import money, periods
from legalops.errors import LegalOpsError
from legalops.metrics import budget_versions as metrics
from legalops.periods import FiscalYear
from legalops.services import budgets as acts
from legalops.services.budgets import BudgetPreview
from legalops.store import areas
from legalops.ui import budget_upload, budgets, data, who
from legalops.ui.intake_matters import USUAL_AREAS
from legalops.ui.words import plain

SUBJECT = ["Practice area", "Matter", "Cost kind"]
MOST_ROWS = 500
_ENTERED = "budget_entered"
_WAYS = {"file": "Upload a file", "form": "Enter by hand"}


def draw(year: FiscalYear) -> None:
    """Draw the two ways to a new version."""
    way = st.segmented_control(
        "How",
        list(_WAYS),
        format_func=lambda name: _WAYS[name],
        default="file",
        required=True,
        key="budget_way",
        label_visibility="collapsed",
    )
    if way == "form":
        _form(year)
    else:
        budget_upload.upload(year)


def _form(year: FiscalYear) -> None:
    listed = budgets.versions(year)
    start = f"{listed[0].name} as it stands" if listed else "practice areas to fill in or replace"
    st.markdown(
        f"The table starts with {plain(start)}. A blank cell is no budget, 0 is a budget of zero. "
        "Fill in *Matter* only for a cap, which is never added up. Add rows at the bottom."
    )
    key = f"budget_grid_{year.name}_{listed[0].id if listed else 0}"
    with st.form(f"form_{key}", border=False):
        edited = st.data_editor(
            _start(year, listed[0].id if listed else None),
            key=key,
            num_rows="dynamic",
            hide_index=True,
            width="stretch",
            height=440,
            placeholder="",
            column_config=_columns(year),
            alt=f"Budget of {year.label} to enter, a column a month",
        )
        pressed = st.form_submit_button("Check and compare", icon=":material/difference:")
    if pressed:
        _check(edited, year)
    entered: tuple[str, BudgetPreview] | None = st.session_state.get(_ENTERED)
    if entered is not None and entered[0] == key:
        budget_upload.review(entered[1], year)


def _columns(year: FiscalYear) -> dict[str, Any]:
    known = list(areas.all_areas(data.engine()).values())
    help_ = f"One of {', '.join(known)}, or a new one." if known else "Any name; it is added."
    config: dict[str, Any] = {
        "Practice area": st.column_config.TextColumn(pinned=True, max_chars=80, help=help_),
        "Matter": st.column_config.TextColumn(help="Its number, for a cap", max_chars=80),
        "Cost kind": st.column_config.SelectboxColumn(options=list(budgets.KINDS)),
    }
    places = money.digits(data.settings().reporting_currency)
    for month in year.months:
        config[periods.iso(month)] = st.column_config.NumberColumn(
            periods.label(month), format=f"%,.{places}f", step=10**-places
        )
    return config


def _start(year: FiscalYear, version_id: int | None) -> pd.DataFrame:
    """Return the rows to begin with: the version in force, else every area blank."""
    months = [periods.iso(month) for month in year.months]
    if version_id is None:
        names = list(areas.all_areas(data.engine()).values()) or list(USUAL_AREAS)
        blank = [(name, "", kind) for name in names for kind in ("fees", "expenses")]
        empty = pd.DataFrame(blank, columns=SUBJECT)
        return empty.reindex(columns=[*SUBJECT, *months]).astype(dict.fromkeys(months, "float64"))
    table = metrics.across(budgets.rows(version_id), year.months)
    is_area = table["subject"] == "area"
    found = pd.DataFrame(
        {
            "Practice area": table["name"].where(is_area, ""),
            "Matter": table["name"].where(~is_area, ""),
            "Cost kind": table["cost_kind"],
        }
    )
    unit = 10 ** money.digits(data.settings().reporting_currency)
    for month in year.months:
        found[periods.iso(month)] = table[month].astype("Float64").astype("float64") / unit
    return found


def _check(edited: Any, year: FiscalYear) -> None:
    """Check what the browser sent as if it were a file: it is trusted no more than one."""
    listed = budgets.versions(year)
    key = f"budget_grid_{year.name}_{listed[0].id if listed else 0}"
    try:
        seen = acts.preview_entered(
            data.engine(), who.actor(), cells(edited, year), fiscal_year=year.name
        )
    except LegalOpsError as error:
        st.error(plain(error))
        return
    st.session_state[_ENTERED] = (key, seen)


def cells(edited: Any, year: FiscalYear) -> list[list[Any]]:
    """Return the entered table as a heading and rows, with only the columns there may be."""
    columns = [*SUBJECT, *(periods.iso(month) for month in year.months)]
    frame = pd.DataFrame(edited).reindex(columns=columns)[:MOST_ROWS]
    plain_cells = frame.astype(object).where(frame.notna(), "")
    return [columns, *plain_cells.to_numpy().tolist()]
