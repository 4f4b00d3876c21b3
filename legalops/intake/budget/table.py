"""Which budget a workbook or text file holds: months across, or a row for every amount."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any, NamedTuple

from legalops.errors import InvalidInputError, LegalOpsError, Problem
from legalops.intake.budget.amount import Amount, amount_in
from legalops.intake.budget.draft import BudgetDraft, BudgetRow, CostKind, DroppedTotal, Subject
from legalops.intake.budget.heading import SEARCHED_ROWS, Heading, find_heading, is_total
from legalops.intake.budget.kinds import kind_in
from legalops.intake.budget.layout import check_layout, outside, wrong_currency
from legalops.intake.budget.month_names import month_in, says_its_year
from legalops.intake.budget.notes import Notes, has_invisible, shown
from legalops.intake.budget.totals import Entry, Totals
from legalops.intake.grid import Grid, UnreadableTableError, read_grids
from legalops.intake.names import fold
from legalops.periods import FiscalYear, Month, fiscal_year_of, label

LONGEST_NAME = 80
_SILENT_SHEETS = {"read me", "readme", "instructions", "notes", "help"}
_CLASHES: dict[CostKind, tuple[CostKind, ...]] = {
    "fees": ("fees", "all"),
    "expenses": ("expenses", "all"),
    "all": ("fees", "expenses", "all"),
}
_FORGIVEN = {
    "marked": "Currency signs, thousands commas or brackets were read as meant in {}.",
    "rounded": "Amounts with more decimals than the currency has were rounded in {}.",
}
_UNCALCULATED = (
    "A formula that was never calculated. Open and save the file in Excel, or write the amount."
)


class _Who(NamedTuple):
    """Whose budget a row is."""

    subject: Subject
    name: str
    cost_kind: CostKind


@dataclass(frozen=True)
class Known:
    """What the store knows, by folded name."""

    areas: Mapping[str, str]
    matters: Mapping[str, str]
    vendors: Mapping[str, str]

    @classmethod
    def of(
        cls,
        areas: Iterable[str],
        matters: Iterable[str],
        vendors: Mapping[str, str] | None = None,
    ) -> "Known":
        """Fold names, numbers, and the name of each vendor by all it is known under."""
        return cls(
            {fold(name): name for name in areas},
            {fold(name): name for name in matters},
            {fold(spelling): name for spelling, name in (vendors or {}).items()},
        )


def read_budget(
    file_name: str,
    data: bytes,
    *,
    fiscal_year: FiscalYear,
    known: Known,
    currency: str,
) -> BudgetDraft:
    """Return the draft of a fiscal year's budget; whatever is wrong is among its problems.

    An unknown practice area is listed as new, an unknown matter or vendor is an error.
    """
    draft = BudgetDraft(file_name, hashlib.sha256(data).hexdigest(), fiscal_year, currency)
    try:
        grid, heading, aside = _chosen(data, fiscal_year)
    except LegalOpsError as error:
        line = error.line if isinstance(error, UnreadableTableError) else 0
        problem = Problem("error", "unreadable", line, "", file_name[:40], str(error))
        return replace(draft, problems=(problem,))
    found = _read(draft, grid, heading, known)
    return replace(found, problems=(*aside, *found.problems))


def read_entries(
    rows: Sequence[Sequence[Any]],
    *,
    fiscal_year: FiscalYear,
    known: Known,
    currency: str,
) -> BudgetDraft:
    """Return the draft of a budget entered by hand: a heading and rows below it.

    A problem's `line` is the row's number, the first below the heading being 1.
    """
    draft = BudgetDraft("", "", fiscal_year, currency)
    grid = Grid(sheet="", rows=[list(row) for row in rows], lines=list(range(len(rows))))
    heading = find_heading(grid, fiscal_year)
    if heading is None:
        message = "The form came without its heading. Reload the page and enter it again."
        return replace(draft, problems=(Problem("error", "unreadable", 0, "", "", message),))
    return _read(draft, grid, heading, known)


def stated_year(data: bytes, starts_in: int) -> FiscalYear | None:
    """Return the fiscal year that a file's own months name, None when they name none or two."""
    any_year = FiscalYear(2000, starts_in)
    try:
        grid, heading, _ = _chosen(data, any_year)
    except LegalOpsError:
        return None
    if heading.period is not None and heading.is_long:
        cells = [grid.at(row, heading.period) for row in range(heading.row + 1, len(grid.rows))]
    else:
        cells = [grid.at(heading.row, column) for column in heading.months]
    months = {month_in(cell, any_year) for cell in cells if says_its_year(cell, any_year)}
    years = {fiscal_year_of(month, starts_in) for month in months if month is not None}
    return years.pop() if len(years) == 1 else None


