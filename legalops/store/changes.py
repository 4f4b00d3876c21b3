"""What happened lately to records, matters and comments, and what of it concerns a person?"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, text

from legalops.models.kinds import KINDS, OTHERS
from legalops.permissions import Actor, Permission
from legalops.store.matters import visible_ids
from legalops.store.unit import reading, require

CHUNK, MOST = 500, 20_000
Key = tuple[str, int]
_SUBJECTS = tuple(sorted((*KINDS, *OTHERS, "comment")))


class Event(NamedTuple):
    """One event on a thing a person can open; `act` without its subject, fields as kept."""

    seq: int
    at: str
    by: str
    kind: str
    record_id: int
    parent_id: int | None
    title: str
    act: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


class _Raw(NamedTuple):
    seq: int
    at: str
    by: str
    key: Key
    act: str
    before: str | None
    after: str | None


Links = Mapping[Key, Set[Key]]


class _Thing(NamedTuple):
    title: str
    parent: Key | None
    people: frozenset[int]
    is_withdrawn: bool = False


Things = Mapping[Key, _Thing]


def events(
    engine: Engine, actor: Actor, since: str, most: int, *, after_seq: int = 0
) -> list[Event]:
    """Return what others did since an instant to what concerns the actor, the newest first.

    It concerns them when they own, made, are named on, commented or linked to it, or to what
    it is a part of. Restricted matters of others are left out. At most `most` events.
    """
    person, found = actor.user_id or 0, list[Event]()
    with reading(engine) as session:
        require(session, actor, Permission.SEE_SPEND)
        connection = session.connection()
        named, links = _named(connection, person), _links(connection)
        hidden = _hidden(connection, visible_ids(session, actor))
        for page in _recent(connection, person, since, after_seq):
            things = _things(connection, {event.key for event in page} - hidden)
            above = {t.parent for t in things.values() if t.parent} - set(things)
            things |= _things(connection, above)
            mine = _concerning(connection, person, things, named, links)
            found += [_event(raw, things[raw.key]) for raw in page if raw.key in mine]
            if len(found) >= most:
                break
    return found[:most]


def newest(engine: Engine) -> int:
    """Return the number of the newest audit event, 0 where there is none."""
    with reading(engine) as session:
        query = text("SELECT COALESCE(MAX(seq), 0) FROM audit_event")
        return int(session.connection().execute(query).scalar_one())


def titles(
    connection: Connection, keys: Collection[Key], visible: Collection[int]
) -> dict[Key, tuple[str, int | None]]:
    """Return title and parent's id of things that stand and are open to who sees `visible`."""
    hidden = _hidden(connection, visible)
    return {
        key: (thing.title, thing.parent[1] if thing.parent else None)
        for key, thing in _things(connection, keys).items()
        if key not in hidden and not thing.is_withdrawn
    }


def _event(raw: _Raw, thing: _Thing) -> Event:
    parent = thing.parent[1] if thing.parent else None
    before, after = (json.loads(each or "{}") for each in (raw.before, raw.after))
    return Event(raw.seq, raw.at, raw.by, *raw.key, parent, thing.title, raw.act, before, after)


def _recent(
    connection: Connection, person: int, since: str, after_seq: int
) -> Iterator[list[_Raw]]:
    """Read the trail backwards by its number, which needs no index over its instants."""
    marks = ", ".join(f":s{n}" for n in range(len(_SUBJECTS)))
    query = text(
        "SELECT a.seq, a.at, COALESCE(u.display_name, a.actor_name), a.subject, a.subject_id, "
        "a.action, a.before_json, a.after_json, a.actor_id FROM audit_event a "
        'LEFT JOIN "user" u ON u.id = a.actor_id '
        f"WHERE a.seq > :low AND a.seq < :high AND a.subject IN ({marks}) "
        "AND a.actor_id IS NOT NULL "  # what the machine did is nobody's doing
        "ORDER BY a.seq DESC LIMIT :chunk"
    )
    bound = {f"s{n}": subject for n, subject in enumerate(_SUBJECTS)}
    high, read = 2**62, 0
    while read < MOST:
        rows = connection.execute(
            query, {**bound, "low": after_seq, "high": high, "chunk": CHUNK}
        ).all()
        kept = [row for row in rows if row[1] > since]
        yield [raw for row in kept if row[8] != person and (raw := _raw(row)) is not None]
        if len(kept) < CHUNK:
            break
        read, high = read + CHUNK, int(rows[-1][0])


