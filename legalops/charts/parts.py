"""Which pieces do the charts of the house share: month axis, signed labels, colours, clicks?"""

import textwrap
from typing import Any, cast

import altair as alt

from legalops import money
from legalops.charts.theme import Tokens
from legalops.metrics import words
from legalops.metrics.comparison import Reference

#: The selection that carries a click; its one field is `key`.
PICK = "pick"
_SCENARIOS = {"prior_year": "prior", "prior_forecast": "before"}
_WIDEST = 58  # letters
_ROOM = 17  # pixels for a label beyond the longest bar


def exact(cents: int | None, currency: str, *, sign: bool = False) -> str:
    """Write money in full for a tooltip; say so where there is none."""
    return "none" if cents is None else money.money(cents, currency, sign=sign)


def impact(cents: int | None) -> str:
    """Say on which side of the budget a variance is."""
    if not cents:
        return "on"
    return "over" if cents > 0 else "under"


def scenario(amount: float | None, reference: Reference) -> dict[str, float | None]:
    """Put what is compared with into the field that draws it: the others stay empty."""
    field = _SCENARIOS.get(reference.kind, "budget")
    return {"budget": None, "prior": None, "before": None, field: amount}


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


def lines(legend: str) -> list[str]:
    """Break a legend into lines that a phone has room for."""
    return textwrap.wrap(legend, _WIDEST)


def unit_param() -> alt.Parameter:
    """Return the parameter that names the unit of a chart's money."""
    return alt.param(name="money_unit", value="")


def head(text: str, tokens: Tokens) -> alt.TitleParams:
    """Return a quiet title over a part of a chart; the text is an expression."""
    return alt.TitleParams(
        alt.ExprRef(text),
        anchor="start",
        fontSize=12,
        fontWeight="normal",
        color=tokens.quiet,
        offset=6,
    )


def month_axis(*, labels: bool) -> alt.X:
    """Return the axis of months in `key`, each with its year where one begins."""
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


def still(field: str) -> alt.Y:
    """Return a height without an axis."""
    return alt.Y(field, title=None, axis=None)


def impact_colour(tokens: Tokens) -> alt.Color:
    """Return the colour of over and under."""
    scale = alt.Scale(
        domain=["over", "under", "on"], range=[tokens.over, tokens.under, tokens.prior]
    )
    return alt.Color("impact:N", legend=None, scale=scale)


def shown() -> alt.Opacity:
    """Return how strongly a month is drawn."""
    return alt.Opacity("shown:Q", scale=None, legend=None)


def zero(tokens: Tokens) -> alt.Chart:
    """Return one rule across at zero."""
    # Without the shared x: one rule across, not one a month.
    rule = alt.Chart().mark_rule(color=tokens.ink, strokeWidth=1.2)
    return cast(alt.Chart, rule.encode(y=alt.YDatum(0, title=None, axis=None)))


def every_month() -> alt.Chart:
    """Return an unseen layer that keeps the place of months which have nothing to draw."""
    still = alt.Chart().mark_rect(opacity=0).encode(x=month_axis(labels=False))
    return cast(alt.Chart, still)


def around_zero(name: str, tooltip: list[alt.Tooltip]) -> tuple[alt.Chart, alt.Y]:
    """Return the months that have a value, on a scale with room for labels at both ends."""
    chart = (
        alt.Chart()
        .transform_filter(f"isValid(datum.{name})")
        .encode(x=month_axis(labels=False), opacity=shown(), tooltip=tooltip)
    )
    scale = alt.Scale(padding=_ROOM, zero=True, nice=False)
    return chart, alt.Y(f"{name}:Q", title=None, axis=None, scale=scale)


def signed_text(base: alt.Chart, name: str, text: str, tokens: Tokens) -> alt.Chart:
    """Return labels above what is above zero and below what is below."""
    mark = base.mark_text(
        fontSize=10, color=tokens.ink, dy=alt.expr(f"datum.{name} >= 0 ? -9 : 10")
    )
    return cast(alt.Chart, mark.encode(text=f"{text}:N"))
