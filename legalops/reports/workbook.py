"""A table as a workbook to work on: what it is, a page to print, and the rows for a pivot."""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

import pandas as pd

from legalops.reports.book import Book, width
from legalops.reports.clean import printable

Kind = Literal["text", "money", "minor", "number", "share", "date", "month", "instant"]
MOST_SHOWN = 40
_MOST_DRAWN = 15
_EPOCH = date(1899, 12, 30)
_LOOKED_AT = 200  # rows that say how wide a column is
_FOOT = 200
_ROW = 20  # pixels


@dataclass(frozen=True)
class Field:
    """A column: where it stands in the frame, its heading, what it holds and what it means.

    `money` is a number of whole currency units (Decimal), `minor` an integer of minor units
    with `places` decimals, `share` a fraction, `month` text like `Jul 2026`.
    `is_drawn` asks for it in the chart.
    """

    name: str
    label: str
    kind: Kind = "text"
    help: str = ""
    places: int = 2
    is_signed: bool = False
    is_drawn: bool = False


@dataclass(frozen=True)
class Contents:
    """What goes into a workbook; `about` is what to know of it, `total` the sums under the rows.

    `name` is what the table of the data is called; `foot` stands under each printed page.
    """

    title: str
    message: str
    fields: Sequence[Field]
    frame: pd.DataFrame
    about: Sequence[tuple[str, str]]
    foot: str
    name: str = "data"
    total: Mapping[str, Any] = field(default_factory=dict)


def build(contents: Contents) -> bytes:
    """Return the workbook: Read me, Summary to print, Data as one table."""
    sheets = _Sheets(contents)
    sheets.read_me()
    sheets.summary()
    sheets.data()
    return sheets.book.bytes()


def file_name(*parts: str, suffix: str = "xlsx") -> str:
    """Return a file's name of the letters, digits and hyphens of its parts, in their order."""
    kept = (re.sub(r"[^0-9A-Za-z]+", "-", part).strip("-") for part in parts)
    return "_".join(["legalops", *filter(None, kept)]) + f".{suffix}"


