"""Which matters does the sample department forecast on their own, and what does it expect?"""

from datetime import date
from typing import Any, Literal, cast

from sqlalchemy import Engine
from sqlmodel import select

from legalops.models.spend import Matter
from legalops.periods import Month, add_months
from legalops.permissions import Actor
from legalops.services.sample_department.source import Source
from legalops.store import matter_facts
from legalops.store.matter_facts import MatterInput
from legalops.store.unit import reading

#: The dispute that outgrew its budget, and what counsel then said it would cost in all (cents).
_DISPUTE, _EXPECTED = "LIT-23-007", 265_000_000
_APART = (_DISPUTE, "REG-26-002")
#: So many months before the last one, counsel was asked.
_ASKED = 3


def apart(number: str) -> dict[str, Any]:
    """Return what sets a matter apart from business as usual; nothing for most."""
    return {"is_exceptional": True} if number in _APART else {}


def expect(engine: Engine, actor: Actor, source: Source, month: Month) -> None:
    """Enter what the dispute is expected to cost in all, just before one month is closed."""
    if month != add_months(source.month, -_ASKED):
        return
    with reading(engine) as session:
        matter = session.exec(select(Matter).where(Matter.number == _DISPUTE)).first()
    if matter is None or matter.id is None:
        return
    given = MatterInput(
        name=matter.name,
        status=cast(Literal["open", "closed"], matter.status),
        owner_id=matter.owner_id,
        is_restricted=matter.is_restricted,
        member_ids=tuple(matter_facts.members(engine, matter.id)),
        opened_on=date.fromisoformat(matter.opened_on) if matter.opened_on else None,
        weight=matter.weight,
        is_exceptional=True,
        expected_cents=_EXPECTED,
    )
    matter_facts.change(engine, actor, matter.id, matter.version, given)
