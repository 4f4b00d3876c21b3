"""What does a report say in a sentence: how far from budget, where, and since when?"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from legalops import periods
from legalops.metrics.budget import NO_AREA, BudgetReport, Chosen, Figure, elapsed_share
from legalops.metrics.comparison import BUDGET, Reference
from legalops.metrics.measures import Counted
from legalops.money import digits, short
from legalops.periods import Month

#: A variance is worth a word from this share of the budget and this amount (major units) on.
MATERIAL_SHARE = 0.02
MATERIAL_AMOUNT = 5_000
DASH = "\u2013"
BASES = {"invoice": "by invoice date", "work": "by work date"}
#: Which money counts, after `net of tax`.
MEASURES: dict[Counted, str] = {
    "billed": "received and approved",
    "approved": "approved, less what was taken off",
    "incurred": "approved, pending and accrued",
}
_SPENT: dict[Counted, str] = {
    "billed": "spent", "approved": "approved", "incurred": "incurred"
}  # fmt: skip
_MOST_WORK = ("approved", "pending", "accrued")


class Remark(NamedTuple):
    """A practice area that is off its budget, in words."""

    practice_area_id: int
    variance_cents: int
    text: str


def span(months: Sequence[Month]) -> str:
    """Write months in a row for a person: January to July 2026 as `Jan` dash `Jul 2026`."""
    if not months:
        return "no month"
    first, last = months[0], months[-1]
    if first == last:
        return periods.label(first)
    start = periods.label(first)
    return f"{start[:3] if first // 100 == last // 100 else start}{DASH}{periods.label(last)}"


def percent(share: float) -> str:
    """Write a share for a person: `8%`, `0.4%`, more than tenfold as `>999%`."""
    value = abs(share) * 100
    if value >= 999.5:
        return ">999%"
    return f"{value:.0f}%" if value >= 0.95 or value < 0.05 else f"{value:.1f}%"


def is_material(figure: Figure, currency: str) -> bool:
    """Say whether the variance is large enough, in share and amount, to be called one."""
    off, budget = figure.variance_cents, figure.budget_cents
    if off is None or budget is None:
        return False
    least = MATERIAL_AMOUNT * 10 ** digits(currency)
    return abs(off) >= least and abs(off) >= MATERIAL_SHARE * budget


def period(chosen: Chosen) -> str:
    """Write the period for a person: its months, `FY26` or `Q3 FY26`."""
    if chosen.period == "full":
        return chosen.year.label
    if chosen.period == "quarter":
        return f"Q{chosen.index} {chosen.year.label}"
    return span(chosen.months)


def money(cents: int, currency: str, *, sign: bool = False) -> str:
    """Write money short with its currency: `USD 1.68M`."""
    return f"{currency} {short(cents, currency, sign=sign)}"


def headline(report: BudgetReport) -> str:
    """Return the one sentence that says what follows from the report's total."""
    chosen, total, against = report.chosen, report.total, report.chosen.reference
    if not chosen.months:
        return f"{chosen.year.label} has not begun as of {periods.label(chosen.as_of)}."
    spent = money(total.actual_cents, chosen.currency)
    if total.budget_cents is None:
        return f"{spent} {_SPENT[chosen.measure]} in {period(chosen)}; {_alone(against)}."
    budget = money(total.budget_cents, chosen.currency)
    if chosen.is_running:
        return _used_so_far(report, spent, budget)
    what = "Spend" if chosen.measure == "billed" else f"{_SPENT[chosen.measure].title()} spend"
    distance = distance_in_words(total, chosen)
    return f"{what} is {distance} in {period(chosen)}: {spent} of {budget}."


def _alone(against: Reference) -> str:
    if against.is_budget:
        return "there is no budget to compare it with"
    if against.kind == "prior_year":
        return "there is nothing stored for the year before to compare it with"
    return "no forecast was made before it began"


def _used_so_far(report: BudgetReport, spent: str, budget: str) -> str:
    chosen, against = report.chosen, report.chosen.reference
    if not against.is_budget:
        return (
            f"{spent} {_SPENT[chosen.measure]} so far in {period(chosen)}; "
            f"{budget} is the {against.noun} for all of it."
        )
    used = report.total.used_share
    share = "" if used is None else f", {percent(used)} of it"
    passed = f"{percent(elapsed_share(chosen))} of {chosen.year.label} has passed"
    tail = f"; {passed}" if chosen.period == "full" else ""
    name = "" if against == BUDGET else f" {against.noun} has"
    return f"{spent} of the {budget}{name} for {period(chosen)} is used{share}{tail}."


