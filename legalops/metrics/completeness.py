"""Is the month complete: who was expected to bill, who has, who is late, blocked or awaited?

Grain: one row per vendor x invoice month. A vendor is expected as its setting says, or as it has
billed; what came is what is stored and live, by the month of the invoice's date.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import pandas as pd

from legalops.periods import Month, add_months, label, last_day, months_between

#: How often a vendor is expected to bill; "" is as it has billed.
CADENCES = {
    "": "As it has billed",
    "monthly": "Every month",
    "two_monthly": "Every two months",
    "quarterly": "Every quarter",
    "half_yearly": "Every half-year",
    "yearly": "Every year",
    "when_needed": "When there is work",
}
_EVERY = {"monthly": 1, "two_monthly": 2, "quarterly": 3, "half_yearly": 6, "yearly": 12}
#: What came so many days after the month's end is late; until then it is not due.
LATE_DAYS = 20
#: A vendor without a setting is expected when it billed in so many of the months before.
USUAL, OF_MONTHS = 3, 6
#: So many months before the first one shown are looked at.
BEFORE = 12

#: States in the order in which they want a person.
STATES = {
    "blocked": "Blocked",
    "waiting": "Not stored yet",
    "missing": "Missing",
    "not_due": "Not yet due",
    "late": "Late",
    "received": "Received",
    "paid": "Paid only",
    "nothing": "Nothing to bill",
    "not_expected": "Not expected",
}
CAME = ("received", "late", "paid")
AWAITED = ("blocked", "waiting", "missing", "not_due")
COLUMNS = ["vendor_id", "vendor", "month", "state", "reason", "invoices", "lines", "came_on"]


@dataclass(frozen=True)
class Sender:
    """A vendor, how its money comes in, how often it is expected, since which month it is known."""

    vendor_id: int
    name: str
    billing: str = "invoiced"
    cadence: str = ""
    since: Month = 0


@dataclass(frozen=True)
class Came:
    """What a vendor's month holds: invoices, lines, and the day the first of them was uploaded."""

    invoices: int
    lines: int
    on: date | None = None


@dataclass(frozen=True)
class Facts:
    """All that the store knows of the months: what came, what is noted, what waits blocked.

    Keys are vendor and month; `blocked` and `waiting` count the invoices of uploads that nobody
    has stored yet. `first_upload` is the day from which
    lateness can be told: what was loaded with the history came on time or not, nobody knows.
    """

    senders: Sequence[Sender] = ()
    came: Mapping[tuple[int, Month], Came] = field(default_factory=dict)
    noted: Mapping[tuple[int, Month], str] = field(default_factory=dict)
    blocked: Mapping[tuple[int, Month], int] = field(default_factory=dict)
    waiting: Mapping[tuple[int, Month], int] = field(default_factory=dict)
    first_upload: date | None = None


def last_month(newest: Month | None, today: date) -> Month:
    """Return the newest month to ask about: the last one that is over, or one billed already."""
    over = add_months(today.year * 100 + today.month, -1)
    return max(over, newest or 0)


def grid(facts: Facts, months: Sequence[Month], today: date) -> pd.DataFrame:
    """Return one row per vendor and month: its state, why in words, and what came.

    Vendors in the order of their names; those of which nothing came, is noted or expected in
    any of the months are left out.
    """
    rows = []
    for sender in sorted(facts.senders, key=lambda each: each.name.casefold()):
        cells = [_cell(sender, facts, month, today) for month in months]
        if any(state != "not_expected" for state, _ in cells):
            rows += [
                _row(sender, facts, month, cell) for month, cell in zip(months, cells, strict=True)
            ]
    return pd.DataFrame(rows, columns=COLUMNS).astype({"invoices": "int64", "lines": "int64"})


def _row(sender: Sender, facts: Facts, month: Month, cell: tuple[str, str]) -> tuple[object, ...]:
    came = facts.came.get((sender.vendor_id, month), Came(0, 0))
    return (sender.vendor_id, sender.name, month, *cell, came.invoices, came.lines, came.on)


def _cell(sender: Sender, facts: Facts, month: Month, today: date) -> tuple[str, str]:
    key = (sender.vendor_id, month)
    if key in facts.blocked:
        them = _waits(facts.blocked[key])
        return "blocked", f"{them} in an upload, blocked by errors that are to be mended."
    if key in facts.came:
        return _received(sender, facts, month)
    if key in facts.waiting:
        return "waiting", f"{_waits(facts.waiting[key])} in an upload that nobody has stored yet."
    if key in facts.noted:
        return "nothing", facts.noted[key]
    return _silent(sender, facts, month, today)


