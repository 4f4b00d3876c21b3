"""Uploads: what came, from whom, when; seen before or not; undone or standing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import Engine, delete, text
from sqlmodel import Session, col, select

from legalops.errors import NotFoundError, Problem, RefusedError
from legalops.intake.draft import Checked, Earlier
from legalops.intake.names import fold
from legalops.models.spend import LIVE, LIVE_SQL, Invoice, Upload, UploadProblem
from legalops.money import digits as decimals
from legalops.money import money as amount
from legalops.periods import instant, utc_now
from legalops.permissions import Actor, Permission
from legalops.store import invoices, vendors
from legalops.store.unit import Unit, reading, require

CHUNK = 500
#: The statuses in which an invoice rests on somebody's decision.
DECIDED = ("approved", "paid")
HISTORY = [
    "id", "file_name", "format", "state", "uploaded_by", "uploaded_at", "invoices", "live",
    "lines", "skipped", "warnings", "money", "undone_by", "undone_at", "sha256", "kind", "rows",
    "summary",
]  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """The same bytes, come before: in which upload, by whom, when, how much of it is live."""

    upload_id: int
    uploaded_by: str
    uploaded_at: str
    live_invoices: int


def seen(engine: Engine, sha256: str, *, but: int = 0) -> Seen | None:
    """Return the newest upload that stored the same bytes, None when they are new.

    The upload `but` is not looked at: a file that waits has not come before itself.
    """
    with reading(engine) as session:
        upload = session.exec(
            select(Upload)
            .where(
                Upload.sha256 == sha256,
                col(Upload.state).not_in(["received", "refused", "discarded"]),
                (col(Upload.state) != "draft") | (col(Upload.invoices) > 0),
                Upload.id != but,
            )
            .order_by(col(Upload.id).desc())
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
    session: Session, wanted: Sequence[tuple[str, str]], chosen: Mapping[str, int] | None = None
) -> dict[tuple[str, str], Earlier]:
    """Return the live invoices among (LAW_FIRM_ID, number), keyed by id and folded number.

    `chosen` gives the vendor that somebody says is meant, by LAW_FIRM_ID.
    """
    firms = {firm for firm, _ in wanted}
    vendor_ids = {
        firm: int(vendor.id or 0)
        for firm, vendor in vendors.find(session, dict.fromkeys(firms, "")).items()
    }
    ids: dict[int, list[str]] = {}
    for firm, vendor_id in (vendor_ids | dict(chosen or {})).items():
        ids.setdefault(vendor_id, []).append(firm)
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
        status=invoice.status,
    )


class Storing(NamedTuple):
    """What of a checked file is stored now, and how many of its invoices go on waiting."""

    checked: Checked
    kept: Sequence[int]
    waiting: int = 0

    @property
    def lines(self) -> int:
        """Count the lines that are stored."""
        return sum(self.checked.draft.invoices[i].lines for i in self.kept)


def add(unit: Unit, storing: Storing) -> int:
    """Record the upload that stores the kept invoices, with what was found wrong in the file."""
    draft = storing.checked.draft
    upload = Upload(
        file_name=draft.file_name,
        sha256=draft.sha256,
        size=draft.size,
        format=draft.format,
        uploaded_by=unit.actor.display_name or unit.actor.name,
        uploaded_at=instant(utc_now()),
        invoices=0,
        lines=0,
    )
    unit.session.add(upload)
    _count(upload, storing)
    unit.session.flush()
    replace_problems(unit, int(upload.id or 0), storing.checked.problems)
    return int(upload.id or 0)


def add_to(unit: Unit, upload: Upload, storing: Storing) -> int:
    """Record that invoices of a file that waited are stored, and that the rest goes on waiting."""
    _count(upload, storing)
    unit.session.flush()
    replace_problems(unit, int(upload.id or 0), storing.checked.problems)
    return int(upload.id or 0)


def _count(upload: Upload, storing: Storing) -> None:
    checked, draft = storing.checked, storing.checked.draft
    upload.invoices += len(storing.kept)
    upload.lines += storing.lines
    upload.waiting = storing.waiting
    upload.state = "draft" if storing.waiting else "stored"
    read = sum(invoice.outcome != "ignored" for invoice in checked.invoices)
    upload.skipped = max(0, read - upload.invoices - storing.waiting)
    upload.warnings = sum(p.severity == "warning" for p in checked.problems)
    upload.format = draft.format
    for name, value in payments_of(checked).items():
        setattr(upload, name, value)


def payments_of(checked: Checked) -> dict[str, Any]:
    """Return kind, rows and control total of a checked file, as its upload keeps them."""
    held = checked.draft.payments
    if held is None:
        return {"kind": "invoices"}
    codes = {invoice.currency for invoice in checked.invoices if invoice.currency}
    digits = decimals(codes.pop()) if len(codes) == 1 else 2
    return {
        "kind": "payments", "rows": held.rows,
        "control_cents": round(Fraction(held.control_e4, 10 ** (4 - digits))),
    }  # fmt: skip


def replace_problems(unit: Unit, upload_id: int, problems: Sequence[Problem]) -> None:
    """Keep what is wrong with an upload's file, in place of what was kept before."""
    unit.session.connection().execute(
        delete(UploadProblem).where(col(UploadProblem.upload_id) == upload_id)
    )
    unit.session.add_all(
        UploadProblem(upload_id=upload_id, invoice_number=p.invoice, **_fields(p)) for p in problems
    )
    unit.session.flush()


