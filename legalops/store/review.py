"""Which invoices wait for a decision, and what was decided on the others?"""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import Engine, text
from sqlmodel import Session

from legalops.periods import Month
from legalops.permissions import Actor, Permission
from legalops.store.matters import visible_ids
from legalops.store.spend import RESTRICTED
from legalops.store.unit import reading, require

MOST = 500
INVOICES = {
    "id": "int64", "number": "str", "vendor_id": "int64", "vendor": "str", "invoice_date": "str",
    "period_start": "str", "period_end": "str", "currency": "str", "total_cents": "int64",
    "tax_cents": "int64", "reporting_cents": "Int64", "status": "str", "cut_cents": "int64",
    "decided_by": "str", "decided_at": "str", "decided_reason": "str", "paid_on": "str",
    "received_at": "str", "upload_id": "int64", "replaces_id": "Int64", "override_reason": "str",
}  # fmt: skip
DECISIONS = {
    "id": "int64", "invoice_month": "int64", "status": "str", "is_resubmitted": "int64",
    "received_at": "str", "decided_at": "str", "reporting_cents": "Int64",
    "reporting_cut_cents": "int64", "cut_cents": "int64",
}  # fmt: skip
_INVOICES = """
    SELECT i.id, i.number, i.vendor_id, v.name, i.invoice_date, i.period_start, i.period_end,
           i.currency, i.total_cents, i.tax_cents, i.reporting_cents, i.status, i.cut_cents,
           COALESCE(i.decided_by, ''), COALESCE(i.decided_at, ''), i.decided_reason,
           COALESCE(i.paid_on, ''), u.uploaded_at, i.upload_id, i.replaces_id,
           COALESCE(i.override_reason, '')
    FROM invoice i JOIN vendor v ON v.id = i.vendor_id JOIN upload u ON u.id = i.upload_id
    WHERE i.status = :status {vendor} ORDER BY i.invoice_date {order}, i.id {order} LIMIT :most
"""
_DECISIONS = """
    SELECT i.id, i.invoice_month, i.status, CASE WHEN i.replaces_id IS NULL THEN 0 ELSE 1 END,
           u.uploaded_at, COALESCE(i.decided_at, ''), i.reporting_cents,
           CAST(COALESCE(c.cut, 0) AS BIGINT), i.cut_cents
    FROM invoice i JOIN upload u ON u.id = i.upload_id LEFT JOIN (
      SELECT invoice_id, SUM(COALESCE(reporting_cut_cents, 0)) AS cut FROM invoice_cut
      GROUP BY invoice_id) c ON c.invoice_id = i.id
    WHERE i.invoice_month BETWEEN :first AND :last
      AND i.status IN ('received', 'approved', 'rejected', 'paid')
"""


def invoices(
    engine: Engine, actor: Actor, status: str, vendor_id: int | None = None
) -> pd.DataFrame:
    """Return the invoices of a status, at most 500: the oldest that wait, else the newest.

    `matters` names them, restricted ones as such; `warnings` says what was accepted with a
    warning when the invoice was stored. Amounts are net, in minor units.
    """
    order = "ASC" if status == "received" else "DESC"
    narrowed = "AND i.vendor_id = :vendor" if vendor_id else ""
    query = text(_INVOICES.format(vendor=narrowed, order=order))
    given: dict[str, object] = {"status": status, "most": MOST}
    with reading(engine) as session:
        require(session, actor, Permission.IMPORT_INVOICES)
        rows = session.connection().execute(query, given | {"vendor": vendor_id}).all()
        found = pd.DataFrame([tuple(row) for row in rows], columns=list(INVOICES))
        found = found.astype(INVOICES)
        matters = _matters(session, actor, [int(i) for i in found["id"]])
        warned = _warnings(session, sorted({int(i) for i in found["upload_id"]}))
    found["matters"] = [matters.get(int(i), "") for i in found["id"]]
    found["warnings"] = [
        warned.get((int(upload), number), "")
        for upload, number in zip(found["upload_id"], found["number"], strict=True)
    ]
    return found


def _matters(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, str]:
    visible = visible_ids(session, actor)
    query = text(
        "SELECT DISTINCT s.invoice_id, m.id, m.number, m.name, m.is_restricted FROM invoice_sum s "
        f"JOIN matter m ON m.id = s.matter_id WHERE s.invoice_id IN ({_listed(ids)}) "
        "ORDER BY s.invoice_id, m.number"
    )
    named: dict[int, list[str]] = {}
    for invoice, matter, number, name, is_restricted in session.connection().execute(query):
        hidden = is_restricted and matter not in visible
        words = RESTRICTED if hidden else f"{number} {name}"
        mine = named.setdefault(int(invoice), [])
        if words not in mine:
            mine.append(words)
    return {invoice: ", ".join(words) for invoice, words in named.items()}


def _warnings(session: Session, uploads: Sequence[int]) -> dict[tuple[int, str], str]:
    query = text(
        "SELECT DISTINCT upload_id, invoice_number, message FROM upload_problem "
        f"WHERE severity = 'warning' AND invoice_number <> '' AND upload_id IN ({_listed(uploads)})"
    )
    said: dict[tuple[int, str], list[str]] = {}
    for upload, number, message in session.connection().execute(query):
        said.setdefault((int(upload), str(number)), []).append(str(message))
    return {key: " ".join(sorted(messages)) for key, messages in said.items()}


def _listed(ids: Sequence[int]) -> str:
    return ", ".join(str(int(i)) for i in ids) or "0"


def counts(engine: Engine) -> dict[str, int]:
    """Return how many live invoices there are of each status."""
    query = text(
        "SELECT status, COUNT(*) FROM invoice WHERE status NOT IN ('undone', 'superseded') "
        "GROUP BY status"
    )
    with reading(engine) as session:
        rows = session.connection().execute(query).all()
    return {str(status): int(count) for status, count in rows}


def decisions(engine: Engine, first: Month, last: Month) -> pd.DataFrame:
    """Return what the invoices dated in the months came to, and when each was decided.

    Amounts are in minor units of the reporting currency, net; missing without a rate.
    """
    with reading(engine) as session:
        given = {"first": first, "last": last}
        rows = session.connection().execute(text(_DECISIONS), given).all()
    return pd.DataFrame([tuple(row) for row in rows], columns=list(DECISIONS)).astype(DECISIONS)
