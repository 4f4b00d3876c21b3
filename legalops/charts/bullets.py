"""How far is each measure from its target? A bullet graph, one row each, on one scale.

The scale is the share of the target, so that measures of any unit stand under one another; the
darker the ground, the worse the value would be there.
"""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, cast

import altair as alt

from legalops.charts.parts import calm, stacked
from legalops.charts.picture import Picture
from legalops.charts.theme import Tokens

_FAR = 1.5
#: Where the ground changes, as shares of the target, and how dark it is, from zero on.
_GROUNDS: dict[str, tuple[tuple[float, float, float], ...]] = {
    "low": ((0.0, 1.0, 0.07), (1.0, 1.1, 0.16), (1.1, _FAR, 0.28)),
    "high": ((0.0, 0.8, 0.28), (0.8, 1.0, 0.16), (1.0, _FAR, 0.07)),
}
_STEP, _BAR = 52, 20


class Aimed(NamedTuple):
    """A measure with its share of the target, which way is good, and both in words."""

    key: str
    name: str
    share: float
    good: Literal["low", "high"]
    said: str
    distance: str


def bullets(found: Sequence[Aimed], tokens: Tokens) -> Picture:
    """Draw each measure as a bar against its target on grounds of good, near and poor."""
    return Picture(_plan, tokens, [row for one in found for row in _rows(one)])


def describe(found: Sequence[Aimed]) -> str:
    """Say where each measure is, for those who do not see it."""
    said = [f"{one.name} {one.said}, {one.distance}" for one in found]
    return f"Measures against their targets: {'; '.join(said) or 'no target is set'}."


def _rows(one: Aimed) -> list[dict[str, Any]]:
    base = {"key": one.key, "name": one.name, "said": one.said, "distance": one.distance}
    grounds = [
        {**base, "part": "ground", "from": low, "to": high, "dark": dark}
        for low, high, dark in _GROUNDS[one.good]
    ]
    value = {
        **base,
        "part": "value",
        "from": 0.0,
        "to": min(max(one.share, 0.0), _FAR),
        "aim": 1.0,
        "end": _FAR,
    }
    return [*grounds, value]


def _plan(tokens: Tokens) -> Any:
    layers = stacked(
        _ground(tokens),
        _value().mark_bar(color=tokens.ink, height=7, yOffset=9).encode(
            x=_x("from:Q"), x2="to:Q", tooltip=_tooltip()
        ),
        _value().mark_tick(
            color=tokens.over, thickness=3, height=_BAR, yOffset=9, opacity=1
        ).encode(x=_x("aim:Q"), tooltip=_tooltip()),
        _words("name", "left", tokens.ink),
        _words("said", "right", tokens.ink),
    )  # fmt: skip
    return calm(layers.properties(height=alt.Step(_STEP)))


def _ground(tokens: Tokens) -> alt.Chart:
    chart = alt.Chart().transform_filter("datum.part == 'ground'")
    mark = chart.mark_bar(color=tokens.ink, height=_BAR, yOffset=9)
    dark = alt.Opacity("dark:Q", scale=None, legend=None)
    return cast(alt.Chart, mark.encode(x=_x("from:Q"), x2="to:Q", y=_y(), opacity=dark))


def _value() -> Any:
    return alt.Chart().transform_filter("datum.part == 'value'").encode(y=_y())


def _words(field: str, align: Literal["left", "right"], colour: str) -> alt.Chart:
    side = "from" if align == "left" else "end"
    mark = _value().mark_text(align=align, dy=-12, fontSize=12, color=colour)
    return cast(alt.Chart, mark.encode(x=_x(f"{side}:Q"), text=f"{field}:N"))


def _x(field: str) -> alt.X:
    return alt.X(field, title=None, axis=None, scale=alt.Scale(domain=[0, _FAR], nice=False))


def _y() -> alt.Y:
    return alt.Y("key:N", title=None, axis=None, sort=None)


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("name:N", title="Measure"),
        alt.Tooltip("said:N", title="Value and target"),
        alt.Tooltip("distance:N", title="Distance"),
    ]
