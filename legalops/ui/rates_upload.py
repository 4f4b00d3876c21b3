"""How do exchange rates come from a workbook: what it holds, what it converts, storing it?"""

import hashlib

import streamlit as st

from legalops import money
from legalops.errors import LegalOpsError
from legalops.services import rates as acts
from legalops.services.rates import Expected, RatePreview
from legalops.ui import budget_upload, budgets, data, who
from legalops.ui.words import counted, plain

_SAID = "rates_said"
_ROUND, _READ = "rates_file_round", "rates_file_read"


def expected_text(effect: Expected) -> str:
    """Say in sentences what a rate would convert, what would still wait, and what it leaves."""
    parts = []
    if effect.invoices:
        before = money.money(effect.cents, effect.currency)
        after = money.money(effect.reporting_cents, effect.to_currency)
        parts.append(
            f"It converts {counted(effect.invoices, 'invoice')}: {plain(before)} becomes "
            f"{plain(after)}, net."
        )
    else:
        parts.append("It converts nothing now, and is used for invoices still to come.")
    if effect.left:
        amount = money.money(effect.left_cents, effect.currency)
        parts.append(
            f"{counted(effect.left, 'invoice')} with {plain(amount)} still wait, since they are "
            "dated earlier."
        )
    if effect.kept:
        parts.append(f"{counted(effect.kept, 'invoice')} since then keep the rate they came with.")
    return " ".join(parts)


def draw(home: str) -> None:
    """Draw the template, the uploader, and for a file in it what its rates would convert."""
    st.subheader("Rates from a workbook", anchor=False)
    st.markdown(f"A list with the columns Currency, Holds from and Rate ({home} for one unit).")
    name, content = acts.template(data.engine())
    st.download_button(
        "Template",
        content,
        file_name=name,
        mime=budgets.XLSX,
        on_click="ignore",
        icon=":material/download:",
    )
    given = st.file_uploader(
        "Rates file",
        type=["xlsx", "csv", "txt", "tsv"],
        key=f"rates_file_{st.session_state.setdefault(_ROUND, 0)}",
        max_upload_size=data.settings().max_file_mb,
    )
    if given is None:
        return
    try:
        _review(_read(given.name, given.getvalue()))
    except LegalOpsError as error:
        st.error(plain(error))


def _read(name: str, content: bytes) -> RatePreview:
    """Read a file once for as long as nothing it depends on changes."""
    versions = data.versions()
    known = (versions.get("settings", 0), versions.get("spend", 0))
    key = (name, hashlib.sha256(content).hexdigest(), known)
    kept: tuple[object, RatePreview] | None = st.session_state.get(_READ)
    if kept is None or kept[0] != key:
        seen = acts.preview(data.engine(), who.actor(), name, content)
        st.session_state[_READ] = kept = (key, seen)
    return kept[1]


def _review(seen: RatePreview) -> None:
    draft = seen.draft
    st.markdown(f"**{plain(draft.file_name)}**: {counted(len(draft.rows), 'rate')}.")
    budget_upload.problems(draft.problems, "error", is_open=True)
    if draft.problems:
        st.caption("Nothing is stored while there are errors. Mend the file and choose it again.")
        return
    for effect in seen.effects:
        st.markdown(f"**{effect.currency}**: {expected_text(effect)}")
    label = f"Enter {counted(len(draft.rows), 'rate')}"
    if st.button(label, type="primary", icon=":material/check:", key="rates_file_enter"):
        _store(seen)


def _store(seen: RatePreview) -> None:
    try:
        made = acts.confirm(data.engine(), who.actor(), seen)
    except LegalOpsError as error:
        st.error(plain(error))
        return
    st.session_state[_ROUND] += 1
    st.session_state.pop(_READ, None)
    count = sum(effect.invoices for effect in made)
    st.session_state[_SAID] = (
        f"{counted(len(made), 'rate')} entered; {counted(count, 'invoice')} converted."
    )
    st.rerun()
