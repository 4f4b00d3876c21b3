"""Practice areas: by name, created when first named."""

from sqlalchemy import Engine
from sqlmodel import col, select

from legalops.errors import InvalidInputError
from legalops.intake.names import fold
from legalops.models.spend import PracticeArea
from legalops.store.unit import Unit, reading


def all_areas(engine: Engine) -> dict[int, str]:
    """Return every open practice area's name by id, in the order of names."""
    with reading(engine) as session:
        rows = session.exec(
            select(PracticeArea.id, PracticeArea.name)
            .where(col(PracticeArea.closed_at).is_(None))
            .order_by(PracticeArea.name)
        ).all()
    return {number: name for number, name in rows if number is not None}


def ensure(unit: Unit, names: list[str]) -> dict[str, int]:
    """Return the id of each name as given, creating the areas that do not exist yet."""
    ids: dict[str, int] = {}
    for name in names:
        if not fold(name):
            raise InvalidInputError("Practice area", "the name is empty. Type one.")
        found = unit.session.exec(
            select(PracticeArea).where(PracticeArea.name_norm == fold(name))
        ).first()
        if found is None:
            found = PracticeArea(name=" ".join(name.split()), name_norm=fold(name))
            unit.session.add(found)
            unit.session.flush()
            unit.audit("area.added", "practice_area", found.id, after={"name": found.name})
            unit.touch("names")
        ids[name] = int(found.id or 0)
    return ids
