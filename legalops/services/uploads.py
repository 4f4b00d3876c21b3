"""The life of an upload: received, read, mended, decided, stored, taken back."""

import json
import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from threading import Lock

import pandas as pd
from sqlalchemy import Engine

from legalops.errors import InvalidInputError, RefusedError, StaleEditError
from legalops.intake import unread
from legalops.intake.characters import visible
from legalops.intake.draft import Checked, Draft
from legalops.intake.how import Correction, How
from legalops.intake.read import mapped
from legalops.intake.rows import rows_of
from legalops.periods import day_label
from legalops.permissions import Actor, Permission
from legalops.services import effects, import_child, imports
from legalops.services.choices import Choices
from legalops.services.effects import Effect, MonthEffect, Share
from legalops.services.imports import Prepared, Receipt
from legalops.services.reading_child import READERS, Job
from legalops.store import drafts, mappings, originals, settings, vendors
from legalops.store import uploads as stored
from legalops.store.drafts import Claim, Waiting
from legalops.store.unit import reading, require, writing

__all__ = [
    "Effect", "Mended", "MonthEffect", "Opened", "Received", "Share", "choose", "confirm",
    "correct", "discard", "effect", "mended", "opened", "read", "receive", "set_how", "shown_name",
    "undo_invoice", "waiting", "withdraw",
]  # fmt: skip
_LONGEST_NAME = 120
_PROGRAMS = re.compile(r"\.(exe|bat|cmd|com|scr|msi|ps1|vbs|js|jar|sh|dll)$", re.IGNORECASE)
#: So many drafts, and lines of drafts, are kept in memory between two looks at them.
_DRAFTS, _LINES = 24, 400_000


@dataclass(frozen=True)
class Received:
    """A file that is kept; `is_new` is false when the same bytes wait already."""

    upload_id: int
    is_new: bool
    message: str


@dataclass(frozen=True)
class Mended:
    """A correction as it is kept: what the file says, what stands in its place, who says so."""

    line: int
    field: str
    original: str
    value: str
    reason: str
    made_by: str
    made_at: str


@dataclass(frozen=True)
class Opened:
    """An upload that waits, as a person works on it.

    `version` goes back with every change, so that two people never overwrite each other.
    `mapping` names the column mapping that was taken ("" when none was), `mapped` says by whom
    and when it was kept. `suggested` is what that mapping says beyond what was taken: whose
    file it may be, which matter and currency; only to be offered.
    """

    upload_id: int
    file_name: str
    state: str
    uploaded_by: str
    uploaded_at: str
    version: int
    updated_by: str
    updated_at: str
    draft: Draft
    how: How
    choices: Choices
    prepared: Prepared
    mended: tuple[Mended, ...]
    mapping: str
    mapped: tuple[str, str]
    suggested: How


class _Drafts:
    """Drafts read before, the least used forgotten first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, ...], Draft] = OrderedDict()

    def get(self, key: tuple[str, ...]) -> Draft | None:
        """Return the draft of a file as it was read in this way."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: tuple[str, ...], draft: Draft) -> None:
        """Keep a draft, and forget others when there are too many."""
        with self._lock:
            self._kept[key] = draft
            while len(self._kept) > 1 and self._is_full():
                self._kept.popitem(last=False)

    def _is_full(self) -> bool:
        lines = sum(len(draft.lines) for draft in self._kept.values())
        return len(self._kept) > _DRAFTS or lines > _LINES


_READ = _Drafts()


def receive(engine: Engine, actor: Actor, file_name: str, data: bytes) -> Received:
    """Keep a file as it came, before anything is read of it.

    Raises InvalidInputError for a file that is empty, too large or a program.
    """
    name = shown_name(file_name)
    with reading(engine) as session:
        require(session, actor, Permission.IMPORT_INVOICES)
        most = settings.read(session).max_file_mb
    _refuse_file(name, len(data), most)
    sha256 = originals.keep(engine, data)
    before = stored.seen(engine, sha256)
    with writing(engine, actor, Permission.IMPORT_INVOICES) as unit:
        waits = drafts.same_bytes(unit.session, sha256)
        if waits is not None:
            said = f"{name} waits already: {waits.file_name}, uploaded by {waits.uploaded_by} on "
            said += f"{day_label(waits.uploaded_at[:10])}."
            return Received(int(waits.id or 0), is_new=False, message=said)
        upload_id = drafts.receive(unit, name, sha256, len(data))
    return Received(upload_id, is_new=True, message=_seen(before))


