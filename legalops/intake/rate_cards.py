"""Rates of firms as a table: a rate a row, from a workbook, a text file or a grid on screen."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from legalops.errors import InvalidInputError, Problem
from legalops.intake.grid import Grid, UnreadableTableError, read_grids
from legalops.intake.names import fold
from legalops.money import CURRENCIES

HEADINGS = {
    "vendor": "Firm",
    "timekeeper": "Timekeeper",
    "classification": "Class",
    "currency": "Currency",
    "rate": "Rate",
    "effective_on": "From",
    "until": "Until",
    "state": "Agreed or requested",
    "reason": "Reason",
}
_ALIASES = {
    "vendor": "vendor|law firm", "timekeeper": "timekeeper name|timekeeper code|name",
    "classification": "classification|level", "rate": "new rate|hourly rate|rate an hour",
    "effective_on": "holds from|effective from|effective", "until": "ends|to",
    "state": "state", "reason": "note",
}  # fmt: skip
_NEEDED = ("vendor", "rate", "effective_on")
_STATES = {"": "agreed", "agreed": "agreed", "requested": "requested", "asked": "requested"}
_RATE = re.compile(r"([0-9]{1,3}(,[0-9]{3})+|[0-9]{1,7})(\.[0-9]{1,4})?")
_HIGHEST = 10**9
_ROWS_SEARCHED = 10

#: Firm, timekeeper (None for a class), folded class, currency and day of a rate.
Key = tuple[int, int | None, str, str, str]


class Row(NamedTuple):
    """A rate as it stands in a table; days are ISO, `until` "" for none, rate in 1/10000."""

    vendor_id: int
    timekeeper_id: int | None
    classification: str
    currency: str
    rate_e4: int
    effective_on: str
    until: str
    state: str
    reason: str

    @property
    def key(self) -> Key:
        """What no two rates may share."""
        return (self.vendor_id, self.timekeeper_id, fold(self.classification), self.currency,
                self.effective_on)  # fmt: skip


@dataclass(frozen=True)
class Known:
    """What the store knows: firms by folded name, their currencies, people by firm and name.

    `people` also has codes; `taken` are the rates that stand.
    """

    vendors: Mapping[str, int]
    currencies: Mapping[int, str]
    people: Mapping[tuple[int, str], int]
    taken: frozenset[Key]


@dataclass(frozen=True)
class Draft:
    """Rates as read, and what is wrong with them; `left_out` rows had no rate."""

    file_name: str
    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    left_out: int = 0


@dataclass
class _Reading:
    """A table being read: where its columns are, and what was found so far."""

    grid: Grid
    known: Known
    places: dict[str, int]
    problems: list[Problem] = field(default_factory=list)

    def text(self, row: int, name: str) -> str:
        """Return a cell as text, "" where the column is not there."""
        return self.grid.text(row, self.places[name]) if name in self.places else ""

    def fault(self, row: int, name: str, message: str) -> None:
        """Note a fault with its place, its value and the remedy."""
        column = self.places.get(name, 0)
        place = self.grid.name(row, column, HEADINGS[name])
        value = self.text(row, name)
        found = Problem("error", "rate_card", self.grid.lines[row], place, value, message)
        self.problems.append(found)


def read(file_name: str, data: bytes, known: Known) -> Draft:
    """Read rates from a workbook or delimited text; raise LegalOpsError where it is neither."""
    if not data:
        raise UnreadableTableError("The file is empty. Choose the file that holds the rates.")
    grids = read_grids(data, lambda grid: _heading(grid) is not None)
    for grid in grids:
        if _heading(grid) is not None:
            return read_grid(file_name, grid, known)
    needed = ", ".join(HEADINGS[name] for name in _NEEDED)
    message = f"No sheet has the headings {needed}. Use the template, or name the columns so."
    return Draft(file_name, problems=(Problem("error", "rate_card", 0, "", "", message),))


def read_grid(file_name: str, grid: Grid, known: Known) -> Draft:
    """Read rates from a table whose heading is among its first rows."""
    head = _heading(grid)
    if head is None:
        return Draft(file_name)
    reading = _Reading(grid, known, _places(grid, head))
    rows: list[Row] = []
    left_out = 0
    for at in range(head + 1, len(grid.rows)):
        if grid.is_blank(at):
            continue
        if not reading.text(at, "rate"):
            left_out += 1
            continue
        found = _row(reading, at)
        if found is not None and _is_new(reading, at, found, rows):
            rows.append(found)
    return Draft(file_name, tuple(rows), tuple(reading.problems), left_out)


def grid_of(rows: list[list[Any]]) -> Grid:
    """Return rows typed on screen, in the order of HEADINGS, as a table with its heading."""
    cells = [list(HEADINGS.values()), *rows]
    return Grid(sheet="", rows=cells, lines=list(range(len(cells))))


def _heading(grid: Grid) -> int | None:
    for row in range(min(_ROWS_SEARCHED, len(grid.rows))):
        places = _places(grid, row)
        if all(name in places for name in _NEEDED):
            return row
    return None


def _places(grid: Grid, row: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for column in range(len(grid.rows[row])):
        heading = fold(grid.text(row, column))
        for name, label in HEADINGS.items():
            names = {fold(label), *filter(None, _ALIASES.get(name, "").split("|"))}
            if heading in names:
                found.setdefault(name, column)
    return found


def _row(reading: _Reading, at: int) -> Row | None:
    before = len(reading.problems)
    vendor = _vendor(reading, at)
    person, classification = _who(reading, at, vendor)
    currency = _currency(reading, at, vendor)
    rate = _checked(reading, at, "rate", rate_e4)
    since = _checked(reading, at, "effective_on", _day)
    until = _checked(reading, at, "until", _day) if reading.text(at, "until") else ""
    state = _STATES.get(fold(reading.text(at, "state")))
    if state is None:
        reading.fault(at, "state", "Write agreed or requested.")
    if since and until and until < since:
        reading.fault(at, "until", "This is before the day from which the rate holds.")
    if len(reading.problems) > before or vendor is None or not rate or not since:
        return None
    return Row(vendor, person, classification, currency, rate, since, until or "",
               state or "agreed", reading.text(at, "reason")[:1000])  # fmt: skip


def _vendor(reading: _Reading, at: int) -> int | None:
    name = reading.text(at, "vendor")
    found = reading.known.vendors.get(fold(name))
    if found is None:
        reading.fault(at, "vendor", "No firm has this name. Write it as on the page Vendors.")
    return found


def _who(reading: _Reading, at: int, vendor: int | None) -> tuple[int | None, str]:
    name, title = reading.text(at, "timekeeper"), reading.text(at, "classification")
    if not name:
        if not title:
            reading.fault(at, "timekeeper", "Write a timekeeper, or else a class.")
        return None, title
    person = reading.known.people.get((vendor or 0, fold(name)))
    if person is None and vendor is not None:
        reading.fault(
            at, "timekeeper",
            "The firm has no timekeeper of this name or code. Leave it blank for a whole class.",
        )  # fmt: skip
    return person, ""


def _currency(reading: _Reading, at: int, vendor: int | None) -> str:
    typed = reading.text(at, "currency").upper()
    code = typed or reading.known.currencies.get(vendor or 0, "")
    if code not in CURRENCIES and vendor is not None:
        reading.fault(at, "currency", "Write a currency such as USD; the firm has none set.")
    return code


def _checked(reading: _Reading, at: int, name: str, check: Any) -> Any:
    try:
        return check(reading.grid.at(at, reading.places[name]))
    except InvalidInputError as error:
        reading.fault(at, name, error.problem)
        return None


def _is_new(reading: _Reading, at: int, row: Row, rows: list[Row]) -> bool:
    if row.key in reading.known.taken:
        reading.fault(at, "effective_on", "There is a rate from this day already. Choose another.")
        return False
    if any(row.key == other.key for other in rows):
        reading.fault(at, "effective_on", "This rate stands in the table twice. Take one out.")
        return False
    return True


def rate_e4(cell: Any) -> int:
    """Return a rate in 1/10000; raise InvalidInputError unless it is above zero."""
    if isinstance(cell, bool | date | datetime):
        raise InvalidInputError("Rate", "This is not a rate. Write it like 450.00.")
    if isinstance(cell, int | float):
        if not math.isfinite(cell):
            raise InvalidInputError("Rate", "This is no finite number. Write it like 450.00.")
        exact = Decimal(repr(cell))
    else:
        text = " ".join(str(cell).split())
        if not _RATE.fullmatch(text):
            raise InvalidInputError("Rate", "This is not a rate. Write it like 450.00.")
        exact = Decimal(text.replace(",", ""))
    scaled = exact.scaleb(4).to_integral_value()
    if not 0 < scaled <= _HIGHEST:
        raise InvalidInputError("Rate", "A rate is above zero and at most 100,000 an hour.")
    return int(scaled)


def _day(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    try:
        return date.fromisoformat(" ".join(str(cell).split())).isoformat()
    except ValueError as error:
        raise InvalidInputError("From", "This is not a date. Write it like 2026-01-31.") from error
