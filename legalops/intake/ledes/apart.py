"""Which invoice each row is of, where several vendors use the same number."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from legalops.intake.findings import Mask, Where


def told_apart(
    where: Where,
    firms: npt.NDArray[Any],
    names: Sequence[str],
    unclear: Mask,
    lost: Collection[str] = (),
) -> Where:
    """Return where rows stand, a number that several vendors use called by its vendor as well.

    `firms` and `names` are the vendors of the rows, as codes and texts. A number is not told
    apart where a row is `unclear` about its vendor or where it is of a line that is `lost`: its
    invoices then stand or fall together.
    """
    shared = _shared(where, firms, unclear, lost) if len(names) > 1 else np.zeros(0, bool)
    if not shared.any():
        return where
    rows = np.flatnonzero(shared[where.codes])
    pairs = firms[rows].astype(np.int64) * len(where.numbers) + where.codes[rows]
    distinct, of_row = np.unique(pairs, return_inverse=True)
    labels = _labels(where.numbers, names, distinct.tolist())
    codes = where.codes.astype(np.int64)
    codes[rows] = len(where.numbers) + of_row
    return Where(where.lines, codes, [*where.numbers, *labels])


def _shared(where: Where, firms: npt.NDArray[Any], unclear: Mask, lost: Collection[str]) -> Mask:
    """Say of every number whether several vendors use it and each row says which of them."""
    last = np.zeros(len(where.numbers), firms.dtype)
    last[where.codes] = firms
    shared = np.zeros(len(where.numbers), bool)
    shared[where.codes[firms != last[where.codes]]] = True
    shared[where.codes[unclear]] = False
    for code in np.flatnonzero(shared).tolist():
        number = where.numbers[code]
        shared[code] = bool(number) and number not in lost
    return shared


def _labels(numbers: list[str], names: Sequence[str], pairs: list[int]) -> list[str]:
    """Return what each pair of a vendor and a number is called, no two the same."""
    taken = set(numbers)
    labels = []
    for pair in pairs:
        firm, number = divmod(pair, len(numbers))
        label = f"{numbers[number]} ({names[firm]})"
        while label in taken:
            label += "*"
        taken.add(label)
        labels.append(label)
    return labels