def shown_name(file_name: str) -> str:
    """Return a file's name as it is shown: no folders, no character that cannot be seen."""
    last = re.split(r"[/\\]", file_name)[-1]
    name = " ".join(visible(last.strip()).split())
    if not name.strip("."):
        return "unnamed file"
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{name[: _LONGEST_NAME - 11]}…{name[-10:]}"


def _refuse_file(name: str, size: int, most_mb: int) -> None:
    if not size:
        raise InvalidInputError("File", f"{name} is empty. Ask the firm to send it again.")
    if size > most_mb * 1_000_000:
        raise InvalidInputError(
            "File",
            f"{name} has {size / 1_000_000:,.1f} MB; at most {most_mb} MB are accepted here (a "
            "setting). Split it, or import it from the command line.",
        )
    if _PROGRAMS.search(name):
        raise InvalidInputError(
            "File", f"{name} is named like a program, not like an invoice file. Ask who sent it."
        )


def _seen(before: stored.Seen | None) -> str:
    if before is None:
        return ""
    count = before.live_invoices
    live = {0: "none of its invoices is live", 1: "1 of its invoices is live"}
    return (
        f"These bytes came on {day_label(before.uploaded_at[:10])} by {before.uploaded_by}; "
        f"{live.get(count, f'{count:,} of its invoices are live')}."
    )


def read(engine: Engine, actor: Actor, upload_id: int) -> Draft:
    """Read a kept file in a limited child process and record what it holds."""
    work = _work(engine, actor, upload_id, fresh=True)
    choices = Choices.from_json(work.waiting.choices)
    prepared = imports.recheck(engine, work.draft, b"", choices, upload_id=upload_id)
    facts = drafts.Facts(_facts(prepared, work, choices), prepared.checked.problems)
    with writing(engine, actor, Permission.IMPORT_INVOICES) as unit:
        claim = Claim(upload_id, work.waiting.version)
        drafts.record(unit, claim, facts)
    return work.draft


@dataclass(frozen=True)
class _Work:
    """An upload that waits and its file as read; `known` is the mapping that was taken."""

    waiting: Waiting
    made: tuple[drafts.Made, ...]
    how: How
    draft: Draft
    known: mappings.Known | None


def _work(engine: Engine, actor: Actor, upload_id: int, *, fresh: bool = False) -> _Work:
    """Return an upload that waits, its file read as it is to be read, anew where asked."""
    with reading(engine) as session:
        require(session, actor, Permission.IMPORT_INVOICES)
        waiting = drafts.find(session, upload_id)
        made = tuple(drafts.corrections(session, upload_id))
        day = imports.today(session)
    how = How.from_json(waiting.how).corrected(
        *(Correction(m.line, m.field, m.value) for m in made)
    )
    draft = _read_as(engine, waiting, how, day, fresh=fresh)
    known = None
    if how.columns is None and draft.layout is not None and draft.layout.is_proposed:
        how, known = _mapped(engine, how, draft.layout.fingerprint)
        draft = _read_as(engine, waiting, how, day) if known else draft
    return _Work(waiting, made, how, draft, known)


def _mapped(engine: Engine, how: How, fingerprint: str) -> tuple[How, mappings.Known | None]:
    """Fill in what a remembered mapping says, where nobody said otherwise of this file."""
    with reading(engine) as session:
        vendor = vendors.find(session, {how.vendor: ""}).get(how.vendor) if how.vendor else None
        known = mappings.find(session, fingerprint, vendor.id if vendor else None)
    if known is None:
        return how, None
    taken = known if how.vendor else known.by_headings
    plain = How()
    said = {
        name: value
        for name, value in vars(taken.how).items()
        if name != "corrections" and getattr(how, name) == getattr(plain, name)
    }
    return replace(how, **said), known


def _read_as(
    engine: Engine, waiting: Waiting, how: How, day: date, *, fresh: bool = False
) -> Draft:
    limits = imports.limits_of(settings.current(engine))
    said = json.dumps(how.as_json(), sort_keys=True)
    key = (waiting.sha256, waiting.file_name, said, day.isoformat(), repr(limits))
    path = originals.folder(engine) / waiting.sha256
    if not path.is_file():
        return unread.missing(waiting.file_name, waiting.size)
    found = None if fresh else _READ.get(key)
    if found is None:
        found = READERS.read(Job(str(path), waiting.file_name, limits, day, how))
        if "reader_stopped" in found.faults.get("", ()):
            return found
        if found.sha256 != waiting.sha256:
            return unread.altered(waiting.file_name, waiting.size)
        _READ.keep(key, found)
    return found


