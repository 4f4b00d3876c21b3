"""Entering accruals and asking firms for them: each row kept, the newest of its kind counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from legalops import money
from legalops.errors import InvalidInputError, NotFoundError, RefusedError, StaleEditError
from legalops.models.outlook import Accrual, AccrualRequest
from legalops.models.spend import Matter, Vendor
from legalops.periods import Month, is_month, label, last_day
from legalops.store import rates, settings
from legalops.store.unit import Unit

#: Sources that answer what a firm was asked; a typed zero is an answer too.
ANSWERS = ("firm", "workbook")
ANY = -1
MOST_NOTE = 500


@dataclass(frozen=True)
class Entry:
    """What a firm's unbilled work of a month comes to, net, in minor units of a currency.

    `amount_cents` None takes an earlier entry out. `seen` is the row that was looked at, None
    for no row, `ANY` where it does not matter.
    """

    vendor_id: int
    matter_id: int | None
    amount_cents: int | None
    currency: str
    source: str
    method: str = ""
    note: str = ""
    seen: int | None = ANY


def put(unit: Unit, month: Month, entries: Sequence[Entry], at: str) -> int:
    """Keep the entries of a month and return how many differ from what stood there.

    What is replaced stays in the store. Raises StaleEditError when somebody else changed a row
    since it was looked at, InvalidInputError for an amount below zero.
    """
    if not is_month(month):
        raise InvalidInputError("Month", "choose a month.")
    changed = [entry for entry in entries if _put(unit, month, entry, at)]
    _answered(unit.session, month, changed, at)
    if changed:
        unit.audit(
            "accruals.entered", "month", month,
            after={"entries": [
                {"vendor": e.vendor_id, "matter": e.matter_id, "cents": e.amount_cents,
                 "currency": e.currency, "source": e.source, "method": e.method}
                for e in changed
            ]},
        )  # fmt: skip
    unit.touch("spend")
    return len(changed)


def _put(unit: Unit, month: Month, entry: Entry, at: str) -> bool:
    earlier = _standing(unit.session, month, entry)
    found = None if earlier is None else earlier.id
    if entry.seen not in (ANY, found):
        by = earlier.made_by if earlier is not None else "somebody else"
        raise StaleEditError(f"The accrual for {label(month)}", by)
    if entry.amount_cents is None:
        if earlier is not None:
            earlier.replaced_at = at
        return earlier is not None
    row = _made(unit, month, entry, at)
    if earlier is not None:
        if _is_same(earlier, row):
            return False
        earlier.replaced_at = at
    unit.session.add(row)
    unit.session.flush()
    return True


def _is_same(earlier: Accrual, row: Accrual) -> bool:
    names = ("amount_cents", "currency", "source", "method", "note", "reporting_cents")
    return all(getattr(earlier, name) == getattr(row, name) for name in names)


def _standing(session: Session, month: Month, entry: Entry) -> Accrual | None:
    return session.exec(
        select(Accrual).where(
            Accrual.month == month,
            Accrual.vendor_id == entry.vendor_id,
            col(Accrual.matter_id).is_(None)
            if entry.matter_id is None
            else Accrual.matter_id == entry.matter_id,
            col(Accrual.replaced_at).is_(None),
        )
    ).first()


def _made(unit: Unit, month: Month, entry: Entry, at: str) -> Accrual:
    cents = int(entry.amount_cents or 0)
    if not 0 <= cents <= money.LARGEST:
        raise InvalidInputError("Amount", "is below zero or larger than any amount kept.")
    if len(entry.note) > MOST_NOTE:
        raise InvalidInputError("Note", f"is longer than {MOST_NOTE} letters. Shorten it.")
    _known(unit.session, entry)
    code = money.currency_code(entry.currency)
    home = settings.read(unit.session).reporting_currency
    rate = rates.rate_for(unit.session, code, home, last_day(month).isoformat())
    return Accrual(
        month=month,
        vendor_id=entry.vendor_id,
        matter_id=entry.matter_id,
        currency=code,
        amount_cents=cents,
        reporting_cents=None if rate is None else money.convert(cents, code, home, rate),
        rate_e8=rate,
        source=entry.source,
        method=entry.method,
        note=" ".join(entry.note.split()),
        made_by=unit.actor.display_name or unit.actor.name,
        made_at=at,
    )


def _known(session: Session, entry: Entry) -> None:
    if session.get(Vendor, entry.vendor_id) is None:
        raise NotFoundError("The vendor")
    if entry.matter_id is None:
        return
    matter = session.get(Matter, entry.matter_id)
    if matter is None:
        raise NotFoundError("The matter")
    if matter.status == "closed":
        raise RefusedError(
            f"Matter {matter.number} is closed, so nothing is accrued for it. Open it first, or "
            "leave it out."
        )


def _answered(session: Session, month: Month, entries: Sequence[Entry], at: str) -> None:
    """Note that the firms whose own word this is have answered."""
    firms = {e.vendor_id for e in entries if e.source in ANSWERS and e.amount_cents is not None}
    query = select(AccrualRequest).where(
        AccrualRequest.month == month,
        col(AccrualRequest.vendor_id).in_(firms),
        col(AccrualRequest.answered_at).is_(None),
    )
    for row in session.exec(query).all() if firms else ():
        row.answered_at = at
    session.flush()


def ask(unit: Unit, month: Month, vendor_ids: Sequence[int], due_on: date, at: str) -> int:
    """Note that firms are asked for a month's unbilled work; one asked before gets the new date.

    Returns how many were not asked before.
    """
    if not vendor_ids:
        raise InvalidInputError("Firms", "choose at least one.")
    if not is_month(month):
        raise InvalidInputError("Month", "choose a month.")
    fresh = 0
    for vendor_id in dict.fromkeys(vendor_ids):
        if unit.session.get(Vendor, vendor_id) is None:
            raise NotFoundError("The vendor")
        row = unit.session.exec(
            select(AccrualRequest).where(
                AccrualRequest.month == month, AccrualRequest.vendor_id == vendor_id
            )
        ).first()
        if row is None:
            fresh += 1
            row = AccrualRequest(
                month=month, vendor_id=vendor_id, asked_by="", asked_at=at, due_on=""
            )
            unit.session.add(row)
        row.asked_by = unit.actor.display_name or unit.actor.name
        row.due_on = due_on.isoformat()
    unit.audit(
        "accruals.asked", "month", month,
        after={"vendors": list(dict.fromkeys(vendor_ids)), "due_on": due_on},
    )  # fmt: skip
    unit.touch("spend")
    return fresh
