"""Forms begun and not saved: what a person typed, kept for them alone."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Engine

from legalops.errors import RefusedError
from legalops.models.kept import FormDraft
from legalops.periods import instant, utc_now
from legalops.permissions import Actor, Permission
from legalops.store.unit import Unit, reading, require


class Draft(NamedTuple):
    """What was typed into a form, by field, when, and which version of the record was seen."""

    typed: Mapping[str, Any]
    seen_version: int
    saved_at: str


def keep(unit: Unit, form: str, typed: Mapping[str, Any], seen_version: int) -> None:
    """Keep what the actor typed so far in the place of what was kept of the form before.

    No audit event tells of it: it is nobody's act yet, and only the actor reads it.
    """
    person = _person(unit.actor)
    row = unit.session.get(FormDraft, (person, form))
    if row is None:
        row = FormDraft(user_id=person, form=form, typed_json="", saved_at="")
    row.typed_json = json.dumps(dict(typed), ensure_ascii=False, sort_keys=True)
    row.seen_version, row.saved_at = seen_version, instant(utc_now())
    unit.session.add(row)
    unit.session.flush()


def drop(unit: Unit, form: str) -> None:
    """Let go of what the actor had typed into a form."""
    row = unit.session.get(FormDraft, (_person(unit.actor), form))
    if row is not None:
        unit.session.delete(row)
        unit.session.flush()


def begun(engine: Engine, actor: Actor, form: str) -> Draft | None:
    """Return what the actor has typed into a form and not saved, None for nothing."""
    with reading(engine) as session:
        require(session, actor, Permission.SEE_SPEND)
        row = session.get(FormDraft, (actor.user_id or 0, form))
        if row is None:
            return None
        return Draft(json.loads(row.typed_json), row.seen_version, row.saved_at)


def _person(actor: Actor) -> int:
    if actor.user_id is None:
        raise RefusedError("What is typed into a form is kept for a person. Sign in first.")
    return actor.user_id