def _facts(prepared: Prepared, work: _Work, choices: Choices) -> dict[str, object]:
    checked, draft = prepared.checked, work.draft
    waits = imports.waiting_in(checked, imports.left_out(checked, choices))
    return {
        "state": _state(checked, work),
        "format": draft.format,
        "warnings": sum(p.severity == "warning" for p in checked.problems),
        "waiting": waits,
        "summary": _summary(prepared, draft),
        **stored.payments_of(checked),
    }


def _state(checked: Checked, work: _Work) -> str:
    if work.draft.is_refused and work.draft.layout is None:
        return "refused"
    is_known = checked.outcome == "duplicate" and not work.waiting.stored
    return "duplicate" if is_known else "draft"


def _summary(prepared: Prepared, draft: Draft) -> str:
    """Say in a few words where a file stands."""
    asked = _asked(draft)
    if asked:
        return asked
    if any(p.severity == "error" and not p.invoice for p in prepared.checked.problems):
        return "Blocked as a whole"
    outcomes = [invoice.outcome for invoice in prepared.checked.invoices]
    if draft.is_payments and set(outcomes) == {"ignored"}:
        return "Suppliers to choose"
    parts = {
        "ready": len(prepared.accepted),
        "blocked": outcomes.count("blocked"),
        "known already": outcomes.count("duplicate"),
        "ignored": outcomes.count("ignored"),
    }
    return ", ".join(f"{count:,} {word}" for word, count in parts.items() if count) or "Empty"


def _asked(draft: Draft) -> str:
    """Return what must be said of a file before it can be read in full."""
    if draft.layout is None:
        return "Cannot be read" if draft.is_refused else ""
    if draft.is_refused or draft.layout.missing:
        return "Columns to choose"
    return "Date order to choose" if draft.layout.asks_date_order else ""


def waiting(engine: Engine) -> pd.DataFrame:
    """Return one row per upload that waits for somebody, newest first.

    Columns: `drafts.WAITING`. `invoices` and `lines` are what is stored of it already,
    `waiting` counts the invoices that are not.
    """
    return drafts.table(engine)


def opened(engine: Engine, actor: Actor, upload_id: int) -> Opened:
    """Return an upload that waits, checked against the store as it stands."""
    with reading(engine) as session:
        require(session, actor, Permission.IMPORT_INVOICES)
        is_unread = drafts.find(session, upload_id).state == "received"
    if is_unread:
        read(engine, actor, upload_id)
    work = _work(engine, actor, upload_id)
    choices = Choices.from_json(work.waiting.choices)
    kept = work.waiting
    known = work.known
    return Opened(
        upload_id=upload_id,
        file_name=kept.file_name,
        state=kept.state,
        uploaded_by=kept.uploaded_by,
        uploaded_at=kept.uploaded_at,
        version=kept.version,
        updated_by=kept.updated_by,
        updated_at=kept.updated_at,
        draft=work.draft,
        how=work.how,
        choices=choices,
        prepared=imports.recheck(engine, work.draft, b"", choices, upload_id=upload_id),
        mended=tuple(Mended(*made) for made in work.made),
        mapping=known.name if known else "",
        mapped=(known.changed_by, known.changed_at) if known else ("", ""),
        suggested=_suggested(work),
    )


def _suggested(work: _Work) -> How:
    """Return how the file is read, with what a vendor's mapping says where nothing is said."""
    if work.known is None:
        return work.how
    said, kept = work.how, work.known.how
    return replace(
        said,
        vendor=said.vendor or work.known.vendor,
        matter=said.matter or kept.matter,
        currency=said.currency or kept.currency,
    )


def set_how(engine: Engine, actor: Actor, upload_id: int, version: int, how: How) -> None:
    """Say how a file is to be read; raises StaleEditError when somebody else said so first.

    Corrections are not kept here: `correct` and `withdraw` are for them.
    """
    said = replace(how, corrections=()).as_json()
    with writing(engine, actor, Permission.IMPORT_INVOICES) as unit:
        drafts.keep(unit, Claim(upload_id, version), how=said, state="received")
        unit.audit("upload.how_set", "upload", upload_id, after=said)


def choose(engine: Engine, actor: Actor, upload_id: int, version: int, choices: Choices) -> int:
    """Keep the decisions made so far and return the draft's new version."""
    with writing(engine, actor, Permission.IMPORT_INVOICES) as unit:
        return drafts.keep(unit, Claim(upload_id, version), choices=choices.as_json())


