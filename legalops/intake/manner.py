"""What a format demands of its rows, and how it calls its fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from legalops.intake.ledes import fields


@dataclass(frozen=True)
class Manner:
    """A format's ways. `titles` gives what the file calls a field, where not by its LEDES name.

    `states_total` says that rows carry their invoice's total; `needs_units` that a fee or an
    expense without units and rate is faulty; where it is not, its amount stands for both.
    """

    name: str
    required: tuple[str, ...] = fields.REQUIRED
    titles: Mapping[str, str] = field(default_factory=dict)
    states_total: bool = True
    needs_units: bool = True
    kinds: tuple[str, ...] = fields.KINDS[:4]
