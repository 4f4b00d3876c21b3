"""Which physical lines of a body are rows: every line counted, nothing shifted, nothing guessed."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from legalops.intake.draft import Ints, Limits
from legalops.intake.ledes import fields
from legalops.intake.ledes.blocks import blocks, tally
from legalops.intake.ledes.header import Header
from legalops.intake.ledes.walk import Walk
from legalops.intake.mapped import let_go

_CHUNK = 1 << 21
_TAIL = 4096


class Body:
    """Reads the lines below a header, block by block, into one table of texts.

    `lines` holds the physical line of every row. Blocks are read whole by arrow; only one
    that does not come out even is walked through line by line.
    """

    def __init__(self, header: Header, limits: Limits) -> None:
        self.header = header
        self.limits = limits
        self.walk = Walk(header, limits)
        self.line_ends: set[str] = set()
        self.is_too_long = False
        self.is_plain = True
        self._line = header.line
        self._tables: list[Any] = []
        self._numbers: list[Ints] = []

    def read(self, text: memoryview, start: int) -> None:
        """Read all lines from a byte of the text on."""
        place = start
        for block in blocks(text, start):
            strange, has_return = tally(block)
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
        if len(self._numbers) != 1:
            self._numbers = [np.concatenate([np.zeros(0, np.int64), *self._numbers])]
        return self._numbers[0]

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
        rows, numbers = self.walk.rows(raw, first)
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


def _type(name: str) -> Any:
    return pa.string() if name in fields.LONG else pa.dictionary(pa.int32(), pa.string())


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
