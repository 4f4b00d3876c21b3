"""What waits for whom: one question a kind of record, its day and its person."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, Engine, text

from legalops.store.unit import reading

RUNNING = "('planning', 'doing', 'closing')"
_ALIVE = "r.withdrawn_at IS NULL"


class Waiting(NamedTuple):
    """One thing that waits: which source found it, the record, its day as kept, the person.

    `on_day` is the day itself or the one from which the source's rule counts, None for no day;
    `days` is what the record adds to or takes off it.
    """

    source: str
    record_id: int
    parent_id: int | None
    title: str
    on_day: str | None
    days: int | None
    person_id: int | None


@dataclass(frozen=True)
class _Source:
    """Where to look: columns of a table `r`, joined and narrowed; the people it waits for."""

    table: str
    day: str
    people: tuple[str, ...]
    where: str
    parent: str = "NULL"
    join: str = ""
    days: str = "NULL"
    title: str = "r.title"
    is_dated: bool = True

    def query(self, person: str, until: str) -> str:
        """Return its question for one column of a person."""
        return (
            f"SELECT r.id, {self.parent}, {self.title}, {self.day}, {self.days}, {person} "
            f'FROM "{self.table}" r {self.join} '
            f"WHERE {_ALIVE} AND {self.where}{until if self.is_dated else ''}"
        )


def _named(kind: str, part: str, on: str = "r.id") -> str:
    return (
        f"JOIN record_person named ON named.kind = '{kind}' AND named.part = '{part}' "
        f"AND named.record_id = {on}"
    )


_IN_TWO = ("r.owner_id", "r.it_owner_id")
_OF_RUNNING = (
    f"JOIN project p ON p.id = r.project_id AND p.withdrawn_at IS NULL AND p.phase IN {RUNNING}"
)
_LAST_CHECK = (
    "COALESCE((SELECT MAX(c.on_day) FROM check_in c "
    "WHERE c.goal_id = r.id AND c.withdrawn_at IS NULL), r.starts_on)"
)
_LAST_NOTE = (
    "COALESCE((SELECT MAX(n.on_day) FROM status_note n "
    "WHERE n.project_id = r.id AND n.withdrawn_at IS NULL), r.starts_on)"
)
_SOURCES = {
    "action": _Source("action", "r.due_on", ("r.owner_id",), "r.state = 'open'"),
    "milestone": _Source(
        "milestone", "r.forecast_on", ("COALESCE(r.owner_id, p.owner_id)",), "r.done_on IS NULL",
        parent="r.project_id", join=_OF_RUNNING,
    ),
    "decide": _Source("decision", "r.due_on", ("r.accountable_id",), "r.state = 'open'"),
    "review": _Source("decision", "r.review_on", ("r.accountable_id",), "r.state = 'decided'"),
    "check_in": _Source("goal", _LAST_CHECK, _IN_TWO, "r.state = 'open'"),
    "goal": _Source("goal", "r.due_on", _IN_TWO, "r.state = 'open'"),
    "status_note": _Source("project", _LAST_NOTE, ("r.owner_id",), f"r.phase IN {RUNNING}"),
    "benefit": _Source(
        "benefit", "r.due_on", ("p.owner_id",), "r.measured_e4 IS NULL", parent="r.project_id",
        join="JOIN project p ON p.id = r.project_id AND p.withdrawn_at IS NULL "
        "AND p.phase <> 'stopped'",
    ),
    "experiment": _Source(
        "experiment", "r.stop_on", ("r.owner_id",), "r.ended_on IS NULL", parent="r.idea_id"
    ),
    "training": _Source("training", "r.planned_on", ("r.owner_id",), "r.state = 'planned'"),
    "attending": _Source(
        "training", "r.planned_on", ("named.user_id",),
        "r.state = 'planned' AND named.user_id <> COALESCE(r.owner_id, 0)",
        join=_named("training", "attendees"),
    ),
    "notice": _Source(
        "system", "r.renews_on", _IN_TWO, "r.stage <> 'retired' AND r.renews_on IS NOT NULL",
        days="r.notice_days", is_dated=False,
    ),
    "meeting": _Source(
        "meeting", "r.held_on", ("named.user_id",), "r.notes = ''", parent="r.forum_id",
        join=_named("meeting", "attendees"),
    ),
}  # fmt: skip
#: Dates that a rule moves are compared once the rule has been applied.
_RULED = frozenset({"check_in", "status_note", "notice"})


def waiting(engine: Engine, user_id: int | None, until: str) -> list[Waiting]:
    """Return what waits for a person, or for everybody with None, up to a day (ISO).

    Whatever a rule moves (check-ins, notes, notice days) is returned with its first day; the
    caller applies the rule.
    """
    with reading(engine) as session:
        connection = session.connection()
        return [
            found
            for name, source in _SOURCES.items()
            for found in _ask(connection, name, source, user_id, until)
        ]


def _ask(
    connection: Connection, name: str, source: _Source, user_id: int | None, until: str
) -> Iterator[Waiting]:
    is_open = name == "action"
    within = f" AND ({source.day} <= :until{' OR r.due_on IS NULL' if is_open else ''})"
    for column in source.people:
        query = source.query(column, "" if name in _RULED else within)
        bound: dict[str, object] = {} if name in _RULED else {"until": until}
        if user_id is not None:
            query, bound = f"{query} AND {column} = :person", {**bound, "person": user_id}
        for row in connection.execute(text(query), bound):
            if row[5] is not None or column == source.people[0]:
                yield Waiting(name, *row)


class Series(NamedTuple):
    """A series of meetings and one person of it; days as ISO text."""

    forum_id: int
    title: str
    cadence: str
    first_on: str
    person_id: int


def series(engine: Engine, user_id: int | None) -> list[Series]:
    """Return every series with fixed days and each of its people, or those of one person."""
    whose = "" if user_id is None else " AND w.user_id = :person"
    query = (
        "SELECT DISTINCT f.id, f.title, f.cadence, f.first_on, w.user_id FROM forum f JOIN ("
        "SELECT record_id, user_id FROM record_person WHERE kind = 'forum' "
        "UNION SELECT id, owner_id FROM forum WHERE owner_id IS NOT NULL"
        ") w ON w.record_id = f.id WHERE f.withdrawn_at IS NULL AND f.form = 'meeting' "
        f"AND f.cadence <> 'none' AND f.first_on IS NOT NULL{whose} ORDER BY f.id, w.user_id"
    )
    bound = {} if user_id is None else {"person": user_id}
    with reading(engine) as session:
        return [Series(*row) for row in session.connection().execute(text(query), bound)]


def held(engine: Engine, since: str) -> set[tuple[int, str]]:
    """Return series and day of every meeting entered from a day on."""
    query = text(
        "SELECT forum_id, held_on FROM meeting "
        "WHERE forum_id IS NOT NULL AND withdrawn_at IS NULL AND held_on >= :since"
    )
    with reading(engine) as session:
        rows = session.connection().execute(query, {"since": since})
        return {(int(forum), str(day)) for forum, day in rows}
