"""Tax: kept apart from net on every line, whichever of the two the file's totals hold."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from legalops import money
from legalops.intake.draft import NOT_COMPUTED, Ints
from legalops.intake.findings import Mask
from legalops.intake.ledes import fields
from legalops.intake.ledes.amounts import Amounts
from legalops.intake.ledes.groups import by_key
from legalops.intake.ledes.rows import Rows
from legalops.intake.manner import Manner
from legalops.intake.numbers import plain

_CENT_E4 = 100
_CENTS_AT_MOST = 100
_LARGEST = 9e18


class Taxed(NamedTuple):
    """Net and tax of every row, and the total with tax that every invoice states, in 1/10000."""

    net_e4: Ints
    tax_e4: Ints
    stated_e4: Ints


def taxed(rows: Rows, manner: Manner) -> Taxed:
    """Tell net from tax on every row, recording where they do not go together."""
    total = rows.typed.amounts[fields.LINE_TOTAL].e4
    stated = rows.typed.amounts[fields.INVOICE_TOTAL].e4[rows.invoices.first]
    currencies(rows)
    if not manner.tax or not {fields.LINE_TAX, fields.INVOICE_TAX_TOTAL} & set(rows.typed.amounts):
        return Taxed(total, np.zeros(len(total), np.int64), stated)
    tax = _line_tax(rows)
    if manner.tax == "gross":
        is_net = _net_invoices(rows, tax, stated)[rows.invoices.of_row]
    else:
        is_net = np.ones(len(total), bool) if manner.tax == "net" else _net_lines(rows, tax)
    found = Taxed(np.where(is_net, total, total - tax), tax, stated)
    if manner.tax == "gross":
        _doubt(rows, found)
        return found
    return _with_its_tax(rows, _shared_out(rows, found))


def currencies(rows: Rows) -> None:
    """Refuse invoices whose rows name several currencies."""
    if fields.CURRENCY not in rows.columns:
        return
    column, first = rows.columns[fields.CURRENCY], rows.invoices.first
    folded: dict[str, int] = {}
    places = [folded.setdefault(value.upper(), len(folded)) for value in column.values]
    codes = np.array(places, np.int64)[column.codes]
    others = np.flatnonzero(codes != codes[first][rows.invoices.of_row])
    for other in others[by_key(rows.invoices.of_row[others]).first].tolist():
        row = int(first[rows.invoices.of_row[other]])
        message = (
            f"The rows of the invoice name two currencies: {column.text(row) or 'none'} on line "
            f"{rows.line(row)} and {column.text(other) or 'none'} on line {rows.line(other)}. "
            "Amounts of two currencies are never added. Ask the firm for an invoice each."
        )
        rows.invoice_error("currencies_differ", other, fields.CURRENCY, message)


def _steps(rows: Rows) -> Ints:
    """Return the smallest amount of each row's currency in 1/10000; a hundredth where unknown."""
    if fields.CURRENCY not in rows.columns:
        return np.full(rows.columns.count, _CENT_E4, np.int64)
    column = rows.columns[fields.CURRENCY]
    sizes = [10 ** (4 - money.digits(value.upper())) for value in column.values]
    return np.asarray(np.array(sizes, np.int64)[column.codes])


def _line_tax(rows: Rows) -> Ints:
    """Return the tax of every row, in whole minor units of its currency."""
    given = rows.typed.amounts.get(fields.LINE_TAX)
    if given is None:
        return np.zeros(rows.columns.count, np.int64)
    step = _steps(rows)
    whole, rest = np.divmod(given.e4, step)
    up = (2 * rest > step) | ((2 * rest == step) & (whole % 2 == 1))
    rows.columns.warn_once(
        "tax_rounded", fields.LINE_TAX, rest != 0,
        "is finer than the currency; it was rounded to be kept",
    )  # fmt: skip
    return np.asarray((whole + up) * step, np.int64)


def tolerance(rows: Rows) -> Ints:
    """Return by how much every invoice's sums may be off: a cent a line, at most 1.00."""
    return np.minimum(rows.invoices.sizes(), _CENTS_AT_MOST) * _CENT_E4


