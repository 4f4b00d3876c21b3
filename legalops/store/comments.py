"""What people said about a figure or a thing: kept with its period, changed only by its author."""

import json
from typing import Any, NamedTuple

from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from legalops.errors import NotAllowedError, NotFoundError, RefusedError, StaleEditError
from legalops.models.audit import AuditEvent
from legalops.models.board import Comment
from legalops.models.kinds import KINDS
from legalops.models.people import User
from legalops.models.spend import Matter, MatterMember
from legalops.periods import instant, utc_now
from legalops.permissions import ALLOWED, Actor, Permission
from legalops.store.matters import may_see
from legalops.store.unit import Unit, reading, require

_MATTER = "matter:"


class Said(NamedTuple):
    """One comment as it stands; `changed_at` is "" while nobody has changed it."""

    id: int
    body: str
    author_id: int
    author: str
    written_at: str
    changed_at: str
    version: int


class Earlier(NamedTuple):
    """What a comment once said, until when, and who changed it."""

    body: str
    until: str
    by: str


class About(NamedTuple):
    """The record that a comment is about."""

    kind: str
    id: int


def listed(engine: Engine, actor: Actor, subject: str, period: str) -> tuple[Said, ...]:
    """Return the comments on a subject in a period, oldest first, without withdrawn ones.

    Raises NotFoundError for a matter the actor may not see.
    """
    query = (
        select(Comment)
        .where(Comment.subject == subject, Comment.period == period)
        .where(col(Comment.withdrawn_at).is_(None))
        .order_by(col(Comment.id))
    )
    with reading(engine) as session:
        require(session, actor, Permission.SEE_SPEND)
        _check(session, actor, subject)
        return tuple(_said(row) for row in session.exec(query))


def history(engine: Engine, actor: Actor, comment_id: int) -> tuple[Earlier, ...]:
    """Return what a comment said before each change, oldest first."""
    events = (
        select(AuditEvent)
        .where(AuditEvent.subject == "comment", AuditEvent.subject_id == str(comment_id))
        .where(col(AuditEvent.before_json).is_not(None))
        .order_by(col(AuditEvent.seq))
    )
    with reading(engine) as session:
        require(session, actor, Permission.SEE_SPEND)
        _check(session, actor, _row(session, comment_id).subject)
        found = [
            (json.loads(e.before_json or "{}"), e.at, e.actor_name) for e in session.exec(events)
        ]
        names = _names(session, {by for _, _, by in found})
    return tuple(Earlier(str(b.get("body", "")), at, names.get(by, by)) for b, at, by in found)


def counts(engine: Engine) -> dict[str, int]:
    """Return how many comments stand on each subject that has any."""
    query = "SELECT subject, COUNT(*) FROM comment WHERE withdrawn_at IS NULL GROUP BY subject"
    with reading(engine) as session:
        return {str(subject): int(n) for subject, n in session.connection().execute(text(query))}


def may_write(engine: Engine, actor: Actor, subject: str) -> bool:
    """Say whether the actor may write about a subject (what is shown; a write asks again)."""
    with reading(engine) as session:
        return _may_write(session, actor, subject)


def _may_write(session: Session, actor: Actor, subject: str) -> bool:
    """Say whether the role comments on figures, or the matter is one the person works on.

    On what is kept beside the money everybody who sees it has a say.
    """
    role = require(session, actor, Permission.SEE_SPEND)
    if Permission.COMMENT in ALLOWED[role]:
        return True
    if about_record(subject) is not None:
        return Permission.EDIT_OWN_WORK in ALLOWED[role]
    if not subject.startswith(_MATTER):
        return False
    if Permission.EDIT_ALL_WORK in ALLOWED[role]:
        return True
    matter = _matter(session, subject)
    named = select(MatterMember.id).where(
        MatterMember.matter_id == (matter.id if matter else 0),
        MatterMember.user_id == (actor.user_id or 0),
    )
    is_owner = matter is not None and matter.owner_id == (actor.user_id or 0)
    return is_owner or session.exec(named).first() is not None


