"""Invoice lines in tables: which column is what, which date is which, what stands for what."""

import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legalops.intake.draft import Draft, Limits
from legalops.intake.how import Correction, How
from legalops.intake.ledes import fields
from legalops.intake.numbers import plain
from legalops.intake.tables import decimals, order
from legalops.intake.tables.targets import INVOICES, PAYMENTS, key, label, targets
from tests.intake.files import codes
from tests.intake.table_files import (
    HEAD,
    HOW,
    ROW,
    drafted,
    found,
    judged,
    numeric,
    row,
    table,
    text,
    workbook,
)


def totals(draft: Draft) -> dict[str, tuple[int, int, str]]:
    return {i.number: (i.lines_e4, i.lines, i.invoice_date) for i in draft.invoices}


def test_a_sound_table_is_accepted_without_a_word() -> None:
    checked = judged(table())
    assert (checked.outcome, checked.problems) == ("accepted", ())
    (invoice,) = checked.invoices
    assert (invoice.draft.number, invoice.total_cents, invoice.currency) == ("A-1", 30_000, "USD")
    assert (invoice.draft.law_firm_id, invoice.draft.vendor_name) == ("Smith LLP", "Smith LLP")
    assert checked.draft.matters[0].client_matter_id == "M-1"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    draft = drafted(table(row(description="One; two, three"), delimiter=delimiter))
    assert draft.layout is not None
    assert draft.layout.delimiter == delimiter
    assert list(draft.lines.narrative) == ["One; two, three"]
    assert draft.format == ("TSV" if delimiter == "\t" else "CSV")


def test_a_workbook_gives_the_same_as_the_text() -> None:
    of_text, of_book = drafted(table()), drafted(workbook(), name="lines.xlsx")
    assert of_book.format == "XLSX"
    assert totals(of_book) == totals(of_text)
    assert of_book.lines.units_e4.tolist() == of_text.lines.units_e4.tolist()


def test_titles_and_blank_rows_above_the_headings_are_skipped() -> None:
    data = text(
        ["Invoices of March"],
        [],
        ["printed 1 April"],
        HEAD,
        [],
        [" "] * 8,
        ROW,
        [""] * 8,
        ["", " "],
    )
    draft = drafted(data)
    assert draft.layout is not None
    assert draft.layout.header_line == 4
    assert draft.lines.source_line.tolist() == [7]
    assert draft.problems == ()


def test_every_column_is_shown_with_samples_and_a_proposal() -> None:
    layout = drafted(table(row(), row(amount="1"))).layout
    assert layout is not None
    assert layout.is_proposed
    assert [(h.heading, h.field) for h in layout.headings[:2]] == [
        ("Invoice number", fields.INVOICE_NUMBER), ("Date", fields.LINE_DATE),
    ]  # fmt: skip
    assert layout.headings[6].samples == ("300.00", "1")


def test_an_unknown_heading_is_shown_and_not_read() -> None:
    layout = drafted(text([*HEAD, "Shoe size"], [*ROW, "44"])).layout
    assert layout is not None
    assert (layout.headings[-1].field, layout.headings[-1].samples) == ("", ("44",))
    assert "Not a heading that is known" in layout.headings[-1].reason


def test_headings_nobody_knows_can_be_mapped() -> None:
    data = text(["Nr", "Tag", "Geld"], ["A-1", "2026-03-13", "5.00"])
    before = drafted(data)
    assert before.layout is not None
    assert set(before.layout.missing) == {
        fields.INVOICE_NUMBER, fields.LINE_DATE, fields.LINE_TOTAL,
    }  # fmt: skip
    assert not before.is_refused
    columns = {"Nr": fields.INVOICE_NUMBER, "Tag": fields.LINE_DATE, "Geld": fields.LINE_TOTAL}
    after = drafted(data, How(columns=columns, vendor="V", matter="M", currency="USD"))
    assert after.layout is not None
    assert (after.layout.missing, after.layout.is_proposed) == ((), False)
    assert totals(after) == {"A-1": (50_000, 1, "2026-03-13")}


