"""What does budget against actual look like over the months of a fiscal year?

Actual is solid, a budget outlined, the year before lighter, a forecast hatched; over and under
have each a colour, a sign and a word. What is accrued stands hatched on what is billed. Sizes
are relative to the width at hand, so one chart serves a phone and a wide screen.
"""

from collections.abc import Mapping
from typing import Any, cast

import altair as alt
import pandas as pd

from legalops import periods
from legalops.charts.hatch import hatch
from legalops.charts.parts import (
    PICK,
    around_zero,
    calm,
    clicks,
    every_month,
    exact,
    head,
    impact,
    impact_colour,
    lines,
    month_axis,
    scenario,
    shown,
    signed_percent,
    signed_text,
    stacked,
    still,
    unit_param,
    zero,
)
from legalops.charts.picture import Picture
from legalops.charts.scale import labels, unit_for
from legalops.charts.theme import Tokens
from legalops.metrics import measures, words
from legalops.metrics.budget import BudgetReport
from legalops.metrics.outlook import Outlook

__all__ = [
    "PICK", "calm", "clicks", "columns", "describe", "exact", "impact", "month_rows",
    "signed_percent", "stacked", "three_tier",
]  # fmt: skip
_PINS_CAP = 0.5
_BAR = alt.RelativeBandSize(band=0.46)
_FAINT = 0.35
_FILLS = {"prior_year": "lighter", "prior_forecast": "hatched"}


def three_tier(report: BudgetReport, tokens: Tokens, outlook: Outlook | None = None) -> Picture:
    """Draw the fiscal year by month: variance in per cent, variance, budget and actual.

    With an outlook the months after the as-of month show their forecast.
    """
    rows, unit = month_rows(report, outlook)
    return Picture(_three_tiers, tokens, rows, _values(report, rows, unit))


def columns(report: BudgetReport, tokens: Tokens, outlook: Outlook | None = None) -> Picture:
    """Draw budget and actual by month, without the variances above."""
    rows, unit = month_rows(report, outlook)
    return Picture(_only_columns, tokens, rows, _values(report, rows, unit))


def describe(report: BudgetReport) -> str:
    """Say what the chart by month shows, for those who do not see it."""
    noun = report.chosen.reference.noun
    return (
        f"{noun[:1].upper()}{noun[1:]} and actual by month of {report.chosen.year.label}. "
        f"{words.headline(report)}"
    )


def month_rows(
    report: BudgetReport, outlook: Outlook | None = None
) -> tuple[list[dict[str, Any]], str]:
    """Return a row per month of the fiscal year, and the unit its money is in."""
    months, currency = report.by_month.to_dict("records"), report.chosen.currency
    ahead = _ahead(outlook, report)
    amounts = [m[f"{n}_cents"] for m in months for n in ("budget", "actual")]
    unit = unit_for([*amounts, *(cents for each in ahead.values() for cents in each)], currency)
    rows = [_month_row(cast(dict[str, Any], m), report, ahead, unit.minor) for m in months]
    for name in ("actual", "variance"):
        values = [row["reached"] if name == "actual" else row[name] for row in rows]
        written = labels(values, sign=name == "variance")
        for row, text in zip(rows, written, strict=True):
            row[f"{name}_label"] = text
    for row in rows:
        if row["key"] in report.incomplete:
            row["actual_label"] += "*"
    return rows, unit.name


def _ahead(
    outlook: Outlook | None, report: BudgetReport
) -> dict[int, tuple[int, int | None, int | None]]:
    """Return the forecast of the months after the as-of month with the ends of its range."""
    if outlook is None or outlook.reason:
        return {}
    columns = ["month", "is_actual", "amount_cents", "low_cents", "high_cents"]
    found = {}
    for month, is_actual, *cents in outlook.total[columns].itertuples(index=False):
        if not is_actual and month > report.chosen.as_of:
            amount, low, high = (None if pd.isna(c) else int(c) for c in cents)
            found[int(month)] = (amount or 0, low, high)
    return found


def _month_row(
    month: Mapping[str, Any],
    report: BudgetReport,
    ahead: Mapping[int, tuple[int, int | None, int | None]],
    minor: int,
) -> dict[str, Any]:
    currency, number = report.chosen.currency, int(month["month"])
    share = None if pd.isna(month["used_share"]) else float(month["used_share"]) - 1
    amounts = {
        name: None if pd.isna(month[f"{name}_cents"]) else int(month[f"{name}_cents"])
        for name in ("budget", "actual", "variance", "accrued")
    }
    forecast = ahead.get(number, (None, None, None))
    amounts["forecast"] = forecast[0]
    scaled = {name: None if c is None else c / minor for name, c in amounts.items()}
    in_full = {f"{n}_exact": exact(c, currency, sign=n == "variance") for n, c in amounts.items()}
    reached = scaled["actual"] if scaled["actual"] is not None else scaled["forecast"]
    tops = [value for value in (scaled["budget"], reached) if value is not None]
    return {
        **scaled,
        **scenario(scaled["budget"], report.chosen.reference),
        **in_full,
        "key": number,
        "month_label": periods.label(number),
        "reached": reached,
        "billed": None if scaled["actual"] is None else scaled["actual"] - (scaled["accrued"] or 0),
        "top": max(tops, default=None),
        "pin": None if share is None else max(-_PINS_CAP, min(_PINS_CAP, share)),
        "share_label": signed_percent(share),
        "impact": impact(amounts["variance"]),
        "shown": 1.0 if month["in_period"] or forecast[0] is not None else _FAINT,
        "range_exact": _range(forecast, currency),
        "state": "not all invoices are in" if number in report.incomplete else
        "forecast" if forecast[0] is not None else "complete",
    }  # fmt: skip


