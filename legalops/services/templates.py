"""Empty workbooks to fill in, one for each kind of file that is asked for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Engine
from xlsxwriter.utility import xl_range_abs

from legalops.errors import NotFoundError, RefusedError
from legalops.intake.ledes import fields
from legalops.intake.names import fold
from legalops.intake.tables import targets
from legalops.money import CURRENCIES
from legalops.periods import fiscal_year_of, month_of, utc_now
from legalops.permissions import Actor, Permission
from legalops.services import budgets
from legalops.services.workbooks import Book, printable
from legalops.store import codes, settings, vendors
from legalops.store.unit import reading, require
from legalops.store.vendor_matters import OpenMatter, open_matters, paid_only

#: The kinds a template is made of, with what it is for.
KINDS = {
    "invoices": "invoice lines in a table, a line a row",
    "payments": "payments from finance, a payment a row",
    "budget": "a budget with months across",
}
ROWS = 5_000
_TEXT, _DATE, _NUMBER = _KINDS_OF_CELL = ("@", "yyyy-mm-dd", "#,##0.00##")
_TARGETS = {"invoices": targets.INVOICES, "payments": targets.PAYMENTS}


@dataclass(frozen=True)
class Column:
    """A column of a template: its field, its heading, how it is filled in, an example or two."""

    field: str
    heading: str
    note: str
    looks: str
    examples: tuple[Any, ...]
    width: int = 14
    chosen_from: str = ""


@dataclass(frozen=True)
class _List:
    """Values to choose from, with what each of them means."""

    title: str
    values: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class _Template:
    """All a workbook is made of."""

    kind: str
    sheet: str
    title: str
    columns: tuple[Column, ...]
    lists: tuple[_List, ...]
    notes: tuple[tuple[str, str], ...] = field(default=())


INVOICES = (
    Column(
        fields.INVOICE_NUMBER, "Invoice number", "The same on every line of an invoice.", _TEXT,
        ("2026-0107", "2026-0107"), 16,
    ),
    Column(
        fields.INVOICE_DATE, "Invoice date", "Like 2026-07-31.", _DATE,
        (date(2026, 7, 31), date(2026, 7, 31)),
    ),
    Column(
        fields.LAW_FIRM_NAME, "Vendor", "The firm that bills.", _TEXT,
        ("Example Firm LLP", "Example Firm LLP"), 24, "Vendors",
    ),
    Column(
        fields.CLIENT_MATTER_ID, "Matter number", "Our number of the matter.", _TEXT,
        ("M-1001", "M-1001"), 16, "Matters",
    ),
    Column(
        fields.LINE_DATE, "Work date", "The day of the work or the expense, like 2026-07-14.",
        _DATE, (date(2026, 7, 14), date(2026, 7, 15)),
    ),
    Column(
        fields.KIND, "Type", "Fee or expense.", _TEXT, ("Fee", "Expense"), 10, "Types",
    ),
    Column(
        fields.TIMEKEEPER_NAME, "Timekeeper", "Who did the work; blank for an expense.", _TEXT,
        ("Doe, Jane", ""), 22,
    ),
    Column(
        fields.CLASSIFICATION, "Timekeeper class", "Such as PARTNR or ASSOC.", _TEXT,
        ("PARTNR", ""), 17, "Classes",
    ),
    Column(
        fields.NARRATIVE, "Description", "What was done, or what was paid for.", _TEXT,
        ("Review of the draft agreement", "Court filing fee"), 44,
    ),
    Column(
        fields.UNITS, "Hours", "Hours of a fee, or the number of pieces of an expense.", _NUMBER,
        (1.5, 1), 9,
    ),
    Column(fields.UNIT_COST, "Rate", "The price of one.", _NUMBER, (400, 62), 11),
    Column(
        fields.ADJUSTMENT, "Adjustment", "A discount is negative; blank is none.", _NUMBER,
        (-50, ""), 12,
    ),
    Column(
        fields.LINE_TOTAL, "Amount", "Hours x rate + adjustment, without tax.", _NUMBER, (550, 62),
        13,
    ),
    Column(fields.LINE_TAX, "Tax", "Tax on the line; blank is none.", _NUMBER, ("", ""), 10),
    Column(
        fields.TASK_CODE, "Task code", "UTBMS task code of a fee, such as L110.", _TEXT,
        ("L110", ""), 11, "Task codes",
    ),
    Column(
        fields.ACTIVITY_CODE, "Activity code", "UTBMS activity code of a fee, such as A102.",
        _TEXT, ("A102", ""), 13, "Activity codes",
    ),
    Column(
        fields.EXPENSE_CODE, "Expense code", "UTBMS expense code of an expense, such as E112.",
        _TEXT, ("", "E112"), 13, "Expense codes",
    ),
    Column(
        fields.CURRENCY, "Currency", "One currency a file, such as USD.", _TEXT, ("USD", "USD"),
        10, "Currencies",
    ),
)  # fmt: skip
PAYMENTS = (
    Column(
        targets.SUPPLIER, "Supplier name", "As finance spells it.", _TEXT, ("Example Firm LLP",),
        30, "Vendors",
    ),
    Column(
        targets.PAID_DATE, "Paid date", "Like 2026-07-31.", _DATE, (date(2026, 7, 31),), 12,
    ),
    Column(
        targets.PAID_AMOUNT, "Amount", "What was paid; a credit is negative.", _NUMBER, (550,), 14,
    ),
    Column(
        targets.REFERENCE, "Payment reference", "Finance's number of the payment.", _TEXT,
        ("46279931",), 20,
    ),
    Column(
        targets.DESCRIPTION, "Description", "What it was for.", _TEXT, ("Counsel fees",), 36,
    ),
    Column(
        targets.CATEGORY, "Category", "Finance's category or account.", _TEXT,
        ("Professional fees",), 22,
    ),
    Column(
        fields.CURRENCY, "Currency", "One currency a file, such as USD.", _TEXT, ("USD",), 10,
        "Currencies",
    ),
)  # fmt: skip
_DATES = ("Dates", "As dates, or as text like 2026-07-31: year, month, day.")
_FILL = (
    "Fill in",
    "The first sheet, a row each, from its second row on. Columns with a dark heading are needed; "
    "leave the others blank where there is nothing to say. Their order may change, their "
    "headings may not.",
)
_AMOUNTS = (
    "Amounts", "Digits with a point, like 1250.00, without a currency sign. No row of totals.",
)  # fmt: skip


def build(engine: Engine, actor: Actor, kind: str, vendor: str = "") -> tuple[str, bytes]:
    """Return a template's file name and its bytes, with what is known of a vendor filled in.

    Raises NotFoundError for a vendor that is not known, RefusedError for a kind there is none of.
    """
    if kind not in KINDS:
        raise RefusedError(f"There is no template {kind!r}. There is {', '.join(KINDS)}.")
    if kind == "budget":
        return _budget(engine, actor)
    with reading(engine) as session:
        require(session, actor, Permission.IMPORT_INVOICES)
        found = vendors.find(session, {vendor: vendor}).get(vendor) if vendor else None
    if vendor and found is None:
        raise NotFoundError(f"A vendor named {vendor!r}")
    named = found.name if found else ""
    if kind == "payments":
        template = _payments(engine, named)
    else:
        known = open_matters(engine, actor, int(found.id or 0)) if found else []
        template = _invoices(engine, named, known)
    whose = re.sub(r"\W+", "_", fold(named))[:40].strip("_")
    name = "_".join(word for word in ("legalops", kind, "template", whose) if word)
    return f"{name}.xlsx", _written(template)


def _budget(engine: Engine, actor: Actor) -> tuple[str, bytes]:
    starts = settings.current(engine).fiscal_start_month
    year = fiscal_year_of(month_of(utc_now().date()), starts)
    data = budgets.workbook(engine, actor, fiscal_year=year.name)
    return f"legalops_budget_template_{year.label}.xlsx", data


def _invoices(engine: Engine, vendor: str, matters: Sequence[OpenMatter]) -> _Template:
    def of(kind: str) -> list[tuple[str, str]]:
        table = codes.table(engine, kind)
        table = table[~table["is_retired"].astype(bool)]
        return list(zip(table["code"], table["name"], strict=True))

    lists = (
        _List("Matters", [(matter.number, matter.name) for matter in matters]),
        _List("Vendors", [(vendor, "")] if vendor else []),
        _List("Types", [("Fee", "time at a rate"), ("Expense", "what was paid for")]),
        _currencies(engine),
        _List("Task codes", of("task")),
        _List("Activity codes", of("activity")),
        _List("Expense codes", of("expense")),
        _List("Classes", of("classification")),
    )
    whose = f" of {vendor}" if vendor else ""
    known = (
        f"The matters{whose} that are open are listed to choose from; another number may be typed."
        if matters
        else "Write our number of the matter. It can be asked of the person who instructed you."
    )
    notes = (
        _FILL, _DATES, _AMOUNTS, ("Matters", known),
        ("Several invoices", "May stand in one file: each row names its invoice."),
        ("Example", "The sheet Example shows two rows as they should be. It is not read."),
    )  # fmt: skip
    return _Template("invoices", "Invoice lines", f"Invoice lines{whose}", INVOICES, lists, notes)


def _payments(engine: Engine, vendor: str) -> _Template:
    names = [vendor] if vendor else paid_only(engine)
    lists = (_List("Vendors", [(name, "") for name in names]), _currencies(engine))
    notes = (
        _FILL, _DATES, _AMOUNTS,
        ("Suppliers", "All that finance paid may be in it; whose payments are the legal "
         "department's is chosen when it is uploaded, and remembered."),
        ("Example", "The sheet Example shows a row as it should be. It is not read."),
    )  # fmt: skip
    return _Template("payments", "Payments", "Payments from finance", PAYMENTS, lists, notes)


def _currencies(engine: Engine) -> _List:
    home = settings.current(engine).reporting_currency
    others = sorted(set(CURRENCIES) - {home})
    return _List("Currencies", [(home, "the department's"), *((code, "") for code in others)])


def _written(template: _Template) -> bytes:
    book = Book()
    looks = {kind: book.inner.add_format({"num_format": kind}) for kind in _KINDS_OF_CELL}
    sheet = book.sheet(template.sheet)
    example = book.sheet("Example")
    listed = book.sheet("Lists")
    ranges = _write_lists(book, listed, template.lists)
    needed = {t.field for t in targets.targets(_TARGETS[template.kind]) if t.is_required}
    for place, column in enumerate(template.columns):
        is_needed = column.field in needed
        _head(book, sheet, place, column, is_needed=is_needed)
        sheet.set_column(place, place, column.width, looks[column.looks])
        if column.chosen_from in ranges:
            sheet.data_validation(1, place, ROWS, place, _choice(column, ranges))
        _head(book, example, place, column, is_needed=is_needed)
        example.set_column(place, place, column.width)
        for row, value in enumerate(column.examples, start=1):
            _put(example, (row, place), value, looks[column.looks])
    sheet.freeze_panes(1, 1)
    example.freeze_panes(1, 0)
    book.explain(template.title, template.notes)
    return book.bytes()


def _head(book: Book, sheet: Any, place: int, column: Column, *, is_needed: bool) -> None:
    sheet.write_string(0, place, column.heading, book.needed if is_needed else book.head)
    note = f"{column.note}\nNeeded." if is_needed else column.note
    sheet.write_comment(0, place, note, {"x_scale": 1.5, "author": "legalops"})


def _choice(column: Column, ranges: dict[str, str]) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": ranges[column.chosen_from],
        "error_type": "warning",
        "error_title": column.heading,
        "error_message": "This is not in the list. Keep it all the same?",
    }


def _put(sheet: Any, at: tuple[int, int], value: Any, looks: Any) -> None:
    """Write an example's value as what it is; "" is nothing."""
    if isinstance(value, date):
        sheet.write_datetime(*at, value, looks)
    elif isinstance(value, str):
        sheet.write_string(*at, value, looks)
    else:
        sheet.write_number(*at, value, looks)


def _write_lists(book: Book, sheet: Any, lists: Sequence[_List]) -> dict[str, str]:
    """Write the values to choose from, and return where those of each list stand."""
    ranges: dict[str, str] = {}
    for number, each in enumerate(lists):
        place = number * 2
        sheet.write_string(0, place, each.title, book.bold)
        sheet.set_column(place, place, 16)
        sheet.set_column(place + 1, place + 1, 30)
        for row, (value, meaning) in enumerate(each.values, start=1):
            sheet.write_string(row, place, printable(value), book.text)
            sheet.write_string(row, place + 1, printable(meaning), book.text)
        if each.values:
            cells = xl_range_abs(1, place, len(each.values), place)
            ranges[each.title] = f"=Lists!{cells}"
    sheet.freeze_panes(1, 0)
    return ranges
