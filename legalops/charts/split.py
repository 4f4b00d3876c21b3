"""What does budget against actual look like by practice area and by vendor?

A row is a name, what was spent and how far off that is, over a solid bar beside its
outlined budget: it reads the same on a phone.
"""

from collections.abc import Mapping
from typing import Any, cast

import altair as alt
import pandas as pd

from legalops import money
from legalops.charts.hatch import hatch
from legalops.charts.parts import calm, clicks, exact, impact, scenario, stacked
from legalops.charts.picture import Picture
from legalops.charts.theme import Tokens
from legalops.metrics import words
from legalops.metrics.budget import BudgetReport, Figure

MOST_ROWS = 10
#: The key of the row that stands for all further vendors; it opens nothing.
OTHERS = -1


def by_area(report: BudgetReport, areas: Mapping[int, str], tokens: Tokens) -> Picture:
    """Draw actual against budget of each practice area as rows, the largest first."""
    return Picture(_rows, tokens, _of(report.by_area, "practice_area_id", areas, report))


def by_vendor(report: BudgetReport, vendors: Mapping[int, str], tokens: Tokens) -> Picture:
    """Draw what each of the largest vendors billed as rows, and the rest in one."""
    frame = report.by_vendor
    rest = frame.iloc[MOST_ROWS:]
    if len(rest) < 2:
        return Picture(_rows, tokens, _of(frame, "vendor_id", vendors, report))
    rows = _of(frame.iloc[:MOST_ROWS], "vendor_id", vendors, report)
    planned = rest["budget_cents"]
    against = None if planned.isna().all() else int(planned.sum())
    others = Figure(int(rest["actual_cents"].sum()), against)
    rows.append(_row(OTHERS, f"{len(rest)} others", others, report))
    return Picture(_rows, tokens, rows)


def describe(report: BudgetReport, what: str, names: Mapping[int, str], key: str) -> str:
    """Say which rows of a split are the largest, for those who do not see it."""
    frame = report.by_area if key == "practice_area_id" else report.by_vendor
    keys, amounts = frame[key].tolist()[:3], frame["actual_cents"].tolist()[:3]
    top = [
        f"{names.get(number, '?')} {words.money(cents, report.chosen.currency)}"
        for number, cents in zip(keys, amounts, strict=True)
    ]
    return f"Actual by {what}, {words.period(report.chosen)}: {', '.join(top) or 'nothing'}."


def _of(
    frame: pd.DataFrame, key: str, names: Mapping[int, str], report: BudgetReport
) -> list[dict[str, Any]]:
    rows = []
    for row in frame.to_dict("records"):
        budget = None if pd.isna(row["budget_cents"]) else int(row["budget_cents"])
        figure = Figure(int(row["actual_cents"]), budget)
        rows.append(_row(int(row[key]), names.get(int(row[key]), "?"), figure, report))
    return rows


def _row(key: int, name: str, figure: Figure, report: BudgetReport) -> dict[str, Any]:
    currency = report.chosen.currency
    value, side = _words(figure, report)
    return {
        "key": key,
        "name": name,
        "actual": figure.actual_cents,
        **scenario(figure.budget_cents, report.chosen.reference),
        "budget_exact": exact(figure.budget_cents, currency),
        "actual_exact": exact(figure.actual_cents, currency),
        "variance_exact": exact(figure.variance_cents, currency, sign=True),
        "value": value,
        "impact": side,
    }


def _words(figure: Figure, report: BudgetReport) -> tuple[str, str]:
    """Say beside a row what was spent and how far that is from the budget, and on which side."""
    chosen, spent = report.chosen, money.short(figure.actual_cents, report.chosen.currency)
    off = figure.variance_cents
    if off is None:
        total = report.total.actual_cents
        share = f" \u00b7 {words.percent(figure.actual_cents / total)}" if total > 0 else ""
        return spent + share, "on"
    if chosen.is_running:
        return f"{spent} \u00b7 {words.percent(figure.used_share or 0)} used", "on"
    if not words.is_material(figure, chosen.currency):
        return f"{spent} \u00b7 {chosen.reference.even}", "on"
    signed = money.short(off, chosen.currency, sign=True)
    share = f" {words.percent(off / figure.budget_cents)}" if figure.budget_cents else ""
    return f"{spent} \u00b7 {signed}{share} {impact(off)}", impact(off)


def _rows(tokens: Tokens) -> Any:
    base = alt.Chart().encode(y=alt.Y("key:O", sort=None, axis=None, title=None))
    layers = stacked(
        *_references(base, tokens),
        base.mark_bar(yOffset=12, height=11).encode(
            x=_amount("actual:Q"),
            color=alt.condition(
                f"datum.key == {OTHERS}", alt.value(tokens.prior), alt.value(tokens.ink)
            ),
        ),
        base.mark_text(align="left", dy=-9, color=tokens.ink, limit=210, fontSize=13).encode(
            x=alt.value(0), text="name:N"
        ),
        _value(base, tokens),
        base.mark_rect(opacity=0.001, cursor="pointer")
        .encode(x=alt.value(0), x2=alt.value("width"), tooltip=_tooltip())
        .add_params(clicks()),
    )
    return calm(layers.properties(height=alt.Step(48)))


def _references(base: alt.Chart, tokens: Tokens) -> list[alt.Chart]:
    """Return what is compared with: outlined, lighter or hatched, whichever a row has."""
    known = {
        name: base.transform_filter(f"isValid(datum.{name})")
        for name in ("budget", "prior", "before")
    }
    striped = hatch(tokens.prior, tokens.ground, stripes=80, run="along")
    return [
        known["budget"]
        .mark_bar(yOffset=8, fillOpacity=0, stroke=tokens.ink, strokeWidth=1.2, height=11)
        .encode(x=_amount("budget:Q")),
        known["prior"]
        .mark_bar(yOffset=7, color=tokens.prior, height=11)
        .encode(x=_amount("prior:Q")),
        known["before"]
        .mark_bar(yOffset=7, fill=striped, stroke=tokens.prior, height=11)
        .encode(x=_amount("before:Q")),
    ]


def _amount(field: str) -> alt.X:
    return alt.X(field, title=None, axis=None, scale=alt.Scale(nice=False, zero=True))


def _value(base: alt.Chart, tokens: Tokens) -> alt.Chart:
    scale = alt.Scale(
        domain=["over", "under", "on"], range=[tokens.over, tokens.under, tokens.quiet]
    )
    text = base.mark_text(align="right", dy=-9, fontSize=12).encode(
        x=alt.value("width"),
        text="value:N",
        color=alt.Color("impact:N", legend=None, scale=scale),
    )
    return cast(alt.Chart, text)


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("name:N", title="Name"),
        alt.Tooltip("budget_exact:N", title="Compared with"),
        alt.Tooltip("actual_exact:N", title="Actual"),
        alt.Tooltip("variance_exact:N", title="Variance"),
    ]
