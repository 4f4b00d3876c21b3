"""What does budget against actual look like over the months of a fiscal year?

Actual is solid, budget outlined; over budget and under have each a colour, a sign and a word.
Sizes are relative to the width at hand, so one chart serves a phone and a wide screen.
"""

from collections.abc import Mapping
from typing import Any, cast

import altair as alt
import pandas as pd

from legalops import money, periods
from legalops.charts.picture import Picture
from legalops.charts.scale import labels, unit_for
from legalops.charts.theme import Tokens
from legalops.metrics import words
from legalops.metrics.budget import BudgetReport

#: The selection that carries a click; its one field is `key`.
PICK = "pick"
_PINS_CAP = 0.5
_BAR = alt.RelativeBandSize(band=0.46)
_FAINT = 0.35
_ROOM = 17  # pixels for a label beyond the longest bar


def three_tier(report: BudgetReport, tokens: Tokens) -> Picture:
    """Draw the fiscal year by month: variance in per cent, variance, budget and actual."""
    rows, unit = month_rows(report)
    return Picture(_three_tiers, tokens, rows, {"money_unit": unit})


def columns(report: BudgetReport, tokens: Tokens) -> Picture:
    """Draw budget and actual by month, without the variances above."""
    rows, unit = month_rows(report)
    return Picture(_only_columns, tokens, rows, {"money_unit": unit})


def describe(report: BudgetReport) -> str:
    """Say what the chart by month shows, for those who do not see it."""
    return f"Budget and actual by month of {report.chosen.year.label}. {words.headline(report)}"


def month_rows(report: BudgetReport) -> tuple[list[dict[str, Any]], str]:
    """Return a row per month of the fiscal year, and the unit its money is in."""
    months, currency = report.by_month.to_dict("records"), report.chosen.currency
    unit = unit_for([m[f"{n}_cents"] for m in months for n in ("budget", "actual")], currency)
    rows = [_month_row(cast(dict[str, Any], month), currency, unit.minor) for month in months]
    for name in ("actual", "variance"):
        written = labels([row[name] for row in rows], sign=name == "variance")
        for row, text in zip(rows, written, strict=True):
            row[f"{name}_label"] = text
    return rows, unit.name


def _month_row(month: Mapping[str, Any], currency: str, minor: int) -> dict[str, Any]:
    share = None if pd.isna(month["used_share"]) else float(month["used_share"]) - 1
    amounts = {
        name: None if pd.isna(month[f"{name}_cents"]) else int(month[f"{name}_cents"])
        for name in ("budget", "actual", "variance")
    }
    scaled = {name: None if c is None else c / minor for name, c in amounts.items()}
    in_full = {f"{n}_exact": exact(c, currency, sign=n == "variance") for n, c in amounts.items()}
    tops = [value for value in (scaled["budget"], scaled["actual"]) if value is not None]
    return {
        **scaled,
        **in_full,
        "key": int(month["month"]),
        "month_label": periods.label(int(month["month"])),
        "top": max(tops, default=None),
        "pin": None if share is None else max(-_PINS_CAP, min(_PINS_CAP, share)),
        "share_label": signed_percent(share),
        "impact": impact(amounts["variance"]),
        "shown": 1.0 if month["in_period"] else _FAINT,
    }


def exact(cents: int | None, currency: str, *, sign: bool = False) -> str:
    """Write an amount for a tooltip; `none` where it is missing."""
    return "none" if cents is None else money.money(cents, currency, sign=sign)


def impact(cents: int | None) -> str:
    """Say on which side of the budget a variance is."""
    if not cents:
        return "on"
    return "over" if cents > 0 else "under"


def signed_percent(share: float | None) -> str:
    """Write a share above or below with its sign; nothing where it is missing."""
    if share is None:
        return ""
    text = words.percent(share)
    sign = "" if text == "0%" else "+" if share > 0 else "\u2212"
    return sign + text


def stacked(*layers: alt.Chart) -> alt.LayerChart:
    """Lay charts over one another, the last in front."""
    return cast(alt.LayerChart, alt.layer(*layers))


def calm(chart: Any) -> Any:
    """Take frame and grid away."""
    return chart.configure_view(stroke=None).configure_axis(grid=False)


def clicks() -> alt.Parameter:
    """Return the selection that carries a click."""
    return alt.selection_point(name=PICK, fields=["key"], on="click", empty=False)


def _three_tiers(tokens: Tokens) -> Any:
    return calm(
        alt.vconcat(
            _pins(tokens).properties(height=78, title=_head("'Variance, %'", tokens)),
            _bars(tokens).properties(height=98, title=_head("'Variance, ' + money_unit", tokens)),
            _columns(tokens).properties(height=170, title=_legend(tokens)),
            spacing=6,
        ).add_params(_unit())
    )


def _only_columns(tokens: Tokens) -> Any:
    chart = _columns(tokens).add_params(_unit())
    return calm(chart.properties(height=190, title=_legend(tokens)))


def _unit() -> alt.Parameter:
    return alt.param(name="money_unit", value="")


