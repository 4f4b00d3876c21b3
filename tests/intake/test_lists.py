"""Rates and accruals from a workbook or CSV: what is read, and each fault by its cell."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from legalops.intake.lists.accruals import Known, KnownMatter, read_accruals
from legalops.intake.lists.rates import read_rates

KNOWN = Known(
    vendors={"oak llp": (1, "USD"), "elm": (2, "EUR")},
    matters={"m-1": KnownMatter(10, False), "m-2": KnownMatter(11, True)},
)
NONE: frozenset[tuple[str, str]] = frozenset()


def book(rows: Sequence[Sequence[Any]]) -> bytes:
    buffer = io.BytesIO()
    made = xlsxwriter.Workbook(buffer)
    sheet = made.add_worksheet("Data")
    day = made.add_format({"num_format": "yyyy-mm-dd"})
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(r, c, value, day)
            else:
                sheet.write(r, c, value)
    made.close()
    return buffer.getvalue()


def text(*rows: str) -> bytes:
    return "\n".join(rows).encode()


def test_rates_are_read_from_a_workbook_with_dates_and_numbers() -> None:
    data = book([["Currency", "Holds from", "Rate"], ["eur", date(2026, 1, 31), 1.0845],
                 ["GBP", "2026-02-01", "1.3"]])  # fmt: skip
    found = read_rates("r.xlsx", data, "USD", NONE)
    assert found.problems == ()
    assert [row[:3] for row in found.rows] == [
        ("EUR", "2026-01-31", 108_450_000), ("GBP", "2026-02-01", 130_000_000),
    ]  # fmt: skip


def test_rates_are_read_from_csv_below_a_title() -> None:
    data = text("Rates of the bank", "", "Date;Currency;Rate", "2026-01-31;EUR;1.1")
    assert [row[:3] for row in read_rates("r.csv", data, "USD", NONE).rows] == [
        ("EUR", "2026-01-31", 110_000_000)
    ]


@pytest.mark.parametrize(
    ("row", "place", "said"),
    [
        (["EURO", "2026-01-31", 1.1], "Data!A2", "no currency code"),
        (["USD", "2026-01-31", 1.1], "Data!A2", "is the reporting currency"),
        (["EUR", "31.01.2026", 1.1], "Data!B2", "Write it like 2026-01-31"),
        (["EUR", "1980-01-31", 1.1], "Data!B2", "1990 to 2099"),
        (["EUR", "2026-01-31", 0], "Data!C2", "no rate above zero"),
        (["EUR", "2026-01-31", "1,1"], "Data!C2", "Write it like 1.0845"),
        (["EUR", "2026-01-31", ""], "Data!C2", "no rate above zero"),
        (["EUR", "2026-03-01", 1.1], "Data!B2", "is entered already"),
    ],
)
def test_a_fault_of_a_rate_is_named_by_its_cell(row: list[Any], place: str, said: str) -> None:
    data = book([["Currency", "Holds from", "Rate"], row])
    found = read_rates("r.xlsx", data, "USD", frozenset({("EUR", "2026-03-01")}))
    assert found.rows == ()
    assert [(p.field, said in p.message) for p in found.problems] == [(place, True)]


def test_a_rate_that_stands_twice_is_named_with_the_other_row() -> None:
    data = text("currency,holds from,rate", "EUR,2026-01-01,1.1", "EUR,2026-01-01,1.2")
    [problem] = read_rates("r.csv", data, "USD", NONE).problems
    assert "stands in line 2 too" in problem.message


def test_accruals_are_read_with_a_zero_and_without_the_blank() -> None:
    data = book([
        ["Vendor", "Matter", "Amount", "Currency", "Note"],
        ["Oak LLP", "M-1", 1250.5, "", "hearing"], ["Elm", "", 0, "", ""],
        ["Oak LLP", "", "", "", ""],
    ])  # fmt: skip
    found = read_accruals("a.xlsx", data, KNOWN)
    assert found.problems == ()
    assert [row[:5] for row in found.rows] == [
        (1, 10, 125_050, "USD", "hearing"), (2, None, 0, "EUR", ""),
    ]  # fmt: skip
    assert found.blank == 1


@pytest.mark.parametrize(
    ("row", "place", "said"),
    [
        (["Nobody", "M-1", 1], "Data!A2", "No vendor has this name"),
        (["Elm", "M-9", 1], "Data!B2", "No matter has this number"),
        (["Elm", "M-2", 1], "Data!B2", "is closed"),
        (["Elm", "M-1", -1], "Data!C2", "below zero"),
        (["Elm", "M-1", "-"], "Data!C2", "This is a dash"),
        (["Elm", "M-1", "$5"], "Data!C2", "without a sign"),
        (["Elm", "M-1", "12,50"], "Data!C2", "is not an amount"),
        (["Elm", "M-1", 1.005], "Data!C2", "more decimals"),
        (["Elm", "M-1", 1, "EURO"], "Data!D2", "no currency code"),
    ],
)
def test_a_fault_of_an_accrual_is_named_by_its_cell(row: list[Any], place: str, said: str) -> None:
    data = book([["Vendor", "Matter", "Amount", "Currency"], row])
    found = read_accruals("a.xlsx", data, KNOWN)
    assert found.rows == ()
    assert [(p.field, said in p.message) for p in found.problems] == [(place, True)]


def test_the_same_firm_and_matter_stand_once() -> None:
    data = text("vendor,matter,amount", "Oak LLP,M-1,1", "oak llp,m-1,2")
    [problem] = read_accruals("a.csv", data, KNOWN).problems
    assert "stand in line 2 too" in problem.message


@pytest.mark.parametrize("data", [b"", b"\0\1\2", b"a,b\n1,2", b"PK\x03\x04junk"])
def test_a_file_without_such_a_table_is_refused_in_words(data: bytes) -> None:
    for problems in (
        read_rates("x", data, "USD", NONE).problems, read_accruals("x", data, KNOWN).problems
    ):  # fmt: skip
        assert [problem.code for problem in problems] == ["unreadable"]


def test_a_heading_without_rows_says_so() -> None:
    [problem] = read_rates("r.csv", text("currency,holds from,rate"), "USD", NONE).problems
    assert "no rate below this heading" in problem.message


@given(st.lists(st.lists(st.text(max_size=8), max_size=4), max_size=6))
def test_whatever_stands_in_a_list_is_read_or_named(rows: list[list[str]]) -> None:
    head = "vendor\tmatter\tamount\tcurrency"
    body = "\n".join("\t".join(c.replace('"', "") for c in row) for row in rows)
    found = read_accruals("x.tsv", f"{head}\n{body}".encode("utf-8", "replace"), KNOWN)
    assert found.rows or found.problems or found.blank
