"""Systems: rating one, and the department's figures of its technology."""

from datetime import date

from sqlalchemy import Engine

from legalops.metrics import technology as metrics
from legalops.permissions import Actor, Permission
from legalops.store import technology as store
from legalops.store.unit import writing


def rate(engine: Engine, actor: Actor, system_id: int, score: int, note: str = "") -> None:
    """Keep what a person thinks of a system, 1-5 stars; see `store.technology.rate`."""
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        store.rate(unit, system_id, score, note)


def figures(engine: Engine, today: date) -> dict[str, float | int | None]:
    """Return the department's figures about technology; money in minor units.

    None where no system says enough, and all None without any system.
    """
    found = store.table(engine)
    due = None if found.empty else sum(term.is_due for term in metrics.terms(found, today))
    return {
        "tool_use": metrics.seats_share(found),
        "cost_per_active_user": metrics.cost_per_user(found),
        "contracts_due": due,
    }
