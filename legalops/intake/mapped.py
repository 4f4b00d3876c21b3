"""A large file in memory only as far as it is just being read."""

import mmap
from pathlib import Path

Data = bytes | mmap.mmap


class Mapped(mmap.mmap):
    """A file's bytes, read from the disk as they are asked for."""

    def let_go(self, start: int, end: int) -> None:
        """Give back the memory of a part that was read; it can be read again."""
        first = start - start % mmap.PAGESIZE
        if end > first:
            self.madvise(mmap.MADV_DONTNEED, first, min(end, len(self)) - first)


def mapped(path: Path) -> Data:
    """Return a file's bytes for reading, without holding them all in memory."""
    with path.open("rb") as file:
        if path.stat().st_size == 0:
            return b""
        return Mapped(file.fileno(), 0, access=mmap.ACCESS_READ)


def let_go(data: object, start: int, end: int) -> None:
    """Give back the memory of a part of a mapped file; of anything else, nothing."""
    if isinstance(data, Mapped):
        data.let_go(start, end)
