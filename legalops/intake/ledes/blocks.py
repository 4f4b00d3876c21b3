"""How a long text is cut into blocks that can be read one by one."""

import re
from collections.abc import Iterator

import numpy as np

SIZE = 1 << 25
_STEP = 1 << 18
_REACH = 1 << 16
_ENDS = (rb"\[\](\r\n|\n|\r(?!\n|\Z))", rb"(\r\n|\n|\r(?!\n|\Z))")


def blocks(text: memoryview, start: int) -> Iterator[memoryview]:
    """Yield the text in blocks that end where a row ends, if possible, or at least a line."""
    size = SIZE
    while start < len(text):
        end = start + size
        if end < len(text):
            end = _cut(text, start, end)
            if end == start:
                size *= 2
                continue
        yield text[start:end]
        start, size = min(end, len(text)), SIZE


def _cut(text: memoryview, start: int, end: int) -> int:
    """Return where the last row before `end` ends, or the last line; `start` when none does."""
    for reach in (_REACH, end - start):
        near = max(end - reach, start)
        piece = bytes(text[near:end])
        for end_of_row in _ENDS:
            found = [match.end() for match in re.finditer(end_of_row, piece)]
            if found:
                return near + found[-1]
    return start


def tally(block: memoryview) -> tuple[int, bool]:
    """Count a block's bytes that are not printable ASCII; say whether returns are among them."""
    every = np.frombuffer(block, np.uint8)
    strange, has_return = 0, False
    for start in range(0, len(every), _STEP):
        piece = every[start : start + _STEP]
        strange += int(np.count_nonzero((piece - np.uint8(32)) > 94))
        has_return = has_return or bool((piece == 13).any())
    return strange, has_return