class _Sheets:
    """The workbook under way."""

    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self.book = Book()
        self.labels = _unique([printable(each.label) or each.name for each in contents.fields])
        self.looks = [self._look(each) for each in contents.fields]
        self.strong = [self._look(each, bold=True, top=1) for each in contents.fields]
        self.columns = [cells(contents.frame[each.name], each) for each in contents.fields]

    def _look(self, each: Field, **looks: object) -> Any:
        if each.kind == "text":
            return self.book.look(num_format="@", quote_prefix=True, valign="top", **looks)
        return self.book.look(num_format=number_format(each), valign="top", **looks)

    def read_me(self) -> None:
        """Write what the workbook is, and what each of its measures means."""
        given = self.contents
        meanings = [
            (label, _unmarked(each.help))
            for label, each in zip(self.labels, given.fields, strict=True)
            if each.help
        ]
        notes = [("What it shows", given.message), *given.about, *_SHEETS]
        if meanings:
            notes += [("", ""), ("Columns", "What each measure means"), *meanings]
        sheet = self.book.explain(given.title, notes)
        self._printed(sheet)

    def summary(self) -> None:
        """Write the page to print: the first rows, their total, and a chart of them."""
        sheet, given = self.book.sheet("Summary"), self.contents
        sheet.write_string(0, 0, printable(given.title), self.book.title)
        sheet.write_string(1, 0, printable(given.message))
        sheet.write_string(2, 0, printable(given.foot))
        head, shown = 4, min(len(given.frame), MOST_SHOWN)
        self._rows(sheet, head, shown)
        below = head + 1 + shown
        below += self._total(sheet, below)
        if shown < len(given.frame):
            text = f"The first {shown:,} of {len(given.frame):,} rows; all of them are on Data."
            sheet.write_string(below, 0, text)
            below += 1
        self._chart(sheet, head, shown, below + 1)
        self._widths(sheet, 8)
        sheet.hide_gridlines(2)
        sheet.repeat_rows(head)
        self._printed(sheet)

    def _rows(self, sheet: Any, head: int, count: int) -> None:
        for column, label in enumerate(self.labels):
            sheet.write_string(head, column, label, self.book.head)
            self._column(sheet, column, head + 1, self.columns[column][:count])

    def _total(self, sheet: Any, row: int) -> int:
        """Write the sums under the rows; return how many rows that took."""
        given = self.contents
        if not given.total or not given.fields:
            return 0
        sheet.write_string(row, 0, "In all", self.strong[0])
        for column, each in enumerate(given.fields[1:], start=1):
            value = cells([given.total.get(each.name)], each)[0]
            if value is not None:
                _write(sheet, each)(row, column, value, self.strong[column])
            else:
                sheet.write_blank(row, column, None, self.strong[column])
        return 1

    def _chart(self, sheet: Any, head: int, shown: int, row: int) -> None:
        drawn = [i for i, each in enumerate(self.contents.fields) if each.is_drawn]
        named = next((i for i, e in enumerate(self.contents.fields) if e.kind in _NAMES), None)
        count = min(shown, _MOST_DRAWN)
        if not drawn or named is None or count < 2:
            return
        chart = self.book.inner.add_chart({"type": "column"})
        span = (head + 1, head + count)
        for place, column in enumerate(drawn[:2]):
            chart.add_series(
                {
                    "name": ["Summary", head, column],
                    "categories": ["Summary", span[0], named, span[1], named],
                    "values": ["Summary", span[0], column, span[1], column],
                    **_series_look(self.contents.fields[column], place),
                }
            )
        _dress(chart, self.labels[drawn[0]] if len(drawn) == 1 else "")
        sheet.insert_chart(row, 0, chart, {"object_position": 2})

    def data(self) -> None:
        """Write all rows as one table: a head, real dates and numbers, nothing else."""
        sheet, count = self.book.sheet("Data"), len(self.contents.frame)
        heads = [
            {"header": label, "format": look, "header_format": self.book.head}
            for label, look in zip(self.labels, self.looks, strict=True)
        ]
        last = max(count, 1)
        sheet.add_table(
            0, 0, last, len(heads) - 1,
            {"columns": heads, "name": self.contents.name, "style": "Table Style Light 1"},
        )  # fmt: skip
        for column, values in enumerate(self.columns):
            self._column(sheet, column, 1, values)
        self._widths(sheet, _LOOKED_AT)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        self._printed(sheet)

    def _column(self, sheet: Any, column: int, first: int, values: list[Any]) -> None:
        write, look = _write(sheet, self.contents.fields[column]), self.looks[column]
        for row, value in enumerate(values, start=first):
            if value is not None:
                write(row, column, value, look)

    def _widths(self, sheet: Any, most: int) -> None:
        for column, (label, each) in enumerate(zip(self.labels, self.contents.fields, strict=True)):
            texts = [label[:18]]
            if each.kind == "text":
                texts += [text for text in self.columns[column][:most] if text]
            sheet.set_column(column, column, max(width(texts), _LEAST.get(each.kind, 9)))

    def _printed(self, sheet: Any) -> None:
        foot = printable(self.contents.foot)[:_FOOT].replace("&", "&&")
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L&8{_after_size(foot)}&R&8&P of &N")


_LEAST = {"money": 15, "minor": 15, "date": 12, "instant": 18}
_NAMES = ("text", "month")
_SHEETS = [
    ("Summary", "A page to print, with a chart that can be restyled."),
    ("Data", "Every row in one table, ready for a pivot: one head, no totals, no merged cells."),
]


def _after_size(text: str) -> str:
    """Keep a text that begins with a digit from being read as part of the size before it."""
    return f" {text}" if text[:1].isdigit() else text


