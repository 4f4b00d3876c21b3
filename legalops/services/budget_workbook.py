"""A budget as a workbook with months across: empty to fill in, or a version to change."""

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from legalops.intake.budget.draft import BudgetRow
from legalops.money import digits
from legalops.periods import FiscalYear, label

#: Text somebody typed never becomes a formula or a link.
_SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_SUBJECT = ("Practice area", "Matter", "Vendor", "Cost kind")
_SPARE_ROWS = 8
_FIRST = len(_SUBJECT)
_KIND = _FIRST - 1
_PLACES = {"area": 0, "matter": 1, "vendor": 2}
_NOTES = (
    ("Fill in", "One amount a month, in {currency}, net of tax, like 1250.00."),
    ("Blank", "A blank cell is no budget. Write 0 for a budget of zero."),
    ("Practice area", "Its rows add up to the department's budget. A new name adds the area."),
    ("Matter", "Fill in a matter's number only for a cap: it is shown with the matter and never "
     "added up."),
    ("Vendor", "Fill in a vendor's name, without practice area and matter, only for a cap of all "
     "it bills: it is shown with the vendor and never added up."),
    ("Cost kind", "fees, expenses or all. Not all beside one of the two for the same month."),
    ("Totals", "They are left out when the file is read, and compared with what they add up."),
    ("Upload", "On the page Budgets. You see the difference before anything is stored, and every "
     "upload is a version of its own."),
)  # fmt: skip


def template(
    fiscal_year: FiscalYear, areas: Iterable[str], currency: str, rows: Sequence[BudgetRow] = ()
) -> bytes:
    """Return a workbook to fill in, with the rows given and blank ones for the other areas."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _SAFE)
    sheet = book.add_worksheet("Budget")
    _fill(book, sheet, fiscal_year, _grouped(areas, rows), currency)
    _explain(book, fiscal_year, currency)
    book.close()
    return buffer.getvalue()


def _grouped(
    areas: Iterable[str], rows: Sequence[BudgetRow]
) -> dict[tuple[str, str, str], dict[int, int]]:
    """Return the amounts by month of each (subject, name, cost kind), in the order to show."""
    found: dict[tuple[str, str, str], dict[int, int]] = {}
    for row in rows:
        found.setdefault((row.subject, row.name, row.cost_kind), {})[row.month] = row.amount_cents
    planned = {name for subject, name, _ in found if subject == "area"}
    for area in areas:
        if area not in planned:
            found[("area", area, "fees")] = {}
            found[("area", area, "expenses")] = {}
    order = {"fees": 0, "expenses": 1, "all": 2}
    return dict(sorted(found.items(), key=lambda e: (e[0][0], e[0][1].casefold(), order[e[0][2]])))


def _fill(
    book: Any,
    sheet: Any,
    fiscal_year: FiscalYear,
    grouped: dict[tuple[str, str, str], dict[int, int]],
    currency: str,
) -> None:
    places = digits(currency)
    number = "#,##0" + ("." + "0" * places if places else "")
    amount = book.add_format({"num_format": number})
    total = book.add_format({"num_format": number, "bold": True, "top": 1})
    head = book.add_format({"bold": True, "bottom": 1, "align": "right"})
    label_head = book.add_format({"bold": True, "bottom": 1})
    months = fiscal_year.months
    last = _FIRST + len(months)
    for column, title in enumerate(_SUBJECT):
        sheet.write_string(0, column, title, label_head)
    for column, month in enumerate(months, start=_FIRST):
        sheet.write_string(0, column, label(month), head)
    sheet.write_string(0, last, "Total", head)
    end = 1 + len(grouped) + _SPARE_ROWS
    for row, ((subject, name, kind), cents) in enumerate(grouped.items(), start=1):
        sheet.write_string(row, _PLACES[subject], name)
        sheet.write_string(row, _KIND, kind)
        for month, value in cents.items():
            column = _FIRST + months.index(month)
            sheet.write_number(row, column, Decimal(value).scaleb(-places), amount)
    for row in range(1, end):
        cells = xl_range(row, _FIRST, row, last - 1)
        sheet.write_formula(row, last, f"=SUM({cells})", total, "")
    sheet.write_string(end, 0, "Total", book.add_format({"bold": True, "top": 1}))
    for column in range(_FIRST, last + 1):
        sheet.write_formula(end, column, _area_sum(column, end), total, "")
    sheet.data_validation(
        1, _KIND, end - 1, _KIND, {"validate": "list", "source": ["fees", "expenses", "all"]}
    )
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 2, 16)
    sheet.set_column(_KIND, _KIND, 11)
    sheet.set_column(_FIRST, last, 13, amount)
    sheet.freeze_panes(1, _FIRST)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _area_sum(column: int, end: int) -> str:
    """Add up practice areas only: rows without a matter or vendor."""
    cells = f"{xl_rowcol_to_cell(1, column)}:{xl_rowcol_to_cell(end - 1, column)}"
    return f'=SUMIFS({cells},$B$2:$B${end},"",$C$2:$C${end},"")'


def _explain(book: Any, fiscal_year: FiscalYear, currency: str) -> None:
    sheet = book.add_worksheet("Read me")
    bold = book.add_format({"bold": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    first, last = label(fiscal_year.first), label(fiscal_year.last)
    sheet.write_string(
        0, 0, f"Budget for {fiscal_year.label}, {first} to {last}, in {currency}", bold
    )
    for row, (word, text) in enumerate(_NOTES, start=2):
        sheet.write_string(row, 0, word, bold)
        sheet.write_string(row, 1, text.format(currency=currency), wrap)
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 90)
