"""What was spent a month before a decision and since, beside what was expected of it?"""

from typing import Any

import altair as alt

from legalops import money, periods
from legalops.charts.budget import calm, stacked
from legalops.charts.picture import Picture
from legalops.charts.scale import unit_for
from legalops.charts.theme import Tokens
from legalops.metrics.decision_effects import Effect

_SIDES = {"before": "Before", "during": "Month of the decision", "since": "Since"}


def around(effect: Effect, currency: str, tokens: Tokens) -> Picture:
    """Draw a column a month, the mean of each side as a line, the expected one as a dashed line."""
    sides = {"before": effect.before, "during": ((effect.decided, effect.during),),
             "since": effect.since}  # fmt: skip
    unit = unit_for([cents for side in sides.values() for _, cents in side], currency)
    means = {"before": effect.before_mean, "since": effect.since_mean}
    expected = _expected(effect)
    rows: list[dict[str, Any]] = []
    for side, months in sides.items():
        for month, cents in months:
            mean = means.get(side)
            rows.append(
                {
                    "key": month,
                    "month_label": periods.label(month),
                    "side": _SIDES[side],
                    "is_mid": side == "during",
                    "spent": cents / unit.minor,
                    "spent_exact": money.money(cents, currency),
                    "mean": None if mean is None else mean / unit.minor,
                    "expected": expected / unit.minor
                    if side == "since" and expected is not None
                    else None,
                }
            )
    return Picture(_plan, tokens, rows, {"money_unit": unit.name})


def _expected(effect: Effect) -> int | None:
    """Return the monthly spend that was expected since; never below nothing."""
    if not effect.saving_cents or effect.before_mean is None:
        return None
    return max(0, effect.before_mean - effect.saving_cents // 12)


def _plan(tokens: Tokens) -> Any:
    base = alt.Chart().encode(x=_axis())
    height = alt.Y("spent:Q", title=None, axis=alt.Axis(tickCount=4, format="~g", domain=False))
    tooltip = [
        alt.Tooltip("month_label:N", title="Month"),
        alt.Tooltip("spent_exact:N", title="Billed"),
        alt.Tooltip("side:N", title="When"),
    ]
    columns = base.mark_bar(width=alt.RelativeBandSize(band=0.62)).encode(
        y=height,
        tooltip=tooltip,
        color=alt.condition("datum.is_mid", alt.value(tokens.prior), alt.value(tokens.ink)),
    )
    means = base.mark_tick(
        color=tokens.forecast, thickness=2, width=alt.RelativeBandSize(band=1)
    ).encode(y=alt.Y("mean:Q"))
    expected = base.mark_tick(
        color=tokens.over, thickness=2, width=alt.RelativeBandSize(band=0.6)
    ).encode(y=alt.Y("expected:Q"))
    head = alt.TitleParams(
        alt.ExprRef("'Billed by month of the invoice, ' + money_unit"),
        anchor="start", fontSize=12, fontWeight="normal", color=tokens.quiet, offset=6,
    )  # fmt: skip
    unit = alt.param(name="money_unit", value="")
    layers = stacked(columns, means, expected)
    return calm(layers.properties(height=190, title=head).add_params(unit))


def _axis() -> alt.X:
    year = "(datum.index == 0 || datum.value % 100 == 1) ? floor(datum.value / 100) + '' : ''"
    month = "timeFormat(datetime(floor(datum.value / 100), datum.value % 100 - 1, 1), '%b')"
    axis = alt.Axis(
        labelAngle=0, labelOverlap=True, labelFontSize=11, labelExpr=f"[{month}, {year}]",
        ticks=False, domain=False, title=None,
    )  # fmt: skip
    return alt.X("key:O", axis=axis)
