"""Templates: what a firm fills in is read back without a question."""

import io
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Engine

from legalops.errors import NotAllowedError, NotFoundError, RefusedError
from legalops.intake.draft import Draft, Limits
from legalops.intake.read import read
from legalops.permissions import Actor, Role
from legalops.services import budgets, imports, templates
from legalops.services.choices import Choices, MatterChoice
from tests.services.ledes import Invoice, Line, file

TODAY = date(2026, 8, 10)
FIRM = "11-1111111"


@pytest.fixture
def ana(people: dict[Role, Actor]) -> Actor:
    return people[Role.OPS]


@pytest.fixture
def vendor(engine: Engine, ana: Actor) -> str:
    """A vendor that billed two matters."""
    data = file(Invoice(lines=(Line(100), Line(100, matter="M-2"))))
    choices = Choices(
        default_currency="USD",
        vendor_names={FIRM: "Hale & Quimby"},
        matters={(FIRM, "M-1", "FM-1"): MatterChoice("=Merger", "Corporate")},
    )
    prepared = imports.prepare(engine, ana, "m.txt", data, choices=choices, limits=Limits())
    imports.confirm(engine, ana, prepared, choices)
    return "Hale & Quimby"


def book_of(engine: Engine, actor: Actor, kind: str, vendor: str = "") -> Any:
    _, data = templates.build(engine, actor, kind, vendor)
    return openpyxl.load_workbook(io.BytesIO(data))


def filled(book: Any, *rows: dict[str, Any]) -> bytes:
    """Fill in rows under the headings and save, as a person does in Excel."""
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for number, row in enumerate(rows, start=2):
        for heading, value in row.items():
            sheet.cell(number, columns[heading]).value = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def drafted(data: bytes) -> Draft:
    draft = read("filled.xlsx", data, Limits(), today=TODAY)
    assert not draft.is_refused, draft.problems
    return draft


FEE = {
    "Invoice number": "007",
    "Invoice date": datetime(2026, 7, 31),  # noqa: DTZ001
    "Vendor": "Hale & Quimby",
    "Matter number": "M-1",
    "Work date": datetime(2026, 7, 14),  # noqa: DTZ001
    "Type": "Fee",
    "Timekeeper": "Doe, Jane",
    "Timekeeper class": "PARTNR",
    "Description": "Review of the draft",
    "Hours": 1.5,
    "Rate": 400,
    "Adjustment": -50,
    "Amount": 550,
    "Task code": "L110",
    "Activity code": "A102",
    "Currency": "USD",
}
EXPENSE = {
    "Invoice number": "007",
    "Invoice date": "2026-07-31",
    "Vendor": "Hale & Quimby",
    "Matter number": "M-2",
    "Work date": "2026-07-15",
    "Type": "Expense",
    "Description": "Court filing fee",
    "Hours": 1,
    "Rate": 62,
    "Amount": 62,
    "Expense code": "E112",
    "Currency": "USD",
}


def test_invoice_lines_that_were_filled_in_are_read_without_a_question(
    engine: Engine, ana: Actor, vendor: str
) -> None:
    draft = drafted(filled(book_of(engine, ana, "invoices", vendor), FEE, EXPENSE))
    assert draft.layout is not None
    assert (draft.layout.missing, draft.layout.asks_date_order) == ((), False)
    assert [p for p in draft.problems if p.severity == "error"] == []
    (invoice,) = draft.invoices
    assert (invoice.number, invoice.invoice_date, invoice.currency) == ("007", "2026-07-31", "USD")
    assert (invoice.vendor_name, invoice.lines, invoice.lines_e4) == (vendor, 2, 6_120_000)
    assert draft.lines.kind == ["F", "E"]
    assert draft.lines.work_date == ["2026-07-14", "2026-07-15"]
    assert draft.lines.task_code[0] == "L110"
    assert draft.lines.expense_code[1] == "E112"
    assert [m.client_matter_id for m in draft.matters] == ["M-1", "M-2"]
    assert draft.timekeepers[0].classification == "PARTNR"


def test_every_heading_of_a_template_is_read_as_its_field(engine: Engine, ana: Actor) -> None:
    draft = drafted(filled(book_of(engine, ana, "invoices"), FEE))
    assert draft.layout is not None
    read_as = {heading.heading: heading.field for heading in draft.layout.headings}
    wanted = {column.heading: column.field for column in templates.INVOICES}
    assert read_as == wanted


