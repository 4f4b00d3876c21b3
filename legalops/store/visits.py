"""When did a person last look at their work, and when the time before that?"""

from datetime import datetime, timedelta

from sqlalchemy import Engine

from legalops.models.kept import Visit
from legalops.periods import instant, parse_instant
from legalops.store.unit import Unit, reading

#: Looking again within this time is the same visit.
ONE_VISIT = timedelta(minutes=30)


def since(engine: Engine, user_id: int) -> str:
    """Return the instant of the visit before this one, "" where there was none."""
    with reading(engine) as session:
        row = session.get(Visit, user_id)
        return row.before if row else ""


def is_new(engine: Engine, user_id: int, now: datetime) -> bool:
    """Say whether looking now is another visit than the last one."""
    with reading(engine) as session:
        row = session.get(Visit, user_id)
        return row is None or now - parse_instant(row.at) > ONE_VISIT


def begin(unit: Unit, user_id: int, now: datetime) -> None:
    """Keep that a person looks at their work now; no event of the audit, nothing was done."""
    row = unit.session.get(Visit, user_id)
    if row is None:
        unit.session.add(Visit(user_id=user_id, at=instant(now)))
    else:
        row.before, row.at = row.at, instant(now)
