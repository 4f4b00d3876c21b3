"""Files that wait: kept before anything is read of them, mended, decided, put away."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import Engine, delete, text
from sqlmodel import Session, col, select

from legalops.errors import NotFoundError, Problem, RefusedError, StaleEditError
from legalops.models.spend import Upload, UploadCorrection, UploadDraft
from legalops.periods import day_label, instant, utc_now
from legalops.store import uploads
from legalops.store.unit import Unit, reading

#: The states of an upload that somebody still has to do something about.
OPEN = ("received", "draft", "refused")
#: The states in which an upload can be looked at as it was read.
READABLE = (*OPEN, "duplicate")
WAITING = [
    "id", "file_name", "state", "kind", "format", "uploaded_by", "uploaded_at", "waiting",
    "invoices", "lines", "warnings", "rows", "control_cents", "summary", "version",
    "updated_by", "updated_at", "size",
]  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """An upload as it waits; `how` and `choices` are plain values, as they were kept."""

    upload_id: int
    file_name: str
    sha256: str
    size: int
    state: str
    uploaded_by: str
    uploaded_at: str
    stored: int
    how: dict[str, Any]
    choices: dict[str, Any]
    version: int
    updated_by: str
    updated_at: str


class Claim(NamedTuple):
    """An upload that somebody stores, in the version they saw."""

    upload_id: int
    version: int


class Made(NamedTuple):
    """A correction as it is kept."""

    line: int
    field: str
    original: str
    value: str
    reason: str
    made_by: str
    made_at: str


class Facts(NamedTuple):
    """What reading a file found: the columns of its upload, and its problems."""

    columns: Mapping[str, Any]
    problems: Sequence[Problem]


def who(unit: Unit) -> str:
    """Return what the person who acts is called."""
    return unit.actor.display_name or unit.actor.name


def receive(unit: Unit, file_name: str, sha256: str, size: int) -> int:
    """Record a file that is kept; nothing is known of it but where it came from."""
    at = instant(utc_now())
    upload = Upload(
        file_name=file_name, sha256=sha256, size=size, format="", state="received",
        uploaded_by=who(unit), uploaded_at=at, invoices=0, lines=0,
    )  # fmt: skip
    unit.session.add(upload)
    unit.session.flush()
    upload_id = int(upload.id or 0)
    unit.session.add(UploadDraft(upload_id=upload_id, updated_by=who(unit), updated_at=at))
    unit.session.flush()
    after = {"file": file_name, "sha256": sha256, "size": size}
    unit.audit("upload.received", "upload", upload_id, after=after)
    unit.touch("uploads")
    return upload_id


def same_bytes(session: Session, sha256: str) -> Upload | None:
    """Return the upload of the same bytes that still waits, None when there is none."""
    query = select(Upload).where(Upload.sha256 == sha256, col(Upload.state).in_(OPEN))
    return session.exec(query.order_by(col(Upload.id).desc())).first()


def find(session: Session, upload_id: int) -> Waiting:
    """Return an upload that can be looked at; raises RefusedError when it is done with."""
    upload, draft = session.get(Upload, upload_id), session.get(UploadDraft, upload_id)
    if upload is None:
        raise NotFoundError(f"Upload {upload_id}")
    if draft is None or upload.state not in READABLE:
        raise RefusedError(_done(upload, draft))
    return Waiting(
        upload_id=upload_id,
        file_name=upload.file_name,
        sha256=upload.sha256,
        size=upload.size,
        state=upload.state,
        uploaded_by=upload.uploaded_by,
        uploaded_at=upload.uploaded_at,
        stored=upload.invoices,
        how=json.loads(draft.how_json),
        choices=json.loads(draft.choices_json),
        version=draft.version,
        updated_by=draft.updated_by,
        updated_at=draft.updated_at,
    )


def _done(upload: Upload, draft: UploadDraft | None) -> str:
    """Say what became of an upload that no longer waits."""
    by, at = upload.uploaded_by, upload.uploaded_at
    if draft is not None:
        by, at = draft.updated_by, draft.updated_at
    if upload.state == "undone":
        by, at = upload.undone_by or by, upload.undone_at or at
    words = {"stored": "stored already", "undone": "undone", "discarded": "put away"}
    what = words.get(upload.state, upload.state)
    return f"{upload.file_name} was {what} by {by} on {day_label(at[:10])}; nothing was changed."


def ids(session: Session, state: str) -> list[int]:
    """Return the uploads in a state, oldest first."""
    query = select(Upload.id).where(Upload.state == state).order_by(col(Upload.id))
    return [int(number or 0) for number in session.exec(query)]


def keep(
    unit: Unit, claim: Claim, *, how: Mapping[str, Any] | None = None,
    choices: Mapping[str, Any] | None = None, state: str = "",
) -> int:  # fmt: skip
    """Keep what was said of a waiting upload and return its new version.

    Raises StaleEditError when somebody else said something first.
    """
    upload, draft = claimed(unit, claim)
    if how is not None:
        draft.how_json = json.dumps(how, ensure_ascii=True, sort_keys=True)
    if choices is not None:
        draft.choices_json = json.dumps(choices, ensure_ascii=True, sort_keys=True)
    if state:
        upload.state = state
    return _raise(unit, draft)


def _raise(unit: Unit, draft: UploadDraft) -> int:
    draft.version += 1
    draft.updated_by, draft.updated_at = who(unit), instant(utc_now())
    unit.session.flush()
    unit.touch("uploads")
    return draft.version


def claimed(unit: Unit, claim: Claim) -> tuple[Upload, UploadDraft]:
    """Return an upload that waits, in the version that is claimed, with its draft.

    Raises RefusedError when it no longer waits and StaleEditError when it was changed.
    """
    upload = unit.session.get(Upload, claim.upload_id)
    draft = unit.session.get(UploadDraft, claim.upload_id)
    if upload is None:
        raise NotFoundError(f"Upload {claim.upload_id}")
    if draft is None or upload.state not in READABLE:
        raise RefusedError(_done(upload, draft))
    if draft.version != claim.version:
        raise StaleEditError(upload.file_name, draft.updated_by)
    return upload, draft


def record(unit: Unit, claim: Claim, facts: Facts) -> bool:
    """Record what reading found, unless somebody changed the upload while it was read."""
    upload = unit.session.get(Upload, claim.upload_id)
    draft = unit.session.get(UploadDraft, claim.upload_id)
    stands = (
        upload is not None
        and draft is not None
        and upload.state in READABLE
        and draft.version == claim.version
    )
    if upload is None or not stands:
        return False
    for name, value in facts.columns.items():
        setattr(upload, name, value)
    unit.session.flush()
    uploads.replace_problems(unit, claim.upload_id, facts.problems)
    unit.audit("upload.read", "upload", claim.upload_id, after=dict(facts.columns))
    unit.touch("uploads")
    return True


def corrections(session: Session, upload_id: int) -> list[Made]:
    """Return the corrections of an upload in the order they were made."""
    query = select(UploadCorrection).where(UploadCorrection.upload_id == upload_id)
    return [
        Made(r.line, r.field, r.original, r.value, r.reason, r.made_by, r.made_at)
        for r in session.exec(query.order_by(col(UploadCorrection.id)))
    ]


def correct(unit: Unit, claim: Claim, made: Sequence[Made]) -> int:
    """Keep corrections beside the original values; a later one of a place takes its place."""
    claimed(unit, claim)
    earlier = {(m.line, m.field): m for m in corrections(unit.session, claim.upload_id)}
    at, name = instant(utc_now()), who(unit)
    for each in made:
        before = earlier.get((each.line, each.field))
        _remove(unit, claim.upload_id, each)
        original = before.original if before else each.original
        unit.session.add(
            UploadCorrection(
                upload_id=claim.upload_id, line=each.line, field=each.field, original=original,
                value=each.value, reason=each.reason, made_by=name, made_at=at,
            )
        )  # fmt: skip
        unit.audit(
            "upload.corrected", "upload", claim.upload_id,
            before={"value": before.value} if before else {"value": original},
            after={"line": each.line, "field": each.field, "value": each.value,
                   "reason": each.reason},
        )  # fmt: skip
    return keep(unit, claim, state="received")


def withdraw(unit: Unit, claim: Claim, made: Made) -> int:
    """Take a correction back; the value of the file stands again."""
    claimed(unit, claim)
    if not _remove(unit, claim.upload_id, made):
        raise NotFoundError("The correction")
    unit.audit(
        "upload.correction_withdrawn", "upload", claim.upload_id,
        before={"line": made.line, "field": made.field, "value": made.value},
        after={"value": made.original},
    )  # fmt: skip
    return keep(unit, claim, state="received")


def _remove(unit: Unit, upload_id: int, made: Made) -> int:
    done = unit.session.connection().execute(
        delete(UploadCorrection).where(
            col(UploadCorrection.upload_id) == upload_id,
            col(UploadCorrection.line) == made.line,
            col(UploadCorrection.field) == made.field,
        )
    )
    return int(done.rowcount)


def discard(unit: Unit, upload_id: int) -> None:
    """Put away what still waits of an upload; what was stored of it stays."""
    upload, draft = unit.session.get(Upload, upload_id), unit.session.get(UploadDraft, upload_id)
    if upload is None:
        raise NotFoundError(f"Upload {upload_id}")
    if draft is None or upload.state not in READABLE:
        raise RefusedError(_done(upload, draft))
    before = {"state": upload.state, "waiting": upload.waiting}
    upload.skipped += upload.waiting
    upload.state, upload.waiting = "stored" if upload.invoices else "discarded", 0
    _raise(unit, draft)
    unit.audit(
        "upload.discarded", "upload", upload_id, before=before, after={"state": upload.state}
    )


def table(engine: Engine) -> pd.DataFrame:
    """Return one row per upload that waits for somebody, newest first.

    `invoices` and `lines` are what is stored of it, `waiting` counts the invoices that are not.
    """
    columns = ", ".join(
        f"d.{name}" if name in ("version", "updated_by", "updated_at") else f"u.{name}"
        for name in WAITING
    )
    states = ", ".join(f"'{state}'" for state in OPEN)
    query = text(
        f"SELECT {columns} FROM upload u JOIN upload_draft d ON d.upload_id = u.id "
        f"WHERE u.state IN ({states}) ORDER BY u.id DESC"
    )  # our own names
    with reading(engine) as session:
        rows = session.connection().execute(query).all()
    return pd.DataFrame([tuple(row) for row in rows], columns=WAITING)
