"""Importing a month's invoices: read and check, ask, store, undo."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from legalops.errors import RefusedError
from legalops.intake.check import check
from legalops.intake.draft import (
    Checked,
    CheckedInvoice,
    Draft,
    DraftInvoice,
    DraftMatter,
    DraftTimekeeper,
    Earlier,
)
from legalops.intake.how import How
from legalops.intake.names import fold
from legalops.intake.read import Data, Limits, read
from legalops.models.spend import Upload
from legalops.periods import utc_now
from legalops.permissions import Actor, Permission
from legalops.services import known
from legalops.services.choices import Choices, MatterChoice
from legalops.services.resolving import resolve
from legalops.settings import Settings
from legalops.store import (
    drafts,
    invoices,
    matters,
    originals,
    settings,
    uploads,
)
from legalops.store.drafts import Claim
from legalops.store.unit import Unit, reading, require, writing


@dataclass(frozen=True)
class Prepared:
    """A file read and checked against the store; nothing of it is stored yet."""

    checked: Checked
    data: Data
    seen: uploads.Seen | None
    new_vendors: tuple[str, ...]
    new_matters: tuple[DraftMatter, ...]
    new_timekeepers: tuple[DraftTimekeeper, ...]
    vendor_names: dict[str, str]

    @property
    def accepted(self) -> list[int]:
        """The places of the invoices that can be stored."""
        if any(p.severity == "error" and not p.invoice for p in self.checked.problems):
            return []
        sound = ("accepted", "replaces")
        return [i for i, v in enumerate(self.checked.invoices) if v.outcome in sound]


@dataclass(frozen=True)
class Receipt:
    """What was stored: the upload, and what it held by currency in minor units."""

    upload_id: int
    invoice_ids: tuple[int, ...]
    lines: int
    skipped: int
    totals: dict[str, int]


def limits_of(chosen: Settings) -> Limits:
    """Return the limits for a file that comes through the screen."""
    return Limits(
        max_bytes=chosen.max_file_mb * 1_000_000,
        max_lines=chosen.max_file_lines,
        max_line_bytes=chosen.max_line_kb * 1024,
        max_narrative_bytes=chosen.max_narrative_kb * 1024,
    )


def prepare(  # noqa: PLR0913  # the caller's whole say in one place
    engine: Engine,
    actor: Actor,
    file_name: str,
    data: Data,
    *,
    choices: Choices,
    limits: Limits,
    how: How | None = None,
) -> Prepared:
    """Read a file and check it against the store as it stands, storing nothing."""
    draft = read_file(engine, actor, file_name, data, limits, how=how)
    return recheck(engine, draft, data, choices)


def read_file(
    engine: Engine,
    actor: Actor,
    file_name: str,
    data: Data,
    limits: Limits,
    *,
    how: How | None = None,
) -> Draft:
    """Read a file into a draft for somebody who may import."""
    with reading(engine) as session:
        require(session, actor, Permission.IMPORT_INVOICES)
        day = today(session)
    return read(file_name, data, limits, today=day, how=how)


def today(session: Session) -> date:
    """Return the department's date."""
    return utc_now().astimezone(ZoneInfo(settings.read(session).time_zone)).date()


def recheck(
    engine: Engine, draft: Draft, data: Data, choices: Choices, *, upload_id: int = 0
) -> Prepared:
    """Check a draft again after other choices, without reading the file again.

    `upload_id` is the upload the draft is of, where it waits: what was stored of it is no fault.
    """
    facts, names = known.known(engine, draft, choices)
    with reading(engine) as session:
        found = matters.find(session, known.wanted(session, draft, choices))
    checked = check(draft, facts)
    return Prepared(
        checked=_without_own(checked, upload_id),
        data=data,
        seen=uploads.seen(engine, draft.sha256, but=upload_id),
        new_vendors=tuple(sorted({i.law_firm_id for i in _counted(checked)} - set(names))),
        new_matters=tuple(
            matter
            for matter, number in zip(draft.matters, found, strict=True)
            if number is None and not known.is_without_matter(draft, matter)
        ),
        new_timekeepers=tuple(
            k for k in draft.timekeepers if (k.law_firm_id, k.code) not in facts.timekeepers
        ),
        vendor_names=names,
    )


