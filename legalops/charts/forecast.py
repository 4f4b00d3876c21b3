"""What does a fiscal year look like by month with its forecast, and how did forecasts move?

Actual is solid, budget outlined, forecast hatched; a thin line is the range that four in five
months come in.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from legalops import periods
from legalops.charts.hatch import hatch
from legalops.charts.parts import calm, exact, head, month_axis, stacked, still, unit_param, zero
from legalops.charts.picture import Picture
from legalops.charts.scale import labels, unit_for
from legalops.charts.theme import Tokens
from legalops.metrics.outlook import Outlook
from legalops.periods import Month

_BAR = alt.RelativeBandSize(band=0.46)
_MONTHLY = ("budget", "actual", "forecast", "low", "high")
_MOVED = ("actual", "to_come", "top", "budget")


def monthly(
    outlook: Outlook, budget: Mapping[Month, int], currency: str, tokens: Tokens
) -> Picture:
    """Draw each month's actual or forecast beside its budget, with the range of the forecast."""
    found = [_month(row, budget) for row in outlook.total.to_dict("records")]
    rows, unit = _scaled(found, _MONTHLY, currency)
    written = labels([r["forecast"] if r["actual"] is None else r["actual"] for r in rows])
    for row, text in zip(rows, written, strict=True):
        row["label"] = text
        row["top"] = max((row[n] for n in _MONTHLY if row[n] is not None), default=0)
    return Picture(_monthly, tokens, rows, {"money_unit": unit})


def describe_monthly(outlook: Outlook, currency: str) -> str:
    """Say what the months show, for those who do not see them."""
    ahead = outlook.total[~outlook.total["is_actual"].astype(bool)]
    said = [
        f"{periods.label(int(month))} {exact(int(cents), currency)}"
        for month, cents in zip(ahead["month"], ahead["amount_cents"], strict=True)
    ]
    return f"Actual, budget and forecast by month. Forecast: {', '.join(said) or 'none'}."


def successive(moved: pd.DataFrame, budget: int | None, currency: str, tokens: Tokens) -> Picture:
    """Draw where the year was to end as each closing said it: what was spent, what was to come."""
    found = [
        {
            "key": int(row["made_in"]),
            "actual": int(row["actual_cents"]),
            "to_come": int(row["to_come_cents"]),
            "top": int(row["at_completion_cents"]),
            "budget": budget,
        }
        for row in moved.to_dict("records")
    ]
    rows, unit = _scaled(found, _MOVED, currency)
    for row, text in zip(rows, labels([row["top"] for row in rows]), strict=True):
        row["label"] = text
    return Picture(_successive, tokens, rows, {"money_unit": unit})


def describe_successive(moved: pd.DataFrame, currency: str) -> str:
    """Say what the forecasts were from closing to closing, for those who do not see them."""
    said = [
        f"{periods.label(int(month))} {exact(int(cents), currency)}"
        for month, cents in zip(moved["made_in"], moved["at_completion_cents"], strict=True)
    ]
    return f"Forecast of the year as it was at each closing: {', '.join(said)}."


def _month(row: Mapping[Any, Any], budget: Mapping[Month, int]) -> dict[str, Any]:
    cents = int(row["amount_cents"])
    ends = {
        name: None if pd.isna(row[f"{name}_cents"]) else int(row[f"{name}_cents"])
        for name in ("low", "high")
    }
    return {
        "key": int(row["month"]),
        "budget": budget.get(int(row["month"])),
        "actual": cents if row["is_actual"] else None,
        "forecast": None if row["is_actual"] else cents,
        **(dict.fromkeys(ends) if row["is_actual"] else ends),
    }


