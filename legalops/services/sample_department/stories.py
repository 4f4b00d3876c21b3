"""What the sample department keeps beside its money, told in the order it came about."""

from collections.abc import Mapping

from sqlalchemy import Engine

from legalops.services.sample_department import (
    decisions,
    goals,
    ideas,
    lessons,
    meetings,
    projects,
    skills,
    technology,
)
from legalops.services.sample_department.cast import Cast
from legalops.services.sample_department.source import Source


def tell(engine: Engine, source: Source, people: Mapping[str, int]) -> None:
    """Tell all of it; each room finds what it refers to by its title."""
    cast = Cast(source, people)
    for room in (goals, projects, technology, decisions, meetings, skills, ideas, lessons):
        room.tell(engine, cast)
