"""Records of one kind as a workbook to change and bring back: the same columns out and in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from legalops.errors import RefusedError
from legalops.intake import workbook
from legalops.intake.names import fold
from legalops.models.asked import Ask
from legalops.models.kinds import KINDS, Seen
from legalops.services import record_cells as cells
from legalops.services.record_rows import Entry, Fault
from legalops.services.workbooks import LONGEST, Book, printable, width

NUMBER, VERSION = "No.", "Version"
_SHEET, _LISTS = "Rows", "Lists"
_SPARE_ROWS = 200
_CHOSEN = ("choice", "person", "record")


@dataclass(frozen=True)
class Columns:
    """What the columns of a workbook are: fields as they are asked for, their choices by name.

    `places` are the digits of money after the point, in `currency`.
    """

    kind: str
    asks: Mapping[str, Ask]
    named: Mapping[str, Mapping[Any, str]]
    places: int
    currency: str

    def label(self, name: str) -> str:
        """What stands above a column."""
        ask = self.asks[name]
        return f"{ask.label}, {self.currency}" if ask.widget == "money" else ask.label


def build(columns: Columns, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return a workbook with the records given and room for new ones."""
    book = Book()
    sheet = book.sheet(_SHEET)
    titles = [NUMBER, VERSION, *(columns.label(name) for name in columns.asks)]
    for at, title in enumerate(titles):
        sheet.write_string(0, at, title, book.head)
        sheet.set_column(at, at, width([title]) + 4, None, {"hidden": title == VERSION})
    for number, row in enumerate(rows, start=1):
        sheet.write_number(number, 0, int(row["id"]))
        sheet.write_number(number, 1, int(row["version"]))
        for at, (name, ask) in enumerate(columns.asks.items(), start=2):
            written = cells.written(ask, row.get(name), columns.named[name], columns.places)
            _write(book, sheet, (number, at), written)
    _choices(book, sheet, columns, len(rows) + _SPARE_ROWS)
    sheet.set_column(2, 2, 48)
    sheet.freeze_panes(1, 3)
    _explain(book, columns)
    return book.bytes()


def _write(book: Book, sheet: Any, place: tuple[int, int], value: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_string(*place, "yes" if value else "no")
    elif isinstance(value, str):
        sheet.write_string(*place, printable(value)[:LONGEST], book.text)
    elif hasattr(value, "isoformat"):
        sheet.write_datetime(*place, value, book.look(num_format="yyyy-mm-dd"))
    else:
        sheet.write_number(*place, value)


def _choices(book: Book, sheet: Any, columns: Columns, last: int) -> None:
    """Give each column of choices the list to choose from, kept on a sheet of its own."""
    lists = book.sheet(_LISTS)
    lists.hide()
    for at, (name, ask) in enumerate(columns.asks.items(), start=2):
        names = list(columns.named[name].values())
        if ask.widget not in _CHOSEN or not names:
            continue
        for number, text in enumerate(names):
            lists.write_string(number, at, printable(text)[:LONGEST])
        letter = xl_col_to_name(at)
        source = f"={_LISTS}!${letter}$1:${letter}${len(names)}"
        sheet.data_validation(1, at, last, at, {"validate": "list", "source": source})


def _explain(book: Book, columns: Columns) -> None:
    noun = KINDS[columns.kind].noun
    notes = [
        ("Change", f"Write over what is there. A row is one {noun}."),
        ("Add", f"Fill in a row below and leave {NUMBER} empty."),
        (NUMBER, "Tells which row is which. Leave it as it is."),
        ("Leave out", "A row that is not in the file stays as it is; nothing is taken off."),
        ("Days", "Like 2026-11-30."),
        ("Bring back", "You see what is new, changed or wrong before anything is stored."),
    ]
    notes += [(columns.label(n), ask.help) for n, ask in columns.asks.items() if ask.help]
    book.explain(f"Every {noun} in a table, to change and bring back", notes)


def read(
    columns: Columns, data: bytes, known: Mapping[int, int]
) -> tuple[list[Entry], list[Fault]]:
    """Return the rows of a workbook, and which cells of it cannot be read.

    `known` are the records it may change, id to version: a row goes by the version it came with.
    Raises WorkbookRefusedError for a file that cannot be opened, RefusedError for one without
    the columns.
    """
    sheet = _sheet(columns, data)
    titles = [fold(cells.text(cell)) if cell is not None else "" for cell in sheet.rows[0]]
    places = {name: titles.index(fold(columns.label(name))) for name in columns.asks
              if fold(columns.label(name)) in titles}  # fmt: skip
    marks = [titles.index(fold(t)) if fold(t) in titles else None for t in (NUMBER, VERSION)]
    entries: list[Entry] = []
    faults: list[Fault] = []
    for number, row in enumerate(sheet.rows[1:], start=2):
        cut = {name: row[at] if at < len(row) else None for name, at in places.items()}
        if all(cells.is_blank(raw) for raw in cut.values()):
            continue
        seen, fault = _seen(columns.kind, [row[m] if m is not None else None for m in marks], known)
        if fault:
            faults.append(Fault(number, "", fault))
        found, wrong = taken(columns, cut, is_new=seen is None)
        faults += [Fault(number, name, problem) for name, problem in wrong.items()]
        entries.append(Entry(number, seen, found))
    return entries, faults


def taken(
    columns: Columns, raw: Mapping[str, Any], *, is_new: bool
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return cells by field as they are kept, and what is wrong with each.

    What is left blank in a new row stays what its field is without an answer.
    """
    found: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, value in raw.items():
        ask = columns.asks[name]
        kept, fault = cells.read(ask, value, columns.named[name], columns.places)
        if fault:
            wrong[name] = fault
        if kept is not None or not is_new:
            found[name] = kept
    return found, wrong


def _sheet(columns: Columns, data: bytes) -> workbook.Sheet:
    wanted = fold(next(iter(columns.asks.values())).label)
    for sheet in workbook.read_sheets(data):
        if sheet.rows and wanted in [fold(cells.text(c)) for c in sheet.rows[0] if c is not None]:
            return sheet
    title = next(iter(columns.asks.values())).label
    raise RefusedError(
        f"No sheet of this workbook has a column {title!r} in its first row. Download the "
        "workbook here, fill it in and bring that one back."
    )


def _seen(kind: str, marks: Sequence[Any], known: Mapping[int, int]) -> tuple[Seen | None, str]:
    """Return the record a row is of, None for a new one, and what is wrong with its number."""
    number, version = marks
    if cells.is_blank(number):
        return None, ""
    said = cells.text(number)
    if not said.isdigit() or int(said) not in known:
        noun = KINDS[kind].noun
        return None, (
            f"{NUMBER} {said} is no {noun} of this list. Leave it empty to add a new one."
        )
    given = cells.text(version) if not cells.is_blank(version) else ""
    return Seen(kind, int(said), int(given) if given.isdigit() else known[int(said)]), ""
