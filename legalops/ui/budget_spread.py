"""How does a person give yearly amounts, to be spread over months by shape or evenly?"""

from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from legalops import money, periods
from legalops.errors import LegalOpsError
from legalops.metrics import spread
from legalops.periods import FiscalYear
from legalops.store import areas
from legalops.ui import budget_grid, budget_upload, budgets, data, filters, spend, tables
from legalops.ui.words import plain

_WAYS = {"shape": "As last year's actual fell", "even": "Evenly"}
_AMOUNT = "amount"


def draw(year: FiscalYear) -> None:
    """Draw the yearly amounts to fill in and, once they are spread, the months they give."""
    table = _start(year)
    if table.empty:
        st.info(
            "There is no practice area yet. Upload a budget or invoices first, then spread the "
            "next year's amounts here.",
            icon=":material/call_split:",
        )
        return
    before = f"FY{(year.name - 1) % 100:02d}"
    st.markdown(
        f"Give each practice area and cost kind its amount for {year.label}; it is spread over the "
        "months to the cent. Without an amount it gets no budget."
    )
    key = f"budget_spread_{year.name}"
    with st.form(f"form_{key}", border=False):
        edited = st.data_editor(
            table,
            key=key,
            hide_index=True,
            width="stretch",
            height="content",
            placeholder="",
            disabled=[name for name in table.columns if name != _AMOUNT],
            column_config=_columns(year, before),
            alt=f"Yearly amounts for {year.label} to enter",
        )
        way = st.segmented_control(
            "Spread", list(_WAYS), format_func=lambda name: _WAYS[name], default="shape",
            required=True, help=f"Months of {before} that are not over take the year before.",
        )  # fmt: skip
        keeps = st.checkbox("Keep the caps of the version in force", value=True)
        pressed = st.form_submit_button("Spread and compare", icon=":material/call_split:")
    if pressed:
        _spread(edited, year, is_shape=way == "shape", keeps_caps=bool(keeps))
    budget_upload.reviewed(year, key)


def _columns(year: FiscalYear, before: str) -> dict[str, Any]:
    currency = data.settings().reporting_currency
    places = money.digits(currency)
    return {
        "Practice area": st.column_config.TextColumn(pinned=True),
        "kind": st.column_config.TextColumn("Cost kind"),
        _AMOUNT: st.column_config.NumberColumn(
            f"{year.label}, {currency}", format=f"%,.{places}f", step=10**-places
        ),
        "actual": tables.money_column(
            f"Actual {before}, {currency}", currency, "As far as it is stored, by invoice date."
        ),
        "budget": tables.money_column(
            f"In force {year.label}, {currency}", currency, "The version in force of this year."
        ),
    }


def _start(year: FiscalYear) -> pd.DataFrame:
    """Return a row per practice area and cost kind with what is known, in major units."""
    names = areas.all_areas(data.engine())
    before = budgets.forced(budgets.versions(year))
    planned = _planned(before.id) if before else {}
    kinds = {name: {kind for area, kind in planned if area == name} for name in names.values()}
    keys = [
        (number, name, kind)
        for number, name in sorted(names.items(), key=lambda item: item[1].casefold())
        for kind in budgets.KINDS
        if kind in (kinds[name] or {"fees", "expenses"})
    ]
    shapes, last = _history(), FiscalYear(year.name - 1, year.starts_in)
    unit = 10 ** money.digits(data.settings().reporting_currency)
    rows = []
    for number, name, kind in keys:
        shape = shapes.get((number, kind), {})
        spent = sum(shape.get(month, 0) for month in last.months)
        budget = planned.get((name, kind))
        whole = None if budget is None else budget / unit
        rows.append((name, budgets.KINDS[kind], whole, spent / unit, whole))
    columns = ["Practice area", "kind", _AMOUNT, "actual", "budget"]
    kinds_of = dict.fromkeys(columns[2:], "float64")
    found = pd.DataFrame(rows, columns=columns).astype(kinds_of)
    return found if before else found.drop(columns="budget")


def _planned(version_id: int) -> dict[tuple[str, str], int]:
    rows = budgets.rows(version_id)
    rows = rows[rows["subject"] == "area"]
    sums = rows.groupby(["name", "cost_kind"], as_index=False)["amount_cents"].sum()
    return {(str(name), str(kind)): int(cents) for name, kind, cents in sums.to_numpy(dtype=object)}


def _history() -> dict[tuple[int, str], spread.Shape]:
    return spread.history(spend.cube(), gross=data.settings().spend_is == "gross")


def _spread(edited: Any, year: FiscalYear, *, is_shape: bool, keeps_caps: bool) -> None:
    frame = pd.DataFrame(edited)
    try:
        made = _rows(frame, year, is_shape=is_shape)
    except LegalOpsError as error:
        st.error(plain(error))
        return
    before = budgets.forced(budgets.versions(year))
    if keeps_caps and before:
        rows = budgets.rows(before.id)
        caps = budget_grid.filled(rows[rows["subject"] != "area"], year)
        made = pd.concat([made, caps.astype(object)], ignore_index=True)
    budget_upload.check(made, year, f"budget_spread_{year.name}")


def _rows(frame: pd.DataFrame, year: FiscalYear, *, is_shape: bool) -> pd.DataFrame:
    """Return the table of months that the yearly amounts give."""
    currency = data.settings().reporting_currency
    ids = {name: number for number, name in areas.all_areas(data.engine()).items()}
    kinds = {title: kind for kind, title in budgets.KINDS.items()}
    shapes, known, places = _history(), _known(), money.digits(currency)
    rows = []
    for row in frame.dropna(subset=[_AMOUNT]).to_dict("records"):
        name, kind = str(row["Practice area"]), kinds[str(row["kind"])]
        cents = money.parse_amount(f"{row[_AMOUNT]:.{places}f}", currency, name)
        shape = shapes.get((ids.get(name, 0), kind), {})
        weights = spread.last_years(shape, year, known) if is_shape else []
        parts = spread.by_weight(cents, weights) if weights else spread.evenly(cents)
        rows.append([name, "", "", kind, *(str(Decimal(p).scaleb(-places)) for p in parts)])
    columns = [*budget_grid.SUBJECT, *(periods.iso(month) for month in year.months)]
    return pd.DataFrame(rows, columns=columns)


def _known() -> set[periods.Month]:
    stored = spend.months()
    return set(periods.months_between(min(stored), filters.options().usual)) if stored else set()
