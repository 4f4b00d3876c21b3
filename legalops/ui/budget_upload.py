"""How does a budget become a new version: read, compared with the one before, named, stored?"""

import hashlib
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from legalops import money
from legalops.errors import InvalidInputError, LegalOpsError, Problem
from legalops.intake.budget.draft import place_of
from legalops.metrics import budget_versions as metrics
from legalops.periods import FiscalYear
from legalops.services import budgets as acts
from legalops.services.budgets import BudgetPreview
from legalops.ui import budgets, data, tables, who
from legalops.ui.words import counted, plain

MOST_PROBLEMS = 200
_ROUND = "budget_round"
_READ = "budget_read"


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
    shown = pd.DataFrame(
        {
            "Budget of": found["name"],
            "Cost kind": found["cost_kind"].map(budgets.KINDS),
            "Difference": pd.Series(
                tables.major(found["difference_cents"], currency), dtype=object
            ),
            "Before": pd.Series(tables.major(found["before_cents"], currency), dtype=object),
            "New": pd.Series(tables.major(found["after_cents"], currency), dtype=object),
            "In words": found["words"],
        }
    )
    config = {
        "Budget of": st.column_config.TextColumn(pinned=True),
        "Before": tables.money_column(f"Before, {currency}", currency),
        "New": tables.money_column(f"New, {currency}", currency),
        "Difference": tables.money_column(f"Difference, {currency}", currency, sign=True),
        "In words": st.column_config.TextColumn(width="medium"),
    }
    alt = f"Difference to {seen.before_name} per practice area and cost kind, {currency}"
    tables.house(shown, config, "budget_difference", alt)


def _confirm(seen: BudgetPreview, year: FiscalYear) -> None:
    listed = budgets.versions(year)
    with st.form("budget_confirm", border=True):
        name = st.text_input(
            "Name of this version",
            value=f"Reforecast {listed[0].number}" if listed else "Original",
            max_chars=80,
            help="People see it wherever the budget is shown. A name is used once a year.",
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
        _store(seen, name, note)


def _store(seen: BudgetPreview, name: str, note: str) -> None:
    try:
        acts.confirm(data.engine(), who.actor(), seen, name, note)
    except InvalidInputError as error:
        st.error(plain(error))
        return
    except LegalOpsError as error:
        st.session_state.pop(_READ, None)
        st.error(plain(error))
        return
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.session_state.pop(_READ, None)
    st.session_state.pop("budget_entered", None)
    amount = money.money(seen.draft.total_cents, data.settings().reporting_currency)
    budgets.say(
        f"{plain(name)} is stored and in force for {seen.draft.fiscal_year.label}: "
        f"{plain(amount)} in all."
    )
    st.rerun()
