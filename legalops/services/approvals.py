"""Approving invoices: in full, less an amount, not at all; paid; and taking it back."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Engine

from legalops.errors import InvalidInputError
from legalops.periods import instant, utc_now
from legalops.permissions import Actor, Permission
from legalops.services import completeness
from legalops.store import approvals
from legalops.store.approvals import Decided
from legalops.store.unit import writing

_MAY = Permission.IMPORT_INVOICES


def approve(
    engine: Engine, actor: Actor, invoice_ids: Sequence[int], *, now: datetime | None = None
) -> Decided:
    """Approve invoices in full, all or none; raise RefusedError when one is decided already."""
    with writing(engine, actor, _MAY) as unit:
        return approvals.approve(unit, invoice_ids, at=instant(now or utc_now()))


def approve_less(
    engine: Engine,
    actor: Actor,
    invoice_id: int,
    cut_cents: int,
    reason: str,
    *,
    now: datetime | None = None,
) -> Decided:
    """Approve an invoice less an amount, net, in minor units of its currency.

    Raises InvalidInputError when the amount is not between zero and the total, or has no reason.
    """
    with writing(engine, actor, _MAY) as unit:
        at = instant(now or utc_now())
        return approvals.approve_less(unit, invoice_id, cut_cents, reason, at=at)


def reject(
    engine: Engine,
    actor: Actor,
    invoice_ids: Sequence[int],
    reason: str,
    *,
    now: datetime | None = None,
) -> Decided:
    """Reject invoices with a reason, all or none; their money stops counting."""
    with writing(engine, actor, _MAY) as unit:
        return approvals.reject(unit, invoice_ids, reason, at=instant(now or utc_now()))


def pay(engine: Engine, actor: Actor, invoice_ids: Sequence[int], paid_on: date | None) -> Decided:
    """Mark approved invoices as paid on a day that is not to come."""
    if paid_on is None:
        raise InvalidInputError("Paid on", "choose a date.")
    if paid_on > completeness.today(engine):
        raise InvalidInputError("Paid on", "is still to come. Choose the day it was paid.")
    with writing(engine, actor, _MAY) as unit:
        return approvals.pay(unit, invoice_ids, paid_on.isoformat())


def take_back(engine: Engine, actor: Actor, invoice_ids: Sequence[int]) -> Decided:
    """Take the last decision on invoices back, with what was taken off them."""
    with writing(engine, actor, _MAY) as unit:
        return approvals.take_back(unit, invoice_ids)
