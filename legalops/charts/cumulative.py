"""What does a fiscal year look like added up along its months, with the forecast to its end?

Actual is a solid line, what it is compared with dashed, the forecast dotted within a cone that
starts at the last actual. Beneath stands how far apart the two are.
"""

from typing import Any, cast

import altair as alt
import pandas as pd

from legalops import periods
from legalops.charts.parts import (
    around_zero,
    calm,
    every_month,
    exact,
    head,
    impact,
    impact_colour,
    lines,
    month_axis,
    signed_text,
    stacked,
    still,
    unit_param,
    zero,
)
from legalops.charts.picture import Picture
from legalops.charts.scale import labels, unit_for
from legalops.charts.theme import Tokens
from legalops.metrics import pictures
from legalops.metrics.budget import BudgetReport
from legalops.metrics.outlook import Outlook

_GAP = 0.07  # of the largest amount: what keeps two labels at the end apart
_EXACT = ("budget", "actual", "forecast", "low", "high", "variance")


def cone(report: BudgetReport, outlook: Outlook | None, tokens: Tokens) -> Picture:
    """Draw the year added up; without a forecast it ends at the last actual month."""
    found, unit = rows(report, outlook)
    noun = report.chosen.reference.noun
    legend = f"Added up along {report.chosen.year.label}: actual (solid)"
    if report.by_month["cumulative_budget_cents"].notna().any() and report.has_whole_year:
        legend += f", {noun} (dashed)"
    if outlook is not None and outlook.at_completion_cents is not None:
        legend += ", forecast (dotted) with its 80% range"
    values = {"money_unit": unit, "legend": lines(f"{legend}, {unit}"), "noun": noun}
    has_reference = any(row["variance"] is not None for row in found)
    return Picture(_plan if has_reference else _alone, tokens, found, values)


def describe(report: BudgetReport, outlook: Outlook | None) -> str:
    """Say what the picture shows, for those who do not see it."""
    year = report.chosen.year.label
    return f"Spend added up along {year}. {pictures.cumulative(report, outlook)}"


def rows(report: BudgetReport, outlook: Outlook | None) -> tuple[list[dict[str, Any]], str]:
    """Return a row per month of the fiscal year, and the unit its money is in."""
    ahead = _ahead(outlook)
    months = report.by_month.to_dict("records")
    if not report.has_whole_year:  # sums of some of the months would say nothing
        months = [{**month, "cumulative_budget_cents": None} for month in months]
    found = [_sums(cast(dict[str, Any], month), ahead) for month in months]
    currency = report.chosen.currency
    unit = unit_for([row[name] for row in found for name in _EXACT], currency)
    drawn = [_row(row, currency, unit.minor) for row in found]
    written = labels([row["variance"] for row in drawn], sign=True)
    for row, text in zip(drawn, written, strict=True):
        row["variance_label"] = text
    return _ended(drawn, report), unit.name


def _ahead(outlook: Outlook | None) -> dict[int, tuple[int, int | None, int | None]]:
    """Return the sum and its range per month ahead; the last actual month is where they start."""
    if outlook is None or outlook.at_completion_cents is None:
        return {}
    columns = ("month", "is_actual", "sum_cents", "sum_low_cents", "sum_high_cents")
    found: dict[int, tuple[int, int | None, int | None]] = {}
    actual: dict[int, int] = {}
    for month, is_actual, *sums in outlook.total[list(columns)].itertuples(index=False):
        middle, low, high = (None if pd.isna(cents) else int(cents) for cents in sums)
        if is_actual:
            actual[int(month)] = middle or 0
        elif middle is not None:
            found[int(month)] = (middle, low, high)
    if actual and found:
        last = max(actual)
        found[last] = (actual[last], actual[last], actual[last])
    return found


def _sums(
    month: dict[str, Any], ahead: dict[int, tuple[int, int | None, int | None]]
) -> dict[str, Any]:
    def cents(name: str) -> int | None:
        value = month[f"cumulative_{name}_cents"]
        return None if pd.isna(value) else int(value)

    number, budget, actual = int(month["month"]), cents("budget"), cents("actual")
    middle, low, high = ahead.get(number, (None, None, None))
    reached = actual if actual is not None else middle
    return {
        "key": number,
        "budget": budget,
        "actual": actual,
        "forecast": middle,
        "low": low,
        "high": high,
        "variance": None if reached is None or budget is None else reached - budget,
    }


def _row(sums: dict[str, Any], currency: str, minor: int) -> dict[str, Any]:
    scaled = {name: None if sums[name] is None else sums[name] / minor for name in _EXACT}
    in_full = {f"{n}_exact": exact(sums[n], currency, sign=n == "variance") for n in _EXACT}
    return {
        **scaled,
        **in_full,
        "key": sums["key"],
        "month_label": periods.label(sums["key"]),
        "impact": impact(sums["variance"]),
        "shown": 0.6 if sums["actual"] is None else 1.0,
    }


