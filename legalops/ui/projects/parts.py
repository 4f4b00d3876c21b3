"""How are the parts of a project listed, opened and edited beneath each other?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import streamlit as st

from legalops.models.kinds import KINDS, Seen
from legalops.services import records as acts
from legalops.ui import data, tables, who
from legalops.ui.words import plain
from legalops.ui.work import address, form

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Parts:
    """The parts of one kind on the page of a project: its rows, and what a table shows of each.

    `empty` says what is missing; `start` stands in the form of a new one; `save` is the kind's
    own act; `can` says whether the person may edit the project; `label` is on the button.
    """

    kind: str
    project_id: int
    rows: pd.DataFrame
    shown: pd.DataFrame
    columns: Mapping[str, Any]
    can: bool
    empty: str
    start: Mapping[str, Any] = field(default_factory=dict)
    save: form.Save | None = None
    without: frozenset[str] = frozenset()
    label: str = ""


def draw(parts: Parts) -> None:
    """Draw the one that the address names, and the table of all."""
    panel(parts)
    table(parts)


def panel(parts: Parts) -> None:
    """Draw the form of the one that the address names, nothing where it names none."""
    opened = _opened(parts)
    if opened is not None:
        _panel(parts, opened)


def table(parts: Parts) -> None:
    """Draw the table of all, or what is said where there is none."""
    if parts.rows.empty:
        st.caption(parts.empty)
        return
    noun = KINDS[parts.kind].noun
    row = tables.house(
        tables.opening(parts.shown, 1) if parts.can else parts.shown,
        parts.columns,
        f"{parts.kind}_of_{parts.project_id}",
        f"Every {noun} of the project",
    )
    if row is not None:
        st.query_params[parts.kind] = str(int(parts.rows["id"].iloc[row]))
        st.rerun()


def new(parts: Parts) -> None:
    """Draw the button that opens the form of a new one, for who may edit the project."""
    if not parts.can:
        return
    noun = KINDS[parts.kind].noun

    @st.dialog(f"New {noun}", width="large")
    def ask() -> None:
        given = form.of(parts.kind, **parts.start)
        blank = form.Form(
            given.key, given.asks, given.start, submit=given.submit, said=given.said,
            without=parts.without,
        )  # fmt: skip
        keep = parts.save or form.keep(parts.kind, project_id=parts.project_id)
        form.draw(blank, keep, lambda _: None)

    if st.button(parts.label or f"Add a {noun}", icon=":material/add:", key=f"add_{parts.kind}"):
        ask()


def _opened(parts: Parts) -> dict[str, Any] | None:
    number = address.asked(parts.kind)
    if number is None or not parts.can or parts.rows.empty:
        return None
    found: Sequence[dict[Any, Any]] = parts.rows[parts.rows["id"] == number].to_dict("records")
    return {str(name): value for name, value in found[0].items()} if found else None


def _panel(parts: Parts, row: Row) -> None:
    """Draw the form of the opened one in place, with the ways to take it off and to close it."""
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{plain(row['title'])}**")
            st.space("stretch")
            if st.button("Take it off", key=f"off_{parts.kind}", type="tertiary"):
                seen = Seen(parts.kind, int(row["id"]), int(row["version"]))
                acts.withdraw(data.engine(), who.actor(), seen)
                _close(parts.kind)
            if st.button("Close", icon=":material/close:", key=f"close_{parts.kind}"):
                _close(parts.kind)
        keep = parts.save or form.keep(parts.kind)
        form.draw(form.of(parts.kind, row), keep, lambda _: _forget(parts.kind))


def _forget(kind: str) -> None:
    st.query_params.pop(kind, None)


def _close(kind: str) -> None:
    _forget(kind)
    st.rerun()
