"""How is an action kept that a form or a value in place gives?"""

from typing import Any

from legalops.models.asked import Asked
from legalops.models.kinds import Seen
from legalops.models.meetings import ActionInput
from legalops.services import actions as acts
from legalops.ui import data, who


def save(given: Asked, seen: Seen | None) -> int:
    """Write what the form of an action gives; the day it is done follows from its state."""
    if not isinstance(given, ActionInput):
        raise TypeError(f"an action takes an ActionInput, not {type(given).__name__}")
    if seen is None:
        return acts.add(data.engine(), who.actor(), given)
    acts.change(data.engine(), who.actor(), seen, given)
    return seen.id


def state(seen: Seen, field: str, value: Any) -> None:
    """Set the state of an action in place."""
    acts.set_state(data.engine(), who.actor(), seen, str(value))
