"""Ideas and experiments: supporting, answering, trying and ending them; what there is of each."""

from datetime import date
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from legalops.errors import RefusedError
from legalops.models.ideas import Experiment, ExperimentInput, Idea, IdeaMoveInput, IdeaSupport
from legalops.models.kinds import Seen
from legalops.models.people import User
from legalops.periods import instant, parse_instant, utc_now
from legalops.permissions import ALLOWED, Actor, Permission
from legalops.store import records, settings
from legalops.store.unit import Unit, current_role, reading

_AREA = "ideas"
_BEFORE_TESTING = ("new", "considered")


def toggle_support(unit: Unit, idea_id: int) -> bool:
    """Support an idea, or take the support back; return whether the actor supports it now.

    Raises NotFoundError for an idea that is not there, RefusedError for who is no person.
    """
    row = records.found(unit.session, "idea", idea_id)
    if unit.actor.user_id is None:
        raise RefusedError("Only a person can support an idea. Sign in and do it there.")
    mine = unit.session.get(IdeaSupport, (row.id, unit.actor.user_id))
    if mine is None:
        unit.session.add(
            IdeaSupport(idea_id=row.id, user_id=unit.actor.user_id, at=instant(utc_now()))
        )
    else:
        unit.session.delete(mine)
    unit.session.flush()
    unit.audit("idea.supported" if mine is None else "idea.no_longer_supported", "idea", row.id)
    unit.touch(_AREA)
    return mine is None


def move(unit: Unit, seen: Seen, given: IdeaMoveInput, on: date) -> None:
    """Move an idea on and keep the reason, which is the answer to whoever had it.

    Its owner, its maker and legal operations may, and executives. The first move is its first
    answer. Raises StaleEditError, NotAllowedError, RefusedError where it is there already.
    """
    row = _claimed(unit, seen)
    if row.state == given.state:
        raise RefusedError(f"The idea is {given.state} already. Choose where it goes from here.")
    _moved(unit, row, given.state, given.reason, on)


def _claimed(unit: Unit, seen: Seen) -> Idea:
    """Return an idea to move, in the version the person saw; those who decide need not own it."""
    if Permission.DECIDE not in ALLOWED[current_role(unit.session, unit.actor)]:
        claimed: Idea = records.claim(unit, seen)
        return claimed
    row: Idea = records.found(unit.session, "idea", seen.id)
    records.require_version(row, seen)
    return row


def _moved(unit: Unit, row: Idea, state: str, reason: str, on: date) -> None:
    first = row.first_decided_on or on.isoformat()
    records.mark(
        unit, row, "moved", {"moved_on": (None, on.isoformat())},
        state=state, reason=reason, first_decided_on=first,
    )  # fmt: skip


def may_move(engine: Engine, actor: Actor, idea_id: int) -> bool:
    """Say whether the actor may move an idea on (what is shown; a write asks again)."""
    with reading(engine) as session:
        if Permission.DECIDE in ALLOWED[current_role(session, actor)]:
            return True
    return records.may_edit(engine, actor, "idea", idea_id)


def begin(unit: Unit, given: ExperimentInput, on: date) -> int:
    """Keep a new experiment and return its id; its idea is being tested from then on."""
    owner = given.owner_id or unit.actor.user_id
    record_id = records.add(unit, "experiment", given, owner_id=owner)
    if given.idea_id is not None:
        idea: Idea = records.found(unit.session, "idea", given.idea_id)
        if idea.state in _BEFORE_TESTING:
            _moved(unit, idea, "testing", f"An experiment was begun: {given.title}", on)
    return record_id


def end(unit: Unit, seen: Seen, outcome: str, result: str, ended_on: date) -> None:
    """Record what an experiment showed. Raises RefusedError for a day before its start."""
    row: Experiment = records.claim(unit, seen)
    if row.starts_on and ended_on.isoformat() < row.starts_on:
        raise RefusedError(
            f"The experiment began on {row.starts_on}. Choose an end on that day or later."
        )
    records.mark(unit, row, "ended", outcome=outcome, result=result, ended_on=ended_on)


def board(engine: Engine) -> pd.DataFrame:
    """Return one row per idea: its columns, `support` (people), `tries`, the day it was `made_on`.

    `made_on` is a day of the department's time zone, as text.
    """
    ideas = records.table(engine, "idea")
    with reading(engine) as session:
        zone = ZoneInfo(settings.read(session).time_zone)
        support = _counted(session, IdeaSupport)
        tries = _counted(session, Experiment)
    ideas["support"] = ideas["id"].map(support).fillna(0).astype(int)
    ideas["tries"] = ideas["id"].map(tries).fillna(0).astype(int)
    ideas["made_on"] = [_day(at, zone) for at in ideas["made_at"]]
    return ideas


def _day(at: str, zone: ZoneInfo) -> str:
    return parse_instant(at).astimezone(zone).date().isoformat()


def _counted(session: Session, table: type[IdeaSupport | Experiment]) -> dict[int, int]:
    query = select(table.idea_id, func.count()).where(col(table.idea_id).is_not(None))
    if table is Experiment:
        query = query.where(col(Experiment.withdrawn_at).is_(None))
    return {
        int(idea or 0): count for idea, count in session.exec(query.group_by(col(table.idea_id)))
    }


def supported_by(engine: Engine, user_id: int) -> frozenset[int]:
    """Return the ideas a person supports."""
    query = select(IdeaSupport.idea_id).where(IdeaSupport.user_id == user_id)
    with reading(engine) as session:
        return frozenset(session.exec(query))


def supporters(engine: Engine, idea_id: int) -> tuple[str, ...]:
    """Return who supports an idea, by name, the first to do so first."""
    query = (
        select(User.display_name)
        .join(IdeaSupport, col(IdeaSupport.user_id) == User.id)
        .where(IdeaSupport.idea_id == idea_id)
        .order_by(IdeaSupport.at, User.display_name)
    )
    with reading(engine) as session:
        return tuple(session.exec(query))


def experiments(engine: Engine) -> pd.DataFrame:
    """Return one row per experiment, with the `idea` it tests by title ("" for none)."""
    frame = records.table(engine, "experiment")
    query = select(Idea.id, Idea.title)
    with reading(engine) as session:
        titles = {int(number or 0): title for number, title in session.exec(query)}
    frame["idea_id"] = frame["idea_id"].astype("Int64")
    frame["idea"] = [titles.get(n, "") if not pd.isna(n) else "" for n in frame["idea_id"]]
    return frame
