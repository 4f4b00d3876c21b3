"""How are many records of a kind entered at once, in a table?"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from legalops.errors import LegalOpsError
from legalops.models.asked import FIRST_DAY, LAST_DAY, Ask
from legalops.models.kinds import KINDS, Seen
from legalops.permissions import Permission
from legalops.services import record_cells as cells
from legalops.services import record_rows as acts
from legalops.services import record_workbook
from legalops.services import records as record_acts
from legalops.services.record_rows import Entry, Fault, Keep
from legalops.store import records
from legalops.ui import data, who
from legalops.ui.words import counted, plain
from legalops.ui.work import grid_workbook, values
from legalops.ui.work.grid_parts import Grid, done, listed

Row = Mapping[str, Any]
#: More rows than this are not drawn to be filled in; the workbook has them all.
MOST = 200


def draw(
    kind: str,
    rows: pd.DataFrame,
    *,
    parent: dict[str, Any],
    fields: Sequence[str],
    key: str,
    keep: Keep | None = None,
) -> None:
    """Draw records of a kind as a table to fill in, with a way out and in as a workbook.

    `rows` have the columns of the records (id, version, the fields); `parent` are columns of new
    ones; `keep` keeps one row where the kind has an act of its own. All rows are stored in one
    transaction, or none of them when one is wrong.
    """
    grid = Grid(kind, parent, tuple(fields), key, keep)
    start = _start(grid, rows[:MOST])
    if len(rows) > MOST:
        st.caption(f"The first {MOST} of {counted(len(rows), 'row')}; the workbook has them all.")
    if not _may(grid):
        _table(grid, start, is_off=True)
        return
    with st.form(grid.at("form"), border=False, enter_to_submit=False):
        _table(grid, start)
        st.form_submit_button(
            "Save the table", type="primary", on_click=_save, args=(grid,), key=grid.at("save")
        )
    _trouble(grid)
    grid_workbook.draw(grid, rows)


def _may(grid: Grid) -> bool:
    kind = KINDS[grid.kind]
    if kind.parent and kind.parent[1] in grid.parent:
        number = int(grid.parent[kind.parent[1]])
        return records.may_edit(data.engine(), who.actor(), kind.parent[0], number)
    return who.may(record_acts.needs(grid.kind)) and who.may(Permission.EDIT_OWN_WORK)


def _start(grid: Grid, rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as the person saw them first; fresh ones while nothing is typed."""
    typed = st.session_state.get(grid.editor) or {}
    is_typed = any(typed.get(part) for part in ("edited_rows", "added_rows", "deleted_rows"))
    key = grid.at("start")
    if key not in st.session_state or not is_typed:
        st.session_state[key] = rows.to_dict("records")
    found: list[dict[str, Any]] = st.session_state[key]
    return found


def _table(grid: Grid, start: Sequence[Row], *, is_off: bool = False) -> None:
    asks = grid.columns.asks
    st.data_editor(
        _shown(grid, start),
        key=grid.at("read") if is_off else grid.editor,
        num_rows="fixed" if is_off else "dynamic",
        disabled=is_off,
        hide_index=True,
        width="stretch",
        height="auto",
        placeholder="",
        column_config={name: _column(grid, name, ask) for name, ask in asks.items()},
        alt=f"Every {KINDS[grid.kind].noun} in a table to fill in, a row each",
    )


def _shown(grid: Grid, start: Sequence[Row]) -> pd.DataFrame:
    """Return records as the table holds them, a column a field."""
    columns = grid.columns
    frame = pd.DataFrame(index=range(len(start)))
    for name, ask in columns.asks.items():
        named = columns.named[name]
        found = [cells.written(ask, row.get(name), named, columns.places) for row in start]
        frame[name] = _typed(ask, found)
    return frame


def _typed(ask: Ask, found: list[Any]) -> pd.Series:
    if ask.widget in ("number", "money"):
        return pd.Series([None if v is None else float(v) for v in found], dtype="float64")
    if ask.widget == "count":
        return pd.Series(found, dtype="Int64")
    if ask.widget == "tick":
        return pd.Series([bool(v) for v in found], dtype="bool")
    return pd.Series(found, dtype="object")


def _column(grid: Grid, name: str, ask: Ask) -> Any:
    config, label = st.column_config, grid.columns.label(name)
    help = ask.help or None
    if ask.widget in ("choice", "person", "record"):
        needed = not values.may_be_empty(KINDS[grid.kind].asks, name)
        return config.SelectboxColumn(
            label, options=list(grid.columns.named[name].values()), help=help, required=needed,
            default=_default(grid, name),
        )  # fmt: skip
    if ask.widget == "day":
        return config.DateColumn(
            label, help=help, format="YYYY-MM-DD", min_value=FIRST_DAY, max_value=LAST_DAY
        )
    if ask.widget == "tick":
        return config.CheckboxColumn(label, help=help, default=False)
    if ask.widget in ("number", "count", "money"):
        return _number(grid, name, ask)
    is_title = name == "title"
    return config.TextColumn(
        label, help=help, width="large" if is_title else None, required=is_title
    )


