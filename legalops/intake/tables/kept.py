"""Which rows below the headings hold data: blank, torn and total rows are kept apart."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any, NamedTuple

import numpy as np

from legalops.intake.characters import quoted
from legalops.intake.draft import Ints
from legalops.intake.tables.cells import text
from legalops.intake.tables.sheet import Sheet
from legalops.intake.tables.targets import key

_TOTAL = re.compile(r"(grand |sub)?totals?\b|sum\b|summe\b|gesamt")
#: A row with more cells filled than this is data, however little of it can be used.
_NOTE_WORDS = 2


class Lost(NamedTuple):
    """A row that cannot be laid under the headings: the code and the words for it."""

    line: int
    code: str
    message: str
    value: str
    number: str


class Footer(NamedTuple):
    """A last row that is no data: its amount as written, "" for a mere note."""

    line: int
    amount: str
    value: str
    is_labelled: bool


@dataclass
class Kept:
    """The rows that hold data, equally wide, with their lines."""

    rows: list[Sequence[Any]]
    lines: list[int]
    lost: list[Lost] = field(default_factory=list)
    footers: list[Footer] = field(default_factory=list)

    @property
    def line_numbers(self) -> Ints:
        """The line of every row."""
        return np.array(self.lines, np.int64)

    def column(self, place: int) -> list[Any]:
        """Return the cells of a column."""
        return [row[place] for row in self.rows]


def below(sheet: Sheet, head: int, width: int, number: int | None) -> Kept:
    """Return the rows below the headings; `number` is the column that names the invoice."""
    rows, lines = sheet.rows[head + 1 :], sheet.lines[head + 1 :]
    if not sheet.overlong and set(map(len, rows)) <= {width}:
        filled = list(map(_is_filled, rows))
        return Kept(list(compress(rows, filled)), list(compress(lines, filled)))
    return _looked_at(sheet, zip(rows, lines, strict=True), width, number)


def _looked_at(
    sheet: Sheet, rows: Iterable[tuple[Sequence[Any], int]], width: int, number: int | None
) -> Kept:
    """Look at rows of different widths one by one."""
    kept = Kept([], [])
    for row, line in rows:
        if not _is_filled(row):
            continue
        if line in sheet.overlong:
            kept.lost.append(_overlong(row, line, number))
        elif len(row) == width:
            kept.rows.append(row)
            kept.lines.append(line)
        elif is_blank(row[width:]) and len(row) > width:
            kept.rows.append(row[:width])
            kept.lines.append(line)
        elif sheet.marks is not None or _is_note(row):
            kept.rows.append([*row[:width], *[""] * (width - len(row))])
            kept.lines.append(line)
        else:
            kept.lost.append(_torn(row, line, width, number))
    return kept


def _is_filled(row: Sequence[Any]) -> bool:
    """Say whether a row has anything in it, looking no further than need be."""
    first = next(filter(None, row), "")
    if isinstance(first, str) and not first.strip():
        return not is_blank(row)
    return True


def is_blank(row: Sequence[Any]) -> bool:
    """Say whether a row has nothing in it."""
    return not any(cell is not None and str(cell).strip() for cell in row)


def _is_note(row: Sequence[Any]) -> bool:
    """Say whether a row is one text alone, as under a table."""
    return len(row) == 1


def _torn(row: Sequence[Any], line: int, width: int, number: int | None) -> Lost:
    more = len(row) > width
    cause = (
        "A separator inside a text that has no quotation marks makes too many."
        if more
        else "Cells are missing; nothing was shifted."
    )
    message = (
        f"The row has {len(row)} cells; the headings are {width}. {cause} Correct the line, or ask "
        "for the file again."
    )
    return Lost(line, "value_count", message, ", ".join(map(str, row)), _cell(row, number))


def _overlong(row: Sequence[Any], line: int, number: int | None) -> Lost:
    message = (
        "The line is longer than a line may be. Shorten the text, or raise the limit in Settings."
    )
    return Lost(line, "line_too_long", message, str(row[0])[:200], _cell(row, number))


def _cell(row: Sequence[Any], place: int | None) -> str:
    return text(row[place]).strip() if place is not None and place < len(row) else ""


def take_footers(
    kept: Kept, identity: Sequence[int], amount: int, add: Callable[[Sequence[Any]], int | None]
) -> None:
    """Take totals and notes off the end of the rows.

    `identity` are the columns that a row of data always fills; `add` sums cells of amounts.
    """
    while len(kept.rows) > 1:
        footer = _footer(kept.rows[-1], kept.lines[-1], identity, amount)
        if footer is None:
            return
        if footer.amount and not footer.is_labelled:
            above = add(kept.column(amount)[:-1])
            if above is None or above != add([kept.rows[-1][amount]]):
                return
        kept.footers.insert(0, footer)
        kept.rows.pop()
        kept.lines.pop()


def _footer(row: Sequence[Any], line: int, identity: Sequence[int], amount: int) -> Footer | None:
    shown = [text(cell).strip() for cell in row]
    words = list(filter(None, shown))
    label = next((cell for cell in words if _TOTAL.match(key(cell))), "")
    is_note = len(words) == 1 and not shown[amount]
    if not is_note and any(shown[place] and shown[place] != label for place in identity):
        return None
    if not shown[amount] and not label and len(words) > _NOTE_WORDS:
        return None
    return Footer(line, shown[amount], label or " ".join(words), bool(label))


def footers_message(footers: Sequence[Footer]) -> str:
    """Name the rows that were left out."""
    lines = ", ".join(str(footer.line) for footer in footers[:5])
    rows = "The last row" if len(footers) == 1 else f"The last {len(footers)} rows"
    verb = "is" if len(footers) == 1 else "are"
    shown = quoted(footers[-1].value)
    return f"{rows} (line {lines}: {shown}) {verb} no data and {verb} left out."
