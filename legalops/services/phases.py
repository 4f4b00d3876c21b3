"""Budgets of single matters: their phases set, opened and closed, and how each matter stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Engine

from legalops.errors import InvalidInputError
from legalops.metrics import phases as metrics
from legalops.metrics.phases import MatterBudget, Phase, State
from legalops.money import parse_amount
from legalops.periods import FiscalYear, Month
from legalops.permissions import Actor
from legalops.store import budgets, phases, settings

STATES = ("open", "closed")


@dataclass(frozen=True)
class Standing:
    """How a matter with a budget of its own stands, in minor units of the reporting currency.

    With phases the budget is the matter's for as long as it lasts; without, its cap of a
    fiscal year, of which `planned_cents` is due by now and nothing says what it will cost.
    """

    matter_id: int
    number: str
    name: str
    is_restricted: bool
    is_phased: bool
    budget_cents: int
    actual_cents: int
    planned_cents: int | None
    forecast_cents: int | None


def read(engine: Engine, entered: Sequence[Sequence[Any]]) -> list[Phase]:
    """Return phases from rows of name, task code group, amount and state as somebody typed them.

    A row without a name and amount is left out. Raises InvalidInputError naming the phase.
    """
    currency = settings.current(engine).reporting_currency
    return [
        _phase([str(cell).strip() for cell in row], currency)
        for row in entered
        if str(row[0]).strip() or str(row[2]).strip()
    ]


def _phase(cells: Sequence[str], currency: str) -> Phase:
    name, code, amount, state = cells
    if state not in STATES:
        raise InvalidInputError("State", f"of {name or 'a phase'} is open or closed.")
    cents = parse_amount(amount, currency, f"Budget of {name or 'a phase without a name'}")
    return Phase(name, code, cents, cast("State", state))


def save(
    engine: Engine, actor: Actor, matter_id: int, seen: Sequence[Phase], wanted: Sequence[Phase]
) -> None:
    """Keep a matter's phases; raise StaleEditError when they are not those seen any more."""
    phases.save(engine, actor, matter_id, seen, wanted)


def standing(engine: Engine, actor: Actor, matter_id: int) -> MatterBudget | None:
    """Return how a matter stands by phase, None where it has none.

    Raises NotFoundError for what is not there, and alike for what the actor may not see.
    """
    live = phases.live(engine, actor, matter_id)
    if not live:
        return None
    gross = settings.current(engine).spend_is == "gross"
    spent = phases.spent_by_code(engine, [matter_id], gross=gross)
    return metrics.standing(live, spent.get(matter_id, {}))


def standings(engine: Engine, year: FiscalYear, as_of: Month) -> list[Standing]:
    """Return every matter with a budget of its own, restricted ones included, by number."""
    budgeted = phases.budgeted(engine, year.name)
    if not budgeted:
        return []
    gross = settings.current(engine).spend_is == "gross"
    names = budgets.matter_names(engine, list(budgeted))
    capped = [matter for matter, found in budgeted.items() if not found.is_phased]
    planned = phases.planned(engine, year.name, as_of)
    spent = phases.spent(engine, capped, year.first, min(as_of, year.last), gross=gross)
    live = phases.all_live(engine)
    by_code = phases.spent_by_code(engine, list(live), gross=gross)
    found = []
    for matter, (amount, is_phased) in budgeted.items():
        stands = metrics.standing(live.get(matter, []), by_code.get(matter, {}))
        actual = stands.actual_cents if is_phased else spent.get(matter, 0)
        due = None if is_phased else planned.get(matter, 0)
        forecast = stands.forecast_cents if is_phased else None
        found.append(Standing(matter, *names[matter], is_phased, amount, actual, due, forecast))
    return sorted(found, key=lambda one: one.number)
