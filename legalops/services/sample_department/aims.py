"""What the sample department aims at this year and before, and which cards it looks at."""

from sqlalchemy import Engine

from legalops import periods
from legalops.permissions import Actor
from legalops.services import kpis
from legalops.services.sample_department.source import Source

#: Per measure what is aimed at, in the newest year and in those before it.
_AIMS: dict[str, tuple[int | float, int | float]] = {
    "used": (1.0, 1.0),
    "cut": (15_000_00, 12_000_00),
    "cycle_median": (7, 10),
    "first_pass": (0.9, 0.85),
    "wape": (0.2, 0.25),
}
_CARDS = ("actual", "variance", "forecast", "cut", "cycle_median")


def aim(engine: Engine, actor: Actor, source: Source) -> None:
    """Set targets for every fiscal year with invoices, and the department's cards."""
    first, last = (periods.fiscal_year_of(m, 1).name for m in (source.first_month, source.month))
    for year in range(first, last + 1):
        wanted = {key: values[int(year < last)] for key, values in _AIMS.items()}
        kpis.set_targets(engine, actor, year, wanted, {})
    kpis.choose_department_cards(engine, actor, _CARDS)
