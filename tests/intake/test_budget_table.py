"""What a budget file says, however it is laid out, and what is told when it says it badly."""

import io
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from legalops.intake.budget.draft import BudgetDraft, BudgetRow
from legalops.intake.budget.table import Known, read_budget, stated_year
from legalops.periods import FiscalYear
from legalops.services.budget_workbook import template

FY26 = FiscalYear(2026, 1)
FY27_JULY = FiscalYear(2027, 7)
MONTHS = "Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec"


def draft(data: bytes | str, year: FiscalYear = FY26, currency: str = "USD") -> BudgetDraft:
    content = data.encode() if isinstance(data, str) else data
    return read_budget(
        "plan.csv", content, fiscal_year=year, currency=currency,
        known=Known.of(["Litigation", "IP"], ["M-1"], {"Hale & Quimby LLP": "Hale & Quimby LLP"}),
    )  # fmt: skip


def book(*rows: list[Any], sheet: str = "Budget") -> bytes:
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    day = workbook.add_format({"num_format": "mmm-yy"})
    page = workbook.add_worksheet(sheet)
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if isinstance(cell, date):
                page.write_datetime(r, c, cell, day)
            elif cell is not None:
                page.write(r, c, cell)
    workbook.close()
    return buffer.getvalue()


def codes(found: BudgetDraft, severity: str = "error") -> list[str]:
    return [problem.code for problem in found.problems if problem.severity == severity]


def test_months_across_become_a_row_for_every_filled_cell() -> None:
    found = draft(f"Practice area,Cost kind,{MONTHS}\nLitigation,Fees,100,,0,,,,,,,,,250.50\n")
    assert found.is_sound
    assert found.rows == (
        BudgetRow("area", "Litigation", "fees", 202601, 10000),
        BudgetRow("area", "Litigation", "fees", 202603, 0),
        BudgetRow("area", "Litigation", "fees", 202612, 25050),
    )


@pytest.mark.parametrize(
    "heading",
    ["Mar", "mar", "March", "Mar-26", "Mar 2026", "2026-03", "03-2026", "03/2026", "3/2026", "P3",
     "2026-03-01", "Mar '26", " MAR "],
)  # fmt: skip
def test_every_way_to_write_a_month_is_read(heading: str) -> None:
    found = draft(f"Area;Type;{heading}\nIP;Expenses;7\n")
    assert [row.month for row in found.rows] == [202603]


def test_real_dates_in_a_heading_are_months() -> None:
    found = draft(book(["Area", "Type", date(2026, 3, 1), date(2026, 4, 30)], ["IP", "fees", 1, 2]))
    assert [(row.month, row.amount_cents) for row in found.rows] == [(202603, 100), (202604, 200)]
    assert codes(found, "warning") == ["month-missing"]


def test_a_month_that_a_spreadsheet_turned_into_a_day_is_pointed_out() -> None:
    found = draft(book(["Area", "Type", date(2026, 3, 26)], ["IP", "fees", 1]))
    assert [row.month for row in found.rows] == [202603]
    assert "month-day" in codes(found, "warning")


def test_a_month_without_a_year_is_the_one_in_the_fiscal_year() -> None:
    found = draft("Area,Type,Jul,Jan,P1\nIP,fees,1,2,\n", FY27_JULY)
    assert [row.month for row in found.rows] == [202607, 202701]
    assert codes(found) == ["month-twice"]


def test_a_month_of_another_year_is_refused_with_what_to_do() -> None:
    found = draft("Area,Type,Jan-25\nIP,fees,1\n")
    problem = found.errors[0]
    assert (problem.code, problem.line, problem.field) == ("month-outside", 1, "Jan-25")
    assert "FY26 (Jan 2026 to Dec 2026)" in problem.message
    assert found.rows == ()


def test_a_heading_that_could_be_two_months_is_refused() -> None:
    assert codes(draft("Area,Type,Jan,01/02/2026\nIP,fees,1,2\n")) == ["month-unclear"]


