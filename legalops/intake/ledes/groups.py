"""Which rows belong together: groups numbered in the order of their first row."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from legalops.intake.draft import Ints
from legalops.intake.ledes.columns import Column

#: Keys up to here are looked up in a table; larger ones are hashed.
DIRECT_AT_MOST = 1 << 22


@dataclass(frozen=True)
class Groups:
    """The group of every row, and the first row of every group."""

    of_row: Ints
    first: Ints

    @property
    def count(self) -> int:
        """How many groups there are."""
        return len(self.first)

    def sum(self, values: Ints) -> Ints:
        """Add up integers by group, exactly."""
        sums = np.zeros(self.count, np.int64)
        np.add.at(sums, self.of_row, values)
        return sums

    def members(self, picked: Iterable[int]) -> Iterator[Ints]:
        """Yield the rows of each of some groups, in their order."""
        order = np.argsort(self.of_row, kind="stable")
        ends = np.cumsum(self.sizes())
        for group in picked:
            yield order[ends[group - 1] if group else 0 : ends[group]]

    def sizes(self) -> Ints:
        """Count the rows of every group."""
        return np.bincount(self.of_row, minlength=self.count).astype(np.int64)


def by_key(keys: npt.NDArray[np.int64]) -> Groups:
    """Group rows that have the same key."""
    if not len(keys):
        return Groups(keys, keys)
    most = int(keys.max()) + 1
    if most <= min(DIRECT_AT_MOST, 1024 + 32 * len(keys)) and int(keys.min()) >= 0:
        return _by_address(keys, most)
    codes = pa.array(keys).dictionary_encode()
    of_row = codes.indices.to_numpy().astype(np.int64)
    first = np.empty(len(codes.dictionary), np.int64)
    first[of_row[::-1]] = np.arange(len(keys) - 1, -1, -1)
    return Groups(of_row, first)


def _by_address(keys: npt.NDArray[np.int64], most: int) -> Groups:
    """Group by small keys through a table with a place for each."""
    count = len(keys)
    first = np.full(most, count, np.int64)
    first[keys[::-1]] = np.arange(count - 1, -1, -1)
    used = np.flatnonzero(first < count)
    order = used[np.argsort(first[used])]
    group = np.empty(most, np.int64)
    group[order] = np.arange(len(order))
    return Groups(group[keys], first[order])


def by_columns(*columns: Column) -> Groups:
    """Group rows that hold the same texts in all the columns."""
    groups = by_key(columns[0].codes.astype(np.int64))
    for column in columns[1:]:
        groups = by_key(groups.of_row * len(column.values) + column.codes)
    return groups
