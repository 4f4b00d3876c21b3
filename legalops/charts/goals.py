"""How did a measure move against the line it was to follow, from its baseline to its target?

Solid is what was read, dashed what was promised; to keep within, the ground between the bounds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt

from legalops import periods
from legalops.charts.parts import calm, stacked
from legalops.charts.picture import Picture
from legalops.charts.theme import Tokens
from legalops.metrics.goal_aims import Aim, Reading
from legalops.metrics.goal_words import number, value

_ONE = 10_000
_HEIGHT = 168
#: Readings that are drawn at most, the newest.
_MOST = 120


@dataclass(frozen=True)
class Way:
    """What is drawn: the aim with its readings, its unit, its days, and today."""

    aim: Aim
    unit: str
    starts_on: date
    due_on: date
    today: date


def against_line(way: Way, tokens: Tokens) -> Picture:
    """Draw what was read against the line from baseline to target."""
    rows = [*_promised(way), *_read(way), {"part": "today", "on": _at(way.today)}]
    return Picture(_plan, tokens, rows)


def describe(way: Way, title: str) -> str:
    """Say what the picture shows, for those who do not see it."""
    readings = way.aim.readings
    said = [f"{periods.day_label(r.on)} {value(r.value_e4, way.unit)}" for r in readings[-6:]]
    return f"{title}: {'; '.join(said) or 'no value yet'}. {aim_words(way.aim, way.unit)}."


def aim_words(aim: Aim, unit: str) -> str:
    """Say where a measure is to go: `From 47 to 30 days`, `Keep within 0 and 100%`."""
    low, high = aim.target_e4, aim.upper_e4
    if aim.direction == "within":
        if low is None and high is not None:
            return f"Keep at most {value(high, unit)}"
        if high is None and low is not None:
            return f"Keep at least {value(low, unit)}"
        return f"Keep within {number(low or 0)} and {value(high or 0, unit)}"
    if low is None:
        return "No target yet"
    start = aim.start_e4
    return (
        f"To {value(low, unit)}" if start is None else f"From {number(start)} to {value(low, unit)}"
    )


def _promised(way: Way) -> list[dict[str, Any]]:
    aim, first, last = way.aim, way.starts_on, way.due_on
    if aim.direction == "within":
        bounds = [each for each in (aim.target_e4, aim.upper_e4) if each is not None]
        return [
            {"part": f"bound{place}", "on": _at(day), "value": each / _ONE, "label": label}
            for place, each in enumerate(bounds)
            for day, label in ((first, ""), (last, number(each)))
        ]
    if aim.target_e4 is None:
        return []
    start = aim.target_e4 if aim.start_e4 is None else aim.start_e4
    return [
        {"part": "line", "on": _at(first), "value": start / _ONE, "label": ""},
        {"part": "line", "on": _at(last), "value": aim.target_e4 / _ONE,
         "label": number(aim.target_e4)},
    ]  # fmt: skip


def _read(way: Way) -> list[dict[str, Any]]:
    readings: Sequence[Reading] = way.aim.readings[-_MOST:]
    return [
        {
            "part": "read",
            "on": _at(each.on),
            "value": each.value_e4 / _ONE,
            "day": periods.day_label(each.on),
            "said": value(each.value_e4, way.unit),
            "label": number(each.value_e4) if each is readings[-1] else "",
        }
        for each in readings
    ]


def _at(day: date) -> str:
    # A day without an hour would be read as midnight in Greenwich, the day before in America.
    return f"{day.isoformat()}T12:00:00"


def _plan(tokens: Tokens) -> Any:
    promised = _part("datum.part != 'read' && datum.part != 'today'")
    read = _part("datum.part == 'read'")
    today = _part("datum.part == 'today'")
    tooltip = [alt.Tooltip("day:N", title="Day"), alt.Tooltip("said:N", title="Value")]
    chart = stacked(
        today.mark_rule(color=tokens.prior, strokeWidth=1, opacity=0.6).encode(x=_x()),
        today.mark_text(
            align="left", dx=4, fontSize=10, color=tokens.quiet, text="today", baseline="top"
        ).encode(x=_x(), y=alt.value(0)),
        promised.mark_line(color=tokens.prior, strokeDash=[5, 4], strokeWidth=1.6).encode(
            x=_x(), y=_y(), detail="part:N"
        ),
        _labels(promised, tokens.quiet),
        read.mark_line(color=tokens.ink, strokeWidth=2).encode(x=_x(), y=_y()),
        read.mark_point(color=tokens.ink, filled=True, size=46, opacity=1).encode(x=_x(), y=_y()),
        _labels(read, tokens.ground, bold=True, stroke=tokens.ground, strokeWidth=4),
        _labels(read, tokens.ink, bold=True),
        read.mark_point(size=600, opacity=0.001).encode(x=_x(), y=_y(), tooltip=tooltip),
    )
    return calm(chart.properties(height=_HEIGHT))


def _labels(base: alt.Chart, colour: str, *, bold: bool = False, **more: Any) -> Any:
    # The newest value stands above its point, clear of the line that leads there.
    place: dict[str, Any] = (
        {"align": "left", "dx": 3, "dy": -10, "fontWeight": "bold"}
        if bold
        else {"align": "right", "dy": -9}
    )
    mark = base.mark_text(fontSize=11, color=colour, **place, **more)
    return mark.encode(x=_x(), y=_y(), text="label:N")


def _part(test: str) -> alt.Chart:
    found: alt.Chart = alt.Chart().transform_filter(test)
    return found


def _x() -> alt.X:
    axis = alt.Axis(
        title=None,
        format="%b %y",
        ticks=False,
        domain=False,
        labelFontSize=11,
        tickCount="month",
        labelOverlap="greedy",
        labelSeparation=14,
    )
    return alt.X("on:T", axis=axis, scale=alt.Scale(padding=10, nice=False))


def _y() -> alt.Y:
    axis = alt.Axis(title=None, ticks=False, domain=False, labelFontSize=11, tickCount=4)
    return alt.Y("value:Q", axis=axis, scale=alt.Scale(zero=False, padding=18))
