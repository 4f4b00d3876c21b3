"""What a format demands of its rows, and how it calls its fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from legalops.intake.ledes import fields


@dataclass(frozen=True)
class Manner:
    """A format's ways. `titles` gives what the file calls a field, where not by its LEDES name.

    `states_total` says that rows carry their invoice's total; `needs_units` that a fee or an
    expense without units and rate is faulty; where it is not, its amount stands for both.
    `tax` says what a line's total holds where lines carry tax: "gross" with it (unless the
    invoice's sums say otherwise), "net" without it, "either" as the line's own sum tells; "" is a
    format without tax. `either_matter` accepts one of the two matter ids; `iso_dates` that dates
    are written 2026-01-31; `absent` names what the file has no column for, so that no single
    line is blamed for lacking it.
    """

    name: str
    required: tuple[str, ...] = fields.REQUIRED
    titles: Mapping[str, str] = field(default_factory=dict)
    states_total: bool = True
    needs_units: bool = True
    kinds: tuple[str, ...] = fields.KINDS[:4]
    tax: Literal["", "gross", "net", "either"] = ""
    either_matter: bool = False
    iso_dates: bool = False
    absent: frozenset[str] = frozenset()
