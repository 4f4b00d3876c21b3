"""What the XML of a worksheet says besides values, found without walking through every cell."""

import re
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Place = tuple[int, int]
Flags = npt.NDArray[np.bool_]
_LONGEST_REFERENCE = 11
_PIECE = 1 << 15
_SLASH, _QUESTION, _MARK, _V = b"/?!v"
_LETTER, _DIGIT, _DONE = 1, 2, 3
_ENDS_NAME = np.isin(np.arange(256), np.frombuffer(b" >/\n\t\r", np.uint8))
_CLASS = np.zeros(256, np.int8)
_CLASS[65:91], _CLASS[48:58], _CLASS[34] = _LETTER, _DIGIT, _DONE
_VALUE_OF = np.zeros(256, np.int32)
_VALUE_OF[65:91], _VALUE_OF[48:58] = np.arange(1, 27), np.arange(10)
_ENCODING = re.compile(rb'<\?xml[^>]*?encoding=["\']([A-Za-z0-9._-]+)["\']')
_ROW = re.compile(rb"<row\b([^>]*)>")
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_ROW_NUMBER = re.compile(rb'\br="([0-9]{1,7})"')
_COL = re.compile(rb'<col\b[^>]*?\bmin="([0-9]{1,5})"[^>]*?\bmax="([0-9]{1,5})"[^>]*>')
_MERGED = re.compile(
    rb'<mergeCell\b[^>]*?\bref="([A-Z]{1,3}[0-9]{1,7})(?::([A-Z]{1,3}[0-9]{1,7}))?"'
)
_TYPE = re.compile(rb'\bt="([A-Za-z]+)"')
_VALUE = re.compile(rb"<v(?:\s[^>]*)?>([^<]*)</v>")


class UnusualXmlError(Exception):
    """The XML is not written the way spreadsheets write it; it needs the slow walk."""


class Found(NamedTuple):
    """What was found in a worksheet: rows and columns count from 1."""

    cells: int
    last_row: int
    last_column: int
    depth: int
    faults: dict[Place, str]
    formulas: dict[int, Place]
    merged: list[tuple[Place, Place]]
    hidden_rows: set[int]
    hidden_columns: set[int]


class _Tags(NamedTuple):
    """Every tag of the part: where it starts and ends, its first letter, and its kind."""

    buffer: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]
    first: npt.NDArray[np.uint8]
    is_closing: Flags
    is_empty: Flags


def scan(content: bytes) -> Found:
    """Find what plain values do not tell; raise UnusualXmlError for XML written otherwise."""
    _expect_usual(content)
    tags = _tags(content)
    cells = _named(tags, b"c")
    rows, columns = _references(tags.buffer, tags.starts[cells])
    following = np.minimum(cells + 1, len(tags.starts) - 1)
    has_value = ~tags.is_empty[cells] & ~tags.is_closing[following]
    faults, formulas = _formulas(content, tags, cells, rows, columns)
    faults.update(_errors(content, tags, cells, rows, columns))
    hidden_rows, hidden_columns = _hidden(content)
    return Found(
        cells=len(cells),
        last_row=int(rows[has_value].max(initial=0)),
        last_column=int(columns[has_value].max(initial=0)),
        depth=_depth(tags),
        faults=faults,
        formulas=formulas,
        merged=_merged(content),
        hidden_rows=hidden_rows,
        hidden_columns=hidden_columns,
    )


