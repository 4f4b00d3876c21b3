"""What a file turns into on its way to the store: a draft, then a checked draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Literal, TypeVar

import numpy as np
import numpy.typing as npt

from legalops.errors import Problem

Ints = npt.NDArray[np.int64]
Outcome = Literal["accepted", "blocked", "duplicate", "replaces", "ignored"]
Made = TypeVar("Made")
NOT_COMPUTED = np.iinfo(np.int64).min


@dataclass(frozen=True)
class Limits:
    """How large a file and its parts may be; None is "as large as it comes"."""

    max_bytes: int | None = None
    max_lines: int | None = None
    max_line_bytes: int | None = None
    max_narrative_bytes: int | None = None


@dataclass(frozen=True)
class DraftMatter:
    """A matter as the file names it."""

    law_firm_id: str
    client_matter_id: str
    law_firm_matter_id: str
    name: str = ""


@dataclass(frozen=True)
class DraftTimekeeper:
    """A timekeeper as the file names them; `code` is the vendor's own id for the person."""

    law_firm_id: str
    code: str
    name: str
    classification: str


@dataclass(frozen=True)
class DraftInvoice:
    """An invoice as read, before anything is asked of the store.

    Where several vendors of the file use its number, `label` tells it from theirs.
    `law_firm_id` is the vendor's number, or its name where the file gives no number (then
    `vendor_name` is the same).

    Amounts in 1/10000 of the currency's unit; dates ISO text; `stated_e4` is the total
    the vendor wrote; `lines_e4` what its lines sum to (net of `tax_e4`). Where `is_whole` is
    false, one of these could not be read in full, and the two need not agree.
    """

    number: str
    law_firm_id: str
    vendor_name: str
    client_id: str
    currency: str
    invoice_date: str
    period_start: str
    period_end: str
    description: str
    stated_e4: int
    lines_e4: int
    tax_e4: int
    hours_e4: int
    lines: int
    first_line: int
    is_whole: bool = True
    label: str = ""

    @property
    def key(self) -> str:
        """What problems and choices know the invoice by, within its file."""
        return self.label or self.number


@dataclass(frozen=True)
class Lines:
    """The lines of all invoices of a draft, column by column, equally long.

    `invoice`, `matter` and `timekeeper` index into the draft's tuples (-1: no timekeeper).
    `computed_e8` is units x rate + adjustment (+ tax) in 1/100000000, `NOT_COMPUTED` where a
    value is missing or unreadable; `narrative` is decoded as it is walked through.
    """

    invoice: Ints
    matter: Ints
    timekeeper: Ints
    source_line: Ints
    line_number: list[str]
    kind: list[str]
    work_date: list[str]
    task_code: list[str | None]
    expense_code: list[str | None]
    activity_code: list[str | None]
    units_e4: Ints
    rate_e4: Ints
    adjustment_e4: Ints
    total_e4: Ints
    tax_e4: Ints
    narrative: Sequence[str]
    computed_e8: Ints

    def __len__(self) -> int:
        """Count the lines."""
        return len(self.source_line)


@dataclass(frozen=True)
class Places:
    """Where the rows of a workbook or an XML file stand, for people who look there.

    Of a workbook: the sheet, and each field's column letters. Of XML: the element of each row
    by its line, each field's tag, and in `above` the element around the row that holds a field
    which is not in the row itself.
    """

    sheet: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    paths: Mapping[int, str] = field(default_factory=dict)
    above: Mapping[str, str] = field(default_factory=dict)

    def at(self, line: int, name: str) -> str:
        """Return the cell or the XPath of a row's field, "" where there is none."""
        if self.sheet:
            return f"{self.sheet}!{self.columns.get(name, '')}{line}" if line else self.sheet
        path = self.paths.get(line, "")
        tag = self.columns.get(name, "")
        if path and name in self.above:
            path = _upto(path, self.above[name])
        return f"{path}/{tag}" if path and tag else path


def _upto(path: str, element: str) -> str:
    """Return the part of an XPath that ends with an element, `//` and it where it has none."""
    steps = path.split("/")
    for place in range(len(steps), 0, -1):
        if steps[place - 1].partition("[")[0] == element:
            return "/".join(steps[:place])
    return f"//{element}"


@dataclass(frozen=True)
class Heading:
    """A column of a table: its heading, what some of its cells say, and the field proposed.

    `field` is what it is read as ("" when it is not); `reason` why, in words.
    """

    heading: str
    samples: tuple[str, ...]
    field: str
    reason: str


@dataclass(frozen=True)
class Layout:
    """How a table was read, and what must still be said before it can be.

    `fingerprint` is the same for tables with the same headings. `is_proposed` says that the
    columns were proposed, not chosen. `missing` names the fields that no column gives and
    nobody said; `asks_date_order` that a date could be read two ways.
    """

    headings: tuple[Heading, ...]
    fingerprint: str
    sheet: str
    sheets: tuple[str, ...]
    header_line: int
    delimiter: str
    is_proposed: bool
    missing: tuple[str, ...] = ()
    asks_date_order: bool = False
    date_order: str = ""


