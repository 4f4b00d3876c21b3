"""Corrections: single values, values of a whole invoice, whole lines; what no longer fits."""

import pytest

from legalops.intake import repairs
from legalops.intake.draft import Draft
from legalops.intake.how import Correction, How
from legalops.intake.ledes import fields, surplus
from legalops.intake.read import read
from tests.intake import test_98bi
from tests.intake.files import HEADER, ON_SCREEN, TODAY, checked, codes, draft, ledes, only, row


def _read(data: bytes, *corrections: Correction) -> Draft:
    how = How(corrections=corrections)
    return read("invoices.txt", data, ON_SCREEN, today=TODAY, how=how)


def _two(**changes: str) -> bytes:
    return ledes(row(stated="600", **changes), row(stated="600", line="2", keeper="T2", **changes))


@pytest.mark.parametrize(
    ("field", "bad", "good"),
    [(fields.LINE_DATE, "20260231", "20260110"), (fields.LINE_TOTAL, "12,50", "300.00"),
     (fields.UNITS, "1_5", "1.5"), (fields.NARRATIVE, "a\x1bb", "Read the lease"),
     (fields.KIND, "X", "F")],
)  # fmt: skip
def test_a_corrected_value_is_read_in_the_place_of_the_files(
    field: str, bad: str, good: str
) -> None:
    values = dict(zip(fields.LEDES1998B, row(number="A-101").split("|"), strict=True))
    wrong = "|".join((values | {field: bad}).values())
    data = ledes(row(), wrong)
    assert codes(draft(data).problems, "error") != []
    found = _read(data, Correction(4, field, good))
    assert found.problems == ()
    assert found.lines.total_e4.tolist() == [3_000_000, 3_000_000]


def test_a_corrected_value_is_judged_like_any_other() -> None:
    found = _read(ledes(row()), Correction(3, fields.LINE_DATE, "20260231"))
    assert [(p.code, p.line, p.value) for p in found.problems] == [("bad_date", 3, "20260231")]


@pytest.mark.parametrize(
    ("field", "value"),
    [(fields.INVOICE_NUMBER, "A-7"), (fields.INVOICE_TOTAL, "600.00"),
     (fields.INVOICE_DATE, "20260214"), (fields.BILLING_END_DATE, "20260130"),
     (fields.CLIENT_ID, "0712"), (fields.LAW_FIRM_ID, "98-2222222")],
)  # fmt: skip
def test_what_concerns_an_invoice_is_corrected_on_all_its_rows(field: str, value: str) -> None:
    data = ledes(row(stated="600"), row(stated="600", line="2", keeper="T2"), row(number="B-1"))
    found = _read(data, Correction(4, field, value))
    assert found.problems == ()
    assert [i.lines for i in found.invoices] == [2, 1]
    asked = {
        fields.INVOICE_NUMBER: found.invoices[0].number,
        fields.INVOICE_TOTAL: f"{found.invoices[0].stated_e4 / 10_000:.2f}",
        fields.INVOICE_DATE: found.invoices[0].invoice_date.replace("-", ""),
        fields.BILLING_END_DATE: found.invoices[0].period_end.replace("-", ""),
        fields.CLIENT_ID: found.invoices[0].client_id,
        fields.LAW_FIRM_ID: found.invoices[0].law_firm_id,
    }
    assert asked[field] == value


def test_what_concerns_a_line_is_corrected_on_that_line_alone() -> None:
    found = _read(_two(), Correction(4, fields.CLIENT_MATTER_ID, "CM-10"))
    assert [m.client_matter_id for m in found.matters] == ["CM-9", "CM-10"]


def test_a_currency_can_be_added_to_a_file_that_has_none() -> None:
    found = _read(_two(), Correction(3, fields.CURRENCY, "eur"))
    assert {i.currency for i in found.invoices} == {"eur"}
    assert found.problems == ()


def test_a_name_may_be_written_in_any_case() -> None:
    assert _read(_two(task="X"), Correction(3, "line_item_task_code", "L110")).lines.task_code == [
        "L110", "X"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "correction",
    [Correction(9, fields.LINE_DATE, "20260110"), Correction(3, "NO_SUCH_FIELD", "x"),
     Correction(99, "", "a whole line"), Correction(0, fields.LINE_DATE, "20260110")],
)  # fmt: skip
def test_a_correction_that_fits_nothing_is_an_error_naming_it(correction: Correction) -> None:
    found = _read(ledes(row()), correction)
    assert [p.code for p in found.problems] == ["correction_lost"]
    told = found.problems[0]
    assert (told.severity, told.line, told.field) == ("error", correction.line, correction.field)
    assert correction.value in told.message


