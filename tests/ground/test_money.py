"""Amounts are read, rounded, converted and written exactly."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalops import money
from legalops.errors import InvalidInputError

AMOUNTS = st.integers(-money.LARGEST, money.LARGEST)


@given(AMOUNTS, st.sampled_from(["USD", "JPY", "KWD", "CLF"]))
def test_writing_an_amount_and_reading_it_gives_it_back(minor: int, currency: str) -> None:
    written = money.exact(minor, currency).replace("\u2212", "-")
    assert money.parse_amount(written, currency) == minor


@pytest.mark.parametrize(
    ("text", "cents"),
    [("1250", 125000), ("1250.", 125000), (".5", 50), ("+3.10", 310), ("-0", 0),
     ("1,684.45", 168445), ("007", 700), (" 5 ", 500)],
)  # fmt: skip
def test_what_people_type_is_read(text: str, cents: int) -> None:
    assert money.parse_amount(text, "USD") == cents


@pytest.mark.parametrize(
    "text",
    ["", "abc", "1e3", "0x10", "NaN", "inf", "1_000", "\uff11\uff12", "\u0661\u0662", "1.234,56",
     "5-", "1,23", "12.345", "--1", "99999999999999"],
)  # fmt: skip
def test_what_is_no_amount_is_refused_with_the_value(text: str) -> None:
    with pytest.raises(InvalidInputError, match="Amount"):
        money.parse_amount(text, "USD")


def test_a_currency_has_the_decimals_of_its_minor_unit() -> None:
    assert money.exact(1234, "JPY") == "1,234"
    assert money.exact(1234, "KWD") == "1.234"
    with pytest.raises(InvalidInputError, match="decimals"):
        money.parse_amount("10.5", "JPY")


@pytest.mark.parametrize("code", ["USX", "", "dollar"])
def test_an_unknown_currency_is_refused(code: str) -> None:
    with pytest.raises(InvalidInputError, match="ISO 4217"):
        money.currency_code(code)


def test_a_lower_case_currency_is_known() -> None:
    assert money.currency_code(" usd ") == "USD"


@given(
    st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=20),
    st.sampled_from(["USD", "JPY", "KWD"]),
    st.sampled_from(["EUR", "JPY", "KWD"]),
    st.integers(1, 10**12),
)
def test_converting_many_equals_converting_each(
    minors: list[int], currency: str, to: str, rate: int
) -> None:
    each = [money.convert(minor, currency, to, rate) for minor in minors]
    assert money.convert_many(np.array(minors, np.int64), currency, to, rate).tolist() == each


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**10))
def test_converting_rounds_halves_away_from_zero(minor: int, rate: int) -> None:
    exact = (Decimal(minor) * rate / money.RATE_ONE).to_integral_value(ROUND_HALF_UP)
    assert money.convert(minor, "USD", "EUR", rate) == int(exact)


@pytest.mark.parametrize(
    ("cents", "said"),
    [(0, "0"), (99, "1"), (62000, "620"), (99_949, "999"), (100_000, "1.00k"), (84_500_000, "845k"),
     (123_456_789_00, "123M"), (-152_300, "\u22121.52k"), (999_950_000, "10.0M")],
)  # fmt: skip
def test_a_card_shows_at_most_four_figures(cents: int, said: str) -> None:
    assert money.short(cents, "USD") == said


def test_a_rate_is_positive_and_plain() -> None:
    assert money.parse_rate("1.0845") == 108_450_000
    for wrong in ("0", "-1", "1,1", "", "1e2", "0.000000001"):
        with pytest.raises(InvalidInputError):
            money.parse_rate(wrong)