def _unmarked(help: str) -> str:
    """Return a definition without the marks that a page reads as bold and as lines."""
    lines = [line.strip() for line in re.sub(r"\*\*(.+?)\*\*", r"\1:", help).split("\n")]
    return "\n".join(line for line in lines if line)


def _unique(labels: Iterable[str]) -> list[str]:
    """Return headings no two of which are the same, as a table wants them."""
    found: list[str] = []
    taken: set[str] = set()
    for label in labels:
        flat, number = " ".join(label.split())[:250], 2
        text = flat
        while text.casefold() in taken:
            text, number = f"{flat} {number}", number + 1
        taken.add(text.casefold())
        found.append(text)
    return found


def number_format(each: Field) -> str:
    """Return how a number of the column is written."""
    if each.kind in _TIMES:
        return _TIMES[each.kind]
    figures = "0" if each.kind == "share" else "#,##0"
    if each.places:
        figures += "." + "0" * each.places
    if each.kind == "share":
        figures += "%"
    return f"+{figures};-{figures};{figures}" if each.is_signed else f"{figures};-{figures}"


_TIMES = {"date": "yyyy-mm-dd", "month": "mmm yyyy", "instant": "yyyy-mm-dd hh:mm"}


def cells(values: Iterable[Any], each: Field) -> list[Any]:
    """Return values as the cells of a column take them: text, numbers, None where missing."""
    if each.kind == "minor":
        unit = 10**each.places
        return [None if _is_missing(value) else int(value) / unit for value in values]
    turn = _TURNS[each.kind]
    return [None if _is_missing(value) else turn(value) for value in values]


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or value != value  # noqa: PLR0124


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple, set)):
        value = ", ".join(map(str, value))
    return printable(str(value)) or None


def _number(value: Any) -> float | None:
    number = float(value)
    return number if math.isfinite(number) else None


def _share(value: Any) -> float | None:
    number = _number(value)
    return None if number is None else round(number, 12)


def _day(value: Any) -> int:
    day = value if isinstance(value, (date, datetime)) else date.fromisoformat(str(value)[:10])
    return (date(day.year, day.month, day.day) - _EPOCH).days


def _month(value: Any) -> int:
    return _day(datetime.strptime(str(value), "%b %Y"))  # noqa: DTZ007  # a month has no zone


def _instant(value: Any) -> float:
    moment = pd.Timestamp(value)
    return _day(moment) + (moment.hour * 3600 + moment.minute * 60 + moment.second) / 86_400


_TURNS: dict[str, Callable[[Any], Any]] = {
    "text": _text,
    "money": _number,
    "number": _number,
    "share": _share,
    "date": _day,
    "month": _month,
    "instant": _instant,
}


def _write(sheet: Any, each: Field) -> Callable[..., Any]:
    write: Callable[..., Any] = sheet.write_string if each.kind == "text" else sheet.write_number
    return write


def _series_look(each: Field, place: int) -> dict[str, Any]:
    """Return how a scenario is drawn: budget outlined, what was spent solid."""
    outlined = {"fill": {"none": True}, "border": {"color": "#404040", "width": 1.25}}
    solid = {"fill": {"color": "#404040" if not place else "#8C8C8C"}, "border": {"none": True}}
    return {**(outlined if each.name.startswith("budget") else solid), "gap": 60, "overlap": 20}


def _dress(chart: Any, title: str) -> None:
    """Give a chart the looks of the house: no grid, no frame, one line of legend."""
    chart.set_title({"name": title, "name_font": {"size": 11, "bold": False}} if title
                    else {"none": True})  # fmt: skip
    chart.set_legend({"none": True} if title else {"position": "top"})
    chart.set_y_axis(
        {"major_gridlines": {"visible": False}, "num_format": "#,##0", "line": {"none": True}}
    )
    chart.set_x_axis({"num_font": {"size": 9}})
    chart.set_chartarea({"border": {"none": True}})
    chart.set_size({"width": 960, "height": 15 * _ROW})
