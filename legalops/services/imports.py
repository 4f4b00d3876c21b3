"""Importing a month's invoices: read and check, ask, store, undo."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from legalops import money
from legalops.errors import RefusedError
from legalops.intake.check import check
from legalops.intake.codes import CodeSets, utbms
from legalops.intake.draft import Checked, Draft, DraftMatter, DraftTimekeeper, Known
from legalops.intake.names import fold
from legalops.intake.read import Limits, read
from legalops.periods import utc_now
from legalops.permissions import Actor, Permission
from legalops.settings import ROOT, Settings
from legalops.store import (
    areas,
    invoices,
    matters,
    originals,
    rates,
    settings,
    timekeepers,
    uploads,
    vendors,
)
from legalops.store.line_columns import Resolved
from legalops.store.unit import Unit, reading, require, writing

MatterKey = tuple[str, str, str]


@dataclass(frozen=True)
class MatterChoice:
    """What a person says of a matter that is not known: create it, or take one that is there.

    `name` and `practice_area` ("" for none) are those of a matter to be created; `matter_id`
    is the existing one that is meant, remembered under the vendor's number. `leave_out` keeps
    the invoices with this matter from being stored.
    """

    name: str = ""
    practice_area: str = ""
    number: str = ""
    matter_id: int | None = None
    leave_out: bool = False


@dataclass(frozen=True)
class Choices:
    """What the person who imports decides, beside the file itself.

    Keys are the file's own: LAW_FIRM_ID (or the vendor's name, where the file has no number);
    (LAW_FIRM_ID, CLIENT_MATTER_ID, LAW_FIRM_MATTER_ID); invoice numbers. `vendors` gives the
    existing vendor that is meant; `overrides` and `replacements` give reasons; `suppliers` are
    the legal department's among those of a file of payments, each with the vendor's name.
    """

    default_currency: str | None = None
    currencies: dict[str, str] = field(default_factory=dict)
    vendor_names: dict[str, str] = field(default_factory=dict)
    matters: dict[MatterKey, MatterChoice] = field(default_factory=dict)
    overrides: dict[str, str] = field(default_factory=dict)
    leave_out: frozenset[int] = frozenset()
    vendors: dict[str, int] = field(default_factory=dict)
    replacements: dict[str, str] = field(default_factory=dict)
    suppliers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Prepared:
    """A file read and checked against the store; nothing of it is stored yet."""

    checked: Checked
    data: bytes
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
        return [i for i, v in enumerate(self.checked.invoices) if v.outcome == "accepted"]


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


@lru_cache(maxsize=1)
def _codes() -> CodeSets:
    return utbms(ROOT / "data" / "utbms")


def prepare(
    engine: Engine,
    actor: Actor,
    file_name: str,
    data: bytes,
    *,
    choices: Choices,
    limits: Limits,
) -> Prepared:
    """Read a file and check it against the store as it stands, storing nothing."""
    draft = read_file(engine, actor, file_name, data, limits)
    return recheck(engine, draft, data, choices)


def read_file(engine: Engine, actor: Actor, file_name: str, data: bytes, limits: Limits) -> Draft:
    """Read a file into a draft for somebody who may import."""
    with reading(engine) as session:
        require(session, actor, Permission.IMPORT_INVOICES)
        zone = settings.read(session).time_zone
    return read(file_name, data, limits, today=utc_now().astimezone(ZoneInfo(zone)).date())


def recheck(engine: Engine, draft: Draft, data: bytes, choices: Choices) -> Prepared:
    """Check a draft again after other choices, without reading the file again."""
    known, names = _known(engine, draft, choices)
    with reading(engine) as session:
        found = matters.find(session, _wanted(session, draft.matters))
        new_matters = tuple(m for m, i in zip(draft.matters, found, strict=True) if i is None)
    return Prepared(
        checked=check(draft, known),
        data=data,
        seen=uploads.seen(engine, draft.sha256),
        new_vendors=tuple(sorted({i.law_firm_id for i in draft.invoices} - set(names))),
        new_matters=new_matters,
        new_timekeepers=tuple(
            k for k in draft.timekeepers if (k.law_firm_id, k.code) not in known.timekeepers
        ),
        vendor_names=names,
    )


def _wanted(session: Session, drafted: Sequence[DraftMatter]) -> list[matters.Wanted]:
    known = vendors.find(session, dict.fromkeys((m.law_firm_id for m in drafted), ""))
    ids = {firm: vendor.id for firm, vendor in known.items()}
    return [
        matters.Wanted(ids.get(m.law_firm_id), m.client_matter_id, m.law_firm_matter_id)
        for m in drafted
    ]


def _known(engine: Engine, draft: Draft, choices: Choices) -> tuple[Known, dict[str, str]]:
    names: dict[str, str] = {}
    currencies: dict[str, str] = {}
    keepers: set[tuple[str, str]] = set()
    with reading(engine) as session:
        firms = sorted({i.law_firm_id for i in draft.invoices})
        found = vendors.find(session, dict.fromkeys(firms, ""))
        for law_firm_id in firms:
            vendor = found.get(law_firm_id)
            chosen = choices.currencies.get(law_firm_id) or (
                (vendor.currency if vendor else None) or choices.default_currency
            )
            if chosen:
                currencies[law_firm_id] = money.currency_code(chosen)
            if vendor is not None:
                names[law_firm_id] = vendor.name
                codes = timekeepers.known(session, int(vendor.id or 0))
                keepers |= {(law_firm_id, code) for code in codes}
        every = vendors.known_names(session)
        live = uploads.live_invoices(session, [(i.law_firm_id, i.number) for i in draft.invoices])
    codes_known = _codes()
    return (
        Known(
            vendor_names=every,
            currencies=currencies,
            timekeepers=frozenset(keepers),
            live_invoices=live,
            task_codes=codes_known.task,
            activity_codes=codes_known.activity,
            expense_codes=codes_known.expense,
            classifications=codes_known.classifications,
            overrides=choices.overrides,
        ),
        names,
    )


def confirm(
    engine: Engine,
    actor: Actor,
    prepared: Prepared,
    choices: Choices,
    *,
    before_commit: Callable[[], None] | None = None,
) -> Receipt:
    """Store the accepted invoices of a prepared file in one transaction.

    Creates the vendors, matters and timekeepers that are new. Raises RefusedError when no
    invoice can be stored or another upload took one of them in the meantime; then nothing
    is stored. `before_commit` runs last inside the transaction.
    """
    kept = [i for i in prepared.accepted if i not in choices.leave_out]
    if not kept:
        raise RefusedError("No invoice of this file can be stored. See its problems.")
    originals.keep(engine, prepared.data, prepared.checked.draft.sha256)
    try:
        with writing(engine, actor, Permission.IMPORT_INVOICES) as unit:
            receipt = _store(unit, prepared, kept, choices)
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


def _store(unit: Unit, prepared: Prepared, kept: list[int], choices: Choices) -> Receipt:
    checked = prepared.checked
    _refuse_if_stored(unit, checked, kept)
    resolved = _resolve(unit, checked, kept, choices)
    upload_id = uploads.add(unit, checked, kept)
    ids = invoices.save(unit, upload_id, checked, kept, resolved)
    totals: dict[str, int] = {}
    for invoice in (checked.invoices[i] for i in kept):
        gross = invoice.total_cents + invoice.tax_cents
        totals[invoice.currency] = totals.get(invoice.currency, 0) + gross
    lines = sum(checked.draft.invoices[i].lines for i in kept)
    skipped = len(checked.invoices) - len(kept)
    unit.audit(
        "upload.stored", "upload", upload_id,
        after={"file": checked.draft.file_name, "sha256": checked.draft.sha256,
               "invoices": len(ids), "lines": lines, "skipped": skipped, "totals": totals,
               "overrides": choices.overrides},
    )  # fmt: skip
    return Receipt(upload_id, tuple(ids), lines, skipped, totals)


def _refuse_if_stored(unit: Unit, checked: Checked, kept: list[int]) -> None:
    drafts = [checked.draft.invoices[i] for i in kept]
    live = uploads.live_invoices(unit.session, [(d.law_firm_id, d.number) for d in drafts])
    for draft in drafts:
        earlier = live.get((draft.law_firm_id, fold(draft.number)))
        if earlier is not None:
            raise RefusedError(
                f"Invoice {draft.number} was stored in the meantime by {earlier.stored_by} "
                f"(upload {earlier.upload_id}); nothing of this file was stored. Check it again."
            )


def _resolve(unit: Unit, checked: Checked, kept: list[int], choices: Choices) -> Resolved:
    draft = checked.draft
    chosen = settings.read(unit.session)
    named = {
        invoice.draft.law_firm_id: vendors.Named(
            choices.vendor_names.get(invoice.draft.law_firm_id) or invoice.draft.vendor_name,
            invoice.currency,
        )
        for invoice in (checked.invoices[i] for i in kept)
    }
    vendor_ids = vendors.resolve(unit, named)
    matter_ids = _resolve_matters(unit, checked, kept, choices, vendor_ids)
    keepers = timekeepers.find_or_create(unit, draft.timekeepers, vendor_ids)
    home = chosen.reporting_currency
    wanted = {(checked.invoices[i].currency, draft.invoices[i].invoice_date) for i in kept}
    return Resolved(
        vendor_ids=vendor_ids,
        matter_ids=matter_ids,
        timekeeper_ids=np.array([number for number, _ in keepers], np.int64),
        classifications=tuple(title for _, title in keepers),
        area_at=matters.AreaByMonth(unit.session, [int(m) for m in matter_ids if m]).at,
        rates={
            (code, day): rates.rate_for(unit.session, code, home, day)
            for code, day in wanted
            if code != home
        },
        reporting_currency=home,
    )


def _resolve_matters(
    unit: Unit, checked: Checked, kept: list[int], choices: Choices, vendor_ids: dict[str, int]
) -> npt.NDArray[np.int64]:
    draft = checked.draft
    of_kept = np.isin(draft.lines.invoice, kept)
    places = np.unique(draft.lines.matter[of_kept]).tolist()
    wanted = [
        matters.Wanted(vendor_ids[m.law_firm_id], m.client_matter_id, m.law_firm_matter_id)
        for m in (draft.matters[place] for place in places)
    ]
    _create_matters(unit, [draft.matters[p] for p in places], wanted, choices)
    found = matters.find(unit.session, wanted)
    known = [(int(i or 0), w) for i, w in zip(found, wanted, strict=True)]
    matters.remember_numbers(unit, known)
    ids = np.zeros(len(draft.matters), np.int64)
    ids[places] = [matter_id for matter_id, _ in known]
    return ids


def _create_matters(
    unit: Unit, drafted: list[DraftMatter], wanted: list[matters.Wanted], choices: Choices
) -> None:
    """Create the matters not known yet, each number once, under the names that were given."""
    chosen: dict[str, tuple[str, MatterChoice]] = {}
    firm_numbers: list[tuple[str, matters.Wanted]] = []
    found = matters.find(unit.session, wanted)
    for matter, want, known in zip(drafted, wanted, found, strict=True):
        if known is None:
            key = (matter.law_firm_id, matter.client_matter_id, matter.law_firm_matter_id)
            choice = choices.matters.get(key, MatterChoice())
            number = matter.client_matter_id or choice.number
            if not fold(number):
                number = f"{matter.law_firm_id}/{matter.law_firm_matter_id}"
            chosen.setdefault(fold(number), (number, choice))
            if not fold(matter.client_matter_id):
                firm_numbers.append((fold(number), want))
    names = sorted({c.practice_area for _, c in chosen.values() if c.practice_area})
    area_ids = areas.ensure(unit, names)
    ids = matters.create(
        unit,
        [
            matters.New(number, c.name or f"Matter {number}", area_ids.get(c.practice_area))
            for number, c in chosen.values()
        ],
    )
    by_number = dict(zip(chosen, ids, strict=True))
    matters.remember_numbers(unit, [(by_number[n], want) for n, want in firm_numbers])


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
