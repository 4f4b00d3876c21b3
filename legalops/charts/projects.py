"""What do projects look like over time: what was promised, what is expected, what is done?

In the Gantt a thin bar is what was first promised, a pale one what is expected, its dark part
what is done. In the slip chart a ring is the day first promised, a dot the day expected now, and
ticks between them the days it was moved through. Late and early have a colour and words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, cast

import altair as alt

from legalops.charts.parts import calm, clicks, stacked
from legalops.charts.picture import Picture
from legalops.charts.theme import Tokens
from legalops.periods import day_label

#: More rows than this cannot be read in one picture.
MOST_ROWS = 30
_STEP = 46
_ROOM = 0.04  # of the span, on both sides
_STATES = ("done", "late", "due")


@dataclass(frozen=True)
class Bar:
    """One project: when it starts, when it was promised to end and will, how much is done.

    `marks` are the day, title and state of its milestones: done, late (its day passed) or due.
    """

    key: int
    name: str
    said: str
    is_late: bool
    starts: date
    promised: date
    ends: date
    done_share: float
    marks: Sequence[tuple[date, str, str]] = ()


@dataclass(frozen=True)
class Slip:
    """One milestone: the day promised, the days it was moved through, the day expected now."""

    key: int
    name: str
    said: str
    promised: date
    expected: date
    is_done: bool
    through: Sequence[date] = ()


def gantt(bars: Sequence[Bar], today: date, tokens: Tokens) -> Picture:
    """Draw projects over time with their milestones, the promise under each, and today."""
    shown = bars[:MOST_ROWS]
    days = [day for bar in shown for day in (bar.starts, bar.promised, bar.ends)]
    rows = [row for bar in shown for row in _bar_rows(bar)]
    return Picture(_gantt, tokens, [*rows, *_frame(days, today)])


def slips(found: Sequence[Slip], today: date, tokens: Tokens) -> Picture:
    """Draw how far each milestone moved from the day promised to the day expected."""
    shown = found[:MOST_ROWS]
    days = [day for one in shown for day in (one.promised, one.expected, *one.through)]
    rows = [row for one in shown for row in _slip_rows(one)]
    return Picture(_slips, tokens, [*rows, *_frame(days, today)])


def describe_gantt(bars: Sequence[Bar]) -> str:
    """Say how each project stands, for those who do not see it."""
    said = "; ".join(f"{bar.name}: {bar.said}" for bar in bars[:MOST_ROWS])
    return f"Projects over time with their milestones. {said}."


def describe_slips(found: Sequence[Slip]) -> str:
    """Say how far each milestone moved, for those who do not see it."""
    said = "; ".join(f"{one.name}: {one.said}" for one in found[:MOST_ROWS])
    return f"Milestones, from the day first promised to the day expected now. {said}."


def _at(day: date) -> str:
    """Write a day so that the browser reads it as its own midnight, wherever it is."""
    return f"{day.isoformat()}T00:00:00"


def _bar_rows(bar: Bar) -> list[dict[str, Any]]:
    base = {
        "key": bar.key, "name": bar.name, "said": bar.said,
        "side": "late" if bar.is_late else "even",
        "starts": day_label(bar.starts), "promised": day_label(bar.promised),
        "ends": day_label(bar.ends),
    }  # fmt: skip
    done = bar.starts + timedelta(days=round((bar.ends - bar.starts).days * bar.done_share))
    spans = (("plan", bar.ends), ("done", done), ("promise", bar.promised))
    rows: list[dict[str, Any]] = [
        {**base, "part": part, "from": _at(bar.starts), "to": _at(end)} for part, end in spans
    ]
    marks = [
        {**base, "part": "mark", "from": _at(day), "mark": title, "state": state,
         "day": day_label(day)}
        for day, title, state in bar.marks
    ]  # fmt: skip
    return [*rows, *marks]


def _slip_rows(one: Slip) -> list[dict[str, Any]]:
    days = (one.expected - one.promised).days
    base = {
        "key": one.key, "name": one.name, "said": one.said,
        "side": "late" if days > 0 else "early" if days < 0 else "even",
        "promised": day_label(one.promised), "expected": day_label(one.expected),
        "state": "done" if one.is_done else "due",
    }  # fmt: skip
    rows = [{**base, "part": "span", "from": _at(one.promised), "to": _at(one.expected)}]
    return [*rows, *({**base, "part": "step", "from": _at(day)} for day in one.through)]


def _frame(days: Sequence[date], today: date) -> list[dict[str, Any]]:
    """Return the rows of today and of the ends of the picture, with room on both sides."""
    first, last = min([*days, today]), max([*days, today])
    room = timedelta(days=max(7, round((last - first).days * _ROOM)))
    return [
        {"part": "today", "from": _at(today), "name": "Today"},
        {"part": "ends", "from": _at(first - room)},
        {"part": "ends", "from": _at(last + room)},
    ]


def _gantt(tokens: Tokens) -> Any:
    tooltip = [
        alt.Tooltip("name:N", title="Project"),
        alt.Tooltip("said:N", title="How it stands"),
        alt.Tooltip("starts:N", title="Starts"),
        alt.Tooltip("promised:N", title="First promised"),
        alt.Tooltip("ends:N", title="Expected end"),
    ]
    point = [
        alt.Tooltip("mark:N", title="Milestone"),
        alt.Tooltip("day:N", title="Day"),
        alt.Tooltip("state:N", title="State"),
    ]
    chart = stacked(
        *_ground(tokens),
        _bar("plan", tokens.forecast, 12, 6, 0.3),
        _bar("done", tokens.forecast, 12, 6, 1.0),
        _bar("promise", tokens.prior, 3, 16, 1.0),
        _today(tokens),
        *_texts("plan", tokens),
        _front(tooltip),
        _part("mark")
        .mark_point(size=70, filled=True, opacity=1, yOffset=6, stroke=tokens.ground)
        .encode(
            x=_x("from:Q"), y=_y(), shape=_shape(), color=_colour("state", tokens), tooltip=point
        ),
    )
    return calm(chart.properties(height=alt.Step(_STEP)))


def _slips(tokens: Tokens) -> Any:
    tooltip = [
        alt.Tooltip("name:N", title="Milestone"),
        alt.Tooltip("promised:N", title="First promised"),
        alt.Tooltip("expected:N", title="Expected or done"),
        alt.Tooltip("said:N", title="Slip"),
    ]
    span = _part("span")
    chart = stacked(
        *_ground(tokens),
        _today(tokens),
        span.mark_bar(size=3, yOffset=8).encode(
            x=_x("from:T"), x2="to:T", y=_y(), color=_colour("side", tokens)
        ),
        _part("step")
        .mark_tick(thickness=2, height=10, yOffset=8, opacity=1)
        .encode(x=_x("from:T"), y=_y(), color=_colour("side", tokens)),
        span.mark_point(
            size=70, stroke=tokens.prior, fill=tokens.ground, opacity=1, yOffset=8, strokeWidth=2
        ).encode(x=_x("from:T"), y=_y()),
        span.mark_point(size=80, filled=True, opacity=1, yOffset=8).encode(
            x=_x("to:T"), y=_y(), color=_colour("side", tokens), shape=_shape()
        ),
        *_texts("span", tokens),
        _front(tooltip),
    )
    return calm(chart.properties(height=alt.Step(_STEP - 6)))


def _ground(tokens: Tokens) -> list[alt.Chart]:
    """Return what keeps room at the sides."""
    return [cast(alt.Chart, _part("ends").mark_point(opacity=0).encode(x=_x("from:T")))]


def _today(tokens: Tokens) -> alt.Chart:
    rule = _part("today").mark_rule(color=tokens.over, strokeWidth=1.5)
    return cast(alt.Chart, rule.encode(x=_x("from:T"), tooltip=alt.Tooltip("name:N", title=" ")))


def _bar(part: str, colour: str, size: int, offset: int, opacity: float) -> alt.Chart:
    bar = _part(part).mark_bar(size=size, yOffset=offset, color=colour, opacity=opacity)
    return cast(alt.Chart, bar.encode(x=_x("from:T"), x2="to:T", y=_y()))


def _texts(part: str, tokens: Tokens) -> list[alt.Chart]:
    """Return the name over the row on the left, and how it stands on the right."""
    return [
        _text(part, "name", "left", tokens).encode(color=alt.value(tokens.ink)),
        _text(part, "said", "right", tokens).encode(color=_colour("side", tokens)),
    ]


def _text(part: str, field: str, align: Literal["left", "right"], tokens: Tokens) -> Any:
    room = alt.ExprRef("width - 128") if align == "left" else 124
    mark = _part(part).mark_text(align=align, dy=-11, fontSize=12, limit=room)
    x = alt.value(0) if align == "left" else alt.value("width")
    return mark.encode(x=x, y=_y(), text=f"{field}:N")


def _front(tooltip: list[alt.Tooltip]) -> alt.Chart:
    """Return the unseen layer in front that owns the click and the tooltip of a row."""
    rect = alt.Chart().transform_filter("isValid(datum.key)").mark_rect(
        opacity=0.001, cursor="pointer"
    )  # fmt: skip
    return cast(alt.Chart, rect.encode(y=_y(), tooltip=tooltip).add_params(clicks()))


def _part(name: str) -> Any:
    return alt.Chart().transform_filter(f"datum.part == '{name}'")


def _x(field: str) -> alt.X:
    axis = alt.Axis(
        title=None, orient="top", ticks=False, domain=False, labelFontSize=11, tickCount=6,
        labelOverlap=True, grid=True, gridOpacity=0.4,
    )  # fmt: skip
    return alt.X(field.replace(":Q", ":T"), axis=axis, scale=alt.Scale(nice=False))


def _y() -> alt.Y:
    return alt.Y("key:N", title=None, axis=None, sort=None)


def _shape() -> alt.Shape:
    scale = alt.Scale(domain=list(_STATES), range=["diamond", "cross", "circle"])
    return alt.Shape("state:N", legend=None, scale=scale)


def _colour(field: str, tokens: Tokens) -> alt.Color:
    meant = {
        "late": tokens.over, "early": tokens.under, "even": tokens.quiet,
        "done": tokens.ink, "due": tokens.ink,
    }  # fmt: skip
    scale = alt.Scale(domain=list(meant), range=list(meant.values()))
    return alt.Color(f"{field}:N", legend=None, scale=scale)