def test_payments_that_were_filled_in_are_read_without_a_question(
    engine: Engine, ana: Actor
) -> None:
    paid = {
        "Supplier name": "Hale & Quimby", "Paid date": datetime(2026, 7, 31),  # noqa: DTZ001
        "Amount": 1250.5, "Payment reference": "0042", "Description": "Counsel fees",
        "Category": "Professional fees", "Currency": "EUR",
    }  # fmt: skip
    draft = drafted(filled(book_of(engine, ana, "payments"), paid))
    assert draft.payments is not None
    assert (draft.payments.rows, draft.payments.control_e4) == (1, 12_505_000)
    assert draft.layout is not None
    assert (draft.layout.missing, draft.layout.asks_date_order) == ((), False)
    assert [p for p in draft.problems if p.severity == "error"] == []
    assert draft.invoices[0].currency == "EUR"


def test_an_empty_template_holds_no_invoice(engine: Engine, ana: Actor) -> None:
    _, data = templates.build(engine, ana, "invoices")
    draft = read("empty.xlsx", data, Limits(), today=TODAY)
    assert draft.invoices == ()
    assert "no_lines" in {p.code for p in draft.problems}


def test_a_vendors_open_matters_are_there_to_choose_from(
    engine: Engine, ana: Actor, vendor: str
) -> None:
    book = book_of(engine, ana, "invoices", vendor)
    lists = book["Lists"]
    columns = {cell.value: cell.column for cell in lists[1] if cell.value}
    at = columns["Matters"]
    numbers = [lists.cell(row, at).value for row in range(2, 5)]
    assert numbers == ["M-1", "M-2", None]
    name = lists.cell(2, at + 1)
    assert (name.value, name.data_type) == ("=Merger", "s")
    ranges = {
        str(each.sqref): each.formula1
        for each in book.worksheets[0].data_validations.dataValidation
    }
    assert any("Lists!$A$2:$A$3" in formula for formula in ranges.values())


def test_a_template_for_nobody_names_no_matter(engine: Engine, ana: Actor, vendor: str) -> None:
    assert vendor
    lists = book_of(engine, ana, "invoices")["Lists"]
    assert lists.cell(1, 1).value == "Matters"
    assert lists.cell(2, 1).value is None


def test_headings_are_explained_and_an_example_stands_on_a_sheet_of_its_own(
    engine: Engine, ana: Actor
) -> None:
    book = book_of(engine, ana, "invoices")
    assert book.sheetnames == ["Invoice lines", "Example", "Lists", "Read me"]
    sheet, example = book["Invoice lines"], book["Example"]
    assert all(cell.comment is not None for cell in sheet[1])
    assert sheet.max_row == 1
    assert sheet.freeze_panes == "B2"
    assert example.max_row == 3
    assert [cell.value for cell in example[1]] == [cell.value for cell in sheet[1]]
    assert example["E2"].number_format == "yyyy-mm-dd"


@pytest.mark.parametrize("kind", ["invoices", "payments"])
def test_no_cell_of_a_template_is_a_formula(engine: Engine, ana: Actor, kind: str) -> None:
    _, data = templates.build(engine, ana, kind)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [name for name in archive.namelist() if "worksheets/sheet" in name]
        assert len(sheets) == 4
        assert not any(b"<f>" in archive.read(name) for name in sheets)


def test_the_budget_template_is_read_by_the_budget_reader(engine: Engine, ana: Actor) -> None:
    name, data = templates.build(engine, ana, "budget")
    assert name.startswith("legalops_budget_template_FY")
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["Budget"]
    for column, value in ((1, "Litigation"), (4, "fees"), (5, 1250)):
        sheet.cell(2, column).value = value
    buffer = io.BytesIO()
    book.save(buffer)
    draft = budgets.read_file(engine, ana, name, buffer.getvalue()).draft
    assert [row.amount_cents for row in draft.rows] == [125_000]


def test_a_kind_or_a_vendor_that_is_not_there_is_named(engine: Engine, ana: Actor) -> None:
    with pytest.raises(RefusedError, match="There is invoices, payments, budget"):
        templates.build(engine, ana, "accruals")
    with pytest.raises(NotFoundError, match="'Nobody'"):
        templates.build(engine, ana, "invoices", "Nobody")


def test_the_file_is_named_after_what_it_is_for(engine: Engine, ana: Actor, vendor: str) -> None:
    name, _ = templates.build(engine, ana, "invoices", vendor.upper())
    assert name == "legalops_invoices_template_hale_quimby.xlsx"


def test_templates_are_for_who_may_import(engine: Engine, people: dict[Role, Actor]) -> None:
    with pytest.raises(NotAllowedError):
        templates.build(engine, people[Role.MEMBER], "invoices")
