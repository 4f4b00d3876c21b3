"""What does a forecast say in a sentence: where the year ends, by which method, how sure?"""

import pandas as pd

from legalops import periods
from legalops.metrics import words
from legalops.metrics.budget import Chosen, Figure
from legalops.metrics.forecast.methods import METHODS
from legalops.metrics.forecast.past import DEPARTMENT
from legalops.metrics.forecast.record import LEAST_ORIGINS, Choice
from legalops.metrics.outlook import Outlook


def headline(outlook: Outlook, budget_cents: int | None, chosen: Chosen) -> str:
    """Return the one sentence: where the year ends, and how far from its budget that is."""
    if outlook.reason or outlook.at_completion_cents is None:
        return f"There is no forecast for {chosen.year.label}."
    ends = words.money(outlook.at_completion_cents, chosen.currency)
    verb = "ended" if outlook.is_complete else "is forecast to end"
    start = f"{chosen.year.label} {verb} at {ends}"
    if budget_cents is None:
        return f"{start}; there is no budget to compare it with."
    figure = Figure(outlook.at_completion_cents, budget_cents)
    budget = words.money(budget_cents, chosen.currency)
    if not words.is_material(figure, chosen.currency):
        return f"{start}, on its budget of {budget}."
    off = figure.variance_cents or 0
    share = f" ({words.percent(off / budget_cents)})" if budget_cents else ""
    side = "over" if off > 0 else "under"
    apart = words.money(abs(off), chosen.currency)
    return f"{start}, {apart}{share} {side} its budget of {budget}."


def reach(outlook: Outlook, currency: str) -> str:
    """Say how far the year's end may lie from the forecast; nothing where nobody can say."""
    if outlook.low_cents is None or outlook.high_cents is None or outlook.is_complete:
        return ""
    low, high = (words.money(c, currency) for c in (outlook.low_cents, outlook.high_cents))
    return f"Going by earlier misses, four in five such forecasts end between {low} and {high}."


def because(usual: Choice, shown: str, found: pd.DataFrame) -> str:
    """Say by which method the page forecasts, and why that one."""
    label = METHODS[usual.method].label
    if not usual.has_record:
        why = (
            f"{label} is the method to go by until the methods have a record: that takes "
            f"trials from {LEAST_ORIGINS} months."
        )
    else:
        runner = _runner_up(usual, found)
        after = f"; next comes {runner}" if runner else ""
        why = (
            f"{label} is the method with the best record: tried from {usual.origins} months, its "
            f"forecasts of single months missed by {_share(usual.wape or 0)} of what "
            f"came{after}."
        )
    if shown == usual.method:
        return why
    return f"This view forecasts by {METHODS[shown].label}, as chosen. {why}"


def _runner_up(usual: Choice, found: pd.DataFrame) -> str:
    rows = found[(found["practice_area_id"] == DEPARTMENT) & (found["method"] != usual.method)]
    rows = rows[rows["wape"].notna() & (rows["origins"] >= LEAST_ORIGINS)]
    if rows.empty:
        return ""
    row = min(rows.to_dict("records"), key=lambda r: float(r["wape"]))
    return f"{METHODS[str(row['method'])].label} with {_share(float(row['wape']))}"


def _share(share: float) -> str:
    """Write a share with a decimal, since records lie close together."""
    return f"{share * 100:.1f}%"


def moved(successive: pd.DataFrame, currency: str) -> str:
    """Say how the forecasts of the year moved from closing to closing."""
    if len(successive) < 2:
        return ""
    first, last = successive.iloc[0], successive.iloc[-1]
    off = int(last["at_completion_cents"]) - int(first["at_completion_cents"])
    steps = successive["at_completion_cents"].diff().dropna().abs()
    largest = words.money(int(steps.max()), currency)
    way = "rose" if off > 0 else "fell"
    change = f"{way} by {words.money(abs(off), currency)}" if off else "did not move"
    return (
        f"From the closing of {periods.label(int(first['made_in']))} to that of "
        f"{periods.label(int(last['made_in']))} the forecast {change}; its largest step was "
        f"{largest}."
    )
