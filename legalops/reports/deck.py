"""The pack as slides: one message each, with charts and tables that can be edited."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from legalops.charts.theme import tokens
from legalops.metrics.catalog import CATALOG
from legalops.money import digits
from legalops.reports import clean, messages
from legalops.reports.pack import Pack
from legalops.reports.sections import Card, Graph, Grid, Look, Section

_INK = tokens("light")
_WIDE, _HIGH = Inches(13.333), Inches(7.5)
_LEFT, _ROOM = Inches(0.6), Inches(12.13)
_BODY, _BOTTOM = Inches(1.75), Inches(6.9)
_FONT = "Arial"  # there on every machine, or one just as wide
_MOST_ROWS = 13
_LONG = 125  # letters of a title that still make two lines
_KINDS = {
    "columns": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "bars": XL_CHART_TYPE.BAR_CLUSTERED,
    "lines": XL_CHART_TYPE.LINE,
}
_ALIGN = {"L": PP_ALIGN.LEFT, "R": PP_ALIGN.RIGHT, "C": PP_ALIGN.CENTER}
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # a table without fills and frames


def build(pack: Pack, made_at: datetime) -> bytes:
    """Return the slides of a pack."""
    show = _Deck(pack)
    show.front()
    for section in messages.sections(pack):
        show.slide(section)
    show.deck.core_properties.title = clean.printable(pack.title)
    show.deck.core_properties.author = clean.printable(pack.department)
    show.deck.core_properties.created = made_at.replace(tzinfo=None)
    buffer = io.BytesIO()
    show.deck.save(buffer)
    return buffer.getvalue()


class _Deck:
    """The slides under way."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.deck: Any = Presentation()
        self.deck.slide_width, self.deck.slide_height = _WIDE, _HIGH
        self.only_title = self.deck.slide_layouts[5]

    def _slide(self, title: str, *, top: float = 0.35, size: int = 24) -> Any:
        slide = self.deck.slides.add_slide(self.only_title)
        shape = slide.shapes.title
        shape.left, shape.top, shape.width, shape.height = _LEFT, Inches(top), _ROOM, Inches(0.95)
        frame = shape.text_frame
        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.BOTTOM
        frame.margin_left = 0
        _write(frame.paragraphs[0], title, size if len(title) <= _LONG else size - 4, bold=True)
        return slide

    def front(self) -> None:
        """Add the slide that says what this is, as of when, by whom."""
        slide = self._slide(self.pack.title, top=2.3, size=40)
        below = _box(slide, _LEFT, Inches(3.4), _ROOM, Inches(2.5))
        lines = [self.pack.department, self.pack.basis, *_filters(self.pack), self.pack.made]
        for place, line in enumerate(lines):
            _write(_paragraph(below, place), line, 18 if not place else 14, quiet=bool(place))

    def slide(self, section: Section) -> None:
        """Add a slide: its message as title, what shows it, its definitions as notes."""
        slide = self._slide(section.message)
        under = _box(slide, _LEFT, Inches(1.3), _ROOM, Inches(0.35))
        _write(under.paragraphs[0], section.title, 13, quiet=True)
        top: int = _BODY
        if section.cards:
            _cards(slide, section.cards, top)
            top += Inches(1.45)
        if section.graph is not None:
            self._shown(slide, section.graph, section.grid, top)
        elif section.grid is not None:
            _table(slide, section.grid, (_LEFT, top, _ROOM))
        elif section.points:
            _points(slide, section.points, top)
        self._foot(slide)
        slide.notes_slide.notes_text_frame.text = clean.printable(_notes(self.pack, section))

    def _shown(self, slide: Any, graph: Graph, grid: Grid | None, top: int) -> None:
        """Place a chart, beside its table where both fit on the slide."""
        fits = grid is not None and len(grid.columns) > 2 and len(grid.rows) <= _MOST_ROWS
        wide = Inches(6.2) if fits else _ROOM
        _chart(slide, graph, (_LEFT, top, wide, _BOTTOM - top))
        if fits and grid is not None:
            left = _LEFT + wide + Inches(0.2)
            _table(slide, grid, (left, top, _ROOM - wide - Inches(0.2)), size=10)

    def _foot(self, slide: Any) -> None:
        foot = _box(slide, _LEFT, Inches(7.0), _ROOM, Inches(0.3))
        number = len(self.deck.slides)
        _write(foot.paragraphs[0], f"{self.pack.foot} \u00b7 {number}", 9, quiet=True)