def correct(
    engine: Engine,
    actor: Actor,
    upload_id: int,
    version: int,
    corrections: Sequence[Correction],
    *,
    reason: str,
) -> None:
    """Put values in the place of what the file says, with a reason; the file stays as it is."""
    if not reason.strip():
        raise InvalidInputError("Reason", "say why the value is changed.")
    if not corrections:
        raise InvalidInputError("Corrections", "change at least one value.")
    work = _work(engine, actor, upload_id)
    originals_ = _originals(engine, work, corrections)
    made = [
        drafts.Made(c.line, c.field, original, c.value, reason.strip(), "", "")
        for c, original in zip(corrections, originals_, strict=True)
    ]
    with writing(engine, actor, Permission.IMPORT_INVOICES) as unit:
        drafts.correct(unit, Claim(upload_id, version), made)


def _originals(engine: Engine, work: _Work, corrections: Sequence[Correction]) -> list[str]:
    """Return what the file itself says where values are corrected, "" where it says nothing."""
    path = originals.folder(engine) / work.waiting.sha256
    if not path.is_file():
        return [""] * len(corrections)
    lines = {c.line for c in corrections if c.field}
    name = work.waiting.file_name
    texts = rows_of(name, mapped(path), work.how, lines) if lines else {}
    official = {title: field for field, title in work.draft.titles.items()}
    found = []
    for c in corrections:
        row = texts.get(c.line, {})
        told = row.get(c.field, row.get(official.get(c.field, ""), ""))
        found.append(visible(told) if c.field else _physical_line(path, c.line))
    return found


def _physical_line(path: Path, number: int) -> str:
    data = bytes(mapped(path)) if path.is_file() else b""
    lines = data.splitlines()
    text = lines[number - 1].decode("utf-8", "replace") if 0 < number <= len(lines) else ""
    return visible(text)


def mended(engine: Engine, actor: Actor, upload_id: int) -> tuple[Mended, ...]:
    """Return the corrections of an upload, whatever became of it."""
    with reading(engine) as session:
        require(session, actor, Permission.IMPORT_INVOICES)
        return tuple(Mended(*made) for made in drafts.corrections(session, upload_id))


def withdraw(engine: Engine, actor: Actor, upload_id: int, version: int, mended: Mended) -> None:
    """Take a correction back."""
    made = drafts.Made(*vars(mended).values())
    with writing(engine, actor, Permission.IMPORT_INVOICES) as unit:
        drafts.withdraw(unit, Claim(upload_id, version), made)


def effect(engine: Engine, actor: Actor, opened: Opened, choices: Choices) -> Effect:
    """Return what confirming an opened upload with these choices would do."""
    with reading(engine) as session:
        require(session, actor, Permission.IMPORT_INVOICES)
    number = opened.upload_id
    prepared = imports.recheck(engine, opened.draft, b"", choices, upload_id=number)
    return effects.of(engine, prepared, choices, number)


def confirm(
    engine: Engine, actor: Actor, upload_id: int, version: int, choices: Choices
) -> Receipt:
    """Store the sound invoices of an upload in one transaction; the rest stays a draft.

    Raises RefusedError when it was stored, undone or put away in the meantime, and
    StaleEditError when somebody changed it; then nothing is stored.
    """
    work = _work(engine, actor, upload_id)
    if not originals.is_intact(engine, work.waiting.sha256):
        raise RefusedError(
            f"The original of {work.waiting.file_name} is missing or was altered; nothing was "
            "stored. Upload the file again."
        )
    if work.waiting.version != version:
        raise StaleEditError(work.waiting.file_name, work.waiting.updated_by)
    claim = Claim(upload_id, version)
    prepared = imports.recheck(engine, work.draft, b"", choices, upload_id=upload_id)
    if len(work.draft.lines) < import_child.LARGE:
        receipt = imports.confirm(engine, actor, prepared, choices, claim=claim)
    else:
        path = originals.folder(engine) / work.waiting.sha256
        receipt = import_child.confirm_waiting(
            engine, actor, import_child.Kept(claim, str(path), work.draft.file_name, work.how),
            choices,
        )  # fmt: skip
    return receipt


def discard(engine: Engine, actor: Actor, upload_id: int) -> None:
    """Put away what still waits of an upload; what was stored of it stays."""
    with writing(engine, actor, Permission.IMPORT_INVOICES) as unit:
        drafts.discard(unit, upload_id)


def undo_invoice(engine: Engine, actor: Actor, invoice_id: int, reason: str) -> None:
    """Take one invoice back; the one it replaced counts again."""
    if not reason.strip():
        raise InvalidInputError("Reason", "say why the invoice is taken back.")
    with writing(engine, actor, Permission.IMPORT_INVOICES) as unit:
        stored.undo_invoice(unit, invoice_id, reason.strip())
