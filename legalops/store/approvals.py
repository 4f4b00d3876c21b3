"""Decisions on invoices: approved, rejected, paid, what was taken off, and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from legalops.errors import InvalidInputError, NotFoundError, RefusedError
from legalops.metrics.cuts import share_of, shares
from legalops.models.spend import Invoice, InvoiceCut, InvoiceSum
from legalops.money import money
from legalops.periods import Month, day_label
from legalops.store import sums
from legalops.store.unit import Unit, reading

MOST_REASON = 500
#: The statuses in which an invoice rests on somebody's decision.
DECIDED = ("approved", "rejected", "paid")
_WORDS = {
    "received": "waiting for a decision",
    "approved": "approved",
    "rejected": "rejected",
    "paid": "paid",
    "undone": "undone with its upload",
    "superseded": "replaced by a later one",
}
_REMEDY = {
    "received": "Take that back first, or reload the page.",
    "approved": "Only what is approved can be paid, or taken back.",
}

#: The columns that pages get of the cube, and of cuts and accruals beside it.
SPEND = {
    "invoice_month": "int64", "work_month": "int64", "vendor_id": "int64",
    "practice_area_id": "int64", "cost_kind": "str", "currency": "str", "status": "str",
    "reporting_cents": "int64", "reporting_tax_cents": "int64", "unconverted_cents": "int64",
}  # fmt: skip
_CUTS = """
    SELECT i.invoice_month, c.work_month, i.vendor_id, COALESCE(s.practice_area_id, 0),
           c.cost_kind, i.currency, i.status, c.cut_cents, c.reporting_cut_cents,
           s.billed_cents, COALESCE(s.reporting_tax_cents, 0)
    FROM invoice_cut c JOIN invoice i ON i.id = c.invoice_id
    JOIN invoice_sum s ON s.invoice_id = c.invoice_id AND s.matter_id = c.matter_id
     AND s.work_month = c.work_month AND s.cost_kind = c.cost_kind
    WHERE i.status IN ('approved', 'paid')
      AND (i.invoice_month BETWEEN :first AND :last OR c.work_month BETWEEN :first AND :last)
