"""What the measures of the scorecard weigh, as the department set them."""

from collections.abc import Mapping

from sqlalchemy import Engine
from sqlmodel import select

from legalops.errors import InvalidInputError
from legalops.metrics.performance.scored import BY_KEY, USUAL, Weight
from legalops.models.firms import ScoreWeight
from legalops.periods import instant, utc_now
from legalops.permissions import Actor, Permission
from legalops.store.unit import reading, writing

_HEAVIEST = 100


def read(engine: Engine) -> dict[str, Weight]:
    """Return the weight of every measure: what was set, else what is usual."""
    with reading(engine) as session:
        rows = session.exec(select(ScoreWeight)).all()
    kept = {row.measure: Weight(row.weight, row.worst_e4, row.best_e4) for row in rows}
    return {key: kept.get(key, usual) for key, usual in USUAL.items()}


def changed(engine: Engine) -> tuple[str, str] | None:
    """Return who set the weights last and when; None while they are the usual ones."""
    with reading(engine) as session:
        rows = session.exec(select(ScoreWeight)).all()
    last = max(rows, key=lambda row: row.changed_at, default=None)
    return None if last is None else (last.changed_by, last.changed_at)


def save(engine: Engine, actor: Actor, given: Mapping[str, Weight]) -> None:
    """Set weights, worst and best values; raise InvalidInputError naming what is wrong."""
    _check(given)
    with writing(engine, actor, Permission.EDIT_NAMES) as unit:
        now = instant(utc_now())
        rows = {row.measure: row for row in unit.session.exec(select(ScoreWeight))}
        before = {key: list(_of(rows[key]) if key in rows else USUAL[key]) for key in given}
        for key, weight in given.items():
            row = rows.get(key) or ScoreWeight(
                measure=key, weight=0, worst_e4=0, best_e4=0, changed_by="", changed_at=""
            )
            row.weight, row.worst_e4, row.best_e4 = weight
            row.changed_by, row.changed_at = actor.name, now
            unit.session.add(row)
        unit.session.flush()
        after = {key: list(weight) for key, weight in given.items()}
        unit.audit("scorecard.weights_set", "scorecard", before=before, after=after)
        unit.touch("names")


def reset(engine: Engine, actor: Actor) -> None:
    """Go back to the usual weights."""
    with writing(engine, actor, Permission.EDIT_NAMES) as unit:
        rows = unit.session.exec(select(ScoreWeight)).all()
        for row in rows:
            unit.session.delete(row)
        unit.session.flush()
        before = {row.measure: list(_of(row)) for row in rows}
        unit.audit("scorecard.weights_reset", "scorecard", before=before)
        unit.touch("names")


def _of(row: ScoreWeight) -> Weight:
    return Weight(row.weight, row.worst_e4, row.best_e4)


def _check(given: Mapping[str, Weight]) -> None:
    for key, weight in given.items():
        if key not in BY_KEY:
            raise InvalidInputError("Measure", f"{key!r} is not a measure of the scorecard.")
        if not 0 <= weight.weight <= _HEAVIEST:
            raise InvalidInputError("Weight", f"choose 0 to {_HEAVIEST}.")
        if weight.weight and weight.worst_e4 == weight.best_e4:
            raise InvalidInputError("Best", "choose another value than the worst one.")
    if given and not any(weight.weight for weight in given.values()):
        raise InvalidInputError("Weight", "give at least one measure a weight.")