def _counted(checked: Checked) -> list[DraftInvoice]:
    return [i.draft for i in checked.invoices if i.outcome != "ignored"]


def _without_own(checked: Checked, upload_id: int) -> Checked:
    """Leave out the complaint that an invoice is stored where this very upload stored it."""
    own = {
        invoice.draft.key
        for invoice in checked.invoices
        if invoice.earlier is not None
        and invoice.earlier.upload_id == upload_id
        and invoice.outcome == "duplicate"
    }
    if not own:
        return checked
    return replace(checked, problems=tuple(p for p in checked.problems if p.invoice not in own))


def confirm(
    engine: Engine,
    actor: Actor,
    prepared: Prepared,
    choices: Choices,
    *,
    before_commit: Callable[[], None] | None = None,
    claim: Claim | None = None,
) -> Receipt:
    """Store the accepted invoices of a prepared file in one transaction.

    Creates the vendors, matters and timekeepers that are new; what is replaced stops counting.
    Raises RefusedError when no invoice can be stored or another upload took one of them in the
    meantime; then nothing is stored. `claim` is the waiting upload that is stored, in the
    version that was seen. `before_commit` runs last inside the transaction.
    """
    out = left_out(prepared.checked, choices)
    kept = [i for i in prepared.accepted if i not in out]
    if not kept and not _only_counted(prepared.checked):
        raise RefusedError("No invoice of this file can be stored. See its problems.")
    if claim is None:
        originals.keep(engine, prepared.data, prepared.checked.draft.sha256)
    try:
        with writing(engine, actor, Permission.IMPORT_INVOICES) as unit:
            receipt = _store(unit, prepared.checked, kept, choices, claim)
            if before_commit:
                before_commit()
            return receipt
    except IntegrityError as error:
        if "invoice" not in str(error.orig):
            raise
        raise RefusedError(
            "Another upload has stored one of these invoices in the meantime; nothing of this "
            "file was stored. Check it again."
        ) from error


def _only_counted(checked: Checked) -> bool:
    """Say whether these are payments of which none is the legal department's."""
    ignored = all(invoice.outcome == "ignored" for invoice in checked.invoices)
    return checked.draft.is_payments and ignored and checked.outcome == "accepted"


def left_out(checked: Checked, choices: Choices) -> frozenset[int]:
    """Return the places of the invoices that somebody chose to leave out."""
    draft = checked.draft
    places = [
        place
        for place, m in enumerate(draft.matters)
        if choices.matters.get(
            (m.law_firm_id, m.client_matter_id, m.law_firm_matter_id), MatterChoice()
        ).leave_out
    ]
    if not places:
        return choices.leave_out
    theirs = draft.lines.invoice[np.isin(draft.lines.matter, places)]
    return choices.leave_out | frozenset(np.unique(theirs).tolist())


def waiting_in(checked: Checked, out: Collection[int], kept: Collection[int] = ()) -> int:
    """Count the invoices that are neither stored nor left out."""
    return sum(
        invoice.outcome in ("accepted", "replaces", "blocked")
        and place not in out
        and place not in kept
        for place, invoice in enumerate(checked.invoices)
    )


def _store(
    unit: Unit, checked: Checked, kept: list[int], choices: Choices, claim: Claim | None
) -> Receipt:
    waiting = 0 if claim is None else waiting_in(checked, left_out(checked, choices), kept)
    storing = uploads.Storing(checked, kept, waiting)
    upload = None if claim is None else _claimed(unit, claim, checked.draft, choices)
    replaced = _refuse_if_stored(unit, checked, kept, choices)
    resolved = resolve(unit, checked, kept, choices)
    _supersede(unit, replaced, choices)
    upload_id = uploads.add_to(unit, upload, storing) if upload else uploads.add(unit, storing)
    ids = invoices.save(unit, upload_id, checked, kept, resolved)
    totals = totals_of(checked.invoices[i] for i in kept)
    skipped = sum(i.outcome != "ignored" for i in checked.invoices) - len(kept)
    unit.audit(
        "upload.stored", "upload", upload_id,
        after={"file": checked.draft.file_name, "sha256": checked.draft.sha256,
               "invoices": len(ids), "lines": storing.lines, "skipped": skipped,
               "waiting": waiting, "totals": totals, "overrides": choices.overrides,
               "replacements": choices.replacements, "suppliers": choices.suppliers},
    )  # fmt: skip
    unit.touch("uploads")
    return Receipt(upload_id, tuple(ids), storing.lines, skipped, totals)


