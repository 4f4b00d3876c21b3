"""Exchange rates: enter one and convert what waited for it, or take out an unused one."""

from datetime import date

from sqlalchemy import Engine

from legalops.permissions import Actor
from legalops.store import rates
from legalops.store.rates import Effect


def enter(
    engine: Engine, actor: Actor, currency: str, effective_on: date | str, rate_e8: int
) -> Effect:
    """Enter the rate to the reporting currency that holds from a day on.

    Returns what it converted. Raises RefusedError when that day has a rate already.
    """
    day = effective_on if isinstance(effective_on, str) else effective_on.isoformat()
    return rates.add(engine, actor, currency, day, rate_e8)


def take_out(engine: Engine, actor: Actor, rate_id: int) -> None:
    """Take out a rate no stored invoice was converted at; raise RefusedError for any other."""
    rates.remove(engine, actor, rate_id)
