"""How did the sample department decide on its invoices: when files came, what it took off?"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Engine

from legalops.periods import add_months, first_day, instant, last_day, month_of
from legalops.permissions import Actor, Permission
from legalops.services import approvals
from legalops.services.sample_department.billing import Bill, File
from legalops.services.sample_department.source import Source
from legalops.store import arrivals
from legalops.store.unit import writing

_REASONS = (
    "Travel time is not agreed",
    "Two lawyers attended the same call",
    "Rate above the agreed card",
    "Clerical work billed as legal work",
    "Time on the invoice itself",
)
_CUT_FROM = 800_000
_CUT_PERCENT = 9
#: Months before the last one in which one invoice was rejected, and why.
_REJECTED = (3, "Billed on the wrong matter; please send it again")
_HISTORY_DAYS = 3


@dataclass(frozen=True)
class Stored:
    """A file of the sample with the upload and the invoices it became."""

    file: File
    upload_id: int
    invoice_ids: Sequence[int]


@dataclass(frozen=True)
class _Case:
    """An invoice with the day it came."""

    bill: Bill
    invoice_id: int
    came: date


def decide(engine: Engine, actor: Actor, source: Source, stored: Sequence[Stored]) -> None:
    """Let files have come when they would have, and decide on most of their invoices."""
    came = {each.upload_id: _came(source, each.file) for each in stored}
    with writing(engine, actor, Permission.IMPORT_INVOICES) as unit:
        arrivals.correct(unit, {upload: instant(_at(day, 8)) for upload, day in came.items()})
    cases = [
        _Case(bill, invoice_id, came[each.upload_id])
        for each in stored
        for bill, invoice_id in zip(each.file.bills, each.invoice_ids, strict=True)
    ]
    rejected = _rejected(source, cases)
    for case in rejected:
        at = _at(case.came + timedelta(days=6), 11)
        approvals.reject(engine, actor, [case.invoice_id], _REJECTED[1], now=at)
    left = [case for case in cases if case not in rejected]
    _approve_less(engine, actor, source, left)
    _approve_and_pay(engine, actor, source, left)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 15), UTC)


def _came(source: Source, file: File) -> date:
    """Return the day a file came: history in the first days of the running year."""
    last = max(bill.dated for bill in file.bills)
    if last.year < source.year:
        return date(source.year, 1, 5)
    return min(last + timedelta(days=source.chance("came", file.name).randint(0, 4)), source.as_of)


def _rejected(source: Source, cases: Iterable[_Case]) -> list[_Case]:
    month = add_months(source.month, -_REJECTED[0])
    dated = [c for c in cases if month_of(c.bill.dated) == month and c.bill.total_cents > 0]
    return sorted(dated, key=lambda case: (case.bill.total_cents, case.invoice_id))[:1]


def _decided_on(source: Source, case: _Case) -> date | None:
    """Return the day an invoice is decided on, None while it still waits."""
    if case.bill.dated.year < source.year:
        day = case.came + timedelta(days=_HISTORY_DAYS)
    else:
        chance = source.chance("decided", case.bill.firm.name, case.bill.number)
        slow = 14 if chance.random() < 0.12 else 0
        day = case.came + timedelta(days=chance.randint(2, 11) + slow)
    return day if day <= source.as_of else None


def _cut(source: Source, case: _Case) -> tuple[int, str]:
    """Return what is taken off an invoice in its minor units, and why; 0 for most."""
    chance = source.chance("cut", case.bill.firm.name, case.bill.number)
    if case.bill.total_cents < _CUT_FROM or chance.randint(1, 100) > _CUT_PERCENT:
        return 0, ""
    return case.bill.total_cents * chance.randint(10, 60) // 1000 // 5000 * 5000, chance.choice(
        _REASONS
    )


def _approve_less(engine: Engine, actor: Actor, source: Source, cases: Iterable[_Case]) -> None:
    for case in cases:
        day, (cents, reason) = _decided_on(source, case), _cut(source, case)
        if day is not None and cents:
            at = _at(day, 14)
            approvals.approve_less(engine, actor, case.invoice_id, cents, reason, now=at)


def _approve_and_pay(engine: Engine, actor: Actor, source: Source, cases: Sequence[_Case]) -> None:
    days: dict[date, list[int]] = defaultdict(list)
    paid: dict[date, list[int]] = defaultdict(list)
    for case in cases:
        day = _decided_on(source, case)
        if day is None:
            continue
        if not _cut(source, case)[0]:
            days[day].append(case.invoice_id)
        due = last_day(
            month_of(max(case.bill.dated, first_day(month_of(day))) + timedelta(days=20))
        )
        if due <= source.as_of:
            paid[due].append(case.invoice_id)
    for day, ids in sorted(days.items()):
        approvals.approve(engine, actor, ids, now=_at(day, 15))
    for day, ids in sorted(paid.items()):
        approvals.pay(engine, actor, ids, day)
