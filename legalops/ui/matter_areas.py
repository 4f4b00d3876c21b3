"""Giving matters a practice area, one or many, from a month on."""

import pandas as pd
import streamlit as st

from legalops import periods
from legalops.errors import LegalOpsError
from legalops.services import matters as acts
from legalops.store import areas
from legalops.ui import data, who
from legalops.ui.intake_matters import USUAL_AREAS
from legalops.ui.words import counted, plain

_ALL_TIME = 0


def draw(frame: pd.DataFrame) -> None:
    """Draw the form; matters without a practice area are chosen to begin with."""
    loose = frame[frame["practice_area_id"].isna()]
    if len(loose):
        st.caption(f"{counted(len(loose), 'matter')} without a practice area, chosen below.")
    _assign(frame, loose)


def _assign(frame: pd.DataFrame, loose: pd.DataFrame) -> None:
    options = {int(row["id"]): f"{row['number']} · {row['name']}" for _, row in frame.iterrows()}
    chosen = [int(number) for number in loose["id"]]
    with st.form("assign_area", border=True):
        ids = st.multiselect(
            "Matters",
            list(options),
            default=chosen,
            format_func=lambda number: options.get(number, str(number)),
            placeholder="Choose matters",
        )
        left, right = st.columns(2)
        names = sorted({*areas.all_areas(data.engine()).values(), *USUAL_AREAS})
        area = left.selectbox(
            "Practice area",
            names,
            index=None,
            accept_new_options=True,
            placeholder="Choose or type",
        )
        months = _months()
        since = right.selectbox(
            "From",
            [_ALL_TIME, *months],
            format_func=lambda m: f"work of {periods.label(m)} on" if m else "For all time",
            help="Work of earlier months keeps the practice area it had.",
        )
        if st.form_submit_button("Assign", type="primary"):
            _save_area(ids, area, since)


def _months() -> list[int]:
    today = periods.utc_now().date()
    return list(
        reversed(
            periods.months_between(
                periods.add_months(periods.month_of(today), -36), periods.month_of(today)
            )
        )
    )


def _save_area(ids: list[int], area: str | None, since: int) -> None:
    try:
        count = acts.assign_area(data.engine(), who.actor(), ids, area or "", since or None)
    except LegalOpsError as error:
        st.error(str(error))
        return
    st.session_state["matters_said"] = (
        f"{plain(area)} is now the practice area of {counted(count, 'matter')}."
    )
    st.rerun()
