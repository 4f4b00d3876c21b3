"""What do a table to fill in and its workbook share: the columns, and what rows did in words?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import streamlit as st

from legalops import money
from legalops.models.asked import Ask
from legalops.models.kinds import KINDS
from legalops.services import record_rows as acts
from legalops.services import records as record_acts
from legalops.services.record_rows import Entry, Fault, Keep, Outcome
from legalops.services.record_workbook import Columns
from legalops.ui import data
from legalops.ui.words import counted, plain
from legalops.ui.work import form, options, values

_MOST_FAULTS = 12


@dataclass(frozen=True)
class Grid:
    """A table to fill in: its kind, the columns of new rows' parent, which fields, its key."""

    kind: str
    parent: Mapping[str, Any]
    fields: Sequence[str]
    key: str
    keep: Keep | None = None

    @cached_property
    def columns(self) -> Columns:
        """How it asks for each of its columns, and what may be chosen in them."""
        known = values.asks_of(KINDS[self.kind].asks)
        asks = {name: known[name] for name in self.fields}
        named = {name: _named(ask) for name, ask in asks.items()}
        currency = data.settings().reporting_currency
        return Columns(self.kind, asks, named, money.digits(currency), currency)

    def at(self, name: str) -> str:
        """The key of something the table keeps."""
        return f"grid_{self.key}:{name}"

    @property
    def round(self) -> int:
        """How often it was stored: what stood in its widgets before is then gone."""
        return int(st.session_state.get(self.at("round"), 0))

    @property
    def editor(self) -> str:
        """The key of the table itself."""
        return self.at(f"editor{self.round}")

    def rows(self, entries: Sequence[Entry]) -> acts.Rows:
        """Return entries as they are stored."""
        return acts.Rows(self.kind, entries, self.parent, self.keep)


def _named(ask: Ask) -> dict[Any, str]:
    """Return the choices of a field, each called so that no other is called the same."""
    found: dict[Any, str] = {}
    taken: set[str] = set()
    for kept, shown in options.known(ask).items():
        found[kept] = f"{shown} ({kept})" if shown in taken else shown
        taken.add(found[kept])
    return found


def done(grid: Grid, outcome: Outcome) -> None:
    """Begin afresh with what is stored now, and say what was done."""
    st.session_state[grid.at("round")] = grid.round + 1
    for name in ("start", "faults"):
        st.session_state.pop(grid.at(name), None)
    st.session_state[form.SAID] = f"{said(grid.kind, outcome)}."


def said(kind: str, outcome: Outcome) -> str:
    """Say in words what rows did or would do."""
    parts = [
        f"{counted(outcome.added, f'new {KINDS[kind].noun}')}" if outcome.added else "",
        f"{outcome.changed:,} changed" if outcome.changed else "",
        f"{outcome.off:,} taken off" if outcome.off else "",
    ]
    return ", ".join(part for part in parts if part) or "Nothing differs from what is stored"


def listed(kind: str, faults: Sequence[Fault]) -> str:
    """Return what is wrong as a list, a row and field each."""
    asks = KINDS[kind].asks
    lines = []
    for fault in faults[:_MOST_FAULTS]:
        place = f"Row {fault.row}" if fault.row else ""
        field = record_acts.label(asks, fault.field) if fault.field else ""
        where = ", ".join(part for part in (place, field) if part)
        lines.append(f"- {plain(f'{where}: {fault.problem}' if where else fault.problem)}")
    if len(faults) > _MOST_FAULTS:
        lines.append(f"- and {len(faults) - _MOST_FAULTS:,} more")
    return "\n".join(lines)
