"""Which messages say where the year ends, what to look at and what people wrote?"""

from functools import partial

from legalops import periods
from legalops.charts import cumulative
from legalops.metrics import words
from legalops.metrics.budget import Figure
from legalops.metrics.catalog import CATALOG
from legalops.metrics.forecast import METHODS
from legalops.metrics.outlook import Outlook
from legalops.reports.pack import Pack
from legalops.reports.parts import MOST_POINTS, cents, missing, share
from legalops.reports.pdf import Column
from legalops.reports.sections import Graph, Grid, Section, Series


def forecast(pack: Pack) -> Section | None:
    """Say where the year ends, and how far off such forecasts were."""
    outlook = pack.outlook
    if outlook is None or outlook.reason or outlook.at_completion_cents is None:
        return None
    return Section(
        title=f"Forecast of {pack.chosen.year.label}, {outlook.method_label.lower()}, "
        f"{pack.chosen.currency}",
        message=_forecast_message(pack, outlook),
        graph=_forecast_graph(pack, outlook),
        picture=partial(cumulative.cone, pack.report, outlook),
        alt=cumulative.describe(pack.report, outlook),
        grid=_record(pack),
        measures=tuple(key for key in ("at_completion", "forecast", "wape") if key in CATALOG),
    )


def _forecast_message(pack: Pack, outlook: Outlook) -> str:
    ends = pack.short(outlook.at_completion_cents)
    plan = sum(pack.report.year_plan.values()) if pack.report.year_plan else None
    figure = Figure(int(outlook.at_completion_cents or 0), plan)
    distance = "" if plan is None else f", {words.distance_in_words(figure, pack.chosen)}"
    band = ""
    if outlook.low_cents is not None and outlook.high_cents is not None:
        band = f"; four times in five between {pack.short(outlook.low_cents)} and " \
               f"{pack.short(outlook.high_cents)}"  # fmt: skip
    return f"{pack.chosen.year.label} is expected to end at {ends}{distance}{band}."


def _forecast_graph(pack: Pack, outlook: Outlook) -> Graph:
    rows = outlook.total.to_dict("records")
    known = [bool(row["is_actual"]) for row in rows]
    amounts = cents(rows, "amount_cents")
    plan = {int(row["month"]): row["budget_cents"] for row in
            pack.report.by_month.to_dict("records")}  # fmt: skip
    budget = tuple(missing(plan.get(int(row["month"]))) for row in rows)
    series = [
        Series("Actual", tuple(c if k else None for c, k in zip(amounts, known, strict=True))),
        Series("Forecast", tuple(None if k else c for c, k in zip(amounts, known, strict=True)),
               "forecast"),
    ]  # fmt: skip
    if any(cents is not None for cents in budget):
        series.insert(0, Series(pack.chosen.reference.label, budget, "plan"))
    labels = tuple(periods.label(int(row["month"]))[: None if not place else 3]
                   for place, row in enumerate(rows))  # fmt: skip
    return Graph("columns", labels, tuple(series), pack.chosen.currency)


def _record(pack: Pack) -> Grid | None:
    """Return how far off each method was, the best first."""
    if pack.record.empty:
        return None
    columns = (Column("Method", 2.4), Column("Off by", 0.8, "R"), Column("Bias", 0.8, "R"),
               Column("In the band", 0.9, "R"), Column("Months judged", 1.0, "R"))  # fmt: skip
    rows = [
        (
            METHODS[str(row["method"])].label if row["method"] in METHODS else str(row["method"]),
            share(row["wape"]),
            share(row["bias"], sign=True),
            share(row["coverage"]),
            f"{int(row['n']):,}",
        )
        for row in pack.record.sort_values("wape").to_dict("records")
    ]
    return Grid(columns, tuple(rows))


def attention(pack: Pack) -> Section | None:
    """Say what is over its budget, about to be, or near it."""
    if not pack.alerts:
        return None
    over = sum(alert.level == "over" for alert in pack.alerts)
    noun = "is" if over == 1 else "are"
    message = f"{over} of {len(pack.alerts)} things to watch {noun} over budget already."
    points = [alert.text for alert in pack.alerts[:MOST_POINTS]]
    more = len(pack.alerts) - len(points)
    rest = f"{more} more {'stands' if more == 1 else 'stand'} on the page Overview."
    return Section(
        title="What needs attention",
        message=message if over else f"{len(pack.alerts)} budgets are near their end.",
        points=[*points, rest] if more > 0 else points,
    )


def remarks(pack: Pack) -> Section | None:
    """Say what people wrote about the figures."""
    if not pack.remarks:
        return None
    points = [f"{said.text} ({said.author}, {said.on})" for said in pack.remarks[:MOST_POINTS]]
    one = len(pack.remarks) == 1
    return Section(
        title="Comments on the figures",
        message="One comment was written on these figures." if one
        else f"{len(pack.remarks)} comments were written on these figures.",
        points=points,
    )  # fmt: skip
