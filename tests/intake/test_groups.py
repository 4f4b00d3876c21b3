"""Groups: numbered by first appearance, summed exactly."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from legalops.intake.ledes.columns import Column
from legalops.intake.ledes.groups import by_columns, by_key

small = st.integers(0, 20)
large = st.integers(-(2**62), 2**62)


@settings(deadline=None)
@given(st.one_of(st.lists(small), st.lists(large), st.lists(st.sampled_from([0, 2**40]))))
def test_rows_with_the_same_key_are_one_group_in_order_of_appearance(keys: list[int]) -> None:
    groups = by_key(np.array(keys, np.int64))
    order = list(dict.fromkeys(keys))
    assert groups.of_row.tolist() == [order.index(key) for key in keys]
    assert groups.first.tolist() == [keys.index(key) for key in order]
    assert groups.count == len(order)


@settings(deadline=None)
@given(st.lists(st.tuples(small, st.integers(-(2**40), 2**40)), min_size=1))
def test_sums_and_sizes_are_those_of_plain_arithmetic(pairs: list[tuple[int, int]]) -> None:
    groups = by_key(np.array([key for key, _ in pairs], np.int64))
    sums = groups.sum(np.array([value for _, value in pairs], np.int64)).tolist()
    for group, key in enumerate(dict.fromkeys(key for key, _ in pairs)):
        own = [value for other, value in pairs if other == key]
        assert (sums[group], groups.sizes()[group]) == (sum(own), len(own))


def test_groups_by_several_columns_hold_the_same_texts_in_all() -> None:
    first = Column(np.array([0, 0, 1, 0], np.uint8), ["a", "b"])
    second = Column(np.array([1, 0, 1, 1], np.uint8), ["x", "y"])
    assert by_columns(first, second).of_row.tolist() == [0, 1, 2, 0]
