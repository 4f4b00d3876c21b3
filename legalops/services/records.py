"""Keeping records: one act each for adding, changing, setting one value, taking off and back.

Whose a record is to edit the store decides; see `store.records.claim`.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Engine

from legalops.errors import InvalidInputError
from legalops.models.asked import Ask, Asked
from legalops.models.kinds import KINDS, Seen
from legalops.permissions import Actor, Permission
from legalops.store import records
from legalops.store.unit import writing

#: What it takes to begin a record of a kind, where owning one's own work is not enough.
NEEDS: Mapping[str, Permission] = {
    "objective": Permission.SET_TARGETS,
    "assessment": Permission.EDIT_ALL_WORK,
    "skill": Permission.EDIT_ALL_WORK,
    "job_role": Permission.EDIT_ALL_WORK,
    "system": Permission.EDIT_ALL_WORK,
}


def needs(kind: str) -> Permission:
    """Return the permission that beginning a record of a kind takes."""
    return NEEDS.get(kind, Permission.EDIT_OWN_WORK)


def add(engine: Engine, actor: Actor, kind: str, given: Asked, **columns: Any) -> int:
    """Keep a new record and return its id; see `store.records.add`."""
    with writing(engine, actor, needs(kind)) as unit:
        return records.add(unit, kind, given, **columns)


def change(engine: Engine, actor: Actor, seen: Seen, given: Asked) -> None:
    """Write what a form gives over a record; raises StaleEditError for an older version."""
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        records.change(unit, seen, given)


def set_one(engine: Engine, actor: Actor, seen: Seen, field: str, value: Any) -> None:
    """Set one value of a record in place, checked as its form would check the whole.

    Raises InvalidInputError for what the form would not take.
    """
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        row = records.claim(unit, seen)
        kind = KINDS[seen.kind]
        facts = records.facts(unit.session, kind, row)
        before = {name: facts[name] for name in kind.asks.model_fields if name in facts}
        records.mark(unit, row, "changed", **{field: _one(kind.asks, before, field, value)})


def one_value(kind: str, field: str, value: Any) -> Any:
    """Return a value as the field of the kind's form takes it; raise InvalidInputError."""
    asks = KINDS[kind].asks
    _, wrong = checked(asks, {field: value})
    if field in wrong:
        raise InvalidInputError(label(asks, field), wrong[field])
    return value


def _one(asks: type[Asked], before: Mapping[str, Any], field: str, value: Any) -> Any:
    """Return a value as the form takes it beside the others; what was wrong before may stay."""
    _, known = checked(asks, before)
    given, wrong = checked(asks, {**before, field: value})
    for name, problem in wrong.items():
        if name == field or name not in known:
            raise InvalidInputError(label(asks, name), problem)
    return value if given is None else getattr(given, field)


def withdraw(engine: Engine, actor: Actor, seen: Seen) -> None:
    """Take a record off the pages; the history keeps it."""
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        records.withdraw(unit, seen)


def restore(engine: Engine, actor: Actor, seen: Seen) -> None:
    """Bring a withdrawn record back."""
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        records.restore(unit, seen)


def checked(asks: type[Asked], given: Mapping[str, Any]) -> tuple[Asked | None, dict[str, str]]:
    """Return what a form gives as an input, or else what is wrong with each field, in words."""
    try:
        return asks.model_validate(dict(given)), {}
    except ValidationError as error:
        found: dict[str, str] = {}
        for each in error.errors():
            field = str(each["loc"][0]) if each["loc"] else ""
            found.setdefault(field, reason(each))
        return None, found


def label(asks: type[Asked], field: str) -> str:
    """Return what a form calls a field."""
    known = asks.model_fields.get(field)
    found = [m.label for m in known.metadata if isinstance(m, Ask)] if known else []
    return found[0] if found else field.replace("_", " ").capitalize()


def reason(error: Mapping[str, Any]) -> str:
    """Say what is wrong with a value in our words, where the checker has its own."""
    said = str(error["msg"])
    if said.startswith("Value error, "):
        return said.removeprefix("Value error, ")
    return _WORDS.get(str(error["type"]), f"{said[:1].lower()}{said[1:]}.")


_WORDS = {
    "missing": "is missing. Fill it in.",
    "none_required": "is missing. Fill it in.",
    "date_type": "is missing. Choose a day.",
    "int_type": "is missing. Type a number.",
    "int_parsing": "must be a whole number.",
    "literal_error": "is not one of the choices.",
}