@dataclass(frozen=True)
class Payments:
    """What a file of payments holds, whoever was paid: every row that was read is counted."""

    rows: int
    control_e4: int
    negatives: int
    blank_amounts: int
    exact_duplicates: int
    date_order: str


@dataclass(frozen=True)
class Draft:
    """A file as read: what it holds and what is wrong with it, nothing decided yet.

    `is_refused` says that the file as a whole is not readable as what it claims; then it
    has no invoices and at least one error. Of very many `problems` the first are kept;
    `counts` counts all by severity and code, and `faults` names the codes of all errors by
    invoice key ("" for the file). `layout` is how a table was read and `titles` what its
    fields are called in the file; `is_payments` says that it holds what finance paid, a row a
    payment, with `payments` as the count and the sum of all its rows.
    """

    file_name: str
    sha256: str
    size: int
    format: str
    invoices: tuple[DraftInvoice, ...]
    matters: tuple[DraftMatter, ...]
    timekeepers: tuple[DraftTimekeeper, ...]
    lines: Lines
    problems: tuple[Problem, ...]
    is_refused: bool = False
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    faults: Mapping[str, frozenset[str]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    places: Places | None = None
    layout: Layout | None = None
    payments: Payments | None = None

    @property
    def is_payments(self) -> bool:
        """Whether the file holds payments instead of invoices."""
        return self.payments is not None


@dataclass(frozen=True)
class Earlier:
    """An invoice already in the store with the same vendor and number.

    With its date, total and count of lines known, one that comes again with other content
    is told from one that merely comes again.
    """

    invoice_id: int
    upload_id: int
    stored_on: str
    stored_by: str
    invoice_date: str | None = None
    total_cents: int | None = None
    lines: int | None = None
    status: str = ""


@dataclass(frozen=True)
class Known:
    """What the check must know of the store, handed in.

    `live_invoices` maps (law_firm_id as in the file, normalised number) to the live invoice;
    `currencies` maps law_firm_id to the currency chosen now or remembered for its vendor;
    the code sets are upper case. `overrides` gives reasons by invoice key; `replacements` are the
    keys of invoices that a person said replace the earlier one. Of a file of payments `suppliers`
    are the folded names of those that are the legal department's, `invoiced_suppliers` those of
    them that send invoices too. `paid_only` are the LAW_FIRM_IDs of vendors whose spend comes
    from payments alone.
    """

    vendor_names: dict[str, str] = field(default_factory=dict)
    currencies: dict[str, str] = field(default_factory=dict)
    matters: frozenset[tuple[str, str, str]] = frozenset()
    timekeepers: frozenset[tuple[str, str]] = frozenset()
    live_invoices: dict[tuple[str, str], Earlier] = field(default_factory=dict)
    task_codes: frozenset[str] = frozenset()
    activity_codes: frozenset[str] = frozenset()
    expense_codes: frozenset[str] = frozenset()
    classifications: frozenset[str] = frozenset()
    overrides: dict[str, str] = field(default_factory=dict)
    replacements: frozenset[str] = frozenset()
    suppliers: frozenset[str] = frozenset()
    invoiced_suppliers: frozenset[str] = frozenset()
    paid_only: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CheckedInvoice:
    """An invoice after the check, in minor units of its currency ("" when none is chosen)."""

    draft: DraftInvoice
    currency: str
    stated_total_cents: int
    total_cents: int
    tax_cents: int
    outcome: Outcome
    earlier: Earlier | None = None
    override_reason: str | None = None


@dataclass(frozen=True)
class Checked:
    """A draft after the check; `invoices` in the draft's order, `problems` of both steps."""

    draft: Draft
    invoices: tuple[CheckedInvoice, ...]
    problems: tuple[Problem, ...]

    @property
    def outcome(self) -> Literal["accepted", "blocked", "refused", "duplicate"]:
        """What the file as a whole is: refused, blocked somewhere, all duplicate, accepted."""
        if self.draft.is_refused:
            return "refused"
        outcomes = {invoice.outcome for invoice in self.invoices}
        read = {invoice.draft.key for invoice in self.invoices}
        if "blocked" in outcomes or any(
            p.severity == "error" and (not p.invoice or p.invoice not in read)
            for p in self.problems
        ):
            return "blocked"
        return "duplicate" if outcomes == {"duplicate"} else "accepted"


def many(kind: type[Made], *columns: Sequence[Any]) -> tuple[Made, ...]:
    """Make one frozen value of a row of the columns, in the order of the kind's fields."""
    # A frozen dataclass sets its fields one by one the slow way: five times the cost of this,
    # and a file has thousands of invoices.
    names = [each.name for each in fields(kind)]  # type: ignore[arg-type]
    made = []
    for values in zip(*columns, strict=True):
        one = object.__new__(kind)
        one.__dict__.update(zip(names, values, strict=True))
        made.append(one)
    return tuple(made)
