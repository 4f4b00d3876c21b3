"""Links between records, matters and vendors: made once, shown on both sides."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Engine, or_
from sqlmodel import Session, col, select

from legalops.errors import NotAllowedError, NotFoundError, RefusedError
from legalops.models.kept import RecordLink
from legalops.models.kinds import KINDS, OTHERS
from legalops.models.spend import Matter, Vendor
from legalops.periods import instant, utc_now
from legalops.permissions import ALLOWED, Actor, Permission
from legalops.store import matters, records
from legalops.store.unit import Unit, reading, require

AREA = "links"
#: The columns by which a record names a matter or a vendor without a link.
NAMED_BY: Mapping[str, str] = {"matter": "matter_id", "vendor": "vendor_id"}

#: The columns by which a record says what it came from.
ABOUT = ("about_kind", "about_id")


class Thing(NamedTuple):
    """What can be linked: a record, a matter or a vendor."""

    kind: str
    id: int

    def __str__(self) -> str:
        """Write it as the history keeps it."""
        return f"{self.kind}:{self.id}"


class Linked(NamedTuple):
    """What is linked to a thing: where it is, what it is called, how it stands ("" if it cannot).

    `link_id` is None where no link was made: the record itself names the matter or vendor.
    """

    thing: Thing
    title: str
    state: str
    parent_id: int | None
    link_id: int | None


class _Shown(NamedTuple):
    title: str
    state: str
    parent_id: int | None


def add(unit: Unit, one: Thing, other: Thing) -> int:
    """Link two things and return the link's id; a link that stands already is left as it is.

    Who may edit one of the two may link them. Raises NotFoundError where one is not there or
    not open to the actor, NotAllowedError where neither is theirs, RefusedError for a thing
    linked to itself.
    """
    if one == other:
        raise RefusedError("A thing is not linked to itself. Choose another one.")
    for thing in (one, other):
        _require_open(unit.session, unit.actor, thing)
    if not any(_may_edit(unit.session, unit.actor, thing) for thing in (one, other)):
        raise NotAllowedError("link these two: neither is yours")
    first, second = sorted((one, other))
    standing = _standing(unit.session, first, second)
    if standing is not None:
        return int(standing.id or 0)
    row = RecordLink(
        from_kind=first.kind, from_id=first.id, to_kind=second.kind, to_id=second.id,
        made_by=unit.actor.display_name or unit.actor.name, made_at=instant(utc_now()),
    )  # fmt: skip
    unit.session.add(row)
    unit.session.flush()
    _told(unit, row, "linked")
    return int(row.id or 0)


def remove(unit: Unit, link_id: int) -> None:
    """Take a link off; who may edit one of its sides may. Gone already is as good."""
    row = unit.session.get(RecordLink, link_id)
    if row is None:
        return
    sides = _sides(row)
    for thing in sides:
        _require_open(unit.session, unit.actor, thing)
    if not any(_may_edit(unit.session, unit.actor, thing) for thing in sides):
        raise NotAllowedError("take this link off: neither side is yours")
    unit.session.delete(row)
    unit.session.flush()
    _told(unit, row, "unlinked")


def of(engine: Engine, actor: Actor, thing: Thing) -> tuple[Linked, ...]:
    """Return what is linked to a thing, and for a matter or vendor the records that name it.

    Left out is what was taken off and what is not open to the actor. Raises NotFoundError where
    the thing itself is not open to them.
    """
    with reading(engine) as session:
        require(session, actor, Permission.SEE_SPEND)
        _require_open(session, actor, thing)
        found: dict[Thing, int | None] = dict.fromkeys(_naming(session, thing))
        found |= _linked(session, thing)
        shown = _all_shown(session, actor, found)
    return tuple(
        Linked(each, *shown[each], link_id) for each, link_id in found.items() if each in shown
    )


def may_link(engine: Engine, actor: Actor, thing: Thing) -> bool:
    """Say whether a thing is the actor's to link to anything (a write asks again)."""
    with reading(engine) as session:
        return _is_open(session, actor, thing) and _may_edit(session, actor, thing)


def titles(engine: Engine, actor: Actor, things: Iterable[Thing]) -> dict[Thing, str]:
    """Return what things are called, those left out that are not open to the actor."""
    with reading(engine) as session:
        return {each: s.title for each, s in _all_shown(session, actor, things).items()}


def _sides(row: RecordLink) -> tuple[Thing, Thing]:
    return Thing(row.from_kind, row.from_id), Thing(row.to_kind, row.to_id)


def _standing(session: Session, first: Thing, second: Thing) -> RecordLink | None:
    query = select(RecordLink).where(
        RecordLink.from_kind == first.kind,
        RecordLink.from_id == first.id,
        RecordLink.to_kind == second.kind,
        RecordLink.to_id == second.id,
    )
    return session.exec(query).first()