def test_a_table_with_a_row_for_every_amount_is_read_too() -> None:
    found = draft(
        "Period,Practice area,Matter,Cost kind,Amount (USD)\n"
        "2026-01,Litigation,,fees,100\nP2,Litigation,,fees,50\nMar 2026,,m-1,,7\nTotal,,,,150\n"
    )
    assert found.is_long
    assert found.rows == (
        BudgetRow("area", "Litigation", "fees", 202601, 10000),
        BudgetRow("area", "Litigation", "fees", 202602, 5000),
        BudgetRow("matter", "M-1", "all", 202603, 700),
    )
    assert [total.agrees for total in found.totals] == [True]


def test_matters_are_caps_and_do_not_add_up() -> None:
    found = draft("Area,Matter,Type,Jan\nLitigation,,fees,100\nLitigation,M-1,fees,60\n")
    assert [row.subject for row in found.rows] == ["area", "matter"]
    assert found.total_cents == 10000


def test_a_budget_of_caps_alone_is_said_to_be_one() -> None:
    assert "caps-only" in codes(draft("Matter,Jan\nM-1,5\n"), "warning")


def test_an_unknown_matter_is_refused_with_the_nearest_known() -> None:
    problem = draft("Matter,Jan\nM-11,5\n").errors[0]
    assert (problem.code, problem.line, problem.field, problem.value) == (
        "matter", 2, "Matter", "M-11",
    )  # fmt: skip
    assert "The nearest is M-1." in problem.message


def test_names_match_whatever_their_case_and_blanks() -> None:
    found = draft("PRACTICE  AREA , cost TYPE ,jan\n  LITIGATION , Fees ,1\n")
    assert found.rows == (BudgetRow("area", "Litigation", "fees", 202601, 100),)
    assert found.new_areas == ()


def test_a_new_practice_area_is_listed_once_with_what_it_may_have_meant() -> None:
    found = draft("Area,Type,Jan\nLitigaton,fees,1\nlitigaton,expenses,2\n")
    assert found.new_areas == ("Litigaton",)
    assert [p.message.endswith("Did you mean Litigation?") for p in found.warnings][-1]
    assert {row.name for row in found.rows} == {"Litigaton"}


def test_an_unknown_cost_kind_names_its_cell() -> None:
    found = draft(book(["Area", "Type", "Jan"], ["IP", "Fees", 1], ["IP", "Travel", 2]))
    problem = found.errors[0]
    assert (problem.code, problem.field, problem.value) == ("cost-kind", "Budget!B3", "Travel")


def test_the_same_month_twice_is_refused_naming_the_first() -> None:
    found = draft("Area,Type,Jan\nIP,fees,1\nip,Fees,2\n")
    assert codes(found) == ["twice"]
    assert "line 2" in found.errors[0].message


def test_all_beside_fees_would_count_twice_and_is_refused() -> None:
    assert codes(draft("Area,Type,Jan\nIP,fees,1\nIP,all,2\n")) == ["twice"]


def test_totals_are_left_out_and_compared() -> None:
    found = draft(
        "Area,Type,Jan,Feb,Q1,FY26\n"
        "Litigation,fees,10,20,30,30\n"
        "Litigation,expenses,1,,1,1\n"
        "Litigation total,,11,20,31,31\n"
        "IP,fees,5,5,10,10\n"
        "Total,Fees,15,25,40,40\n"
        "Grand total,,16,25,41,41\n"
    )
    assert found.is_sound
    assert found.total_cents == 4100
    assert len(found.totals) == 18
    assert all(total.agrees for total in found.totals)
    assert "total-differs" not in codes(found, "warning")


