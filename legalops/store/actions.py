"""Actions: what there is to do, where it came from, ticking it off."""

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Engine
from sqlmodel import col, select

from legalops.models.kinds import Seen
from legalops.models.meetings import Action, ActionInput
from legalops.models.spend import Matter
from legalops.permissions import Actor
from legalops.store import matters, records
from legalops.store.rows import rows
from legalops.store.unit import Unit, reading

COLUMNS = {
    "id": "int64", "title": "str", "owner_id": "Int64", "owner": "str", "due_on": "str",
    "state": "str", "done_on": "str", "note": "str", "about_kind": "str", "about_id": "Int64",
    "made_at": "str", "version": "int64",
}  # fmt: skip
_ACTIONS = """
    SELECT a.id, a.title, a.owner_id, COALESCE(u.display_name, ''), COALESCE(a.due_on, ''),
           a.state, COALESCE(a.done_on, ''), a.note, a.about_kind, a.about_id, a.made_at,
           a.version
    FROM action a LEFT JOIN "user" u ON u.id = a.owner_id
    WHERE a.withdrawn_at IS NULL
"""
#: What is open first, by its day and what has none last; then what is done, the newest first.
_ORDER = """
    ORDER BY CASE WHEN a.state = 'open' THEN 0 ELSE 1 END,
             CASE WHEN a.state = 'open' THEN COALESCE(a.due_on, '9999') ELSE '' END,
             a.done_on DESC, a.id
"""


def table(engine: Engine, *, is_open: bool = False) -> pd.DataFrame:
    """Return one row per action, or per open one: those first, by the day each is due.

    Days are ISO text, "" for none; `owner` is "" for nobody.
    """
    return _read(engine, " AND a.state = 'open'" if is_open else "", {})


def of(engine: Engine, about_kind: str, about_id: int) -> pd.DataFrame:
    """Return the actions that came from a record, with the columns of `table`."""
    where = " AND a.about_kind = :kind AND a.about_id = :id"
    return _read(engine, where, {"kind": about_kind, "id": about_id})


def carried(engine: Engine, meeting_id: int) -> pd.DataFrame:
    """Return the actions still open from earlier meetings of a meeting's series, or the series.

    The columns are those of `table`; a meeting of no series carries nothing.
    """
    where = """
        AND a.state = 'open' AND (
            (a.about_kind = 'meeting' AND a.about_id IN (
                SELECT e.id FROM meeting e JOIN meeting m ON m.forum_id = e.forum_id
                WHERE m.id = :id AND (e.held_on < m.held_on
                                      OR (e.held_on = m.held_on AND e.id < m.id))))
            OR (a.about_kind = 'forum' AND a.about_id = (
                SELECT forum_id FROM meeting WHERE id = :id)))
    """
    return _read(engine, where, {"id": meeting_id})


def _read(engine: Engine, where: str, given: dict[str, Any]) -> pd.DataFrame:
    with reading(engine) as session:
        found = rows(session, _ACTIONS + where + _ORDER, **given)
    return pd.DataFrame(found, columns=list(COLUMNS)).astype(COLUMNS)


def add(unit: Unit, given: ActionInput, about: tuple[str, int] | None, today: date) -> int:
    """Keep a new action, from a record where it came from one, and return its id."""
    kind, record_id = about or ("", None)
    done = today.isoformat() if given.state == "done" else None
    return records.add(
        unit, "action", given, about_kind=kind, about_id=record_id, done_on=done
    )  # fmt: skip


def change(unit: Unit, seen: Seen, given: ActionInput, today: date) -> None:
    """Write what a form gives over an action; one that is done keeps the day it was done.

    Raises StaleEditError for an older version.
    """
    row: Action = records.claim(unit, seen)
    done = row.done_on or today.isoformat() if given.state == "done" else None
    records.change(unit, seen, given, done_on=done)


def set_state(unit: Unit, seen: Seen, state: str, today: date) -> None:
    """Say that an action is done, dropped or open again; `today` is the day it is done."""
    act = {"done": "done", "dropped": "dropped"}.get(state, "reopened")
    done = today.isoformat() if state == "done" else None
    records.set_values(unit, seen, act, state=state, done_on=done)


def hidden_matters(engine: Engine, actor: Actor) -> frozenset[int]:
    """Return the matters whose actions the actor may not see: restricted ones without them."""
    with reading(engine) as session:
        restricted = session.exec(select(Matter.id).where(col(Matter.is_restricted) == 1)).all()
        if not restricted:
            return frozenset()
        return frozenset(int(i or 0) for i in restricted) - matters.visible_ids(session, actor)