def _require_writer(unit: Unit, subject: str) -> None:
    if not _may_write(unit.session, unit.actor, subject):
        raise NotAllowedError(Permission.COMMENT.value)


def add(unit: Unit, subject: str, period: str, body: str) -> int:
    """Keep a comment under the actor's name and return its id.

    Figures are commented on by those with the permission, a matter also by legal operations
    and by the people on it, what is kept beside the money by everybody; raises
    NotAllowedError for others.
    """
    _check(unit.session, unit.actor, subject)
    _require_writer(unit, subject)
    row = Comment(
        subject=subject,
        period=period,
        body=body,
        written_by=_person(unit),
        author=unit.actor.display_name or unit.actor.name,
        written_at=instant(utc_now()),
    )
    unit.session.add(row)
    unit.session.flush()
    unit.audit("comment.written", "comment", row.id, after=_facts(row))
    unit.touch("comments")
    return int(row.id or 0)


def change(unit: Unit, comment_id: int, version: int, body: str) -> None:
    """Replace what the actor's own comment says; raise StaleEditError for an old version."""
    row = _own(unit, comment_id, version)
    before = _facts(row)
    row.body, row.changed_at, row.version = body, instant(utc_now()), row.version + 1
    unit.session.flush()
    unit.audit("comment.changed", "comment", comment_id, before=before, after=_facts(row))
    unit.touch("comments")


def withdraw(unit: Unit, comment_id: int, version: int) -> None:
    """Take the actor's own comment off the page; the history keeps it."""
    row = _own(unit, comment_id, version)
    row.withdrawn_at, row.version = instant(utc_now()), row.version + 1
    unit.session.flush()
    unit.audit("comment.withdrawn", "comment", comment_id, before=_facts(row))
    unit.touch("comments")


def _own(unit: Unit, comment_id: int, version: int) -> Comment:
    row = _row(unit.session, comment_id)
    if row.written_by != _person(unit):
        raise RefusedError(f"This comment is {row.author}\u2019s. Only they can change it.")
    _require_writer(unit, row.subject)
    if row.version != version or row.withdrawn_at is not None:
        raise StaleEditError("The comment")
    return row


def _person(unit: Unit) -> int:
    if unit.actor.user_id is None:
        raise RefusedError("A comment needs a person who says it. Sign in and write it there.")
    return unit.actor.user_id


def _row(session: Session, comment_id: int) -> Comment:
    row = session.get(Comment, comment_id)
    if row is None:
        raise NotFoundError("The comment")
    return row


def _check(session: Session, actor: Actor, subject: str) -> None:
    """Refuse what is said about a restricted matter to whom it is not open."""
    record = about_record(subject)
    if record is not None and session.get(KINDS[record.kind].table, record.id) is None:
        raise NotFoundError(f"The {KINDS[record.kind].noun}")
    if not subject.startswith(_MATTER):
        return
    matter = _matter(session, subject)
    if matter is None or not may_see(session, actor, matter):
        raise NotFoundError("The matter")


def about_record(subject: str) -> About | None:
    """Return the record that a subject names ("goal:12"), None where it is a figure's."""
    kind, _, number = subject.partition(":")
    is_one = kind in KINDS and number.isascii() and number.isdigit() and len(number) < 16
    return About(kind, int(number)) if is_one else None


def _matter(session: Session, subject: str) -> Matter | None:
    number = subject.removeprefix(_MATTER)
    return session.get(Matter, int(number)) if number.isdecimal() else None


def _names(session: Session, usernames: set[str]) -> dict[str, str]:
    query = select(User.username, User.display_name).where(col(User.username).in_(usernames))
    return dict(session.exec(query).all())


def _facts(row: Comment) -> dict[str, Any]:
    return {"subject": row.subject, "period": row.period, "body": row.body}


def _said(row: Comment) -> Said:
    return Said(
        id=int(row.id or 0),
        body=row.body,
        author_id=row.written_by,
        author=row.author,
        written_at=row.written_at,
        changed_at=row.changed_at or "",
        version=row.version,
    )
