"""Which physical lines of a body are rows: every line counted, nothing shifted, nothing guessed."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from legalops.intake.characters import clean, quoted
from legalops.intake.draft import Ints, Limits
from legalops.intake.ledes import fields
from legalops.intake.ledes.header import Header
from legalops.intake.ledes.surplus import meant_text
from legalops.intake.mapped import let_go

BLOCK = 1 << 25
_CHUNK = 1 << 21
_TAIL = 4096
_STEP = 1 << 18
_REACH = 1 << 16
_END = b"[]"
#: With the mark that old systems end a file with.
_BLANKS = b" \t\r\x1a"
_JOINED_AT_MOST = 200
_LISTED = 200


class Dropped(NamedTuple):
    """A physical line that is no row, with the number of the invoice it seems to belong to.

    `is_surely` says that the number stands where it must, even if no row has the same.
    """

    line: int
    code: str
    message: str
    value: str
    number: str
    is_surely: bool


class Body:
    """Reads the lines below a header, block by block, into one table of texts.

    `lines` holds the physical line of every row. Blocks are read whole by arrow; only one
    that does not come out even is walked through line by line.
    """

    def __init__(self, header: Header, limits: Limits) -> None:
        self.header = header
        self.limits = limits
        self.dropped: list[Dropped] = []
        self.dropped_more: Counter[tuple[str, str, bool]] = Counter()
        self.joined: list[int] = []
        self.line_ends: set[str] = set()
        self.is_too_long = False
        self.is_plain = True
        self._line = header.line
        self._tables: list[Any] = []
        self._numbers: list[Ints] = []

    def read(self, text: memoryview, start: int) -> None:
        """Read all lines from a byte of the text on."""
        place = start
        for block in _blocks(text, start):
            strange, has_return = _tally(block)
            table = self._parse_or_none(block)
            is_closed = bytes(block[-1:]) == b"\n"
            # As many bytes that are not printable as rows: each is the newline of a row.
            if table is not None and strange == table.num_rows - (not is_closed) and not has_return:
                self.line_ends.add("LF")
                self._keep(table, table.num_rows)
            else:
                self._read_uneven(bytes(block), table, strange)
            if self.is_too_long:
                return
            place += len(block)
            let_go(text.obj, place - len(block), place)

    @property
    def lines(self) -> Ints:
        """The physical line of every row."""
        return np.concatenate(self._numbers) if self._numbers else np.zeros(0, np.int64)

    def take(self, name: str) -> Any:
        """Hand over a column of all rows, its dictionary shared; what is taken is let go."""
        chunks = [chunk for table in self._tables for chunk in table.column(name).chunks]
        self._tables = [table.drop_columns([name]) for table in self._tables]
        return pa.chunked_array(chunks, _type(name)).unify_dictionaries()

    def _keep(self, table: Any, lines: int) -> None:
        """Keep a table that has a row for each of the next lines, but for blank last ones."""
        first = self._line + 1
        self._line += lines
        self._measure()
        self._tables.append(table)
        self._numbers.append(np.arange(first, first + table.num_rows, dtype=np.int64))

    def _measure(self) -> None:
        most = self.limits.max_lines
        self.is_too_long = most is not None and self._line > most

    def _read_uneven(self, block: bytes, table: Any, strange: int) -> None:
        """Read a block that is not simply a row to a line, in printable ASCII."""
        ends = self._count_ends(block)
        self.is_plain = self.is_plain and strange == ends
        lines = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        newlines = lines.count(b"\n")
        count = newlines + (not lines.endswith(b"\n"))
        tail = lines[-_TAIL:]
        if table is not None and table.num_rows == (
            newlines - tail.count(b"\n", len(tail.rstrip())) + 1
        ):
            self._keep(table, count)
            return
        first = self._line + 1
        self._line += count
        self._measure()
        if not self.is_too_long:
            self._walk_lines(lines.split(b"\n"), first)

    def _count_ends(self, block: bytes) -> int:
        """Count the bytes that end lines, and remember the kinds of line end."""
        pairs = block.count(b"\r\n")
        returns, newlines = block.count(b"\r"), block.count(b"\n")
        kinds = {"CRLF": pairs, "CR": returns - pairs, "LF": newlines - pairs}
        self.line_ends.update(kind for kind, count in kinds.items() if count)
        return returns + newlines

    def _walk_lines(self, raw: list[bytes], first: int) -> None:
        rows, numbers = self._walk(raw, first)
        if rows:
            longest = max(map(len, rows))
            self._tables.append(self._parse(b"\n".join(rows), max(_CHUNK, 2 * longest)))
            self._numbers.append(np.array(numbers, np.int64))

    def _parse_or_none(self, block: memoryview) -> Any:
        """Return a block's table when each of its lines that is not blank is a row, else None."""
        tail = bytes(block[-_TAIL:]).rstrip()
        if not tail:
            return None
        end = max(len(block) - _TAIL, 0) + len(tail)
        try:
            table = self._parse(block[:end], _CHUNK)
        except pa.ArrowInvalid:
            return None
        most = self.limits.max_line_bytes
        return None if most is not None and _longest(table) > most else table

    def _parse(self, rows: bytes | memoryview, chunk: int) -> Any:
        names = [name or f"other {i}" for i, name in enumerate(self.header.names)]
        kept = [name for name in self.header.names if name]
        return csv.read_csv(
            pa.BufferReader(pa.py_buffer(rows)),
            read_options=csv.ReadOptions(column_names=names, block_size=chunk),
            parse_options=csv.ParseOptions(delimiter="|", quote_char=False),
            convert_options=csv.ConvertOptions(
                column_types={name: _type(name) for name in kept},
                include_columns=kept,
                strings_can_be_null=False,
                null_values=[],
                check_utf8=False,
            ),
        )

    def _walk(self, raw: list[bytes], first: int) -> tuple[list[bytes], list[int]]:
        """Return the lines that are rows, joined where a text was broken, and their numbers."""
        rows: list[bytes] = []
        numbers: list[int] = []
        place = 0
        while place < len(raw):
            line = raw[place].strip(_BLANKS)
            used = 1
            if line:
                row, used = self._row(line, raw, place)
                if row is None:
                    self._drop(line, first + place)
                else:
                    rows.append(row)
                    numbers.append(first + place)
                    if used > 1:
                        self.joined.append(first + place)
            place += used
        return rows, numbers

    def _row(self, line: bytes, raw: list[bytes], place: int) -> tuple[bytes | None, int]:
        most = self.limits.max_line_bytes
        if most is not None and len(line) > most:
            return None, 1
        even = self._even(line)
        if even is not None:
            return even, 1
        if line.endswith(_END) or line.count(b"|") >= self.header.width:
            return None, 1
        return self._join(line, raw, place)

    def _even(self, line: bytes) -> bytes | None:
        """Return the line when it has as many values as the header has names."""
        surplus = line.count(b"|") + 1 - self.header.width
        if surplus == 0:
            return line
        core = line.removesuffix(_END)
        if surplus == 1 and self.header.ends_open and core.endswith(b"|"):
            return core[:-1] + line[len(core) :]
        return None

    def _join(self, line: bytes, raw: list[bytes], place: int) -> tuple[bytes | None, int]:
        """Join a line without `[]` with the next ones, if together they make one row."""
        joined = line
        for used, following in enumerate(raw[place + 1 : place + _JOINED_AT_MOST], 2):
            part = following.strip(_BLANKS)
            if self._even(part) is not None:
                return None, 1
            joined = joined + b" " + part if part else joined
            if joined.endswith(_END):
                even = self._even(joined)
                most = self.limits.max_line_bytes
                if even is not None and (most is None or len(even) <= most):
                    return even, used
                return None, 1
        return None, 1

    def _drop(self, line: bytes, number: int) -> None:
        names = self.header.names
        start = line[: 1 << 16].decode("utf-8", "replace").split("|")
        place = names.index(fields.INVOICE_NUMBER)
        invoice = clean(start[place]).text if len(start) > place else ""
        count = line.count(b"|") + 1
        most = self.limits.max_line_bytes
        is_long = most is not None and len(line) > most
        code = "line_too_long" if is_long else "value_count"
        is_surely = (is_long or count > len(names)) and place < names.index(fields.NARRATIVE)
        if len(self.dropped) >= _LISTED:
            self.dropped_more[code, invoice, is_surely] += 1
            return
        if is_long:
            message = f"The line has {len(line):,} bytes; at most {most:,} are accepted."
        else:
            message = _count_message(line, names)
        value = "|".join(start)
        self.dropped.append(Dropped(number, code, message, value, invoice, is_surely))


