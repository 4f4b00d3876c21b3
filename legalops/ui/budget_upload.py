"""How does a budget become a new version: read, compared with the one before, named, stored?"""

import hashlib
from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from legalops import money
from legalops.errors import InvalidInputError, LegalOpsError, Problem
from legalops.intake.budget.draft import place_of
from legalops.metrics import budget_versions as metrics
from legalops.periods import FiscalYear
from legalops.services import budgets as acts
from legalops.services.budgets import BudgetPreview
from legalops.store.budgets import Kind
from legalops.ui import budget_compare, budget_grid, budgets, data, who
from legalops.ui.words import counted, plain

MOST_PROBLEMS = 200
_ROUND = "budget_round"
_READ = "budget_read"
_ENTERED = "budget_entered"
_KINDS: dict[Kind, str] = {"original": "Original", "reforecast": "Reforecast"}


def upload(year: FiscalYear) -> None:
    """Draw the uploader, and for a file in it what it holds and the way to store it."""
    st.markdown(
        "A workbook or CSV with a row for each practice area and cost kind, and a column for each "
        "month. Nothing is stored before you have seen the difference and confirmed."
    )
    limit = data.settings().max_file_mb
    given = st.file_uploader(
        "Budget file",
        type=["xlsx", "csv", "txt", "tsv"],
        key=f"budget_file_{st.session_state.setdefault(_ROUND, 0)}",
        help=f".xlsx, CSV or tab-separated text, up to {limit} MB.",
        max_upload_size=limit,
    )
    if given is None:
        budgets.template_button(year, "template_upload")
        return
    try:
        seen = _read(given.name, given.getvalue(), year)
    except LegalOpsError as error:
        st.error(plain(error))
        return
    review(seen, year)


def _read(name: str, content: bytes, year: FiscalYear) -> BudgetPreview:
    """Read a file once for as long as nothing it depends on changes."""
    versions = data.versions()
    known = tuple(versions.get(area, 0) for area in ("budget", "names", "settings"))
    key = (name, hashlib.sha256(content).hexdigest(), year, known)
    kept: tuple[object, BudgetPreview] | None = st.session_state.get(_READ)
    if kept is None or kept[0] != key:
        seen = acts.preview(data.engine(), who.actor(), name, content, fiscal_year=year.name)
        st.session_state[_READ] = kept = (key, seen)
    return kept[1]


def check(edited: Any, year: FiscalYear, key: str) -> None:
    """Check what the browser sent as if it were a file: it is trusted no more than one."""
    try:
        cells = budget_grid.cells(edited, year)
        seen = acts.preview_entered(data.engine(), who.actor(), cells, fiscal_year=year.name)
    except LegalOpsError as error:
        st.error(plain(error))
        return
    st.session_state[_ENTERED] = (key, seen)


def reviewed(year: FiscalYear, key: str) -> None:
    """Draw what was checked last, if it was this table."""
    entered: tuple[str, BudgetPreview] | None = st.session_state.get(_ENTERED)
    if entered is not None and entered[0] == key:
        review(entered[1], year)


def review(seen: BudgetPreview, year: FiscalYear) -> None:
    """Draw what a budget holds, what is wrong with it, what it changes, and how to store it."""
    draft = seen.draft
    _summary(seen)
    problems(draft.errors, "error", is_open=True)
    problems(draft.warnings, "warning", is_open=not draft.errors)
    if draft.errors:
        st.caption("Nothing is stored while there are errors. Mend the file and choose it again.")
        return
    if draft.new_areas:
        names = ", ".join(plain(name) for name in draft.new_areas)
        st.info(f"New practice areas, added when you store this: {names}.")
    difference(seen)
    if not draft.file_name:
        st.caption("This is what is stored. Changed the table since? Check and compare again.")
    _confirm(seen, year)