"""


def cuts(engine: Engine, first: Month, last: Month) -> pd.DataFrame:
    """Return what was taken off invoices of the months, as negative spend, for pages.

    The columns are those of `store.spend.cube_of`; tax goes with what is taken off in
    proportion. Amounts are in minor units.
    """
    with reading(engine) as session:
        rows = session.connection().execute(text(_CUTS), {"first": first, "last": last}).all()
    made = []
    for *key, cut, reporting, billed, tax in rows:
        money = (0, 0, -int(cut)) if reporting is None else (
            -int(reporting), -share_of(int(tax), int(cut), int(billed)), 0
        )  # fmt: skip
        made.append((*key, *money))
    return pd.DataFrame(made, columns=list(SPEND)).astype(SPEND)


@dataclass(frozen=True)
class Decided:
    """What a decision did: how many invoices, and the money per currency, net, minor units."""

    invoices: int
    cents: dict[str, int]
    cut_cents: int = 0


def approve(unit: Unit, invoice_ids: Sequence[int], *, at: str) -> Decided:
    """Approve received invoices in full; raise RefusedError when one is not waiting."""
    rows = _waiting(unit, invoice_ids, ("received",))
    _decide(unit, rows, "approved", at)
    return _told(rows)


def approve_less(unit: Unit, invoice_id: int, cut_cents: int, reason: str, *, at: str) -> Decided:
    """Approve a received invoice less an amount, in minor units of its currency, net.

    The amount is spread over the invoice's sums in proportion. Raises InvalidInputError for an
    amount that is not above zero and below the invoice's total, or without a reason.
    """
    rows = _waiting(unit, [invoice_id], ("received",))
    said = _reason(reason)
    invoice = rows[0]
    if cut_cents <= 0:
        raise InvalidInputError("Amount", "take off more than zero, or approve it in full.")
    if cut_cents >= invoice.total_cents:
        raise InvalidInputError(
            "Amount",
            f"is not less than the invoice's {money(invoice.total_cents, invoice.currency)} net. "
            "Reject the invoice instead.",
        )
    _spread(unit.session, invoice, cut_cents)
    invoice.cut_cents = cut_cents
    _decide(unit, rows, "approved", at, said)
    return replace(_told(rows), cut_cents=cut_cents)


def reject(unit: Unit, invoice_ids: Sequence[int], reason: str, *, at: str) -> Decided:
    """Reject received invoices: they stop counting as spend."""
    rows = _waiting(unit, invoice_ids, ("received",))
    _decide(unit, rows, "rejected", at, _reason(reason))
    return _told(rows)


def pay(unit: Unit, invoice_ids: Sequence[int], paid_on: str) -> Decided:
    """Mark approved invoices as paid on a day (ISO)."""
    rows = _waiting(unit, invoice_ids, ("approved",))
    early = next((row for row in rows if paid_on < row.invoice_date), None)
    if early is not None:
        raise InvalidInputError(
            "Paid on",
            f"is before invoice {early.number} was written, {day_label(early.invoice_date)}.",
        )
    _move(unit, rows, "paid")
    for row in rows:
        row.paid_on = paid_on
    _note(unit, rows, "invoice.paid", {"paid_on": paid_on})
    return _told(rows)


def take_back(unit: Unit, invoice_ids: Sequence[int]) -> Decided:
    """Take the last decision back: paid becomes approved, approved and rejected wait again.

    What was taken off an invoice that waits again goes with it.
    """
    rows = _waiting(unit, invoice_ids, DECIDED)
    before = {str(row.id): _kept(row) for row in rows}
    paid = [row for row in rows if row.status == "paid"]
    others = [row for row in rows if row.status != "paid"]
    for row in others:
        _unspread(unit.session, int(row.id or 0))
        row.cut_cents, row.decided_reason = 0, ""
        row.decided_by = row.decided_at = None
    for row in paid:
        row.paid_on = None
    _move(unit, paid, "approved")
    _move(unit, others, "received")
    _note(unit, rows, "invoice.decision_taken_back", {}, before)
    return _told(rows)


def _kept(row: Invoice) -> dict[str, object]:
    names = ("status", "decided_by", "decided_at", "decided_reason", "cut_cents", "paid_on")
    return {name: getattr(row, name) for name in names if getattr(row, name)}


def _waiting(unit: Unit, ids: Sequence[int], allowed: Sequence[str]) -> list[Invoice]:
    """Return the invoices in the order of their ids; refuse what is in no allowed status."""
    if not ids:
        raise InvalidInputError("Invoices", "choose at least one.")
    rows: list[Invoice] = []
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), sums.CHUNK):
        some = select(Invoice).where(col(Invoice.id).in_(wanted[start : start + sums.CHUNK]))
        query = some.order_by(col(Invoice.id)).execution_options(populate_existing=True)
        rows += unit.session.exec(query).all()
    if len(rows) < len(wanted):
        raise NotFoundError("An invoice")
    wrong = next((row for row in rows if row.status not in allowed), None)
    if wrong is not None:
        by = f" by {wrong.decided_by}" if wrong.decided_by and wrong.status in DECIDED else ""
        raise RefusedError(
            f"Invoice {wrong.number} is {_WORDS[wrong.status]}{by}; nothing was changed. "
            f"{_REMEDY[allowed[0]]}"
        )
    return rows


def _decide(unit: Unit, rows: Sequence[Invoice], status: str, at: str, reason: str = "") -> None:
    _move(unit, rows, status)
    for row in rows:
        row.decided_by = unit.actor.display_name or unit.actor.name
        row.decided_at, row.decided_reason = at, reason
    cut = sum(row.cut_cents for row in rows)
    _note(unit, rows, f"invoice.{status}", {"reason": reason, "cut_cents": cut})


def _move(unit: Unit, rows: Sequence[Invoice], status: str) -> None:
    """Give invoices a status; the kept sums follow in the same transaction."""
    ids = [int(row.id or 0) for row in rows]
    unit.session.flush()
    sums.move(unit.session, ids, status)
    for row in rows:
        row.status = status
    unit.session.flush()
    unit.touch("spend", "uploads")


def _note(
    unit: Unit,
    rows: Sequence[Invoice],
    action: str,
    after: dict[str, Any],
    before: dict[str, Any] | None = None,
) -> None:
    unit.session.flush()
    only = rows[0].id if len(rows) == 1 else ""
    said = {"invoices": {str(row.id): row.number for row in rows}, **after}
    unit.audit(action, "invoice", only, before=before, after=said)


def _spread(session: Session, invoice: Invoice, cut: int) -> None:
    found = session.exec(
        select(InvoiceSum)
        .where(InvoiceSum.invoice_id == invoice.id)
        .order_by(col(InvoiceSum.matter_id), col(InvoiceSum.work_month), col(InvoiceSum.cost_kind))
    ).all()
    for part, cents in zip(found, shares(cut, [part.billed_cents for part in found]), strict=True):
        if cents:
            session.add(
                InvoiceCut(
                    invoice_id=part.invoice_id,
                    matter_id=part.matter_id,
                    work_month=part.work_month,
                    cost_kind=part.cost_kind,
                    cut_cents=cents,
                    reporting_cut_cents=None
                    if part.reporting_cents is None
                    else share_of(part.reporting_cents, cents, part.billed_cents),
                )
            )
            part.approved_cents = part.billed_cents - cents
    session.flush()


def _unspread(session: Session, invoice_id: int) -> None:
    given = {"invoice": invoice_id}
    for query in (
        "DELETE FROM invoice_cut WHERE invoice_id = :invoice",
        "UPDATE invoice_sum SET approved_cents = billed_cents WHERE invoice_id = :invoice",
    ):
        session.connection().execute(text(query), given)


def convert(session: Session, invoice_ids: Sequence[int]) -> None:
    """Convert what was taken off invoices that have just been converted."""
    wanted = set(invoice_ids)
    query = select(InvoiceCut).where(col(InvoiceCut.reporting_cut_cents).is_(None))
    for row in session.exec(query).all():
        if row.invoice_id in wanted:
            key = (row.invoice_id, row.matter_id, row.work_month, row.cost_kind)
            part = session.get(InvoiceSum, key, populate_existing=True)
            if part is not None and part.reporting_cents is not None:
                row.reporting_cut_cents = share_of(
                    part.reporting_cents, row.cut_cents, part.billed_cents
                )
    session.flush()


def _reason(text: str) -> str:
    said = " ".join(text.split())
    if not said or len(said) > MOST_REASON:
        raise InvalidInputError(
            "Reason", f"say why, in at most {MOST_REASON} letters: the firm will ask."
        )
    return said


def _told(rows: Sequence[Invoice]) -> Decided:
    cents: dict[str, int] = {}
    for row in rows:
        cents[row.currency] = cents.get(row.currency, 0) + row.total_cents
    return Decided(len(rows), cents)
