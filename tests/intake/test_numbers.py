"""Numbers: exact or an error, never a float and never a guess."""

from decimal import Decimal
from fractions import Fraction

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legalops.intake.ledes import fields
from legalops.intake.numbers import number, numbers, plain
from tests.intake.files import checked, codes, ledes, only, row


@pytest.mark.parametrize(
    ("text", "e4"),
    [
        ("1250", 12_500_000),
        ("1250.", 12_500_000),
        ("+5", 50_000),
        ("007.50", 75_000),
        (".5", 5_000),
        ("-70", -700_000),
        ("-0", 0),
        ("0.0001", 1),
        ("00000000000012.5", 125_000),
        ("9999999999.9999", 99_999_999_999_999),
    ],
)
def test_plain_numbers_are_read_without_a_word(text: str, e4: int) -> None:
    assert number(text) == (e4, None, "", "", "")


@pytest.mark.parametrize(
    ("text", "e4"),
    [
        ("1,234.50", 12_345_000),
        ("1,234", 12_340_000),
        ("$760.00", 7_600_000),
        ("£5", 50_000),
        ("€5.", 50_000),
        ("5.00€", 50_000),
        ("-$5", -50_000),
        ("$-5", -50_000),
        ("(50.00)", -500_000),
        ("($1,050.00)", -10_500_000),
        ("$(50)", -500_000),
    ],
)
def test_dressed_numbers_are_read_with_a_note(text: str, e4: int) -> None:
    read = number(text)
    assert (read.e4, read.note, read.fault) == (e4, "number_form", "")


@pytest.mark.parametrize(
    "text",
    [
        "1.234,56", "12,50", "1,23,456", "50.00-", "5-", "--5", "-$-5", "-(5)", "(-5)", "0x10",
        "1e3", "1E-2", "NaN", "inf", "-inf", "1_000", "1 000", "5\u00a0", "\u2212" + "5",
        "\uff11\uff12", "\u0661\u0662\u0663", ".", "-", "+", "", "$", "()", "1.2.3", "abc", "12h",
        "½", "٣",
    ],
)  # fmt: skip
def test_anything_else_is_no_number_and_says_what_to_do(text: str) -> None:
    read = number(text)
    assert read.fault == "bad_number"
    assert read.hint


@pytest.mark.parametrize(
    "text", ["99999999999999999999", "10000000000", "0." + "1" * 61, "9" * 5000]
)
def test_numbers_beyond_the_range_say_so(text: str) -> None:
    assert number(text).fault == "out_of_range"


@pytest.mark.parametrize(
    ("text", "e4"),
    [("1.23456", 12_346), ("1.00005", 10_000), ("1.00015", 10_002), ("-1.00015", -10_002)],
)
def test_finer_decimals_are_kept_exactly_and_rounded_half_to_even(text: str, e4: int) -> None:
    read = number(text)
    assert (read.e4, read.exact, read.note) == (e4, Fraction(text), "many_decimals")


decimals = st.decimals(
    min_value=-(10**10) + 1, max_value=10**10 - 1, places=4, allow_nan=False, allow_infinity=False
)


@settings(deadline=None)
@given(st.lists(st.tuples(decimals, st.integers(0, 4)), min_size=1, max_size=50))
def test_every_decimal_is_read_exactly(values: list[tuple[Decimal, int]]) -> None:
    rounded = [value.quantize(Decimal(1).scaleb(-places)) for value, places in values]
    read, odd = numbers(pa.array([f"{value:f}" for value in rounded]))
    assert read.tolist() == [int(value * 10_000) for value in rounded]
    assert odd == {}


@settings(deadline=None)
@given(st.lists(st.text("0123456789.,-+$() e", max_size=12), max_size=30))
def test_a_column_is_read_as_each_of_its_texts(texts: list[str]) -> None:
    read, odd = numbers(pa.array(texts, pa.string()))
    for place, text in enumerate(texts):
        alone = number(text) if text else None
        assert odd.get(place, alone) == alone or not text
        assert read[place] == (alone.e4 if alone else 0)


@settings(deadline=None)
@given(st.integers(1 - 10**14, 10**14 - 1))
def test_a_number_is_written_as_it_would_be_read(e4: int) -> None:
    assert number(plain(e4)).e4 == e4


def test_amounts_are_written_with_two_decimals_and_more_only_where_they_matter() -> None:
    assert [plain(n) for n in (10_000_000, -5_200_000, 12_345, 12_340, 1)] == [
        "1000.00", "-520.00", "1.2345", "1.234", "0.0001",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("short", "field"),
    [
        ("stated", fields.INVOICE_TOTAL),
        ("units", fields.UNITS),
        ("adjustment", fields.ADJUSTMENT),
        ("total", fields.LINE_TOTAL),
        ("rate", fields.UNIT_COST),
    ],
)
@pytest.mark.parametrize("value", ["12,50", "1e3", "\uff13\uff10\uff10", "NULL", "9" * 20])
def test_a_bad_number_is_an_error_with_line_field_and_value(
    short: str, field: str, value: str
) -> None:
    found = checked(ledes(row(number="A-1"), row(**{short: value})))
    errors = [p for p in found.problems if p.severity == "error"]
    if value == "NULL" and short == "adjustment":
        assert codes(found) == ["null_literal"]
        return
    assert {(p.line, p.field) for p in errors} == {(4, field)}
    assert value == "NULL" or errors[0].value == value
    assert [i.outcome for i in found.invoices] == ["accepted", "blocked"]


def test_a_dressed_number_is_one_warning_a_field() -> None:
    data = ledes(*(row(number=f"A-{i}", rate="$200.00") for i in range(5)))
    found = checked(data)
    warning = only(found, "warning")
    assert (warning.code, warning.line, warning.field) == ("number_form", 3, fields.UNIT_COST)
    assert "5 lines" in warning.message
    assert found.outcome == "accepted"


def test_blanks_around_a_value_are_taken_off() -> None:
    found = checked(ledes(row(total=" 300.00 ", units=" 1.5", number=" A-100 ", matter=" CM-9")))
    assert found.problems == ()
    assert found.draft.invoices[0].number == "A-100"


def test_a_rate_of_many_decimals_is_multiplied_exactly_and_kept_to_four() -> None:
    found = checked(ledes(row(units="3", rate="100.00005", total="300.00")))
    assert codes(found) == ["many_decimals"]
    assert found.draft.lines.rate_e4.tolist() == [1_000_000]
    assert found.draft.lines.computed_e8.tolist() == [30_000_015_000]


def test_many_decimals_decide_at_the_edge_of_the_tolerance() -> None:
    within = checked(ledes(row(units="1", rate="299.99", adjustment="0.00000")))
    beyond = checked(ledes(row(units="1", rate="299.98999999")))
    assert codes(within, "error") == []
    assert codes(beyond, "error") == ["line_total"]


def test_a_product_beyond_all_range_is_an_error_not_a_wrapped_number() -> None:
    found = checked(ledes(row(units="9999999999.9999", rate="9999999999.9999", total="300")))
    assert only(found).code == "out_of_range"


def test_a_sum_beyond_all_range_is_an_error_not_a_wrapped_number() -> None:
    big = {"units": "1", "rate": "9999999999", "total": "9999999999", "stated": "300"}
    rows = [row(line=str(i), kind="E", expense="E101", **big) for i in range(100_000)]
    found = checked(ledes(*rows))
    assert "out_of_range" in codes(found, "error")
