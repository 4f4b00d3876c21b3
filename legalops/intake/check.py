"""What of a draft can be stored: totals, currencies, repeats, codes, judged with what is known."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from legalops import money, periods
from legalops.errors import Problem
from legalops.intake.characters import quoted
from legalops.intake.draft import (
    NOT_COMPUTED,
    Checked,
    CheckedInvoice,
    Draft,
    DraftInvoice,
    Earlier,
    Ints,
    Known,
    Outcome,
    many,
)
from legalops.intake.findings import ERROR, WARNING, Findings, Where
from legalops.intake.ledes import fields
from legalops.intake.lookalikes import lookalikes
from legalops.intake.names import fold
from legalops.intake.numbers import plain

__all__ = ["check", "minor"]

#: A line may be off by a cent, an invoice by a cent a line and never by more than 1.00.
_CENT_E4 = 100
_CENTS_AT_MOST = 100
_OVERRIDABLE = frozenset({"invoice_total", "invoice_totals_differ"})
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class _Work:
    """A draft under check: what is known, and each invoice's currency ("" when none)."""

    draft: Draft
    known: Known
    currencies: list[str]
    findings: Findings
    where: Where

    def by_row(self, values: list[int]) -> Ints:
        """Return a number for every row, given one for every invoice."""
        return np.array(values, np.int64)[self.draft.lines.invoice]


def check(draft: Draft, known: Known) -> Checked:
    """Judge each invoice of a draft by itself; the draft's own problems are kept."""
    findings = Findings(draft)
    if draft.is_refused:
        return Checked(draft, (), findings.listed())
    lines = draft.lines
    where = Where(lines.source_line, lines.invoice, [i.key for i in draft.invoices])
    work = _Work(draft, known, _currencies(draft, known, findings), findings, where)
    _decimals(work)
    _line_totals(work)
    _invoice_totals(work)
    _codes(work)
    _vendors(work)
    for key, reason in known.overrides.items():
        if reason.strip():
            findings.override(key, _OVERRIDABLE, reason.strip())
    invoices = _checked(work)
    ours = {i.draft.key for i in invoices if i.outcome != "ignored"}
    findings.forget({i.draft.key for i in invoices} - ours)
    return Checked(draft, invoices, findings.listed())


def minor(amounts_e4: Sequence[int], steps: Sequence[int]) -> list[int]:
    """Return 1/10000s in units of so many of them each, ties to even."""
    amounts, step = np.array(amounts_e4, np.int64), np.array(steps, np.int64)
    whole, rest = np.divmod(amounts, step)
    up = (2 * rest > step) | ((2 * rest == step) & (whole % 2 == 1))
    return list((whole + up).tolist())


def _currencies(draft: Draft, known: Known, findings: Findings) -> list[str]:
    """Return each invoice's currency: its own, else the one chosen for its vendor."""
    found = []
    for invoice in draft.invoices:
        given = (invoice.currency or known.currencies.get(invoice.law_firm_id, "")).strip()
        code = given.upper() if given.upper() in money.CURRENCIES else ""
        found.append(code)
        if not code and not (draft.is_payments and _is_ignored(known, invoice)):
            findings.add(_currency_problem(draft, invoice, given))
    return found


def _currency_problem(draft: Draft, invoice: DraftInvoice, given: str) -> Problem:
    if invoice.currency:
        message = f"INVOICE_CURRENCY says {quoted(given)}, which is not an ISO 4217 code such as "
        message += "USD or EUR. Correct it, or ask the firm to."
        return Problem(
            ERROR, "currency", invoice.first_line, fields.CURRENCY, given, message, invoice.key
        )
    what = (
        f"{quoted(given)} is not an ISO 4217 code" if given else f"{draft.format} names no currency"
    )
    message = (
        f"{what}. Choose the currency of vendor {invoice.law_firm_id}'s invoices, or give "
        "--currency."
    )
    return Problem(ERROR, "currency", 0, "currency", given, message, invoice.key)


def _steps(currencies: list[str], unknown: int) -> list[int]:
    """Return each currency's smallest amount in 1/10000."""
    sizes = {c: 10 ** (4 - money.digits(c)) if c else unknown for c in set(currencies)}
    return [sizes[code] for code in currencies]