def test_a_column_can_be_left_out() -> None:
    columns = {heading: "" for heading in HEAD if heading == "Hours"} | {
        "Invoice number": fields.INVOICE_NUMBER, "Date": fields.LINE_DATE,
        "Amount": fields.LINE_TOTAL,
    }  # fmt: skip
    draft = drafted(table(), How(columns=columns, vendor="V", matter="M"))
    assert draft.lines.kind == ["E"]


def test_two_columns_for_one_field_are_an_error_naming_both() -> None:
    columns = {"Date": fields.LINE_DATE, "Type": fields.LINE_DATE}
    problem = found(judged(table(), How(columns=columns, vendor="V", matter="M")), "column_twice")
    assert "'Date' and 'Type'" in problem.message


def test_a_mapping_for_another_file_says_what_is_gone() -> None:
    columns = {"Date": fields.LINE_DATE, "Betrag": fields.LINE_TOTAL}
    checked = judged(table(), How(columns=columns, vendor="V", matter="M"))
    assert "betrag" in found(checked, "column_gone").message
    assert checked.outcome == "blocked"


def test_the_fingerprint_is_that_of_the_headings_in_any_order_and_spelling() -> None:
    one = drafted(table()).layout
    other = drafted(text([h.upper() for h in reversed(HEAD)], list(reversed(ROW)))).layout
    third = drafted(text([*HEAD, "More"], [*ROW, ""])).layout
    assert one is not None
    assert other is not None
    assert third is not None
    assert one.fingerprint == other.fingerprint != third.fingerprint


@pytest.mark.parametrize(
    ("how", "code", "field"),
    [
        (How(matter="M"), "vendor_needed", fields.LAW_FIRM_NAME),
        (How(vendor="V"), "matter_needed", fields.CLIENT_MATTER_ID),
    ],
)
def test_what_nobody_says_is_asked_and_blocks_the_file(how: How, code: str, field: str) -> None:
    checked = judged(table(), how)
    assert found(checked, code).invoice == ""
    assert (checked.outcome, checked.draft.is_refused) == ("blocked", False)
    assert checked.draft.layout is not None
    assert checked.draft.layout.missing == (field,)


def test_vendors_and_matters_of_the_rows_go_before_what_was_said() -> None:
    head = [*HEAD, "Vendor", "Matter"]
    data = text(
        head, [*ROW, "Jones", "M-7"], [*row(invoice_number="B-1"), "", ""],
        [*row(invoice_number="C-1"), "JONES", "M-8"],
    )  # fmt: skip
    draft = drafted(data)
    assert [i.law_firm_id for i in draft.invoices] == ["Jones", "Smith LLP", "Jones"]
    assert [m.client_matter_id for m in draft.matters] == ["M-7", "M-1", "M-8"]


def test_a_vendor_number_is_kept_beside_its_name() -> None:
    draft = drafted(text([*HEAD, "Vendor", "Vendor ID"], [*ROW, "Jones", "77-1"]))
    assert (draft.invoices[0].law_firm_id, draft.invoices[0].vendor_name) == ("77-1", "Jones")


def test_a_blank_matter_blocks_its_invoice_alone() -> None:
    data = text([*HEAD, "Matter"], [*ROW, ""], [*row(invoice_number="B-1"), "M-2"])
    checked = judged(data, How(vendor="V", currency="USD"))
    assert [i.outcome for i in checked.invoices] == ["blocked", "accepted"]
    assert (found(checked, "required_blank").line, found(checked, "required_blank").field) == (
        2, "Matter",
    )  # fmt: skip


def test_several_invoices_keep_their_lines_and_running_numbers() -> None:
    draft = drafted(table(row(), row(invoice_number="B-1", amount="300"), row(amount="300.0")))
    assert totals(draft) == {
        "A-1": (6_000_000, 2, "2026-03-13"), "B-1": (3_000_000, 1, "2026-03-13"),
    }  # fmt: skip
    assert draft.lines.line_number == ["1", "1", "2"]


