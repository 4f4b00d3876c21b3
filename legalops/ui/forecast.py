"""How is the forecast drawn: the sentence, the figures, the months, the practice areas?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from legalops import periods
from legalops.charts import cumulative
from legalops.charts import forecast as charts
from legalops.metrics import words
from legalops.metrics.budget import BudgetReport, Chosen, Figure
from legalops.metrics.catalog import CATALOG
from legalops.metrics.comparison import BUDGET
from legalops.metrics.forecast import METHODS, Choice
from legalops.metrics.forecast import words as said
from legalops.metrics.measures import BILLED
from legalops.metrics.outlook import Outlook
from legalops.money import short
from legalops.permissions import Permission
from legalops.ui import data, draw, filters, navigation, outlooks, spend, tables, who
from legalops.ui.filters import Filters
from legalops.ui.words import plain

KEEP = ("method",)
_LOOKS = ["By month", "Added up"]
_MISSING = "\u2013"


@dataclass(frozen=True)
class View:
    """What the page shows: the filters, the outlook, the method to go by, and the budget."""

    filters: Filters
    chosen: Chosen
    outlook: Outlook
    usual: Choice
    report: BudgetReport

    @property
    def budget_cents(self) -> int | None:
        """The fiscal year's budget, None where there is none."""
        return self.report.total.budget_cents

    @property
    def months(self) -> dict[int, int]:
        """The budget per month."""
        rows = zip(self.report.by_month["month"], self.report.by_month["budget_cents"], strict=True)
        return {int(month): int(cents) for month, cents in rows if not pd.isna(cents)}


def view() -> View:
    """Draw the filters and return what they stand for; the address names the method too."""
    found = _bar()
    chosen = replace(
        found.chosen(data.settings()), period="full", index=1, basis="invoice", vendor=None,
        measure=BILLED, reference=BUDGET,
    )  # fmt: skip
    asked = st.query_params.get("method", "")
    outlook, usual = outlooks.by(chosen, asked if asked in METHODS else None)
    if asked != outlook.method:
        st.query_params["method"] = outlook.method
    as_of = chosen.as_of if outlook.made_in is None else outlook.made_in
    report = spend.report(replace(chosen, as_of=as_of))
    return View(found, chosen, outlook, usual, report)


def _bar() -> Filters:
    view, can = filters.read(KEEP), filters.options()
    areas = {filters.ALL: "All practice areas"}
    areas |= {filters.code(number): name for number, name in can.areas.items()}
    ends = sorted({*can.as_of_months(view.fy), view.as_of}, reverse=True)
    choices: dict[str, tuple[str, dict[str, str], str]] = {
        "fy": ("Fiscal year", {str(y): can.year(y).label for y in reversed(can.years)},
               str(view.fy)),
        "as_of": ("As of", {periods.iso(m): periods.label(m) for m in ends},
                  periods.iso(view.as_of)),
        "area": ("Practice area", areas, filters.code(view.area)),
        "method": ("Method", {code: method.label for code, method in METHODS.items()},
                   _method(view)),
    }  # fmt: skip
    with st.grid(4, min_column_width=170, gap="small", key="forecast_filters"):
        for name, (label, known, now) in choices.items():
            st.session_state[f"forecast_{name}"] = now
            filters.choice(f"forecast_{name}", label, known, _moved, (name,))
    return view


def _method(view: Filters) -> str:
    asked = st.query_params.get("method", "")
    if asked in METHODS:
        return asked
    return outlooks.by(_plain(view), None)[1].method


def _plain(view: Filters) -> Chosen:
    return replace(
        view.chosen(data.settings()), basis="invoice", vendor=None, measure=BILLED, reference=BUDGET
    )


def _moved(name: str) -> None:
    """Put what somebody just chose into the address; a new year starts from its usual month."""
    st.query_params[name] = str(st.session_state[f"forecast_{name}"])
    if name == "fy":
        st.query_params.pop("as_of", None)


def message(view: View) -> None:
    """Draw the sentence on top, how sure it is, and by which method and why."""
    st.markdown(f"#### {plain(said.headline(view.outlook, view.budget_cents, view.chosen))}")
    if view.outlook.reason:
        st.info(plain(view.outlook.reason), icon=":material/hourglass_empty:")
    found = outlooks.backtest().record
    parts = [
        said.reach(view.outlook, view.chosen.currency),
        said.because(view.usual, view.outlook.method, found),
    ]
    with st.container(gap="xxsmall", key="forecast_message"):
        for text in filter(None, parts):
            st.markdown(plain(text))
        st.caption(plain(_basis(view)))


def _basis(view: View) -> str:
    start = view.outlook.made_in
    tax = "tax included" if view.chosen.gross else "net of tax"
    known = f"Actual to {periods.label(start)}, " if start else ""
    text = f"{known}{tax}, received and approved, by invoice date; forecast from there"
    return text[0].upper() + text[1:] + "."


def cards(view: View) -> None:
    """Draw the figures of the year's end, in one row where there is room."""
    outlook, currency = view.outlook, view.chosen.currency
    ends, budget = outlook.at_completion_cents, view.budget_cents
    with st.grid(5, min_column_width=150, gap="small", key="forecast_cards"):
        _card("forecast", currency, ends, view.chosen.year.label)
        _card("budget", currency, budget, view.chosen.year.label if budget else "no budget")
        _over(ends, budget, currency)
        known = outlook.made_in
        _card("forecast_actual", currency, outlook.actual_cents, _until(view, known))
        to_come = None if ends is None else ends - outlook.actual_cents
        _card("to_come", currency, to_come, METHODS[outlook.method].label)


