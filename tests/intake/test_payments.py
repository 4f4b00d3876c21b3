"""What finance paid: a row a payment, every row counted, suppliers spelt one way."""

import json
from pathlib import Path
from typing import Any

import pytest

from legalops.intake.check import check
from legalops.intake.draft import Checked, Known, Limits, Payments
from legalops.intake.how import Correction, How
from legalops.intake.read import read
from tests.intake.table_files import (
    PAID,
    PAID_HEAD,
    drafted,
    found,
    judged,
    text,
    workbook,
)

HOW = How(currency="GBP")
CASES = (
    "tables/time-and-expense tables/ambiguous-date ap/oxford-jan-mar-2014 ap/oxford-apr-jun-2014 "
    "ap/oxford-jul-sep-2014 ap/oxford-oct-dec-2014 ap/oxford-jul-sep-2015"
).split()
FLAGS = {"--vendor": "vendor", "--matter": "matter", "--currency": "currency", "--as": "kind"}


def paid(*rows: Any, head: Any = PAID_HEAD) -> bytes:
    return text(head, *(rows or [PAID]))


def counted(checked: Checked) -> Payments:
    assert checked.draft.payments is not None
    return checked.draft.payments


def test_a_payment_is_an_invoice_of_one_line_of_its_kind() -> None:
    checked = judged(paid(), HOW)
    assert (checked.outcome, checked.problems) == ("accepted", ())
    (invoice,), lines = checked.invoices, checked.draft.lines
    assert (invoice.draft.number, invoice.draft.law_firm_id) == ("T-1", "Smith LLP")
    assert (invoice.draft.invoice_date, invoice.total_cents) == ("2026-03-13", 50_000)
    assert (lines.kind, lines.work_date, list(lines.narrative)) == (
        ["P"], ["2026-03-13"], ["Legal fees"],
    )  # fmt: skip
    assert (lines.units_e4.tolist(), lines.rate_e4.tolist()) == ([10_000], [5_000_000])
    assert counted(checked) == Payments(1, 5_000_000, 0, 0, 0, "DMY")


def test_payments_are_known_by_their_headings_and_can_be_forced_otherwise() -> None:
    assert drafted(paid(), How()).is_payments
    billed = text([*PAID_HEAD, "Hours"], [*PAID, "2"])
    assert not drafted(billed, How()).is_payments
    assert drafted(billed, How(kind="payments")).is_payments
    assert not drafted(paid(), How(kind="table")).is_payments


def test_an_invoice_number_beside_a_date_paid_is_a_reference() -> None:
    head = ["Payment date", "Vendor", "Invoice number", "Amount"]
    assert drafted(text(head, ["2026-03-13", "V", "7", "5"]), How()).is_payments
    head[0] = "Date"
    assert not drafted(text(head, ["2026-03-13", "V", "7", "5"]), How()).is_payments


def test_rows_of_one_supplier_and_reference_are_lines_of_one_payment() -> None:
    second = ["13/03/2026", "SMITH LLP ", "25.00", "t-1", ""]
    checked = judged(paid(PAID, second), HOW)
    (invoice,) = checked.invoices
    assert (invoice.draft.lines, invoice.total_cents) == (2, 52_500)
    assert checked.draft.lines.line_number == ["1", "2"]
    assert checked.outcome == "accepted"


def test_the_same_reference_of_two_suppliers_is_two_payments() -> None:
    other = ["13/03/2026", "Jones", "25.00", "T-1", ""]
    assert [i.law_firm_id for i in drafted(paid(PAID, other), HOW).invoices] == [
        "Smith LLP", "Jones",
    ]  # fmt: skip


def test_payments_without_a_reference_are_known_by_their_rows() -> None:
    head = PAID_HEAD[:3]
    checked = judged(text(head, PAID[:3], PAID[:3]), HOW)
    assert [i.draft.number for i in checked.invoices] == ["ROW-2", "ROW-3"]
    assert "2 payments have no reference" in found(checked, "no_reference").message


def test_rows_without_an_amount_are_counted_and_no_payments() -> None:
    checked = judged(paid(PAID, ["", "", "", "", "xxx"]), HOW)
    assert counted(checked) == Payments(2, 5_000_000, 0, 1, 0, "DMY")
    assert found(checked, "blank_amount").line == 3
    assert (checked.outcome, len(checked.draft.lines)) == ("accepted", 1)


def test_credits_are_counted_and_read() -> None:
    checked = judged(paid(PAID, ["14/03/2026", "Jones", "-20.00", "T-2", ""]), HOW)
    assert (counted(checked).negatives, counted(checked).control_e4) == (1, 4_800_000)


