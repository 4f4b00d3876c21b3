"""How does a new version begin: a file, a table, a year's amounts spread, or an earlier one?"""

import streamlit as st

from legalops.errors import LegalOpsError
from legalops.periods import FiscalYear
from legalops.services import budgets as acts
from legalops.ui import budget_grid, budget_spread, budget_upload, budgets, data, filters, who
from legalops.ui.words import plain

_WAYS = {
    "file": "Upload a file",
    "form": "Enter by hand",
    "spread": "Spread a year",
    "copy": "Start from a version",
}


def draw(year: FiscalYear) -> None:
    """Draw the ways to a new version."""
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
    elif way == "spread":
        budget_spread.draw(year)
    elif way == "copy":
        _from_version(year)
    else:
        budget_upload.upload(year)


def _form(year: FiscalYear) -> None:
    before = budgets.forced(budgets.versions(year))
    start = f"{before.name} as it stands" if before else "practice areas to fill in or replace"
    st.markdown(
        f"The table starts with {plain(start)}. A blank cell is no budget, 0 is a budget of zero. "
        "Fill in *Matter* or *Vendor* only for a cap, which is never added up. Add rows at the "
        "bottom."
    )
    key = f"budget_grid_{year.name}_{before.id if before else 0}"
    table = budget_grid.filled(budgets.rows(before.id), year) if before else budget_grid.blank(year)
    with st.form(f"form_{key}", border=False):
        edited = budget_grid.draw(table, year, key)
        pressed = st.form_submit_button("Check and compare", icon=":material/difference:")
    if pressed:
        budget_upload.check(edited, year, key)
    budget_upload.reviewed(year, key)


def _from_version(year: FiscalYear) -> None:
    can = filters.options()
    known = [
        (other, version)
        for other in (year, can.year(year.name - 1))
        for version in budgets.versions(other)
    ]
    if not known:
        st.info(
            f"Neither {year.label} nor the year before it has a version to start from. Upload a "
            "file or enter the first one by hand.",
            icon=":material/content_copy:",
        )
        return
    st.markdown(
        "The draft holds all that the version holds, month by month; a version of the year before "
        "goes to the same months of this one. Edit it under *Drafts* before it is approved."
    )
    with st.form(f"copy_{year.name}", border=True):
        chosen = st.selectbox(
            "Version to start from",
            known,
            format_func=lambda pair: f"{pair[0].label} \u00b7 {pair[1].number} {pair[1].name}",
            width=420,
        )
        name = st.text_input("Name of the draft", value=budgets.next_name(year), max_chars=80)
        pressed = st.form_submit_button(
            "Start the draft", type="primary", icon=":material/content_copy:"
        )
    if pressed and chosen:
        _start(year, chosen[1].id, name)


def _start(year: FiscalYear, version_id: int, name: str) -> None:
    try:
        acts.start_from(data.engine(), who.actor(), version_id, fiscal_year=year.name, name=name)
    except LegalOpsError as error:
        st.error(plain(error))
        return
    budgets.say(f"{plain(name)} is a draft of {year.label} now.", then_show="drafts")
    st.rerun()