def _filters(pack: Pack) -> list[str]:
    kept = [f"{name}: {value}" for name, value in pack.view if value != "all"]
    return [" \u00b7 ".join(kept)] if kept else []


def _notes(pack: Pack, section: Section) -> str:
    """Return what a speaker wants beside a slide: which money it is, what each measure means."""
    lines = [section.title, pack.foot]
    for key in section.measures:
        measure = CATALOG[key]
        lines.append(f"{measure.label}: {measure.meaning} Formula: {measure.formula}. "
                     f"Dates: {measure.basis}. Left out: {measure.excludes}.")  # fmt: skip
    return "\n".join(lines)


def _colour(text: str) -> RGBColor:
    colour: RGBColor = RGBColor.from_string(text.removeprefix("#"))  # type: ignore[no-untyped-call]
    return colour


def _box(slide: Any, left: int, top: int, width: int, height: int) -> Any:
    frame = slide.shapes.add_textbox(left, top, width, height).text_frame
    frame.word_wrap, frame.margin_left = True, 0
    return frame


def _paragraph(frame: Any, place: int) -> Any:
    return frame.paragraphs[0] if not place else frame.add_paragraph()


def _write(
    paragraph: Any, text: str, size: float, *, bold: bool = False, quiet: bool = False
) -> None:
    run = paragraph.add_run()
    run.text = clean.printable(text).replace("\n", " ")
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, _FONT
    run.font.color.rgb = _colour(_INK.quiet if quiet else _INK.ink)
    if paragraph.alignment is None:
        paragraph.alignment = PP_ALIGN.LEFT


def _points(slide: Any, points: Sequence[str], top: int) -> None:
    frame = _box(slide, _LEFT, top, _ROOM, _BOTTOM - top)
    for place, point in enumerate(points):
        paragraph = _paragraph(frame, place)
        paragraph.space_after = Pt(9)
        _write(paragraph, f"\u2022  {point}", 16)


