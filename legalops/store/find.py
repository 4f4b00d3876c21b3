"""Find what people keep, matters, vendors and comments by words, as far as a person may see."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, Engine, text

from legalops.intake.names import fold
from legalops.models.kinds import KINDS, OTHERS, Kind
from legalops.permissions import Actor, Permission
from legalops.store.changes import Key, about, titles
from legalops.store.matters import visible_ids
from legalops.store.unit import reading, require

COMMENT = "comment"
MOST_TERMS, MOST = 8, 100


class Found(NamedTuple):
    """One thing that holds all the words; `texts` are what else of it was searched.

    `group` is its kind, or "comment" for what was said about it; `within` is the title of what
    it is a part of.
    """

    group: str
    kind: str
    record_id: int
    parent_id: int | None
    title: str
    within: str
    texts: tuple[str, ...]
    changed_at: str


class Part(NamedTuple):
    """What one kind holds: how many fit, and the best or newest hundred of them."""

    total: int
    found: tuple[Found, ...]


def terms(words: str) -> tuple[str, ...]:
    """Return the words to look for, folded; every one of them must be there."""
    return tuple(dict.fromkeys(fold(words).split()))[:MOST_TERMS]


def find(engine: Engine, actor: Actor, wanted: Sequence[str]) -> list[Part]:
    """Return what holds all the folded words and is open to the actor, a part for each kind."""
    if not wanted:
        return []
    with reading(engine) as session:
        require(session, actor, Permission.SEE_SPEND)
        connection, visible = session.connection(), visible_ids(session, actor)
        parts = [
            _newest(_matters(connection, wanted, visible)),
            _newest(_vendors(connection, wanted)),
            *_kinds(connection, wanted),
            _newest(_comments(connection, wanted, visible)),
        ]
    return [part for part in parts if part.total]


def _newest(found: Iterable[Found]) -> Part:
    whole = sorted(found, key=lambda each: each.changed_at, reverse=True)
    return Part(len(whole), tuple(whole[:MOST]))


def _like(column: str, wanted: Sequence[str]) -> tuple[str, dict[str, object]]:
    """Return the condition that a column holds all words, and what it binds."""
    condition = " AND ".join(f"{column} LIKE :w{n} ESCAPE '!'" for n in range(len(wanted)))
    return condition, {f"w{n}": f"%{_escaped(word)}%" for n, word in enumerate(wanted)}


def _escaped(word: str) -> str:
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _kinds(connection: Connection, wanted: Sequence[str]) -> Iterator[Part]:
    """Yield the records of each kind that has any; those that begin with the words, then new ones.

    The words of an entry begin with the record's title.
    """
    condition, bound = _like("s.words", wanted)
    counted = text(f"SELECT s.kind, COUNT(*) FROM search_entry s WHERE {condition} GROUP BY s.kind")
    begins = {"begins": f"{_escaped(' '.join(wanted))}%"}
    for name, total in connection.execute(counted, bound).all():
        kind = KINDS.get(name)
        if kind is None:
            continue
        first = "s.words LIKE :begins ESCAPE '!' AND "
        found = {f.record_id: f for f in _records(connection, kind, first + condition,
                                                  {**bound, **begins})}  # fmt: skip
        if len(found) < min(total, MOST):
            others = _records(connection, kind, condition, bound)
            found |= {f.record_id: f for f in others if f.record_id not in found}
        kept = tuple(found.values())[:MOST]
        yield Part(total if len(kept) == MOST else len(kept), kept)


def _records(
    connection: Connection, kind: Kind, condition: str, bound: dict[str, object]
) -> list[Found]:
    """Return the newest records of a kind that a condition on their words holds for."""
    parent, join, alive = "NULL, ''", "", ""
    if kind.parent:
        above = KINDS[kind.parent[0]].table.__tablename__
        parent = f"r.{kind.parent[1]}, p.title"
        join = f'JOIN "{above}" p ON p.id = r.{kind.parent[1]}'
        alive = " AND p.withdrawn_at IS NULL"
    columns = "".join(f", r.{name}" for name in kind.searched)
    query = text(
        f"SELECT r.id, r.title, r.changed_at, {parent}{columns} FROM search_entry s "
        f'JOIN "{kind.table.__tablename__}" r ON r.id = s.record_id {join} '
        f"WHERE s.kind = :kind AND {condition} AND r.withdrawn_at IS NULL{alive} "
        "ORDER BY s.record_id DESC LIMIT :most"
    )
    rows = connection.execute(query, {**bound, "kind": kind.name, "most": MOST})
    return [
        Found(kind.name, kind.name, number, above_id, title, within,
              tuple(str(each) for each in texts if each), at)
        for number, title, at, above_id, within, *texts in rows
    ]  # fmt: skip


def _matters(
    connection: Connection, wanted: Sequence[str], visible: frozenset[int] | set[int]
) -> Iterator[Found]:
    query = text("SELECT id, number, name, is_restricted, created_at FROM matter")
    for number, code, name, is_restricted, at in connection.execute(query):
        if _holds(f"{code} {name}", wanted) and (not is_restricted or number in visible):
            yield Found("matter", "matter", number, None, f"{code} {name}", "", (), at)


def _vendors(connection: Connection, wanted: Sequence[str]) -> Iterator[Found]:
    """Yield vendors by name, number and other spellings; a merged one by what it is now."""
    query = text(
        "SELECT v.id, v.name, COALESCE(v.law_firm_id, ''), v.created_at, "
        "COALESCE(a.alias_norm, '') FROM vendor v LEFT JOIN vendor_alias a ON a.vendor_id = v.id "
        "WHERE v.merged_into IS NULL ORDER BY v.id"
    )
    seen: set[int] = set()
    for number, name, code, at, alias in connection.execute(query):
        if number not in seen and _holds(f"{name} {code} {alias}", wanted):
            seen.add(number)
            told = () if _holds(name, wanted) else (code, alias)
            yield Found("vendor", "vendor", number, None, name, "", told, at)


def _comments(
    connection: Connection, wanted: Sequence[str], visible: frozenset[int] | set[int]
) -> list[Found]:
    """Return comments on things that are still there, restricted matters left out."""
    query = text("SELECT subject, body, author, written_at FROM comment WHERE withdrawn_at IS NULL")
    said: list[tuple[Key, str, str, str]] = []
    for subject, body, author, at in connection.execute(query):
        key = about(subject)
        if key and (key[0] in KINDS or key[0] in OTHERS) and _holds(body, wanted):
            said.append((key, body, author, at))
    named = titles(connection, {key for key, *_ in said}, visible)
    return [
        Found(COMMENT, *key, named[key][1], named[key][0], author, (body,), at)
        for key, body, author, at in said
        if key in named
    ]


def _holds(words: str, wanted: Sequence[str]) -> bool:
    folded = fold.__wrapped__(words)  # texts are many and long: none of them is worth keeping
    return all(word in folded for word in wanted)