def distance_in_words(figure: Figure, chosen: Chosen) -> str:
    """Say how far a figure is from what it is compared with, and on which side."""
    against = chosen.reference
    if not is_material(figure, chosen.currency):
        return against.even
    off, budget = figure.variance_cents or 0, figure.budget_cents
    share = f" ({percent(off / budget)})" if budget else ""
    side = against.over if off > 0 else against.under
    return f"{money(abs(off), chosen.currency)}{share} {side}"


def parts(report: BudgetReport) -> str:
    """Say of what incurred spend is made: `USD 1.2M approved, 90k pending and 40k accrued`."""
    found = [
        f"{money(report.parts[name], report.chosen.currency)} {name}"
        for name in _MOST_WORK
        if report.parts.get(name)
    ]
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} and {found[-1]}"


def largest(report: BudgetReport, areas: Mapping[int, str], most: int = 3) -> list[Remark]:
    """Return the practice areas furthest from what they are compared with, a sentence each.

    Only what is material counts; nothing is said while the period is still running.
    """
    if report.chosen.is_running:
        return []
    remarks = []
    for row in report.by_area.dropna(subset=["variance_cents"]).to_dict("records"):
        figure, area = Figure(row["actual_cents"], row["budget_cents"]), row["practice_area_id"]
        if is_material(figure, report.chosen.currency):
            name = areas.get(area, f"Practice area {area}")
            distance = distance_in_words(figure, report.chosen)
            text = f"{name} is {distance}{_peak(report, area, figure)}."
            remarks.append(Remark(area, figure.variance_cents or 0, text))
    return sorted(remarks, key=lambda remark: -abs(remark.variance_cents))[:most]


def _peak(report: BudgetReport, area: int, figure: Figure) -> str:
    """Name the month that did most of it, where there are several."""
    side = 1 if (figure.variance_cents or 0) > 0 else -1
    # A month whose invoices are not all in is no month to praise.
    praised = report.incomplete if side < 0 else ()
    off = {
        month: report.spent.get((area, month), 0) - cents
        for (of, month), cents in report.plan.items()
        if of == area and month not in praised
    }
    if len(off) < 2:
        return ""
    worst = max(sorted(off), key=lambda month: off[month] * side)
    amount = money(off[worst], report.chosen.currency, sign=True)
    return f", most of all in {periods.label(worst)} ({amount})"


def gaps(report: BudgetReport) -> list[str]:
    """Return what the figures leave out, a sentence each: rates, budgets, later months."""
    chosen = report.chosen
    found = [
        f"{money(cents, currency)} is not converted, for want of an exchange rate, and not "
        "in these figures."
        for currency, cents in report.unconverted
    ]
    if report.months_without_budget:
        missing = chosen.reference.missing
        found.append(f"There is {missing} for {listed(report.months_without_budget)}.")
    waiting = [month for month in chosen.months if month in report.incomplete]
    if waiting and report.total.actual_cents:
        found.append(
            f"{listed(waiting)} {'is' if len(waiting) == 1 else 'are'} incomplete: not all "
            "invoices are in yet."
        )
    if chosen.reference.kind == "prior_forecast" and not chosen.is_like_forecast:
        found.append("The forecast counts billed spend, net of tax, by invoice date.")
    if report.later_cents:
        later = money(report.later_cents, chosen.currency)
        found.append(
            f"{later} is stored for months after {periods.label(chosen.as_of)} and not counted."
        )
    return found


def without_area(report: BudgetReport) -> str:
    """Say what was spent on matters without a practice area; nothing where there is none."""
    areas, amounts = report.by_area["practice_area_id"], report.by_area["actual_cents"]
    cents = dict(zip(areas.tolist(), amounts.tolist(), strict=True)).get(NO_AREA, 0)
    return f"{money(int(cents), report.chosen.currency)} has no practice area." if cents else ""


def listed(months: Sequence[Month]) -> str:
    """Write months in order, those in a row as a span."""
    runs: list[list[Month]] = []
    for month in months:
        if runs and periods.add_months(runs[-1][-1], 1) == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    return ", ".join(map(span, runs))


def measured(chosen: Chosen) -> str:
    """Say which money and which dates a figure is about: `net of tax, by invoice date`."""
    tax = "tax included" if chosen.gross else "net of tax"
    return f"{tax}, {MEASURES[chosen.measure]}, {BASES[chosen.basis]}"
