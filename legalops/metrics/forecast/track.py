"""How did forecasts that were kept move, and how far off was what came of them?"""

from collections.abc import Mapping, Sequence

import pandas as pd

from legalops.metrics.forecast.past import DEPARTMENT
from legalops.periods import FiscalYear, Month, add_months

SUCCESSIVE = ["made_in", "actual_cents", "to_come_cents", "at_completion_cents"]
#: How many months before a month the forecasts of it are looked at.
LEADS = (1, 3, 6)
#: Minor units per practice area and month.
Sums = Mapping[tuple[int, Month], int]


def expected(kept: pd.DataFrame, method: str, area: int) -> dict[tuple[Month, Month], int]:
    """Return what a method said of a practice area, by the month it was said in and of.

    Of a forecast kept before the department had rows of its own, its practice areas are added.
    """
    rows = kept[kept["method"] == method]
    own = rows[rows["practice_area_id"] == area]
    found = _by_months(own)
    if area == DEPARTMENT:
        parts = rows[(rows["practice_area_id"] >= 0) & ~rows["made_in"].isin(own["made_in"])]
        found |= _by_months(parts)
    return found


def _by_months(rows: pd.DataFrame) -> dict[tuple[Month, Month], int]:
    sums: dict[tuple[Month, Month], int] = {}
    for made_in, month, cents in zip(
        rows["made_in"].tolist(), rows["month"].tolist(), rows["amount_cents"].tolist(), strict=True
    ):
        sums[made_in, month] = sums.get((made_in, month), 0) + cents
    return sums


def successive(
    said: Mapping[tuple[Month, Month], int], closed: Sums, year: FiscalYear, area: int
) -> pd.DataFrame:
    """Return where the year was to end as each closing said it, the earliest first.

    Actual is what each month was closed at, not what it became; a closing is left out when a
    month before it is open or one after it was not forecast.
    """
    months = {month for _, month in closed}
    rows = []
    for made_in in sorted({origin for origin, _ in said}):
        known = [month for month in year.months if month <= made_in]
        ahead = [month for month in year.months if month > made_in]
        is_whole = all((made_in, month) in said for month in ahead)
        if not ahead or made_in < add_months(year.first, -1):
            continue
        if is_whole and months.issuperset(known):
            actual = sum(closed.get((area, month), 0) for month in known)
            to_come = sum(said[made_in, month] for month in ahead)
            rows.append((made_in, actual, to_come, actual + to_come))
    return pd.DataFrame(rows, columns=SUCCESSIVE)


def came(
    said: Mapping[tuple[Month, Month], int], actual: Sums, months: Sequence[Month], area: int
) -> pd.DataFrame:
    """Return, per month, what came and what was said of it one, three and six months before.

    A forecast that was not kept is missing.
    """
    rows = [
        {
            "month": month,
            "actual_cents": actual.get((area, month), 0),
            **{f"before_{n}_cents": said.get((add_months(month, -n), month)) for n in LEADS},
        }
        for month in months
    ]
    columns = ["month", "actual_cents", *(f"before_{n}_cents" for n in LEADS)]
    found = pd.DataFrame(rows, columns=columns)
    return found.astype({name: "Int64" for name in columns if name.endswith("_cents")})


def added(figures: Mapping[tuple[int, Month], int]) -> dict[tuple[int, Month], int]:
    """Return the figures with the department's sums beside those of its practice areas."""
    whole: dict[tuple[int, Month], int] = {}
    for (_, month), cents in figures.items():
        whole[DEPARTMENT, month] = whole.get((DEPARTMENT, month), 0) + cents
    return {**figures, **whole}
