"""The pack as a document: a page a message, with the charts of the pages and exact tables."""

from collections.abc import Sequence
from datetime import datetime

from legalops.charts.theme import tokens
from legalops.metrics.catalog import CATALOG
from legalops.reports import messages
from legalops.reports.images import png
from legalops.reports.pack import Pack
from legalops.reports.pdf import ROW, Column, House
from legalops.reports.sections import Section

_SCALE = 1.6
_LOWEST, _LOW, _HIGHEST = 55.0, 95.0, 118.0  # mm of a chart
_USUAL, _WIDE = 900, 1250  # pixels across
_NARROW = 2  # columns


def build(pack: Pack, made_at: datetime) -> bytes:
    """Return the document of a pack."""
    house = House(pack.title, pack.foot, made_at)
    found = messages.sections(pack)
    _front(house, pack)
    for section in found:
        _page(house, section)
    _definitions(house, found)
    return house.finished()


def _front(house: House, pack: Pack) -> None:
    house.add_page()
    house.ln(55)
    house.look(30, bold=True)
    house.multi_cell(0, 13, pack.title, align="L", new_x="LMARGIN", new_y="NEXT")
    house.say(pack.department, size=15)
    house.quiet(pack.basis)
    kept = [f"{name}: {value}" for name, value in pack.view if value != "all"]
    if kept:
        house.quiet(" \u00b7 ".join(kept))
    house.quiet(pack.made)


def _page(house: House, section: Section) -> None:
    house.leaf(section.title, section.message)
    if section.cards:
        house.figures([(card.label, card.value, card.note) for card in section.cards])
    grid = section.grid
    if section.picture is not None and grid is not None and len(grid.columns) == _NARROW:
        _beside(house, section)
        return
    if section.picture is not None:
        high = _height(house, section)
        wide = _WIDE if high < _LOW else _USUAL
        house.picture(_drawn(section, wide), section.alt, most_high=high)
    if section.points:
        house.bullets(section.points)
    if grid is not None:
        house.grid(grid.columns, grid.rows, total=grid.has_total)


def _beside(house: House, section: Section) -> None:
    """Draw a chart to the left of its table of two columns."""
    top, part = house.get_y(), house.epw * 0.56
    house.picture(_drawn(section, _USUAL * 2 // 3), section.alt, width=part, most_high=_HIGHEST)
    house.set_y(top)
    if section.grid is not None:
        grid = section.grid
        wide = house.epw - part - 8
        house.grid(grid.columns, grid.rows, total=grid.has_total, wide=wide)


def _drawn(section: Section, wide: int) -> bytes:
    return (
        b""
        if section.picture is None
        else png(section.picture(tokens("light")), width=wide, scale=_SCALE)
    )


def _height(house: House, section: Section) -> float:
    """Return how high a chart may be so that its table still fits below it, in mm."""
    left = house.page_break_trigger - house.get_y() - 4
    rows = 0 if section.grid is None else len(section.grid.rows) + 1
    beside = left - rows * ROW - 2
    return min(beside if beside >= _LOWEST else left, _HIGHEST)


def _definitions(house: House, found: Sequence[Section]) -> None:
    keys = list(dict.fromkeys(key for section in found for key in section.measures))
    if not keys:
        return
    house.leaf("What the figures mean")
    columns = (Column("Measure", 0.9), Column("Meaning", 2.4), Column("Formula", 2),
               Column("Left out", 2.2))  # fmt: skip
    rows = [
        (measure.label, measure.meaning, measure.formula, measure.excludes)
        for measure in (CATALOG[key] for key in keys)
    ]
    house.grid(columns, rows)
