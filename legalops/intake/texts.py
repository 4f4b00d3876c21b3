"""A long column of text, kept as bytes and decoded as it is walked through."""

from collections.abc import Iterator, Sequence
from typing import Any, overload

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc


class Texts(Sequence[str]):
    """A sequence of strings over arrow chunks: a tenth of the memory of a list."""

    def __init__(self, chunks: "pa.ChunkedArray") -> None:
        self._chunks = chunks

    def __len__(self) -> int:
        return len(self._chunks)

    def __iter__(self) -> Iterator[str]:
        for chunk in self._chunks.chunks:
            yield from chunk.to_numpy(zero_copy_only=False).tolist()

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> list[str]: ...

    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            picked: list[str] = self.take(range(*place.indices(len(self))))
            return picked
        text: str = self._chunks[place].as_py()
        return text

    def take(self, places: Any) -> list[str]:
        """Return the texts at the places given, in their order."""
        picked: list[str] = self._chunks.take(pa.array(places, pa.int64())).to_pylist()
        return picked

    def sizes(self) -> npt.NDArray[np.int64]:
        """Return how many bytes each text has in UTF-8."""
        lengths = pc.binary_length(self._chunks)
        return np.asarray(lengths.to_numpy(), np.int64)