def test_without_an_invoice_date_the_last_line_gives_it_and_the_lines_the_period() -> None:
    draft = drafted(table(row(date="2026-03-20"), row(date="2026-03-02")))
    (invoice,) = draft.invoices
    assert (invoice.invoice_date, invoice.period_start, invoice.period_end) == (
        "2026-03-20", "2026-03-02", "2026-03-20",
    )  # fmt: skip


def test_with_an_invoice_date_alone_the_lines_have_it_too() -> None:
    draft = drafted(text(["Invoice no", "Invoice date", "Amount"], ["A-1", "2026-03-31", "5"]))
    assert (draft.invoices[0].invoice_date, draft.lines.work_date) == ("2026-03-31", ["2026-03-31"])


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("time", "F"), ("FEE", "F"), ("Expense", "E"), ("disbursement", "E"), ("cost", "E"),
        ("IE", "IE"), ("", "F"),
    ],
)  # fmt: skip
def test_the_type_of_a_line_is_read_in_many_words(said: str, kind: str) -> None:
    assert drafted(table(row(type=said))).lines.kind == [kind]


def test_a_type_nobody_knows_is_an_error() -> None:
    assert found(judged(table(row(type="magic"))), "bad_kind").field == "Type"


def test_without_a_type_a_person_or_hours_make_a_fee() -> None:
    rows = [
        row(type=""), row(type="", timekeeper="", hours="1"),
        row(type="", timekeeper="", hours="", rate=""),
    ]  # fmt: skip
    assert drafted(table(*rows)).lines.kind == ["F", "F", "E"]


def test_an_amount_alone_is_one_unit_of_an_expense_and_no_hours_of_a_fee() -> None:
    rows = [row(type="cost", hours="", rate=""), row(hours="", rate=""), row(rate="")]
    draft = drafted(table(*rows))
    assert draft.lines.units_e4.tolist() == [10_000, 0, 20_000]
    assert draft.lines.rate_e4.tolist() == [3_000_000, 0, 1_500_000]
    assert draft.invoices[0].hours_e4 == 20_000
    assert "line_total" not in codes(judged(table(*rows)))


def test_a_line_that_does_not_add_up_is_named_by_its_heading() -> None:
    problem = found(judged(table(row(amount="310.00"))), "line_total")
    assert (problem.field, problem.line) == ("Amount", 2)
    assert problem.message.startswith("Amount says 310.00, but 2.00 x 150.00 is 300.00")


def test_a_total_of_the_invoice_is_held_against_its_lines() -> None:
    head = [*HEAD, "Invoice total"]
    assert judged(text(head, [*ROW, "300.00"])).outcome == "accepted"
    problem = found(judged(text(head, [*ROW, "400.00"])), "invoice_total")
    assert problem.field == "Invoice total"


def test_tax_is_kept_apart_from_the_net_amount() -> None:
    draft = drafted(text([*HEAD, "VAT"], [*ROW, "60.00"]))
    (invoice,) = draft.invoices
    assert (invoice.lines_e4, invoice.tax_e4) == (3_000_000, 600_000)
    assert judged(text([*HEAD, "VAT"], [*ROW, "60.00"])).outcome == "accepted"


def test_a_currency_of_the_rows_goes_before_the_one_that_was_said() -> None:
    data = text([*HEAD, "Currency"], [*ROW, "EUR"], [*row(invoice_number="B"), ""])
    assert [i.currency for i in drafted(data).invoices] == ["EUR", "USD"]


def test_a_sign_flip_turns_amounts_round() -> None:
    how = How(vendor="V", matter="M", currency="USD", flips_sign=True)
    draft = drafted(table(row(amount="-300.00"), row(amount="(300.00)")), how)
    assert draft.lines.total_e4.tolist() == [3_000_000, 3_000_000]


def test_one_day_above_twelve_proves_the_order_for_the_whole_file() -> None:
    draft = drafted(table(row(date="02/03/2026"), row(date="13/03/2026")))
    assert draft.lines.work_date == ["2026-03-02", "2026-03-13"]
    assert draft.layout is not None
    assert (draft.layout.date_order, draft.layout.asks_date_order) == ("DMY", False)
    american = drafted(table(row(date="02/03/2026"), row(date="03/13/2026")))
    assert american.lines.work_date == ["2026-02-03", "2026-03-13"]


