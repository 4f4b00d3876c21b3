"""Uploads: what came, from whom, when; seen before or not; undone or standing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from legalops.errors import NotFoundError, Problem, RefusedError
from legalops.intake.draft import Checked, Earlier
from legalops.intake.names import fold
from legalops.models.spend import LIVE_SQL, Invoice, Upload, UploadProblem
from legalops.money import money as amount
from legalops.periods import instant, utc_now
from legalops.permissions import Actor, Permission
from legalops.store import invoices, vendors
from legalops.store.unit import Unit, reading, require

CHUNK = 500
HISTORY = [
    "id", "file_name", "format", "state", "uploaded_by", "uploaded_at", "invoices", "live",
    "lines", "skipped", "warnings", "money", "undone_by", "undone_at", "sha256",
]  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """The same bytes, come before: in which upload, by whom, when, how much of it is live."""

    upload_id: int
    uploaded_by: str
    uploaded_at: str
    live_invoices: int


def seen(engine: Engine, sha256: str) -> Seen | None:
    """Return the newest upload of the same bytes, None when they are new."""
    with reading(engine) as session:
        upload = session.exec(
            select(Upload).where(Upload.sha256 == sha256).order_by(col(Upload.id).desc())
        ).first()
        if upload is None:
            return None
        live = _live_ids(session, int(upload.id or 0))
        return Seen(int(upload.id or 0), upload.uploaded_by, upload.uploaded_at, len(live))


def _live_ids(session: Session, upload_id: int) -> list[int]:
    return [
        int(i)
        for i in session.exec(
            select(Invoice.id).where(
                Invoice.upload_id == upload_id,
                col(Invoice.status).not_in(["undone", "superseded"]),
            )
        )
        if i is not None
    ]


def live_invoices(
    session: Session, wanted: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], Earlier]:
    """Return the live invoices among (LAW_FIRM_ID, number), keyed by id and folded number."""
    firms = {firm for firm, _ in wanted}
    vendors_ = vendors.find(session, dict.fromkeys(firms, ""))
    ids: dict[int, list[str]] = {}
    for firm, vendor in vendors_.items():
        ids.setdefault(int(vendor.id or 0), []).append(firm)
    asked = {(firm, fold(number)) for firm, number in wanted}
    numbers = sorted({number for _, number in asked})
    found: dict[tuple[str, str], Earlier] = {}
    for start in range(0, len(numbers) if ids else 0, CHUNK):
        for invoice, upload in _live_rows(session, ids, numbers[start : start + CHUNK]):
            keys = {(firm, invoice.number_norm) for firm in ids[invoice.vendor_id]}
            found.update(dict.fromkeys(keys & asked, _earlier(invoice, upload)))
    return found


def _live_rows(
    session: Session, vendor_ids: Iterable[int], numbers: list[str]
) -> Sequence[tuple[Invoice, Upload]]:
    return session.exec(
        select(Invoice, Upload)
        .join(Upload, col(Upload.id) == Invoice.upload_id)
        .where(
            col(Invoice.vendor_id).in_(vendor_ids),
            col(Invoice.number_norm).in_(numbers),
            col(Invoice.status).not_in(["undone", "superseded"]),
        )
    ).all()


def _earlier(invoice: Invoice, upload: Upload) -> Earlier:
    return Earlier(
        invoice_id=int(invoice.id or 0),
        upload_id=int(upload.id or 0),
        stored_on=upload.uploaded_at,
        stored_by=upload.uploaded_by,
        invoice_date=invoice.invoice_date,
        total_cents=invoice.total_cents,
        lines=invoice.lines,
    )


def add(unit: Unit, checked: Checked, kept: Sequence[int]) -> int:
    """Record the upload that stores the kept invoices, with what was found wrong in the file."""
    draft = checked.draft
    upload = Upload(
        file_name=draft.file_name,
        sha256=draft.sha256,
        size=draft.size,
        format=draft.format,
        uploaded_by=unit.actor.display_name or unit.actor.name,
        uploaded_at=instant(utc_now()),
        invoices=len(kept),
        lines=sum(draft.invoices[i].lines for i in kept),
        skipped=len(checked.invoices) - len(kept),
        warnings=sum(p.severity == "warning" for p in checked.problems),
    )
    unit.session.add(upload)
    unit.session.flush()
    upload_id = int(upload.id or 0)
    unit.session.add_all(
        UploadProblem(upload_id=upload_id, invoice_number=p.invoice, **_fields(p))
        for p in checked.problems
    )
    return upload_id


def _fields(problem: Problem) -> dict[str, Any]:
    return {
        "severity": problem.severity, "code": problem.code, "line": problem.line,
        "field": problem.field, "value": problem.value, "message": problem.message,
    }  # fmt: skip


def problems(engine: Engine, upload_id: int) -> list[Problem]:
    """Return what was found wrong in an upload's file when it was stored."""
    with reading(engine) as session:
        rows = session.exec(
            select(UploadProblem)
            .where(UploadProblem.upload_id == upload_id)
            .order_by(col(UploadProblem.id))
        ).all()
        return [
            Problem(r.severity, r.code, r.line, r.field, r.value, r.message, r.invoice_number)
            for r in rows
        ]