def _count_message(line: bytes, names: tuple[str, ...]) -> str:
    values = line.removesuffix(_END).decode("utf-8", "replace").split("|")
    found = f"The line has {len(values)} values; the header has {len(names)}."
    if len(values) > len(names):
        text = meant_text(values, names)
        where = f" It seems to stand in {quoted(text)}." if text else ""
        return f"{found} A `|` inside a text makes too many.{where} Ask the firm to take it out."
    if not line.endswith(_END):
        return f"{found} It does not end with []: is a text broken over two lines?"
    return f"{found} Ask the firm for the missing ones; nothing was shifted."


def _type(name: str) -> Any:
    return pa.string() if name in fields.LONG else pa.dictionary(pa.int32(), pa.string())


def _blocks(text: memoryview, start: int) -> Iterator[memoryview]:
    """Yield the text in blocks that end where a row ends, if possible, or at least a line."""
    size = BLOCK
    while start < len(text):
        end = start + size
        if end < len(text):
            end = _cut(text, start, end)
            if end == start:
                size *= 2
                continue
        yield text[start:end]
        start, size = min(end, len(text)), BLOCK


def _cut(text: memoryview, start: int, end: int) -> int:
    """Return where the last row before `end` ends, or the last line; `start` when none does."""
    for reach in (_REACH, end - start):
        near = max(end - reach, start)
        piece = bytes(text[near:end])
        for mark in (rb"\[\](\r\n|\n|\r(?!\n|\Z))", rb"(\r\n|\n|\r(?!\n|\Z))"):
            found = [match.end() for match in re.finditer(mark, piece)]
            if found:
                return near + found[-1]
    return start


def _tally(block: memoryview) -> tuple[int, bool]:
    """Count a block's bytes that are not printable ASCII; say whether returns are among them."""
    every = np.frombuffer(block, np.uint8)
    strange, has_return = 0, False
    for start in range(0, len(every), _STEP):
        piece = every[start : start + _STEP]
        strange += int(np.count_nonzero((piece - np.uint8(32)) > 94))
        has_return = has_return or bool((piece == 13).any())
    return strange, has_return


def _longest(table: Any) -> int:
    """Return how many bytes the longest line can have at most."""
    longest = int(table.num_columns)
    for column in table.columns:
        most = 0
        for chunk in column.chunks:
            texts = chunk.dictionary if pa.types.is_dictionary(chunk.type) else chunk
            most = max(most, int(pc.max(pc.binary_length(texts)).as_py() or 0))
        longest += most
    return longest