def _fields(problem: Problem) -> dict[str, Any]:
    return {
        "severity": problem.severity, "code": problem.code, "line": problem.line,
        "field": problem.field, "value": problem.value, "message": problem.message,
        "place": problem.place,
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
            Problem(
                r.severity, r.code, r.line, r.field, r.value, r.message, r.invoice_number, r.place
            )
            for r in rows
        ]


def undo(unit: Unit, upload_id: int) -> list[int]:
    """Undo an upload: its live invoices stop counting, nothing is deleted.

    What they replaced counts again. Raises RefusedError when it is undone already, holds
    nothing that is stored, or an invoice of it has been decided on.
    """
    upload = unit.session.get(Upload, upload_id)
    if upload is None:
        raise NotFoundError(f"Upload {upload_id}")
    _refuse_undo(unit, upload)
    live = _live_ids(unit.session, upload_id)
    invoices.set_status(unit.session, live, "undone")
    # An invoice that another one replaced does not come back when that one is undone.
    replaced = select(Invoice.id).where(
        Invoice.upload_id == upload_id, Invoice.status == "superseded"
    )
    invoices.set_status(
        unit.session, [int(i) for i in unit.session.exec(replaced) if i is not None], "undone"
    )
    back = invoices.restore(unit.session, live)
    _mark_undone(unit, upload)
    unit.audit(
        "upload.undone", "upload", upload_id, after={"invoices": len(live), "back": len(back)}
    )
    unit.touch("spend", "uploads")
    return live


def _refuse_undo(unit: Unit, upload: Upload) -> None:
    number = int(upload.id or 0)
    if upload.state == "undone":
        raise RefusedError(f"Upload {number} was undone already, by {upload.undone_by}.")
    if not upload.invoices:
        raise RefusedError(f"Nothing of upload {number} is stored, so there is nothing to undo.")
    decided = unit.session.exec(
        select(Invoice.number).where(Invoice.upload_id == number, col(Invoice.status).in_(DECIDED))
    ).first()
    if decided is not None:
        raise RefusedError(
            f"Upload {number} cannot be undone: its invoice {decided} has been approved or "
            "paid since. Take that back first."
        )


def _mark_undone(unit: Unit, upload: Upload) -> None:
    upload.state, upload.waiting = "undone", 0
    upload.undone_by = unit.actor.display_name or unit.actor.name
    upload.undone_at = instant(utc_now())
    unit.session.flush()


def undo_invoice(unit: Unit, invoice_id: int, reason: str) -> None:
    """Take one invoice back; the one it replaced counts again.

    Raises RefusedError when it is not live or has been decided on.
    """
    invoice = unit.session.get(Invoice, invoice_id)
    if invoice is None:
        raise NotFoundError("The invoice")
    if invoice.status in DECIDED:
        raise RefusedError(
            f"Invoice {invoice.number} cannot be undone: it has been {invoice.status} since. "
            "Take that back first."
        )
    if invoice.status not in LIVE:
        words = {"undone": "was undone already", "superseded": "was replaced by a later one"}
        said = words.get(invoice.status, invoice.status)
        raise RefusedError(f"Invoice {invoice.number} {said}; there is nothing to take back.")
    before, upload_id = {"status": invoice.status}, invoice.upload_id
    invoices.set_status(unit.session, [invoice_id], "undone")
    back = invoices.restore(unit.session, [invoice_id])
    upload = unit.session.get(Upload, upload_id)
    stands = unit.session.exec(
        select(Invoice.id).where(Invoice.upload_id == upload_id, Invoice.status != "undone")
    ).first()
    if upload is not None and stands is None and not upload.waiting:
        _mark_undone(unit, upload)
    unit.audit(
        "invoice.undone", "invoice", invoice_id,
        before=before, after={"reason": reason, "back": back},
    )  # fmt: skip
    unit.touch("spend", "uploads")


def history(engine: Engine) -> pd.DataFrame:
    """Return one row per upload, newest first; `money` is its totals in words, by currency."""
    with reading(engine) as session:
        rows = (
            session.connection()
            .execute(
                text(
                    "SELECT u.id, u.file_name, u.format, u.state, u.uploaded_by, u.uploaded_at, "
                    "u.invoices, COALESCE(v.live, 0), u.lines, u.skipped, u.warnings, u.undone_by, "
                    "u.undone_at, u.sha256, u.kind, u.rows, u.summary FROM upload u LEFT JOIN ("
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
    words = _in_words([tuple(row) for row in money])
    frame["money"] = [words.get(int(number), "") for number in frame["id"]]
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
        "i.lines, i.status, i.override_reason, "
        "(SELECT upload_id FROM invoice e WHERE e.id = i.replaces_id) AS replaces_upload, "
        "(SELECT MAX(upload_id) FROM invoice n WHERE n.replaces_id = i.id "
        "AND n.status NOT IN ('undone')) AS replaced_upload "
        "FROM invoice i JOIN vendor v ON v.id = i.vendor_id "
        "WHERE i.upload_id = :upload ORDER BY i.id"
    )
    with reading(engine) as session:
        rows = session.connection().execute(query, {"upload": upload_id}).all()
    columns = ["id", "number", "vendor", "invoice_date", "currency", "total_cents", "lines",
               "status", "override_reason", "replaces_upload", "replaced_upload"]  # fmt: skip
    return pd.DataFrame([tuple(row) for row in rows], columns=columns)


def sha256_of(engine: Engine, actor: Actor, upload_id: int) -> tuple[str, str]:
    """Return file name and hash of an upload's original, for those who may import."""
    with reading(engine) as session:
        require(session, actor, Permission.IMPORT_INVOICES)
        upload = session.get(Upload, upload_id)
        if upload is None:
            raise NotFoundError(f"Upload {upload_id}")
        return upload.file_name, upload.sha256