def place(reference: bytes) -> Place:
    """Read `C7` as (7, 3)."""
    letters = reference.rstrip(b"0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return int(reference[len(letters) :]), column


def _expect_usual(content: bytes) -> None:
    encoding = _ENCODING.match(content)
    is_utf8 = encoding is None or encoding[1].lower() in (b"utf-8", b"us-ascii")
    if not is_utf8 or not content[:64].lstrip().startswith(b"<") or b"<sheetData" not in content:
        raise UnusualXmlError


def _tags(content: bytes) -> _Tags:
    buffer = np.frombuffer(content, np.uint8)
    starts = np.flatnonzero(buffer == 60).astype(np.int32)
    ends = np.flatnonzero(buffer == 62).astype(np.int32)
    if len(ends) != len(starts):
        # A text may hold a bare `>`: a tag ends with the first one behind its start.
        after = np.searchsorted(ends, starts)
        if not len(starts) or int(after[-1]) >= len(ends):
            raise UnusualXmlError
        ends = ends[after]
    if (ends < starts).any() or (ends[:-1] > starts[1:]).any():
        raise UnusualXmlError
    first = buffer[starts + 1]
    # Comments, CDATA and document types begin with `<!`, instructions with `<?`.
    if (first == _MARK).any() or (first[1:] == _QUESTION).any():
        raise UnusualXmlError
    return _Tags(buffer, starts, ends, first, first == _SLASH, buffer[ends - 1] == _SLASH)


def _named(tags: _Tags, letter: bytes) -> Any:
    """Return which tags open an element whose name is this letter."""
    found = np.flatnonzero(tags.first == letter[0])
    following = tags.buffer[np.minimum(tags.starts[found] + 2, tags.ends[found])]
    return found[_ENDS_NAME[following]]


def _depth(tags: _Tags) -> int:
    """Return how deep elements are nested; raise UnusualXmlError where they do not close."""
    steps = np.ones(len(tags.starts), np.int8)
    steps[tags.is_empty | (tags.first == _QUESTION)] = 0
    steps[tags.is_closing] = -1
    depths = np.cumsum(steps, dtype=np.int32)
    if int(depths[-1]) != 0 or int(depths.min()) < 0:
        raise UnusualXmlError
    return int(depths.max())


def _references(buffer: Any, starts: Any) -> tuple[Any, Any]:
    """Read `<c r="C7"` as row 7 and column 3 for every start."""
    if len(starts) and int(starts[-1]) + 6 + _LONGEST_REFERENCE > len(buffer):
        raise UnusualXmlError
    # In pieces that stay in the processor's cache.
    pieces = [
        _reference_piece(buffer, starts[begin : begin + _PIECE])
        for begin in range(0, len(starts), _PIECE)
    ]
    none = np.zeros(0, np.int64)
    rows = np.concatenate([none, *(rows for rows, _ in pieces)])
    return rows, np.concatenate([none, *(columns for _, columns in pieces)])


def _reference_piece(buffer: Any, starts: Any) -> tuple[Any, Any]:
    rows, columns = np.zeros(len(starts), np.int64), np.zeros(len(starts), np.int64)
    if any((buffer[starts + (2 + n)] != letter).any() for n, letter in enumerate(b' r="')):
        raise UnusualXmlError
    # Letters, then digits, then the quotation mark: each place may only go on from the last.
    state = np.zeros(len(starts), np.int8)
    for offset in range(6, 6 + _LONGEST_REFERENCE):
        kind, value = _CLASS[buffer[starts + offset]], _VALUE_OF[buffer[starts + offset]]
        step = np.where(state == _DONE, _DONE, kind)
        if ((step < np.maximum(state, 1)) | ((step == _DONE) & (state < _DIGIT))).any():
            raise UnusualXmlError
        columns = np.where(step == _LETTER, columns * 26 + value, columns)
        rows = np.where(step == _DIGIT, rows * 10 + value, rows)
        state = step
        if offset >= 8 and (state == _DONE).all():
            break
    if (state != _DONE).any() or int(columns.min()) < 1 or int(columns.max()) > 18_278:
        raise UnusualXmlError
    return rows, columns


def _formulas(
    content: bytes, tags: _Tags, cells: Any, rows: Any, columns: Any
) -> tuple[dict[Place, str], dict[int, Place]]:
    """Return the formulas that were never calculated, and the first formula of each column."""
    found = _named(tags, b"f")
    if not len(found):
        return {}, {}
    owner = np.searchsorted(cells, found) - 1
    last = len(tags.starts) - 2
    after = np.minimum(found + np.where(tags.is_empty[found], 1, 2), last)
    is_value = (tags.first[after] == _V) & ~tags.is_empty[after]
    is_value &= tags.starts[after + 1] - tags.ends[after] > 1
    faults = {}
    for cell in owner[~is_value].tolist():
        start, end = int(tags.starts[cells[cell]]), int(tags.ends[cells[cell]])
        kind = _TYPE.search(content, start, end)
        if kind is None or kind[1] != b"str":
            faults[int(rows[cell]), int(columns[cell])] = ""
    first: dict[int, Place] = {}
    rows, columns = rows[owner[is_value]], columns[owner[is_value]]
    for column in np.unique(columns).tolist():
        first[column] = (int(rows[columns == column].min()), column)
    return faults, first


def _errors(content: bytes, tags: _Tags, cells: Any, rows: Any, columns: Any) -> dict[Place, str]:
    """Return the cells that hold an Excel error, and what they show."""
    found: dict[Place, str] = {}
    starts = tags.starts[cells]
    at = content.find(b't="e"')
    while at >= 0:
        cell = int(np.searchsorted(starts, at)) - 1
        if cell >= 0 and at < int(tags.ends[cells[cell]]):
            stop = int(starts[cell + 1]) if cell + 1 < len(starts) else len(content)
            shown = _VALUE.search(content, at, stop)
            found[int(rows[cell]), int(columns[cell])] = shown[1].decode() if shown else ""
        at = content.find(b't="e"', at + 5)
    return found


def _hidden(content: bytes) -> tuple[set[int], set[int]]:
    if b"hidden=" not in content:
        return set(), set()
    rows: set[int] = set()
    for found in _ROW.finditer(content):
        number = _ROW_NUMBER.search(found[1])
        if _HIDDEN.search(found[1]):
            if number is None:
                raise UnusualXmlError
            rows.add(int(number[1]))
    columns: set[int] = set()
    for found in _COL.finditer(content, 0, content.find(b"<sheetData")):
        if _HIDDEN.search(found[0]):
            columns.update(range(int(found[1]), min(int(found[2]), 20_000) + 1))
    return rows, columns


def _merged(content: bytes) -> list[tuple[Place, Place]]:
    if b"<mergeCell " not in content:
        return []
    return [(place(found[1]), place(found[2] or found[1])) for found in _MERGED.finditer(content)]
