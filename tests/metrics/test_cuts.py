"""What is taken off an invoice falls on its parts in proportion, exact to the cent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalops.metrics.cuts import share_of, shares

parts_of_an_invoice = st.lists(st.integers(-(10**9), 10**11), min_size=1, max_size=30)


@given(parts_of_an_invoice, st.data())
def test_the_shares_add_up_and_none_is_more_than_its_part(
    parts: list[int], data: st.DataObject
) -> None:
    whole = sum(max(part, 0) for part in parts)
    cut = data.draw(st.integers(0, whole))
    found = shares(cut, parts)
    assert sum(found) == cut
    assert all(0 <= share <= max(part, 0) for share, part in zip(found, parts, strict=True))


@given(parts_of_an_invoice, st.data())
def test_each_share_is_within_a_cent_of_its_proportion(
    parts: list[int], data: st.DataObject
) -> None:
    whole = sum(max(part, 0) for part in parts)
    cut = data.draw(st.integers(0, whole))
    for share, part in zip(shares(cut, parts), parts, strict=True):
        assert abs(share * whole - cut * max(part, 0)) < max(whole, 1)


def test_a_tie_goes_to_the_first_part() -> None:
    assert shares(1, [50, 50]) == [1, 0]
    assert shares(100, [100, 100, 100]) == [34, 33, 33]


def test_more_than_there_is_cannot_be_taken_off() -> None:
    with pytest.raises(ValueError, match="11 cannot be taken off 10"):
        shares(11, [10, -5])


def test_a_share_of_an_amount_rounds_away_from_zero() -> None:
    assert share_of(5, 1, 2) == 3
    assert share_of(-5, 1, 2) == -3
    assert share_of(7, 10, 10) == 7
    assert share_of(7, 3, 0) == 0