def _cards(slide: Any, cards: Sequence[Card], top: int) -> None:
    width = Emu(_ROOM // max(len(cards), 4))
    for place, card in enumerate(cards):
        frame = _box(slide, _LEFT + place * width, top, width - Inches(0.15), Inches(1.25))
        _write(frame.paragraphs[0], card.label, 12, quiet=True)
        _write(frame.add_paragraph(), card.value, 24, bold=True)
        _write(frame.add_paragraph(), card.note, 11, quiet=True)


def _chart(slide: Any, graph: Graph, place: tuple[int, int, int, int]) -> None:
    unit = 10 ** digits(graph.currency)
    form = "#,##0" if unit == 1 else "#,##0." + "0" * digits(graph.currency)
    data: Any = CategoryChartData(number_format=form)  # type: ignore[no-untyped-call]
    data.categories = [clean.printable(name) for name in graph.categories]
    for series in graph.series:
        values = [None if cents is None else cents / unit for cents in series.values]
        data.add_series(clean.printable(series.name), values)
    chart = slide.shapes.add_chart(_KINDS[graph.kind], *place, data).chart
    _dress(chart, graph)
    for drawn, series in zip(chart.plots[0].series, graph.series, strict=True):
        _fill(drawn, series.look)
        if series.look in ("actual", "forecast"):
            _label(drawn, graph)


def _dress(chart: Any, graph: Graph) -> None:
    """Give a chart the looks of the house: no grid, no frame, its series named above."""
    chart.font.size, chart.font.name = Pt(11), _FONT
    chart.font.color.rgb = _colour(_INK.ink)
    chart.has_title = False
    chart.has_legend = len(graph.series) > 1
    if chart.has_legend:
        chart.legend.position = XL_LEGEND_POSITION.TOP
        chart.legend.include_in_layout = False
    value, names = chart.value_axis, chart.category_axis
    value.has_major_gridlines = False
    value.format.line.fill.background()
    value.tick_labels.number_format, value.tick_labels.number_format_is_linked = _axis(graph), False
    names.major_tick_mark = XL_TICK_MARK.NONE
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    names.reverse_order = graph.kind == "bars"
    value.visible = graph.kind != "bars"
    chart.plots[0].gap_width, chart.plots[0].overlap = 45, 0


def _axis(graph: Graph) -> str:
    """Return how the axis counts: in millions or thousands where the amounts are large."""
    cents = [abs(c) for series in graph.series for c in series.values if c is not None]
    largest = max(cents, default=0) / 10 ** digits(graph.currency)
    if largest >= 10**7:
        return _stepped('#,##0.0,,"M"', 10**5)
    return _stepped('#,##0,"k"', 10**3) if largest >= 10**4 else "#,##0"


def _stepped(form: str, least: int) -> str:
    return f"[>={least}]{form};[<=-{least}]-{form};0"


def _label(series: Any, graph: Graph) -> None:
    """Write a series' amounts on it, short; the chart's own data have them in full."""
    labels = series.data_labels
    labels.show_value = True
    labels.number_format, labels.number_format_is_linked = _axis(graph), False
    labels.position = XL_LABEL_POSITION.OUTSIDE_END
    labels.font.size, labels.font.name = Pt(9), _FONT
    labels.font.color.rgb = _colour(_INK.ink)


def _fill(series: Any, look: Look) -> None:
    """Draw a series as its scenario: solid, outlined, hatched."""
    fill, line = series.format.fill, series.format.line
    series.invert_if_negative = False
    if look == "actual":
        fill.solid()
        fill.fore_color.rgb = _colour(_INK.ink)
        return
    line.color.rgb, line.width = _colour(_INK.ink), Pt(1.25)
    if look == "plan":
        fill.background()
    elif look == "forecast":
        fill.patterned()
        fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        fill.fore_color.rgb, fill.back_color.rgb = _colour(_INK.ink), _colour(_INK.ground)
    else:
        line.dash_style = MSO_LINE.DASH


def _table(slide: Any, grid: Grid, place: tuple[int, int, int], *, size: float = 12) -> None:
    left, top, width = place
    rows = [tuple(column.label for column in grid.columns), *_kept(grid)]
    high = Inches(0.3 if size < 11 else 0.36)
    shape = slide.shapes.add_table(len(rows), len(grid.columns), left, top, width, high * len(rows))
    shape._element.graphic.graphicData.tbl.tblPr.find(  # no other way to a style
        "{http://schemas.openxmlformats.org/drawingml/2006/main}tableStyleId"
    ).text = _NO_STYLE
    whole = sum(column.width for column in grid.columns)
    for number, column in enumerate(grid.columns):
        shape.table.columns[number].width = Emu(int(width * column.width / whole))
    for number, row in enumerate(rows):
        shape.table.rows[number].height = high
        is_bold = number == 0 or (grid.has_total and number == len(rows) - 1)
        for place_, text in enumerate(row):
            _cell(shape.table.cell(number, place_), text, grid.columns[place_].align,
                  (size, is_bold))  # fmt: skip


def _kept(grid: Grid) -> list[tuple[str, ...]]:
    """Return the rows that fit on a slide, and always the total."""
    rows = list(grid.rows)
    if len(rows) <= _MOST_ROWS:
        return rows
    return [*rows[: _MOST_ROWS - 1], *rows[-1:]] if grid.has_total else rows[:_MOST_ROWS]


def _cell(cell: Any, text: str, align: str, look: tuple[float, bool]) -> None:
    size, is_bold = look
    cell.margin_left = cell.margin_right = Inches(0.05)
    cell.margin_top = cell.margin_bottom = Inches(0.02)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = _ALIGN[align]
    _write(paragraph, text, size, bold=is_bold)
