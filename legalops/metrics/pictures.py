"""What follows from a picture of budget against actual, in one sentence?"""

from collections.abc import Mapping

from legalops import periods
from legalops.metrics import words
from legalops.metrics.budget import BudgetReport, Figure
from legalops.metrics.outlook import Outlook
from legalops.metrics.waterfall import SEVERAL, Bridge, Cause
from legalops.money import short


def waterfall(way: Bridge, report: BudgetReport) -> str:
    """Say which causes add most and save most between the two ends."""
    chosen = report.chosen
    named = [cause for cause in way.causes if cause.key != SEVERAL]
    added = max((c for c in named if c.cents > 0), key=lambda c: c.cents, default=None)
    saved = min((c for c in named if c.cents < 0), key=lambda c: c.cents, default=None)
    if added is None and saved is None:
        return f"Every practice area is {chosen.reference.even}."
    said = [_caused(cause, chosen.currency) for cause in (added, saved) if cause is not None]
    end = "The forecast" if way.is_forecast else "Spend"
    figure = Figure(way.end_cents, way.start_cents)
    distance = words.distance_in_words(figure, chosen)
    return f"{'; '.join(said)}. {end} is {distance}."


def _caused(cause: Cause, currency: str) -> str:
    amount = words.money(abs(cause.cents), currency)
    return f"{cause.name} {f'adds {amount}' if cause.cents > 0 else f'takes {amount} off'}"


def cumulative(report: BudgetReport, outlook: Outlook | None) -> str:
    """Say where the year stands, and where it ends if there is a forecast."""
    chosen, year = report.chosen, report.chosen.year.label
    if outlook is not None and outlook.at_completion_cents is not None:
        whole = report.year.budget_cents if report.has_whole_year else None
        figure = Figure(outlook.at_completion_cents, whole)
        ends = words.money(outlook.at_completion_cents, chosen.currency)
        distance = "" if whole is None else f", {words.distance_in_words(figure, chosen)}"
        return f"{year} is expected to end at {ends}{distance}{_range(outlook, chosen.currency)}."
    to_date = report.to_date
    if not chosen.elapsed or to_date.budget_cents is None or not report.has_whole_year:
        return words.headline(report)
    distance = words.distance_in_words(to_date, chosen)
    return f"By the end of {periods.label(chosen.elapsed[-1])} spend to date is {distance}."


def _range(outlook: Outlook, currency: str) -> str:
    if outlook.low_cents is None or outlook.high_cents is None:
        return ""
    low, high = short(outlook.low_cents, currency), short(outlook.high_cents, currency)
    return f"; four times in five between {low} and {high}"


def multiples(report: BudgetReport, names: Mapping[int, str]) -> str:
    """Say which practice area is over most often, and which is under."""
    chosen, counts = report.chosen, _months_over(report)
    if not counts:
        return f"There is {chosen.reference.missing} to compare practice areas with."
    area, (over, of) = max(counts.items(), key=lambda item: (item[1][0], -item[0]))
    if not over:
        return f"No practice area is {chosen.reference.over} in any month."
    name, months = names.get(area, "?"), f"{of} month" if of == 1 else f"{of} months"
    return f"{name} is {chosen.reference.over} most often: in {over} of {months}."


def _months_over(report: BudgetReport) -> dict[int, tuple[int, int]]:
    """Return in how many of its counted months each practice area is above its reference."""
    found: dict[int, tuple[int, int]] = {}
    for key, planned in report.plan.items():
        if key[1] <= report.chosen.as_of:
            over, of = found.get(key[0], (0, 0))
            found[key[0]] = (over + (report.spent.get(key, 0) > planned), of + 1)
    return found
