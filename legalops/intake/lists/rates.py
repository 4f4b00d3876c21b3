"""Exchange rates as a list: currency, day from which the rate holds, rate."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from legalops.errors import InvalidInputError, LegalOpsError, Problem
from legalops.intake.lists.listing import Listing, read_listing
from legalops.money import currency_code, parse_rate

_NAMES = {
    "currency": ("currency", "from", "code", "currency code"),
    "holds from": ("holds from", "effective on", "effective from", "effective", "date", "day"),
    "rate": ("rate", "exchange rate"),
    "to": ("to", "to currency", "reporting currency"),
}
_FIRST, _LAST = date(1990, 1, 1), date(2099, 12, 31)


class RateRow(NamedTuple):
    """A rate as read: currency, day (ISO) from which it holds, rate in 1e-8, and its row."""

    currency: str
    effective_on: str
    rate_e8: int
    row: int


@dataclass(frozen=True)
class RateDraft:
    """A list of rates as read, and what is wrong with it; `sheet` is "" for text."""

    file_name: str
    rows: tuple[RateRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    sheet: str = ""


def read_rates(
    file_name: str, data: bytes, home: str, taken: frozenset[tuple[str, str]]
) -> RateDraft:
    """Return the rates of a file to the currency `home`; every fault is among its problems.

    `taken` are the (currency, day) pairs that have a rate already.
    """
    try:
        listing = read_listing(data, _NAMES, ("currency", "holds from", "rate"))
    except LegalOpsError as error:
        fault = Problem("error", "unreadable", 0, "", file_name[:40], str(error))
        return RateDraft(file_name, problems=(fault,))
    rows: list[RateRow] = []
    seen = dict.fromkeys(taken, "")
    for row in listing.rows():
        found = _row(listing, row, home)
        if found is not None and _is_new(listing, found, seen):
            rows.append(found)
    if not rows and not listing.problems:
        listing.error(listing.head, "rate", "empty", "There is no rate below this heading.")
    return RateDraft(file_name, tuple(rows), tuple(listing.problems), listing.grid.sheet)


def _is_new(listing: Listing, found: RateRow, seen: dict[tuple[str, str], str]) -> bool:
    key = (found.currency, found.effective_on)
    if key in seen:
        said = f"stands in {seen[key]} too" if seen[key] else "is entered already"
        listing.error(
            found.row, "holds from", "twice",
            f"A rate for {key[0]} from {key[1]} {said}. Take this row out.",
        )  # fmt: skip
        return False
    seen[key] = listing.where(found.row)
    return True


def _row(listing: Listing, row: int, home: str) -> RateRow | None:
    before = len(listing.problems)
    code = _currency(listing, row, home)
    day = _day(listing, row)
    rate = _rate(listing, row)
    if len(listing.problems) > before or code is None or day is None or rate is None:
        return None
    return RateRow(code, day, rate, row)


def _currency(listing: Listing, row: int, home: str) -> str | None:
    to = listing.text(row, "to")
    if to and to.upper() != home:
        listing.error(row, "to", "to", f"Rates are kept to {home}. Turn the rate round, or leave "
                      "the row out.")  # fmt: skip
    try:
        code = currency_code(listing.text(row, "currency"))
    except InvalidInputError:
        listing.error(row, "currency", "currency", "This is no currency code such as EUR or GBP.")
        return None
    if code == home:
        listing.error(row, "currency", "home", f"{home} is the reporting currency and needs no "
                      "rate. Take this row out.")  # fmt: skip
        return None
    return code


def _day(listing: Listing, row: int) -> str | None:
    if listing.is_faulty(row, "holds from"):
        return None
    value: Any = listing.value(row, "holds from")
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value).strip())
    except ValueError:
        listing.error(row, "holds from", "date", "This is no date. Write it like 2026-01-31.")
        return None
    day = day.date() if isinstance(day, datetime) else day
    if not _FIRST <= day <= _LAST:
        listing.error(row, "holds from", "date", "Choose a day from 1990 to 2099.")
        return None
    return day.isoformat()


def _rate(listing: Listing, row: int) -> int | None:
    if listing.is_faulty(row, "rate"):
        return None
    value: Any = listing.value(row, "rate")
    text = str(value).strip()
    if isinstance(value, float):
        text = f"{Decimal(repr(value)):f}"
    try:
        return parse_rate(text)
    except InvalidInputError:
        listing.error(
            row, "rate", "rate",
            "This is no rate above zero with at most eight decimals. Write it like 1.0845.",
        )  # fmt: skip
        return None
