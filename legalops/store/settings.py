"""The department's settings, as stored."""

import json
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Engine
from sqlmodel import Session, func, select

from legalops.errors import InvalidInputError, RefusedError
from legalops.models.audit import Setting
from legalops.models.plan import BudgetLine
from legalops.models.spend import Invoice
from legalops.permissions import Actor, Permission
from legalops.settings import Settings
from legalops.store.unit import reading, writing


def read(session: Session) -> Settings:
    """Return the settings as they stand in this session."""
    rows = session.exec(select(Setting)).all()
    return Settings.model_validate({row.name: json.loads(row.value_json) for row in rows})


def current(engine: Engine) -> Settings:
    """Return the settings as they stand now."""
    with reading(engine) as session:
        return read(session)


def change(engine: Engine, actor: Actor, changes: dict[str, Any]) -> Settings:
    """Change some settings and return them all; raise InvalidInputError naming the field."""
    with writing(engine, actor, Permission.CHANGE_SETTINGS) as unit:
        before = read(unit.session)
        try:
            after = Settings.model_validate({**before.model_dump(), **changes})
        except ValidationError as error:
            first = error.errors()[0]
            raise InvalidInputError(str(first["loc"][0]), first["msg"]) from error
        if after.reporting_currency != before.reporting_currency:
            _refuse_if_money_is_stored(unit.session)
        changed = {k for k, v in after.model_dump().items() if getattr(before, k) != v}
        for name in sorted(changed):
            value = json.dumps(getattr(after, name))
            unit.session.merge(Setting(name=name, value_json=value))
        if changed:
            unit.audit(
                "settings.changed",
                "settings",
                before=before.model_dump(include=changed),
                after=after.model_dump(include=changed),
            )
            unit.touch("settings")
        return after


def _refuse_if_money_is_stored(session: Session) -> None:
    stored = session.exec(select(func.count()).select_from(Invoice)).one()
    stored += session.exec(select(func.count()).select_from(BudgetLine)).one()
    if stored:
        raise RefusedError(
            "The reporting currency cannot change any more: invoices or budgets are already "
            "stored in it. Start a new store for another reporting currency."
        )