def test_a_fault_touches_only_its_own_payment() -> None:
    draft = drafted(paid(PAID, ["soon", "Jones", "5.00", "T-2", ""]), HOW)
    checked = check(draft, Known(suppliers=frozenset({"smith llp", "jones"})))
    assert [i.outcome for i in checked.invoices] == ["accepted", "blocked"]
    assert found(checked, "bad_date").invoice == "T-2"


def test_a_payment_to_nobody_is_an_error() -> None:
    (problem,) = drafted(paid(PAID, ["14/03/2026", "", "5.00", "T-2", ""]), HOW).problems
    assert (problem.code, problem.line, problem.field) == ("required_blank", 3, "Supplier")
    assert problem.invoice == "T-2"


def test_dates_that_are_all_midnight_are_one_error_that_one_day_mends() -> None:
    data = paid(*(["00:00:00", "Smith LLP", "5.00", f"T-{n}", ""] for n in range(5)))
    problem = found(judged(data, HOW), "dates_blank")
    assert (problem.field, problem.value, problem.invoice) == ("Paid date", "00:00:00", "")
    mended = judged(data, How(currency="GBP", day="2026-03-31"))
    assert mended.outcome == "accepted"
    assert {i.draft.invoice_date for i in mended.invoices} == {"2026-03-31"}


def test_a_total_below_the_payments_is_no_payment() -> None:
    checked = judged(paid(PAID, PAID, ["", "Total", "1000.00", "", ""]), HOW)
    assert (counted(checked).rows, counted(checked).exact_duplicates) == (2, 1)
    assert found(checked, "footer").line == 4


def test_a_column_that_nobody_names_is_asked_for() -> None:
    checked = judged(text(["Paid date", "Supplier", "Geld"], PAID[:3]), How(kind="payments"))
    assert found(checked, "column_needed").field == "Amount paid"
    assert (checked.outcome, checked.draft.is_payments) == ("blocked", True)


def test_a_corrected_supplier_changes_its_own_row_alone() -> None:
    head = PAID_HEAD[:3]
    rows = [["13/03/2026", "Smith", "5.00"], ["13/03/2026", "Smith", "6.00"]]
    draft = drafted(text(head, *rows), HOW.corrected(Correction(3, "Supplier", "Jones")))
    assert [i.vendor_name for i in draft.invoices] == ["Smith", "Jones"]


def test_payments_come_in_workbooks_too() -> None:
    data = workbook(["2026-03-13", "Smith LLP", 500, "T-1", "x"], head=PAID_HEAD)
    checked = judged(data, HOW, name="paid.xlsx")
    assert (checked.draft.format, counted(checked).control_e4) == ("XLSX", 5_000_000)
    assert checked.outcome == "accepted"


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("is_forced", [True, False])
def test_a_real_file_gives_what_is_expected_of_it(
    name: str, cases: Path, *, is_forced: bool
) -> None:
    expected = json.loads((cases / "expected.json").read_text())[f"{name}.csv"]
    said = dict(zip(expected["args"][::2], expected["args"][1::2], strict=True))
    given = {FLAGS[flag]: value for flag, value in said.items() if is_forced or flag != "--as"}
    data = (cases / f"{name}.csv").read_bytes()
    draft = read(f"{name}.csv", data, Limits(), how=How(**given))
    checked = check(draft, Known())
    assert checked.outcome == expected["outcome"]
    for wanted in expected.get("problems", []):
        assert any(_is_told(wanted, told) for told in checked.problems), wanted
    if draft.payments is None:
        assert draft.format == expected["format"]
        _agree(checked, expected)
    else:
        _count(draft.payments, expected)


def _is_told(wanted: dict[str, Any], told: Any) -> bool:
    same = all(getattr(told, name) == wanted[name] for name in wanted if name != "names")
    return same and all(name in told.message for name in wanted.get("names", []))


def _agree(checked: Checked, expected: dict[str, Any]) -> None:
    for invoice, wanted in zip(checked.invoices, expected.get("invoices", []), strict=False):
        found = (invoice.draft.number, invoice.draft.lines, invoice.total_cents)
        assert found == (wanted["number"], wanted["lines"], wanted["total_cents"])


def _count(payments: Payments, expected: dict[str, Any]) -> None:
    assert payments.rows == expected["rows"]
    assert payments.control_e4 == expected["control_total_cents"] * 100
    assert payments.negatives == expected["negatives"]
    assert payments.blank_amounts == expected.get("blank_amounts", 0)
    assert payments.exact_duplicates == expected.get("exact_duplicate_rows", 0)
    assert payments.date_order == expected.get("date_order", "")