def _legend(tokens: Tokens) -> alt.TitleParams:
    return _head("'Actual (solid) and budget (outlined), ' + money_unit", tokens)


def _head(text: str, tokens: Tokens) -> alt.TitleParams:
    return alt.TitleParams(
        alt.ExprRef(text),
        anchor="start",
        fontSize=12,
        fontWeight="normal",
        color=tokens.quiet,
        offset=6,
    )


def _month_axis(*, labels: bool) -> alt.X:
    year = "(datum.index == 0 || datum.value % 100 == 1) ? floor(datum.value / 100) + '' : ''"
    month = "timeFormat(datetime(floor(datum.value / 100), datum.value % 100 - 1, 1), '%b')"
    axis = alt.Axis(
        labels=labels,
        labelAngle=0,
        labelOverlap=False,
        labelFontSize=11,
        labelExpr=f"[{month}, {year}]",
        ticks=False,
        domain=False,
        title=None,
    )
    return alt.X("key:O", axis=axis, scale=alt.Scale(type="band", paddingInner=0.1))


def _still(field: str) -> alt.Y:
    return alt.Y(field, title=None, axis=None)


def _impact_colour(tokens: Tokens) -> alt.Color:
    scale = alt.Scale(
        domain=["over", "under", "on"], range=[tokens.over, tokens.under, tokens.prior]
    )
    return alt.Color("impact:N", legend=None, scale=scale)


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("month_label:N", title="Month"),
        alt.Tooltip("budget_exact:N", title="Budget"),
        alt.Tooltip("actual_exact:N", title="Actual"),
        alt.Tooltip("variance_exact:N", title="Variance"),
        alt.Tooltip("share_label:N", title="Variance, %"),
    ]


def _shown() -> alt.Opacity:
    return alt.Opacity("shown:Q", scale=None, legend=None)


def _zero(tokens: Tokens) -> alt.Chart:
    # Without the shared x: one rule across, not one a month.
    rule = alt.Chart().mark_rule(color=tokens.ink, strokeWidth=1.2)
    return cast(alt.Chart, rule.encode(y=alt.YDatum(0, title=None, axis=None)))


def _pins(tokens: Tokens) -> alt.LayerChart:
    pins, y = _around_zero("pin")
    return stacked(
        _every_month(),
        _zero(tokens),
        pins.mark_rule(strokeWidth=2.5).encode(y=y, y2=alt.datum(0), color=_impact_colour(tokens)),
        pins.mark_square(size=42).encode(y=y, color=_impact_colour(tokens)),
        _signed_text(pins, "pin", "share_label", tokens).encode(y=y),
    )


def _bars(tokens: Tokens) -> alt.LayerChart:
    bars, y = _around_zero("variance")
    return stacked(
        _every_month(),
        bars.mark_bar(width=_BAR).encode(y=y, color=_impact_colour(tokens)),
        _zero(tokens),
        _signed_text(bars, "variance", "variance_label", tokens).encode(y=y),
    )


def _every_month() -> alt.Chart:
    # Months without a variance are filtered away below; this unseen layer keeps their place.
    still = alt.Chart().mark_rect(opacity=0).encode(x=_month_axis(labels=False))
    return cast(alt.Chart, still)


def _around_zero(name: str) -> tuple[alt.Chart, alt.Y]:
    """Return the months that have a variance, on a scale with room for labels at both ends."""
    chart = (
        alt.Chart()
        .transform_filter(f"isValid(datum.{name})")
        .encode(x=_month_axis(labels=False), opacity=_shown(), tooltip=_tooltip())
    )
    scale = alt.Scale(padding=_ROOM, zero=True, nice=False)
    return chart, alt.Y(f"{name}:Q", title=None, axis=None, scale=scale)


def _signed_text(base: alt.Chart, name: str, text: str, tokens: Tokens) -> alt.Chart:
    mark = base.mark_text(
        fontSize=10, color=tokens.ink, dy=alt.expr(f"datum.{name} >= 0 ? -9 : 10")
    )
    return cast(alt.Chart, mark.encode(text=f"{text}:N"))


def _columns(tokens: Tokens) -> alt.LayerChart:
    base = alt.Chart().encode(x=_month_axis(labels=True))
    drawn = base.encode(opacity=_shown())
    return stacked(
        drawn.mark_bar(
            width=_BAR, xOffset=-4, fillOpacity=0, stroke=tokens.ink, strokeWidth=1.2
        ).encode(y=_still("budget:Q")),
        drawn.mark_bar(width=_BAR, xOffset=3, color=tokens.ink).encode(y=_still("actual:Q")),
        drawn.mark_text(dy=-7, fontSize=10, color=tokens.ink).encode(
            y=_still("top:Q"), text="actual_label:N"
        ),
        _zero(tokens),
        # One wide, unseen layer in front owns the click and the tooltip.
        base.mark_rect(opacity=0.001, cursor="pointer")
        .encode(y=alt.value(0), y2=alt.value("height"), tooltip=_tooltip())
        .add_params(clicks()),
    )