def _read(draft: BudgetDraft, grid: Grid, heading: Heading, known: Known) -> BudgetDraft:
    reader = _Reader(Notes(grid, heading), draft.fiscal_year, draft.currency, known)
    totals = reader.read()
    return replace(
        draft,
        rows=tuple(entry.value for entry in reader.entries),
        new_areas=tuple(reader.new_areas.values()),
        totals=tuple(totals),
        extra_columns=tuple(grid.text(heading.row, column) for column in heading.extra),
        problems=tuple(reader.notes.problems),
        sheet=grid.sheet,
        is_long=heading.is_long,
    )


def _chosen(data: bytes, fiscal_year: FiscalYear) -> tuple[Grid, Heading, list[Problem]]:
    """Return the one table that is a budget, its heading, and a word on what is beside it."""
    grids = read_grids(data, lambda grid: find_heading(grid, fiscal_year) is not None)
    headed = [(grid, find_heading(grid, fiscal_year)) for grid in grids]
    found = [(grid, heading) for grid, heading in headed if heading is not None]
    found = [pair for pair in found if not pair[0].is_hidden] or found
    found = [pair for pair in found if pair[1].is_departments] or found
    if not found:
        raise UnreadableTableError(
            f"No heading was found in the first {SEARCHED_ROWS} rows. One row must name a column "
            "Practice area, Matter or Vendor, and months such as 2026-01 (or Period and Amount)."
        )
    if len(found) > 1:
        names = ", ".join(f"{grid.sheet!r}" for grid, _ in found)
        raise UnreadableTableError(f"The sheets {names} all look like a budget. Leave only one.")
    grid, heading = found[0]
    aside = [
        _left_out(other)
        for other in grids
        if other is not grid and fold(other.sheet) not in _SILENT_SHEETS
    ]
    return grid, heading, aside


def _left_out(grid: Grid) -> Problem:
    kind = "hidden sheet" if grid.is_hidden else "sheet"
    message = f"This {kind} was not read and nothing of it is stored."
    return Problem("warning", "sheet-ignored", 0, grid.sheet[:60], "", message)


