"""How a person wants a file read: whatever the file itself does not say."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, Self

DateOrder = Literal["", "DMY", "MDY", "YMD"]
#: The kinds a file can be taken for; "" is what its content says.
KINDS = {
    "": "as its content says",
    "ledes1998b": "LEDES 1998B",
    "ledes98bi": "LEDES 98BI",
    "ledes2000": "LEDES 2000",
    "ledesxml": "LEDES XML",
    "table": "invoice lines in a table",
    "payments": "payments from finance",
}


@dataclass(frozen=True)
class Correction:
    """A value that a person put in the place of what the file says.

    `line` is the row's `source_line`; `field` the name the file's problems call the field by,
    "" for the whole physical line of a text file. A field of the invoice as a whole (its
    number, total, dates) is corrected on all rows of its invoice.
    """

    line: int
    field: str
    value: str


@dataclass(frozen=True)
class How:
    """What a person said of a file. A blank is "not said"; nothing here is ever guessed.

    `columns` maps a table's column headings (as `headings` of its layout spells them) to fields,
    "" for a column that is not read; None takes the proposal. `vendor` and `matter` stand for
    what no column says; `day` for the dates of a file that has none (ISO).
    """

    kind: str = ""
    columns: Mapping[str, str] | None = None
    sheet: str = ""
    date_order: DateOrder = ""
    decimal: Literal[".", ","] = "."
    flips_sign: bool = False
    currency: str = ""
    vendor: str = ""
    matter: str = ""
    day: str = ""
    corrections: tuple[Correction, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """Return the same as plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Return what `as_json` was given; unknown keys are an error."""
        given = dict(values)
        corrections = tuple(Correction(**each) for each in given.pop("corrections", ()))
        return cls(**given, corrections=corrections)

    def corrected(self, *corrections: Correction) -> Self:
        """Return the same with more corrections; the last one of a place rules."""
        kept = {(c.line, c.field): c for c in (*self.corrections, *corrections)}
        return replace(self, corrections=tuple(kept.values()))
