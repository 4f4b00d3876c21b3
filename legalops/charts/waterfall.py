"""What does the way from budget to actual or forecast look like, cause by cause?

Rows from the top: where it starts, each cause on from the one before, where it ends. Causes
alone, from zero, where the totals dwarf them. It reads the same on a phone.
"""

from typing import Any, cast

import altair as alt

from legalops import money
from legalops.charts.hatch import hatch
from legalops.charts.parts import calm, clicks, exact, stacked
from legalops.charts.picture import Picture
from legalops.charts.theme import Tokens
from legalops.metrics import measures, words
from legalops.metrics.budget import BudgetReport, Chosen
from legalops.metrics.comparison import Reference
from legalops.metrics.waterfall import Bridge

#: The keys of the two ends; they open nothing.
START, END = -2, -3
_SCENARIO = {"prior_year": "prior", "prior_forecast": "hatched"}


def bridge(way: Bridge, report: BudgetReport, tokens: Tokens) -> Picture:
    """Draw the way as rows; a cause's key is its practice area."""
    return Picture(_plan, tokens, rows(way, report))


def rows(way: Bridge, report: BudgetReport) -> list[dict[str, Any]]:
    """Return a row per step with where its bar begins and ends, in minor units."""
    chosen, found = report.chosen, []
    at = 0 if way.is_dwarfed else way.start_cents
    if not way.is_dwarfed:
        fill = _SCENARIO.get(chosen.reference.kind, "outlined")
        found.append(_end(START, chosen.reference.label, way.start_cents, fill, chosen))
    for cause in way.causes:
        side = "over" if cause.cents > 0 else "under"
        found.append(
            {
                "key": cause.key,
                "name": cause.name,
                "start": at,
                "end": at + cause.cents,
                "fill": side,
                "value": f"{money.short(cause.cents, chosen.currency, sign=True)} {side}",
                "value_exact": exact(cause.cents, chosen.currency, sign=True),
            }
        )
        at += cause.cents
    if not way.is_dwarfed:
        fill = "hatched" if way.is_forecast else "actual"
        found.append(_end(END, ends_as(way, chosen), way.end_cents, fill, chosen))
    for place, row in enumerate(found):
        row["place"], row["next"] = place, place + 1 if place + 1 < len(found) else None
    return found


def ends_as(way: Bridge, chosen: Chosen) -> str:
    """Return what the last step is called."""
    if way.is_forecast:
        return "Forecast"
    return "Actual" if chosen.measure == "billed" else measures.NAMES[chosen.measure]


def describe(way: Bridge, report: BudgetReport) -> str:
    """Say what the picture shows, for those who do not see it."""
    chosen = report.chosen
    causes = ", ".join(
        f"{cause.name} {words.money(cause.cents, chosen.currency, sign=True)}"
        for cause in way.causes
    )
    return f"{title(way, chosen)} Causes: {causes or 'none'}."


def title(way: Bridge, chosen: Chosen) -> str:
    """Name both ends with their totals."""
    start, end = (words.money(c, chosen.currency) for c in (way.start_cents, way.end_cents))
    ends = f"{_named(chosen.reference)} {start} to {ends_as(way, chosen).lower()} {end}"
    only = " Changes only, since the totals are many times larger." if way.is_dwarfed else ""
    return f"{words.period(chosen)}: {ends}.{only}"


def _named(reference: Reference) -> str:
    return f"from {reference.noun}"


def _end(key: int, name: str, cents: int, fill: str, chosen: Chosen) -> dict[str, Any]:
    return {
        "key": key,
        "name": name,
        "start": 0,
        "end": cents,
        "fill": fill,
        "value": money.short(cents, chosen.currency),
        "value_exact": exact(cents, chosen.currency),
    }


def _plan(tokens: Tokens) -> Any:
    base = alt.Chart().encode(y=alt.Y("place:O", sort=None, axis=None, title=None))
    bars = base.encode(x=_amount("start:Q"), x2="end:Q")
    layers = stacked(
        base.transform_filter("isValid(datum.next)")
        .mark_rule(color=tokens.quiet, strokeDash=[2, 2], yOffset=10, y2Offset=10)
        .encode(y2="next:O", x=_amount("end:Q")),
        bars.transform_filter(_is("over", "under", "actual", "prior"))
        .mark_bar(yOffset=10, height=13)
        .encode(color=_colour(tokens, tokens.ink)),
        bars.transform_filter(_is("outlined")).mark_bar(
            yOffset=10, height=13, fillOpacity=0, stroke=tokens.ink, strokeWidth=1.2
        ),
        bars.transform_filter(_is("hatched")).mark_bar(
            yOffset=10,
            height=13,
            fill=hatch(tokens.ink, tokens.ground, stripes=120, run="along"),
            stroke=tokens.ink,
        ),
        base.mark_text(align="left", dy=-9, color=tokens.ink, limit=210, fontSize=13).encode(
            x=alt.value(0), text="name:N"
        ),
        _value(base, stroke=tokens.ground, strokeWidth=5),  # keeps the connectors off the text
        _value(base).encode(color=_colour(tokens, tokens.quiet)),
        base.mark_rect(opacity=0.001, cursor="pointer")
        .encode(x=alt.value(0), x2=alt.value("width"), tooltip=_tooltip())
        .add_params(clicks()),
    )
    return calm(layers.properties(height=alt.Step(44)).resolve_scale(color="independent"))


def _value(base: alt.Chart, **style: Any) -> alt.Chart:
    text = base.mark_text(align="right", dy=-9, fontSize=12, **style)
    return cast(alt.Chart, text.encode(x=alt.value("width"), text="value:N"))


def _is(*fills: str) -> str:
    return f"indexof({list(fills)}, datum.fill) >= 0"


def _amount(field: str) -> alt.X:
    return alt.X(field, title=None, axis=None, scale=alt.Scale(nice=False, zero=True))


def _colour(tokens: Tokens, end: str) -> alt.Color:
    colours = {"over": tokens.over, "under": tokens.under, "prior": tokens.prior}
    every = {**colours, "actual": end, "outlined": end, "hatched": end}
    scale = alt.Scale(domain=list(every), range=list(every.values()))
    return alt.Color("fill:N", legend=None, scale=scale)


def _tooltip() -> list[alt.Tooltip]:
    return [alt.Tooltip("name:N", title="Step"), alt.Tooltip("value_exact:N", title="Amount")]