def _range(forecast: tuple[int | None, int | None, int | None], currency: str) -> str:
    _, low, high = forecast
    if low is None or high is None:
        return "none"
    return f"{exact(low, currency)} to {exact(high, currency)}"


def _values(report: BudgetReport, rows: list[dict[str, Any]], unit: str) -> dict[str, Any]:
    """Say which fill stands for what, in lines that a phone has room for."""
    chosen = report.chosen
    what = "Actual" if chosen.measure == "billed" else measures.NAMES[chosen.measure]
    solid = "solid, accrued part hatched" if any(row["accrued"] for row in rows) else "solid"
    fill = _FILLS.get(chosen.reference.kind, "outlined")
    known = [f"{what} ({solid})", f"{chosen.reference.noun} ({fill})"]
    if any(row["forecast"] is not None for row in rows):
        known.insert(1, "forecast (hatched)")
    legend = f"{', '.join(known[:-1])} and {known[-1]}, {unit}"
    if report.incomplete:
        legend += "; * not all invoices are in"
    return {"money_unit": unit, "legend": lines(legend)}


def _three_tiers(tokens: Tokens) -> Any:
    return calm(
        alt.vconcat(
            _pins(tokens).properties(height=78, title=head("'Variance, %'", tokens)),
            _bars(tokens).properties(height=98, title=head("'Variance, ' + money_unit", tokens)),
            _columns(tokens).properties(height=170, title=head("legend", tokens)),
            spacing=6,
        ).add_params(unit_param(), _legend())
    )


def _only_columns(tokens: Tokens) -> Any:
    chart = _columns(tokens).add_params(unit_param(), _legend())
    return calm(chart.properties(height=190, title=head("legend", tokens)))


def _legend() -> alt.Parameter:
    return alt.param(name="legend", value="")


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("month_label:N", title="Month"),
        alt.Tooltip("budget_exact:N", title="Compared with"),
        alt.Tooltip("actual_exact:N", title="Actual"),
        alt.Tooltip("accrued_exact:N", title="Of it accrued"),
        alt.Tooltip("variance_exact:N", title="Variance"),
        alt.Tooltip("share_label:N", title="Variance, %"),
        alt.Tooltip("forecast_exact:N", title="Forecast"),
        alt.Tooltip("range_exact:N", title="Forecast, 80% range"),
        alt.Tooltip("state:N", title="State"),
    ]


def _pins(tokens: Tokens) -> alt.LayerChart:
    pins, y = around_zero("pin", _tooltip())
    return stacked(
        every_month(),
        zero(tokens),
        pins.mark_rule(strokeWidth=2.5).encode(y=y, y2=alt.datum(0), color=impact_colour(tokens)),
        pins.mark_square(size=42).encode(y=y, color=impact_colour(tokens)),
        signed_text(pins, "pin", "share_label", tokens).encode(y=y),
    )


def _bars(tokens: Tokens) -> alt.LayerChart:
    bars, y = around_zero("variance", _tooltip())
    return stacked(
        every_month(),
        bars.mark_bar(width=_BAR).encode(y=y, color=impact_colour(tokens)),
        zero(tokens),
        signed_text(bars, "variance", "variance_label", tokens).encode(y=y),
    )


def _columns(tokens: Tokens) -> alt.LayerChart:
    base = alt.Chart().encode(x=month_axis(labels=True))
    drawn = base.encode(opacity=shown())
    return stacked(
        *_references(drawn, tokens),
        *_reached(drawn, tokens),
        drawn.mark_text(dy=-7, fontSize=10, color=tokens.ink).encode(
            y=still("top:Q"), text="actual_label:N"
        ),
        zero(tokens),
        # One wide, unseen layer in front owns the click and the tooltip.
        base.mark_rect(opacity=0.001, cursor="pointer")
        .encode(y=alt.value(0), y2=alt.value("height"), tooltip=_tooltip())
        .add_params(clicks()),
    )


def _references(drawn: alt.Chart, tokens: Tokens) -> list[alt.Chart]:
    """Return what is compared with: outlined, lighter or hatched, whichever a row has."""
    striped = hatch(tokens.prior, tokens.ground)
    return [
        drawn.mark_bar(
            width=_BAR, xOffset=-4, fillOpacity=0, stroke=tokens.ink, strokeWidth=1.2
        ).encode(y=still("budget:Q")),
        drawn.mark_bar(width=_BAR, xOffset=-4, color=tokens.prior).encode(y=still("prior:Q")),
        drawn.transform_filter("isValid(datum.before)")
        .mark_bar(width=_BAR, xOffset=-4, fill=striped, stroke=tokens.prior)
        .encode(y=still("before:Q")),
    ]


def _reached(drawn: alt.Chart, tokens: Tokens) -> list[alt.Chart]:
    """Return what was billed, what is accrued on it, and what is forecast."""
    accrued = hatch(tokens.prior, tokens.ground, stripes=6)
    return [
        drawn.mark_bar(width=_BAR, xOffset=3, color=tokens.ink).encode(y=still("billed:Q")),
        drawn.transform_filter("datum.accrued > 0")
        .mark_bar(width=_BAR, xOffset=3, fill=accrued, stroke=tokens.ink, strokeWidth=0.8)
        .encode(y=still("billed:Q"), y2="actual:Q"),
        drawn.transform_filter("isValid(datum.forecast)")
        .mark_bar(width=_BAR, xOffset=3, fill=hatch(tokens.ink, tokens.ground), stroke=tokens.ink)
        .encode(y=still("forecast:Q")),
    ]
