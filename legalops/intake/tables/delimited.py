"""How a text is cut into cells: by the csv rules, strictly, with every line accounted for."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from legalops.intake.characters import quoted
from legalops.intake.findings import Findings
from legalops.intake.how import Correction
from legalops.intake.tables.sheet import Sheet

_DELIMITERS = (",", ";", "\t")
_HEAD = 1 << 16
_HEAD_ROWS = 25
_BREAK = re.compile(r"\r\n|\n|\r")
_TOO_LARGE = "field larger than"


def opening_rows(text: memoryview, delimiter: str) -> list[list[str]]:
    """Return the first rows of a text as the delimiter cuts them, however badly."""
    head = bytes(text[:_HEAD]).decode("utf-8", "ignore")
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            rows.append(row)
            if len(rows) >= _HEAD_ROWS:
                break
    except csv.Error:
        return rows
    return rows


def delimiter_of(text: memoryview, score: Callable[[Sequence[Sequence[str]]], int]) -> str:
    """Return the delimiter under which the first rows look most like a table."""
    cut = {delimiter: opening_rows(text, delimiter) for delimiter in _DELIMITERS}
    return max(cut, key=lambda each: (score(cut[each]), _columns(cut[each])))


def _columns(rows: Sequence[Sequence[str]]) -> int:
    """Return the most columns that two or more rows agree on."""
    widths = [len(row) for row in rows if len(row) > 1]
    return max((width for width in widths if widths.count(width) > 1), default=0)


def split(
    text: memoryview, delimiter: str, findings: Findings, max_line: int | None
) -> Sheet | None:
    """Cut a text into rows; None, with the reason found, when a quotation mark never closes."""
    whole = bytes(text).decode("utf-8")
    rows: list[list[str]] = []
    ends: list[int] = [0]
    reader = csv.reader(io.StringIO(whole, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            rows.append(row)
            ends.append(reader.line_num)
    except csv.Error as error:
        line = ends[-1] + 1
        findings.error(*_torn(str(error), line), line=line, value=_line_of(whole, line))
        return None
    lines = [end + 1 for end in ends[:-1]]
    return Sheet(rows, lines, delimiter=delimiter, overlong=_overlong(text, max_line))


def _torn(error: str, line: int) -> tuple[str, str]:
    if error.startswith(_TOO_LARGE):
        return "line_too_long", (
            f"A cell of the row that begins on line {line} has more than "
            f"{csv.field_size_limit():,} characters. Look for a quotation mark that is never "
            "closed, or shorten the text."
        )
    return "unclosed_quote", (
        f"The row that begins on line {line} cannot be cut into cells: a quotation mark is not "
        "closed, or text follows one that is. Correct the line, doubling each quotation mark "
        "inside a text."
    )


def _line_of(text: str, line: int) -> str:
    start = 0
    for found, _ in zip(_BREAK.finditer(text), range(line - 1), strict=False):
        start = found.end()
    return text[start : start + 200]


def _overlong(text: memoryview, most: int | None) -> frozenset[int]:
    """Return the lines that have more bytes than they may."""
    if most is None or len(text) <= most:
        return frozenset()
    every = np.frombuffer(text, np.uint8)
    ends = np.flatnonzero(every == 10)
    if not len(ends):
        ends = np.flatnonzero(every == 13)
    sizes = np.diff(np.concatenate([[-1], ends, [len(every)]])) - 1
    return frozenset((np.flatnonzero(sizes > most) + 1).tolist())


def with_lines_corrected(text: memoryview, corrections: Iterable[Correction]) -> memoryview:
    """Return the text with the physical lines that a person wrote anew."""
    anew = {each.line: each.value for each in corrections if not each.field and each.line > 0}
    if not anew:
        return text
    whole = bytes(text).decode("utf-8")
    pieces, start, line = [], 0, 1
    for found in (*_BREAK.finditer(whole), None):
        end = found.start() if found else len(whole)
        pieces.append(_BREAK.sub(" ", anew[line]) if line in anew else whole[start:end])
        pieces.append(found.group() if found else "")
        start, line = found.end() if found else end, line + 1
    return memoryview("".join(pieces).encode("utf-8"))


def mention(sheet: Sheet, findings: Findings) -> None:
    """Say which delimiter was found where it is not the usual one."""
    if sheet.delimiter == ";":
        findings.warn(
            "delimiter", f"The cells are separated by {quoted(';')}, not by commas; they were "
            "read so. Nothing to do.",
        )  # fmt: skip
