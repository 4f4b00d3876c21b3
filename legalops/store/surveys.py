"""What people who used a firm say of it: who is asked, who has answered, and answers without names.

An answer carries no name, no time finer than a month and a number drawn at random, so that
neither order nor time ties it to a person.
"""

import secrets
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from legalops.errors import InvalidInputError, NotFoundError, RefusedError
from legalops.metrics.performance.sources import QUESTIONS
from legalops.models.firms import SurveyAnswer, SurveyInvite
from legalops.models.people import User
from legalops.models.spend import Matter, MatterMember, Vendor
from legalops.periods import instant, month_of, utc_now
from legalops.permissions import Actor, Permission
from legalops.store.matters import may_see, visible_ids
from legalops.store.unit import Unit, reading, writing

LONGEST = 2_000
_NUMBERS = 2**53
WAITING = ["id", "vendor", "matter", "asked_at"]


@dataclass(frozen=True)
class Asked:
    """One person asked about one firm's work on one matter."""

    invite_id: int
    vendor: str
    matter: str
    asked_by: str
    is_answered: bool


def invite_in(unit: Unit, matter_id: int) -> int:
    """Ask the matter's owner and members about every firm that billed on it; return how many new.

    Nobody is asked twice about the same firm and matter. Raises NotFoundError without the
    matter.
    """
    session = unit.session
    matter = session.get(Matter, matter_id)
    if matter is None:
        raise NotFoundError("The matter")
    people, vendors = _people(session, matter), _vendors(session, matter_id)
    known = {
        (row.vendor_id, row.user_id)
        for row in session.exec(select(SurveyInvite).where(SurveyInvite.matter_id == matter_id))
    }
    now = instant(utc_now())
    wanted = [(v, p) for v in vendors for p in people if (v, p) not in known]
    for vendor_id, user_id in wanted:
        session.add(
            SurveyInvite(
                matter_id=matter_id, vendor_id=vendor_id, user_id=user_id,
                asked_by=unit.actor.name, asked_at=now,
            )
        )  # fmt: skip
    session.flush()
    if wanted:
        firms, asked = {vendor for vendor, _ in wanted}, {person for _, person in wanted}
        after = {"vendors": sorted(firms), "people": sorted(asked)}
        unit.audit("survey.asked", "matter", matter_id, after=after)
        unit.touch("names")
    return len(wanted)


def _people(session: Session, matter: Matter) -> list[int]:
    members = session.exec(
        select(MatterMember.user_id).where(MatterMember.matter_id == matter.id)
    ).all()
    everybody = {*members, *([matter.owner_id] if matter.owner_id else [])}
    users = (session.get(User, number) for number in sorted(everybody))
    return [int(user.id or 0) for user in users if user is not None and user.disabled_at is None]


def _vendors(session: Session, matter_id: int) -> list[int]:
    query = text(
        "SELECT DISTINCT i.vendor_id FROM invoice_sum s JOIN invoice i ON i.id = s.invoice_id "
        "WHERE s.matter_id = :matter AND i.status NOT IN ('undone', 'superseded') ORDER BY 1"
    )
    return [int(row[0]) for row in session.connection().execute(query, {"matter": matter_id})]


def waiting(engine: Engine, actor: Actor) -> pd.DataFrame:
    """Return the firms the actor is asked about and has not answered, the longest waiting first."""
    with reading(engine) as session:
        query = text(
            "SELECT i.id, v.name, CASE WHEN m.is_restricted = 0 OR m.id IN ("
            f"{', '.join(map(str, sorted(visible_ids(session, actor)))) or '0'}) "
            "THEN m.name ELSE '' END, i.asked_at FROM survey_invite i "
            "JOIN vendor v ON v.id = i.vendor_id JOIN matter m ON m.id = i.matter_id "
            "WHERE i.user_id = :user AND i.answered_at IS NULL ORDER BY i.asked_at, i.id"
        )
        rows = session.connection().execute(query, {"user": actor.user_id or 0}).all()
    return pd.DataFrame([tuple(row) for row in rows], columns=WAITING)


def asked(engine: Engine, actor: Actor, invite_id: int) -> Asked:
    """Return what somebody is asked; raise NotFoundError for anybody else's invitation."""
    with reading(engine) as session:
        row = _own(session, actor, invite_id)
        vendor, matter = session.get(Vendor, row.vendor_id), session.get(Matter, row.matter_id)
        name = matter.name if matter is not None and may_see(session, actor, matter) else ""
        firm, is_answered = vendor.name if vendor else "", row.answered_at is not None
        return Asked(invite_id, firm, name, row.asked_by, is_answered)


def _own(session: Session, actor: Actor, invite_id: int) -> SurveyInvite:
    row = session.get(SurveyInvite, invite_id)
    if row is None or actor.user_id is None or row.user_id != actor.user_id:
        raise NotFoundError("The invitation")
    return row


def answer(
    engine: Engine, actor: Actor, invite_id: int, given: dict[str, int], comment: str = ""
) -> None:
    """Keep an answer, five questions from 1 to 5, apart from who gave it.

    Only the invited can, and once. Raises InvalidInputError for a question without an answer.
    """
    for question in QUESTIONS:
        if given.get(question) not in range(1, 6):
            raise InvalidInputError(question.capitalize(), "choose a value from 1 to 5.")
    if len(comment) > LONGEST:
        raise InvalidInputError("Comment", f"keep it under {LONGEST:,} characters.")
    with writing(engine, actor, Permission.SEE_SPEND) as unit:
        row = _own(unit.session, actor, invite_id)
        if row.answered_at is not None:
            raise RefusedError("You have answered this already. Thank you.")
        today = utc_now().replace(hour=0, minute=0, second=0, microsecond=0)
        row.answered_at = instant(today)
        unit.session.add(row)
        values = {question: given[question] for question in QUESTIONS}
        kept = SurveyAnswer(
            id=1 + secrets.randbelow(_NUMBERS), vendor_id=row.vendor_id,
            month=month_of(today.date()), comment=" ".join(comment.split()), **values,
        )  # fmt: skip
        unit.session.add(kept)
        unit.session.flush()
        unit.audit("survey.answered", "survey_invite", invite_id)
        unit.touch("names")


def comments(engine: Engine, vendor_id: int) -> list[str]:
    """Return what was written about a firm, in no order that tells who; [] below five answers."""
    query = "SELECT comment FROM survey_answer WHERE vendor_id = :vendor ORDER BY id"
    with reading(engine) as session:
        rows = session.connection().execute(text(query), {"vendor": vendor_id}).all()
    return [str(row[0]) for row in rows if row[0]] if len(rows) >= 5 else []


def counts(engine: Engine, vendor_id: int) -> tuple[int, int]:
    """Return how many people were asked about a firm, and how many answered."""
    query = "SELECT COUNT(*), COUNT(answered_at) FROM survey_invite WHERE vendor_id = :vendor"
    with reading(engine) as session:
        row = session.connection().execute(text(query), {"vendor": vendor_id}).one()
    return int(row[0]), int(row[1])
