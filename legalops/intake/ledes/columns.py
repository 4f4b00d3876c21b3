"""What each field of each row says: texts cleaned once for every distinct value."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from legalops.intake.characters import FORBIDDEN, Cleaned, clean
from legalops.intake.draft import Ints
from legalops.intake.findings import ERROR, WARNING, Findings, Mask, Where
from legalops.intake.ledes import fields
from legalops.intake.ledes.apart import told_apart
from legalops.intake.ledes.body import Body

NULLS = frozenset({"NULL", "N/A", "-"})
_STRANGE = r"[^ -~]"
Value = TypeVar("Value")
Say = Callable[[int], tuple[str, str]]


class Column(NamedTuple):
    """A field of all rows: the distinct texts, and for every row which of them it holds."""

    codes: npt.NDArray[Any]
    values: list[str]

    def text(self, row: int) -> str:
        """Return what the row holds."""
        return self.values[int(self.codes[row])]

    def where(self, picked: Sequence[bool]) -> Mask:
        """Return the rows whose text is picked, given a choice for every distinct text."""
        if True not in picked:
            return np.zeros(len(self.codes), bool)
        return np.asarray(np.array(picked, bool)[self.codes])

    def is_blank(self) -> Mask:
        """Return the rows that hold nothing."""
        return self.where([not value for value in self.values])

    def spread(self) -> list[str]:
        """Return the text of every row; equal texts are one object."""
        return self.spread_of(self.values)

    def spread_of(self, values: Sequence[Value]) -> list[Value]:
        """Return a value for every row, given one for every distinct text."""
        boxes = np.empty(len(values), object)
        boxes[:] = values
        spread: list[Value] = boxes[self.codes].tolist()
        return spread


def saying(message: str) -> Say:
    """Return a way to say the same of every row, where there is no value to show."""
    return lambda _: ("", message)


@dataclass(frozen=True)
class Columns:
    """All fields of all rows. A field the file has no column for is blank on every row.

    The narrative and the line's total differ on nearly every row and stay arrow arrays. As read,
    the texts are those of the file; `is_plain` says that all of it is printable ASCII. What
    `cleaned` returns holds them as they are kept. Fields named in `once` are written once in the
    file for all rows of an invoice, so a problem of theirs is told once. `is_told` says
    that `where` tells the invoices apart already.
    """

    where: Where
    by_name: dict[str, Column]
    long: dict[str, Any]
    findings: Findings
    is_plain: bool = False
    once: tuple[str, ...] = ()
    is_told: bool = False

    def __getitem__(self, name: str) -> Column:
        return self.by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self.by_name or name in self.long

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.where.lines)

    def text(self, name: str, row: int) -> str:
        """Return what a field of a row holds."""
        if name in self.long:
            text: str = self.long[name][row].as_py()
            return text
        return self.by_name[name].text(row)

    def is_blank(self, name: str) -> Mask:
        """Return the rows on which a field holds nothing."""
        if name not in self.long:
            return self.by_name[name].is_blank()
        return np.asarray(pc.equal(self.long[name], "").to_numpy())

    def error(self, code: str, name: str, picked: Mask, say: Say) -> None:
        """Record an error of a field on every row that is picked."""
        self.findings.rows((ERROR, code, name), self.where, self._told(name, picked), say)

    def warn(self, code: str, name: str, picked: Mask, say: Say) -> None:
        """Record a warning of a field on every row that is picked."""
        self.findings.rows((WARNING, code, name), self.where, self._told(name, picked), say)

    def _told(self, name: str, picked: Mask) -> Mask:
        """Return the rows at which a problem is told: of some fields the first of an invoice."""
        if name not in self.once or not picked.any():
            return picked
        rows = np.flatnonzero(picked)
        firms, numbers = self.by_name[fields.LAW_FIRM_ID], self.by_name[fields.INVOICE_NUMBER]
        keys = firms.codes[rows].astype(np.int64) * len(numbers.values) + numbers.codes[rows]
        told = np.zeros(len(picked), bool)
        told[rows[np.unique(keys, return_index=True)[1]]] = True
        return told

    def warn_once(self, code: str, name: str, picked: Mask, what: str) -> None:
        """Record one warning for all rows that are picked, at the first, with their count."""
        count = int(np.count_nonzero(picked))
        if not count:
            return
        row = int(np.argmax(picked))
        value = self.text(name, row)
        times = f" ({count:,} lines, first here)" if count > 1 else ""
        message = f"{name} {what}{times}."
        self.findings.warn(
            code, message, line=int(self.where.lines[row]), field=name, value=value,
            invoice=self.where.number(row),
        )  # fmt: skip


#: Says of columns, and of rows with a garbled name, which row is of which invoice.
Tell = Callable[[Columns, Mask], Where]


def columns(body: Body, findings: Findings) -> Columns:
    """Return the columns of a body's rows as the file has them."""
    raw, long = _raw(body)
    last = body.header.names[-1]
    if last in raw:
        raw[last] = _without_terminator(raw[last], body.lines, findings)
    elif last:
        long[last] = pc.replace_substring_regex(long[last], r"\s*(\[\]\s*)+$", "")
    return Columns(_where(raw, body.lines), raw, long, findings, body.is_plain)


