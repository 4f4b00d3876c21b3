"""Acts on what there is to do: noting it in one line, ticking it off, and how it stands."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import Engine

from legalops.errors import InvalidInputError
from legalops.intake import action_lines
from legalops.metrics import actions as metrics
from legalops.models.kinds import Seen
from legalops.models.meetings import ActionInput
from legalops.permissions import Actor, Permission
from legalops.services.completeness import today as day_of
from legalops.services.records import checked
from legalops.store import actions, users
from legalops.store.unit import writing

FIELD = "Action"


class Noted(NamedTuple):
    """An action as it was read from one line, and kept."""

    id: int
    title: str
    owner: str
    due_on: date | None


def note(engine: Engine, actor: Actor, line: str, about: tuple[str, int] | None = None) -> Noted:
    """Keep the action that a line like "Tom: send the rate proposal, Friday" asks for.

    `about` is the kind and id of the record it came from. Raises InvalidInputError for a line
    that is empty, or whose person or day can be read in two ways.
    """
    people, now = users.choices(engine), day_of(engine)
    found = action_lines.read(line, people, actor.user_id, now)
    if found.fault:
        raise InvalidInputError(FIELD, found.fault)
    said = {"title": found.title, "owner_id": found.owner_id, "due_on": found.due_on}
    given, wrong = checked(ActionInput, said)
    if not isinstance(given, ActionInput):
        raise InvalidInputError(FIELD, next(iter(wrong.values())))
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        number = actions.add(unit, given, about, now)
    return Noted(number, given.title, people.get(given.owner_id or 0, ""), given.due_on)


def add(
    engine: Engine, actor: Actor, given: ActionInput, about: tuple[str, int] | None = None
) -> int:
    """Keep a new action and return its id; `about` is the record it came from."""
    now = day_of(engine)
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        return actions.add(unit, given, about, now)


def change(engine: Engine, actor: Actor, seen: Seen, given: ActionInput) -> None:
    """Write what a form gives over an action; raises StaleEditError for an older version."""
    now = day_of(engine)
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        actions.change(unit, seen, given, now)


def set_state(engine: Engine, actor: Actor, seen: Seen, state: str, on: date | None = None) -> None:
    """Say that an action is done, dropped or open again; raises StaleEditError.

    `on` is the day it was done, today unless given.
    """
    day = on or day_of(engine)
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        actions.set_state(unit, seen, state, day)


def figures(engine: Engine, today: date) -> dict[str, float | int | None]:
    """Return the department's figures about actions, None where nothing can be said."""
    return metrics.figures(actions.table(engine), today)
