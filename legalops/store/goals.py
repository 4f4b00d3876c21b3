"""Check-ins on goals, and which projects serve them; goals themselves are records."""

import pandas as pd
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from legalops.errors import NotFoundError
from legalops.metrics import goal_words
from legalops.models.goals import CheckIn, CheckInInput, Goal, KeyResult
from legalops.models.kinds import Seen
from legalops.periods import instant, utc_now
from legalops.store import records
from legalops.store.rows import rows
from legalops.store.unit import Unit, reading

AREA = "goals"  # the data version that goals, their key results and check-ins raise
_CHECKS = {
    "id": "int64", "goal_id": "int64", "key_result_id": "Int64", "on_day": "str",
    "value_e4": "Int64", "confidence": "str", "note": "str", "made_by": "Int64", "maker": "str",
    "made_at": "str",
}  # fmt: skip
_SERVING = {"goal_id": "int64", "project_id": "int64", "title": "str", "phase": "str"}


def check_in(unit: Unit, goal_id: int, given: CheckInInput, values: dict[int, int]) -> int:
    """Keep a check-in on a goal with the values (1/10000) of its key results; return its id.

    Raises NotAllowedError for who may not edit the goal.
    """
    goal = _claimed(unit, goal_id)
    on_day = (given.on_day or utc_now().date()).isoformat()
    row = CheckIn(
        goal_id=goal_id,
        on_day=on_day,
        value_e4=given.value_e4,
        confidence=given.confidence,
        note=given.note,
        made_by=unit.actor.user_id,
        maker=unit.actor.display_name or unit.actor.name,
        made_at=instant(utc_now()),
    )
    said = row.model_dump(exclude={"id", "value_e4", "note", "key_result_id"})
    parts = [
        CheckIn(**said, key_result_id=key, value_e4=value) for key, value in sorted(values.items())
    ]
    unit.session.add_all([row, *parts])
    unit.session.flush()
    after = {
        "as_of": on_day,
        "values": _said(unit.session, goal, given.value_e4, values),
        "confidence": goal_words.CONFIDENCE[given.confidence],
        "note": given.note,
    }
    unit.audit("goal.checked_in", "goal", goal.id, after=after)
    unit.touch(AREA)
    return int(row.id or 0)


def _said(session: Session, goal: Goal, own: int | None, values: dict[int, int]) -> str:
    """Return the values of a check-in in words, for the history."""
    said = [] if own is None else [goal_words.value(own, goal.unit)]
    for key, value in sorted(values.items()):
        part = records.found(session, "key_result", key)
        said.append(f"{part.title}: {goal_words.value(value, part.unit)}")
    return "; ".join(said)


def withdraw_check_in(unit: Unit, check_in_id: int) -> None:
    """Take a check-in back with all values given in it; the history keeps it."""
    row = unit.session.get(CheckIn, check_in_id)
    if row is None or row.withdrawn_at is not None:
        raise NotFoundError("The check-in")
    _claimed(unit, row.goal_id)
    together = select(CheckIn).where(
        CheckIn.goal_id == row.goal_id, CheckIn.made_at == row.made_at, CheckIn.maker == row.maker
    )
    at = instant(utc_now())
    for each in unit.session.exec(together).all():
        each.withdrawn_at = at
    unit.session.flush()
    unit.audit("goal.check_in_withdrawn", "goal", row.goal_id, after={"as_of": row.on_day})
    unit.touch(AREA)


def _claimed(unit: Unit, goal_id: int) -> Goal:
    """Return a goal the actor may check in on; somebody else's edit meanwhile does not matter."""
    goal = records.found(unit.session, "goal", goal_id)
    found: Goal = records.claim(unit, Seen("goal", goal_id, goal.version))
    return found


def typed_key_results(session: Session, goal_id: int) -> set[int]:
    """Return the key results of a goal whose value people type."""
    query = select(KeyResult.id).where(
        KeyResult.goal_id == goal_id, KeyResult.measure == "", col(KeyResult.withdrawn_at).is_(None)
    )
    return {int(number) for number in session.exec(query) if number is not None}


def check_ins(engine: Engine, goal_id: int | None = None) -> pd.DataFrame:
    """Return one row per value of a check-in that stands, of a goal or of all, by their days.

    The row without a key result is the check-in itself, with its note.
    """
    query = f"SELECT {', '.join(_CHECKS)} FROM check_in WHERE withdrawn_at IS NULL"
    of, given = ("", {}) if goal_id is None else (" AND goal_id = :goal", {"goal": goal_id})
    with reading(engine) as session:
        found = rows(session, f"{query}{of} ORDER BY on_day, id", **given)
    return pd.DataFrame(found, columns=list(_CHECKS)).astype(_CHECKS)


def telling(engine: Engine) -> pd.DataFrame:
    """Return the check-ins that say where goals stand, with the columns of `check_ins`.

    They are the newest of each goal and key result, the newest with a value, and of a measure to
    be kept within bounds all of them.
    """
    query = f"""
        SELECT {", ".join(f"c.{name}" for name in _CHECKS)} FROM (
            SELECT c.*,
                   ROW_NUMBER() OVER (PARTITION BY goal_id, key_result_id
                                      ORDER BY on_day DESC, id DESC) AS newest,
                   ROW_NUMBER() OVER (PARTITION BY goal_id, key_result_id, value_e4 IS NULL
                                      ORDER BY on_day DESC, id DESC) AS newest_value
            FROM check_in c WHERE withdrawn_at IS NULL) c
        JOIN goal g ON g.id = c.goal_id
        LEFT JOIN key_result k ON k.id = c.key_result_id
        WHERE newest = 1 OR newest_value = 1 OR COALESCE(k.direction, g.direction) = 'within'
        ORDER BY c.on_day, c.id
    """
    with reading(engine) as session:
        found = rows(session, query)
    return pd.DataFrame(found, columns=list(_CHECKS)).astype(_CHECKS)


def serving(engine: Engine) -> pd.DataFrame:
    """Return one row per goal and project that serves it."""
    query = (
        "SELECT g.goal_id, p.id, p.title, p.phase FROM project_goal g "
        "JOIN project p ON p.id = g.project_id WHERE p.withdrawn_at IS NULL ORDER BY p.title"
    )
    with reading(engine) as session:
        rows = [tuple(row) for row in session.connection().execute(text(query))]
    return pd.DataFrame(rows, columns=list(_SERVING)).astype(_SERVING)
