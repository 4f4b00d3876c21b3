"""How does a table look: exact money to the right, definitions on its headings, rows that open?"""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from legalops.metrics.budget import BudgetReport
from legalops.money import digits
from legalops.ui import take

OPEN = "Open"
MISSING = "\u2013"
_SHORT, _TALL = 16, 560


def major(cents: pd.Series, currency: str) -> list[Decimal | None]:
    """Return minor units as exact decimals of the currency; missing stays missing."""
    places = digits(currency)
    return [None if pd.isna(c) else Decimal(int(c)).scaleb(-places) for c in cents]


def money_column(label: str, currency: str, help: str | None = None, *, sign: bool = False) -> Any:
    """Return the settings of a column of exact money."""
    plus = "+" if sign else ""
    return st.column_config.NumberColumn(
        label, help=help, format=f"%{plus},.{digits(currency)}f", alignment="right"
    )


def opening(frame: pd.DataFrame, at: int, closed: Collection[int] = ()) -> pd.DataFrame:
    """Give each row a button that opens it, in the column `at`; those in `closed` have none."""
    shown = frame.reset_index(drop=True)
    shown.insert(at, OPEN, [None if row in closed else OPEN for row in shown.index])
    return shown


def house(
    frame: pd.DataFrame,
    columns: Mapping[str, Any],
    key: str,
    alt: str,
    *,
    total: Mapping[str, Any] | None = None,
    whole: take.Whole | None = None,
) -> int | None:
    """Draw a table and the way to take it along; return the row just opened by its button.

    `total` are the sums its workbook has under the rows; `whole` gives the workbook all rows
    where the table draws only some.
    """
    config = dict(columns)
    if OPEN in frame:
        config[OPEN] = button(key)
    st.dataframe(
        frame,
        hide_index=True,
        width="stretch",
        height="content" if len(frame) <= _SHORT else _TALL,
        column_config=config,
        key=key,
        placeholder=MISSING,
        alt=alt,
    )
    take.table(frame, config, key, alt, total=total, whole=whole)
    return clicked(frame, key)


def button(key: str) -> Any:
    """Return the column of the buttons that open a row of the table with this key."""
    return st.column_config.ButtonColumn(
        "", type="tertiary", key=f"{key}_open", on_click=_nothing, width=64
    )


def clicked(frame: pd.DataFrame, key: str) -> int | None:
    """Return the row just opened by its button, None where none was."""
    click = st.session_state.get(f"{key}_open") if OPEN in frame else None
    return int(click["row"]) if click and click["row"] < len(frame) else None


def ticked(state: object, count: int) -> list[int]:
    """Return the rows ticked in a table that lets rows be chosen; [] where it does not."""
    selection = getattr(state, "selection", None)
    rows = getattr(selection, "rows", [])
    return [int(row) for row in rows if row < count]


def _nothing() -> None:
    """Let a click on a row's button run the page again."""


def sums(report: BudgetReport) -> dict[str, Any]:
    """Return what the rows of a report add up to, as a table writes them."""
    total, places = report.total, digits(report.chosen.currency)
    amounts = {
        "budget": total.budget_cents,
        "actual": total.actual_cents,
        "variance": total.variance_cents,
    }
    known = {
        name: Decimal(cents).scaleb(-places) for name, cents in amounts.items() if cents is not None
    }
    used = total.used_share
    return known if used is None else {**known, "used": used}
