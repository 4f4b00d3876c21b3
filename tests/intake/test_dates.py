"""Dates: YYYYMMDD, ISO with a word, never a guess which is the day and which the month."""

from datetime import date

import pytest

from legalops.intake.dates import day, is_blank
from legalops.intake.ledes import fields
from tests.intake.files import checked, codes, ledes, only, row

LATEST = date(2026, 7, 31)


def test_a_compact_date_is_read_without_a_word() -> None:
    assert day("20260215", LATEST) == (date(2026, 2, 15), "", "", "")


@pytest.mark.parametrize(
    "text", ["2026-02-15", "2026-02-15 00:00:00.000", "2026-02-15T00:00:00Z", "2026-02-15 00:00"]
)
def test_an_iso_date_is_read_with_a_note(text: str) -> None:
    assert day(text, LATEST)[:2] == (date(2026, 2, 15), "date_form")


@pytest.mark.parametrize(
    "text",
    [
        "20240230", "20241301", "00000000", "2024011", "240101", "02/03/2026", "31.12.2025",
        "2026-02-30", "2026-2-15", "2026-02-15 10:30:00", "45000", "45000.5", "20\uff1260101",
        "\u0662\u0660\u0662\u0666\u0660\u0661\u0660\u0661", "Feb 3 2026", "2026 02 15", "NaT", "-1",
        "202602155",
    ],
)  # fmt: skip
def test_anything_else_is_no_date_and_says_what_to_do(text: str) -> None:
    read = day(text, LATEST)
    assert (read.day, read.fault) == (None, "bad_date")
    assert read.hint


@pytest.mark.parametrize("text", ["20870101", "18990101", "19891231", "20260801"])
def test_a_date_out_of_range_is_an_error(text: str) -> None:
    assert day(text, LATEST).fault == "date_range"


@pytest.mark.parametrize("text", ["19900101", "20260731", "20240229"])
def test_the_ends_of_the_range_are_inside(text: str) -> None:
    assert day(text, LATEST).fault == ""


@pytest.mark.parametrize("text", ["", "00:00:00", "0:00", "00:00:00.000"])
def test_midnight_alone_is_no_date(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize(
    ("short", "field"),
    [
        ("invoice_date", fields.INVOICE_DATE),
        ("start", fields.BILLING_START_DATE),
        ("end", fields.BILLING_END_DATE),
        ("day", fields.LINE_DATE),
    ],
)
@pytest.mark.parametrize(
    ("value", "code"),
    [("20240230", "bad_date"), ("02/03/2026", "bad_date"), ("20870101", "date_range"),
     ("", "required_blank"), ("00:00:00", "required_blank"), ("NULL", "required_blank")],
)  # fmt: skip
def test_a_bad_date_is_an_error_with_line_and_field(
    short: str, field: str, value: str, code: str
) -> None:
    found = checked(ledes(row(number="A-1"), row(**{short: value})))
    errors = [p for p in found.problems if p.severity == "error"]
    assert (errors[0].code, errors[0].line, errors[0].field) == (code, 4, field)
    assert [i.outcome for i in found.invoices] == ["accepted", "blocked"]


def test_an_ambiguous_date_says_that_it_is_not_guessed() -> None:
    problem = only(checked(ledes(row(day="02/03/2026"))))
    assert problem.value == "02/03/2026"
    assert "YYYYMMDD" in problem.message


def test_iso_dates_are_one_warning_a_field() -> None:
    found = checked(ledes(row(day="2026-01-10"), row(number="A-1", day="2026-01-10")))
    assert codes(found) == ["date_form"]
    assert found.draft.lines.work_date == ["2026-01-10"] * 2


def test_work_outside_the_billing_period_is_a_warning_with_the_date_in_full() -> None:
    problem = only(checked(ledes(row(day="20260201"))), "warning")
    assert (problem.code, problem.field) == ("date_outside_period", fields.LINE_DATE)
    assert "2026-02-01" in problem.message


def test_a_period_that_starts_after_its_end_is_an_error() -> None:
    problem = only(checked(ledes(row(start="20260131", end="20260101"))))
    assert (problem.code, problem.field) == ("period_order", fields.BILLING_START_DATE)
    assert "2026-01-31" in problem.message


def test_a_retainer_may_be_billed_ahead() -> None:
    assert checked(ledes(row(end="20261231"))).problems == ()


def test_an_invoice_date_that_varies_is_a_warning_and_the_first_is_used() -> None:
    first = row(stated="600")
    found = checked(ledes(first, row(stated="600", line="2", invoice_date="20260216")))
    problem = only(found, "warning")
    assert (problem.code, problem.line) == ("invoice_varies", 4)
    assert found.invoices[0].draft.invoice_date == "2026-02-15"
