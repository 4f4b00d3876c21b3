"""How every workbook of ours is written: text stays text, headings stand out, sheets are read."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from legalops.reports.clean import printable

#: Text somebody typed never becomes a formula, a link or a number.
SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDEST = 44


class Book:
    """A workbook being written, with the few ways its cells look."""

    def __init__(self) -> None:
        self._buffer = io.BytesIO()
        self.inner: Any = xlsxwriter.Workbook(self._buffer, SAFE)
        # A leading apostrophe, as Excel keeps it, makes the cell text for whoever edits it.
        self.text = self.look(num_format="@", quote_prefix=True, valign="top")
        self.bad = self.look(
            num_format="@", quote_prefix=True, valign="top", bg_color="#FCE4D6", border=1,
            border_color="#B45309",
        )  # fmt: skip
        self.head = self.look(bold=True, bottom=1, valign="top", text_wrap=True)
        self.needed = self.look(
            bold=True, bottom=2, valign="top", text_wrap=True, bg_color="#E7ECF3"
        )
        self.wrap = self.look(text_wrap=True, valign="top")
        self.bold = self.look(bold=True, valign="top", text_wrap=True)
        self.title = self.look(bold=True, font_size=14)

    def look(self, **looks: object) -> Any:
        """Return one more way a cell can look."""
        return self.inner.add_format(looks)

    def sheet(self, name: str) -> Any:
        """Add a sheet."""
        return self.inner.add_worksheet(name)

    def explain(self, title: str, notes: Sequence[tuple[str, str]]) -> Any:
        """Add the sheet that says in plain words what the workbook is for, and return it."""
        sheet = self.sheet("Read me")
        sheet.write_string(0, 0, printable(title), self.title)
        for row, (word, text) in enumerate(notes, start=2):
            sheet.write_string(row, 0, printable(word), self.bold)
            sheet.write_string(row, 1, printable(text), self.wrap)
        sheet.set_column(0, 0, 22)
        sheet.set_column(1, 1, 96)
        sheet.hide_gridlines(2)
        return sheet

    def bytes(self) -> bytes:
        """Return the finished workbook."""
        self.inner.close()
        return self._buffer.getvalue()


def width(texts: Sequence[str]) -> int:
    """Return how wide a column is drawn for what stands in it."""
    longest = max((len(line) for text in texts for line in text.split("\n")), default=8)
    return max(9, min(longest + 2, _WIDEST))
