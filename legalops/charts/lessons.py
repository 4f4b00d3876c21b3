"""How mature is each area, and how did that change since the assessment before?"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt

from legalops.charts.parts import calm, stacked
from legalops.charts.picture import Picture
from legalops.charts.theme import Tokens
from legalops.metrics.maturity import LEVELS

_ROW = 30


class Step(NamedTuple):
    """One area: its name, its level before (None where it had none) and its level now."""

    area: str
    before: int | None
    now: int


def maturity(steps: Sequence[Step], tokens: Tokens) -> Picture:
    """Draw each area's level before as a ring and now as a dot; ups and downs say so in words."""
    rows = [
        {"area": step.area, "at": at, "level": level, "side": _side(step), "words": words_of(step),
         "tag": _tag(step)}
        for step in steps
        for at, level in (("before", step.before), ("now", step.now))
        if level is not None
    ]  # fmt: skip
    return Picture(_plan, tokens, rows)


def words_of(step: Step) -> str:
    """Say where an area stands and where it came from."""
    now = LEVELS[step.now]
    if step.before is None or step.before == step.now:
        return now
    return f"{LEVELS[step.before]} \u2192 {now}"


def _side(step: Step) -> str:
    if step.before is None or step.before == step.now:
        return "same"
    return "up" if step.now > step.before else "down"


def _tag(step: Step) -> str:
    return {"up": "up", "down": "down", "same": ""}[_side(step)]


def _plan(tokens: Tokens) -> Any:
    colour = alt.Color(
        "side:N",
        legend=None,
        scale=alt.Scale(
            domain=["up", "down", "same"], range=[tokens.under, tokens.over, tokens.ink]
        ),
    )
    names = " : ".join(f"datum.value === {number} ? '{name}'" for number, name in LEVELS.items())
    axis = alt.Axis(
        orient="top", values=list(LEVELS), labelExpr=f"{names} : ''", title=None, domain=False,
        ticks=False, grid=True, gridColor=tokens.prior, gridOpacity=0.35, labelFontSize=12,
        labelColor=tokens.quiet,
    )  # fmt: skip
    x = alt.X("level:Q", axis=axis, scale=alt.Scale(domain=[0.7, 3.3], nice=False, zero=False))
    left = alt.Axis(
        title=None, domain=False, ticks=False, labelLimit=230, labelFontSize=12,
        labelColor=tokens.ink, labelPadding=8,
    )  # fmt: skip
    base = alt.Chart().encode(
        x=x, y=alt.Y("area:N", sort=None, axis=left),
        tooltip=[alt.Tooltip("area:N", title="Area"), alt.Tooltip("words:N", title="Level")],
    )  # fmt: skip
    then, now = (base.transform_filter(f"datum.at === '{at}'") for at in ("before", "now"))
    layers = stacked(
        base.mark_line(strokeWidth=3).encode(detail="area:N", color=colour),
        then.mark_point(size=70, stroke=tokens.prior, fill=tokens.ground, opacity=1, strokeWidth=2),
        now.mark_point(size=90, filled=True, opacity=1).encode(color=colour),
        now.mark_text(dx=12, align="left", fontSize=11).encode(text="tag:N", color=colour),
    )
    return calm(layers.properties(height=alt.Step(_ROW)))
