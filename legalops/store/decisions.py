"""Decisions: what is asked of whom, the options and their scores, and what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from legalops.models.decisions import (
    Decision,
    DecisionCriterion,
    DecisionOption,
    DecisionScore,
    DecisionVoice,
)
from legalops.models.people import User
from legalops.permissions import Actor, Permission
from legalops.store import records
from legalops.store.matters import visible_ids
from legalops.store.unit import reading, require

_ABOUT = ["id", "title", "state", "due_on", "decided_on"]
REGISTER = {
    "id": "int64", "title": "str", "state": "str", "raised_on": "str", "due_on": "object",
    "decided_on": "object", "review_on": "object", "made_by": "Int64",
    "accountable_id": "Int64", "accountable": "str", "options": "int64",
}  # fmt: skip


@dataclass(frozen=True)
class Option:
    """One option as kept."""

    id: int
    title: str
    pros: str
    cons: str
    system_id: int | None


@dataclass(frozen=True)
class Criterion:
    """One criterion as kept, with its weight."""

    id: int
    title: str
    weight: int


@dataclass(frozen=True)
class Voice:
    """What one person said of an open question, and when."""

    user_id: int
    name: str
    option_id: int | None
    says: str
    note: str
    at: str


@dataclass(frozen=True)
class Parts:
    """What belongs to a decision; `scores` are by option and criterion."""

    options: tuple[Option, ...]
    criteria: tuple[Criterion, ...]
    scores: dict[tuple[int, int], int]
    voices: tuple[Voice, ...]


def register(engine: Engine) -> pd.DataFrame:
    """Return one row per decision: its question, state, days and who, without its long texts.

    `accountable` is their name, "" for nobody; `options` counts them. A day that is not set is
    missing.
    """
    query = text(
        "SELECT d.id, d.title, d.state, d.raised_on, d.due_on, d.decided_on, d.review_on, "
        "d.made_by, d.accountable_id, COALESCE(u.display_name, ''), "
        "(SELECT COUNT(*) FROM decision_option o WHERE o.decision_id = d.id) "
        'FROM decision d LEFT JOIN "user" u ON u.id = d.accountable_id '
        "WHERE d.withdrawn_at IS NULL ORDER BY d.id"
    )
    with reading(engine) as session:
        rows = session.connection().execute(query).all()
    return pd.DataFrame([tuple(row) for row in rows], columns=list(REGISTER)).astype(REGISTER)


def successor(engine: Engine, decision_id: int) -> tuple[int, str] | None:
    """Return id and question of the live one that asks a decision anew, None without one."""
    query = select(Decision.id, Decision.title).where(
        Decision.supersedes_id == decision_id, col(Decision.withdrawn_at).is_(None)
    )
    with reading(engine) as session:
        found = session.exec(query).first()
    return None if found is None else (int(found[0] or 0), found[1])


def title(engine: Engine, decision_id: int) -> str:
    """Return the question of a decision, "" where there is none."""
    with reading(engine) as session:
        return session.exec(select(Decision.title).where(Decision.id == decision_id)).first() or ""


def parts(engine: Engine, decision_id: int) -> Parts:
    """Return the options, criteria, scores and voices of a decision, each in its order."""
    with reading(engine) as session:
        return parts_in(session, decision_id)


def parts_in(session: Session, decision_id: int) -> Parts:
    """Return the same within a transaction."""
    options = _ordered(session, DecisionOption, decision_id)
    criteria = _ordered(session, DecisionCriterion, decision_id)
    chosen = select(DecisionScore).where(
        col(DecisionScore.option_id).in_([option.id for option in options])
    )
    said = (
        select(DecisionVoice, User.display_name)
        .join(User, col(User.id) == DecisionVoice.user_id)
        .where(DecisionVoice.decision_id == decision_id)
        .order_by(col(DecisionVoice.at))
    )
    return Parts(
        tuple(Option(o.id, o.title, o.pros, o.cons, o.system_id) for o in options),
        tuple(Criterion(c.id, c.title, c.weight) for c in criteria),
        {(s.option_id, s.criterion_id): s.score for s in session.exec(chosen)},
        tuple(
            Voice(v.user_id, name, v.option_id, v.says, v.note, v.at)
            for v, name in session.exec(said)
        ),
    )


def _ordered(session: Session, table: Any, decision_id: int) -> Sequence[Any]:
    query = select(table).where(table.decision_id == decision_id)
    return session.exec(query.order_by(table.place, table.id)).all()


def about(
    engine: Engine, actor: Actor, matter_id: int | None = None, vendor_id: int | None = None
) -> pd.DataFrame:
    """Return the decisions that name a matter or a vendor, the newest first.

    Those of a restricted matter only for who may see it; a vendor's include those about a firm
    that was merged into it. Columns: id, title, state, due_on, decided_on.
    """
    query = select(*(col(getattr(Decision, name)) for name in _ABOUT)).where(
        col(Decision.withdrawn_at).is_(None)
    )
    with reading(engine) as session:
        require(session, actor, Permission.SEE_SPEND)
        if matter_id is not None:
            if not is_visible(session, actor, matter_id):
                return pd.DataFrame(columns=_ABOUT)
            query = query.where(Decision.matter_id == matter_id)
        if vendor_id is not None:
            query = query.where(col(Decision.vendor_id).in_(_merged(session, vendor_id)))
        rows = session.exec(query.order_by(col(Decision.raised_on).desc(), col(Decision.id)))
        return pd.DataFrame([tuple(row) for row in rows], columns=_ABOUT)


def is_visible(session: Session, actor: Actor, matter_id: int) -> bool:
    """Say whether a matter is open to the actor."""
    query = text("SELECT is_restricted FROM matter WHERE id = :id")
    found = session.connection().execute(query, {"id": matter_id}).scalar()
    return found is not None and (not found or matter_id in visible_ids(session, actor))


def _merged(session: Session, vendor_id: int) -> list[int]:
    """Return a vendor and all that were merged into it."""
    query = text(
        "WITH RECURSIVE into_it(id) AS (SELECT CAST(:id AS BIGINT) UNION SELECT v.id FROM vendor v "
        "JOIN into_it i ON v.merged_into = i.id) SELECT id FROM into_it"
    )
    return [int(row[0]) for row in session.connection().execute(query, {"id": vendor_id})]


def may_review(engine: Engine, actor: Actor, decision_id: int) -> bool:
    """Say whether a decision is the actor's to look back on, though it is edited no more."""
    return records.may_edit(engine, actor, "decision", decision_id, final_too=True)