def _decimals(work: _Work) -> None:
    """Refuse totals finer than their currency's minor unit."""
    lines, steps = work.draft.lines, _steps(work.currencies, unknown=1)
    by_row = work.by_row(steps)

    def say(row: int) -> tuple[str, str]:
        value = plain(int(lines.total_e4[row]))
        return value, _too_fine(value, work.currencies[int(lines.invoice[row])])

    finer = lines.total_e4 % by_row != 0
    work.findings.rows((ERROR, "too_many_decimals", fields.LINE_TOTAL), work.where, finer, say)
    for invoice, step, currency in zip(work.draft.invoices, steps, work.currencies, strict=True):
        if invoice.stated_e4 % step:
            value = plain(invoice.stated_e4)
            work.findings.error(
                "too_many_decimals", _too_fine(value, currency), line=invoice.first_line,
                field=fields.INVOICE_TOTAL, value=value, invoice=invoice.key,
            )  # fmt: skip


def _too_fine(value: str, currency: str) -> str:
    places = money.digits(currency)
    return f"{value} has finer decimals than {currency} ({places}). Ask the firm for the amount."


def _tolerance(currency: str) -> int:
    """Return by how much a line may be off: a cent, or the minor unit where that is larger."""
    smallest: int = 10 ** (4 - money.digits(currency))
    return max(_CENT_E4, smallest)


def _line_totals(work: _Work) -> None:
    lines = work.draft.lines
    allowed = {code: _tolerance(code) for code in set(work.currencies)}
    tolerance = work.by_row([allowed[code] for code in work.currencies]) * 10_000
    known = lines.computed_e8 != NOT_COMPUTED
    off = np.where(known, lines.computed_e8, 0) - np.where(known, lines.total_e4, 0) * 10_000
    wrong = np.abs(off) > tolerance

    def say(row: int) -> tuple[str, str]:
        return plain(int(lines.total_e4[row])), _line_message(lines, row)

    work.findings.rows((ERROR, "line_total", fields.LINE_TOTAL), work.where, wrong, say)


def _line_message(lines: Any, row: int) -> str:
    units, rate, adjustment, total = (
        int(column[row])
        for column in (lines.units_e4, lines.rate_e4, lines.adjustment_e4, lines.total_e4)
    )
    computed = plain(round(int(lines.computed_e8[row]) / 10_000))
    sum_text = f"{plain(units)} x {plain(rate)}"
    if adjustment:
        sum_text += f" {'-' if adjustment < 0 else '+'} {plain(abs(adjustment))}"
    says = f"says {plain(total)}"
    if lines.tax_e4[row]:
        tax = int(lines.tax_e4[row])
        says = f"without its tax of {plain(tax)} is {plain(total)} ({plain(total + tax)} with it)"
    message = f"LINE_ITEM_TOTAL {says}, but {sum_text} is {computed}."
    if adjustment and units * rate - adjustment * 10_000 == total * 10_000:
        return (
            f"{message} The sign of LINE_ITEM_ADJUSTMENT_AMOUNT looks inverted: a discount is "
            "negative. Ask the firm to correct the line."
        )
    if _is_rounded_time(units, rate, total - adjustment):
        hours = plain(round((total - adjustment) * 10_000 / rate))
        message += f" The units may have been rounded to one decimal: {hours} would fit."
    return f"{message} Ask the firm to correct the line."


def _is_rounded_time(units: int, rate: int, amount: int) -> bool:
    """Say whether units with one decimal are what an amount over its rate rounds to."""
    return units % 1000 == 0 and 2 * abs(amount * 10_000 - units * rate) <= 1000 * abs(rate)


def _invoice_totals(work: _Work) -> None:
    for invoice, currency in zip(work.draft.invoices, work.currencies, strict=True):
        gross = invoice.lines_e4 + invoice.tax_e4
        if min(gross, invoice.stated_e4) < 0:
            work.findings.warn(
                "credit_note",
                f"The invoice comes to {plain(gross)}: a credit note? Check before you confirm.",
                line=invoice.first_line, field=fields.INVOICE_TOTAL,
                value=plain(invoice.stated_e4), invoice=invoice.key,
            )  # fmt: skip
        differ = "invoice_totals_differ" in work.draft.faults.get(invoice.key, frozenset())
        if invoice.is_whole and not differ and gross != invoice.stated_e4:
            work.findings.add(_total_problem(invoice, currency))


