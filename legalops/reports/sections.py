"""What is a pack made of, before it is slides or pages? The same values fill both."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from legalops.charts.picture import Picture
from legalops.charts.theme import Tokens
from legalops.reports.pdf import Column

#: How a series is drawn: what was spent solid, plans outlined, what is expected hatched.
Look = Literal["actual", "plan", "forecast", "bound"]


@dataclass(frozen=True)
class Series:
    """A row of amounts in minor units, one a category; None where there is none."""

    name: str
    values: tuple[int | None, ...]
    look: Look = "actual"


@dataclass(frozen=True)
class Graph:
    """A chart that can be edited where it lands: amounts per category in one currency."""

    kind: Literal["columns", "bars", "lines"]
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    currency: str


@dataclass(frozen=True)
class Grid:
    """A table of finished text; with `has_total` its last row is the sum."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    has_total: bool = False


@dataclass(frozen=True)
class Card:
    """One figure: what it is, its value, a word beneath."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Section:
    """One message with what shows it; `measures` are the keys of the definitions it rests on.

    `picture` draws the chart of the page it comes from; `alt` says it in words.
    """

    title: str
    message: str
    cards: Sequence[Card] = ()
    points: Sequence[str] = ()
    graph: Graph | None = None
    picture: Callable[[Tokens], Picture] | None = None
    alt: str = ""
    grid: Grid | None = None
    measures: Sequence[str] = ()
