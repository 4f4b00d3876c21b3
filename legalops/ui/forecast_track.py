"""How is it drawn how forecasts moved, what came of them, and what is forecast on its own?"""

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from legalops import periods
from legalops.charts import forecast as charts
from legalops.metrics.catalog import CATALOG
from legalops.metrics.forecast import DEPARTMENT, METHODS, track
from legalops.metrics.forecast import words as said
from legalops.metrics.forecast.track import LEADS
from legalops.permissions import Permission
from legalops.ui import draw, navigation, outlooks, tables, who
from legalops.ui.forecast import View
from legalops.ui.words import counted, plain

_MONTHS = 12
_SOURCES = {
    "typed": "amount expected in all",
    "budget": "its budget of the coming months",
    "trailing": "its last three months",
    "closed": "closed: nothing more",
    "": "",
}


def moved(view: View) -> None:
    """Draw how the forecasts of this year moved from closing to closing."""
    found = outlooks.track()
    area = _area(view)
    expected = track.expected(found.kept, view.outlook.method, area)
    frame = track.successive(expected, found.closed, view.chosen.year, area)
    label = METHODS[view.outlook.method].label
    with st.container(gap="xxsmall"):
        st.subheader(f"How the forecast of {view.chosen.year.label} moved", anchor=False)
        st.caption(
            plain(
                f"By {label}, as it was kept each time a month was closed; net of tax. Spent is "
                "what the months were closed at."
            )
        )
    if frame.empty:
        st.markdown(
            f"No forecast of the whole of {view.chosen.year.label} by this method is kept yet. "
            "One is kept whenever a month is closed, from six months of invoices on."
        )
        return
    currency = view.chosen.currency
    text = said.moved(frame, currency)
    if text:
        st.markdown(plain(text))
    key = replace(view.chosen, as_of=view.report.chosen.as_of)
    spec = draw.finished(
        f"moved_{view.outlook.method}_{outlooks.state()}", key,
        lambda tokens: charts.successive(frame, view.budget_cents, currency, tokens),
    )  # fmt: skip
    draw.vega(spec, charts.describe_successive(frame, currency), "chart_forecast_moved")


def came(view: View) -> None:
    """Draw what came of each month beside what was forecast of it before."""
    found, area = outlooks.track(), _area(view)
    last = outlooks.backtest().last
    if last is None:
        return
    months = periods.months_between(periods.add_months(last, 1 - _MONTHS), last)
    expected = track.expected(found.kept, view.outlook.method, area)
    frame = track.came(expected, found.actual, months, area)
    frame = frame[frame[[f"before_{n}_cents" for n in LEADS]].notna().any(axis=1)]
    if frame.empty:
        return
    label = METHODS[view.outlook.method].label
    with st.expander("Forecasts as kept, and what came"):
        st.caption(plain(f"By {label}; net of tax, by invoice date, exceptional matters in it."))
        _came_table(frame.reset_index(drop=True), view.chosen.currency)


def _came_table(frame: pd.DataFrame, currency: str) -> None:
    shown = pd.DataFrame({"Month": [periods.label(int(m)) for m in frame["month"]]})
    config: dict[str, Any] = {"Month": st.column_config.TextColumn(pinned=True)}
    shown["came"] = pd.Series(tables.major(frame["actual_cents"], currency), dtype=object)
    config["came"] = tables.money_column(f"What came, {currency}", currency)
    for n in LEADS:
        cents = frame[f"before_{n}_cents"]
        before = f"{counted(n, 'month')} before"
        shown[f"b{n}"] = pd.Series(tables.major(cents, currency), dtype=object)
        config[f"b{n}"] = tables.money_column(f"Forecast {before}", currency)
        off = (cents - frame["actual_cents"]) / frame["actual_cents"].replace(0, pd.NA)
        shown[f"o{n}"] = [None if pd.isna(s) else round(float(s) * 100, 1) for s in off]
        config[f"o{n}"] = st.column_config.NumberColumn(
            f"Off, {n}", format="%+.1f%%", alignment="right",
            help=f"Forecast {before} less what came, as a share of what came.",
        )  # fmt: skip
    tables.house(shown, config, "table_forecast_came", "Forecasts as kept, and what came")


def exceptional(view: View) -> None:
    """Draw the matters that are forecast on their own, each with what is to come."""
    frame, currency = view.outlook.exceptional, view.chosen.currency
    with st.container(gap="xxsmall"):
        st.subheader("Exceptional matters", anchor=False)
        year = view.chosen.year.label
        st.caption(
            plain(
                f"{CATALOG['exceptional'].meaning} Spent and to come are those of {year}, "
                f"{'tax included' if view.chosen.gross else 'net of tax'}."
            )
        )
    if frame.empty:
        _none()
        return
    shown = pd.DataFrame(
        {
            "Matter": frame["number"].tolist(),
            "Name": frame["name"].tolist(),
        }
    )
    config: dict[str, Any] = {
        "Matter": st.column_config.TextColumn(pinned=True),
        "source": st.column_config.TextColumn("Taken from"),
    }
    for name, label in (
        ("actual_cents", "Spent"),
        ("to_come_cents", "To come"),
        ("expected_cents", view.chosen.year.label),
        ("typed_cents", "Expected in all"),
    ):
        shown[name] = pd.Series(tables.major(frame[name], currency), dtype=object)
        config[name] = tables.money_column(
            f"{label}, {currency}", currency, CATALOG["exceptional"].help
        )
    shown["source"] = [_SOURCES[str(source)] for source in frame["source"]]
    page = navigation.FOLDER / "matter.py"
    closed = [n for n, number in enumerate(frame["matter_id"]) if not number or not page.exists()]
    opened = tables.house(
        tables.opening(shown, len(shown.columns), closed), config, "table_forecast_apart",
        "Matters forecast on their own",
    )  # fmt: skip
    if opened is not None:
        number = int(frame["matter_id"].iloc[opened])
        st.switch_page(page, query_params={"matter": str(number)})
    _where()


def _none() -> None:
    st.markdown("None: every matter is forecast as business as usual.")
    _where()


def _where() -> None:
    if who.may(Permission.EDIT_NAMES):
        st.page_link(
            navigation.FOLDER / "matters.py",
            label="Choose which matters are forecast on their own",
            icon=":material/arrow_forward:",
        )


def _area(view: View) -> int:
    return DEPARTMENT if view.chosen.area is None else view.chosen.area
