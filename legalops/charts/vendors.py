"""What do firms look like: two years side by side, a firm over the years, and who has the spend?"""

from collections.abc import Sequence
from typing import Any

import altair as alt

from legalops import money
from legalops.charts.budget import calm, clicks, stacked
from legalops.charts.picture import Picture
from legalops.charts.theme import Tokens
from legalops.metrics.performance import shown

MOST_ROWS = 12
_ENOUGH = 0.8


def two_years(
    key: str,
    years: tuple[str, str],
    values: Sequence[tuple[int, str, float, float]],
    tokens: Tokens,
) -> Picture:
    """Draw a measure of firms in two years: a ring then, a dot now, on one line each.

    `values` are vendor, name, value then and now, in the order of the rows.
    """
    rows = [
        {
            "key": vendor,
            "name": name,
            "when": when,
            "value": value,
            "side": shown.side(key, now, then),
            "words": f"{shown.text(key, then)} \u2192 {shown.text(key, now)}",
            "years": f"{years[0]} \u2192 {years[1]}",
        }
        for vendor, name, then, now in values
        for when, value in (("then", then), ("now", now))
    ]
    return Picture(_dumbbell, tokens, rows)


def over_years(
    key: str, firm: str, values: Sequence[tuple[str, float | None, float | None]], tokens: Tokens
) -> Picture:
    """Draw a measure of one firm over the years, and the median of its peers beside it.

    `values` are the year's name, the firm's value and the peers' median, oldest first.
    """
    rows = [
        {"year": year, "who": who, "value": value, "words": shown.text(key, value),
         "is_firm": who == firm}
        for year, mine, peers in values
        for who, value in ((firm, mine), ("Median of peers", peers))
        if value is not None
    ]  # fmt: skip
    return Picture(_lines, tokens, rows)


def concentration(spend: Sequence[tuple[int, str, int]], currency: str, tokens: Tokens) -> Picture:
    """Draw firms by spend, the largest first, those that make up 80 % in front.

    `spend` are vendor, name and cents, the largest first; the small ones are one row.
    """
    whole = sum(cents for _, _, cents in spend)
    rest = spend[MOST_ROWS:]
    listed = list(spend[:MOST_ROWS])
    if rest:
        listed.append((-1, f"{len(rest)} others", sum(cents for _, _, cents in rest)))
    rows, running = [], 0
    for vendor, name, cents in listed:
        is_core = running < _ENOUGH * whole and vendor > 0
        running += cents
        rows.append({
            "key": vendor, "name": name, "cents": cents, "is_core": is_core,
            "words": f"{money.short(cents, currency)} \u00b7 {cents / whole:.1%} \u00b7 "
            f"{running / whole:.0%} so far",
        })  # fmt: skip
    return Picture(_bars, tokens, rows)


def describe_years(key_label: str, values: Sequence[tuple[int, str, float, float]]) -> str:
    """Say what the two years show, for those who do not see it."""
    return f"{key_label} of {len(values)} firms last year and this year."


def _side_colour(tokens: Tokens) -> alt.Color:
    scale = alt.Scale(
        domain=["worse", "better", "same"], range=[tokens.over, tokens.under, tokens.quiet]
    )
    return alt.Color("side:N", legend=None, scale=scale)


def _x(field: str) -> alt.X:
    scale = alt.Scale(zero=False, nice=False, padding=14)
    return alt.X(field, title=None, axis=None, scale=scale)


def _dumbbell(tokens: Tokens) -> Any:
    # A line between two rows of a firm: a rule with x2 breaks where other layers have no axis.
    base = alt.Chart().encode(y=alt.Y("key:O", sort=None, axis=None, title=None))
    tooltip = [
        alt.Tooltip("name:N", title="Firm"),
        alt.Tooltip("years:N", title="Years"),
        alt.Tooltip("words:N", title="Value"),
    ]
    then, now = (base.transform_filter(f"datum.when == '{when}'") for when in ("then", "now"))
    layers = stacked(
        base.mark_line(strokeWidth=3, yOffset=11).encode(
            x=_x("value:Q"), detail="key:O", color=_side_colour(tokens)
        ),
        then.mark_point(
            size=80, stroke=tokens.prior, fill=tokens.ground, opacity=1, yOffset=11, strokeWidth=2
        ).encode(x=_x("value:Q")),
        now.mark_point(size=80, filled=True, opacity=1, yOffset=11).encode(
            x=_x("value:Q"), color=_side_colour(tokens)
        ),
        _name(now, tokens),
        _words(now, tokens, coloured=True),
        now.mark_rect(opacity=0.001, cursor="pointer")
        .encode(x=alt.value(0), x2=alt.value("width"), tooltip=tooltip)
        .add_params(clicks()),
    )
    return calm(layers.properties(height=alt.Step(46)))


def _name(base: alt.Chart, tokens: Tokens) -> Any:
    mark = base.mark_text(align="left", dy=-9, color=tokens.ink, limit=210, fontSize=13)
    return mark.encode(x=alt.value(0), text="name:N")


def _words(base: alt.Chart, tokens: Tokens, *, coloured: bool = False) -> Any:
    mark = base.mark_text(align="right", dy=-9, fontSize=12, color=tokens.quiet)
    encoded = mark.encode(x=alt.value("width"), text="words:N")
    return encoded.encode(color=_side_colour(tokens)) if coloured else encoded


def _bars(tokens: Tokens) -> Any:
    base = alt.Chart().encode(y=alt.Y("key:O", sort=None, axis=None, title=None))
    scale = alt.Scale(nice=False, zero=True)
    layers = stacked(
        base.mark_bar(yOffset=11, height=10).encode(
            x=alt.X("cents:Q", title=None, axis=None, scale=scale),
            color=alt.condition("datum.is_core", alt.value(tokens.ink), alt.value(tokens.prior)),
        ),
        _name(base, tokens),
        _words(base, tokens),
        base.mark_rect(opacity=0.001, cursor="pointer")
        .encode(x=alt.value(0), x2=alt.value("width"), tooltip=[alt.Tooltip("name:N", title="Firm"),
                alt.Tooltip("words:N", title="Spend")])
        .add_params(clicks()),
    )  # fmt: skip
    return calm(layers.properties(height=alt.Step(44)))


def _lines(tokens: Tokens) -> Any:
    axis = alt.Axis(labelAngle=0, title=None, domain=False, ticks=False, labelFontSize=12)
    scale = alt.Scale(zero=False, padding=22)
    colour = alt.condition("datum.is_firm", alt.value(tokens.ink), alt.value(tokens.prior))
    base = alt.Chart().encode(
        x=alt.X("year:O", axis=axis, scale=alt.Scale(padding=0.6)),
        y=alt.Y("value:Q", axis=None, title=None, scale=scale),
        color=colour,
        tooltip=[alt.Tooltip("who:N", title="Who"), alt.Tooltip("year:N", title="Year"),
                 alt.Tooltip("words:N", title="Value")],
    )  # fmt: skip
    above = base.transform_filter("datum.is_firm").mark_text(dy=-13, fontSize=12)
    below = base.transform_filter("!datum.is_firm").mark_text(dy=15, fontSize=11)
    layers = stacked(
        base.mark_line(strokeWidth=2).encode(
            detail="who:N",
            strokeDash=alt.condition("datum.is_firm", alt.value([1, 0]), alt.value([4, 3])),
        ),
        base.mark_point(filled=True, size=60, opacity=1),
        above.encode(text="words:N"),
        below.encode(text="words:N"),
    )
    return calm(layers.properties(height=190))
