"""What single rows of a file say, column by column, in the file's own words."""

from collections.abc import Callable, Collection, Sequence

from legalops.intake.draft import Ints, Limits
from legalops.intake.how import How
from legalops.intake.ledes.fields import LEDES1998B
from legalops.intake.read import Data, read

_ORDER = {name: place for place, name in enumerate(LEDES1998B)}


class _Kept:
    """The texts of the rows that are wanted, as the reader shows them first."""

    def __init__(self, wanted: Collection[int]) -> None:
        self._wanted = set(wanted)
        self.rows: dict[int, dict[str, str]] | None = None

    def __call__(self, names: Sequence[str], lines: Ints, text: Callable[[str, int], str]) -> None:
        """Take what is wanted of the rows."""
        if self.rows is not None:
            return
        ordered = list(names)
        if set(_ORDER) <= set(names):
            ordered.sort(key=lambda name: _ORDER.get(name, len(_ORDER)))
        self.rows = {
            line: {name: text(name, row) for name in ordered}
            for row, line in enumerate(lines.tolist())
            if line in self._wanted
        }


def rows_of(
    file_name: str, data: Data, how: How, lines: Collection[int]
) -> dict[int, dict[str, str]]:
    """Read a file again and return what some of its rows say, by their lines.

    Tables are told by their headings, everything else by the LEDES names of its fields, each as
    it came, whatever was corrected. A line that is no row of the file is absent.
    """
    kept = _Kept(lines)
    read(file_name, data, Limits(), how=how, keep=kept)
    return kept.rows or {}