def test_without_proof_the_order_is_asked_once_for_the_file() -> None:
    checked = judged(table(*(row(date=f"0{n}/03/2026") for n in (2, 4, 5)), row()))
    problem = found(checked, "date_order")
    assert (problem.severity, problem.line, problem.field) == ("error", 2, "Date")
    assert "3 dates" in problem.message
    assert "--date-order" in problem.message
    assert checked.draft.layout is not None
    assert checked.draft.layout.asks_date_order


@pytest.mark.parametrize(("how", "day"), [("DMY", "2026-03-02"), ("MDY", "2026-02-03")])
def test_a_chosen_order_is_followed(how: Any, day: str) -> None:
    chosen = How(vendor="V", matter="M", currency="USD", date_order=how)
    assert drafted(table(row(date="02/03/2026")), chosen).lines.work_date == [day]


def test_a_date_that_contradicts_the_chosen_order_is_refused_on_its_row() -> None:
    how = How(vendor="V", matter="M", currency="USD", date_order="MDY")
    problem = found(judged(table(row(date="13/03/2026"), row(date="02/03/2026")), how), "bad_date")
    assert (problem.line, problem.value) == (2, "13/03/2026")
    assert "month, day, year" in problem.message


def test_proofs_of_both_orders_prove_none() -> None:
    checked = judged(table(row(date="13/03/2026"), row(date="03/13/2026")))
    assert found(checked, "date_order").line == 2


def test_two_figures_for_the_year_are_never_guessed() -> None:
    assert "date_order" in codes(judged(table(row(date="13/03/26"))))
    how = How(vendor="V", matter="M", currency="USD", date_order="DMY")
    assert drafted(table(row(date="13/03/26")), how).lines.work_date == ["2026-03-13"]


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-13", "20260313", "2026/3/13", "13 March 2026", "13-Mar-2026", "March 13, 2026",
        "2026-03-13 00:00:00.000", "2026-03-13T14:05:00Z", "13/03/2026 9:30 AM", "13.03.2026",
    ],
)  # fmt: skip
def test_a_date_that_can_only_be_read_one_way_is_read(written: str) -> None:
    assert drafted(table(row(date=written))).lines.work_date == ["2026-03-13"]


@pytest.mark.parametrize("written", ["2026-02-30", "45000", "soon", "31/02/2026", "1899-03-01"])
def test_what_is_no_date_is_an_error_on_its_row(written: str) -> None:
    checked = judged(table(row(date=written), row(invoice_number="B-1")))
    assert [i.outcome for i in checked.invoices] == ["blocked", "accepted"]
    (problem,) = [p for p in checked.problems if p.severity == "error"]
    assert (problem.line, problem.field, problem.value) == (2, "Date", written)


def test_a_blank_date_is_an_error_unless_one_day_is_given_for_the_file() -> None:
    data = table(row(date="00:00:00"), row(invoice_number="B-1"))
    problem = found(judged(data), "required_blank")
    assert (problem.line, problem.field, problem.invoice) == (2, "Date", "A-1")
    how = How(vendor="V", matter="M", currency="USD", day="2026-03-01")
    assert drafted(data, how).lines.work_date == ["2026-03-01", "2026-03-13"]


def test_a_decimal_comma_is_read_when_it_is_chosen() -> None:
    how = How(vendor="V", matter="M", currency="EUR", decimal=",")
    data = table(row(hours="2,5", rate="1.500", amount="3.750,00"), delimiter=";")
    draft = drafted(data, how)
    assert (draft.lines.units_e4[0], draft.lines.total_e4[0]) == (25_000, 37_500_000)


def test_a_point_under_a_chosen_comma_is_refused() -> None:
    how = How(vendor="V", matter="M", currency="EUR", decimal=",")
    assert found(judged(table(row(rate="", hours="")), how), "bad_number").value == "300.00"


