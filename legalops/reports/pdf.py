"""How does every document of ours look: page, head, foot, sentences, tables, pictures?"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace

from legalops.charts.theme import tokens
from legalops.reports import clean
from legalops.settings import ROOT

FONTS = ROOT / "data" / "fonts"
FAMILY = "Source Sans 3"
_INK = tokens("light")
_MARGIN = 15.0
#: How high a row of a table is, in mm.
ROW = 5.9
_FAINT = "#F1F1EF"
_LINE = "#C9C9C4"
_SIZES = {1: 20.0, 2: 14.0, 3: 11.5}


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, its share of the width, and where its text stands."""

    label: str
    width: float = 1.0
    align: Literal["L", "R", "C"] = "L"


class House(FPDF):
    """A document being written: A4 across, one font that has Latin, Greek and Cyrillic letters.

    `foot` stands at the foot of every page beside the page's number; `made` is when it was
    made. Text is cleaned of control characters and never read as markup.
    """

    def __init__(
        self,
        title: str,
        foot: str,
        made: datetime,
        *,
        orientation: Literal["landscape", "portrait"] = "landscape",
    ) -> None:
        super().__init__(orientation=orientation, unit="mm", format="A4")
        self._foot = _text(foot)
        self.add_font(FAMILY, "", str(FONTS / "SourceSans3-Regular.ttf"))
        self.add_font(FAMILY, "B", str(FONTS / "SourceSans3-Bold.ttf"))
        self.set_title(_text(title))
        self.set_lang("en")
        self.set_creator("Legal operations dashboard")
        self.set_creation_date(made)
        self.set_margins(_MARGIN, _MARGIN)
        self.set_auto_page_break(auto=True, margin=_MARGIN + 3)
        self.alias_nb_pages()
        self.look(10)

    def footer(self) -> None:
        """Write the foot of a page; called by the writer itself."""
        self.set_y(-_MARGIN)
        self.look(8, colour=_INK.quiet)
        number = f"{self.page_no()} of {self.str_alias_nb_pages}"
        self.cell(self.epw - 25, 6, self._foot)
        self.cell(25, 6, number, align="R")

    def look(self, size: float, *, bold: bool = False, colour: str = _INK.ink) -> None:
        """Set size (points), weight and colour of what is written next."""
        self.set_font(FAMILY, "B" if bold else "", size)
        self.set_text_color(colour)

    def leaf(self, title: str, message: str = "") -> None:
        """Begin a page with its title, and over it the sentence that says what follows."""
        self.add_page()
        self.heading(message or title, level=1)
        if message:
            self.quiet(title)

    def heading(self, text: str, *, level: Literal[1, 2, 3] = 2) -> None:
        """Write a heading, kept together with at least some of what it is above."""
        if self.will_page_break(34 if level > 1 else 10):
            self.add_page()
        if level > 1:
            self.ln(3)
        size = _SIZES[level]
        self.look(size, bold=True)
        self._lines(text, size)
        self.ln(1)

    def say(self, text: str, *, size: float = 10.5) -> None:
        """Write a paragraph."""
        self.look(size)
        self._lines(text, size)
        self.ln(1)

    def quiet(self, text: str) -> None:
        """Write what stands under a title or a figure: measure, period, source."""
        self.look(9, colour=_INK.quiet)
        self._lines(text, 9)
        self.ln(1)

    def bullets(self, texts: Sequence[str]) -> None:
        """Write sentences one under the other, each with a dot before it."""
        for text in texts:
            self.look(10.5)
            self.set_x(_MARGIN)
            self.cell(5, 5.4, "\u2022")
            self._lines(text, 10.5)

    def _lines(self, text: str, size: float) -> None:
        self.multi_cell(
            0, size * 0.3528 * 1.32, _text(text), align="L",
            new_x=XPos.LMARGIN, new_y=YPos.NEXT,
        )  # fmt: skip

    def figures(self, cards: Sequence[tuple[str, str, str]]) -> None:
        """Write figures in a row: what each is, its value, and a word beneath."""
        width, top = self.epw / max(len(cards), 1), self.get_y()
        for place, (label, value, note) in enumerate(cards):
            left = _MARGIN + place * width
            self.set_draw_color(_LINE)
            self.rect(left, top, width - 3, 21)
            written = ((label, 9, False, _INK.quiet), (value, 16, True, _INK.ink),
                       (note, 8.5, False, _INK.quiet))  # fmt: skip
            for row, (text, size, bold, colour) in enumerate(written):
                self.set_xy(left + 2, top + 1.5 + (0, 5, 13)[row])
                self.look(size, bold=bold, colour=colour)
                self.cell(width - 7, (5, 8, 5)[row], self._fitted(text, width - 8))
        self.set_xy(_MARGIN, top + 24)

    def _fitted(self, text: str, width: float) -> str:
        """Cut a line to a width in mm, with dots where it was cut."""
        line = _text(text).replace("\n", " ")
        if self.get_string_width(line) <= width:
            return line
        while line and self.get_string_width(line + "\u2026") > width:
            line = line[:-1]
        return line.rstrip() + "\u2026"

    def grid(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[str]],
        *,
        total: bool = False,
        wide: float = 0,
    ) -> None:
        """Write a table whose head is repeated on each page; with `total`, the last row is one.

        With `wide` it is so many mm wide and stands to the right.
        """
        self.look(9)
        self.set_draw_color(_LINE)
        head = FontFace(family=FAMILY, emphasis="BOLD", color=_INK.ink, fill_color=_FAINT)
        last = FontFace(family=FAMILY, emphasis="BOLD", color=_INK.ink)
        with self.table(
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            col_widths=[column.width for column in columns],
            text_align=[column.align for column in columns],
            headings_style=head,
            width=wide or self.epw,
            align="RIGHT",
            line_height=ROW - 1.2,
            padding=(0.6, 1.2, 0.6, 1.2),
            first_row_as_headings=True,
        ) as table:
            table.row([_text(column.label) for column in columns])
            for place, row in enumerate(rows):
                is_total = total and place == len(rows) - 1
                table.row([_text(text) for text in row], style=last if is_total else None)
        self.ln(2)

    def picture(self, png: bytes, alt: str, *, width: float = 0, most_high: float = 120) -> None:
        """Draw a picture at a width in mm (0 is the whole), no higher than `most_high` mm."""
        left = _MARGIN
        wide = width or self.epw
        self.image(
            io.BytesIO(png), x=left, w=wide, h=most_high, keep_aspect_ratio=True, alt_text=alt
        )
        self.ln(2)

    def finished(self) -> bytes:
        """Return the finished document."""
        return bytes(self.output())


def _text(text: str) -> str:
    """Return text without what cannot be printed."""
    return clean.printable(text).replace("\ufffd", "?")
