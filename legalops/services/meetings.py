"""Acts on meetings: beginning the next one of a series, with what is known of it."""

from datetime import date

from sqlalchemy import Engine

from legalops.permissions import Actor, Permission
from legalops.store import meetings
from legalops.store.unit import writing


def begin(engine: Engine, actor: Actor, forum_id: int, on: date) -> int:
    """Keep the meeting of a series on a day, unless it is there, and return its id.

    Its agenda is the standing one, its people those who come. Raises NotFoundError.
    """
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        return meetings.begin(unit, forum_id, on)
