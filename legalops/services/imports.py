"""Importing a month's invoices: read and check, ask, store, undo."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, Self
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from legalops import money
from legalops.errors import NotFoundError, RefusedError
from legalops.intake.check import check
from legalops.intake.draft import (
    Checked,
    CheckedInvoice,
    Draft,
    DraftInvoice,
    DraftMatter,
    DraftTimekeeper,
    Earlier,
    Known,
)
from legalops.intake.how import How
from legalops.intake.names import fold
from legalops.intake.read import Data, Limits, read
from legalops.models.spend import Upload, Vendor
from legalops.periods import utc_now
from legalops.permissions import Actor, Permission
from legalops.settings import Settings
from legalops.store import (
    areas,
    codes,
    drafts,
    invoices,
    matters,
    originals,
    rates,
    settings,
    suppliers,
    timekeepers,
    uploads,
    vendors,
)
from legalops.store.drafts import Claim
from legalops.store.line_columns import Resolved
from legalops.store.unit import Unit, reading, require, writing

MatterKey = tuple[str, str, str]
#: The department's own matter, to which payments belong that name none.
PAYMENTS = matters.New("PAYMENTS", "Payments without a matter", None)


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

    def as_json(self) -> dict[str, Any]:
        """Return the same as plain values, the same for the same choices."""
        matters_said = [[*key, asdict(choice)] for key, choice in sorted(self.matters.items())]
        return {**asdict(self), "matters": matters_said, "leave_out": sorted(self.leave_out)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Return what `as_json` was given; unknown keys are an error."""
        given = dict(values)
        said = {
            (str(firm), str(client), str(own)): MatterChoice(**choice)
            for firm, client, own, choice in given.pop("matters", ())
        }
        return cls(**given | {"matters": said, "leave_out": frozenset(given.get("leave_out", ()))})


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
    known, names = _known(engine, draft, choices)
    with reading(engine) as session:
        found = matters.find(session, _wanted(session, draft, choices))
    checked = check(draft, known)
    return Prepared(
        checked=_without_own(checked, upload_id),
        data=data,
        seen=uploads.seen(engine, draft.sha256, but=upload_id),
        new_vendors=tuple(sorted({i.law_firm_id for i in _counted(checked)} - set(names))),
        new_matters=tuple(
            matter
            for matter, number in zip(draft.matters, found, strict=True)
            if number is None and not _is_without_matter(draft, matter)
        ),
        new_timekeepers=tuple(
            k for k in draft.timekeepers if (k.law_firm_id, k.code) not in known.timekeepers
        ),
        vendor_names=names,
    )


def _counted(checked: Checked) -> list[DraftInvoice]:
    return [i.draft for i in checked.invoices if i.outcome != "ignored"]


def _without_own(checked: Checked, upload_id: int) -> Checked:
    """Leave out the complaint that an invoice is stored where this very upload stored it."""
    own = {
        invoice.draft.number
        for invoice in checked.invoices
        if invoice.earlier is not None
        and invoice.earlier.upload_id == upload_id
        and invoice.outcome == "duplicate"
    }
    if not own:
        return checked
    return replace(checked, problems=tuple(p for p in checked.problems if p.invoice not in own))


def _is_without_matter(draft: Draft, matter: DraftMatter) -> bool:
    """Say whether a payment names no matter; then it belongs to the department's own one."""
    named = fold(matter.client_matter_id) or fold(matter.law_firm_matter_id)
    return draft.is_payments and not named


def _wanted(session: Session, draft: Draft, choices: Choices) -> list[matters.Wanted]:
    firms = {m.law_firm_id for m in draft.matters}
    ids: dict[str, int | None] = {
        firm: vendor.id for firm, vendor in _vendors(session, firms, choices).items()
    }
    return [_asked(draft, m, ids.get(m.law_firm_id)) for m in draft.matters]


def _asked(draft: Draft, matter: DraftMatter, vendor_id: int | None) -> matters.Wanted:
    if _is_without_matter(draft, matter):
        return matters.Wanted(vendor_id, PAYMENTS.number, "")
    return matters.Wanted(vendor_id, matter.client_matter_id, matter.law_firm_matter_id)


