"""Whether the sums that XML invoices state of their matters agree with their lines.

Writers do not agree on what these sums hold, so a difference is a doubt and never an error.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from legalops.errors import Problem
from legalops.intake.draft import Ints
from legalops.intake.findings import WARNING
from legalops.intake.ledes import fields
from legalops.intake.numbers import numbers, plain
from legalops.intake.xml.charges import amount
from legalops.intake.xml.document import Document

_STATED = (("matter_total_detail_fees", "F", "fees"), ("matter_total_detail_exp", "E", "expenses"))
_CENT_E4 = 100


def doubts(document: Document, lines: Ints, keys: Sequence[str]) -> Iterator[Problem]:
    """Yield a warning for every stated sum that is neither of amounts nor of totals.

    `keys` say what each of the document's invoices is known by.
    """
    if not any(values.get(tag) for values, _ in document.matters for tag, _, _ in _STATED):
        return
    matter = np.array(document.matter_of_row, np.int64)
    kinds = np.array(document.column(fields.KIND))
    firsts = dict(zip(matter[::-1].tolist(), lines[::-1].tolist(), strict=True))
    for tag, kind, what in _STATED:
        own = np.flatnonzero(kinds == kind)
        found = [
            _summed(texts, own, matter, len(document.matters))
            for texts in (document.column(fields.LINE_TOTAL), document.bases)
        ]
        counts = np.bincount(matter[own], minlength=len(document.matters))
        for place, (values, invoice) in enumerate(document.matters):
            stated = amount(values.get(tag, ""))
            allowed = max(int(counts[place]), 1) * _CENT_E4
            if stated is None or any(abs(int(s[place]) - stated.e4) <= allowed for s in found):
                continue
            says, comes_to = plain(stated.e4), plain(int(found[0][place]))
            yield Problem(
                WARNING, "matter_total", firsts.get(place, 0), tag, says,
                f"{tag} says {says}, but the {what} of the matter come to {comes_to}. The lines "
                "are what counts.",
                keys[invoice],
                f"{document.matter_paths[place]}/{tag}",
            )  # fmt: skip


def _summed(texts: list[str], own: Ints, matter: Ints, count: int) -> Ints:
    """Add up amounts by matter; what cannot be read counts as nothing here."""
    e4, odd = numbers(pa.array([texts[row] for row in own.tolist()], pa.string()))
    e4[[place for place, read in odd.items() if read.fault]] = 0
    sums = np.zeros(count, np.int64)
    np.add.at(sums, matter[own], e4)
    return sums
