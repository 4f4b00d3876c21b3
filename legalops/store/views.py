"""Views that people saved: a page with its filters under a name, their own or for everybody."""

from typing import Any, NamedTuple

from sqlalchemy import Engine
from sqlmodel import Session, col, or_, select

from legalops.errors import InvalidInputError, NotFoundError, RefusedError
from legalops.intake.names import fold
from legalops.models.board import SavedView
from legalops.models.people import User
from legalops.periods import instant, utc_now
from legalops.permissions import Actor, Permission
from legalops.store.unit import Unit, reading, require

AREA = "views"  # the data version that saved views raise
MOST = 50


class View(NamedTuple):
    """One saved view; `query` is its address after the question mark, `owner` whose it is."""

    id: int
    name: str
    page: str
    query: str
    is_shared: bool
    is_own: bool
    owner: str


def listed(engine: Engine, actor: Actor) -> tuple[View, ...]:
    """Return the actor's own views and those shared with everybody, by name."""
    person = actor.user_id or 0
    query = (
        select(SavedView, User.display_name)
        .join(User, col(User.id) == SavedView.user_id)
        .where(or_(SavedView.user_id == person, col(SavedView.is_shared) == 1))
        .order_by(SavedView.name_norm, col(SavedView.id))
    )
    with reading(engine) as session:
        require(session, actor, Permission.SEE_SPEND)
        return tuple(
            View(
                int(row.id or 0), row.name, row.page, row.query, bool(row.is_shared),
                row.user_id == person, owner,
            )
            for row, owner in session.exec(query)
        )  # fmt: skip


def add(unit: Unit, name: str, page: str, query: str, *, is_shared: bool) -> int:
    """Keep a view under the actor's name and return its id; raise where the name is taken."""
    person = _person(unit)
    mine = unit.session.exec(select(SavedView.id).where(SavedView.user_id == person)).all()
    if len(mine) >= MOST:
        raise RefusedError(f"You have {MOST} saved views already. Delete one you no longer use.")
    _refuse_name(unit.session, person, name, 0)
    row = SavedView(
        user_id=person, name=name, name_norm=fold(name), page=page, query=query,
        is_shared=is_shared, saved_at=instant(utc_now()),
    )  # fmt: skip
    unit.session.add(row)
    unit.session.flush()
    unit.audit("view.saved", "view", row.id, after=_facts(row))
    unit.touch(AREA)
    return int(row.id or 0)


def change(unit: Unit, view_id: int, name: str, *, is_shared: bool) -> None:
    """Rename the actor's own view, or share it; raise where it is not theirs."""
    row = _own(unit, view_id)
    _refuse_name(unit.session, row.user_id, name, view_id)
    before = _facts(row)
    row.name, row.name_norm, row.is_shared = name, fold(name), is_shared
    unit.session.flush()
    unit.audit("view.changed", "view", view_id, before=before, after=_facts(row))
    unit.touch(AREA)


def remove(unit: Unit, view_id: int) -> None:
    """Delete the actor's own view; the audit keeps what it was."""
    row = _own(unit, view_id)
    unit.audit("view.deleted", "view", view_id, before=_facts(row))
    unit.session.delete(row)
    unit.touch(AREA)


def _person(unit: Unit) -> int:
    if unit.actor.user_id is None:
        raise RefusedError("A saved view belongs to a person. Sign in and save it there.")
    return unit.actor.user_id


def _own(unit: Unit, view_id: int) -> SavedView:
    row = unit.session.get(SavedView, view_id)
    if row is None or row.user_id != _person(unit):
        raise NotFoundError("Your saved view")
    return row


def _refuse_name(session: Session, person: int, name: str, besides: int) -> None:
    taken = select(SavedView.id).where(
        SavedView.user_id == person, SavedView.name_norm == fold(name), SavedView.id != besides
    )
    if session.exec(taken).first() is not None:
        raise InvalidInputError("Name", f"you have a view called {name!r} already. Choose another.")


def _facts(row: SavedView) -> dict[str, Any]:
    return {"name": row.name, "page": row.page, "query": row.query, "shared": row.is_shared}