def _ended(drawn: list[dict[str, Any]], report: BudgetReport) -> list[dict[str, Any]]:
    """Write each line's name at its end, kept apart where two ends nearly meet."""
    names = {"budget": report.chosen.reference.label, "actual": "Actual", "forecast": "Forecast"}
    largest = max((row[n] or 0 for row in drawn for n in (*names, "high")), default=0)
    blank = {f"{name}_{part}": None for name in names for part in ("end", "name")}
    found = [{**row, **blank} for row in drawn]
    placed: list[tuple[int, float]] = []
    for name in ("forecast", "budget", "actual"):
        places = [place for place, row in enumerate(drawn) if row[name] is not None]
        if places:
            place, height = places[-1], drawn[places[-1]][name]
            near = [other for at, other in placed if abs(at - place) < 3]
            height = _apart(height, near, _GAP * largest)
            placed.append((place, height))
            written = f"{names[name]} {_written(drawn[place][name], largest)}"
            found[place] |= {f"{name}_end": height, f"{name}_name": written}
    return found


def _written(value: float, largest: float) -> str:
    return f"{value:,.0f}" if largest >= 100 else f"{value:,.2f}"


def _apart(height: float, near: list[float], gap: float) -> float:
    for other in sorted(near, key=lambda value: abs(value - height)):
        if abs(other - height) < gap:
            height = other - gap if height <= other else other + gap
    return height


def _plan(tokens: Tokens) -> Any:
    lines = _lines(tokens).properties(height=230, title=head("legend", tokens))
    title = "'Actual or forecast less ' + noun + ', ' + money_unit"
    apart = _apart_bars(tokens).properties(height=86, title=head(title, tokens))
    return calm(alt.vconcat(lines, apart, spacing=8).add_params(*_params()))


def _alone(tokens: Tokens) -> Any:
    """Draw the lines without the distance beneath, where nothing is compared with."""
    lines_ = _lines(tokens).properties(height=260, title=head("legend", tokens))
    return calm(lines_.add_params(*_params()))


def _params() -> tuple[alt.Parameter, ...]:
    return unit_param(), alt.param(name="legend", value=""), alt.param(name="noun", value="")


def _lines(tokens: Tokens) -> alt.LayerChart:
    base = alt.Chart().encode(x=month_axis(labels=True))
    known = {
        name: base.transform_filter(f"isValid(datum.{name})")
        for name in ("budget", "actual", "forecast", "low")
    }
    return stacked(
        known["low"]
        .mark_area(color=tokens.forecast, opacity=0.22)
        .encode(y=still("low:Q"), y2="high:Q"),
        known["budget"]
        .mark_line(color=tokens.quiet, strokeDash=[6, 3], strokeWidth=1.6)
        .encode(y=still("budget:Q")),
        known["forecast"]
        .mark_line(color=tokens.forecast, strokeDash=[2, 2], strokeWidth=2.4)
        .encode(y=still("forecast:Q")),
        known["actual"].mark_line(color=tokens.ink, strokeWidth=3).encode(y=still("actual:Q")),
        *(_name(base, name, tokens) for name in ("budget", "actual", "forecast")),
        zero(tokens),
        base.mark_rect(opacity=0.001).encode(
            y=alt.value(0), y2=alt.value("height"), tooltip=_tooltip()
        ),
    )


def _name(base: alt.Chart, name: str, tokens: Tokens) -> Any:
    return (
        base.transform_filter(f"isValid(datum.{name}_end)")
        .mark_text(align="right", dx=10, dy=-10, fontSize=11, color=tokens.ink)
        .encode(y=still(f"{name}_end:Q"), text=f"{name}_name:N")
    )


def _apart_bars(tokens: Tokens) -> alt.LayerChart:
    bars, y = around_zero("variance", _tooltip())
    return stacked(
        every_month(),
        bars.mark_bar(width=alt.RelativeBandSize(band=0.46)).encode(
            y=y, color=impact_colour(tokens)
        ),
        zero(tokens),
        signed_text(bars, "variance", "variance_label", tokens).encode(y=y),
    )


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("month_label:N", title="To the end of"),
        alt.Tooltip("budget_exact:N", title="Compared with"),
        alt.Tooltip("actual_exact:N", title="Actual"),
        alt.Tooltip("forecast_exact:N", title="Forecast"),
        alt.Tooltip("low_exact:N", title="Low end, 80%"),
        alt.Tooltip("high_exact:N", title="High end, 80%"),
        alt.Tooltip("variance_exact:N", title="Variance"),
    ]