def _waits(count: int) -> str:
    return f"{_counted(count, 'invoice')} wait{'s' if count == 1 else ''}"


def _silent(sender: Sender, facts: Facts, month: Month, today: date) -> tuple[str, str]:
    if sender.billing == "paid_only":
        return "not_expected", "Only its payments count; no invoice is expected."
    is_expected, why = expected(sender, facts.came, month)
    if not is_expected:
        return "not_expected", why
    due = due_on(month)
    if today <= due:
        return "not_due", f"{why} Due by {due.day} {due:%b %Y}."
    return "missing", f"{why} It was due by {due.day} {due:%b %Y}."


def _received(sender: Sender, facts: Facts, month: Month) -> tuple[str, str]:
    came = facts.came[(sender.vendor_id, month)]
    if sender.billing == "paid_only":
        return "paid", f"{_counted(came.invoices, 'payment')}, from finance."
    said = f"{_counted(came.invoices, 'invoice')}, {_counted(came.lines, 'line')}"
    if came.on is None or facts.first_upload is None or due_on(month) < facts.first_upload:
        return "received", f"{said}."
    said = f"{said}; the first came on {came.on.day} {came.on:%b %Y}"
    after = (came.on - last_day(month)).days
    if after > LATE_DAYS:
        return "late", f"{said}, {after} days after the month's end."
    return "received", f"{said}."


def due_on(month: Month) -> date:
    """Return the last day on which a month's invoices are in time."""
    return last_day(month) + timedelta(days=LATE_DAYS)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def expected(sender: Sender, came: Collection[tuple[int, Month]], month: Month) -> tuple[bool, str]:
    """Say whether a vendor is expected to bill in a month, and why."""
    if sender.cadence == "when_needed":
        return False, "It bills when there is work."
    if not sender.cadence:
        return _as_billed(sender, came, month)
    every = _EVERY[sender.cadence]
    said = f"Set to bill {CADENCES[sender.cadence].lower()}"
    before = [add_months(month, -back) for back in range(1, every)]
    latest = next((m for m in before if (sender.vendor_id, m) in came), None)
    if latest is not None:
        return False, f"{said}; it billed in {label(latest)}."
    first = _since(sender, came, month)
    if add_months(first, every - 1) > month and first != month:
        return False, f"{said}; not expected before {label(add_months(first, every - 1))}."
    return True, f"{said}."


def _since(sender: Sender, came: Collection[tuple[int, Month]], month: Month) -> Month:
    """Return the first month in which the vendor is known, of those that are looked at."""
    early = months_between(add_months(month, -BEFORE), month)
    billed = [m for m in early if (sender.vendor_id, m) in came]
    return min([*billed, sender.since or month])


def _as_billed(
    sender: Sender, came: Collection[tuple[int, Month]], month: Month
) -> tuple[bool, str]:
    before = [add_months(month, -back) for back in range(1, OF_MONTHS + 1)]
    count = sum((sender.vendor_id, m) in came for m in before)
    said = f"it billed in {count} of the {OF_MONTHS} months before"
    if count >= USUAL:
        return True, f"Expected as it has billed: {said}."
    return False, f"Not expected as it has billed: {said}."


def counts(grid: pd.DataFrame, month: Month) -> tuple[int, int]:
    """Return how many of the expected vendors have sent for a month, and how many are expected.

    One that was not expected and sent all the same counts on both sides; payments and notes on
    neither.
    """
    states = grid.loc[grid["month"] == month, "state"]
    sent = int(states.isin(["received", "late"]).sum())
    return sent, sent + int(states.isin(AWAITED).sum())


def awaited(grid: pd.DataFrame, vendor_id: int, today: date) -> list[Month]:
    """Return the months for which a vendor's invoices are to be asked for: missing and overdue.

    Where none is overdue, those not yet due.
    """
    own = grid[grid["vendor_id"] == vendor_id]
    missing = [int(m) for m in own.loc[own["state"] == "missing", "month"]]
    over = [int(m) for m in own.loc[own["state"] == "not_due", "month"] if last_day(m) < today]
    return sorted(missing or over)
