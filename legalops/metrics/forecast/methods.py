"""Which ways are there to say what the coming months of one practice area will cost?

Each takes the months known and gives an amount per month ahead, minor units, halves rounded
away from zero. None is a refusal.
"""

from collections.abc import Callable
from dataclasses import dataclass

from legalops.metrics.forecast.past import Past, Series
from legalops.periods import Month, add_months, fiscal_year_of, months_between

LEAST_MONTHS = 6
WINDOW = 3
Formula = Callable[[Series, int], list[int]]


def divided(total: int, by: int) -> int:
    """Divide by a number above zero; halves go away from zero."""
    size = (abs(total) * 2 + by) // (2 * by)
    return size if total >= 0 else -size


def run_rate(series: Series, count: int) -> list[int]:
    """Take each month to cost the mean of the fiscal year's months so far."""
    return [divided(series.so_far, series.elapsed)] * count


def trailing(series: Series, count: int) -> list[int]:
    """Take each month to cost the mean of the last three."""
    return [divided(sum(series.amounts[-WINDOW:]), WINDOW)] * count


def prior_year(series: Series, count: int) -> list[int]:
    """Take the rest of the year to follow last year's shape, scaled by the year so far.

    A month of the next year costs what the same month of this year does. Without spend in
    the same months of last year there is no shape: the run rate then.
    """
    passed = series.elapsed
    before = sum(series.amounts[-12 - passed : -12])
    if before <= 0:
        return run_rate(series, count)
    known = list(series.amounts)
    for n in range(count):
        same = known[-12]
        known.append(divided(same * series.so_far, before) if passed + n < 12 else same)
    return known[-count:]


def budget_remaining(series: Series, count: int) -> list[int]:
    """Take each month to cost its budget; the run rate where the area has none."""
    usual = run_rate(series, 1)[0]
    return [series.planned.get(month, usual) for month in series.ahead(count)]


def performance(series: Series, count: int) -> list[int]:
    """Take each month to cost its budget times what the year so far cost of its own budget.

    The run rate where the practice area has no budget in the month, or had none so far.
    """
    planned = sum(series.planned.get(month, 0) for month in series.to_date)
    usual = run_rate(series, 1)[0]
    if planned <= 0:
        return [usual] * count
    return [
        divided(series.planned[month] * series.so_far, planned)
        if month in series.planned
        else usual
        for month in series.ahead(count)
    ]


@dataclass(frozen=True)
class Method:
    """A way to forecast. `code` stands in the store and in addresses.

    `formula` is None where the amounts come from a fitted model. `needs` is what must be
    known: "" for six months, "prior" for the whole fiscal year before, "plan" for a budget
    of the months ahead, "plan to date" for one of the months before too.
    """

    code: str
    label: str
    meaning: str
    formula: Formula | None
    needs: str = ""

    def reach(self, past: Past, made_in: Month, count: int) -> int:
        """Return how many months ahead it can speak of; 0 is a refusal."""
        if past.months(made_in) < LEAST_MONTHS:
            return 0
        year = fiscal_year_of(made_in, past.starts_in)
        if self.needs == "prior":
            return count if past.first <= add_months(year.first, -12) else 0
        if not self.needs.startswith("plan"):
            return count
        so_far = sum(past.plan.get(month, 0) for month in months_between(year.first, made_in))
        if self.needs == "plan to date" and so_far <= 0:
            return 0
        ahead = months_between(add_months(made_in, 1), add_months(made_in, count))
        return next((n for n, month in enumerate(ahead) if month not in past.plan), count)


RUN_RATE = "run-rate"
#: As it was called when it was the only method; forecasts kept then stay readable.
TRAILING = "run-rate-3"
SMOOTHING = "smoothing"
METHODS: dict[str, Method] = {
    method.code: method
    for method in (
        Method(
            RUN_RATE,
            "Run rate",
            "Each coming month costs what the months of the fiscal year so far cost on average.",
            run_rate,
        ),
        Method(
            TRAILING,
            "Last three months",
            "Each coming month costs what the last three closed months cost on average.",
            trailing,
        ),
        Method(
            "prior-year",
            "Shape of last year",
            "The rest of the year runs as it did last year, scaled by the year so far.",
            prior_year,
            "prior",
        ),
        Method(
            "budget",
            "Budget remaining",
            "Each coming month costs its budget: what was over or under so far changes nothing.",
            budget_remaining,
            "plan",
        ),
        Method(
            "performance",
            "Performance adjusted",
            "Each coming month costs its budget, times how much of its own budget the year so "
            "far has cost.",
            performance,
            "plan to date",
        ),
        Method(
            SMOOTHING,
            "Exponential smoothing",
            "A statistical model: a weighted mean of all months, where newer ones weigh more as "
            "far as the past says they should.",
            None,
        ),
    )
}