def totals_of(checked: Iterable[CheckedInvoice]) -> dict[str, int]:
    """Return what invoices come to with tax, by currency, in minor units."""
    totals: dict[str, int] = {}
    for invoice in checked:
        gross = invoice.total_cents + invoice.tax_cents
        totals[invoice.currency] = totals.get(invoice.currency, 0) + gross
    return totals


def _claimed(unit: Unit, claim: Claim, draft: Draft, choices: Choices) -> Upload:
    upload, _ = drafts.claimed(unit, claim)
    if upload.sha256 != draft.sha256:
        raise RefusedError(
            f"The original of {upload.file_name} is not what came; nothing was stored. Upload "
            "the file again."
        )
    drafts.keep(unit, claim, choices=choices.as_json())
    return upload


def _refuse_if_stored(
    unit: Unit, checked: Checked, kept: list[int], choices: Choices
) -> list[tuple[DraftInvoice, Earlier]]:
    """Return what the kept invoices replace; refuse what was stored in the meantime."""
    chosen = [checked.invoices[i] for i in kept]
    firms = {invoice.draft.law_firm_id for invoice in chosen}
    ids = {f: int(v.id or 0) for f, v in known.named_vendors(unit.session, firms, choices).items()}
    numbers = [(i.draft.law_firm_id, i.draft.number) for i in chosen]
    live = uploads.live_invoices(unit.session, numbers, ids)
    replaced = []
    for invoice in chosen:
        earlier = live.get((invoice.draft.law_firm_id, fold(invoice.draft.number)))
        if invoice.outcome == "replaces":
            replaced.append((invoice.draft, _replaceable(invoice, earlier)))
        elif earlier is not None:
            raise RefusedError(
                f"Invoice {invoice.draft.number} was stored in the meantime by "
                f"{earlier.stored_by} (upload {earlier.upload_id}); nothing of this file was "
                "stored. Check it again."
            )
    return replaced


def _replaceable(invoice: CheckedInvoice, earlier: Earlier | None) -> Earlier:
    """Return the invoice that is replaced, as it stands; refuse where it is another by now."""
    seen = invoice.earlier
    if earlier is None or seen is None or earlier.invoice_id != seen.invoice_id:
        raise RefusedError(
            f"The invoice that {invoice.draft.number} was to replace was undone or replaced in "
            "the meantime; nothing of this file was stored. Check it again."
        )
    if earlier.status in uploads.DECIDED:
        raise RefusedError(
            f"Invoice {invoice.draft.number} has been {earlier.status} in the meantime, so it "
            "cannot be replaced; nothing of this file was stored."
        )
    return earlier


def _supersede(unit: Unit, replaced: list[tuple[DraftInvoice, Earlier]], choices: Choices) -> None:
    invoices.set_status(unit.session, [e.invoice_id for _, e in replaced], "superseded")
    for draft, earlier in replaced:
        unit.audit(
            "invoice.replaced", "invoice", earlier.invoice_id,
            before={"status": earlier.status, "number": draft.number},
            after={"status": "superseded", "reason": choices.replacements.get(draft.key, "")},
        )  # fmt: skip


def undo(engine: Engine, actor: Actor, upload_id: int) -> int:
    """Undo a whole upload and return how many invoices stopped counting."""
    with writing(engine, actor, Permission.IMPORT_INVOICES) as unit:
        return len(uploads.undo(unit, upload_id))


def original(engine: Engine, actor: Actor, upload_id: int) -> tuple[str, bytes]:
    """Return an upload's file name and bytes as they came; audited."""
    name, sha256 = uploads.sha256_of(engine, actor, upload_id)
    data = originals.fetch(engine, sha256)
    with writing(engine, actor, Permission.IMPORT_INVOICES) as unit:
        unit.audit("upload.downloaded", "upload", upload_id)
    return name, data
