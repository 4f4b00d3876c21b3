"""A file on its way into a format's reader: its bytes as UTF-8 and what is allowed of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from legalops.intake.draft import Draft, Ints, Limits, Lines
from legalops.intake.findings import Findings
from legalops.intake.how import How
from legalops.intake.mapped import Data
from legalops.intake.sniff import HeadLine

#: Shown the texts of a file's rows before they are typed: the columns' names, the rows' lines,
#: and what a column of a row says. Of several calls for one file the first is the closest to it.
Keep = Callable[[Sequence[str], Ints, Callable[[str, int], str]], None]


@dataclass(frozen=True)
class Raw:
    """A file as it came, for formats that decode it themselves."""

    file_name: str
    data: Data
    limits: Limits
    today: date
    findings: Findings
    how: How = field(default_factory=How)
    keep: Keep | None = None


@dataclass(frozen=True)
class Source:
    """What a format's reader is given; `findings` already holds what decoding had to say."""

    file_name: str
    size: int
    text: memoryview
    opening: list[HeadLine]
    limits: Limits
    today: date
    findings: Findings
    how: How = field(default_factory=How)
    keep: Keep | None = None


def refused(file_name: str, size: int, kind: str, findings: Findings) -> Draft:
    """Return the draft of a file that cannot be read as what it claims."""
    none = np.zeros(0, np.int64)
    return Draft(
        file_name=file_name,
        sha256="",
        size=size,
        format=kind,
        invoices=(),
        matters=(),
        timekeepers=(),
        lines=Lines(
            none, none, none, none, [], [], [], [], [], [], none, none, none, none, none, [], none
        ),
        problems=findings.kept(),
        is_refused=True,
        counts=dict(findings.counts),
        faults={n: frozenset(codes) for n, codes in findings.faults.items()},
    )