def test_a_total_that_differs_is_a_warning_with_both_numbers() -> None:
    found = draft("Area,Type,Jan\nIP,fees,10\nTotal,,12\n")
    assert found.is_sound
    warning = next(p for p in found.warnings if p.code == "total-differs")
    assert (warning.line, warning.value) == (3, "12")
    assert "USD 12.00" in warning.message
    assert "USD 10.00" in warning.message
    assert (found.totals[0].stated_cents, found.totals[0].computed_cents) == (1200, 1000)


def test_totals_of_a_long_table_are_of_their_month_or_of_the_year() -> None:
    found = draft(
        "Period,Area,Type,Amount\nJan,IP,fees,5\nFeb,IP,fees,6\nJan,Total,,5\n,Total,,12\n"
    )
    assert [(t.stated_cents, t.computed_cents) for t in found.totals] == [(500, 500), (1200, 1100)]


def test_a_total_that_is_no_amount_is_told_and_not_compared() -> None:
    found = draft("Area,Type,Jan\nIP,fees,5\nTotal,,tbd\n")
    assert found.is_sound
    assert "total" in codes(found, "warning")


def test_a_long_table_names_months_it_cannot_read() -> None:
    found = draft("Period,Area,Amount\nsoon,IP,5\n2025-12,IP,5\n")
    assert codes(found) == ["month", "month-outside"]


def test_a_practice_area_called_total_something_is_no_total() -> None:
    found = read_budget(
        "p.csv", b"Area,Jan\nTotal rewards,5\n", fiscal_year=FY26,
        known=Known.of(["Total Rewards"], []), currency="USD",
    )  # fmt: skip
    assert found.total_cents == 500


def test_columns_that_mean_nothing_are_ignored_and_listed() -> None:
    found = draft("Area,Owner,Type,Jan,Budget\nIP,Ana,fees,1,9\n")
    assert found.extra_columns == ("Owner", "Budget")
    assert found.total_cents == 100


@pytest.mark.parametrize(
    ("text", "cents"),
    [("1250", 125000), ("1250.", 125000), (".5", 50), ("+7.10", 710), ("-7", -700), ("007", 700)],
)
def test_plain_amounts_are_read_as_they_are(text: str, cents: int) -> None:
    found = draft(f"Area,Type,Jan\nIP,fees,{text}\n")
    assert [row.amount_cents for row in found.rows] == [cents]
    assert codes(found, "warning") == ["month-missing"]


@pytest.mark.parametrize(
    ("text", "cents"),
    [("$1,250.00", 125000), ("(7.50)", -750), ("-$7", -700), ("$ -7", -700), ("1,000", 100000)],
)
def test_marks_that_people_use_are_forgiven_with_a_warning(text: str, cents: int) -> None:
    found = draft(f'Area,Type,Jan\nIP,fees,"{text}"\n')
    assert [row.amount_cents for row in found.rows] == [cents]
    assert "amount-marked" in codes(found, "warning")


@pytest.mark.parametrize(
    "text",
    ["1.234,56", "12,50", "1,25.00", "\u20ac5", "1e3", "0x10", "NaN", "inf", "1_000", "\u0663",
     "\uff15", "-", "\u2013", "(-5)", "--5", "5-", "n/a", "1.005", "99999999999999999999", "TBD",
     "5 USD", "1 000"],
)  # fmt: skip
def test_anything_else_is_an_error_at_its_place(text: str) -> None:
    found = draft(f'Area;Type;Jan\nIP;fees;"{text}"\n')
    problem = found.errors[0]
    assert (problem.code, problem.line, problem.field) == ("amount", 2, "Jan")
    assert found.rows == ()


def test_numbers_with_too_many_decimals_are_rounded_and_told() -> None:
    found = draft(book(["Area", "Jan", "Feb"], ["IP", 1000 / 3, 0.1 + 0.2]))
    assert [row.amount_cents for row in found.rows] == [33333, 30]
    warning = next(p for p in found.warnings if p.code == "amount-rounded")
    assert warning.message.endswith("Budget!B2.")


