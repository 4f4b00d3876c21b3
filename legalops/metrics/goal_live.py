"""Which KPIs can a key result be read from, in which unit, and what were they month by month?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Literal

import pandas as pd

from legalops import periods
from legalops.metrics import kpis
from legalops.metrics.catalog import CATALOG
from legalops.metrics.goal_aims import Reading
from legalops.metrics.kpis import Number
from legalops.metrics.performance import measures
from legalops.metrics.performance.measures import Firm
from legalops.metrics.performance.scored import SCORED
from legalops.metrics.performance.sources import Sources, Window
from legalops.money import digits
from legalops.periods import FiscalYear, Month

ONE = 10_000
#: Measures that a single firm has a value of, in the order of a choice.
OF_FIRMS = ("firm_blended_rate", *(scored.key for scored in SCORED), "firm_spend")
_VENDOR = "vendor:"
_OWN = "Goals"  # a goal is not measured by how goals are
_BY_FIRM = ("cube", "bills", "invoices", "keepers", "decisions", "cuts", "answers", "accruals")


def is_of_firms(measure: str) -> bool:
    """Say whether a measure has one value per firm."""
    return measure in OF_FIRMS


def choices() -> dict[str, str]:
    """Return the KPIs that a key result can be read from, label by key, in order of rooms."""
    whole = {
        key: measure.label
        for key, measure in CATALOG.items()
        if not kpis.explained(key) and measure.room != _OWN
    }
    return whole | {key: f"{CATALOG[key].label} of a firm" for key in OF_FIRMS}


def vendor_of(scope: str) -> int | None:
    """Return the vendor that a scope names, None for the whole department."""
    number = scope.removeprefix(_VENDOR)
    return int(number) if scope.startswith(_VENDOR) and number.isdecimal() else None


def scope_of(vendor: int | None) -> str:
    """Return how a key result names a vendor; "" is the whole department."""
    return "" if vendor is None else f"{_VENDOR}{vendor}"


def unit(measure: str, currency: str) -> str:
    """Return the unit that values of a KPI are shown in, "" for a plain number."""
    return {
        "money": currency,
        "rate": f"{currency} an hour",
        "share": "%",
        "days": "days",
        "hours": "hours",
        "months": "months",
        "score": "points of 100",
    }.get(CATALOG[measure].unit, "")


def direction(measure: str) -> Literal["higher", "lower"] | None:
    """Return which way a KPI is good, None where neither is."""
    return {"low": "lower", "high": "higher"}.get(CATALOG[measure].good)  # type: ignore[return-value]  # one of the two


def as_e4(measure: str, value: Number, currency: str) -> int:
    """Return a KPI's value in 1/10000 of its unit: shares in percent, money in major units."""
    kind = CATALOG[measure].unit
    if kind == "money":
        return int(Decimal(int(value)).scaleb(4 - digits(currency)))
    return round(value * (100 if kind == "share" else 1) * ONE)


def rounded(value_e4: int) -> int:
    """Return a value as a person would type it: whole from 100 on, else one digit after the point.

    Below one it stays as it is.
    """
    size = abs(value_e4)
    step = ONE if size >= 100 * ONE else ONE // 10 if size >= ONE else 1
    return round(value_e4 / step) * step


def of_department(
    measure: str,
    kept: Mapping[Month, Number],
    now: tuple[Month, Number | None],
    currency: str,
) -> list[Reading]:
    """Return what a KPI was when months were closed, and what it is as of the newest month."""
    as_of, value = now
    found = {month: number for month, number in kept.items() if month < as_of or value is None}
    if value is not None:
        found[as_of] = value
    return [
        Reading(periods.last_day(month), as_e4(measure, number, currency))
        for month, number in sorted(found.items())
    ]


def of_vendor(sources: Sources, vendor: int) -> Sources:
    """Return what one firm is measured by; matters stay whole, as others may lead them."""
    mine: dict[str, pd.DataFrame] = {}
    for name in _BY_FIRM:
        frame: pd.DataFrame = getattr(sources, name)
        mine[name] = frame[frame["vendor_id"] == vendor]
    return replace(sources, **mine)  # type: ignore[arg-type]  # frames by their names


def by_month(mine: Sources, vendor: int, months: Sequence[Month], starts_in: int) -> (
    dict[Month, Firm]
):  # fmt: skip
    """Return a firm's measures, the fiscal year to date as of each of the months."""
    found = {}
    for month in months:
        year = periods.fiscal_year_of(month, starts_in)
        before = FiscalYear(year.name - 1, starts_in)
        window = Window(year.first, month, before.first, before.last)
        firm = measures.firms(mine, window).get(vendor)
        if firm is not None:
            found[month] = firm
    return found


def value_of(firm: Firm, measure: str, currency: str) -> Number | None:
    """Return a measure of a firm: money in minor units, a rate in major ones."""
    if measure == "firm_spend":
        return firm.spend_cents
    if measure == "firm_blended_rate":
        return None if firm.blended_rate is None else firm.blended_rate / 10 ** digits(currency)
    found = firm.values.get(measure)
    return None if found is None else found.value


def of_firm(measure: str, firms: Mapping[Month, Firm], currency: str) -> list[Reading]:
    """Return a measure of a firm at the end of each month that has one."""
    found = [(month, value_of(firm, measure, currency)) for month, firm in sorted(firms.items())]
    return [
        Reading(periods.last_day(month), as_e4(measure, value, currency))
        for month, value in found
        if value is not None
    ]


def since(readings: Sequence[Reading], start: date) -> tuple[Reading, ...]:
    """Return the readings from a day on, with the newest before it where none is as new."""
    found = tuple(each for each in readings if each.on >= start)
    return found or tuple(readings[-1:])
