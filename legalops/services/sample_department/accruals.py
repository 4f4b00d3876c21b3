"""What did the sample department accrue: who was asked, who answered, and who stayed silent?"""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Engine

from legalops.periods import Month, add_months, first_day, last_day, months_between
from legalops.permissions import Actor
from legalops.services import accruals
from legalops.services.accruals import Entry
from legalops.services.sample_department.source import Firm, Source
from legalops.services.sample_department.work import worked
from legalops.store import matters, vendors

_MONTHS = 8
#: How many days before a month's end firms are asked, and after it their answer is due.
_ASKED, _DUE = 6, 4
_ESTIMATED = 2
_STEP = 10_000


def accrue(engine: Engine, actor: Actor, source: Source) -> None:
    """Ask firms for the last months, enter what they answer, and estimate for the silent one."""
    table = matters.table(engine, actor)
    is_open = table["status"] == "open"
    known = dict(zip(table["number"][is_open], table["id"][is_open].astype(int), strict=True))
    names = vendors.table(engine)
    ids = dict(zip(names["name"], names["id"].astype(int), strict=True))
    for month in months_between(add_months(source.month, 1 - _MONTHS), source.month):
        _month(engine, actor, source, month, (ids, known))


def _month(
    engine: Engine,
    actor: Actor,
    source: Source,
    month: Month,
    known: tuple[dict[str, int], dict[str, int]],
) -> None:
    index = len(months_between(source.first_month, month)) - 1
    ids, by_number = known
    asked = [firm for firm in source.firms if firm.name in ids and worked(source, firm, index)]
    if not asked:
        return
    first = _at(last_day(month) - timedelta(days=_ASKED), 9)
    due = first_day(add_months(month, 1)) + timedelta(days=_DUE - 1)
    accruals.ask(engine, actor, month, [ids[firm.name] for firm in asked], due, now=first)
    by_day: dict[date, list[Entry]] = defaultdict(list)
    for firm in asked:
        day = _answers_on(source, firm, month, due)
        if day is not None:
            by_day[day] += _entries(source, firm, index, (ids[firm.name], by_number))
    for day, entries in sorted(by_day.items()):
        accruals.enter(engine, actor, month, entries, now=_at(day, 16))
    if month >= add_months(source.month, 1 - _ESTIMATED) and source.silent_vendor in ids:
        silent = [ids[source.silent_vendor]]
        accruals.store_estimates(engine, actor, month, silent, now=_at(due + timedelta(days=1), 9))


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 30), UTC)


def _answers_on(source: Source, firm: Firm, month: Month, due: date) -> date | None:
    """Return the day a firm answers, None when it does not."""
    chance = source.chance("answers", firm.name, month)
    was_asked_lately = month >= add_months(source.month, 1 - _ESTIMATED)
    share = 0.12 if firm.name != source.silent_vendor else 1.0 if was_asked_lately else 0.6
    if chance.random() < share:
        return None
    return due + timedelta(days=2) if chance.random() < 0.12 else due - timedelta(days=1)


def _entries(
    source: Source, firm: Firm, index: int, known: tuple[int, dict[str, int]]
) -> list[Entry]:
    """Return what a firm says of each open matter: near to what it bills for it later."""
    vendor_id, by_number = known
    sums: dict[str, int] = defaultdict(int)
    for item in worked(source, firm, index):
        sums[item.matter.number] += item.total_cents
    made = []
    for number, cents in sorted(sums.items()):
        if number in by_number and cents > 0:
            off = source.chance("accrued", firm.name, number, index).randint(82, 112)
            amount = cents * off // 100 // _STEP * _STEP
            made.append(Entry(vendor_id, by_number[number], amount, firm.currency, "firm"))
    return made
