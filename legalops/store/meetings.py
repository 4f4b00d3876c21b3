"""Meetings: series and channels as they stand, what was held, a meeting begun from its series."""

from datetime import date

import pandas as pd
from sqlalchemy import Engine, text
from sqlmodel import col, select

from legalops.models.meetings import Forum, Meeting, MeetingInput
from legalops.periods import day_label
from legalops.store import records
from legalops.store.unit import Unit, reading

FORUMS = {
    "id": "int64", "title": "str", "form": "str", "cadence": "str", "first_on": "str",
    "place": "str", "owner_id": "Int64", "owner": "str", "last_on": "str", "next_on": "str",
    "next_id": "Int64", "open_actions": "int64",
}  # fmt: skip
MEETINGS = {
    "id": "int64", "title": "str", "forum_id": "Int64", "forum": "str", "held_on": "str",
    "has_notes": "bool", "actions": "int64", "open_actions": "int64",
}  # fmt: skip
_FORUMS = """
    SELECT f.id, f.title, f.form, f.cadence, COALESCE(f.first_on, ''), f.place, f.owner_id,
           COALESCE(u.display_name, ''),
           COALESCE((SELECT MAX(m.held_on) FROM meeting m WHERE m.forum_id = f.id
                     AND m.withdrawn_at IS NULL AND m.held_on < :today), ''),
           COALESCE((SELECT MIN(m.held_on) FROM meeting m WHERE m.forum_id = f.id
                     AND m.withdrawn_at IS NULL AND m.held_on >= :today), ''),
           (SELECT MIN(m.id) FROM meeting m WHERE m.forum_id = f.id AND m.withdrawn_at IS NULL
            AND m.held_on = (SELECT MIN(n.held_on) FROM meeting n WHERE n.forum_id = f.id
                             AND n.withdrawn_at IS NULL AND n.held_on >= :today)),
           COALESCE(live.count, 0)
    FROM forum f LEFT JOIN "user" u ON u.id = f.owner_id
    LEFT JOIN (
        SELECT COALESCE(m.forum_id, g.id) AS forum_id, COUNT(*) AS count
        FROM action a
        LEFT JOIN meeting m ON a.about_kind = 'meeting' AND m.id = a.about_id
        LEFT JOIN forum g ON a.about_kind = 'forum' AND g.id = a.about_id
        WHERE a.state = 'open' AND a.withdrawn_at IS NULL
        GROUP BY COALESCE(m.forum_id, g.id)
    ) live ON live.forum_id = f.id
    WHERE f.withdrawn_at IS NULL ORDER BY f.title, f.id
"""
_MEETINGS = """
    SELECT m.id, m.title, m.forum_id, COALESCE(f.title, ''), m.held_on,
           CASE WHEN m.notes = '' THEN 0 ELSE 1 END,
           COALESCE(a.count, 0), COALESCE(a.live, 0)
    FROM meeting m LEFT JOIN forum f ON f.id = m.forum_id
    LEFT JOIN (
        SELECT about_id, COUNT(*) AS count,
               SUM(CASE WHEN state = 'open' THEN 1 ELSE 0 END) AS live
        FROM action WHERE about_kind = 'meeting' AND withdrawn_at IS NULL GROUP BY about_id
    ) a ON a.about_id = m.id
    WHERE m.withdrawn_at IS NULL ORDER BY m.held_on DESC, m.id DESC
"""


def forums(engine: Engine, today: date) -> pd.DataFrame:
    """Return one row per series or channel: last held, the next one entered, open actions.

    `last_on` and `next_on` are ISO days of meetings that are entered, "" for none; `next_id`
    is the meeting of `next_on`.
    """
    with reading(engine) as session:
        found = session.connection().execute(text(_FORUMS), {"today": today.isoformat()})
        rows = [tuple(row) for row in found]
    return pd.DataFrame(rows, columns=list(FORUMS)).astype(FORUMS)


def meetings(engine: Engine) -> pd.DataFrame:
    """Return one row per meeting, the latest first, with its series and how many actions."""
    with reading(engine) as session:
        rows = [tuple(row) for row in session.connection().execute(text(_MEETINGS))]
    return pd.DataFrame(rows, columns=list(MEETINGS)).astype(MEETINGS)


def begin(unit: Unit, forum_id: int, on: date) -> int:
    """Keep the meeting of a series on a day, with its agenda and people, and return its id.

    A meeting of that series on that day which is there already is returned instead.
    Raises NotFoundError where there is no such series.
    """
    forum: Forum = records.found(unit.session, "forum", forum_id)
    query = select(Meeting.id).where(
        Meeting.forum_id == forum_id,
        Meeting.held_on == on.isoformat(),
        col(Meeting.withdrawn_at).is_(None),
    )
    known = unit.session.exec(query).first()
    if known is not None:
        return known
    given = MeetingInput(
        title=f"{forum.title[:180]}, {day_label(on)}",
        forum_id=forum_id,
        held_on=on,
        attendees=records.people(unit.session, "forum", forum_id, "members"),
        agenda=forum.agenda,
    )
    return records.add(unit, "meeting", given)