def from_texts(
    texts: Mapping[str, Sequence[str] | Column], lines: Ints, findings: Findings
) -> Columns:
    """Return the columns of rows given as texts by field; absent fields are blank.

    `lines` holds the place of every row, as problems name it. A field of `LONG` must be given
    as a sequence of texts.
    """
    absent = Column(np.zeros(len(lines), np.uint8), [""])
    raw = {name: absent for name in fields.LEDES1998B if name not in fields.LONG}
    raw |= {name: _coded(column) for name, column in texts.items() if name not in fields.LONG}
    nothing = [""] * len(lines)
    long = {
        name: pc.ascii_trim_whitespace(pa.chunked_array([texts.get(name, nothing)], pa.string()))
        for name in fields.LONG
    }
    return Columns(_where(raw, lines), raw, long, findings)


def _where(raw: Mapping[str, Column], lines: Ints) -> Where:
    numbers = raw[fields.INVOICE_NUMBER]
    return Where(lines, numbers.codes, numbers.values)


def _coded(texts: Sequence[str] | Column) -> Column:
    if isinstance(texts, Column):
        return texts
    encoded = pa.array(texts, pa.string()).dictionary_encode()
    values = encoded.dictionary.to_pylist() or [""]
    return Column(encoded.indices.to_numpy(), values)


def by_firm(columns: Columns, garbled: Mask, lost: Collection[str] = ()) -> Where:
    """Return where rows stand, known by their invoices: by number, and firm where need be.

    `garbled` are the rows with a name that cannot be relied on; `lost` the numbers of lines
    that are no rows.
    """
    where = _where(columns.by_name, columns.where.lines)
    firms = columns[fields.LAW_FIRM_ID]
    return told_apart(where, firms.codes, firms.values, garbled | firms.is_blank(), lost)


def cleaned(columns: Columns, tell: Tell = by_firm) -> Columns:
    """Return the columns with their texts as they are kept, recording what cleaning found.

    `tell` says of the columns, their short texts cleaned, which row is of which invoice.
    """
    findings, long = columns.findings, columns.long
    done = {name: _clean(column, columns.is_plain) for name, column in columns.by_name.items()}
    by_name = {name: each.column for name, each in done.items()}
    where = columns.where
    if not columns.is_told:
        where = tell(replace(columns, by_name=by_name), _garbled(columns, done))
    before = Columns(where, columns.by_name, long, findings, once=columns.once)
    for name, each in done.items():
        _report(before, name, each)
    if not columns.is_plain:
        long = {name: _clean_long(before, name) for name in long}
    return Columns(where, by_name, long, findings, once=columns.once)


def _raw(body: Body) -> tuple[dict[str, Column], dict[str, Any]]:
    """Take a body apart, column by column, so that none is held twice for long."""
    absent = Column(np.zeros(len(body.lines), np.uint8), [""])
    raw = {name: absent for name in fields.LEDES1998B if name not in fields.LONG}
    for name in body.header.names:
        if name and name not in fields.LONG:
            raw[name] = _column(body.take(name))
    long = {name: _trimmed(body.take(name)) for name in fields.LONG}
    pa.default_memory_pool().release_unused()
    return raw, long


def _column(chunked: Any) -> Column:
    if not chunked.num_chunks:
        return Column(np.zeros(0, np.uint8), [""])
    values = chunked.chunk(0).dictionary.to_pylist()
    width = np.min_scalar_type(len(values))
    codes = [chunk.indices.to_numpy().astype(width) for chunk in chunked.chunks]
    return Column(np.concatenate(codes), values)


def _trimmed(chunked: Any) -> Any:
    chunks = chunked.chunks
    del chunked
    return pa.chunked_array(
        [pc.ascii_trim_whitespace(chunks.pop(0)) for _ in range(len(chunks))], pa.string()
    )