def test_a_whole_line_is_put_in_the_place_of_one_with_too_many_values() -> None:
    data = ledes(row(text="Read a|b"), row(number="A-101"))
    found = _read(data, Correction(3, "", row(text="Read a/b") + "[]"))
    assert found.problems == ()
    assert list(found.lines.narrative) == ["Read a/b", "Read the lease"]
    assert found.lines.source_line.tolist() == [3, 4]


def test_a_whole_line_and_a_value_of_it_can_both_be_corrected() -> None:
    data = ledes(row(text="Read a|b"), row(number="A-101"))
    line = Correction(3, "", row(text="Read a/b") + "[]")
    found = _read(data, Correction(3, fields.TASK_CODE, "L120"), line)
    assert found.lines.task_code == ["L120", "L110"]


def test_a_whole_line_stands_for_the_lines_a_broken_text_runs_over() -> None:
    data = ledes(row(text="Read|\nthe\nlease"), row(number="A-101"))
    found = _read(data, Correction(3, "", row(text="Read the lease") + "[]"))
    assert found.problems == ()
    assert found.lines.source_line.tolist() == [3, 6]


def test_the_first_line_of_a_joined_row_can_be_replaced_by_itself() -> None:
    data = ledes(row(text="Read\nthe lease"), row(number="A-101"))
    first = row(text="Study\n").split("\n")[0]
    found = _read(data, Correction(3, "", first))
    assert found.lines.narrative[0] == "Study the lease"


def test_the_first_line_can_be_corrected_so_that_the_file_is_known() -> None:
    data = ledes(row(), signature="LEDES1998BB[]")
    found = _read(data, Correction(1, "", "LEDES1998B[]"))
    assert (found.is_refused, found.problems) == (False, ())


def test_a_record_of_a_file_without_lines_can_be_corrected() -> None:
    data = ledes(row(day="20260231"), row(number="A-101")).replace(b"\n", b"")
    found = _read(data, Correction(3, "", row() + "[]"))
    assert [p.code for p in found.problems] == ["no_newlines"]
    assert len(found.lines) == 2


def test_line_breaks_in_a_corrected_line_end_no_line() -> None:
    found = _read(ledes(row(), row(number="A-101")), Correction(3, "", row(text="a\r\nb") + "[]"))
    assert found.lines.source_line.tolist() == [3, 4]


def test_a_surplus_pipe_in_a_free_text_is_offered_without_it() -> None:
    data = ledes(row(text="Read a|b|c"), row(number="A-101"))
    found = checked(data)
    offered = repairs.propose(data, found.draft, only(found))
    assert offered == row(text="Read a/b/c") + "[]"
    assert _read(data, Correction(3, "", str(offered))).problems == ()


def test_a_surplus_pipe_in_the_description_of_the_invoice_is_offered_too() -> None:
    line = row(description="Work|done") + "[]"
    assert surplus.repaired(line, fields.LEDES1998B) == row(description="Work/done") + "[]"


def test_a_surplus_pipe_in_a_file_with_tax_is_offered_too() -> None:
    data = test_98bi.file(test_98bi.bi(text="Read a|b"))
    found = checked(data)
    assert repairs.propose(data, found.draft, only(found)) == (test_98bi.bi(text="Read a/b") + "[]")


@pytest.mark.parametrize(
    "changes",
    [{"number": "A|1"}, {"text": "a|b", "total": "999"}, {"text": "a|b", "day": "x"},
     {"text": "a|b", "kind": "Q"}, {"text": "a|b", "firm": ""}, {"text": "a|b", "units": "x"}],
)  # fmt: skip
def test_nothing_is_offered_where_the_rest_does_not_fit(changes: dict[str, str]) -> None:
    data = ledes(row(**changes))
    found = checked(data)
    assert repairs.propose(data, found.draft, only(found)) is None


def test_nothing_is_offered_for_other_problems_or_other_files() -> None:
    data = ledes(row(day="20260231"))
    found = checked(data)
    assert repairs.propose(data, found.draft, only(found)) is None
    assert surplus.repaired(row(), fields.LEDES1998B) is None


def test_a_line_is_shown_as_it_came() -> None:
    data = ledes(row(text="Café"), row(number="A-101")).replace(b"\n", b"\r\n")
    assert repairs.original_line(data, 2) == HEADER + "[]"
    assert repairs.original_line(data, 3) == row(text="Café") + "[]"
    assert repairs.original_line(data.decode().encode("cp1252"), 3) == row(text="Café") + "[]"
    assert [repairs.original_line(data, n) for n in (0, 5, 99)] == ["", "", ""]
    assert repairs.original_line(data.replace(b"\r\n", b""), 4) == row(number="A-101") + "[]"
    assert repairs.original_line(b"PK\x03\x04", 1) == ""
    assert repairs.original_line(b"a\n\xff\xc3\xa9", 1) == ""