def _raw(row: Any) -> _Raw | None:
    seq, at, by, subject, number, action, before, after, _ = row
    key: Key | None = (subject, int(number)) if str(number).isdecimal() else None
    room, _, act = str(action).partition(".")
    if subject == "comment":
        told = json.loads(after or before or "{}")
        key, act = about(str(told.get("subject", ""))), f"comment_{act}"
    is_ours = room == subject and key is not None and (key[0] in KINDS or key[0] in OTHERS)
    if key is None or not is_ours:
        return None
    return _Raw(seq, at, by, key, act, before, after)


def about(subject: str) -> Key | None:
    """Return the thing that a comment's subject names, None for a figure."""
    kind, _, number = subject.partition(":")
    return (kind, int(number)) if number.isdecimal() else None


def _things(connection: Connection, keys: Collection[Key]) -> dict[Key, _Thing]:
    """Return title, parent and owners of each thing that still stands, by its key."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, number in sorted(keys):
        by_kind[kind].append(number)
    found: dict[Key, _Thing] = {}
    for kind, numbers in by_kind.items():
        for start in range(0, len(numbers), CHUNK):
            found |= _things_of(connection, kind, numbers[start : start + CHUNK])
    return found


def _things_of(connection: Connection, kind: str, numbers: list[int]) -> dict[Key, _Thing]:
    listed = ", ".join(str(n) for n in numbers)
    if kind in OTHERS:
        owner = "owner_id" if kind == "matter" else "NULL"
        rows = connection.execute(
            text(f"SELECT id, name, {owner} FROM {kind} WHERE id IN ({listed})")
        )
        return {(kind, n): _Thing(name, None, _people(owner)) for n, name, owner in rows}
    what = KINDS[kind]
    owners = [c for c in {*what.owners, "owner_id", "made_by"} if c in what.columns]
    parent, column = what.parent or ("", "NULL")
    rows = connection.execute(
        text(
            f"SELECT id, title, {column}, withdrawn_at IS NOT NULL, {', '.join(sorted(owners))} "
            f'FROM "{what.table.__tablename__}" WHERE id IN ({listed})'
        )
    )
    return {
        (kind, row[0]): _Thing(
            row[1], (parent, row[2]) if parent else None, _people(*row[4:]), bool(row[3])
        )
        for row in rows
    }


def _people(*numbers: int | None) -> frozenset[int]:
    return frozenset(n for n in numbers if n is not None)


def _concerning(
    connection: Connection, person: int, things: Things, named: Set[Key], links: Links
) -> set[Key]:
    """Return the things that concern a person: directly, by a link, or by what they belong to."""
    direct = {key for key, thing in things.items() if person in thing.people} | named
    others = {end for key in things for end in links.get(key, ())} - set(things)
    direct |= {k for k, t in _things(connection, others).items() if person in t.people}
    linked = {key for key in things if not direct.isdisjoint(links.get(key, ()))}
    mine = direct | linked
    return {k for k, t in things.items() if k in mine or (t.parent and t.parent in mine)}


def _named(connection: Connection, person: int) -> set[Key]:
    """Return what names a person or what they commented on."""
    rows = connection.execute(
        text(
            "SELECT kind, record_id FROM record_person WHERE user_id = :person "
            "UNION SELECT 'matter', matter_id FROM matter_member WHERE user_id = :person"
        ),
        {"person": person},
    )
    found = {(str(kind), int(number)) for kind, number in rows}
    said = connection.execute(
        text(
            "SELECT DISTINCT subject FROM comment "
            "WHERE written_by = :person AND withdrawn_at IS NULL"
        ),
        {"person": person},
    )
    return found | {key for (subject,) in said if (key := about(subject)) is not None}


def _links(connection: Connection) -> dict[Key, set[Key]]:
    found: dict[Key, set[Key]] = defaultdict(set)
    query = text("SELECT from_kind, from_id, to_kind, to_id FROM record_link")
    for from_kind, from_id, to_kind, to_id in connection.execute(query):
        found[from_kind, from_id].add((to_kind, to_id))
        found[to_kind, to_id].add((from_kind, from_id))
    return found


def _hidden(connection: Connection, visible: Iterable[int]) -> set[Key]:
    rows = connection.execute(text("SELECT id FROM matter WHERE is_restricted = 1"))
    return {("matter", int(number)) for (number,) in rows} - {("matter", n) for n in visible}
