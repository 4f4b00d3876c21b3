"""Saved views: keep, rename, share and delete one's own."""

from collections.abc import Mapping
from urllib.parse import urlencode

from sqlalchemy import Engine

from legalops.errors import InvalidInputError
from legalops.intake.characters import clean
from legalops.metrics.relative import NAMES, WHEN
from legalops.permissions import Actor, Permission
from legalops.store import views
from legalops.store.unit import writing

LONGEST = 60
_LONGEST_QUERY = 2000


def save(
    engine: Engine, actor: Actor, name: str, where: tuple[str, Mapping[str, str]],
    *, when: str = "", is_shared: bool = False,
) -> int:  # fmt: skip
    """Keep a page with its filters under a name and return the view's id.

    `where` is the page and what its address says; `when` a relative period such as
    `last_month`, which is found anew each time the view is opened. Raises InvalidInputError.
    """
    page, query = where
    if when and when not in NAMES:
        raise InvalidInputError("Period", f"{when!r} is not one of {', '.join(NAMES)}.")
    text = urlencode({**query, WHEN: when} if when else dict(query))
    if len(text) > _LONGEST_QUERY:
        raise InvalidInputError("View", "its address is too long to keep. Remove some filters.")
    with writing(engine, actor, Permission.SEE_SPEND) as unit:
        return views.add(unit, _name(name), page, text, is_shared=is_shared)


def change(engine: Engine, actor: Actor, view_id: int, name: str, *, is_shared: bool) -> None:
    """Rename the actor's own view, or share it or not; raise NotFoundError for others' views."""
    with writing(engine, actor, Permission.SEE_SPEND) as unit:
        views.change(unit, view_id, _name(name), is_shared=is_shared)


def remove(engine: Engine, actor: Actor, view_id: int) -> None:
    """Delete the actor's own view; the audit keeps what it was."""
    with writing(engine, actor, Permission.SEE_SPEND) as unit:
        views.remove(unit, view_id)


def _name(text: str) -> str:
    found = clean(text)
    if found.forbidden:
        raise InvalidInputError("Name", f"it holds {found.forbidden}. Type it without.")
    if not found.text:
        raise InvalidInputError("Name", "is empty. Type one.")
    if len(found.text) > LONGEST:
        raise InvalidInputError("Name", f"is longer than {LONGEST} letters. Shorten it.")
    return found.text
