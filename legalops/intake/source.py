"""A file on its way into a format's reader: its bytes as UTF-8 and what is allowed of it."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from legalops.intake.draft import Draft, Limits, Lines
from legalops.intake.findings import Findings
from legalops.intake.how import How
from legalops.intake.mapped import Data
from legalops.intake.sniff import HeadLine


@dataclass(frozen=True)
class Raw:
    """A file as it came, for formats that decode it themselves."""

    file_name: str
    data: Data
    limits: Limits
    today: date
    findings: Findings
    how: How = field(default_factory=How)


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
