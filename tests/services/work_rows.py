"""Records of any kind, kept as a form would keep them."""

from typing import Any

from sqlalchemy import Engine

from legalops.models.kinds import KINDS
from legalops.permissions import Actor, Permission
from legalops.store import records
from legalops.store.unit import writing


def keep(engine: Engine, actor: Actor, kind: str, title: str, **values: Any) -> int:
    """Keep a record; what its form asks for goes through the form, the rest beside it."""
    asks = KINDS[kind].asks
    asked = {name: value for name, value in values.items() if name in asks.model_fields}
    given = asks.model_construct(**{"title": title, **asked})
    beside = {name: value for name, value in values.items() if name not in asks.model_fields}
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        return records.add(unit, kind, given, **beside)
