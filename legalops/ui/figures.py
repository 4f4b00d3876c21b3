"""How do the exact figures of budget against actual stand in a table, split by what is asked?"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from legalops import periods
from legalops.charts.waterfall import ends_as
from legalops.metrics import words
from legalops.metrics.budget import BudgetReport
from legalops.metrics.catalog import CATALOG, Measure
from legalops.metrics.measures import BILLED
from legalops.metrics.outlook import Outlook
from legalops.metrics.waterfall import Bridge
from legalops.money import digits
from legalops.ui.tables import house, major, money_column, opening, sums


def _measures(report: BudgetReport) -> dict[str, tuple[str, Measure]]:
    """Return what the columns of a comparison are called, and what they mean."""
    chosen = report.chosen
    kind = chosen.reference.kind if chosen.reference.kind in CATALOG else "budget"
    actual = "actual" if chosen.measure == BILLED else chosen.measure
    return {
        "budget": (chosen.reference.label, CATALOG[kind]),
        "actual": (CATALOG[actual].label, CATALOG[actual]),
        "variance": (CATALOG["variance"].label, CATALOG["variance"]),
    }


def against(
    frame: pd.DataFrame, first: Mapping[str, list[str]], report: BudgetReport, key: str
) -> int | None:
    """Draw what is compared with, actual, variance and used share; return the row just opened."""
    currency = report.chosen.currency
    shown = pd.DataFrame(dict(first))
    columns: dict[str, Any] = {
        label: st.column_config.TextColumn(label, pinned=place == 0)
        for place, label in enumerate(first)
    }
    for name, (label, measure) in _measures(report).items():
        shown[name] = pd.Series(major(frame[f"{name}_cents"], currency), dtype=object)
        columns[name] = money_column(
            f"{label}, {currency}", currency, measure.help, sign=name == "variance"
        )
    used = CATALOG["used" if report.chosen.reference.is_budget else "reached"]
    shown["used"] = frame["used_share"].astype("float64").to_numpy() * 100
    columns["used"] = st.column_config.NumberColumn(
        used.label, help=used.help, format="%.1f%%", alignment="right"
    )
    what = " and ".join(label.lower() for label in first)
    alt = f"{report.chosen.reference.label}, actual and variance per {what}, {currency}"
    total = sums(report) if len(first) == 1 else None
    return house(opening(shown, len(shown.columns)), columns, key, alt, total=total)


def by_month(report: BudgetReport) -> int | None:
    """Draw the months of the period; return the month just opened."""
    frame = report.by_month[report.by_month["in_period"].astype(bool)].reset_index(drop=True)
    labels = [
        periods.label(month) + (", incomplete" if month in report.incomplete else "")
        for month in frame["month"]
    ]
    row = against(frame, {"Month": labels}, report, "table_month")
    return None if row is None else int(frame["month"].iloc[row])


def by_area(report: BudgetReport, areas: Mapping[int, str]) -> int | None:
    """Draw the practice areas; return the id of the one just opened."""
    return _by_key(report, report.by_area, ("Practice area", "practice_area_id"), areas)


def by_vendor(report: BudgetReport, vendors: Mapping[int, str]) -> int | None:
    """Draw the vendors; return the id of the one just opened."""
    return _by_key(report, report.by_vendor, ("Vendor", "vendor_id"), vendors)


def by_area_month(report: BudgetReport, areas: Mapping[int, str]) -> tuple[int, int] | None:
    """Draw practice area x month; return the cell just opened."""
    frame = report.by_area_month
    frame = frame[frame["month"] <= report.chosen.as_of].reset_index(drop=True)
    first = {
        "Practice area": [areas.get(number, "?") for number in frame["practice_area_id"]],
        "Month": [periods.label(month) for month in frame["month"]],
    }
    row = against(frame, first, report, "table_area_month")
    if row is None:
        return None
    return int(frame["practice_area_id"].iloc[row]), int(frame["month"].iloc[row])


def causes(way: Bridge, report: BudgetReport) -> int | None:
    """Draw the steps from the reference to where spend ends; return the area just opened."""
    currency, chosen = report.chosen.currency, report.chosen
    steps = [(chosen.reference.label, way.start_cents, -1)]
    steps += [(cause.name, cause.cents, cause.key) for cause in way.causes]
    steps.append((ends_as(way, chosen), way.end_cents, -1))
    names, cents, keys = (list(column) for column in zip(*steps, strict=True))
    shown = pd.DataFrame({"Step": names})
    shown["Amount"] = pd.Series(major(pd.Series(cents), currency), dtype=object)
    closed = [place for place, key in enumerate(keys) if key < 0]
    columns = {"Amount": money_column(f"Amount, {currency}", currency, CATALOG["variance"].help)}
    alt = f"Steps from {chosen.reference.noun} to {ends_as(way, chosen).lower()}, {currency}"
    row = house(opening(shown, 2, closed), columns, "table_causes", alt)
    return None if row is None or row in closed else int(keys[row])


def added_up(report: BudgetReport, outlook: Outlook | None) -> int | None:
    """Draw the year added up month by month; return the month just opened."""
    currency, frame = report.chosen.currency, report.by_month
    shown = pd.DataFrame({"To the end of": [periods.label(month) for month in frame["month"]]})
    named = _measures(report)
    columns: dict[str, Any] = {}
    for name in ("budget", "actual"):
        label, measure = named[name]
        sums = major(frame[f"cumulative_{name}_cents"], currency)
        shown[name] = pd.Series(sums, dtype=object)
        columns[name] = money_column(f"{label}, {currency}", currency, measure.help)
    if outlook is not None and not outlook.reason:
        total = outlook.total.set_index("month")
        for name, label in (("sum", "Forecast"), ("sum_low", "Low end"), ("sum_high", "High end")):
            ahead = total[f"{name}_cents"].where(~total["is_actual"].astype(bool))
            sums = major(ahead.reindex(frame["month"]), currency)
            shown[name] = pd.Series(sums, dtype=object)
            columns[name] = money_column(f"{label}, {currency}", currency)
    closed = [place for place, month in enumerate(frame["month"]) if month > report.chosen.as_of]
    alt = f"Spend added up along {report.chosen.year.label}, {currency}"
    row = house(opening(shown, len(shown.columns), closed), columns, "table_sums", alt)
    return None if row is None or row in closed else int(frame["month"].iloc[row])


def _by_key(
    report: BudgetReport, frame: pd.DataFrame, what: tuple[str, str], names: Mapping[int, str]
) -> int | None:
    label, key = what
    shown = [names.get(number, "?") for number in frame[key]]
    row = against(frame, {label: shown}, report, f"table_{key}")
    return None if row is None else int(frame[key].iloc[row])


def total(report: BudgetReport) -> str:
    """Say under a table what its rows add up to."""
    chosen, figure = report.chosen, report.total
    places = digits(chosen.currency)
    actual = _measures(report)["actual"][0].lower()
    amounts = [(actual, figure.actual_cents), (chosen.reference.noun, figure.budget_cents)]
    parts = [
        f"{name} {chosen.currency} {Decimal(cents).scaleb(-places):,.{places}f}"
        for name, cents in amounts
        if cents is not None
    ]
    return f"In all, {words.period(chosen)}: {', '.join(parts)}; {words.measured(chosen)}."