def _vendors(session: Session, firms: Collection[str], choices: Choices) -> dict[str, Vendor]:
    """Return the vendors that are known or were chosen, by LAW_FIRM_ID."""
    given = {firm: choices.suppliers.get(firm, "") for firm in firms}
    found = vendors.find(session, given)
    for firm in choices.vendors.keys() & firms:
        chosen = session.get(Vendor, choices.vendors[firm])
        if chosen is None:
            raise NotFoundError("The vendor")
        found[firm] = vendors.standing(session, chosen)
    return found


def _known(engine: Engine, draft: Draft, choices: Choices) -> tuple[Known, dict[str, str]]:
    with reading(engine) as session:
        firms = sorted({i.law_firm_id for i in draft.invoices})
        found = _vendors(session, firms, choices)
        ids = {firm: int(vendor.id or 0) for firm, vendor in found.items()}
        keepers = {
            (firm, code)
            for firm, vendor_id in ids.items()
            if draft.timekeepers
            for code in timekeepers.known(session, vendor_id)
        }
        numbers = [(i.law_firm_id, i.number) for i in draft.invoices]
        known = Known(
            vendor_names=vendors.known_names(session),
            currencies=_currencies(firms, found, choices),
            timekeepers=frozenset(keepers),
            live_invoices=uploads.live_invoices(session, numbers, ids),
            overrides=choices.overrides,
            replacements=frozenset(choices.replacements),
        )
        known = replace(known, **_codes(session), **_billed(draft, found, choices))
    return known, {firm: vendor.name for firm, vendor in found.items()}


def _codes(session: Session) -> dict[str, Any]:
    sets = codes.sets(session)
    return {
        "task_codes": sets.task, "activity_codes": sets.activity,
        "expense_codes": sets.expense, "classifications": sets.classifications,
    }  # fmt: skip


def _currencies(
    firms: Sequence[str], found: Mapping[str, Vendor], choices: Choices
) -> dict[str, str]:
    remembered = {firm: vendor.currency for firm, vendor in found.items()}
    chosen = {
        firm: choices.currencies.get(firm) or remembered.get(firm) or choices.default_currency
        for firm in firms
    }
    return {firm: money.currency_code(code) for firm, code in chosen.items() if code}


def _billed(draft: Draft, found: Mapping[str, Vendor], choices: Choices) -> dict[str, Any]:
    """Return who is paid only and who sends invoices, among the vendors of a draft."""
    paid = frozenset(firm for firm, vendor in found.items() if vendor.billing == "paid_only")
    if not draft.is_payments:
        return {"paid_only": paid}
    return {
        "suppliers": frozenset(fold(firm) for firm in (*choices.suppliers, *paid)),
        "invoiced_suppliers": frozenset(fold(firm) for firm in found.keys() - paid),
    }


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
    resolved = _resolve(unit, checked, kept, choices)
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
) -> list[tuple[str, Earlier]]:
    """Return what the kept invoices replace; refuse what was stored in the meantime."""
    chosen = [checked.invoices[i] for i in kept]
    firms = {invoice.draft.law_firm_id for invoice in chosen}
    ids = {f: int(v.id or 0) for f, v in _vendors(unit.session, firms, choices).items()}
    numbers = [(i.draft.law_firm_id, i.draft.number) for i in chosen]
    live = uploads.live_invoices(unit.session, numbers, ids)
    replaced = []
    for invoice in chosen:
        earlier = live.get((invoice.draft.law_firm_id, fold(invoice.draft.number)))
        if invoice.outcome == "replaces":
            replaced.append((invoice.draft.number, _replaceable(invoice, earlier)))
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


def _supersede(unit: Unit, replaced: list[tuple[str, Earlier]], choices: Choices) -> None:
    invoices.set_status(unit.session, [e.invoice_id for _, e in replaced], "superseded")
    for number, earlier in replaced:
        unit.audit(
            "invoice.replaced", "invoice", earlier.invoice_id,
            before={"status": earlier.status, "number": number},
            after={"status": "superseded", "reason": choices.replacements.get(number, "")},
        )  # fmt: skip


def _resolve(unit: Unit, checked: Checked, kept: list[int], choices: Choices) -> Resolved:
    draft = checked.draft
    chosen = settings.read(unit.session)
    vendor_ids = _resolve_vendors(unit, [checked.invoices[i] for i in kept], draft, choices)
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