def _total_problem(invoice: DraftInvoice, currency: str) -> Problem:
    gross, stated = invoice.lines_e4 + invoice.tax_e4, invoice.stated_e4
    allowed = min(invoice.lines, _CENTS_AT_MOST) * _tolerance(currency)
    lines = "its line comes" if invoice.lines == 1 else f"its {invoice.lines:,} lines come"
    message = (
        f"INVOICE_TOTAL says {plain(stated)}, but {lines} to {plain(gross)}, a difference of "
        f"{plain(stated - gross)}."
    )
    if abs(stated - gross) <= allowed:
        severity, code = WARNING, "invoice_total_near"
        message += f" Up to {plain(allowed)} is accepted; the lines are what counts."
    else:
        severity, code = ERROR, "invoice_total"
        message += " Ask the firm to correct it, or override with a reason."
    return Problem(
        severity, code, invoice.first_line, fields.INVOICE_TOTAL, plain(stated), message,
        invoice.key,
    )  # fmt: skip


def _codes(work: _Work) -> None:
    """Warn once of every code and classification that no set knows."""
    lines, known = work.draft.lines, work.known
    for name, column, codes in (
        (fields.TASK_CODE, lines.task_code, known.task_codes),
        (fields.EXPENSE_CODE, lines.expense_code, known.expense_codes),
        (fields.ACTIVITY_CODE, lines.activity_code, known.activity_codes),
    ):
        strange = {c for c in set(column) if c and c.upper() not in codes} if codes else set()
        if strange:
            _unknown_codes(work, name, column, strange)
    titles = Counter(
        keeper.classification
        for keeper in work.draft.timekeepers
        if keeper.classification and keeper.classification.upper() not in known.classifications
    )
    for title, count in titles.items() if known.classifications else ():
        people = "1 timekeeper" if count == 1 else f"{count:,} timekeepers"
        work.findings.warn(
            "unknown_classification",
            f"TIMEKEEPER_CLASSIFICATION {quoted(title)} of {people} is in no known set; it is "
            "kept as it came.",
            field=fields.CLASSIFICATION, value=title,
        )  # fmt: skip


def _unknown_codes(work: _Work, name: str, column: list[str | None], strange: set[str]) -> None:
    counts = Counter(column)
    first: dict[str, int] = {}
    for row, code in enumerate(column):
        if code in strange:
            first.setdefault(str(code), row)
    for code, row in first.items():
        times = f" ({counts[code]:,} lines, first here)" if counts[code] > 1 else ""
        work.findings.warn(
            "unknown_code", f"{name} {quoted(code)} is in no known set{times}; kept as it came.",
            line=int(work.draft.lines.source_line[row]), field=name, value=code,
            invoice=work.where.number(row),
        )  # fmt: skip


def _vendors(work: _Work) -> None:
    """Say which vendors are not who they seem, or are counted in another way."""
    draft, known = work.draft, work.known
    if draft.is_payments:
        _clashes(work)
        return
    lookalikes(draft, known, work.findings)
    for invoice in draft.invoices if known.paid_only else ():
        if invoice.law_firm_id in known.paid_only:
            work.findings.error(
                "vendor_paid_only",
                f"{quoted(invoice.vendor_name or invoice.law_firm_id)} is counted by what finance "
                "paid, so its invoice would count twice. If it sends invoices now, say so on the "
                "page Vendors first.",
                line=invoice.first_line, field=fields.LAW_FIRM_ID, value=invoice.law_firm_id,
                invoice=invoice.key,
            )  # fmt: skip