def _number(grid: Grid, name: str, ask: Ask) -> Any:
    label, help = grid.columns.label(name), ask.help or None
    if ask.widget == "count":
        return st.column_config.NumberColumn(
            label, help=help, step=1, min_value=0, default=_default(grid, name)
        )
    written = f"%,.{grid.columns.places}f" if ask.widget == "money" else None
    return st.column_config.NumberColumn(label, help=help, format=written)


def _default(grid: Grid, name: str) -> Any:
    known, columns = KINDS[grid.kind].asks.model_fields[name], grid.columns
    if known.is_required():
        return None
    return cells.written(columns.asks[name], known.get_default(), columns.named[name])


def _save(grid: Grid) -> None:
    """Store what the table says now, or keep what is wrong with it to be shown."""
    entries, faults = _entries(grid)
    if not faults:
        try:
            outcome = acts.store(data.engine(), who.actor(), grid.rows(entries))
        except LegalOpsError as error:
            faults = [Fault(0, "", str(error))]
        else:
            faults = list(outcome.faults)
    if faults:
        st.session_state[grid.at("faults")] = faults
    else:
        done(grid, outcome)


def _entries(grid: Grid) -> tuple[list[Entry], list[Fault]]:
    """Return what was typed as rows to store, and which cells cannot be read."""
    typed = st.session_state.get(grid.editor) or {}
    start = st.session_state.get(grid.at("start"), [])
    off = {int(position) for position in typed.get("deleted_rows", [])}
    given: list[tuple[int, Seen | None, Row]] = [
        (int(position), _seen(grid, start[int(position)]), changed)
        for position, changed in typed.get("edited_rows", {}).items()
        if int(position) not in off
    ]
    given += [
        (position, None, added)
        for position, added in enumerate(typed.get("added_rows", []), start=len(start))
    ]
    found = [_entry(grid, *each) for each in given if each[1] is not None or _is_filled(each[2])]
    entries = [entry for entry, _ in found]
    entries += [Entry(n + 1, _seen(grid, start[n]), {}, is_off=True) for n in sorted(off)]
    return entries, [fault for _, faults in found for fault in faults]


def _is_filled(raw: Row) -> bool:
    return any(not cells.is_blank(value) for value in raw.values())


def _seen(grid: Grid, row: Row) -> Seen:
    return Seen(grid.kind, int(row["id"]), int(row["version"]))


def _entry(grid: Grid, position: int, seen: Seen | None, raw: Row) -> tuple[Entry, list[Fault]]:
    known = {name: value for name, value in raw.items() if name in grid.columns.asks}
    found, wrong = record_workbook.taken(grid.columns, known, is_new=seen is None)
    faults = [Fault(position + 1, name, problem) for name, problem in wrong.items()]
    return Entry(position + 1, seen, found), faults


def _trouble(grid: Grid) -> None:
    faults: Sequence[Fault] = st.session_state.get(grid.at("faults"), [])
    if not faults:
        return
    st.error(
        "Not saved yet: the table is stored as a whole, once every row is right.\n\n"
        + listed(grid.kind, faults),
        icon=":material/error:",
    )
    if any(fault.is_stale for fault in faults):
        _meanwhile(grid, [fault.row - 1 for fault in faults if fault.is_stale])


def _meanwhile(grid: Grid, stale: Sequence[int]) -> None:
    """Show what somebody else saved meanwhile, and let the person choose what stands."""
    start = st.session_state[grid.at("start")]
    for position in stale:
        now = records.one(data.engine(), who.actor(), grid.kind, int(start[position]["id"]))
        for name, ask in grid.columns.asks.items():
            if name in now and values.shown(ask, now[name]) != _said(ask, start[position], name):
                text = values.shown(ask, now[name]) or "nothing"
                st.caption(
                    f":orange[Row {position + 1}: {plain(now['changed_by'])} saved "
                    f"{plain(ask.label)}: {plain(text)}]"
                )
    with st.container(horizontal=True):
        st.button("Save mine over it", on_click=_save_over, args=(grid, stale), key=grid.at("over"))
        st.button("Take what is saved", on_click=_drop, args=(grid,), key=grid.at("take"))


def _said(ask: Ask, row: Row, name: str) -> str:
    return "" if cells.is_blank(row.get(name)) else values.shown(ask, row[name])


def _save_over(grid: Grid, stale: Sequence[int]) -> None:
    start = st.session_state[grid.at("start")]
    for position in stale:
        now = records.one(data.engine(), who.actor(), grid.kind, int(start[position]["id"]))
        start[position]["version"] = now["version"]
    _save(grid)


def _drop(grid: Grid) -> None:
    st.session_state[grid.at("round")] = grid.round + 1
    for name in ("start", "faults"):
        st.session_state.pop(grid.at(name), None)
