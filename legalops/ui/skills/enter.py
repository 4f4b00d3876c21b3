"""How are many levels entered at once: what people can do, or what roles need?"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from legalops.intake.skills import HIGHEST, Sheet
from legalops.permissions import Permission
from legalops.services import skills as acts
from legalops.store import skills as store
from legalops.store.skills import Pair, Wanted
from legalops.ui import data, tables, who
from legalops.ui.skills import entry as entries
from legalops.ui.skills import upload
from legalops.ui.skills.data import Room
from legalops.ui.skills.entry import Entry
from legalops.ui.words import counted

#: More columns than this do not fit a grid; a role or the workbook takes the rest.
MOST = 20
_NEEDS = "Role needs"


def levels(room: Room, people: Sequence[int]) -> None:
    """Draw the button to enter levels: everybody's for who edits all work, else one's own."""
    is_ops = who.may(Permission.EDIT_ALL_WORK)
    chosen = list(people) if is_ops else [who.actor().user_id or 0]
    if chosen and room.titles:
        label = "Enter levels" if is_ops else "Say what I can do"
        _button(label, of_people(room, chosen), is_main=True)


def of_people(room: Room, people: Sequence[int]) -> Entry:
    """Return the entry of what people can do."""
    return Entry(
        f"levels_{'_'.join(map(str, people))}",
        Sheet(_by_name(room.titles), _by_name({n: room.people[n] for n in people}), "person"),
        _areas(room),
        lambda: _pairs(store.levels(data.engine()), "user_id", "have"),
        lambda wanted, seen: acts.set_levels(
            data.engine(), who.actor(), wanted, seen, data.today()
        ),
        _needed(room, people[0]) if len(people) == 1 else {},
    )


def _needed(room: Room, person: int) -> dict[int, int]:
    """Return what the roles of a person need, by skill."""
    mine = room.cells[(room.cells["user_id"] == person) & (room.cells["need"] > 0)]
    return dict(zip(mine["skill_id"].astype(int), mine["need"].astype(int), strict=True))


def needs(room: Room, roles: Sequence[int] = ()) -> None:
    """Draw the button to enter what roles need, all of them unless some are named."""
    if who.may(Permission.EDIT_ALL_WORK) and not room.roles.empty and not room.skills.empty:
        entry = of_roles(room, roles or list(room.role_names))
        _button("Enter what it needs" if roles else "Enter what roles need", entry)


def of_roles(room: Room, roles: Sequence[int]) -> Entry:
    """Return the entry of what roles need."""
    names = {number: room.role_names[number] for number in roles if number in room.role_names}
    return Entry(
        f"needs_{'_'.join(map(str, names))}",
        Sheet(_by_name(room.titles), _by_name(names), "role"),
        _areas(room),
        lambda: _pairs(store.needs(data.engine()), "role_id", "need"),
        lambda wanted, seen: acts.set_needs(data.engine(), who.actor(), wanted, seen),
    )


def _by_name(names: Mapping[int, str]) -> dict[str, int]:
    return {name: number for number, name in names.items()}


def _areas(room: Room) -> dict[int, str]:
    return dict(zip(room.skills["id"].astype(int), room.skills["area"], strict=True))


def _pairs(frame: pd.DataFrame, column: str, value: str) -> dict[Pair, int]:
    rows = zip(frame[column], frame["skill_id"], frame[value], strict=True)
    return {(int(who), int(skill)): int(level) for who, skill, level in rows}


def _button(label: str, entry: Entry, *, is_main: bool = False) -> None:
    kind: Any = "primary" if is_main else "secondary"
    if not st.button(label, icon=":material/grid_on:", type=kind, key=entry.at("open")):
        return
    for name in ("start", "seen", "clash"):
        st.session_state.pop(entry.at(name), None)

    @st.dialog(label, width="large")
    def ask() -> None:
        fill(entry)

    ask()


def fill(entry: Entry) -> None:
    """Draw the two ways to enter levels: a grid, and a workbook."""
    grid, book = st.tabs(["Grid", "Workbook"], key=entry.at("way"), on_change="rerun")
    if grid.open:
        with grid:
            _grid(entry)
    if book.open:
        with book:
            upload.draw(entry)


def _grid(entry: Entry) -> None:
    start: dict[Pair, int] = st.session_state.setdefault(entry.at("start"), entry.read())
    seen: dict[Pair, int] = st.session_state.setdefault(entry.at("seen"), start)
    names = list(entry.sheet.columns)[:MOST]
    if len(entry.sheet.columns) > MOST:
        st.caption(f"The first {MOST} of {len(entry.sheet.columns)}; choose a role, or use the "
                   "workbook, which has them all.")  # fmt: skip
    st.caption("0 none, 1 learning, 2 with help, 3 alone, 4 teaches it. Blank is not said.")
    edited = st.data_editor(
        _frame(entry, names, start), hide_index=True, width="stretch", key=entry.at("grid"),
        disabled=["Skill", "Area", _NEEDS],
        placeholder=tables.MISSING, height=min(38 + 35 * len(entry.sheet.skills), 460),
        column_config={
            "Skill": st.column_config.TextColumn(pinned=True, width=160),
            **{name: st.column_config.NumberColumn(min_value=0, max_value=HIGHEST, step=1)
               for name in names},
        },
    )  # fmt: skip
    wanted = _changed(entry, names, edited, start)
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Save", type="primary", key=entry.at("save"), shortcut="Ctrl+Enter"):
            entries.keep(entry, wanted, seen)
        st.caption(f"{counted(len(wanted), 'level')} changed" if wanted else "Nothing changed yet")
    entries.say_clash(entry)


def _frame(entry: Entry, names: Sequence[str], start: Wanted) -> pd.DataFrame:
    skills = entry.sheet.skills
    frame = pd.DataFrame({"Skill": list(skills)})
    for name in names:
        column = entry.sheet.columns[name]
        frame[name] = pd.array([start.get((column, n)) for n in skills.values()], dtype="Int64")
    if entry.needs:
        frame[_NEEDS] = pd.array([entry.needs.get(n) for n in skills.values()], dtype="Int64")
    frame["Area"] = [entry.areas.get(number, "") for number in skills.values()]
    return frame


def _changed(
    entry: Entry, names: Sequence[str], edited: pd.DataFrame, start: Wanted
) -> dict[Pair, int | None]:
    found: dict[Pair, int | None] = {}
    for name in names:
        column = entry.sheet.columns[name]
        for skill, value in zip(entry.sheet.skills.values(), edited[name], strict=True):
            level = None if pd.isna(value) else int(value)
            if level != start.get((column, skill)):
                found[column, skill] = level
    return found
