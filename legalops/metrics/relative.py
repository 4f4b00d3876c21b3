"""Which months does a saved `last quarter` mean today?"""

from collections.abc import Mapping
from dataclasses import dataclass

from legalops import periods
from legalops.periods import FiscalYear, Month

WHEN = "when"
NAMES: Mapping[str, str] = {
    "this_month": "This month",
    "last_month": "Last month",
    "this_quarter": "This fiscal quarter",
    "last_quarter": "Last fiscal quarter",
    "fytd": "Fiscal year to date",
    "last_closed": "Last closed month",
}
#: What an address says about time on pages with a period; a saved view leaves these open.
PARTS = ("fy", "period", "as_of")


@dataclass(frozen=True)
class Now:
    """What today is: its month, the month years to date end with, the last closed one if any."""

    today: Month
    usual: Month
    closed: Month | None
    starts_in: int = 1


def resolved(query: Mapping[str, str], now: Now) -> dict[str, str]:
    """Return a saved view's address as it reads today, its relative period turned absolute.

    Only what the view said about time is set anew; an absolute view is returned as it is.
    """
    found = {name: value for name, value in query.items() if name != WHEN}
    code = query.get(WHEN, "")
    if code not in NAMES:
        return found
    return found | {name: value for name, value in _parts(code, now).items() if name in query}


def _parts(code: str, now: Now) -> dict[str, str]:
    if code == "fytd":
        return _address(now.usual, "ytd", now.usual, now)
    if code.endswith("_quarter"):
        return _quarter(now, back=code.startswith("last"))
    month = {
        "this_month": now.today,
        "last_month": periods.add_months(now.today, -1),
        "last_closed": now.closed or now.usual,
    }[code]
    return _address(month, periods.iso(month), month, now)


def _quarter(now: Now, *, back: bool) -> dict[str, str]:
    month = periods.add_months(now.today, -3) if back else now.today
    year = _year(month, now)
    number = year.quarter_of(month)
    ends = year.quarter(number)[-1]
    return _address(month, f"q{number}", ends if back else now.today, now)


def _address(month: Month, period: str, as_of: Month, now: Now) -> dict[str, str]:
    return {
        "fy": str(_year(month, now).name),
        "period": period,
        "as_of": periods.iso(as_of),
    }


def _year(month: Month, now: Now) -> FiscalYear:
    return periods.fiscal_year_of(month, now.starts_in)
