"""Which fields the columns of a table can be read as, and what they are usually headed."""

import re
import unicodedata
from typing import NamedTuple

from legalops import money
from legalops.intake.ledes import fields

INVOICES, PAYMENTS = "table", "payments"
SUPPLIER = "SUPPLIER"
SUPPLIER_ID = "SUPPLIER_ID"
PAID_DATE = "PAID_DATE"
PAID_AMOUNT = "PAID_AMOUNT"
REFERENCE = "REFERENCE"
DESCRIPTION = "DESCRIPTION"
CATEGORY = "CATEGORY"
#: The LEDES fields in which a payment is kept.
KEPT_AS = {
    SUPPLIER: fields.LAW_FIRM_NAME,
    PAID_DATE: fields.LINE_DATE,
    PAID_AMOUNT: fields.LINE_TOTAL,
    REFERENCE: fields.INVOICE_NUMBER,
    DESCRIPTION: fields.NARRATIVE,
    CATEGORY: fields.INVOICE_DESCRIPTION,
}
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_CURRENCIES = frozenset(code.casefold() for code in money.CURRENCIES)


class Target(NamedTuple):
    """A field that a column can be read as.

    `label` is what people call it; `is_required` says that no row can be stored without it;
    `aliases` are headings that usually mean it, the surest first.
    """

    field: str
    label: str
    is_required: bool
    aliases: tuple[str, ...]


def _target(field: str, label: str, aliases: str, *, is_required: bool = False) -> Target:
    usual = (key(field), *(alias.strip() for alias in aliases.split(",")))
    return Target(field, label, is_required, tuple(dict.fromkeys(usual)))


def key(heading: str) -> str:
    """Return the form under which two headings are the same: letters and digits in lower case."""
    flat = unicodedata.normalize("NFKC", heading).casefold()
    words = _NOT_WORD.sub(" ", flat).split()
    if len(words) > 1 and words[-1] in _CURRENCIES:
        words.pop()
    return " ".join(words) or flat.strip()


