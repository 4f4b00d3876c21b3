"""What the sample department's executive says about its year to date."""

from collections.abc import Mapping

from sqlalchemy import Engine

from legalops import periods
from legalops.periods import Month
from legalops.permissions import Actor, Role
from legalops.services import comments
from legalops.services.sample_department.source import Source

_SUBJECT = "budget_vs_actual:area=all,vendor=all"
_SAID = (
    "Litigation carries the year: the Ardenmoor trade secrets trial moved forward and took the "
    "experts with it. The rest of the department is close to plan.",
    "I have asked for a new budget for Ardenmoor before the next quarter, and for a cap on "
    "expert fees.",
)


def remark(engine: Engine, source: Source, people: Mapping[str, int], until: Month | None) -> None:
    """Let the first executive comment on the year to date of the last closed month."""
    person = next((each for each in source.people if each.role == Role.EXECUTIVE), None)
    if person is None or until is None:
        return
    actor = Actor(
        name=person.username,
        role=Role.EXECUTIVE,
        user_id=people[person.username],
        display_name=person.name,
    )
    year = periods.fiscal_year_of(until, 1).name
    for said in _SAID:
        comments.write(engine, actor, _SUBJECT, f"{year} ytd as of {periods.iso(until)}", said)