def _told(unit: Unit, row: RecordLink, act: str) -> None:
    """Tell the history of both sides; by what it is, not by a name that may be restricted."""
    sides = _sides(row)
    for thing, other in (sides, sides[::-1]):
        unit.audit(f"{thing.kind}.{act}", thing.kind, thing.id, after={"link": str(other)})
    unit.touch(AREA)


def _linked(session: Session, thing: Thing) -> dict[Thing, int | None]:
    is_from = (col(RecordLink.from_kind) == thing.kind) & (col(RecordLink.from_id) == thing.id)
    is_to = (col(RecordLink.to_kind) == thing.kind) & (col(RecordLink.to_id) == thing.id)
    query = select(RecordLink).where(or_(is_from, is_to)).order_by(col(RecordLink.id))
    found: dict[Thing, int | None] = {}
    for row in session.exec(query):
        sides = _sides(row)
        found[sides[1] if sides[0] == thing else sides[0]] = row.id
    return found


def _naming(session: Session, thing: Thing) -> list[Thing]:
    """Return the records whose own columns name a matter or vendor."""
    if thing.kind not in OTHERS:
        return []
    found = []
    for kind in KINDS.values():
        wheres = []
        if NAMED_BY[thing.kind] in kind.columns:
            wheres.append(col(getattr(kind.table, NAMED_BY[thing.kind])) == thing.id)
        if kind.columns.issuperset(ABOUT):
            about_kind, about_id = (col(getattr(kind.table, name)) for name in ABOUT)
            wheres.append((about_kind == thing.kind) & (about_id == thing.id))
        if wheres:
            query = select(kind.table.id).where(or_(*wheres)).order_by(col(kind.table.id))
            found += [Thing(kind.name, int(number or 0)) for number in session.exec(query)]
    return found


def _all_shown(session: Session, actor: Actor, things: Iterable[Thing]) -> dict[Thing, _Shown]:
    """Return what things are called and how they stand, one query a kind."""
    by_kind: dict[str, list[int]] = {}
    for thing in things:
        by_kind.setdefault(thing.kind, []).append(thing.id)
    found: dict[Thing, _Shown] = {}
    for kind, numbers in by_kind.items():
        found |= {Thing(kind, n): s for n, s in _shown(session, actor, kind, numbers).items()}
    return found


def _shown(session: Session, actor: Actor, kind: str, numbers: list[int]) -> dict[int, _Shown]:
    if kind == "matter":
        return _matters(session, actor, numbers)
    if kind == "vendor":
        vendors = session.exec(select(Vendor).where(col(Vendor.id).in_(numbers)))
        return {int(row.id or 0): _Shown(row.name, "", None) for row in vendors}
    if kind not in KINDS:
        return {}
    what = KINDS[kind]
    query = select(what.table).where(
        col(what.table.id).in_(numbers), col(what.table.withdrawn_at).is_(None)
    )
    parent = what.parent[1] if what.parent else ""
    return {
        int(row.id or 0): _Shown(
            row.title, str(getattr(row, "state", "")), getattr(row, parent) if parent else None
        )
        for row in session.exec(query)
    }


def _matters(session: Session, actor: Actor, numbers: list[int]) -> dict[int, _Shown]:
    theirs = matters.visible_ids(session, actor)
    rows = session.exec(select(Matter).where(col(Matter.id).in_(numbers)))
    return {
        int(row.id or 0): _Shown(f"{row.number} {row.name}", row.status, None)
        for row in rows
        if not row.is_restricted or row.id in theirs
    }


def _is_open(session: Session, actor: Actor, thing: Thing) -> bool:
    if thing.kind == "matter":
        matter = session.get(Matter, thing.id)
        return matter is not None and matters.may_see(session, actor, matter)
    if thing.kind == "vendor":
        return session.get(Vendor, thing.id) is not None
    return thing.kind in KINDS and session.get(KINDS[thing.kind].table, thing.id) is not None


def _require_open(session: Session, actor: Actor, thing: Thing) -> None:
    if not _is_open(session, actor, thing):
        noun = OTHERS.get(thing.kind) or (
            KINDS[thing.kind].noun if thing.kind in KINDS else "thing"
        )
        raise NotFoundError(f"The {noun}")


def _may_edit(session: Session, actor: Actor, thing: Thing) -> bool:
    """Say whether a record is the actor's to edit, or names and matters are."""
    if thing.kind in KINDS:
        return records.may_write(session, actor, thing.kind, thing.id)
    role = require(session, actor, Permission.SEE_SPEND)
    if Permission.EDIT_NAMES in ALLOWED[role]:
        return True
    if thing.kind != "matter":
        return False
    matter = session.get(Matter, thing.id)
    return matter is not None and actor.user_id is not None and matter.owner_id == actor.user_id
