"""How does a draft become the budget: looked at, edited in place, approved by an executive?"""

from typing import Any

import streamlit as st

from legalops import periods
from legalops.errors import LegalOpsError, StaleEditError
from legalops.intake.budget.draft import BudgetRow
from legalops.metrics import budget_versions as metrics
from legalops.periods import FiscalYear
from legalops.permissions import Permission
from legalops.services import budgets as acts
from legalops.services.budgets import BudgetRefusedError
from legalops.store import budget_state
from legalops.ui import budget_compare, budget_grid, budget_upload, budgets, data, spend, who
from legalops.ui.budgets import Version
from legalops.ui.words import plain


def draw(year: FiscalYear) -> None:
    """Draw the draft that waits: what it changes, what it may lack, and what can be done."""
    drafts = budgets.waiting(year)
    if not drafts:
        _none_waits(year)
        return
    draft = drafts[0]
    if drafts[1:]:
        draft = st.selectbox(
            "Draft", drafts, format_func=budget_compare.label, key=f"draft_{year.name}", width=420
        )
    budgets.told(year, draft)
    before = _before(year, draft)
    if before:
        budget_compare.headline(before, draft)
    budget_compare.between(year, before, draft, f"draft_{draft.id}")
    _lacks(year, draft)
    if who.may(Permission.APPROVE_BUDGET):
        _approval(year, draft)
    else:
        people = (
            ", ".join(budget_state.approvers(data.engine())) or "an executive, once there is one"
        )
        st.info(
            f"{plain(draft.name)} waits for approval. It can be approved by {plain(people)}.",
            icon=":material/pending_actions:",
        )
    if who.may(Permission.EDIT_BUDGETS):
        with st.expander("Edit the amounts", icon=":material/edit:", key=f"edit_{draft.id}"):
            _editor(year, draft)


def _none_waits(year: FiscalYear) -> None:
    next_step = (
        " Start one under *New version*: from a file, by hand, or from an earlier version."
        if who.may(Permission.EDIT_BUDGETS)
        else " Legal operations starts the next one."
    )
    st.info(
        f"{year.label} has no draft that waits for approval.{next_step}", icon=":material/task:"
    )


def _before(year: FiscalYear, draft: Version) -> Version | None:
    """Return the version a draft is compared with: in force, or the one before it."""
    listed = budgets.versions(year)
    now = budgets.forced(listed)
    if now is not None and now.id != draft.id:
        return now
    return next((version for version in listed if version.number < draft.number), None)


def _lacks(year: FiscalYear, draft: Version) -> None:
    names = spend.names().areas
    recent = periods.months_between(periods.add_months(year.first, -12), year.last)
    cube = spend.cube()
    cube = cube[cube["invoice_month"].isin(recent) & (cube["status"] != "rejected")]
    sums = cube[cube["practice_area_id"] != 0].groupby("practice_area_id")["reporting_cents"].sum()
    spent_on = [names[int(str(area))] for area, cents in sums.items() if cents > 0]
    for text in metrics.gaps(budgets.rows(draft.id), year.months, spent_on):
        st.caption(f":material/info: {plain(text)}")


def _approval(year: FiscalYear, draft: Version) -> None:
    key = f"approve_note_{draft.id}"
    with st.form(f"approve_{draft.id}", border=True):
        st.text_area(
            "Note", max_chars=1000, height=80, key=key,
            placeholder="What the approval rests on (not required)",
        )  # fmt: skip
        st.form_submit_button(
            f"Approve {plain(draft.name)}",
            type="primary",
            icon=":material/verified:",
            help="It is locked then, and in force. A later change is a new version.",
            on_click=_approve,
            args=(year, draft, key),
        )


def _approve(year: FiscalYear, draft: Version, key: str) -> None:
    """Approve what stood on the screen when the button was drawn."""
    note = str(st.session_state.get(key, ""))
    try:
        acts.approve(data.engine(), who.actor(), draft.id, draft.revision, note)
    except LegalOpsError as error:
        budgets.say(plain(error), then_show="drafts", is_error=True)
        return
    budgets.say(f"{plain(draft.name)} is approved, locked and in force for {year.label}.")


def _editor(year: FiscalYear, draft: Version) -> None:
    held = f"draft_held_{draft.id}"
    revision, table = st.session_state.setdefault(
        held, (draft.revision, budget_grid.filled(budgets.rows(draft.id), year))
    )
    with st.form(f"draft_form_{draft.id}_{revision}", border=False):
        edited = budget_grid.draw(table, year, f"draft_grid_{draft.id}_{revision}")
        pressed = st.form_submit_button("Store the changes", icon=":material/save:")
    if pressed:
        _store(year, draft, revision, edited)
    if revision != draft.revision:
        _changed(year, draft, edited)


def _store(year: FiscalYear, draft: Version, revision: int, edited: Any) -> None:
    rows = _entered(year, edited)
    if rows is None:
        return
    try:
        acts.edit(data.engine(), who.actor(), draft.id, revision, rows)
    except StaleEditError as error:
        st.warning(plain(error), icon=":material/sync_problem:")
        return
    except LegalOpsError as error:
        st.error(plain(error))
        return
    st.session_state.pop(f"draft_held_{draft.id}", None)
    budgets.say(f"The changes to {plain(draft.name)} are stored.", then_show="drafts")
    st.rerun()


def _entered(year: FiscalYear, edited: Any) -> tuple[BudgetRow, ...] | None:
    """Return the table's rows; None, with the faults drawn, where it has any."""
    cells = budget_grid.cells(edited, year)
    try:
        return acts.check_entered(data.engine(), who.actor(), cells, fiscal_year=year.name).rows
    except BudgetRefusedError as error:
        budget_upload.problems(error.problems, "error", is_open=True)
    return None


def _changed(year: FiscalYear, draft: Version, edited: Any) -> None:
    """Draw what somebody stored meanwhile beside what was typed, and let one of them stand."""
    st.markdown(
        "**Somebody changed this draft meanwhile.** Your entry is still in the table above; where "
        "it differs from what is stored now:"
    )
    mine = _entered(year, edited)
    if mine is None:
        return
    rows: list[Any] = budgets.rows(draft.id).to_dict("records")
    theirs = [BudgetRow(**row) for row in rows]
    found = acts.difference(theirs, mine)
    if metrics.changes(found).empty:
        st.caption("Nothing: it is the same, to the cent.")
    budget_compare.by_subject(found, ("Stored now", "Your entry"), f"stale_{draft.id}")
    with st.container(horizontal=True):
        if st.button("Store my entry instead", key=f"mine_{draft.id}"):
            _store(year, draft, draft.revision, edited)
        if st.button("Take what is stored", key=f"theirs_{draft.id}"):
            st.session_state.pop(f"draft_held_{draft.id}", None)
            st.rerun()