def _without_terminator(column: Column, lines: Ints, findings: Findings) -> Column:
    """Take the closing [] off the last column; one warning when rows lack it."""
    lacking = column.where([not value.rstrip().endswith("[]") for value in column.values])
    if lacking.any():
        count, first = int(np.count_nonzero(lacking)), int(np.argmax(lacking))
        findings.warn(
            "no_terminator",
            f"{count:,} of {len(lines):,} rows do not end with []; they were read all the same.",
            line=int(lines[first]),
        )
    return Column(column.codes, [_stripped(value) for value in column.values])


def _stripped(value: str) -> str:
    text = value.strip()
    while text.endswith("[]"):
        text = text[:-2].rstrip()
    return text


class _Done(NamedTuple):
    """A column after cleaning, and what was found, by the place of the raw value."""

    column: Column
    found: dict[int, Cleaned]
    nulls: frozenset[int]


def _garbled(raw: Columns, done: Mapping[str, _Done]) -> Mask:
    """Return the rows whose firm's number or name holds what no text must."""
    found = np.zeros(raw.count, bool)
    for name in fields.OF_FIRM:
        if name in done and done[name].found:
            places = range(len(raw[name].values))
            found |= raw[name].where([bool(_of(done[name], i).forbidden) for i in places])
    return found


def _clean(raw: Column, is_plain: bool) -> _Done:
    stripped = list(map(str.strip, raw.values))
    has_null = not NULLS.isdisjoint(map(str.upper, stripped))
    if is_plain and not has_null and stripped == raw.values:
        return _Done(raw, {}, frozenset())
    results = [clean(value) for value in raw.values]
    found = {i: r for i, r in enumerate(results) if r.is_mended or r.forbidden}
    nulls = frozenset(i for i, r in enumerate(results) if r.text.upper() in NULLS)
    values = ["" if i in nulls else r.text for i, r in enumerate(results)]
    return _Done(_unified(Column(raw.codes, values)), found, nulls)


def _unified(column: Column) -> Column:
    """Return the column with every distinct text once."""
    places: dict[str, int] = {}
    moved = [places.setdefault(value, len(places)) for value in column.values]
    width = np.min_scalar_type(len(places))
    return Column(np.array(moved, width)[column.codes], list(places))


def _report(before: Columns, name: str, done: _Done) -> None:
    """Record what cleaning found in the raw texts of a column."""
    column = before[name]
    if done.found:
        bad = column.where([bool(_of(done, i).forbidden) for i in range(len(column.values))])
        before.error(
            "control_character", name, bad,
            lambda row: _forbidden(name, column.text(row), _of(done, column.codes[row]).forbidden),
        )  # fmt: skip
        mended = column.where([_of(done, i).is_mended for i in range(len(column.values))])
        before.warn_once("invisible_character", name, mended, _MENDED)
    if done.nulls:
        blank = column.where([i in done.nulls for i in range(len(column.values))])
        value = column.text(int(np.argmax(blank))).strip() if blank.any() else ""
        before.warn_once("null_literal", name, blank, f"says {value}, which was read as blank")


_MENDED = "held invisible characters, which were taken out"
_NOTHING = Cleaned("")


def _of(done: _Done, place: Any) -> Cleaned:
    return done.found.get(int(place), _NOTHING)


def _forbidden(name: str, text: str, mark: str) -> tuple[str, str]:
    """Return the text around a forbidden character, and what to do about it."""
    found = FORBIDDEN.search(text)
    start = max(found.start() - 15, 0) if found else 0
    return text[start:], (
        f"{name} holds the control character {mark}, which can hide or turn text. "
        "Remove it, or ask the firm to."
    )


def _clean_long(before: Columns, name: str) -> Any:
    """Clean the texts of a long column that hold anything but printable ASCII."""
    long = before.long[name].combine_chunks()
    if isinstance(long, pa.ChunkedArray):
        long = long.chunk(0) if long.num_chunks else pa.array([], pa.string())
    strange = pc.match_substring_regex(long, _STRANGE)
    places = np.flatnonzero(strange.to_numpy(zero_copy_only=False))
    texts = long.take(pa.array(places, pa.int64())).to_pylist()
    results = dict(zip(places.tolist(), map(clean, texts), strict=True))
    bad, mended = np.zeros(len(long), bool), np.zeros(len(long), bool)
    bad[[row for row, result in results.items() if result.forbidden]] = True
    mended[[row for row, result in results.items() if result.is_mended]] = True
    before.error(
        "control_character", name, bad,
        lambda row: _forbidden(name, before.text(name, row), results[row].forbidden),
    )  # fmt: skip
    before.warn_once("invisible_character", name, mended, _MENDED)
    texts = pa.array([result.text for result in results.values()], pa.string())
    return pa.chunked_array([pc.replace_with_mask(long, strange, texts)])