def test_a_decimal_comma_without_a_choice_says_what_to_choose() -> None:
    problem = found(judged(table(row(amount="300,00", hours="", rate=""))), "bad_number")
    assert (problem.line, problem.field) == (2, "Amount")
    assert "Choose the comma" in problem.message


def test_a_binary_tail_is_rounded_to_cents_with_a_word() -> None:
    rows = [row(hours="", rate="", amount="10892.148427833225"), row()]
    draft = drafted(table(*rows))
    assert draft.lines.total_e4.tolist() == [108_921_500, 3_000_000]
    assert found(judged(table(*rows)), "rounded").severity == "warning"


@pytest.mark.parametrize(
    "last", [["Total", "", "", "", "", "", "600.00", ""], ["", "", "", "", "", "", "600.00", ""]]
)
def test_a_total_below_the_rows_is_left_out_and_checked(last: list[str]) -> None:
    checked = judged(table(row(), row(amount="300"), last))
    assert len(checked.draft.lines) == 2
    assert "what the rows above come to" in found(checked, "footer").message
    assert checked.outcome == "accepted"


def test_a_total_that_differs_from_the_rows_is_told() -> None:
    checked = judged(table(row(), ["Total", "", "", "", "", "", "900.00", ""]))
    assert "900.00, but the rows above come to 300.00" in found(checked, "footer_differs").message


def test_a_last_invoice_as_large_as_all_before_is_no_total() -> None:
    checked = judged(table(row(), row(invoice_number="B-1")))
    assert (len(checked.draft.lines), checked.problems) == (2, ())


def test_notes_below_the_rows_are_left_out_with_a_word() -> None:
    checked = judged(table() + b"All amounts in USD\n")
    assert found(checked, "footer").line == 3
    assert checked.outcome == "accepted"


def test_a_row_without_number_and_date_is_no_footer_when_it_bills_something() -> None:
    checked = judged(
        table(row(), row(invoice_number="", date="", amount="55.00", hours="", rate=""))
    )
    assert len(checked.draft.lines) == 2
    assert checked.outcome == "blocked"


def test_rows_that_stand_twice_are_told_once_with_their_count() -> None:
    checked = judged(table(row(), row(), row()))
    assert "2 rows repeat" in found(checked, "exact_duplicate_rows").message
    assert checked.outcome == "accepted"


def test_a_corrected_cell_is_read_as_if_it_stood_there() -> None:
    data = table(row(date="soon"), row(invoice_number="B-1", amount="1"))
    how = HOW.corrected(Correction(2, "Date", "13/03/2026"), Correction(3, "Amount", "300.00"))
    checked = judged(data, how)
    assert (checked.outcome, checked.problems) == ("accepted", ())
    assert checked.draft.lines.work_date[0] == "2026-03-13"


def test_a_corrected_line_of_text_is_cut_anew() -> None:
    data = table(row(description="a")) + b"A-2,2026-03-13\n"
    assert found(judged(data), "value_count").line == 3
    whole = "A-2,2026-03-13,fee,Doe,1,100,100.00,Call"
    checked = judged(data, HOW.corrected(Correction(3, "", whole)))
    assert [i.total_cents for i in checked.invoices] == [30_000, 10_000]


def test_a_workbook_names_the_cell_of_a_problem() -> None:
    data = workbook(numeric(), numeric(invoice_number="B-1", date="soon"))
    problem = found(judged(data, name="lines.xlsx"), "bad_date")
    assert (problem.line, problem.field, problem.place) == (3, "Date", "Lines!B3")


def test_the_rows_as_they_came_are_shown_to_who_asks() -> None:
    seen: list[tuple[list[str], list[int], str]] = []
    from legalops.intake.read import read

    def keep(names: Any, lines: Any, cell: Any) -> None:
        seen.append((list(names), lines.tolist(), cell("Amount", 0)))

    read("a.csv", table(), Limits(), how=HOW, keep=keep, today=date(2026, 6, 30))
    assert seen[0] == (list(HEAD), [2], "300.00")