def test_a_currency_without_decimals_takes_none() -> None:
    assert draft("Area,Jan\nIP,500\n", currency="JPY").rows[0].amount_cents == 500
    assert codes(draft("Area,Jan\nIP,500.5\n", currency="JPY")) == ["amount"]


def test_another_currency_is_refused() -> None:
    assert codes(draft("Area,Currency,Jan\nIP,EUR,5\n")) == ["currency"]
    assert codes(draft("Area,Period,Amount (EUR)\nIP,Jan,5\n")) == ["currency"]


def test_the_heading_may_stand_below_a_title() -> None:
    found = draft("Legal budget 2026,,\nin thousands? no,,\n,,\nArea,Type,Jan\nIP,fees,5\n")
    assert found.total_cents == 500


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_delimiter_is_found_even_when_amounts_have_commas(mark: str) -> None:
    row = mark.join(["IP", "fees", '"1,000,000.00"', '"2,000,000.00"'])
    found = draft(f"Plan, draft, final\n{mark.join(['Area', 'Type', 'Jan', 'Feb'])}\n{row}\n")
    assert found.total_cents == 300000000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_and_line_ends_are_recognised(encoding: str, newline: str) -> None:
    text = "Area,Type,Jan\nPropriété,fees,5\n".replace("\n", newline)
    found = draft(text.encode(encoding))
    assert found.new_areas == ("Propriété",)
    assert ("encoding" in codes(found, "warning")) is (encoding == "cp1252")


def test_the_line_of_a_problem_counts_lines_within_quotes() -> None:
    found = draft('Area,Note,Jan\nIP,"two\nlines",1\nIP,,x\n')
    assert found.errors[0].line == 4


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "No heading"),
        (b"hello", "No heading"),
        (b"Area,Type\nIP,fees\n", "No heading"),
        (b"<html><table>", "web page"),
        (b"Area,Jan\n\x00\x01", "neither a workbook nor text"),
        (b'Area,Jan\nIP,"5\n', "never closed"),
        (b"\xff\xfeA", "not utf-16"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(data: bytes, words: str) -> None:
    found = draft(data)
    assert codes(found) == ["unreadable"]
    assert words in found.errors[0].message


def test_a_table_without_an_amount_is_no_budget() -> None:
    assert codes(draft("Area,Type,Jan\nIP,fees,\n")) == ["empty"]


def test_an_amount_without_a_subject_is_refused() -> None:
    assert codes(draft("Area,Type,Jan\n,fees,5\n")) == ["subject"]


def test_a_name_with_hidden_marks_is_refused_and_shown() -> None:
    problem = draft("Area,Jan\nI\u202eP,5\n").errors[0]
    assert (problem.code, problem.value) == ("area", "I<U+202E>P")


def test_the_year_that_a_file_names_is_found() -> None:
    assert stated_year(b"Area,Type,Jul 2026,2027-06\nIP,fees,5\n", 7) == FY27_JULY
    assert stated_year(b"Area,Type,Jan,P2\nIP,fees,5\n", 1) is None
    assert stated_year(b"Area,Type,2025-12,2026-01\nIP,fees,5\n", 1) is None
    assert stated_year(b"Area,Period,Amount\nIP,2026-05,5\n", 1) == FY26
    assert stated_year(b"nothing", 1) is None


NAMES = st.sampled_from(["Litigation", "IP", "Commercial, general", "=1+1", "Ünïted (EU)"])
KEYS = st.tuples(NAMES, st.sampled_from(["fees", "expenses"]), st.sampled_from(FY27_JULY.months))


@settings(max_examples=40, deadline=None)
@given(
    amounts=st.dictionaries(KEYS, st.integers(-(10**12), 10**12), min_size=1, max_size=30),
    caps=st.dictionaries(st.sampled_from(FY27_JULY.months), st.integers(0, 10**9), max_size=3),
    currency=st.sampled_from(["USD", "JPY", "KWD"]),
)
def test_a_budget_written_to_the_template_reads_back_the_same(
    amounts: dict[tuple[str, Any, int], int], caps: dict[int, int], currency: str
) -> None:
    rows = [BudgetRow("area", name, kind, m, cents) for (name, kind, m), cents in amounts.items()]
    rows += [BudgetRow("matter", "M-1", "all", month, cents) for month, cents in caps.items()]
    data = template(FY27_JULY, ["Litigation", "Unplanned"], currency, rows)
    found = draft(data, FY27_JULY, currency)
    assert found.errors == ()
    assert sorted(found.rows) == sorted(rows)


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=300))
def test_no_bytes_make_the_reader_fail(data: bytes) -> None:
    assert draft(data).errors


