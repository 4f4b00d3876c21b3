"""Decisions: raising a question, comparing options, hearing voices, deciding, reviewing."""

from datetime import date

from sqlalchemy import Engine

from legalops.errors import InvalidInputError
from legalops.metrics import decisions as metrics
from legalops.models.decisions import (
    DecisionInput,
    OutcomeInput,
    ReviewInput,
    TableInput,
    VoiceInput,
)
from legalops.models.kinds import Seen
from legalops.permissions import Actor, Permission
from legalops.store import deciding, decision_table, decisions, records
from legalops.store.unit import writing

_OWN = Permission.EDIT_OWN_WORK


def raise_question(
    engine: Engine, actor: Actor, given: DecisionInput, on: date, *, is_evaluation: bool = False
) -> int:
    """Keep a new question and return its id; `on` is the day it was raised."""
    with writing(engine, actor, _OWN) as unit:
        return records.add(
            unit, "decision", given, raised_on=on.isoformat(), is_evaluation=is_evaluation
        )


def save_table(engine: Engine, actor: Actor, seen: Seen, given: TableInput) -> None:
    """Write the options, criteria and scores of an open decision; see `decision_table.save`."""
    with writing(engine, actor, _OWN) as unit:
        decision_table.save(unit, seen, given)


def speak(engine: Engine, actor: Actor, decision_id: int, given: VoiceInput) -> None:
    """Vote, consent or object as the actor; see `deciding.speak`."""
    with writing(engine, actor, _OWN) as unit:
        deciding.speak(unit, decision_id, given)


def propose(engine: Engine, actor: Actor, seen: Seen, given: OutcomeInput) -> None:
    """Propose an outcome to whoever decides; see `deciding.propose`."""
    with writing(engine, actor, _OWN) as unit:
        deciding.propose(unit, seen, given)


def decide(engine: Engine, actor: Actor, seen: Seen, given: OutcomeInput, today: date) -> None:
    """Record the outcome; raises InvalidInputError for a day that is still to come."""
    if given.decided_on > today:
        raise InvalidInputError("Decided on", "lies in the future. Choose today or a day before.")
    with writing(engine, actor, Permission.DECIDE) as unit:
        deciding.decide(unit, seen, given)


def review(engine: Engine, actor: Actor, seen: Seen, given: ReviewInput, on: date) -> None:
    """Say on a day what really came of a decision; see `deciding.review`."""
    with writing(engine, actor, _OWN) as unit:
        deciding.review(unit, seen, given, on.isoformat())


def supersede(engine: Engine, actor: Actor, seen: Seen, given: DecisionInput, on: date) -> int:
    """Ask a decided question anew and return the new one's id; see `deciding.supersede`."""
    with writing(engine, actor, _OWN) as unit:
        return deciding.supersede(unit, seen, given, on.isoformat())


def figures(engine: Engine, today: date) -> dict[str, float | int | None]:
    """Return what the register says in figures, None where nothing can be said."""
    return metrics.figures(decisions.register(engine), today)
