"""Vendors that use the same invoice number in one file: each invoice stands or falls on its own."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from legalops.intake.check import check
from legalops.intake.draft import Checked, Earlier, Known, Limits
from legalops.intake.how import Correction, How
from legalops.intake.read import read
from tests.intake.files import FIRM, HEADER, TODAY, checked, codes, ledes, row
from tests.intake.table_files import HEAD, judged, text, with_xml, workbook
from tests.intake.table_files import row as cells
from tests.intake.xml_files import client, fee, firm, invoice, matter, xml

OTHER = "36-2222222"
PAIR = {FIRM: "USD", OTHER: "USD"}
TABLE = How(matter="M-1", currency="USD")
VENDORS = ("Vendor", *HEAD)


def outcomes(found: Checked) -> list[tuple[str, str]]:
    """What each invoice is known by, and what became of it."""
    return [(each.draft.key, each.outcome) for each in found.invoices]


def blamed(found: Checked) -> list[tuple[str, str]]:
    """The code of every error, and the invoice it is held against."""
    return [(p.code, p.invoice) for p in found.problems if p.severity == "error"]


def test_a_number_is_called_by_its_vendor_only_where_several_use_it() -> None:
    found = checked(ledes(row(), row(firm=OTHER), row(number="B-1")), currencies=PAIR)
    assert [(i.draft.number, i.draft.label) for i in found.invoices] == [
        ("A-100", f"A-100 ({FIRM})"), ("A-100", f"A-100 ({OTHER})"), ("B-1", ""),
    ]  # fmt: skip
    assert found.outcome == "accepted"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"day": "99999999"}, "bad_date"),
        ({"stated": "1.00"}, "invoice_total"),
        ({"total": "290.00"}, "line_total"),
        ({"start": "20260201"}, "period_order"),
        ({"text": "a\x07b"}, "control_character"),
        ({"keeper": "T" * 300}, "value_too_long"),
    ],
)
def test_a_fault_of_one_vendor_does_not_hold_the_other(change: dict[str, str], code: str) -> None:
    found = checked(ledes(row(firm=OTHER, **change), row()), currencies=PAIR)
    assert {c for c, _ in blamed(found)} >= {code}
    assert {key for _, key in blamed(found)} == {f"A-100 ({OTHER})"}
    assert outcomes(found) == [(f"A-100 ({OTHER})", "blocked"), (f"A-100 ({FIRM})", "accepted")]


def test_a_missing_currency_of_one_vendor_does_not_hold_the_other() -> None:
    found = checked(ledes(row(firm=OTHER), row()))
    assert blamed(found) == [("currency", f"A-100 ({OTHER})")]
    assert [i.outcome for i in found.invoices] == ["blocked", "accepted"]


def test_a_reason_sets_aside_the_fault_of_the_invoice_it_is_given_for() -> None:
    data = ledes(row(firm=OTHER, stated="1.00"), row(stated="2.00"))
    found = checked(data, currencies=PAIR, overrides={f"A-100 ({FIRM})": "agreed"})
    assert [(i.outcome, i.override_reason) for i in found.invoices] == [
        ("blocked", None), ("accepted", "agreed"),
    ]  # fmt: skip
    bare = checked(data, currencies=PAIR, overrides={"A-100": "whose?"})
    assert [i.outcome for i in bare.invoices] == ["blocked", "blocked"]


def test_one_replaces_its_earlier_and_the_other_does_not() -> None:
    live = {
        (each, "a-100"): Earlier(place, 7, "2026-02-01", "Ana", total_cents=5)
        for place, each in enumerate((FIRM, OTHER))
    }
    found = checked(
        ledes(row(firm=OTHER), row()), currencies=PAIR, live_invoices=live,
        replacements=frozenset({f"A-100 ({FIRM})"}),
    )  # fmt: skip
    assert [i.outcome for i in found.invoices] == ["blocked", "replaces"]
    assert blamed(found) == [("invoice_changed", f"A-100 ({OTHER})")]


def test_a_correction_mends_the_invoice_whose_line_it_is_on() -> None:
    data = ledes(row(firm=OTHER, stated="1.00"), row(stated="2.00"))
    how = How(corrections=(Correction(3, "INVOICE_TOTAL", "300.00"),))
    found = check(read("m.txt", data, Limits(), today=TODAY, how=how), Known(currencies=PAIR))
    assert outcomes(found) == [(f"A-100 ({OTHER})", "accepted"), (f"A-100 ({FIRM})", "blocked")]


def test_a_correction_of_a_number_tells_the_invoices_apart_anew() -> None:
    data = ledes(row(stated="1.00"), row(number="B-1", firm=OTHER))
    how = How(corrections=(Correction(4, "INVOICE_NUMBER", "A-100"),))
    found = check(read("m.txt", data, Limits(), today=TODAY, how=how), Known(currencies=PAIR))
    assert outcomes(found) == [(f"A-100 ({FIRM})", "blocked"), (f"A-100 ({OTHER})", "accepted")]


def test_a_number_spelt_two_ways_by_one_vendor_is_still_an_invoice_twice() -> None:
    rows = (row(), row(firm=OTHER), row(number="a-100", firm=OTHER))
    found = checked(ledes(*rows), currencies=PAIR)
    assert [i.outcome for i in found.invoices] == ["accepted", "blocked", "blocked"]
    assert set(blamed(found)) == {
        ("invoice_twice", f"A-100 ({OTHER})"), ("invoice_twice", "a-100"),
    }  # fmt: skip


def test_a_label_that_is_somebodys_number_already_is_told_from_it() -> None:
    number = f"A-100 ({FIRM})"
    found = checked(ledes(row(), row(firm=OTHER), row(number=number)), currencies=PAIR)
    assert [i.draft.key for i in found.invoices] == [f"{number}*", f"A-100 ({OTHER})", number]


SHORT_ROW = row().rsplit("|", 3)[0]
LONG_ROW = row(text="a|b")


@pytest.mark.parametrize("lost", [SHORT_ROW, LONG_ROW])
def test_a_lost_line_holds_every_invoice_it_may_be_of_and_no_other(lost: str) -> None:
    rows = (row(), row(firm=OTHER), lost, row(number="B-1", firm=OTHER))
    found = checked(ledes(*rows), currencies=PAIR)
    assert blamed(found) == [("value_count", "A-100")]
    assert outcomes(found) == [("A-100", "blocked"), ("A-100", "blocked"), ("B-1", "accepted")]


@pytest.mark.parametrize("firm_id", ["", "24-1111\x07111"])
def test_a_row_that_does_not_say_whose_it_is_holds_every_invoice_it_may_be_of(
    firm_id: str,
) -> None:
    rows = (row(), row(firm=OTHER), row(firm=firm_id, line="2"), row(number="B-1"))
    found = checked(ledes(*rows), currencies=PAIR)
    assert {key for code, key in blamed(found) if code != "currency"} == {"A-100"}
    assert [i.outcome for i in found.invoices] == ["blocked", "blocked", "blocked", "accepted"]


def vendors(*rows: list[object]) -> bytes:
    """A text table with a column for the vendor."""
    return text(VENDORS, *rows)


def test_in_a_table_a_fault_of_one_vendor_does_not_hold_the_other() -> None:
    rows = [["Smith LLP", *cells()], ["Jones LLP", *cells(amount="12x")]]
    rows += [["Jones LLP", *cells(invoice_number="B-1")]]
    found = judged(vendors(*rows), TABLE)
    assert outcomes(found) == [
        ("A-1 (Smith LLP)", "accepted"), ("A-1 (Jones LLP)", "blocked"), ("B-1", "accepted"),
    ]  # fmt: skip
    assert {key for _, key in blamed(found)} == {"A-1 (Jones LLP)"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"description": "a\x07b"}, "control_character"),
        ({"date": "99/99/2026"}, "bad_date"),
        ({"amount": ""}, "required_blank"),
        ({"description": "x" * 20_000}, "narrative_too_long"),
    ],
)
def test_in_a_table_a_fault_found_early_or_late_is_held_against_the_same_invoice(
    changes: dict[str, object], code: str
) -> None:
    rows = [["Smith LLP", *cells()], ["Jones LLP", *cells(**changes)]]
    rows += [["SMITH LLP", *cells(invoice_number="B-1")]]
    found = judged(vendors(*rows), TABLE)
    assert blamed(found) == [(code, "A-1 (Jones LLP)")]
    assert [i.outcome for i in found.invoices] == ["accepted", "blocked", "accepted"]


def test_in_a_table_a_torn_row_holds_every_invoice_it_may_be_of_and_no_other() -> None:
    rows = [["Smith LLP", *cells()], ["Jones LLP", *cells()]]
    rows += [["Jones LLP", *cells(), "more"], ["Jones LLP", *cells(invoice_number="B-1")]]
    found = judged(vendors(*rows), TABLE)
    assert blamed(found) == [("value_count", "A-1")]
    assert outcomes(found) == [("A-1", "blocked"), ("A-1", "blocked"), ("B-1", "accepted")]


def test_in_a_table_a_row_without_a_vendor_holds_every_invoice_it_may_be_of() -> None:
    rows = [["Smith LLP", *cells()], ["Jones LLP", *cells()], ["", *cells()]]
    found = judged(vendors(*rows), TABLE)
    assert blamed(found) == [("required_blank", "A-1")]
    assert {i.outcome for i in found.invoices} == {"blocked"}


def book(*rows: list[object]) -> bytes:
    return workbook(*rows, head=VENDORS)


def errors_at(cell: str) -> Callable[[bytes], bytes]:
    """Put an error of Excel into a cell of a workbook that holds 300."""
    return lambda data: with_xml(data, f'<c r="{cell}"><v>300</v></c>',
                                 f'<c r="{cell}" t="e"><v>#REF!</v></c>')  # fmt: skip


def test_in_a_workbook_a_cell_with_an_error_holds_only_its_own_invoice() -> None:
    rows = [["Smith LLP", *cells(amount=300)], ["Jones LLP", *cells(amount=300)]]
    found = judged(errors_at("H3")(book(*rows)), TABLE, "lines.xlsx")
    assert blamed(found) == [("cell_error", "A-1 (Jones LLP)")]
    assert [i.outcome for i in found.invoices] == ["accepted", "blocked"]


@pytest.mark.parametrize("otherwise", ["", "Third LLP"])
def test_in_a_workbook_a_vendor_that_cannot_be_read_holds_every_invoice_it_may_be_of(
    otherwise: str,
) -> None:
    rows = [["Smith LLP", *cells()], ["Jones LLP", *cells()], [300, *cells()]]
    how = replace(TABLE, vendor=otherwise)
    found = judged(errors_at("A4")(book(*rows)), how, "lines.xlsx")
    assert {key for _, key in blamed(found)} == {"A-1"}
    assert {i.outcome for i in found.invoices} == {"blocked"}


def test_payments_of_several_suppliers_under_one_reference_stand_alone() -> None:
    head = ("Paid date", "Supplier", "Amount", "Reference")
    rows = [("13/03/2026", "Smith LLP", "500.00", "Rent"), ("13/03/2026", "Cabs", "x", "rent"),
            ("13/03/2026", "Jones LLP", "7.00", "RENT")]  # fmt: skip
    draft = read("ap.csv", text(head, *rows), Limits(), today=TODAY, how=How(currency="GBP"))
    ours = frozenset({"smith llp", "cabs"})
    found = check(draft, Known(suppliers=ours))
    assert outcomes(found) == [
        ("Rent (Smith LLP)", "accepted"),
        ("Rent (Cabs)", "blocked"),
        ("Rent (Jones LLP)", "ignored"),
    ]
    others = check(draft, Known(suppliers=frozenset({"smith llp"})))
    assert (others.outcome, blamed(others)) == ("accepted", [])


def test_a_payment_without_a_supplier_keeps_saying_why_it_holds_ours() -> None:
    head = ("Paid date", "Supplier", "Amount", "Reference")
    rows = [("13/03/2026", name, "5.00", "Rent") for name in ("Smith LLP", "", "Jones LLP")]
    draft = read("ap.csv", text(head, *rows), Limits(), today=TODAY, how=How(currency="GBP"))
    found = check(draft, Known(suppliers=frozenset({"smith llp"})))
    assert [i.outcome for i in found.invoices] == ["blocked", "ignored", "ignored"]
    assert blamed(found) == [("required_blank", "Rent")]


def two_firms(changed: str) -> bytes:
    """An XML file in which two firms send an invoice of the same number."""
    one = xml(invoice(matter(changed)))
    second = firm(client(invoice()), lf_vendor_id=OTHER, lf_name="Birch LLP")
    return one.replace(b"</ledesxml", second.encode() + b"</ledesxml")


@pytest.mark.parametrize(
    ("changed", "code"),
    [(fee("<units>\n9</units>"), "element_repeated"), (fee(total_amount="x"), "bad_number")],
)
def test_in_xml_a_fault_of_one_firm_does_not_hold_the_other(changed: str, code: str) -> None:
    found = checked(two_firms(changed), currencies=PAIR)
    assert code in codes(found, "error")
    assert {key for _, key in blamed(found)} == {f"A-100 ({FIRM})"}
    assert outcomes(found) == [(f"A-100 ({FIRM})", "blocked"), (f"A-100 ({OTHER})", "accepted")]


def test_every_one_of_very_many_faults_is_held_against_its_own_invoice() -> None:
    bad = [row(firm=OTHER, day="99999999", line=str(n), stated="300.00") for n in range(1, 400)]
    found = checked(ledes(row(), *bad, header=HEADER), currencies=PAIR)
    assert found.draft.faults.keys() == {f"A-100 ({OTHER})"}
    assert found.invoices[0].outcome == "accepted"
