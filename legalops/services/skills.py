"""Skills: setting what people can do and what roles need, and the department's figures of it."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Engine

from legalops.intake import skills as intake
from legalops.intake.skills import Draft, Sheet
from legalops.metrics import skills as metrics
from legalops.models.kinds import Seen
from legalops.permissions import Actor, Permission
from legalops.services import records
from legalops.services.workbooks import Book, printable
from legalops.store import skills as store
from legalops.store.skills import Wanted
from legalops.store.unit import reading, require, writing


def set_levels(engine: Engine, actor: Actor, wanted: Wanted, seen: Wanted, today: date) -> int:
    """Set levels by (person, skill), all or none; see `store.skills.set_levels`."""
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        return store.set_levels(unit, wanted, seen, today)


def set_needs(engine: Engine, actor: Actor, wanted: Wanted, seen: Wanted) -> int:
    """Set needs by (role, skill), all or none; see `store.skills.set_needs`."""
    with writing(engine, actor, Permission.EDIT_ALL_WORK) as unit:
        return store.set_needs(unit, wanted, seen)


def set_state(engine: Engine, actor: Actor, seen: Seen, state: str, today: date) -> None:
    """Set the state of a training in place; one set to done is done today."""
    checked = records.one_value("training", "state", state)
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        store.set_state(unit, seen, checked, today)


def figures(engine: Engine, today: date) -> dict[str, float | int | None]:
    """Return the department's figures about skills, None where no role says what it needs."""
    levels, needs = store.levels(engine, today), store.needs(engine)
    if needs.empty:
        return {"skill_gap": None, "skills_single": None}
    cells = metrics.cells(levels, needs, store.holders(engine))
    covers = metrics.covers(levels, needs, needs["skill_id"].unique().tolist())
    return {
        "skill_gap": metrics.gap(cells).index,
        "skills_single": sum(cover.is_single for cover in covers),
    }


def preview(engine: Engine, actor: Actor, file_name: str, data: bytes, known: Sheet) -> Draft:
    """Read a table of levels without keeping anything; problems name their cell."""
    with reading(engine) as session:
        require(session, actor, Permission.EDIT_OWN_WORK)
    return intake.read(file_name, data, known)


def workbook(known: Sheet, areas: Mapping[int, str], values: Wanted) -> bytes:
    """Return a workbook of levels to fill in: a skill a row, a person or role a column."""
    book = Book()
    sheet = book.sheet("Levels")
    for column, name in enumerate((intake.SKILL, intake.AREA, *known.columns)):
        sheet.write_string(0, column, printable(name), book.needed if column == 0 else book.head)
    for row, (title, skill) in enumerate(known.skills.items(), start=1):
        sheet.write_string(row, 0, printable(title), book.text)
        sheet.write_string(row, 1, printable(areas.get(skill, "")), book.text)
        for column, number in enumerate(known.columns.values(), start=2):
            level = values.get((number, skill))
            if level is not None:
                sheet.write_number(row, column, level)
    sheet.set_column(0, 1, 26)
    sheet.set_column(2, 1 + len(known.columns), 16)
    sheet.freeze_panes(1, 1)
    book.explain("Levels of skills", _NOTES)
    return book.bytes()


_NOTES = (
    ("How to fill it in", "Write a level from 0 to 4 in each cell; a blank cell says nothing."),
    ("The levels", "0 none, 1 learning, 2 with help, 3 alone, 4 teaches it."),
    ("Bringing it back", "On the page Skills, where you took it from. Nothing is kept before you "
     "have seen what changes."),
)  # fmt: skip
