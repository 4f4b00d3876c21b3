"""A table as cells with places, whether it came as a workbook or as delimited text."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from legalops.intake.workbook import cell_name

Place = tuple[int, int]


@dataclass(frozen=True)
class Marks:
    """What the values of a worksheet's cells do not tell; rows and columns count from 1.

    `faults` holds the cells without a usable value ("" for a formula never calculated),
    `formulas` the first formula of each column that has any.
    """

    faults: dict[Place, str] = field(default_factory=dict)
    formulas: dict[int, Place] = field(default_factory=dict)
    merged: Sequence[tuple[Place, Place]] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_1904: bool = False


@dataclass(frozen=True)
class Sheet:
    """The cells of one worksheet or text file, and the line each row begins on.

    `name` is "" for text; `names` are the sheets that could be read instead. `overlong` are the
    lines of text that are longer than a line may be.
    """

    rows: Sequence[Sequence[Any]]
    lines: Sequence[int]
    name: str = ""
    names: tuple[str, ...] = ()
    delimiter: str = ""
    marks: Marks | None = None
    overlong: frozenset[int] = frozenset()

    @property
    def format(self) -> str:
        """What the kind of file is called."""
        if self.marks is not None:
            return "XLSX"
        return "TSV" if self.delimiter == "\t" else "CSV"


def letters(column: int) -> str:
    """Return the letters of a column, counted from 0, as a workbook shows them."""
    return cell_name(1, column + 1)[:-1]