def _clashes(work: _Work) -> None:
    """Warn once of every supplier whose payments are left out because it sends invoices."""
    known = work.known
    counts = Counter(i.law_firm_id for i in work.draft.invoices)
    for name, count in counts.items() if known.invoiced_suppliers else ():
        if fold(name) in known.invoiced_suppliers:
            payments = "1 payment is" if count == 1 else f"{count:,} payments are"
            work.findings.warn(
                "supplier_invoiced",
                f"{quoted(name)} sends invoices, which count already; its {payments} left out. "
                "If it is paid without invoices, say so on the page Vendors.",
                value=name,
            )  # fmt: skip


def _is_ignored(known: Known, invoice: DraftInvoice) -> bool:
    """Say whether a payment went to somebody who is not the legal department's supplier."""
    name = fold(invoice.law_firm_id)
    return name not in known.suppliers or name in known.invoiced_suppliers


def _checked(work: _Work) -> tuple[CheckedInvoice, ...]:
    invoices, live = work.draft.invoices, work.known.live_invoices
    steps = _steps(work.currencies, unknown=_CENT_E4)
    totals = minor([invoice.lines_e4 for invoice in invoices], steps)
    earlier = [live.get((i.law_firm_id, fold(i.number))) if live else None for i in invoices]
    outcomes = [
        _outcome(work, invoice, total, known)
        for invoice, total, known in zip(invoices, totals, earlier, strict=True)
    ]
    reasons = work.known.overrides
    return many(
        CheckedInvoice,
        invoices,
        work.currencies,
        minor([invoice.stated_e4 for invoice in invoices], steps),
        totals,
        minor([invoice.tax_e4 for invoice in invoices], steps),
        outcomes,
        earlier,
        [reasons.get(invoice.key, "").strip() or None for invoice in invoices],
    )


def _outcome(work: _Work, invoice: DraftInvoice, total: int, earlier: Earlier | None) -> Outcome:
    if work.draft.is_payments and _is_ignored(work.known, invoice):
        return "ignored"
    if earlier is not None:
        return _repeat(work, invoice, total, earlier)
    return "blocked" if work.findings.faults.get(invoice.key) else "accepted"


def _repeat(work: _Work, invoice: DraftInvoice, total: int, earlier: Earlier) -> Outcome:
    """Record an invoice that is live already, and say whether it came unchanged."""
    known = (earlier.invoice_date, earlier.total_cents, earlier.lines)
    now = (invoice.invoice_date, total, invoice.lines)
    is_same = all(old is None or old == new for old, new in zip(known, now, strict=True))
    came = f"came on {_day(earlier.stored_on)} by {earlier.stored_by} (upload {earlier.upload_id})"
    said = f"Invoice {invoice.number} {came}"
    if is_same:
        _say_repeat(work, invoice, "duplicate_invoice", f"{said} and is live. It is not stored "
                    "again.")  # fmt: skip
        return "duplicate"
    if invoice.key in work.known.replacements:
        return _replacing(work, invoice, said, earlier)
    message = f"{said} with other content and is live. Say that this one replaces it if "
    message += "it is a correction; else undo that upload first."
    _say_repeat(work, invoice, "invoice_changed", message)
    return "blocked"


def _replacing(work: _Work, invoice: DraftInvoice, said: str, earlier: Earlier) -> Outcome:
    """Judge an invoice of which somebody said that it replaces the earlier one."""
    if earlier.status in ("approved", "paid"):
        message = f"{said} and has been {earlier.status} since, so it cannot be replaced. Take "
        message += "that back first, or ask the firm for a credit note."
        _say_repeat(work, invoice, "replaces_decided", message)
        return "blocked"
    message = f"{said} with other content. This one replaces it; both are kept."
    _say_repeat(work, invoice, "invoice_replaces", message, severity=WARNING)
    return "blocked" if work.findings.faults.get(invoice.key) else "replaces"


def _say_repeat(
    work: _Work, invoice: DraftInvoice, code: str, message: str, *, severity: str = ERROR
) -> None:
    work.findings.add(
        Problem(
            severity, code, invoice.first_line, fields.INVOICE_NUMBER, invoice.number, message,
            invoice.key,
        )
    )  # fmt: skip


def _day(instant: str) -> str:
    found = _DAY.match(instant)
    return periods.day_label(found.group()) if found else instant