def _resolve_vendors(
    unit: Unit, kept: list[CheckedInvoice], draft: Draft, choices: Choices
) -> dict[str, int]:
    """Return the id of each LAW_FIRM_ID's vendor, remembering what was said of it."""
    first = {invoice.draft.law_firm_id: invoice for invoice in reversed(kept)}
    known = _vendors(unit.session, first, choices)
    for firm in choices.vendors.keys() & first.keys():
        vendor_id = int(known[firm].id or 0)
        vendors.tie(unit, vendor_id, firm, is_name=_is_name(first[firm].draft))
    named = {firm: _vendor_named(invoice, choices) for firm, invoice in first.items()}
    direct = vendors.find(unit.session, dict.fromkeys(first, ""))
    written = {
        firm: named[firm].name if firm not in direct and _is_name(invoice.draft) else firm
        for firm, invoice in first.items()
    }
    resolved = vendors.resolve(unit, {written[firm]: named[firm] for firm in first})
    ids = {firm: resolved[name] for firm, name in written.items()}
    for firm in (f for f, name in written.items() if fold(f) != fold(name)):
        vendors.tie(unit, ids[firm], firm, is_name=True)
    if draft.is_payments:
        suppliers.set_paid_only(unit, [ids[firm] for firm in first if firm not in known])
    return ids


def _is_name(invoice: DraftInvoice) -> bool:
    """Say whether a file gives its vendor's name only, no number."""
    return fold(invoice.law_firm_id) == fold(invoice.vendor_name)


def _vendor_named(invoice: CheckedInvoice, choices: Choices) -> vendors.Named:
    firm = invoice.draft.law_firm_id
    name = choices.vendor_names.get(firm) or choices.suppliers.get(firm)
    return vendors.Named(name or invoice.draft.vendor_name, invoice.currency)


def _resolve_matters(
    unit: Unit, checked: Checked, kept: list[int], choices: Choices, vendor_ids: dict[str, int]
) -> npt.NDArray[np.int64]:
    draft = checked.draft
    of_kept = np.isin(draft.lines.invoice, kept)
    places = np.unique(draft.lines.matter[of_kept]).tolist()
    drafted = [draft.matters[place] for place in places]
    wanted = [_asked(draft, m, vendor_ids[m.law_firm_id]) for m in drafted]
    _choose_matters(unit, drafted, wanted, choices)
    _create_matters(unit, drafted, wanted, choices)
    found = matters.find(unit.session, wanted)
    known = [(int(i or 0), w) for i, w in zip(found, wanted, strict=True)]
    matters.remember_numbers(unit, known)
    ids = np.zeros(len(draft.matters), np.int64)
    ids[places] = [matter_id for matter_id, _ in known]
    return ids


def _choose_matters(
    unit: Unit, drafted: list[DraftMatter], wanted: list[matters.Wanted], choices: Choices
) -> None:
    """Remember the existing matters that somebody says are meant."""
    said: list[tuple[int, matters.Wanted]] = []
    for matter, want in zip(drafted, wanted, strict=True):
        key = (matter.law_firm_id, matter.client_matter_id, matter.law_firm_matter_id)
        matter_id = choices.matters.get(key, MatterChoice()).matter_id
        if matter_id is not None:
            said.append((matter_id, want))
    if said:
        matters.take_for(unit, said)


def _create_matters(
    unit: Unit, drafted: list[DraftMatter], wanted: list[matters.Wanted], choices: Choices
) -> None:
    """Create the matters not known yet, each number once, under the names that were given."""
    chosen: dict[str, tuple[str, MatterChoice]] = {}
    firm_numbers: list[tuple[str, matters.Wanted]] = []
    found = matters.find(unit.session, wanted)
    for matter, want, known in zip(drafted, wanted, found, strict=True):
        if known is None:
            number, choice = _named(matter, want, choices)
            chosen.setdefault(fold(number), (number, choice))
            if not fold(want.client_matter_id):
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


def _named(matter: DraftMatter, want: matters.Wanted, choices: Choices) -> tuple[str, MatterChoice]:
    """Return the number of a matter to be created, and what was said of it."""
    if want.client_matter_id == PAYMENTS.number and want.client_matter_id != (
        matter.client_matter_id
    ):
        return PAYMENTS.number, MatterChoice(PAYMENTS.name)
    key = (matter.law_firm_id, matter.client_matter_id, matter.law_firm_matter_id)
    choice = choices.matters.get(key, MatterChoice())
    number = matter.client_matter_id or choice.number
    if not fold(number):
        number = f"{matter.law_firm_id}/{matter.law_firm_matter_id}"
    return number, choice


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
