"""The department's settings: what may be chosen, and changing it."""

from typing import Any
from zoneinfo import available_timezones

from annotated_types import Ge, Le
from sqlalchemy import Engine

from legalops.errors import InvalidInputError
from legalops.permissions import Actor
from legalops.settings import Settings
from legalops.store import settings


def change(engine: Engine, actor: Actor, changes: dict[str, Any]) -> Settings:
    """Change some settings and return them all; raise InvalidInputError naming the field.

    The error's problem continues a sentence that begins with the field's label.
    """
    try:
        return settings.change(engine, actor, changes)
    except InvalidInputError as error:
        problem = error.problem.removeprefix("Value error, ").removeprefix("Input ")
        raise InvalidInputError(error.field, problem[:1].lower() + problem[1:]) from error


def bounds(name: str) -> tuple[int, int]:
    """Return the least and the most that a number among the settings may be."""
    limits = Settings.model_fields[name].metadata
    least = next(limit.ge for limit in limits if isinstance(limit, Ge))
    most = next(limit.le for limit in limits if isinstance(limit, Le))
    return int(str(least)), int(str(most))


def time_zones() -> list[str]:
    """Return the time zones that can be chosen, in order."""
    return sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC")
