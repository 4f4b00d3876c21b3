"""Which of some physical lines are rows, looked at one by one: joined, dropped, never shifted."""

from collections import Counter
from typing import NamedTuple

from legalops.intake.characters import clean, quoted
from legalops.intake.draft import Limits
from legalops.intake.ledes import fields
from legalops.intake.ledes.header import Header
from legalops.intake.ledes.surplus import meant_text

_END = b"[]"
#: With the mark that old systems end a file with.
_BLANKS = b" \t\r\x1a"
_JOINED_AT_MOST = 50
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


class Walk:
    """Goes through lines and keeps what it finds: lines joined, and lines that are no rows."""

    def __init__(self, header: Header, limits: Limits) -> None:
        self.header = header
        self.limits = limits
        self.dropped: list[Dropped] = []
        self.dropped_more: Counter[tuple[str, str, bool]] = Counter()
        self.joined: list[int] = []
        self._unended_before = 0

    def rows(self, raw: list[bytes], first: int) -> tuple[list[bytes], list[int]]:
        """Return the lines that are rows, joined where a text was broken, and their numbers."""
        rows: list[bytes] = []
        numbers: list[int] = []
        place = self._unended_before = 0
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

    @property
    def lost(self) -> set[str]:
        """The numbers of invoices that lines which are no rows seem to belong to."""
        more = {number for _, number, _ in self.dropped_more}
        return more | {drop.number for drop in self.dropped}

    def _row(self, line: bytes, raw: list[bytes], place: int) -> tuple[bytes | None, int]:
        most = self.limits.max_line_bytes
        if most is not None and len(line) > most:
            return None, 1
        even = self._even(line)
        if even is not None:
            return even, 1
        is_unended = place < self._unended_before
        if is_unended or line.endswith(_END) or line.count(b"|") >= self.header.width:
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
                self._unended_before = place + used - 1
                return None, 1
            joined = joined + b" " + part if part else joined
            if joined.endswith(_END):
                even = self._even(joined)
                most = self.limits.max_line_bytes
                if even is not None and (most is None or len(even) <= most):
                    return even, used
                return None, 1
        # Nothing here ends with []: none of these lines need be tried again.
        self._unended_before = place + _JOINED_AT_MOST
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
