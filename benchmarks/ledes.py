"""What a big LEDES 1998B file looks like: made from a seed, sound, and as long as asked."""

import argparse
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from legalops import periods

NAMES = (
    "INVOICE_DATE|INVOICE_NUMBER|CLIENT_ID|LAW_FIRM_MATTER_ID|INVOICE_TOTAL|BILLING_START_DATE|"
    "BILLING_END_DATE|INVOICE_DESCRIPTION|LINE_ITEM_NUMBER|EXP/FEE/INV_ADJ_TYPE|"
    "LINE_ITEM_NUMBER_OF_UNITS|LINE_ITEM_ADJUSTMENT_AMOUNT|LINE_ITEM_TOTAL|LINE_ITEM_DATE|"
    "LINE_ITEM_TASK_CODE|LINE_ITEM_EXPENSE_CODE|LINE_ITEM_ACTIVITY_CODE|TIMEKEEPER_ID|"
    "LINE_ITEM_DESCRIPTION|LAW_FIRM_ID|LINE_ITEM_UNIT_COST|TIMEKEEPER_NAME|"
    "TIMEKEEPER_CLASSIFICATION|CLIENT_MATTER_ID"
)
_RANKS = (("PARTNR", 90_000), ("OFCNSL", 75_000), ("ASSOC", 52_000), ("PRLGL", 24_000))
_TASKS = "L110 L120 L130 L160 L190 L210 L240 L310 L320 L330 L350 L410 L430 L440".split()
_ACTIVITIES = "A101 A102 A103 A104 A105 A106 A107 A108 A109".split()
_EXPENSES = "E101 E105 E106 E107 E108 E109 E110 E112 E115 E119".split()
_SURNAMES = (
    "Alder Birch Cedar Damson Elder Fir Gorse Hazel Ivy Juniper Larch Maple Oak Pine".split()
)
_VERBS = "Review|Draft|Revise|Prepare|Analyse|Confer with counsel on|Research|Finalise".split("|")
_OBJECTS = (
    "responses to the second set of interrogatories|the asset purchase agreement and schedules|"
    "outline for the deposition of the expert|privilege log entries and proposed redactions|"
    "case law on personal jurisdiction under recent appellate decisions|the protective order"
).split("|")
_ENDS = (
    "and circulate comments to the working group|in preparation for the hearing next week|"
    "regarding the damages model and the report of the economist|"
    "including exposure under the indemnification provisions of the master services agreement"
).split("|")


class Size(NamedTuple):
    """How many of everything the invented department has."""

    vendors: int = 80
    matters: int = 3_000
    timekeepers: int = 1_600
    months: int = 36
    first_month: int = 202301
    lines_an_invoice: int = 25


USUAL = Size()


def vendor_ids(size: Size = USUAL) -> list[str]:
    """Return the LAW_FIRM_ID of every vendor the files can name."""
    return [f"98-{7_000_000 + 13 * vendor}" for vendor in range(size.vendors)]


def generate(lines: int, seed: int = 1, size: Size = USUAL) -> bytes:
    """Return a sound file of so many invoice lines; the same seed gives the same bytes."""
    random = Random(seed)  # noqa: S311  # invented data, not a secret
    rows = ["LEDES1998B[]", NAMES + "[]"]
    number = 0
    while lines > 0:
        count = min(lines, random.randint(1, 2 * size.lines_an_invoice - 1))
        rows.extend(_invoice(random, f"INV-{seed}-{number:07d}", count, size))
        lines -= count
        number += 1
    return ("\n".join(rows) + "\n").encode("ascii")


def _invoice(random: Random, number: str, count: int, size: Size) -> Iterator[str]:
    """Yield the rows of one invoice: one vendor, one matter, one month."""
    matter = random.randrange(size.matters)
    vendor = matter * 7 % size.vendors
    month = periods.add_months(size.first_month, random.randrange(size.months))
    start, end = periods.first_day(month), periods.last_day(month)
    lines = [_line(random, vendor, start, size) for _ in range(count)]
    cents = sum(total for total, _, _ in lines)
    billed = end + timedelta(days=random.randint(5, 45))
    head = (
        f"{billed:%Y%m%d}|{number}|CLIENT-0711|LF{vendor:02d}-{matter:05d}|{_money(cents)}|"
        f"{start:%Y%m%d}|{end:%Y%m%d}|For professional services rendered in the period stated|"
    )
    firm, tail = f"98-{7_000_000 + 13 * vendor}", f"CM-{matter:05d}[]"
    for place, (_, before, after) in enumerate(lines, 1):
        yield f"{head}{place}|{before}|{firm}|{after}|{tail}"


def _line(random: Random, vendor: int, start: date, size: Size) -> tuple[int, str, str]:
    """Return a line's cents, and its values before and after LAW_FIRM_ID."""
    day = start + timedelta(days=random.randrange(28))
    chance = random.random()
    words = f"{random.choice(_VERBS)} {random.choice(_OBJECTS)} {random.choice(_ENDS)}"
    text = f"{words} (ref {random.randrange(100_000)})"
    if chance < 0.88:
        return _fee(random, vendor, f"{day:%Y%m%d}", text, size)
    if chance < 0.985:
        cents = random.randint(500, 250_000)
        code, amount = random.choice(_EXPENSES), _money(cents)
        return cents, f"E|1|0|{amount}|{day:%Y%m%d}||{code}|||{text}", f"{amount}||"
    cents = -random.randint(1_000, 50_000)
    amount = _money(cents)
    return cents, f"IF|1|{amount}|{amount}|{day:%Y%m%d}|||||Courtesy discount", "||"


def _fee(random: Random, vendor: int, day: str, text: str, size: Size) -> tuple[int, str, str]:
    """Return a fee line: tenths of an hour of one of the vendor's people."""
    person = random.randrange(size.timekeepers // size.vendors)
    rank, base = _RANKS[person % len(_RANKS)]
    rate = base * (80 + vendor % 40) // 100 + 500 * person
    tenths = random.randint(1, 79)
    off = -100 * random.randint(1, 20) if random.random() < 0.03 and tenths > 5 else 0
    cents = rate * tenths // 10 + off
    adjustment = _money(off) if off else "0"
    before = (
        f"F|{tenths / 10:.1f}|{adjustment}|{_money(cents)}|{day}|{random.choice(_TASKS)}||"
        f"{random.choice(_ACTIVITIES)}|T{vendor:02d}{person:03d}|{text}"
    )
    name = f"{_SURNAMES[person % len(_SURNAMES)]}, {_SURNAMES[vendor % len(_SURNAMES)]}"
    return cents, before, f"{_money(rate)}|{name}|{rank}"


def _money(cents: int) -> str:
    """Write cents as LEDES wants them."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def main(arguments: list[str]) -> None:
    """Write a file: `python -m benchmarks.ledes LINES FILE [--seed N]`."""
    parser = argparse.ArgumentParser(description="Write a big LEDES 1998B file.")
    parser.add_argument("lines", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    given.file.write_bytes(generate(given.lines, given.seed))


if __name__ == "__main__":
    main(sys.argv[1:])
