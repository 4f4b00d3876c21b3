"""Linking records, matters and vendors with one another, and taking a link off."""

from sqlalchemy import Engine

from legalops.permissions import Actor, Permission
from legalops.store import links
from legalops.store.links import Thing
from legalops.store.unit import writing


def add(engine: Engine, actor: Actor, one: Thing, other: Thing) -> int:
    """Link two things and return the link's id; see `store.links.add`."""
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        return links.add(unit, one, other)


def remove(engine: Engine, actor: Actor, link_id: int) -> None:
    """Take a link off both sides; the history of both keeps it."""
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        links.remove(unit, link_id)
