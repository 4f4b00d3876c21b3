"""Looking after matters: practice area, owner, who is named, restriction."""

from collections.abc import Mapping

from pydantic import ValidationError
from sqlalchemy import Engine

from legalops.errors import InvalidInputError
from legalops.intake.names import fold
from legalops.periods import Month
from legalops.permissions import Actor
from legalops.store import matter_facts, matters
from legalops.store.matter_facts import MatterInput

__all__ = ["MatterInput", "assign_area", "change", "matter_input"]


def matter_input(given: Mapping[str, object]) -> MatterInput:
    """Return what a form holds as an input; raise InvalidInputError naming the field."""
    try:
        return MatterInput.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidInputError(str(first["loc"][0]).capitalize(), first["msg"]) from error


def assign_area(
    engine: Engine, actor: Actor, matter_ids: list[int], area: str, from_month: Month | None
) -> int:
    """Give matters a practice area from a work month on, or for all time when None."""
    if not matter_ids:
        raise InvalidInputError("Matters", "choose at least one matter.")
    if not fold(area):
        raise InvalidInputError("Practice area", "choose one, or type a new one.")
    return matters.assign_area(engine, actor, matter_ids, area, from_month=from_month)


def change(engine: Engine, actor: Actor, matter_id: int, version: int, given: MatterInput) -> None:
    """Change what is known of a matter; a stale version is refused."""
    matter_facts.change(engine, actor, matter_id, version, given)
