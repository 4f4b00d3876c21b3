"""Many records at once: a table to fill in and its workbook, all of it or nothing."""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from legalops.models.kinds import KINDS, Seen
from legalops.models.meetings import ActionInput
from legalops.permissions import Role, system
from legalops.services import record_rows, record_workbook
from legalops.services import records as acts
from legalops.services.record_rows import Entry, Rows
from legalops.services.record_workbook import Columns
from legalops.store import records
from legalops.ui.work import values
from tests.ui.conftest import House
from tests.ui.editing import edit
from tests.ui.kit import actor_of, page_of, press, said

CLI = system("cli")
FIELDS = ("title", "owner_id", "due_on", "state")
GRID = """
from legalops.store import records
from legalops.ui import data
from legalops.ui.work import form, grid
rows = records.table(data.engine(), "action")
fields = ("title", "owner_id", "due_on", "state")
form.said()
grid.draw("action", rows, parent={}, fields=fields, key="all")
"""


@pytest.fixture
def two(house: House) -> list[int]:
    """Two actions."""
    return [
        acts.add(house.engine, CLI, "action", ActionInput(title=title, due_on=date(2026, 3, day)))
        for day, title in enumerate(("Call the firm", "Book the room"), start=1)
    ]


def _titles(house: House) -> list[str]:
    return list(records.table(house.engine, "action")["title"])


def _columns(house: House) -> Columns:
    known = values.asks_of(KINDS["action"].asks)
    asks = {name: known[name] for name in FIELDS}
    people = {actor_of(house, Role.MEMBER).user_id: "Member"}
    named = {name: dict(ask.choices) for name, ask in asks.items()} | {"owner_id": people}
    return Columns("action", asks, named, 2, "EUR")


def _rows(house: House) -> list[dict[str, Any]]:
    return [
        {str(name): value for name, value in row.items()}
        for row in records.table(house.engine, "action").to_dict("records")
    ]


def _changed(content: bytes, cells: dict[str, object]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for place, value in cells.items():
        book["Rows"][place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_rows_changed_in_the_table_are_kept_together(house: House, two: list[int]) -> None:
    app = page_of(house, Role.MEMBER, GRID)
    edit(app, app.dataframe[0], {0: {"title": "Call them"}, 1: {"due_on": "2026-04-02"}})
    press(app, "Save the table")
    assert _titles(house) == ["Call them", "Book the room"]
    assert records.one(house.engine, CLI, "action", two[1])["due_on"] == "2026-04-02"
    assert "2 changed." in said(app)


def test_one_wrong_row_keeps_all_of_the_table_from_being_stored(
    house: House, two: list[int]
) -> None:
    app = page_of(house, Role.MEMBER, GRID)
    edit(app, app.dataframe[0], {0: {"title": "Call them"}, 1: {"title": "x" * 201}})
    press(app, "Save the table")
    assert _titles(house) == ["Call the firm", "Book the room"]
    assert "Row 2, Action\\: has 201 characters" in said(app)


def test_in_the_table_too_the_second_of_two_chooses_what_stands(
    house: House, two: list[int]
) -> None:
    app = page_of(house, Role.MEMBER, GRID)
    edit(app, app.dataframe[0], {0: {"title": "Mine"}})
    ops = actor_of(house, Role.OPS)
    acts.set_one(house.engine, ops, Seen("action", two[0], 1), "title", "Theirs")
    press(app, "Save the table")
    assert "Row 1: Ops saved Action: Theirs" in said(app)
    assert {"Save mine over it", "Take what is saved"} <= {b.label for b in app.button}
    assert _titles(house)[0] == "Theirs"


def test_who_may_not_write_sees_the_table_without_a_way_to_save(
    house: House, two: list[int]
) -> None:
    script = GRID.replace("action", "system").replace('"owner_id", "due_on", "state"', '"stage"')
    assert not page_of(house, Role.MEMBER, script).button
    assert page_of(house, Role.OPS, script).button


def test_a_workbook_that_comes_back_unchanged_changes_nothing(house: House, two: list[int]) -> None:
    columns, rows = _columns(house), _rows(house)
    known = {row["id"]: row["version"] for row in rows}
    entries, faults = record_workbook.read(columns, record_workbook.build(columns, rows), known)
    outcome = record_rows.tried(house.engine, CLI, Rows("action", entries, {}))
    assert (faults, outcome.same, outcome.does_nothing) == ([], 2, True)


def test_a_workbook_tells_what_is_new_and_changed_before_it_is_stored(
    house: House, two: list[int]
) -> None:
    columns, rows = _columns(house), _rows(house)
    known = {row["id"]: row["version"] for row in rows}
    cells: dict[str, object] = {"C2": "Call them", "C4": "A new one", "D4": "member",
                                "E4": date(2026, 5, 1)}  # fmt: skip
    content = _changed(record_workbook.build(columns, rows), cells)
    entries, faults = record_workbook.read(columns, content, known)
    given = Rows("action", entries, {})
    tried = record_rows.tried(house.engine, CLI, given)
    assert (faults, tried.added, tried.changed, tried.same) == ([], 1, 1, 1)
    assert _titles(house) == ["Call the firm", "Book the room"]
    assert record_rows.store(house.engine, CLI, given) == tried
    assert _titles(house) == ["Call them", "Book the room", "A new one"]
    new = records.one(house.engine, CLI, "action", 3)
    assert (new["owner_id"], new["due_on"], new["state"]) == (
        actor_of(house, Role.MEMBER).user_id, "2026-05-01", "open",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "row", "field", "said_of_it"),
    [
        ({"D2": "Nobody I know"}, 2, "owner_id", "not one of the choices"),
        ({"E2": "soon"}, 2, "due_on", "no day"),
        ({"F2": "won"}, 2, "state", "not one of the choices"),
        ({"A2": 99}, 2, "", "no action of this list"),
        ({"E5": date(2026, 5, 1)}, 5, "title", "is empty"),
    ],
)
def test_what_is_wrong_in_a_workbook_is_said_by_row_and_field(
    house: House, two: list[int], cells: dict[str, object], row: int, field: str, said_of_it: str
) -> None:
    columns, rows = _columns(house), _rows(house)
    content = _changed(record_workbook.build(columns, rows), cells)
    entries, faults = record_workbook.read(columns, content, dict.fromkeys(two, 1))
    found = [*faults, *record_rows.tried(house.engine, CLI, Rows("action", entries, {})).faults]
    assert any(f.row == row and f.field == field and said_of_it in f.problem for f in found), found


def test_a_row_changed_since_the_workbook_was_made_is_not_written_over(
    house: House, two: list[int]
) -> None:
    columns, rows = _columns(house), _rows(house)
    content = _changed(record_workbook.build(columns, rows), {"C2": "Mine"})
    acts.set_one(house.engine, CLI, Seen("action", two[0], 1), "title", "Theirs")
    entries, _ = record_workbook.read(columns, content, {two[0]: 2, two[1]: 1})
    outcome = record_rows.store(house.engine, CLI, Rows("action", entries, {}))
    assert [fault.is_stale for fault in outcome.faults] == [True]
    assert _titles(house) == ["Theirs", "Book the room"]


def test_a_row_taken_off_stays_in_the_history(house: House, two: list[int]) -> None:
    entries = [Entry(1, Seen("action", two[0], 1), {}, is_off=True)]
    outcome = record_rows.store(house.engine, CLI, Rows("action", entries, {}))
    assert (outcome.off, _titles(house)) == (1, ["Book the room"])
    assert records.history(house.engine, CLI, "action", two[0])[0].act == "withdrawn"
