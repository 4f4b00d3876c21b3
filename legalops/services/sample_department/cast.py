"""Who acts in the sample department's story, and which day it is there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from legalops.permissions import Actor, Role
from legalops.services.sample_department.source import Source


@dataclass(frozen=True)
class Cast:
    """The people by username, and the source they act in."""

    source: Source
    ids: Mapping[str, int]

    @property
    def today(self) -> date:
        """The day the story is told: the first after its last month, so its last days are past."""
        return self.source.as_of + timedelta(days=1)

    def day(self, offset: int) -> date:
        """Return the day so many days after today; negative ones lie before."""
        return self.today + timedelta(days=offset)

    def actor(self, username: str) -> Actor:
        """Return one of the people as who acts."""
        person = next(each for each in self.source.people if each.username == username)
        return Actor(
            name=person.username,
            role=Role(person.role),
            user_id=self.ids[username],
            display_name=person.name,
        )
