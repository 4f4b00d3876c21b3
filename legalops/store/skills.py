"""Levels of people and needs of roles: what stands, what stood, and setting many at once."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from legalops.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleEditError
from legalops.metrics import skills as metrics
from legalops.models.kinds import Seen
from legalops.models.people import User
from legalops.models.skills import JobRole, RoleNeed, Skill, SkillLevel
from legalops.permissions import ALLOWED, Permission
from legalops.store import records
from legalops.store.unit import Unit, current_role, reading

AREA = "skills"
HIGHEST = 4
#: A level by (person, skill), a need by (role, skill); None is "not said".
Pair = tuple[int, int]
Wanted = Mapping[Pair, int | None]


def levels(engine: Engine, until: date | None = None) -> pd.DataFrame:
    """Return the standing level of each person x skill, or the one that stood on a day.

    Only of people who are here and skills that are kept.
    """
    query = (
        "SELECT l.user_id, l.skill_id, l.have, l.set_on, l.set_by FROM skill_level l "
        'JOIN "user" u ON u.id = l.user_id AND u.disabled_at IS NULL '
        "JOIN skill s ON s.id = l.skill_id AND s.withdrawn_at IS NULL "
        "WHERE l.id IN (SELECT MAX(id) FROM skill_level WHERE set_on <= :until "
        "GROUP BY user_id, skill_id) ORDER BY l.skill_id, l.user_id"
    )
    last = (until or date.max).isoformat()
    return _frame(engine, query, [*metrics.LEVELS, "set_on", "set_by"], until=last)


def needs(engine: Engine) -> pd.DataFrame:
    """Return the level each role needs of each skill, of roles and skills that are kept."""
    query = (
        "SELECT n.role_id, n.skill_id, n.need FROM role_need n "
        "JOIN job_role r ON r.id = n.role_id AND r.withdrawn_at IS NULL "
        "JOIN skill s ON s.id = n.skill_id AND s.withdrawn_at IS NULL WHERE n.need > 0 "
        "ORDER BY n.role_id, n.skill_id"
    )
    return _frame(engine, query, metrics.NEEDS)


def holders(engine: Engine) -> pd.DataFrame:
    """Return who has which role, of people who are here and roles that are kept."""
    query = (
        "SELECT p.record_id, p.user_id FROM record_person p "
        "JOIN job_role r ON r.id = p.record_id AND r.withdrawn_at IS NULL "
        'JOIN "user" u ON u.id = p.user_id AND u.disabled_at IS NULL '
        "WHERE p.kind = 'job_role' AND p.part = 'holders' ORDER BY p.record_id, p.user_id"
    )
    return _frame(engine, query, metrics.HOLDERS)


def _frame(engine: Engine, query: str, columns: Any, **values: Any) -> pd.DataFrame:
    with reading(engine) as session:
        rows = [tuple(row) for row in session.connection().execute(text(query), values)]
    return pd.DataFrame(rows, columns=list(columns)).astype(
        {name: "int64" for name in columns if name not in ("set_on", "set_by")}
    )


def set_levels(unit: Unit, wanted: Wanted, seen: Wanted, today: date) -> int:
    """Set levels of people, keep the earlier ones, and return how many changed.

    A person sets their own, whoever edits all work sets everybody's. A level once given can be
    changed, not taken back. Raises StaleEditError when one is no longer what was `seen`.
    """
    _require_own(unit, {person for person, _ in wanted})
    now = {pair: _level(unit.session, pair) for pair in wanted}
    new = _changes(wanted, seen, now, "A level")
    people = _names(unit.session, {person for person, _ in new})
    name = unit.actor.display_name or unit.actor.name
    for person, skill in new:
        have = _checked(new[person, skill], "Level")
        unit.session.add(
            SkillLevel(
                user_id=person, skill_id=skill, have=have, set_by=name, set_on=today.isoformat()
            )
        )
    unit.session.flush()
    for skill in sorted({skill for _, skill in new}):
        _require_kept(unit.session, Skill, skill)
        changed = sorted(pair for pair in new if pair[1] == skill)
        unit.audit(
            "skill.levels_set", "skill", skill,
            before={"levels": _told({people[p]: now[p, s] for p, s in changed})},
            after={"levels": _told({people[p]: new[p, s] for p, s in changed})},
        )  # fmt: skip
    return _finish(unit, new)


def set_needs(unit: Unit, wanted: Wanted, seen: Wanted) -> int:
    """Set what roles need of skills and return how many changed; None or 0 is no need.

    Raises StaleEditError when one is no longer what was `seen`.
    """
    rows = {pair: unit.session.get(RoleNeed, pair) for pair in wanted}
    now = {pair: row.need if row else None for pair, row in rows.items()}
    new = _changes(wanted, seen, now, "A need")
    for (role, skill), need in new.items():
        row, value = rows[role, skill], _checked(need or 0, "Need")
        if row is None:
            unit.session.add(RoleNeed(role_id=role, skill_id=skill, need=value))
        else:
            row.need = value
    unit.session.flush()
    for role in sorted({role for role, _ in new}):
        _require_kept(unit.session, JobRole, role)
        changed = sorted(pair for pair in new if pair[0] == role)
        titles = {s: str(_require_kept(unit.session, Skill, s).title) for _, s in changed}
        unit.audit(
            "job_role.needs_set", "job_role", role,
            before={"needs": _told({titles[s]: now[r, s] for r, s in changed})},
            after={"needs": _told({titles[s]: new[r, s] for r, s in changed})},
        )  # fmt: skip
    return _finish(unit, new)


def set_state(unit: Unit, seen: Seen, state: str, today: date) -> None:
    """Set the state of a training; one that is done has its day, one that is not has none."""
    row = records.claim(unit, seen)
    done_on = (row.done_on or today) if state == "done" else None
    records.mark(unit, row, "done" if state == "done" else "changed", state=state, done_on=done_on)


def _finish(unit: Unit, new: Wanted) -> int:
    if new:
        unit.touch(AREA)
    return len(new)


def _require_own(unit: Unit, people: set[int]) -> None:
    role = current_role(unit.session, unit.actor)
    if Permission.EDIT_ALL_WORK not in ALLOWED[role] and people - {unit.actor.user_id}:
        raise NotAllowedError("set the levels of somebody else")


def _level(session: Session, pair: Pair) -> int | None:
    query = select(SkillLevel.have).where(
        SkillLevel.user_id == pair[0], SkillLevel.skill_id == pair[1]
    )
    return session.exec(query.order_by(col(SkillLevel.id).desc()).limit(1)).first()


def _changes(wanted: Wanted, seen: Wanted, now: Wanted, what: str) -> dict[Pair, int | None]:
    """Return what is to be changed; refuse what somebody else changed since it was seen."""
    new = {pair: value for pair, value in wanted.items() if value != seen.get(pair)}
    if any((now[pair] or 0) != (seen.get(pair) or 0) for pair in new):
        raise StaleEditError(what)
    return {pair: value for pair, value in new.items() if value != now[pair]}


def _checked(value: int | None, field: str) -> int:
    if value is None or not 0 <= value <= HIGHEST:
        raise InvalidInputError(field, f"must be a whole number from 0 to {HIGHEST}.")
    return value


def _require_kept(session: Session, table: type[Skill] | type[JobRole], number: int) -> Any:
    row = session.get(table, number)
    if row is None or row.withdrawn_at is not None:
        raise NotFoundError("The skill" if table is Skill else "The role")
    return row


def _names(session: Session, people: set[int]) -> dict[int, str]:
    query = select(User.id, User.display_name).where(
        col(User.id).in_(people), col(User.disabled_at).is_(None)
    )
    found = {int(number or 0): name for number, name in session.exec(query)} if people else {}
    if people - set(found):
        raise NotFoundError("The person")
    return found


def _told(values: Mapping[str, int | None]) -> str:
    return ", ".join(f"{n}: {'not said' if v is None else v}" for n, v in sorted(values.items()))