def _until(view: View, month: int | None) -> str:
    if month is None or month < view.chosen.year.first:
        return "not begun"
    return words.span([view.chosen.year.first, min(month, view.chosen.year.last)])


def _card(key: str, currency: str, cents: int | None, note: str) -> None:
    measure = CATALOG[key]
    st.metric(
        f"{measure.label}, {currency}",
        _MISSING if cents is None else short(cents, currency),
        plain(note),
        delta_color="off",
        delta_arrow="off",
        help=measure.help,
        border=True,
        height="stretch",
    )


def _over(ends: int | None, budget: int | None, currency: str) -> None:
    if ends is None or budget is None:
        _card("forecast_over", currency, None, "no budget" if budget is None else "no forecast")
        return
    figure, measure = Figure(ends, budget), CATALOG["forecast_over"]
    off = figure.variance_cents or 0
    options: dict[str, Any] = {"delta_color": "off", "delta_arrow": "off"}
    note = "on budget"
    if words.is_material(figure, currency):
        share = f"{words.percent(off / budget)} " if budget else ""
        note = f"{share}{'over' if off > 0 else 'under'}"
        options = (
            {"delta_color": "orange", "delta_arrow": "up"}
            if off > 0
            else {"delta_color": "blue", "delta_arrow": "down"}
        )
    amount = short(off, currency, sign=True)
    label = f"{measure.label}, {currency}"
    st.metric(label, amount, note, help=measure.help, border=True, height="stretch", **options)


def months(view: View) -> None:
    """Draw the fiscal year, by month or added up along it."""
    if view.outlook.total.empty:
        return
    with st.container(gap="xxsmall"):
        st.subheader(view.chosen.year.label, anchor=False)
        look = st.segmented_control(
            "Look", _LOOKS, default=_LOOKS[0], required=True, key="forecast_look",
            label_visibility="collapsed",
        )  # fmt: skip
    outlook, currency = view.outlook, view.chosen.currency
    key = replace(view.chosen, as_of=view.report.chosen.as_of)
    name = f"forecast_{outlook.method}_{outlooks.state()}"
    if look == _LOOKS[0]:
        spec = draw.finished(
            f"{name}_months", key,
            lambda tokens: charts.monthly(outlook, view.months, currency, tokens),
        )  # fmt: skip
        draw.vega(spec, charts.describe_monthly(outlook, currency), "chart_forecast_months")
        return
    spec = draw.finished(
        f"{name}_sums", key, lambda tokens: cumulative.cone(view.report, outlook, tokens)
    )
    draw.vega(spec, cumulative.describe(view.report, outlook), "chart_forecast_sums")


def areas(view: View) -> None:
    """Draw where every practice area ends, against its budget."""
    frame, currency = _by_area(view), view.chosen.currency
    if frame.empty or view.outlook.reason:
        return
    with st.container(gap="xxsmall"):
        st.subheader("By practice area", anchor=False)
        st.caption("Exceptional matters are in these figures.")
    names = spend.names().areas
    shown = pd.DataFrame({"Practice area": [names.get(n, "?") for n in frame["area"]]})
    config: dict[str, Any] = {"Practice area": st.column_config.TextColumn(pinned=True)}
    for key in ("forecast_actual", "to_come", "forecast", "budget", "forecast_over"):
        shown[key] = pd.Series(tables.major(frame[key], currency), dtype=object)
        config[key] = tables.money_column(
            f"{CATALOG[key].label}, {currency}", currency, CATALOG[key].help,
            sign=key == "forecast_over",
        )  # fmt: skip
    tables.house(
        shown, config, "table_forecast_areas",
        f"Forecast at completion per practice area, {currency}", total=_sums(frame, currency),
    )  # fmt: skip


def _by_area(view: View) -> pd.DataFrame:
    months = view.outlook.months
    known = months[months["is_actual"].astype(bool)].groupby("practice_area_id")["amount_cents"]
    whole = months.groupby("practice_area_id")["amount_cents"].sum()
    frame = pd.DataFrame({"forecast": whole, "forecast_actual": known.sum()})
    plan = _plan(view.report)
    frame = frame.reindex(frame.index.union(pd.Index(list(plan)))).fillna(0).astype("Int64")
    frame["budget"] = pd.array([plan.get(int(area)) for area in frame.index], dtype="Int64")
    frame["to_come"] = frame["forecast"] - frame["forecast_actual"]
    frame["forecast_over"] = frame["forecast"] - frame["budget"]
    frame = frame[(frame[["forecast", "budget"]].fillna(0) != 0).any(axis=1)]
    return frame.rename_axis("area").reset_index().sort_values("forecast", ascending=False)


def _plan(report: BudgetReport) -> Mapping[int, int]:
    sums: dict[int, int] = {}
    for (area, _), cents in report.plan.items():
        sums[area] = sums.get(area, 0) + cents
    return sums


def _sums(frame: pd.DataFrame, currency: str) -> dict[str, Any]:
    names = ("forecast_actual", "to_come", "forecast", "budget")
    sums = {name: frame[name].sum() for name in names}
    found = tables.major(pd.Series(sums.values()), currency)
    return dict(zip(sums, found, strict=True))


def first_step() -> None:
    """Say what a store without closed months is waiting for, and who can do it."""
    if outlooks.backtest().last is not None:
        return
    st.info(
        "No month is closed yet. Each month's forecast is kept when the month is closed, and "
        "the methods get their record then.",
        icon=":material/lock_open:",
    )
    if who.may(Permission.CLOSE_MONTH):
        st.page_link(
            navigation.FOLDER / "budgets.py",
            label="Close a month",
            icon=":material/arrow_forward:",
        )