def test_a_table_keeps_its_kind_when_it_is_forced() -> None:
    draft = drafted(table(), How(kind="table", vendor="V", matter="M"))
    assert not draft.is_payments
    book = drafted(workbook(), How(kind="table", vendor="V", matter="M"), name="l.xlsx")
    assert totals(book) == totals(draft)


@pytest.mark.parametrize("kind", [INVOICES, PAYMENTS])
def test_no_heading_is_usual_for_two_fields(kind: str) -> None:
    aliases = [alias for target in targets(kind) for alias in target.aliases]
    assert sorted(set(aliases)) == sorted(aliases)
    assert all(alias == key(alias) for alias in aliases)
    assert all(target.label == label(target.field) for target in targets(INVOICES))


AMOUNTS = st.integers(-(10**9), 10**9)


@settings(deadline=None)
@given(AMOUNTS, st.sampled_from([".", ","]), st.booleans())
def test_an_amount_written_in_an_accepted_form_comes_back_exact(
    cents: int, sign: str, has_groups: bool
) -> None:
    whole, rest = divmod(abs(cents), 100)
    digits = f"{whole:,}" if has_groups else str(whole)
    shown = f"{'-' if cents < 0 else ''}{digits}.{rest:02d}"
    if sign == ",":
        shown = shown.replace(",", "_").replace(".", ",").replace("_", ".")
    how = How(vendor="V", matter="M", currency="EUR", decimal=sign)  # type: ignore[arg-type]
    draft = drafted(table(row(amount=shown, hours="", rate="")), how)
    assert draft.lines.total_e4.tolist() == [cents * 100]


@given(AMOUNTS)
def test_a_negated_amount_is_the_other_one(cents: int) -> None:
    shown = plain(cents * 100)
    assert decimals.negated(decimals.negated(shown)).lstrip("+") == shown


@given(st.dates(date(1990, 1, 1), date(2026, 6, 30)), st.sampled_from(["DMY", "MDY"]))
def test_a_date_is_read_back_under_the_order_it_was_written_in(day: date, how: str) -> None:
    shown = f"{day:%d/%m/%Y}" if how == "DMY" else f"{day:%m/%d/%Y}"
    assert order.read(shown).by(how) == day


@settings(deadline=None, max_examples=30)
@given(st.randoms(use_true_random=False), st.booleans())
def test_a_table_gives_the_same_totals_in_any_order_of_columns(
    chance: random.Random, is_book: bool
) -> None:
    rows = []
    for _ in range(chance.randint(1, 12)):
        quarters, rate = chance.randint(1, 40), chance.choice([100, 150, 325])
        rows.append(
            numeric(
                invoice_number=f"A-{chance.randint(1, 3)}",
                date=f"2026-03-{chance.randint(1, 28):02d}",
                hours=quarters / 4,
                rate=rate,
                amount=quarters * rate / 4,
            )
        )
    places = chance.sample(range(len(HEAD)), len(HEAD))
    shuffled = [[cells[place] for place in places] for cells in rows]
    head = [HEAD[place] for place in places]
    data = workbook(*shuffled, head=head) if is_book else text(head, *shuffled)
    wanted: dict[str, int] = {}
    for cells in rows:
        wanted[str(cells[0])] = wanted.get(str(cells[0]), 0) + round(float(str(cells[6])) * 10_000)
    draft = drafted(data)
    assert {i.number: i.lines_e4 for i in draft.invoices} == wanted
    assert [p for p in draft.problems if p.severity == "error"] == []


def test_no_line_is_blamed_for_a_column_that_the_table_lacks() -> None:
    head = ["Invoice no", "Date", "Type", "Amount"]
    rows = [["A-1", "2026-03-13", "fee", "5"], ["A-1", "2026-03-13", "expense", "6"]]
    assert judged(text(head, *rows)).problems == ()
    blamed = judged(text([*head, "Expense code"], *([*cells, ""] for cells in rows)))
    assert (found(blamed, "recommended_blank").line, blamed.outcome) == (3, "accepted")