@settings(max_examples=60, deadline=None)
@given(place=st.integers(0, 7000), value=st.integers(0, 255))
def test_a_workbook_with_one_byte_changed_is_read_or_refused(place: int, value: int) -> None:
    data = bytearray(PLAN)
    data[place % len(data)] = value
    found = draft(bytes(data))
    assert found.rows or found.errors


PLAN = book(["Area", "Type", "Jan"], ["IP", "fees", 5])


def test_a_row_of_a_vendor_alone_is_its_cap() -> None:
    found = draft("Practice area,Vendor,Cost kind,Jan\nIP,,fees,5\n,hale & quimby llp,,7\n")
    assert found.is_sound
    assert found.rows == (
        BudgetRow("area", "IP", "fees", 202601, 500),
        BudgetRow("vendor", "Hale & Quimby LLP", "all", 202601, 700),
    )
    assert found.total_cents == 500


def test_a_vendor_beside_a_practice_area_means_nothing_and_that_is_said() -> None:
    found = draft("Area,Law firm,Type,Jan\nIP,Nobody LLP,fees,5\nIP,Hale,expenses,6\n")
    assert [row.subject for row in found.rows] == ["area", "area"]
    assert codes(found, "warning") == ["month-missing", "column-ignored"]
    assert "Law firm is read only in rows without" in found.warnings[1].message


def test_a_file_with_vendors_alone_holds_caps() -> None:
    found = draft(f"Vendor,{MONTHS}\nHale & Quimby LLP,{',5' * 12}\n".replace(",,5", ",5"))
    assert {row.subject for row in found.rows} == {"vendor"}
    assert codes(found, "warning") == ["caps-only"]


def test_an_unknown_vendor_and_a_cost_kind_of_a_cap_are_errors() -> None:
    found = draft("Area,Vendor,Type,Jan\n,Hale & Quimbi,all,5\n,Hale & Quimby LLP,fees,5\n")
    assert codes(found) == ["vendor", "cost-kind"]
    assert "The nearest is Hale & Quimby LLP." in found.errors[0].message


def test_a_vendor_called_total_something_is_no_total() -> None:
    found = read_budget(
        "p.csv", b"Area,Vendor,Jan\n,Total Legal,5\n,Total,5\n", fiscal_year=FY26, currency="USD",
        known=Known.of([], [], {"Total Legal": "Total Legal"}),
    )  # fmt: skip
    assert [row.name for row in found.rows] == ["Total Legal"]


def test_a_template_with_caps_of_vendors_comes_back_as_it_was() -> None:
    rows = (
        BudgetRow("area", "IP", "fees", 202601, 500),
        BudgetRow("matter", "M-1", "all", 202601, 100),
        BudgetRow("vendor", "Hale & Quimby LLP", "all", 202602, 700),
    )
    found = draft_of(template(FY26, ["IP"], "USD", rows))
    assert sorted(found.rows) == sorted(rows)
    assert not found.problems


def draft_of(data: bytes) -> BudgetDraft:
    known = Known.of(["IP"], ["M-1"], {"Hale & Quimby LLP": "Hale & Quimby LLP"})
    return read_budget("b.xlsx", data, fiscal_year=FY26, known=known, currency="USD")
