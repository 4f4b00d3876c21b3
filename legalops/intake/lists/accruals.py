"""Accruals as a list: firm, matter, amount, note."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from legalops.errors import InvalidInputError, LegalOpsError, Problem
from legalops.intake.budget.amount import amount_in
from legalops.intake.lists.listing import Listing, read_listing
from legalops.intake.names import fold
from legalops.money import currency_code

_NAMES = {
    "vendor": ("vendor", "firm", "law firm"),
    "matter": ("matter", "matter number"),
    "amount": ("amount", "unbilled", "accrual"),
    "currency": ("currency",),
    "note": ("note", "notes", "comment"),
}
_DASH = re.compile("[-\u2013\u2014]")
_SIGN = re.compile("[$€£¥]")
MOST_NOTE = 500


class KnownMatter(NamedTuple):
    """A matter a row may name."""

    id: int
    is_closed: bool


@dataclass(frozen=True)
class Known:
    """Vendors by folded name with id and currency, matters by folded number."""

    vendors: Mapping[str, tuple[int, str]]
    matters: Mapping[str, KnownMatter]


class AccrualRow(NamedTuple):
    """An amount as read: whose, of which matter (None for the firm as a whole), net."""

    vendor_id: int
    matter_id: int | None
    amount_cents: int
    currency: str
    note: str
    row: int


@dataclass(frozen=True)
class AccrualDraft:
    """A list of accruals as read, and what is wrong with it; `blank` counts rows without amount."""

    file_name: str
    rows: tuple[AccrualRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    blank: int = 0
    sheet: str = ""


def read_accruals(file_name: str, data: bytes, known: Known) -> AccrualDraft:
    """Return the accruals of a file; every fault is among its problems, by cell.

    A row without an amount says nothing; a zero is an answer.
    """
    try:
        listing = read_listing(data, _NAMES, ("vendor", "amount"))
    except LegalOpsError as error:
        fault = Problem("error", "unreadable", 0, "", file_name[:40], str(error))
        return AccrualDraft(file_name, problems=(fault,))
    rows: list[AccrualRow] = []
    seen: dict[tuple[int, int | None], str] = {}
    blank = 0
    for row in listing.rows():
        if not listing.text(row, "amount") and not listing.is_faulty(row, "amount"):
            blank += 1
            continue
        found = _row(listing, row, known)
        if found is not None and _is_new(listing, found, seen):
            rows.append(found)
    if not rows and not listing.problems:
        listing.error(listing.head, "amount", "empty", "There is no amount below this heading.")
    return AccrualDraft(file_name, tuple(rows), tuple(listing.problems), blank, listing.grid.sheet)


def _is_new(listing: Listing, found: AccrualRow, seen: dict[tuple[int, int | None], str]) -> bool:
    key = (found.vendor_id, found.matter_id)
    if key in seen:
        message = f"The same firm and matter stand in {seen[key]} too. Keep one of the two."
        listing.error(found.row, "vendor", "twice", message)
        return False
    seen[key] = listing.where(found.row)
    return True


def _row(listing: Listing, row: int, known: Known) -> AccrualRow | None:
    before = len(listing.problems)
    vendor = known.vendors.get(fold(listing.text(row, "vendor")))
    if vendor is None:
        listing.error(row, "vendor", "vendor", "No vendor has this name. Write it as on the page "
                      "Vendors.")  # fmt: skip
    matter = _matter(listing, row, known)
    code = _currency(listing, row, vendor[1] if vendor else "USD")
    cents = _amount(listing, row, code)
    note = listing.text(row, "note")
    if len(note) > MOST_NOTE:
        listing.error(row, "note", "note", f"This is longer than {MOST_NOTE} letters. Shorten it.")
    if len(listing.problems) > before or vendor is None or cents is None:
        return None
    return AccrualRow(vendor[0], matter.id if matter else None, cents, code, note, row)


def _matter(listing: Listing, row: int, known: Known) -> KnownMatter | None:
    number = listing.text(row, "matter")
    found = known.matters.get(fold(number)) if number else None
    if number and found is None:
        listing.error(row, "matter", "matter", "No matter has this number. Write it as on the page "
                      "Matters, or leave it blank for the firm as a whole.")  # fmt: skip
    elif found is not None and found.is_closed:
        listing.error(row, "matter", "closed", "This matter is closed, so nothing is accrued for "
                      "it. Open it first, or take the row out.")  # fmt: skip
    return found


def _currency(listing: Listing, row: int, usual: str) -> str:
    said = listing.text(row, "currency")
    try:
        return currency_code(said) if said else usual
    except InvalidInputError:
        listing.error(row, "currency", "currency", "This is no currency code such as EUR or GBP.")
        return usual


def _amount(listing: Listing, row: int, currency: str) -> int | None:
    if listing.is_faulty(row, "amount"):
        return None
    try:
        return _cents(listing.value(row, "amount"), currency)
    except InvalidInputError as error:
        listing.error(row, "amount", "amount", error.problem)
        return None


def _cents(value: Any, currency: str) -> int:
    if isinstance(value, str) and _DASH.fullmatch(value.strip()):
        problem = "This is a dash. Write 0 for nothing to bill, or leave the cell blank."
        raise InvalidInputError("Amount", problem)
    if isinstance(value, str) and _SIGN.search(value):
        problem = "Write the amount without a sign, like 1250.00; the currency has its own column."
        raise InvalidInputError("Amount", problem)
    cents, forgiven = amount_in(value, currency)
    if forgiven == "rounded":
        raise InvalidInputError("Amount", f"This has more decimals than {currency} has. Round it.")
    if cents < 0:
        raise InvalidInputError("Amount", "This is below zero. Work not billed yet cannot be.")
    return cents
