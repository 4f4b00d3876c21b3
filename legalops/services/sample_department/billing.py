"""How firms bill the work: invoices per matter and period, as LEDES 1998B files per firm."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from legalops.periods import first_day, last_day, month_of
from legalops.services.sample_department.source import BEFORE, Firm, Source
from legalops.services.sample_department.work import Item, worked

HEADER = (
    "INVOICE_DATE|INVOICE_NUMBER|CLIENT_ID|LAW_FIRM_MATTER_ID|INVOICE_TOTAL|BILLING_START_DATE|"
    "BILLING_END_DATE|INVOICE_DESCRIPTION|LINE_ITEM_NUMBER|EXP/FEE/INV_ADJ_TYPE|"
    "LINE_ITEM_NUMBER_OF_UNITS|LINE_ITEM_ADJUSTMENT_AMOUNT|LINE_ITEM_TOTAL|LINE_ITEM_DATE|"
    "LINE_ITEM_TASK_CODE|LINE_ITEM_EXPENSE_CODE|LINE_ITEM_ACTIVITY_CODE|TIMEKEEPER_ID|"
    "LINE_ITEM_DESCRIPTION|LAW_FIRM_ID|LINE_ITEM_UNIT_COST|TIMEKEEPER_NAME|"
    "TIMEKEEPER_CLASSIFICATION|CLIENT_MATTER_ID"
)
#: Months before the last one in which the credit note is dated, and for which firm.
_CREDIT = (4, "Castellane & Rhys LLP")


@dataclass(frozen=True)
class Bill:
    """One invoice as the firm sends it."""

    firm: Firm
    number: str
    dated: date
    start: date
    end: date
    description: str
    items: tuple[Item, ...]

    @property
    def total_cents(self) -> int:
        """What its lines come to."""
        return sum(item.total_cents for item in self.items)


@dataclass(frozen=True)
class File:
    """One file as a firm sends it."""

    name: str
    data: bytes
    firm: Firm
    bills: tuple[Bill, ...]


def files(source: Source) -> list[File]:
    """Return every file that has come by the end of the last month, in the order of coming."""
    made = [file for firm in source.firms for file in _firm_files(source, firm)]
    return sorted(made, key=lambda file: (file.bills[0].dated, file.name))


def _firm_files(source: Source, firm: Firm) -> Iterator[File]:
    bills = sorted(_bills(source, firm), key=lambda bill: (bill.dated, bill.start))
    sent = [bill for bill in bills if _has_come(source, bill)]
    numbered = [
        Bill(**{**vars(bill), "number": f"{firm.prefix}{firm.first_number + 7 * i}"})
        for i, bill in enumerate(sent)
    ]
    for span, of_span in groupby(numbered, key=lambda bill: _span(source, bill)):
        bunch = tuple(of_span)
        yield File(f"{firm.file}_{span}.txt", ledes(source, bunch), firm, bunch)


def _span(source: Source, bill: Bill) -> str:
    """Name what a file covers: a month, in the years before the running one a quarter."""
    day = bill.dated
    if day.year == source.year:
        return f"{day:%Y-%m}"
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _has_come(source: Source, bill: Bill) -> bool:
    month = month_of(bill.dated)
    silent = bill.firm.name == source.silent_vendor and month == source.month
    return source.first_month <= month and bill.dated <= source.as_of and not silent


def _bills(source: Source, firm: Firm) -> Iterator[Bill]:
    every = firm.bills_every
    for start in range(-BEFORE // every * every, source.last + 1, every):
        end = start + every - 1
        items = [item for i in range(start, end + 1) for item in worked(source, firm, i)]
        period = (first_day(source.month_at(start)), last_day(source.month_at(end)))
        by_matter = sorted(items, key=_matter_number)
        for number, of_matter in groupby(by_matter, key=_matter_number):
            yield _bill(source, firm, tuple(of_matter), number=number, period=period)
    if firm.name == _CREDIT[1]:
        yield from _credit_note(source, firm)


def _matter_number(item: Item) -> str:
    return item.matter.number


def _bill(
    source: Source, firm: Firm, items: tuple[Item, ...], *, number: str, period: tuple[date, date]
) -> Bill:
    start, end = period
    chance = source.chance("bill", firm.name, number, end)
    dated = _next_work_day(end + timedelta(days=firm.lag_days + chance.randint(-4, 6)))
    ordered = tuple(sorted(items, key=lambda item: (item.kind, item.day)))
    text = f"Professional services, {start:%B %Y}"
    if month_of(start) != month_of(end):
        text = f"Professional services, {start:%B} to {end:%B %Y}"
    return Bill(firm, "", dated, start, end, text, ordered + _discount(firm, ordered, end))


def _next_work_day(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _discount(firm: Firm, items: tuple[Item, ...], end: date) -> tuple[Item, ...]:
    fees = sum(item.total_cents for item in items if item.kind == "F")
    off = fees * firm.discount_percent // 100
    if not off:
        return ()
    text = f"Agreed discount of {firm.discount_percent} percent on fees"
    return (Item(items[0].matter, "IF", end, 10, 0, -off, "", "", "", None, text),)


def _credit_note(source: Source, firm: Firm) -> Iterator[Bill]:
    index = source.last - _CREDIT[0]
    billed = [item for item in worked(source, firm, index - 2) if item.kind == "F"]
    if not billed:
        return
    largest = max(billed, key=lambda item: item.total_cents)
    month = source.month_at(index)
    text = f"Credit for time of {largest.day:%d %B %Y} recorded twice"
    item = Item(
        largest.matter, "IF", largest.day, 10, 0, -largest.total_cents, "", "", "", None, text
    )
    start, end = first_day(month_of(largest.day)), last_day(month_of(largest.day))
    dated = _next_work_day(first_day(month) + timedelta(days=10))
    yield Bill(firm, "", dated, start, end, "Credit note", (item,))


def ledes(source: Source, bills: tuple[Bill, ...]) -> bytes:
    """Write invoices as a LEDES 1998B file."""
    rows = ["LEDES1998B[]", f"{HEADER}[]"]
    for bill in bills:
        head = _head(source, bill)
        rows += [_row(bill, head, i, item) for i, item in enumerate(bill.items, start=1)]
    return ("\n".join(rows) + "\n").encode("ascii")


def _head(source: Source, bill: Bill) -> str:
    matter = bill.items[0].matter.number
    return (
        f"{bill.dated:%Y%m%d}|{bill.number}|{source.client_id}|{firm_matter(bill.firm, matter)}|"
        f"{_money(bill.total_cents)}|{bill.start:%Y%m%d}|{bill.end:%Y%m%d}|{bill.description}"
    )


def firm_matter(firm: Firm, number: str) -> str:
    """Return the number a firm uses for a matter of ours."""
    digits = "".join(c for c in number if c.isdigit())
    return f"{sum(map(ord, firm.file)) % 9000 + 10000}-{digits}"


def _row(bill: Bill, head: str, number: int, item: Item) -> str:
    keeper = item.keeper
    who = (keeper.code, keeper.name, keeper.classification) if keeper else ("", "", "")
    rate = _money(item.rate_cents) if item.kind in ("F", "E") else ""
    adjustment = _money(item.adjustment_cents) if item.adjustment_cents else "0"
    values = (
        head,
        str(number),
        item.kind,
        f"{item.units_tenths // 10}.{item.units_tenths % 10}0",
        adjustment,
        _money(item.total_cents),
        f"{item.day:%Y%m%d}",
        item.task,
        item.expense,
        item.activity,
        who[0],
        item.narrative,
        bill.firm.law_firm_id,
        rate,
        who[1],
        who[2],
        item.matter.number,
    )
    return "|".join(values) + "[]"


def _money(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"