_INVOICES = (
    _target(
        fields.INVOICE_NUMBER, "Invoice number",
        "invoice number, invoice no, invoice num, invoice, invoice id, inv no, inv number, "
        "bill number, bill no, invoice ref, invoice reference, rechnungsnummer",
        is_required=True,
    ),
    _target(
        fields.INVOICE_DATE, "Date of the invoice",
        "invoice date, date of invoice, date issued, issue date, bill date, billing date, issued, "
        "rechnungsdatum",
    ),
    _target(
        fields.LINE_DATE, "Date of the work",
        "date, work date, date of work, service date, date of service, line date, charge date, "
        "transaction date, activity date, entry date, expense date, worked on, datum",
        is_required=True,
    ),
    _target(
        fields.LAW_FIRM_NAME, "Vendor name",
        "vendor, vendor name, law firm, law firm name, firm, firm name, supplier, supplier name, "
        "kanzlei",
        is_required=True,
    ),
    _target(
        fields.LAW_FIRM_ID, "Vendor number or tax number",
        "vendor id, vendor number, vendor no, firm id, supplier id, tax id, vendor tax id",
    ),
    _target(
        fields.CLIENT_MATTER_ID, "Matter number",
        "matter number, matter, matter id, matter no, client matter, client matter number, "
        "case number, claim number, file number, aktenzeichen",
        is_required=True,
    ),
    _target(
        fields.LAW_FIRM_MATTER_ID, "Vendor's own matter number",
        "firm matter id, firm matter number, firm matter no, vendor matter id, "
        "law firm matter number",
    ),
    _target(fields.MATTER_NAME, "Matter name", "matter title, matter description, case name"),
    _target(
        fields.LINE_TOTAL, "Amount of the line, without tax",
        "amount, net amount, line total, line amount, amount net, amount excl tax, "
        "amount excl vat, extended amount, line subtotal, billed amount, subtotal, net, "
        "total amount, total, betrag, netto, montant",
        is_required=True,
    ),
    _target(
        fields.UNITS, "Hours or units",
        "hours, units, quantity, qty, hrs, hours worked, billed hours, hours billed, stunden",
    ),
    _target(
        fields.UNIT_COST, "Rate or price of one",
        "rate, hourly rate, billing rate, billed rate, unit cost, unit price, price, "
        "rate per hour, stundensatz",
    ),
    _target(
        fields.ADJUSTMENT, "Adjustment of the line",
        "adjustment, adjustment amount, line adjustment",
    ),
    _target(fields.LINE_TAX, "Tax of the line", "tax, vat, tax amount, vat amount, line tax, gst"),
    _target(
        fields.KIND, "Fee or expense",
        "type, line type, kind, fee or expense, entry type, item type, fee expense",
    ),
    _target(
        fields.TIMEKEEPER_NAME, "Timekeeper",
        "timekeeper, timekeeper name, lawyer, attorney, attorney name, fee earner, biller, "
        "professional",
    ),
    _target(
        fields.TIMEKEEPER_ID, "Timekeeper's id",
        "timekeeper id, timekeeper code, tk id, tkid, fee earner id, attorney id, initials, "
        "timekeeper initials",
    ),
    _target(
        fields.CLASSIFICATION, "Timekeeper's class",
        "class, classification, timekeeper class, timekeeper title, timekeeper level, title, "
        "level, grade, position, role",
    ),
    _target(
        fields.NARRATIVE, "Description of the work",
        "description, narrative, details, work description, line description, item description, "
        "activity description, line item description, text, memo, desc, beschreibung",
    ),
    _target(fields.TASK_CODE, "Task code", "task code, task, utbms task, utbms task code"),
    _target(
        fields.ACTIVITY_CODE, "Activity code",
        "activity code, activity, utbms activity, utbms activity code",
    ),
    _target(
        fields.EXPENSE_CODE, "Expense code",
        "expense code, disbursement code, utbms expense, utbms expense code",
    ),
    _target(fields.CURRENCY, "Currency", "currency, currency code, ccy, invoice currency unit"),
    _target(
        fields.INVOICE_TOTAL, "Total of the invoice",
        "invoice total, invoice amount, total of invoice, total invoice",
    ),
    _target(
        fields.BILLING_START_DATE, "First day billed",
        "billing start, period start, period from, start date, from",
    ),
    _target(
        fields.BILLING_END_DATE, "Last day billed",
        "billing end, period end, period to, end date, to",
    ),
    _target(
        fields.LINE_ITEM_NUMBER, "Line number", "line number, line no, line, item number, item no"
    ),
    _target(fields.INVOICE_DESCRIPTION, "Description of the invoice", "invoice text"),
    _target(fields.CLIENT_ID, "Client", "client, client number, client name"),
)  # fmt: skip
_PAYMENTS = (
    _target(
        SUPPLIER, "Supplier",
        "supplier name, supplier, vendor name, vendor, payee, payee name, beneficiary, creditor, "
        "merchant name, paid to, firm, law firm",
        is_required=True,
    ),
    _target(
        PAID_DATE, "Date paid",
        "paid date, date paid, payment date, pay date, date of payment, date, transaction date, "
        "posting date, clearing date, value date",
        is_required=True,
    ),
    _target(
        PAID_AMOUNT, "Amount paid",
        "amount, net amount, payment amount, amount paid, paid amount, value, total, betrag",
        is_required=True,
    ),
    _target(
        REFERENCE, "Reference of the payment",
        "trans no, transaction number, transaction no, transaction, trans number, "
        "payment reference, reference, ref, payment number, document number, voucher, "
        "invoice number, invoice no, invoice",
    ),
    _target(DESCRIPTION, "Description", "description, narrative, details, purpose, text"),
    _target(
        CATEGORY, "Category",
        "expenditure category, category, catergory, service category, expense type, "
        "expenditure type, expense area, service",
    ),
    _target(
        SUPPLIER_ID, "Supplier's number",
        "supplier number, supplier no, vendor id, vendor number, vendor no, creditor number",
    ),
    _target(fields.CURRENCY, "Currency", "currency, currency code, ccy, invoice currency unit"),
)  # fmt: skip
_BY_KIND = {INVOICES: _INVOICES, PAYMENTS: _PAYMENTS}
_LABELS = {target.field: target.label for target in (*_PAYMENTS, *_INVOICES)}


def targets(kind: str) -> tuple[Target, ...]:
    """Return the fields of a kind of table (`table` or `payments`), in the order people look."""
    return _BY_KIND[kind]


def label(field: str) -> str:
    """Return what people call a field."""
    return _LABELS.get(field, field)
