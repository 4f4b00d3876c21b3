"""What does a matter's spend look like month by month?"""

from collections.abc import Sequence
from typing import Any, cast

import altair as alt

from legalops import money, periods
from legalops.charts.budget import calm, stacked
from legalops.charts.picture import Picture
from legalops.charts.scale import labels, unit_for
from legalops.charts.theme import Tokens
from legalops.periods import Month

# A figure above its column only where the column leaves it room.
_ROOM = alt.expr("bandwidth('x') >= 24 ? 1 : 0")


def months(spent: Sequence[tuple[Month, int]], currency: str, tokens: Tokens) -> Picture:
    """Draw what was billed each month as columns, oldest first."""
    unit = unit_for([cents for _, cents in spent], currency)
    values = [cents / unit.minor for _, cents in spent]
    rows: list[dict[str, Any]] = [
        {
            "key": month,
            "month_label": periods.label(month),
            "billed": value,
            "billed_label": written if cents else "",
            "billed_exact": money.money(cents, currency),
        }
        for (month, cents), value, written in zip(spent, values, labels(values), strict=True)
    ]
    return Picture(_columns, tokens, rows, {"money_unit": unit.name})


def describe(spent: Sequence[tuple[Month, int]], currency: str) -> str:
    """Say what the chart shows, for those who do not see it."""
    total = money.money(sum(cents for _, cents in spent), currency)
    return f"Billed by month, {total} in {len(spent)} months."


def _columns(tokens: Tokens) -> Any:
    base = alt.Chart().encode(x=_axis())
    height = alt.Y("billed:Q", title=None, axis=None)
    tooltip = [
        alt.Tooltip("month_label:N", title="Month"),
        alt.Tooltip("billed_exact:N", title="Billed"),
    ]
    layers = stacked(
        cast(
            alt.Chart,
            base.mark_bar(color=tokens.ink, width=alt.RelativeBandSize(band=0.62)).encode(
                y=height, tooltip=tooltip
            ),
        ),
        cast(
            alt.Chart,
            base.mark_text(dy=-7, fontSize=10, color=tokens.ink, opacity=_ROOM).encode(
                y=height, text="billed_label:N"
            ),
        ),
    )
    head = alt.TitleParams(
        alt.ExprRef("'Billed by month, ' + money_unit"),
        anchor="start",
        fontSize=12,
        fontWeight="normal",
        color=tokens.quiet,
        offset=6,
    )
    unit = alt.param(name="money_unit", value="")
    return calm(layers.properties(height=170, title=head).add_params(unit))


def _axis() -> alt.X:
    year = "(datum.index == 0 || datum.value % 100 == 1) ? floor(datum.value / 100) + '' : ''"
    month = "timeFormat(datetime(floor(datum.value / 100), datum.value % 100 - 1, 1), '%b')"
    axis = alt.Axis(
        labelAngle=0,
        labelOverlap=True,
        labelFontSize=11,
        labelExpr=f"[{month}, {year}]",
        ticks=False,
        domain=False,
        title=None,
    )
    return alt.X("key:O", axis=axis)
