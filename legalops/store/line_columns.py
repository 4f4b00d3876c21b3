"""A checked draft's lines as the columns the store keeps, and the rows that sum them.

Everything here is arithmetic on arrays; nothing touches the database.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import numpy as np

from legalops import money
from legalops.intake.draft import Checked, Ints, Lines
from legalops.store.sums import LATE_DAYS

_PIECE = 1 << 15
KINDS = ("F", "IF", "E", "IE", "P")
#: What the money of each pair of kinds is called.
COST_KINDS = ("fees", "expenses", "payments")
LINE_COLUMNS = (
    "invoice_id", "place", "matter_id", "source_line", "line_number", "kind", "work_date",
    "timekeeper_id", "task_code", "expense_code", "activity_code", "units_e4", "rate_e4",
    "adjustment_cents", "total_cents", "tax_cents", "reporting_cents", "reporting_tax_cents",
    "narrative",
)  # fmt: skip
SUM_COLUMNS = (
    "invoice_id", "matter_id", "work_month", "cost_kind", "practice_area_id", "billed_cents",
    "tax_cents", "approved_cents", "reporting_cents", "reporting_tax_cents", "hours_e4", "lines",
    "late_cents", "days_cents", "adjusted_lines", "adjusted_cents",
)  # fmt: skip


@dataclass(frozen=True)
class Resolved:
    """How the names in a draft became rows of the store.

    `matter_ids` and `timekeeper_ids` stand beside the draft's tuples; `area_at(matter_id,
    month)` gives the practice area's id or None; `rates` maps (currency, invoice date) to
    the exchange rate in 1e-8 or None.
    """

    vendor_ids: dict[str, int]
    matter_ids: Ints
    timekeeper_ids: Ints
    classifications: tuple[str, ...]
    area_at: Callable[[int, int], int | None]
    rates: dict[tuple[str, str], int | None]
    reporting_currency: str


@dataclass(frozen=True)
class Columns:
    """The stored columns of the lines kept; `invoice` counts the invoices kept from 0."""

    invoice: Ints
    invoice_month: Ints
    vendor_id: Ints
    matter_id: Ints
    timekeeper: Ints
    timekeeper_id: Ints
    kind: Ints
    work_month: Ints
    days: Ints
    units_e4: Ints
    hours_e4: Ints
    adjustment_cents: Ints
    total_cents: Ints
    tax_cents: Ints
    reporting_cents: Ints
    reporting_tax_cents: Ints
    is_converted: Ints
    picked: Ints


def minor_units(amount_e4: Ints, digits: Ints) -> Ints:
    """Turn 1/10000 into minor units of so many digits each, halves away from zero."""
    step = 10 ** (4 - digits)
    size = (np.abs(amount_e4) + step // 2) // step
    return np.where(amount_e4 < 0, -size, size)


def columns(checked: Checked, kept: Sequence[int], resolved: Resolved) -> Columns:
    """Return the columns of the lines of the kept invoices (places in `checked.invoices`)."""
    lines = checked.draft.lines
    place = np.full(len(checked.invoices), -1, np.int64)
    place[list(kept)] = np.arange(len(kept))
    picked = np.flatnonzero(place[lines.invoice] >= 0)
    invoice = place[lines.invoice[picked]]
    chosen = [checked.invoices[i] for i in kept]
    digits = np.array([money.digits(i.currency) for i in chosen], np.int64)[invoice]
    total = minor_units(lines.total_e4[picked], digits)
    tax = minor_units(lines.tax_e4[picked], digits)
    converted, converted_tax, is_converted = _convert(total, tax, invoice, chosen, resolved)
    dates = np.array([i.draft.invoice_date for i in chosen], "datetime64[D]")
    worked = np.array(lines.work_date, "datetime64[D]")[picked]
    kind = np.array([KINDS.index(k) for k in lines.kind], np.int64)[picked]
    keeper = lines.timekeeper[picked]
    units = lines.units_e4[picked]
    vendors = [resolved.vendor_ids[i.draft.law_firm_id] for i in chosen]
    return Columns(
        invoice=invoice,
        invoice_month=_months(dates)[invoice],
        vendor_id=np.array(vendors, np.int64)[invoice],
        matter_id=resolved.matter_ids[lines.matter[picked]],
        timekeeper=keeper,
        timekeeper_id=np.where(keeper >= 0, np.append(resolved.timekeeper_ids, -1)[keeper], -1),
        kind=kind,
        work_month=_months(worked),
        days=(dates[invoice] - worked).astype(np.int64),
        units_e4=units,
        hours_e4=np.where(kind == 0, units, 0),
        adjustment_cents=minor_units(lines.adjustment_e4[picked], digits),
        total_cents=total,
        tax_cents=tax,
        reporting_cents=converted,
        reporting_tax_cents=converted_tax,
        is_converted=is_converted,
        picked=picked,
    )


def _months(days: Any) -> Ints:
    index = days.astype("datetime64[M]").astype(np.int64)
    return np.asarray((1970 + index // 12) * 100 + index % 12 + 1, np.int64)


def _convert(
    total: Ints, tax: Ints, invoice: Ints, chosen: Sequence[Any], resolved: Resolved
) -> tuple[Ints, Ints, Ints]:
    home = resolved.reporting_currency
    keys = [(i.currency, i.draft.invoice_date) for i in chosen]
    converted, converted_tax = total.copy(), tax.copy()
    flags = np.ones(len(total), np.int64)
    for key in sorted({k for k in keys if k[0] != home}):
        rate = resolved.rates[key]
        mask = np.array([k == key for k in keys])[invoice]
        if rate is None:
            flags[mask] = 0
            converted[mask] = converted_tax[mask] = 0
        else:
            converted[mask] = money.convert_many(total[mask], key[0], home, rate)
            converted_tax[mask] = money.convert_many(tax[mask], key[0], home, rate)
    return converted, converted_tax, flags


def line_rows(checked: Checked, data: Columns, invoice_ids: Ints) -> Iterator[tuple[Any, ...]]:
    """Return the rows of invoice_line, in the order of LINE_COLUMNS, invoice by invoice."""
    lines = checked.draft.lines
    order = np.argsort(data.invoice, kind="stable")
    source = data.picked[order]
    is_as_read = len(source) == len(lines) and bool(np.all(source == np.arange(len(lines))))
    places = _places(data.invoice[order])
    narrative = iter(lines.narrative) if is_as_read else None

    def piece(start: int) -> Iterator[tuple[Any, ...]]:
        rows = slice(start, start + _PIECE)
        told = None if narrative is None else list(islice(narrative, _PIECE))
        return _rows_of(lines, data, (order[rows], source[rows], places[rows]), invoice_ids, told)

    # In pieces, so that a million rows are never all held as Python's own numbers.
    return chain.from_iterable(map(piece, range(0, len(order), _PIECE)))


def _rows_of(
    lines: Lines,
    data: Columns,
    where: tuple[Ints, Ints, Ints],
    invoice_ids: Ints,
    narrative: list[str] | None,
) -> Iterator[tuple[Any, ...]]:
    """Return some rows: where they stand in the columns and in the draft, and their places."""
    order, source, places = where
    at = source.tolist()

    def pick(values: Sequence[Any]) -> Sequence[Any]:
        return [values[i] for i in at]

    keeper, converted = data.timekeeper_id[order], data.is_converted[order]
    return zip(
        invoice_ids[data.invoice[order]].tolist(),
        places.tolist(),
        data.matter_id[order].tolist(),
        lines.source_line[source].tolist(),
        pick(lines.line_number),
        pick(lines.kind),
        pick(lines.work_date),
        _nullable(keeper, keeper >= 0),
        pick(lines.task_code),
        pick(lines.expense_code),
        pick(lines.activity_code),
        data.units_e4[order].tolist(),
        lines.rate_e4[source].tolist(),
        data.adjustment_cents[order].tolist(),
        data.total_cents[order].tolist(),
        data.tax_cents[order].tolist(),
        _nullable(data.reporting_cents[order], converted),
        _nullable(data.reporting_tax_cents[order], converted),
        pick(lines.narrative) if narrative is None else narrative,
        strict=True,
    )


def _places(invoice: Ints) -> Ints:
    """Count the lines of each invoice from 1, given the invoices in order."""
    first = np.searchsorted(invoice, invoice, side="left")
    return np.asarray(np.arange(len(invoice)) - first + 1, np.int64)


def _nullable(values: Ints, stands: Any) -> list[int | None]:
    if bool(np.all(stands)):
        return list(values.tolist())
    return [v if ok else None for v, ok in zip(values.tolist(), stands.tolist(), strict=True)]


def grouped(keys: Sequence[Ints], sums: Sequence[Ints]) -> list[tuple[int, ...]]:
    """Sum exactly by key: rows of the key columns followed by the sums, in key order."""
    if not len(keys[0]):
        return []
    packed = _packed(keys)
    order = (
        np.lexsort(list(reversed(keys))) if packed is None else np.argsort(packed, kind="stable")
    )
    ordered = [k[order] for k in keys]
    changes = np.zeros(len(order), bool)
    changes[0] = True
    for column in ordered if packed is None else [packed[order]]:
        changes[1:] |= column[1:] != column[:-1]
    starts = np.flatnonzero(changes)
    parts = [c[starts].tolist() for c in ordered]
    parts += [np.add.reduceat(s[order], starts).tolist() for s in sums]
    return list(zip(*parts, strict=True))


def _packed(keys: Sequence[Ints]) -> Ints | None:
    """Return one number per row that orders as the keys do; None where 63 bits are too few."""
    packed, room = np.zeros(len(keys[0]), np.int64), 1
    for column in keys:
        low, span = int(column.min()), int(column.max()) - int(column.min()) + 1
        room *= span
        if room >= 2**63:
            return None
        packed = packed * span + (column - low)
    return packed


def invoice_sum_rows(data: Columns, invoice_ids: Ints, resolved: Resolved) -> list[tuple[Any, ...]]:
    """Return the rows of invoice_sum, in the order of SUM_COLUMNS."""
    total, one = data.total_cents, np.ones(len(data.kind), np.int64)
    adjusted = (data.adjustment_cents != 0).astype(np.int64)
    groups = grouped(
        [data.invoice, data.matter_id, data.work_month, data.kind // 2],
        [total, data.tax_cents, data.reporting_cents, data.reporting_tax_cents, data.hours_e4,
         one, np.where(data.days > LATE_DAYS, total, 0), data.days * total, adjusted,
         data.adjustment_cents, data.is_converted],
    )  # fmt: skip
    rows = []
    for invoice, matter, month, kind, billed, tax, reporting, reporting_tax, *rest in groups:
        converted = rest[-1] > 0
        rows.append(
            (int(invoice_ids[invoice]), matter, month, COST_KINDS[kind],
             resolved.area_at(matter, month), billed, tax, billed,
             reporting if converted else None, reporting_tax if converted else None, *rest[:-1])
        )  # fmt: skip
    return rows


def cube_rows(data: Columns, checked: Checked, kept: Sequence[int], resolved: Resolved) -> Any:
    """Return the rows to add to the spend cube and to the timekeepers' sums."""
    currencies = sorted({checked.invoices[i].currency for i in kept})
    currency = np.array([currencies.index(checked.invoices[i].currency) for i in kept], np.int64)
    names = sorted({"", *resolved.classifications})
    of_keeper = [names.index(c) for c in resolved.classifications] + [names.index("")]
    title = np.array(of_keeper, np.int64)[data.timekeeper]
    areas = _areas(data, resolved)
    open_cents = np.where(data.is_converted == 0, data.total_cents, 0)
    one = np.ones(len(data.kind), np.int64)
    cube = grouped(
        [data.invoice_month, data.work_month, data.vendor_id, areas, data.kind, title,
         currency[data.invoice]],
        [data.total_cents, data.tax_cents, data.reporting_cents, data.reporting_tax_cents,
         open_cents, data.hours_e4, one],
    )  # fmt: skip
    fees = np.flatnonzero((data.kind == 0) & (data.timekeeper_id >= 0))
    keepers = grouped(
        [c[fees] for c in (data.timekeeper_id, data.invoice_month, data.work_month, areas,
                           currency[data.invoice])],
        [c[fees] for c in (data.hours_e4, data.total_cents, data.reporting_cents, one)],
    )  # fmt: skip
    return (
        [(*r[:4], KINDS[r[4]], names[r[5]], currencies[r[6]], "received", *r[7:]) for r in cube],
        [(*r[:4], currencies[r[4]], *r[5:]) for r in keepers],
    )


def _areas(data: Columns, resolved: Resolved) -> Ints:
    pair = data.matter_id * 1_000_000 + data.work_month
    pairs, where = np.unique(pair, return_inverse=True)
    found = [resolved.area_at(int(p) // 1_000_000, int(p) % 1_000_000) or 0 for p in pairs]
    return np.array(found, np.int64)[where]
