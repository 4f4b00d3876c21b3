"""How does each file that waits stand: what it holds, what is decided, what is missing?"""

from dataclasses import dataclass

import streamlit as st

from legalops.intake.draft import CheckedInvoice
from legalops.services import imports, uploads
from legalops.services.uploads import Opened
from legalops.ui import data, intake_effect, intake_work
from legalops.ui.intake_causes import OVERRIDABLE, REPLACEABLE
from legalops.ui.intake_words import State

READING = State("Reading", "gray", ":material/hourglass_top:")
STORING = State("Storing", "gray", ":material/hourglass_top:")
UNREAD = State("Not read yet", "gray", ":material/schedule:")
READY = State("Ready to store", "green", ":material/check_circle:")
ASKS = State("Needs your answer", "blue", ":material/help:")
FAULTY = State("Needs mending", "orange", ":material/build:")
BROKEN = State("Cannot be read", "red", ":material/block:")
NOTHING_NEW = State("Nothing new", "gray", ":material/done_all:")


@dataclass(frozen=True)
class Facts:
    """What a waiting file holds and how far it is decided."""

    invoices: int
    rows: int
    lines: int
    ready: int
    missing: str
    blocked: int
    known: int
    totals: dict[str, int]
    vendors: tuple[str, ...]
    is_payments: bool
    asks: bool
    decidable: bool


@dataclass(frozen=True)
class Row:
    """A file that waits, as the list shows it."""

    upload_id: int
    file_name: str
    format: str
    by: str
    at: str
    version: int
    updated_by: str
    updated_at: str
    state: State
    facts: Facts | None
    stored: int

    @property
    def is_storable(self) -> bool:
        """Whether some of it can be stored without another question."""
        return self.facts is not None and self.facts.ready > 0 and not self.facts.missing


@st.cache_data(max_entries=200, show_spinner=False)
def _facts(url: str, upload_id: int, version: int, known: tuple[int, ...]) -> Facts:
    return facts_of(uploads.opened(data.engine(), intake_work.actor(), upload_id))


def facts_of(opened: Opened) -> Facts:
    """Return what a file holds and how far it is decided."""
    checked, ready = opened.prepared.checked, intake_effect.ready(opened)
    outcomes = [i.outcome for i in checked.invoices]
    meant = ready or [p for p, o in enumerate(outcomes) if o not in ("ignored", "duplicate")]
    layout = opened.draft.layout
    return Facts(
        invoices=len(outcomes) - outcomes.count("ignored"),
        rows=opened.draft.payments.rows if opened.draft.payments else 0,
        lines=len(opened.draft.lines),
        ready=len(ready),
        missing=intake_effect.unanswered(opened),
        blocked=imports.waiting_in(
            checked, imports.left_out(checked, opened.choices), ready
        ),
        known=outcomes.count("duplicate"),
        totals=imports.totals_of(checked.invoices[p] for p in meant),
        vendors=tuple(dict.fromkeys(_vendor(opened, checked.invoices[p]) for p in meant)),
        is_payments=opened.draft.is_payments,
        decidable=_is_decidable(opened),
        asks=layout is not None and (bool(layout.missing) or layout.asks_date_order),
    )  # fmt: skip


def _is_decidable(opened: Opened) -> bool:
    """Say whether all that is wrong is for a person to decide: a total, a replacement."""
    faults = {p.code for p in opened.prepared.checked.problems if p.severity == "error"}
    return bool(faults) and faults <= OVERRIDABLE | REPLACEABLE


def _vendor(opened: Opened, invoice: CheckedInvoice) -> str:
    firm = invoice.draft.law_firm_id
    named = opened.prepared.vendor_names.get(firm) or opened.choices.vendor_names.get(firm)
    return named or invoice.draft.vendor_name or firm


def rows() -> list[Row]:
    """Return the files that wait, newest first."""
    versions = data.versions()
    known = tuple(versions.get(area, 0) for area in ("spend", "names", "settings"))
    listed = uploads.waiting(data.engine()).to_dict("records")
    busy = intake_work.busy(int(each["id"]) for each in listed)
    found = []
    for each in listed:
        upload_id, state = int(each["id"]), str(each["state"])
        facts = None
        if state == "draft" and upload_id not in busy:
            facts = _facts(data.url(), upload_id, int(each["version"]), known)
        found.append(
            Row(
                upload_id, str(each["file_name"]), str(each["format"]), str(each["uploaded_by"]),
                str(each["uploaded_at"]), int(each["version"]), str(each["updated_by"]),
                str(each["updated_at"]), _state(state, facts, busy.get(upload_id, "")), facts,
                int(each["invoices"]),
            )
        )  # fmt: skip
    return found


def _state(state: str, facts: Facts | None, doing: str) -> State:
    if state == "received":
        return READING if doing else UNREAD
    if doing:
        return STORING
    if state == "refused" or facts is None:
        return BROKEN
    return standing(facts)


def standing(facts: Facts) -> State:
    """Return how a file that was read stands."""
    if facts.asks or facts.missing or (facts.decidable and not facts.ready):
        return ASKS
    if facts.ready and facts.ready == facts.invoices - facts.known:
        return READY
    if facts.ready:
        return State(f"{facts.ready:,} of {facts.invoices:,} ready", "blue", ":material/build:")
    return NOTHING_NEW if facts.known and not facts.blocked else FAULTY