def _summary(seen: BudgetPreview) -> None:
    draft, currency = seen.draft, data.settings().reporting_currency
    what = plain(draft.file_name) if draft.file_name else "Your entry"
    sheet = f", sheet {plain(draft.sheet)}" if draft.sheet else ""
    if not draft.rows and draft.errors:
        st.error(f"{what}{sheet} cannot be stored yet.")
        return
    agreeing = sum(total.agrees for total in draft.totals)
    totals = f" {agreeing} of {len(draft.totals)} totals in it agree." if draft.totals else ""
    st.markdown(
        f"**{what}**{sheet}: {counted(len(draft.rows), 'amount')} for {draft.fiscal_year.label}, "
        f"{plain(money.money(draft.total_cents, currency))} in all.{totals}"
    )


def problems(found: Sequence[Problem], severity: str, *, is_open: bool) -> None:
    """Draw problems as a table with the place first and the remedy in full."""
    if not found:
        return
    words = [(place_of(p) or "the whole file", p.value, p.message) for p in found[:MOST_PROBLEMS]]
    frame = pd.DataFrame(
        [[plain(word) for word in row] for row in words],
        columns=["Place", "Value", "What is wrong, and what to do"],
    )
    with st.expander(counted(len(found), severity), expanded=is_open, key=f"budget_{severity}"):
        alt = f"Each {severity} of this budget with its place"
        st.table(frame, border="horizontal", hide_index=True, alt=alt)
        if len(found) > MOST_PROBLEMS:
            st.caption(f"{len(found) - MOST_PROBLEMS:,} more are not listed.")


def difference(seen: BudgetPreview) -> None:
    """Draw how a budget differs from the version in force, signs and words beside the amounts."""
    currency = data.settings().reporting_currency
    if seen.before_cents is None:
        st.markdown(f"This is the first budget of {seen.draft.fiscal_year.label}.")
        return
    off = seen.draft.total_cents - seen.before_cents
    found = metrics.changes(seen.difference)
    if found.empty:
        st.info(f"It is the same as {plain(seen.before_name)}, to the cent, in every month.")
        return
    word = "more" if off > 0 else "less"
    amount = f"{plain(money.money(abs(off), currency))} {word}" if off else "the same sum, moved"
    st.markdown(f"**Difference to {plain(seen.before_name)}**: {amount}.")
    budget_compare.by_subject(seen.difference, ("Before", "New"), "budget_difference")


def _confirm(seen: BudgetPreview, year: FiscalYear) -> None:
    listed = budgets.versions(year)
    with st.form("budget_confirm", border=True):
        name = st.text_input(
            "Name of this version",
            value=budgets.next_name(year),
            max_chars=80,
            help="People see it wherever the budget is shown. A name is used once a year.",
        )
        kind = st.selectbox(
            "Kind",
            list(_KINDS),
            index=int(bool(listed)),
            format_func=lambda name: _KINDS[name],
            help="The original is what forecasts and firms are judged by; reforecasts follow it.",
            width=260,
        )
        note = st.text_area(
            "Note", max_chars=2000, height=80, placeholder="Why it changed (not required)"
        )
        pressed = st.form_submit_button(
            f"Store as version {listed[0].number + 1 if listed else 1} of {year.label}",
            type="primary",
            icon=":material/check:",
        )
    if pressed:
        _store(seen, name, note, kind)


def _store(seen: BudgetPreview, name: str, note: str, kind: Kind) -> None:
    try:
        version_id = acts.confirm(data.engine(), who.actor(), seen, name, note, kind=kind)
    except InvalidInputError as error:
        st.error(plain(error))
        return
    except LegalOpsError as error:
        st.session_state.pop(_READ, None)
        st.error(plain(error))
        return
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.session_state.pop(_READ, None)
    st.session_state.pop(_ENTERED, None)
    amount = money.money(seen.draft.total_cents, data.settings().reporting_currency)
    label = seen.draft.fiscal_year.label
    found = next(v for v in budgets.versions(seen.draft.fiscal_year) if v.id == version_id)
    if found.is_in_force:
        budgets.say(f"{plain(name)} is stored and in force for {label}: {plain(amount)} in all.")
    else:
        budgets.say(
            f"{plain(name)} is stored as a draft of {label}: {plain(amount)} in all. It is in "
            "force once it is approved.",
            then_show="drafts",
        )
    st.rerun()