def _net_invoices(rows: Rows, tax: Ints, stated: Ints) -> Mask:
    """Return the invoices whose line totals, against the standard, do not hold the tax."""
    net = rows.typed.amounts.get(fields.INVOICE_NET_TOTAL)
    if net is None:
        return np.zeros(rows.invoices.count, bool)
    summed = rows.invoices.sum(rows.typed.amounts[fields.LINE_TOTAL].e4)
    taxes, allowed = rows.invoices.sum(tax), tolerance(rows)
    first = rows.invoices.first
    is_net: Mask = (taxes != 0) & net.is_known[first] & ~net.is_blank[first]
    is_net &= np.abs(summed - net.e4[first]) <= allowed
    is_net &= np.abs(summed + taxes - stated) <= allowed
    rows.columns.warn_once(
        "line_totals_net", fields.LINE_TOTAL, _at(rows, first[is_net]),
        "holds the line without its tax, though the standard wants it with tax; it was read as "
        "the invoice's sums say",
    )  # fmt: skip
    return np.asarray(is_net)


def _at(rows: Rows, places: Ints) -> Mask:
    picked = np.zeros(rows.columns.count, bool)
    picked[places] = True
    return picked


def _net_lines(rows: Rows, tax: Ints) -> Mask:
    """Return the rows whose own sum comes to their total without the tax."""
    computed = rows.typed.computed_e8
    known = (computed != NOT_COMPUTED) & (tax != 0)
    off = np.where(known, computed, 0) - rows.typed.amounts[fields.LINE_TOTAL].e4 * 10_000
    return np.asarray(~known | (np.abs(off) <= np.abs(off + tax * 10_000)))


def _doubt(rows: Rows, found: Taxed) -> None:
    """Warn where a tax is not its rate of the line, and where tax totals do not add up."""
    numbers = rows.typed.amounts
    rate = numbers.get(fields.TAX_RATE)
    if rate is not None:
        _doubt_rates(rows, found, rate)
    taxes, allowed, first = rows.invoices.sum(found.tax_e4), tolerance(rows), rows.invoices.first
    stated_tax = numbers.get(fields.INVOICE_TAX_TOTAL)
    if stated_tax is not None:
        given = stated_tax.e4[first]
        off = (np.abs(given - taxes) > allowed) & ~stated_tax.is_blank[first]
        _warn_sums(rows, "tax_total", fields.INVOICE_TAX_TOTAL, off, (given, taxes))
    stated_net = numbers.get(fields.INVOICE_NET_TOTAL)
    if stated_net is not None:
        given = stated_net.e4[first]
        net = found.stated_e4 - (taxes if stated_tax is None else stated_tax.e4[first])
        off = (np.abs(given - net) > allowed) & ~stated_net.is_blank[first]
        _warn_sums(rows, "net_total", fields.INVOICE_NET_TOTAL, off, (given, net))


_SUMS = {
    "tax_total": "but the taxes of its lines come to",
    "net_total": "but INVOICE_TOTAL less INVOICE_TAX_TOTAL is",
}


def _warn_sums(rows: Rows, code: str, field: str, off: Mask, sums: tuple[Ints, Ints]) -> None:
    given, found = sums

    def say(row: int) -> tuple[str, str]:
        invoice = int(rows.invoices.of_row[row])
        says, is_ = plain(int(given[invoice])), plain(int(found[invoice]))
        return says, f"{field} says {says}, {_SUMS[code]} {is_}. The lines are what counts."

    rows.columns.warn(code, field, _at(rows, rows.invoices.first[off]), say)


