"""How are the records of a kind listed: a short filter, a table that opens them, a first step?"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pandas as pd
import streamlit as st

from legalops.models.kinds import KINDS
from legalops.services.exports import Rows
from legalops.ui import tables, take_fields
from legalops.ui.words import counted, plain
from legalops.ui.work import address

#: More rows than this are not drawn; the workbook has them all.
MOST = 100


@contextmanager
def head(sentence: str) -> Iterator[None]:
    """Draw what is off in one sentence (Markdown); the buttons drawn inside stand at its right."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="list_head"):
        if sentence:
            st.markdown(sentence, width="stretch")
        yield


def filtered(options: Mapping[str, str], key: str, default: str, label: str = "Show") -> str:
    """Draw a filter as buttons and return the chosen code; it stands in the address as `key`.

    `options` are what each code is called.
    """
    given = st.query_params.get(key, "")
    widget = f"filter_{key}"
    st.session_state[widget] = given if given in options else default
    st.segmented_control(
        label, list(options), format_func=lambda code: options[code], key=widget, required=True,
        on_change=_moved, args=(key, widget), label_visibility="collapsed",
    )  # fmt: skip
    return str(st.session_state[widget])


def _moved(key: str, widget: str) -> None:
    st.query_params[key] = str(st.session_state[widget])


def table(
    kind: str,
    frame: pd.DataFrame,
    shown: pd.DataFrame,
    columns: Mapping[str, Any],
    alt: str,
    *,
    empty: str = "",
) -> None:
    """Draw records with a button that goes to each; at most 100, with all of them in the workbook.

    `shown` has the columns to read, a row for each of `frame`, which holds the ids (and of a
    part, the column of what it belongs to). `empty` is said where there is none.
    The button stands behind the first column that is no button itself.
    """
    if frame.empty:
        st.caption(empty or f"No {KINDS[kind].noun} fits this choice.")
        return
    drawn = shown.iloc[:MOST]
    if len(shown) > MOST:
        st.caption(f"The first {MOST} of {counted(len(shown), 'row')}; the workbook has them all.")
    # Columns of buttons are no dicts, unlike all others.
    names = [str(name) for name in shown]
    first = next(n for n, name in enumerate(names) if isinstance(columns.get(name, {}), Mapping))
    row = tables.house(
        tables.opening(drawn, first + 1), columns, f"{kind}_table_{alt}", alt,
        whole=lambda: Rows(take_fields.fields(shown, columns),
                           take_fields.percentages(shown, columns)),
    )  # fmt: skip
    if row is not None:
        open_(kind, {str(name): value for name, value in frame.iloc[row].items()})


def open_(kind: str, row: Mapping[str, Any]) -> None:
    """Leave for the page of the record in a row."""
    parent = KINDS[kind].parent
    address.go(kind, int(row["id"]), int(row[parent[1]]) if parent else None)


def empty(text: str, example: str = "") -> None:
    """Say what is missing and what it could look like; the button to begin stands beside it."""
    with st.container(border=True, gap="xxsmall"):
        st.markdown(plain(text))
        if example:
            st.caption(f"For example: {plain(example)}")
