"""What an XML file says of its invoices: gathered as it streams by, a row to a charge."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from legalops.intake.draft import Ints, Limits
from legalops.intake.ledes import fields
from legalops.intake.ledes.columns import Column
from legalops.intake.xml import charges, names
from legalops.intake.xml.refusal import Refusal
from legalops.intake.xml.target import Segment

Values = dict[str, str]
_CHARGE = tuple(names.OF_CHARGE.items())
_CODES = tuple(names.CODES.items())


class Repeated(NamedTuple):
    """An element that its segment may have once and has again."""

    line: int
    path: str
    name: str
    invoice: int


class Document:
    """Gathers invoices, matters and charges; `texts` gives them as rows by LEDES field."""

    def __init__(self, limits: Limits) -> None:
        self._most = limits.max_lines
        self.invoices: list[tuple[Values, int, Values]] = []
        self.matters: list[tuple[Values, int]] = []
        self.matter_paths: list[str] = []
        self.repeated: list[Repeated] = []
        self.lines: list[int] = []
        self.paths: list[str] = []
        self._firms: list[Values] = [{}]
        self._client: Values = {}
        self._people: dict[tuple[int, str], Values] = {}
        self._taxes: dict[str, Values] = {}
        self._pending: dict[str, list[Values]] = {}
        self.matter_of_row: list[int] = []
        self.bases: list[str] = []
        self._columns: dict[str, list[str]] = {
            name: []
            for name in (*names.OF_CHARGE, *names.CODES, fields.KIND, fields.ADJUSTMENT,
                         fields.LINE_TAX, fields.CLASSIFICATION)
        }  # fmt: skip
        self._append = [(self._columns[field].append, name) for field, name in _CHARGE]
        self._append_codes = [(self._columns[field].append, tags) for field, tags in _CODES]

    def opened(self, segment: Segment) -> None:
        """Begin a segment."""
        name = segment.name
        if name == names.FIRM:
            self._firms.append(segment.values)
            self._taxes = {}
        elif name == names.CLIENT:
            self._client = segment.values
        elif name == names.INVOICE:
            self._begin_invoice(segment.values)
        elif name == names.MATTER:
            self._begin_matter(segment.values, segment.path)

    def _begin_invoice(self, values: Values) -> None:
        self.invoices.append((values, len(self._firms) - 1, self._client))

    def _begin_matter(self, values: Values, path: str = "") -> None:
        if not self.invoices:
            self._begin_invoice({})
        self.matters.append((values, len(self.invoices) - 1))
        self.matter_paths.append(path)

    def again(self, segment: Segment, name: str, line: int) -> None:
        """Take note of an element that comes twice where it may come once."""
        if len(self.repeated) < 1000:
            path = f"{segment.path}/{name}[2]"
            self.repeated.append(Repeated(line, path, name, len(self.invoices) - 1))

    def closed(self, segment: Segment) -> None:
        """End a segment."""
        name = segment.name
        if name in (names.FEE, names.EXPENSE):
            self._charge(segment)
        elif name == names.MATTER:
            self._close_matter(segment)
        elif name == names.KEEPER:
            key = (len(self._firms) - 1, segment.values.get("tk_id", ""))
            self._people[key] = segment.values
        elif name == names.TAX:
            self._taxes[segment.values.get("tx_id", "")] = segment.values
        elif name in (names.DISCOUNT, names.ITEM_DISCOUNT, *names.ITEM_TAXES):
            self._pending.setdefault(name, []).append(segment.values)

    def _charge(self, segment: Segment) -> None:
        values, get = segment.values, segment.values.get
        self._place(segment.line, segment.path)
        for append, name in self._append:
            append(get(name, ""))
        for append, tags in self._append_codes:
            append(next((values[tag] for tag in tags if tag in values), ""))
        columns, pending = self._columns, self._pending
        columns[fields.KIND].append("F" if segment.name == names.FEE else "E")
        columns[fields.CLASSIFICATION].append(get("tk_level", ""))
        self.bases.append(get("base_amount", ""))
        discounts = pending.pop(names.ITEM_DISCOUNT, []) if pending else []
        columns[fields.ADJUSTMENT].append(charges.adjustment(values, discounts))
        taxes = [v for tag in names.ITEM_TAXES for v in pending.pop(tag, [])] if pending else []
        columns[fields.LINE_TAX].append(charges.tax(values, taxes, self._taxes))

    def _place(self, line: int, path: str) -> None:
        if not self.matters or self.matters[-1][1] != len(self.invoices) - 1:
            self._begin_matter({})
        self.matter_of_row.append(len(self.matters) - 1)
        self.lines.append(line)
        self.paths.append(path)
        if self._most is not None and len(self.lines) > self._most:
            raise Refusal(
                "too_many_lines", f"The file has more than {self._most:,} fees and expenses. "
                "Split it, or import it from the command line.",
            )  # fmt: skip

    def _close_matter(self, segment: Segment) -> None:
        """Add the discounts and credits of a matter as rows of their own."""
        given = self._pending.pop(names.DISCOUNT, [])
        for row in charges.of_matter(segment.values, given):
            self._place(segment.line, segment.path)
            self.bases.append("")
            for name, column in self._columns.items():
                column.append(row.get(name, ""))

    def numbers(self) -> tuple[Ints, bool]:
        """Return a number for every row, and whether it is its physical line.

        Lines are what people look for, but rows that share one cannot be told by it; then
        rows are numbered by their order in the file.
        """
        lines = np.array(self.lines, np.int64)
        if len(np.unique(lines)) == len(lines):
            return lines, True
        return np.arange(1, len(lines) + 1, dtype=np.int64), False

    def keys(self, of_row: Callable[[int], str]) -> list[str]:
        """Return what each invoice is known by, given that by row; without rows its number."""
        keys = [values.get("inv_id", "") for values, _, _ in self.invoices]
        rows = dict(
            zip(reversed(self.matter_of_row), reversed(range(len(self.lines))), strict=True)
        )
        for matter, row in rows.items():
            keys[self.matters[matter][1]] = of_row(row)
        return keys

    def column(self, name: str) -> list[str]:
        """Return what a field of the charges says."""
        return self._columns[name]

    def texts(self) -> dict[str, Any]:
        """Return the rows as texts by LEDES field."""
        matter = np.array(self.matter_of_row, np.int64)
        invoice = np.array([place for _, place in self.matters], np.int64)[matter]
        found: dict[str, Any] = dict(self._columns)
        for name, values in self._of_invoices().items():
            found[name] = Column(invoice, values)
        for name, tag in names.OF_MATTER.items():
            found[name] = Column(matter, [values.get(tag, "") for values, _ in self.matters])
        self._fill(found, invoice)
        return found

    def _of_invoices(self) -> dict[str, list[str]]:
        matters: dict[int, list[Values]] = {}
        for values, place in self.matters:
            matters.setdefault(place, []).append(values)
        found = {
            name: [values.get(tag, "") for values, _, _ in self.invoices]
            for name, tag in names.OF_INVOICE.items()
        }
        found[fields.INVOICE_TAX_TOTAL] = [
            charges.whole_tax(values, matters.get(place, []))
            for place, (values, _, _) in enumerate(self.invoices)
        ]
        start, end = fields.BILLING_START_DATE, fields.BILLING_END_DATE
        pairs = list(zip(found[start], found[end], strict=True))
        found[start] = [first or last for first, last in pairs]
        found[end] = [last or first for first, last in pairs]
        found[fields.CURRENCY] = [_currency(values) for values, _, _ in self.invoices]
        firms = [self._firms[place] for _, place, _ in self.invoices]
        found[fields.LAW_FIRM_ID] = [_first(firm, names.OF_FIRM) for firm in firms]
        found[fields.LAW_FIRM_NAME] = [firm.get("lf_name", "") for firm in firms]
        found[fields.CLIENT_ID] = [_first(who, names.OF_CLIENT) for _, _, who in self.invoices]
        return found

    def _fill(self, found: dict[str, Any], invoice: Ints) -> None:
        """Fill in what rows leave to their invoice, their timekeeper or their order."""
        firms = np.array([firm for _, firm, _ in self.invoices], np.int64)[invoice].tolist()
        keys = list(zip(firms, found[fields.TIMEKEEPER_ID], strict=True))
        people = {key: charges.person(values) for key, values in self._people.items()}
        levels = {key: values.get("tk_level", "") for key, values in self._people.items()}
        found[fields.TIMEKEEPER_NAME] = [people.get(key, "") for key in keys]
        found[fields.CLASSIFICATION] = [
            own or levels.get(key, "")
            for own, key in zip(found[fields.CLASSIFICATION], keys, strict=True)
        ]
        ends, billed = found[fields.BILLING_END_DATE].values, found[fields.INVOICE_DATE].values
        days = found[fields.LINE_DATE]
        for row, kind in enumerate(found[fields.KIND]):
            if len(kind) == 2 and not days[row]:
                place = int(invoice[row])
                days[row] = ends[place] or billed[place]
        found[fields.LINE_ITEM_NUMBER] = _ordinals(found[fields.LINE_ITEM_NUMBER], invoice)


def _first(values: Values, tags: tuple[str, ...]) -> str:
    return next((values[tag] for tag in tags if values.get(tag)), "")


def _currency(invoice: Values) -> str:
    """Return the currency, which some versions give aside when it is not in their list."""
    given, other = invoice.get("inv_currency", ""), invoice.get("inv_other_iso", "")
    return other if other and len(given) != 3 else given


def _ordinals(given: list[str], invoice: Ints) -> list[str]:
    """Return the rows' own numbers, or their places in their invoices where one has none."""
    if all(given):
        return given
    counts: dict[int, int] = {}
    found = []
    for place, own in zip(invoice.tolist(), given, strict=True):
        counts[place] = counts.get(place, 0) + 1
        found.append(own or str(counts[place]))
    return found