def _scaled(
    found: Sequence[Mapping[str, Any]], names: Sequence[str], currency: str
) -> tuple[list[dict[str, Any]], str]:
    """Return the rows in the chart's unit, each amount in full beside it, and the unit's name."""
    unit = unit_for([row[name] for row in found for name in names], currency)
    rows = [
        {
            "key": row["key"],
            "month_label": periods.label(row["key"]),
            **{n: None if row[n] is None else row[n] / unit.minor for n in names},
            **{f"{n}_exact": exact(row[n], currency) for n in names},
        }
        for row in found
    ]
    return rows, unit.name


def _monthly(tokens: Tokens) -> Any:
    title = "'Actual (solid), budget (outlined), forecast (hatched, with its range), '"
    base = alt.Chart().encode(x=month_axis(labels=True))
    ahead = base.transform_filter("isValid(datum.forecast)")
    ranged = base.transform_filter("isValid(datum.high)")
    striped = hatch(tokens.ink, tokens.ground)
    chart = stacked(
        base.mark_bar(
            width=_BAR, xOffset=-4, fillOpacity=0, stroke=tokens.ink, strokeWidth=1.2
        ).encode(y=still("budget:Q")),
        base.mark_bar(width=_BAR, xOffset=3, color=tokens.ink).encode(y=still("actual:Q")),
        ahead.mark_bar(
            width=_BAR, xOffset=3, fill=striped, stroke=tokens.ink, strokeWidth=1
        ).encode(y=still("forecast:Q")),
        ranged.mark_rule(xOffset=3, color=tokens.forecast, strokeWidth=3).encode(
            y=still("low:Q"), y2="high:Q"
        ),
        base.mark_text(dy=-8, fontSize=10, color=tokens.ink).encode(
            y=still("top:Q"), text="label:N"
        ),
        zero(tokens),
        base.mark_rect(opacity=0.001).encode(
            y=alt.value(0), y2=alt.value("height"), tooltip=_month_tooltip()
        ),
    )
    titled = chart.properties(height=230, title=head(f"{title} + money_unit", tokens))
    return calm(titled.add_params(unit_param()))


def _month_tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("month_label:N", title="Month"),
        alt.Tooltip("budget_exact:N", title="Budget"),
        alt.Tooltip("actual_exact:N", title="Actual"),
        alt.Tooltip("forecast_exact:N", title="Forecast"),
        alt.Tooltip("low_exact:N", title="Low end, 80%"),
        alt.Tooltip("high_exact:N", title="High end, 80%"),
    ]


def _successive(tokens: Tokens) -> Any:
    title = "'Spent by then (solid), to come (hatched), budget now (line), '"
    base = alt.Chart().encode(x=month_axis(labels=True))
    planned = base.transform_filter("isValid(datum.budget)")
    chart = stacked(
        base.mark_bar(width=_BAR, color=tokens.ink).encode(y=still("actual:Q")),
        base.mark_bar(
            width=_BAR, fill=hatch(tokens.ink, tokens.ground), stroke=tokens.ink, strokeWidth=1
        ).encode(y=still("actual:Q"), y2="top:Q"),
        planned.mark_tick(
            color=tokens.forecast, thickness=2, width=alt.RelativeBandSize(band=0.9), opacity=1
        ).encode(y=still("budget:Q")),
        base.mark_text(dy=-8, fontSize=10, color=tokens.ink).encode(
            y=still("top:Q"), text="label:N"
        ),
        zero(tokens),
        base.mark_rect(opacity=0.001).encode(
            y=alt.value(0), y2=alt.value("height"), tooltip=_moved_tooltip()
        ),
    )
    titled = chart.properties(height=190, title=head(f"{title} + money_unit", tokens))
    return calm(titled.add_params(unit_param()))


def _moved_tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("month_label:N", title="At the closing of"),
        alt.Tooltip("top_exact:N", title="Forecast at completion"),
        alt.Tooltip("actual_exact:N", title="Spent by then"),
        alt.Tooltip("to_come_exact:N", title="Still to come"),
        alt.Tooltip("budget_exact:N", title="Budget now"),
    ]
