"""Ideas and experiments: support one, answer it, try it, say what the trial showed."""

from datetime import date

from sqlalchemy import Engine

from legalops.errors import InvalidInputError
from legalops.metrics import ideas as metrics
from legalops.models.ideas import (
    ExperimentInput,
    ExperimentResultInput,
    IdeaInput,
    IdeaMoveInput,
)
from legalops.models.kinds import Seen
from legalops.permissions import Actor, Permission
from legalops.services import completeness, records
from legalops.store import ideas as store
from legalops.store.unit import writing


def submit(engine: Engine, actor: Actor, title: str) -> int:
    """Keep an idea of one line and return its id; raises InvalidInputError for an empty one."""
    given, wrong = records.checked(IdeaInput, {"title": title})
    if given is None:
        raise InvalidInputError("Idea", wrong["title"])
    return records.add(engine, actor, "idea", given)


def toggle_support(engine: Engine, actor: Actor, idea_id: int) -> bool:
    """Support an idea or take the support back; return whether the actor supports it now."""
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        return store.toggle_support(unit, idea_id)


def move(
    engine: Engine, actor: Actor, seen: Seen, given: IdeaMoveInput, on: date | None = None
) -> None:
    """Move an idea on with a reason; the first move, on the day given or today, answers it.

    Raises StaleEditError, NotAllowedError, or RefusedError where the idea is there already.
    """
    day = on or completeness.today(engine)
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        store.move(unit, seen, given, day)


def begin(engine: Engine, actor: Actor, given: ExperimentInput, on: date | None = None) -> int:
    """Begin an experiment and return its id; its idea is being tested from then on."""
    day = on or given.starts_on or completeness.today(engine)
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        return store.begin(unit, given, day)


def end(engine: Engine, actor: Actor, seen: Seen, given: ExperimentResultInput) -> None:
    """Record what an experiment showed and the day it ended, today where none is given.

    Raises StaleEditError, NotAllowedError, or RefusedError for a day before its start.
    """
    day = given.ended_on or completeness.today(engine)
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        store.end(unit, seen, given.outcome, given.result, day)


def figures(engine: Engine, today: date) -> dict[str, float | int | None]:
    """Return the figures of ideas, None where nothing can be said; see `metrics.catalog`."""
    board = store.board(engine)
    return {
        "ideas_adopted": metrics.adopted_share(board),
        "idea_first_answer_days": metrics.first_answer_days(board),
        "experiments_complete": metrics.complete_share(store.experiments(engine)),
    }
