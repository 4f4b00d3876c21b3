"""How does a table look: exact money to the right, definitions on its headings, rows that open?"""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from legalops import periods
from legalops.metrics import words
from legalops.metrics.budget import BudgetReport
from legalops.metrics.catalog import CATALOG
from legalops.money import digits

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


def house(frame: pd.DataFrame, columns: Mapping[str, Any], key: str, alt: str) -> int | None:
    """Draw a table; return the row just opened, where its rows have a button for that."""
    config, clicked = dict(columns), f"{key}_open"
    if OPEN in frame:
        config[OPEN] = st.column_config.ButtonColumn(
            "", type="tertiary", key=clicked, on_click=_nothing, width=64
        )
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
    click = st.session_state.get(clicked) if OPEN in frame else None
    return int(click["row"]) if click and click["row"] < len(frame) else None


def ticked(state: object, count: int) -> list[int]:
    """Return the rows ticked in a table that lets rows be chosen; [] where it does not."""
    selection = getattr(state, "selection", None)
    rows = getattr(selection, "rows", [])
    return [int(row) for row in rows if row < count]


def _nothing() -> None:
    """Let a click on a row's button run the page again."""


def against_budget(
    frame: pd.DataFrame, first: tuple[str, list[str]], report: BudgetReport, key: str
) -> int | None:
    """Draw budget, actual, variance and used share per row; return the row just opened."""
    currency = report.chosen.currency
    label, names = first
    shown = pd.DataFrame({label: names})
    columns: dict[str, Any] = {label: st.column_config.TextColumn(label, pinned=True)}
    for name in ("budget", "actual", "variance"):
        shown[name] = pd.Series(major(frame[f"{name}_cents"], currency), dtype=object)
        columns[name] = money_column(
            f"{CATALOG[name].label}, {currency}", currency, CATALOG[name].help,
            sign=name == "variance",
        )  # fmt: skip
    shown["used"] = frame["used_share"].astype("float64").to_numpy() * 100
    columns["used"] = st.column_config.NumberColumn(
        CATALOG["used"].label, help=CATALOG["used"].help, format="%.1f%%", alignment="right"
    )
    alt = f"Budget, actual, variance and used share per {label.lower()}, {currency}"
    return house(opening(shown, len(shown.columns)), columns, key, alt)


def by_month(report: BudgetReport) -> int | None:
    """Draw the months of the period; return the month just opened."""
    frame = report.by_month[report.by_month["in_period"].astype(bool)].reset_index(drop=True)
    labels = [periods.label(month) for month in frame["month"]]
    row = against_budget(frame, ("Month", labels), report, "table_month")
    return None if row is None else int(frame["month"].iloc[row])


def by_area(report: BudgetReport, areas: Mapping[int, str]) -> int | None:
    """Draw the practice areas; return the id of the one just opened."""
    return _by_key(report, report.by_area, ("Practice area", "practice_area_id"), areas)


def by_vendor(report: BudgetReport, vendors: Mapping[int, str]) -> int | None:
    """Draw the vendors; return the id of the one just opened."""
    return _by_key(report, report.by_vendor, ("Vendor", "vendor_id"), vendors)


def _by_key(
    report: BudgetReport, frame: pd.DataFrame, what: tuple[str, str], names: Mapping[int, str]
) -> int | None:
    label, key = what
    shown = [names.get(number, "?") for number in frame[key]]
    row = against_budget(frame, (label, shown), report, f"table_{key}")
    return None if row is None else int(frame[key].iloc[row])


def total(report: BudgetReport) -> str:
    """Say under a table what its rows add up to."""
    chosen, figure = report.chosen, report.total
    places = digits(chosen.currency)
    amounts = [("actual", figure.actual_cents), ("budget", figure.budget_cents)]
    parts = [
        f"{name} {chosen.currency} {Decimal(cents).scaleb(-places):,.{places}f}"
        for name, cents in amounts
        if cents is not None
    ]
    return f"In all, {words.period(chosen)}: {', '.join(parts)}; {words.measured(chosen)}."