@dataclass
class _Reader:
    """One pass over the rows of a table under its heading."""

    notes: Notes
    fiscal_year: FiscalYear
    currency: str
    known: Known
    entries: list[Entry] = field(default_factory=list)
    new_areas: dict[str, str] = field(default_factory=dict)
    _forgiven: dict[str, list[str]] = field(default_factory=dict)
    _places: dict[tuple[_Who, Month], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._told_of_vendors = False
        self._grid = self.notes.grid
        self._heading = self.notes.heading
        self._totals = Totals(self.notes, self.fiscal_year, self.currency)

    def read(self) -> list[DroppedTotal]:
        """Read every row; return the sums the file states, compared when the rest is sound."""
        check_layout(self.notes, self.fiscal_year, self.currency)
        for row in range(self._heading.row + 1, len(self._grid.rows)):
            if not self._grid.is_blank(row):
                self._row(row)
        self._conclude()
        return [] if self.notes.has_errors else self._totals.compare(self.entries)

    def _row(self, row: int) -> None:
        filled = self._filled(row, self._amount_columns())
        name = self._total_name(row)
        if name is not None:
            self._totals.state_row(row, name, filled + self._filled(row, self._heading.totals))
            return
        who = self._who(row) if filled else None
        if who is not None:
            taken = [self._take(row, column, who) for column in filled]
            if all(taken):
                self._totals.state_columns(row)

    def _amount_columns(self) -> Iterable[int]:
        amount = self._heading.amount
        return [amount] if self._heading.is_long and amount is not None else self._heading.months

    def _filled(self, row: int, columns: Iterable[int]) -> list[int]:
        faults = self._grid.faults
        return [c for c in columns if self._grid.text(row, c) or (row, c) in faults]

    def _total_name(self, row: int) -> str | None:
        """Return the label by which a row is a sum of others, None when it is not one."""
        heading, label_of = self._heading, self.notes.label
        area, kind = label_of(row, heading.area), label_of(row, heading.kind)
        is_firm = not area and fold(label_of(row, heading.vendor)) in self.known.vendors
        is_plain = fold(area) in self.known.areas or label_of(row, heading.matter) or is_firm
        if is_plain and not is_total(kind) and not is_total(label_of(row, heading.matter)):
            return None
        named = [heading.area, heading.matter, heading.vendor, heading.kind, heading.period]
        for column in [*named, *([] if area else heading.extra)]:
            if is_total(label_of(row, column)):
                return f"{area} {kind}".strip() or label_of(row, column)
        return None

    def _who(self, row: int) -> _Who | None:
        heading = self._heading
        area, number, vendor = (
            self.notes.label(row, column)
            for column in (heading.area, heading.matter, heading.vendor)
        )
        if not (area or number or vendor):
            self._complain_of_nobody(row)
            return None
        subject: Subject = "matter" if number else "area" if area else "vendor"
        find = {"matter": self._matter, "area": self._area, "vendor": self._vendor}[subject]
        name = find(row, number or area or vendor)
        if vendor and subject != "vendor":
            self._pass_over_vendors(heading.vendor or 0)
        kind = self._kind(row, subject)
        if name is None or kind is None or not self._is_our_currency(row):
            return None
        return _Who(subject, name, kind)

    def _pass_over_vendors(self, column: int) -> None:
        """Say once that a vendor beside a practice area or matter means nothing."""
        if not self._told_of_vendors:
            title = shown(self.notes.title(column))
            message = f"The column {title} is read only in rows without practice area and matter."
            self.notes.remark("column-ignored", message)
        self._told_of_vendors = True

    def _complain_of_nobody(self, row: int) -> None:
        heading = self._heading
        columns = [c for c in (heading.area, heading.matter, heading.vendor) if c is not None]
        message = "An amount of nobody. Write the practice area, matter or vendor it is for."
        self.notes.error("subject", row, columns[0], message)

    def _is_our_currency(self, row: int) -> bool:
        column = self._heading.currency
        if column is None or self._grid.text(row, column).upper() in ("", self.currency):
            return True
        self.notes.error("currency", row, column, wrong_currency(self.currency))
        return False

    def _matter(self, row: int, number: str) -> str | None:
        found = self.known.matters.get(fold(number))
        if found is None:
            near = get_close_matches(fold(number), self.known.matters, 1, 0.7)
            hint = f" The nearest is {self.known.matters[near[0]]}." if near else ""
            message = f"No matter has this number.{hint} Correct it, or add the matter first."
            self.notes.error("matter", row, self._heading.matter or 0, message)
        return found

    def _vendor(self, row: int, name: str) -> str | None:
        found = self.known.vendors.get(fold(name))
        if found is None:
            near = get_close_matches(fold(name), self.known.vendors, 1, 0.7)
            hint = f" The nearest is {self.known.vendors[near[0]]}." if near else ""
            message = f"No vendor has this name.{hint} Correct it, or add the name to the vendor."
            self.notes.error("vendor", row, self._heading.vendor or 0, message)
        return found

    def _area(self, row: int, name: str) -> str | None:
        folded, column = fold(name), self._heading.area or 0
        if folded in self.known.areas:
            return self.known.areas[folded]
        if has_invisible(self._grid.at(row, column)) or len(name) > LONGEST_NAME or not folded:
            message = f"No name: it has invisible characters or more than {LONGEST_NAME} letters."
            self.notes.error("area", row, column, message)
            return None
        if folded not in self.new_areas:
            self.new_areas[folded] = name
            near = get_close_matches(folded, self.known.areas, 1, 0.8)
            if near:
                message = f"A new practice area. Did you mean {self.known.areas[near[0]]}?"
                self.notes.warning("area-new", row, column, message)
        return self.new_areas[folded]

    def _kind(self, row: int, subject: Subject) -> CostKind | None:
        column = self._heading.kind
        if column is None or (subject != "area" and not self._grid.text(row, column)):
            return "all"
        kind = kind_in(self._grid.text(row, column))
        if subject == "vendor" and kind in ("fees", "expenses"):
            message = "A vendor's cap is for fees and expenses together. Write all."
            self.notes.error("cost-kind", row, column, message)
            return None
        if kind is None:
            self.notes.error("cost-kind", row, column, "No cost kind. Write fees, expenses or all.")
        return kind

    def _take(self, row: int, column: int, who: _Who) -> bool:
        """Add one amount to the budget; say whether it could be."""
        month, amount = self._month(row, column), self._amount(row, column)
        if month is None or amount is None:
            return False
        earlier = next(
            (place for kind in _CLASHES[who.cost_kind] if (place := self._place(who, kind, month))),
            "",
        )
        if earlier:
            message = f"{who.name} has a budget for {label(month)} already ({earlier}). Keep one."
            self.notes.error("twice", row, column, message)
            return False
        where = self.notes.where(row, column)
        self._places[who, month] = where
        if amount.forgiven:
            self._forgiven.setdefault(amount.forgiven, []).append(where)
        area = fold(self.notes.label(row, self._heading.area))
        self.entries.append(Entry(row, area, BudgetRow(*who, month, amount.cents)))
        return True

    def _place(self, who: _Who, kind: CostKind, month: Month) -> str:
        return self._places.get((who._replace(cost_kind=kind), month), "")

    def _month(self, row: int, column: int) -> Month | None:
        if column in self._heading.months:
            month = self._heading.months[column]
            return month if month in self.fiscal_year.months else None
        place = self._heading.period or 0
        found = month_in(self._grid.at(row, place), self.fiscal_year)
        if found is None:
            message = "Not a month. Write it like 2026-01, Jan 2026 or P1."
            self.notes.error("month", row, place, message)
        elif found not in self.fiscal_year.months:
            self.notes.error("month-outside", row, place, outside(found, self.fiscal_year))
            return None
        return found

    def _amount(self, row: int, column: int) -> Amount | None:
        fault = self._grid.faults.get((row, column))
        if fault is not None:
            shows = f"The cell shows {fault}. Mend its formula, or write the amount."
            self.notes.error("formula", row, column, shows if fault else _UNCALCULATED)
            return None
        try:
            return amount_in(self._grid.at(row, column), self.currency)
        except InvalidInputError as error:
            self.notes.error("amount", row, column, error.problem)
            return None

    def _conclude(self) -> None:
        for code, places in self._forgiven.items():
            names = ", ".join(places[:5]) + (f" and {len(places) - 5} more" if places[5:] else "")
            self.notes.remark(f"amount-{code}", _FORGIVEN[code].format(names))
        if not self.entries and not self.notes.has_errors:
            message = "The table holds no amount. Fill in at least one month."
            self.notes.remark("empty", message, severity="error")
        elif self.entries and not any(entry.is_additive for entry in self.entries):
            self.notes.remark(
                "caps-only",
                "Only matters or vendors have a budget here. These are caps: they are shown with "
                "the matter or vendor and never added up, so the department has no budget in this "
                "version.",
            )
