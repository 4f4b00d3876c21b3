"""Does what people keep still hang together: people, links, actions, comments, search?"""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, Engine, text

from legalops.models.kinds import KINDS, OTHERS
from legalops.store.changes import about
from legalops.store.recount import SHOWN, Finding
from legalops.store.unit import reading

_REMEDY = "Take the row away by hand, or bring back what it names from a backup."


def records(engine: Engine) -> list[Finding]:
    """Return people, links, actions and comments that name a record that is not there.

    Also records that the search does not know, and search entries of nothing.
    """
    with reading(engine) as session:
        connection = session.connection()
        known = _known(connection)
        found = [
            *_named(connection, known),
            *_links(connection, known),
            *_actions(connection, known),
            *_said(connection, known),
            *_searched(connection),
        ]
    return found[:SHOWN]


def _known(connection: Connection) -> dict[str, set[int]]:
    tables = {kind: kind for kind in OTHERS}
    tables |= {name: str(kind.table.__tablename__) for name, kind in KINDS.items()}
    return {
        kind: {int(row[0]) for row in connection.execute(text(f'SELECT id FROM "{table}"'))}
        for kind, table in tables.items()
    }


def _is_there(known: Mapping[str, set[int]], kind: str, number: int | None) -> bool:
    return number in known.get(kind, ())


def _named(connection: Connection, known: Mapping[str, set[int]]) -> Iterator[Finding]:
    query = text("SELECT DISTINCT kind, record_id, part FROM record_person ORDER BY 1, 2, 3")
    for kind, number, part in connection.execute(query):
        if not _is_there(known, kind, number):
            message = f"People are named as its {part}, but it is not there. {_REMEDY}"
            yield Finding("people of records", f"{kind} {number}", message)


def _links(connection: Connection, known: Mapping[str, set[int]]) -> Iterator[Finding]:
    query = text("SELECT id, from_kind, from_id, to_kind, to_id FROM record_link ORDER BY id")
    for number, from_kind, from_id, to_kind, to_id in connection.execute(query):
        for kind, end in ((from_kind, from_id), (to_kind, to_id)):
            if not _is_there(known, kind, end):
                message = f"It links {kind} {end}, which is not there. {_REMEDY}"
                yield Finding("links", f"link {number}", message)


def _actions(connection: Connection, known: Mapping[str, set[int]]) -> Iterator[Finding]:
    query = text("SELECT id, about_kind, about_id FROM action WHERE about_kind <> '' ORDER BY id")
    for number, kind, about_id in connection.execute(query):
        if not _is_there(known, kind, about_id):
            message = f"It came from {kind} {about_id}, which is not there. {_REMEDY}"
            yield Finding("actions", f"action {number}", message)


def _said(connection: Connection, known: Mapping[str, set[int]]) -> Iterator[Finding]:
    for number, subject in connection.execute(text("SELECT id, subject FROM comment ORDER BY id")):
        key = about(subject)
        if key is not None and key[0] in known and not _is_there(known, *key):
            message = f"It is about {key[0]} {key[1]}, which is not there. {_REMEDY}"
            yield Finding("comments", f"comment {number}", message)


def _searched(connection: Connection) -> Iterator[Finding]:
    """Yield what the search does not find though it stands, and what it finds of nothing."""
    for name, kind in KINDS.items():
        standing = text(f'SELECT id FROM "{kind.table.__tablename__}" WHERE withdrawn_at IS NULL')
        entries = text("SELECT record_id FROM search_entry WHERE kind = :kind")
        should = {int(row[0]) for row in connection.execute(standing)}
        does = {int(row[0]) for row in connection.execute(entries, {"kind": name})}
        for number in sorted(should ^ does):
            message = (
                "The search does not know it. Change and save it once."
                if number in should
                else f"The search knows it, but it is not there. {_REMEDY}"
            )
            yield Finding("search", f"{name} {number}", message)
