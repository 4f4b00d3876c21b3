"""How does each practice area differ from its budget month by month, all on one scale?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import altair as alt

from legalops import money, periods
from legalops.charts.parts import calm, clicks, exact, impact, impact_colour, zero
from legalops.charts.picture import Picture
from legalops.charts.theme import Tokens
from legalops.metrics import pictures, words
from legalops.metrics.budget import BudgetReport
from legalops.metrics.cells import along
from legalops.money import digits
from legalops.periods import Month

#: So many panels at most; the rest is in the table.
MOST = 12


@dataclass(frozen=True)
class Panel:
    """One practice area: its name, how far off it is in all, and its months."""

    area: int
    name: str
    value: str
    side: str
    picture: Picture


def panels(report: BudgetReport, names: Mapping[int, str], tokens: Tokens) -> list[Panel]:
    """Return a panel per practice area, what is furthest over first, on one scale."""
    months = [month for month in report.chosen.months if month <= report.chosen.as_of]
    cells = {area: _cells(report, area, months) for area in _areas(report)}
    ordered = sorted(cells, key=lambda area: -sum(filter(None, cells[area].values())))
    kept = sorted(ordered, key=lambda area: -sum(abs(c or 0) for c in cells[area].values()))[:MOST]
    values = [cents or 0 for area in kept for cents in cells[area].values()]
    one = 10 ** digits(report.chosen.currency)
    ends = {"least": min([0, *values]) / one, "most": max([0, *values, 1]) / one}
    blank = Picture(_plan, tokens, [], ends)
    return [
        _panel(report, (area, names.get(area, "?")), cells[area], blank)
        for area in ordered
        if area in kept
    ]


def describe(panel: Panel, report: BudgetReport) -> str:
    """Say what a panel shows, for those who do not see it."""
    noun = report.chosen.reference.noun
    return f"{panel.name} against {noun} by month, {words.period(report.chosen)}: {panel.value}."


def sentence(report: BudgetReport, names: Mapping[int, str]) -> str:
    """Say what follows from all panels."""
    return pictures.multiples(report, names)


def _areas(report: BudgetReport) -> list[int]:
    return sorted(along(report.spent, 0).keys() | along(report.plan, 0).keys())


def _cells(report: BudgetReport, area: int, months: list[Month]) -> dict[Month, int | None]:
    """Return the variance of each counted month; missing where there is nothing to compare with."""
    return {
        month: None
        if (area, month) not in report.plan
        else report.spent.get((area, month), 0) - report.plan[area, month]
        for month in months
    }


def _panel(
    report: BudgetReport,
    named: tuple[int, str],
    cells: Mapping[Month, int | None],
    blank: Picture,
) -> Panel:
    currency = report.chosen.currency
    total = sum(cents for cents in cells.values() if cents is not None)
    side = impact(total)
    is_known = any(cents is not None for cents in cells.values())
    value = f"{money.short(total, currency, sign=True)} {side}" if is_known else (
        report.chosen.reference.missing
    )  # fmt: skip
    rows = [_row(report, named[0], month, cents) for month, cents in cells.items()]
    return Panel(*named, value, side if is_known else "on", replace(blank, rows=rows))


def _row(report: BudgetReport, area: int, month: Month, cents: int | None) -> dict[str, Any]:
    currency, key = report.chosen.currency, (area, month)
    return {
        "key": month,
        "month_label": periods.label(month),
        "variance": None if cents is None else cents / 10 ** digits(currency),
        "impact": impact(cents),
        "variance_exact": exact(cents, currency, sign=True),
        "actual_exact": exact(report.spent.get(key, 0), currency),
        "budget_exact": exact(report.plan.get(key), currency),
    }


def _plan(tokens: Tokens) -> Any:
    scale = alt.Scale(domainMin=alt.ExprRef("least"), domainMax=alt.ExprRef("most"), nice=False)
    y = alt.Y("variance:Q", title=None, axis=None, scale=scale)
    base = alt.Chart().encode(x=alt.X("key:O", title=None, axis=None))
    layers = alt.layer(
        base.mark_bar(width=alt.RelativeBandSize(band=0.7)).encode(
            y=y, color=impact_colour(tokens)
        ),
        zero(tokens),
        base.mark_rect(opacity=0.001, cursor="pointer")
        .encode(y=alt.value(0), y2=alt.value("height"), tooltip=_tooltip())
        .add_params(clicks()),
    )
    ends = (alt.param(name="least", value=0), alt.param(name="most", value=1))
    return calm(layers.properties(height=84).add_params(*ends))


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("month_label:N", title="Month"),
        alt.Tooltip("budget_exact:N", title="Compared with"),
        alt.Tooltip("actual_exact:N", title="Actual"),
        alt.Tooltip("variance_exact:N", title="Variance"),
    ]
