"""What is known of a matter: name, state, days, owner, who is named on it; who may change that."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from legalops.errors import InvalidInputError, NotFoundError, StaleEditError
from legalops.intake.names import fold
from legalops.models.people import User
from legalops.models.spend import Matter, MatterMember
from legalops.money import LARGEST
from legalops.periods import utc_now
from legalops.permissions import Actor, Permission
from legalops.store import surveys
from legalops.store.matters import may_see
from legalops.store.unit import reading, writing


class MatterInput(BaseModel):
    """What a person can change of a matter."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=200)
    status: Literal["open", "closed"] = "open"
    owner_id: int | None = None
    is_restricted: bool = False
    member_ids: tuple[int, ...] = ()
    opened_on: date | None = None
    closed_on: date | None = None
    weight: int = Field(1, ge=0, le=10)
    is_exceptional: bool = False
    expected_cents: int | None = Field(None, ge=0, le=LARGEST)


def change(engine: Engine, actor: Actor, matter_id: int, version: int, given: MatterInput) -> None:
    """Change what is known of a matter: name, status, owner, who is named on it, restriction.

    Closing it asks its people about the firms that worked on it. Raises StaleEditError when
    somebody else saved first.
    """
    with writing(engine, actor, Permission.EDIT_NAMES) as unit:
        matter = unit.session.get(Matter, matter_id)
        if matter is None or not may_see(unit.session, actor, matter):
            raise NotFoundError("The matter")
        if matter.version != version:
            raise StaleEditError(f"Matter {matter.number}")
        if not fold(given.name):
            raise InvalidInputError("Name", "type the matter's name.")
        before = _facts(unit.session, matter)
        is_closing = matter.status == "open" and given.status == "closed"
        _write(matter, given)
        _name_people(unit.session, matter_id, given.member_ids)
        unit.audit(
            "matter.changed", "matter", matter_id,
            before=before, after=_facts(unit.session, matter),
        )  # fmt: skip
        if is_closing:
            unit.session.flush()
            surveys.invite_in(unit, matter_id)
        unit.touch("names", "spend")


def _write(matter: Matter, given: MatterInput) -> None:
    if given.opened_on and given.closed_on and given.closed_on < given.opened_on:
        raise InvalidInputError("Closed on", "lies before the day the matter was opened.")
    today = utc_now().date()
    closed_on = given.closed_on or (today if matter.status == "open" else None)
    matter.name, matter.status = " ".join(given.name.split()), given.status
    matter.owner_id, matter.is_restricted = given.owner_id, given.is_restricted
    matter.opened_on = given.opened_on.isoformat() if given.opened_on else None
    is_closed = given.status == "closed" and closed_on is not None
    matter.closed_on = closed_on.isoformat() if is_closed and closed_on else None
    matter.weight, matter.is_exceptional = given.weight, given.is_exceptional
    matter.expected_cents = given.expected_cents
    matter.version += 1


def members(engine: Engine, matter_id: int) -> list[int]:
    """Return the users named on a matter."""
    with reading(engine) as session:
        return _member_ids(session, matter_id)


def _member_ids(session: Session, matter_id: int) -> list[int]:
    return list(
        session.exec(
            select(MatterMember.user_id)
            .where(MatterMember.matter_id == matter_id)
            .order_by(col(MatterMember.user_id))
        )
    )


def _name_people(session: Session, matter_id: int, member_ids: tuple[int, ...]) -> None:
    for row in session.exec(select(MatterMember).where(MatterMember.matter_id == matter_id)):
        session.delete(row)
    session.flush()
    for user_id in sorted(set(member_ids)):
        if session.get(User, user_id) is None:
            raise NotFoundError("The person")
        session.add(MatterMember(matter_id=matter_id, user_id=user_id))
    session.flush()


def _facts(session: Session, matter: Matter) -> dict[str, object]:
    kept = {*MatterInput.model_fields} - {"member_ids"}
    return {**matter.model_dump(include=kept), "members": _member_ids(session, int(matter.id or 0))}