def _doubt_rates(rows: Rows, found: Taxed, rate: Amounts) -> None:
    expected = np.array(found.tax_e4)
    for exact, own in _by_rate(rows, rate):
        top, bottom = exact
        base = found.net_e4[own]
        if not len(base) or int(np.abs(base).max()) * max(abs(top), 1) > _LARGEST:
            continue
        expected[own] = (2 * base * top + bottom) // (2 * bottom)
    known = rate.is_known & ~rate.is_blank

    def say(row: int) -> tuple[str, str]:
        tax, net = plain(int(found.tax_e4[row])), plain(int(found.net_e4[row]))
        return tax, (
            f"LINE_ITEM_TAX_TOTAL says {tax}, but {rows.columns.text(fields.TAX_RATE, row)} of "
            f"{net} is {plain(round(int(expected[row]) / 100) * 100)}. Check the tax with the firm."
        )

    wrong = known & (np.abs(expected - found.tax_e4) > _CENT_E4)
    rows.columns.warn("line_tax", fields.LINE_TAX, wrong, say)


def _by_rate(rows: Rows, rate: Amounts) -> Iterator[tuple[tuple[int, int], Ints]]:
    """Yield each tax rate as a fraction with its rows."""
    groups = by_key(rows.columns[fields.TAX_RATE].codes.astype(np.int64))
    for own in groups.members(range(groups.count)):
        exact = rate.exactly(int(own[0]))
        yield (exact.numerator, exact.denominator), own


def _shared_out(rows: Rows, found: Taxed) -> Taxed:
    """Share a tax that an invoice states only as a whole out over its lines, by amount."""
    given = rows.typed.amounts.get(fields.INVOICE_TAX_TOTAL)
    if given is None:
        return found
    taxes, first = given.e4[rows.invoices.first], rows.invoices.first
    untaxed = rows.invoices.sum(np.abs(found.tax_e4)) == 0
    net, allowed = rows.invoices.sum(found.net_e4), tolerance(rows)
    fits = np.abs(net - found.stated_e4) <= allowed
    fits |= np.abs(net + taxes - found.stated_e4) <= allowed
    picked = untaxed & (taxes != 0) & fits & given.is_known[first]
    tax = found.tax_e4.copy()
    steps = _steps(rows)
    which = np.flatnonzero(picked).tolist()
    for invoice, own in zip(which, rows.invoices.members(which), strict=True):
        tax[own] = shares(int(taxes[invoice]), found.net_e4[own], int(steps[own[0]]))

    def say(row: int) -> tuple[str, str]:
        whole = plain(int(taxes[rows.invoices.of_row[row]]))
        return whole, (
            f"The invoice states its tax of {whole} only as a whole; it was shared out over its "
            "lines by their amounts."
        )

    rows.columns.warn("tax_shared", fields.INVOICE_TAX_TOTAL, _at(rows, first[picked]), say)
    return found._replace(tax_e4=tax)


def shares(whole: int, amounts: Ints, step: int) -> Ints:
    """Return a share of the whole for every amount, in steps; they add up to it exactly."""
    weights = np.abs(amounts).tolist()
    total = sum(weights)
    if not total:
        weights, total = [1] * len(weights), len(weights)
    given, reached, found = 0, 0, []
    for weight in weights:
        reached += weight
        upto = (2 * whole * reached + total * step) // (2 * total * step) * step
        found.append(upto - given)
        given = upto
    found[-1] += whole - given
    return np.array(found, np.int64)


def _with_its_tax(rows: Rows, found: Taxed) -> Taxed:
    """Add the tax to totals that are stated without it, so that the two can be compared."""
    net, taxes = rows.invoices.sum(found.net_e4), rows.invoices.sum(found.tax_e4)
    allowed, stated = tolerance(rows), found.stated_e4
    without = (taxes != 0) & (np.abs(net - stated) <= allowed)
    without &= np.abs(net + taxes - stated) > allowed

    def say(row: int) -> tuple[str, str]:
        invoice = int(rows.invoices.of_row[row])
        says, tax = plain(int(stated[invoice])), plain(int(taxes[invoice]))
        gross = plain(int(stated[invoice] + taxes[invoice]))
        return says, f"INVOICE_TOTAL says {says} without its tax of {tax}; with it, it is {gross}."

    first = rows.invoices.first[without]
    rows.columns.warn("total_without_tax", fields.INVOICE_TOTAL, _at(rows, first), say)
    return found._replace(stated_e4=np.where(without, stated + taxes, stated))
