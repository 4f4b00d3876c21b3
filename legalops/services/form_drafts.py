"""Keeping a form that is begun, so that an ended session or a closed tab loses nothing."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine

from legalops.permissions import Actor, Permission
from legalops.store import form_drafts
from legalops.store.unit import writing


def keep(
    engine: Engine, actor: Actor, form: str, typed: Mapping[str, Any], seen_version: int
) -> None:
    """Keep what the person typed so far; `seen_version` is that of the record, 0 for a new one."""
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        form_drafts.keep(unit, form, typed, seen_version)


def drop(engine: Engine, actor: Actor, form: str) -> None:
    """Let go of it: the form is saved, or begun afresh."""
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        form_drafts.drop(unit, form)