def undo(unit: Unit, upload_id: int) -> list[int]:
    """Undo an upload: its live invoices stop counting, nothing is deleted.

    Raises RefusedError when it is undone already or an invoice of it has been decided on.
    """
    upload = unit.session.get(Upload, upload_id)
    if upload is None:
        raise NotFoundError(f"Upload {upload_id}")
    if upload.state == "undone":
        raise RefusedError(f"Upload {upload_id} was undone already, by {upload.undone_by}.")
    decided = unit.session.exec(
        select(Invoice.number).where(
            Invoice.upload_id == upload_id, col(Invoice.status).in_(["approved", "paid"])
        )
    ).first()
    if decided is not None:
        raise RefusedError(
            f"Upload {upload_id} cannot be undone: its invoice {decided} has been approved or "
            "paid since. Take that back first."
        )
    live = _live_ids(unit.session, upload_id)
    invoices.set_status(unit.session, live, "undone")
    upload.state = "undone"
    upload.undone_by = unit.actor.display_name or unit.actor.name
    upload.undone_at = instant(utc_now())
    unit.session.flush()
    unit.audit("upload.undone", "upload", upload_id, after={"invoices": len(live)})
    unit.touch("spend")
    return live


def history(engine: Engine) -> pd.DataFrame:
    """Return one row per upload, newest first; `money` is its totals in words, by currency."""
    with reading(engine) as session:
        rows = (
            session.connection()
            .execute(
                text(
                    "SELECT u.id, u.file_name, u.format, u.state, u.uploaded_by, u.uploaded_at, "
                    "u.invoices, COALESCE(v.live, 0), u.lines, u.skipped, u.warnings, u.undone_by, "
                    "u.undone_at, u.sha256 FROM upload u LEFT JOIN ("
                    "SELECT upload_id, COUNT(*) AS live FROM invoice "
                    f"WHERE {LIVE_SQL} GROUP BY upload_id) v "
                    "ON v.upload_id = u.id ORDER BY u.id DESC"
                )
            )
            .all()
        )
        money = (
            session.connection()
            .execute(
                text(
                    "SELECT upload_id, currency, CAST(SUM(total_cents + tax_cents) AS BIGINT) "
                    "FROM invoice GROUP BY upload_id, currency ORDER BY upload_id, currency"
                )
            )
            .all()
        )
    frame = pd.DataFrame([tuple(row) for row in rows], columns=[c for c in HISTORY if c != "money"])
    frame["money"] = frame["id"].map(_in_words([tuple(row) for row in money])).fillna("")
    return frame[HISTORY]


def _in_words(rows: list[tuple[int, str, int]]) -> dict[int, str]:
    words: dict[int, list[str]] = {}
    for upload_id, currency, cents in rows:
        words.setdefault(upload_id, []).append(amount(int(cents), currency))
    return {key: " + ".join(parts) for key, parts in words.items()}


def invoices_of(engine: Engine, upload_id: int) -> pd.DataFrame:
    """Return one row per invoice of an upload: id, number, vendor, date, money, status."""
    query = text(
        "SELECT i.id, i.number, v.name, i.invoice_date, i.currency, i.total_cents + i.tax_cents, "
        "i.lines, i.status, i.override_reason FROM invoice i JOIN vendor v ON v.id = i.vendor_id "
        "WHERE i.upload_id = :upload ORDER BY i.id"
    )
    with reading(engine) as session:
        rows = session.connection().execute(query, {"upload": upload_id}).all()
    columns = ["id", "number", "vendor", "invoice_date", "currency", "total_cents", "lines",
               "status", "override_reason"]  # fmt: skip
    return pd.DataFrame([tuple(row) for row in rows], columns=columns)


def sha256_of(engine: Engine, actor: Actor, upload_id: int) -> tuple[str, str]:
    """Return file name and hash of an upload's original, for those who may import."""
    with reading(engine) as session:
        require(session, actor, Permission.IMPORT_INVOICES)
        upload = session.get(Upload, upload_id)
        if upload is None:
            raise NotFoundError(f"Upload {upload_id}")
        return upload.file_name, upload.sha256
