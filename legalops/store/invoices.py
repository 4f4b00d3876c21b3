"""Invoices: stored whole with their lines and kept sums; found again when they come twice."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import text
from sqlmodel import Session, col, select

from legalops.intake.draft import Checked, CheckedInvoice
from legalops.intake.names import fold
from legalops.models.spend import LIVE, Invoice
from legalops.periods import month_of
from legalops.store import bulk, sums
from legalops.store.line_columns import (
    LINE_COLUMNS,
    SUM_COLUMNS,
    Columns,
    Resolved,
    columns,
    cube_rows,
    invoice_sum_rows,
    line_rows,
)
from legalops.store.unit import Unit

INVOICE_COLUMNS = (
    "id", "upload_id", "vendor_id", "number", "number_norm", "invoice_date", "invoice_month",
    "period_start", "period_end", "description", "currency", "stated_total_cents", "total_cents",
    "tax_cents", "reporting_currency", "reporting_cents", "reporting_tax_cents", "rate_e8",
    "lines", "hours_e4", "status", "override_reason", "replaces_id",
)  # fmt: skip


def save(
    unit: Unit, upload_id: int, checked: Checked, kept: Sequence[int], resolved: Resolved
) -> list[int]:
    """Store the kept invoices with lines and sums; return their ids.

    The caller's transaction makes it all or nothing.
    """
    session = unit.session
    data = columns(checked, kept, resolved)
    first = bulk.next_id(session, "invoice")
    ids = np.arange(first, first + len(kept), dtype=np.int64)
    invoices = _invoice_rows(checked, kept, (upload_id, data, resolved), ids)
    bulk.insert(session, "invoice", INVOICE_COLUMNS, invoices)
    rows = line_rows(checked, data, ids)
    bulk.insert(session, "invoice_line", LINE_COLUMNS, rows)
    bulk.insert(session, "invoice_sum", SUM_COLUMNS, invoice_sum_rows(data, ids, resolved))
    cube, keepers = cube_rows(data, checked, kept, resolved)
    sums.add_rows(session, "spend_cube", cube)
    sums.add_rows(session, "timekeeper_sum", keepers)
    unit.touch("spend")
    return list(ids.tolist())


def _invoice_rows(
    checked: Checked, kept: Sequence[int], context: tuple[int, Columns, Resolved], ids: Any
) -> list[tuple[Any, ...]]:
    upload_id, data, resolved = context
    size = len(kept)
    reporting, tax = np.zeros(size, np.int64), np.zeros(size, np.int64)
    np.add.at(reporting, data.invoice, data.reporting_cents)
    np.add.at(tax, data.invoice, data.reporting_tax_cents)
    rows = []
    for place, index in enumerate(kept):
        invoice = checked.invoices[index]
        rate = _rate(invoice, resolved)
        money: tuple[Any, ...] = (None,) * 4
        if rate is not None:
            money = (resolved.reporting_currency, int(reporting[place]), int(tax[place]), rate)
        rows.append(_invoice_row(invoice, (int(ids[place]), upload_id), money, resolved))
    return rows


def _rate(invoice: CheckedInvoice, resolved: Resolved) -> int | None:
    if invoice.currency == resolved.reporting_currency:
        return 10**8
    return resolved.rates[(invoice.currency, invoice.draft.invoice_date)]


def _invoice_row(
    invoice: CheckedInvoice, ids: tuple[int, int], money: Any, resolved: Resolved
) -> tuple[Any, ...]:
    draft = invoice.draft
    return (
        *ids, resolved.vendor_ids[draft.law_firm_id], draft.number, fold(draft.number),
        draft.invoice_date, month_of(draft.invoice_date), draft.period_start, draft.period_end,
        draft.description, invoice.currency, invoice.stated_total_cents, invoice.total_cents,
        invoice.tax_cents, *money, draft.lines, draft.hours_e4, "received",
        invoice.override_reason, _replaced(invoice),
    )  # fmt: skip


def _replaced(invoice: CheckedInvoice) -> int | None:
    """Return the invoice that this one replaces, None when it is new."""
    replaces = invoice.outcome == "replaces" and invoice.earlier is not None
    return invoice.earlier.invoice_id if replaces and invoice.earlier else None


def set_status(session: Session, invoice_ids: Sequence[int], status: str) -> None:
    """Move invoices to a status; the kept sums follow."""
    sums.subtract(session, invoice_ids)
    for start in range(0, len(invoice_ids), sums.CHUNK):
        some = ", ".join(str(int(i)) for i in invoice_ids[start : start + sums.CHUNK])
        session.connection().execute(
            text(f"UPDATE invoice SET status = :status WHERE id IN ({some})"),
            {"status": status},
        )
    sums.add(session, invoice_ids)


def restore(session: Session, invoice_ids: Sequence[int]) -> list[int]:
    """Let the invoices count again that these replaced, where nothing else has their number.

    One that was itself undone gives way to the one that it replaced. One that had been
    rejected comes back rejected.
    """
    back: list[int] = []
    for invoice_id in _replacing(session, invoice_ids):
        earlier = _superseded_by(session, invoice_id)
        if earlier is not None and not _is_taken(session, earlier):
            status = "rejected" if earlier.decided_at else "received"
            set_status(session, [int(earlier.id or 0)], status)
            back.append(int(earlier.id or 0))
    return back


def _replacing(session: Session, invoice_ids: Sequence[int]) -> list[int]:
    """Return those of the invoices that replaced another one."""
    found: list[int] = []
    for start in range(0, len(invoice_ids), sums.CHUNK):
        some = select(Invoice.id).where(
            col(Invoice.id).in_(invoice_ids[start : start + sums.CHUNK]),
            col(Invoice.replaces_id).is_not(None),
        )
        found += [int(number or 0) for number in session.exec(some)]
    return found


def _superseded_by(session: Session, invoice_id: int) -> Invoice | None:
    """Return the nearest invoice that this one replaced and that was not undone."""
    later = session.get(Invoice, invoice_id)
    while later is not None and later.replaces_id is not None:
        earlier = session.get(Invoice, later.replaces_id, populate_existing=True)
        if earlier is None or earlier.status == "superseded":
            return earlier
        if earlier.status != "undone":
            return None
        later = earlier
    return None


def _is_taken(session: Session, invoice: Invoice) -> bool:
    same = select(Invoice.id).where(
        Invoice.vendor_id == invoice.vendor_id,
        Invoice.number_norm == invoice.number_norm,
        col(Invoice.status).in_(LIVE),
    )
    return session.exec(same).first() is not None
