"""Since when has a person not looked at their work?"""

from datetime import datetime, timedelta

from sqlalchemy import Engine

from legalops.periods import instant, utc_now
from legalops.permissions import Actor, Permission
from legalops.store import visits
from legalops.store.unit import writing

#: Somebody's first visit shows what happened within these days.
AT_FIRST = timedelta(days=14)


def begin(engine: Engine, actor: Actor, now: datetime | None = None) -> None:
    """Keep that a person looks at their work; within half an hour it is the same visit."""
    moment, person = now or utc_now(), actor.user_id
    if person is None or not visits.is_new(engine, person, moment):
        return
    with writing(engine, actor, Permission.OWN_ACCOUNT) as unit:
        visits.begin(unit, person, moment)


def since(engine: Engine, actor: Actor, now: datetime | None = None) -> tuple[str, bool]:
    """Return the instant from which on things are new to a person, and whether they were here.

    At a first visit that is two weeks ago.
    """
    last = visits.since(engine, actor.user_id or 0)
    return last or instant((now or utc_now()) - AT_FIRST), bool(last)
