"""The table of a decision: its options and criteria, written whole, and its scores."""

from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from legalops.errors import InvalidInputError, NotFoundError, RefusedError
from legalops.models.decisions import (
    DecisionCriterion,
    DecisionOption,
    DecisionScore,
    DecisionVoice,
    OptionRow,
    TableInput,
)
from legalops.models.kinds import Seen
from legalops.store import decisions, records
from legalops.store.decisions import Parts
from legalops.store.unit import Unit


def save(unit: Unit, seen: Seen, given: TableInput) -> None:
    """Write the whole table of an open decision over the one the person saw.

    Rows with an id are changed, those without are added, those that are missing are taken off.
    Raises RefusedError for an option that has votes, InvalidInputError for a name given twice.
    """
    _once("Option", [row.title for row in given.options])
    _once("Criterion", [row.title for row in given.criteria])
    row = records.claim(unit, seen)
    before = told(decisions.parts_in(unit.session, seen.id))
    _clear_scores(unit.session, seen.id)
    _drop_options(unit.session, row, {option.id for option in given.options})
    _drop(unit.session, DecisionCriterion, seen.id, {each.id for each in given.criteria})
    options = [
        _put(unit.session, DecisionOption, seen.id, place, option)
        for place, option in enumerate(given.options)
    ]
    for place, criterion in enumerate(given.criteria):
        key = _put(unit.session, DecisionCriterion, seen.id, place, criterion)
        for option, score in zip(options, criterion.scores, strict=False):
            if score is not None:
                unit.session.add(DecisionScore(option_id=option, criterion_id=key, score=score))
    unit.session.flush()
    _refuse_foreign_system(unit.session, given.options)
    after = told(decisions.parts_in(unit.session, seen.id))
    beside = {name: (before[name], after[name]) for name in after}
    records.mark(unit, row, "compared the options of", beside)


def copy(unit: Unit, decision_id: int, parts: Parts) -> None:
    """Give a new decision the options and criteria of another one, not yet scored."""
    for place, option in enumerate(parts.options):
        unit.session.add(
            DecisionOption(
                decision_id=decision_id, place=place, title=option.title, pros=option.pros,
                cons=option.cons, system_id=option.system_id,
            )
        )  # fmt: skip
    for place, criterion in enumerate(parts.criteria):
        unit.session.add(
            DecisionCriterion(
                decision_id=decision_id, place=place, title=criterion.title,
                weight=criterion.weight,
            )
        )  # fmt: skip
    unit.session.flush()


def told(parts: Parts) -> dict[str, str]:
    """Return the table as the history tells it: options, criteria with weights, scores."""
    titles = {option.id: option.title for option in parts.options}
    marks = [
        f"{titles[option]}: {criterion.title} {parts.scores[option, criterion.id]}"
        for option in titles
        for criterion in parts.criteria
        if (option, criterion.id) in parts.scores
    ]
    return {
        "options": "; ".join(titles.values()),
        "criteria": "; ".join(f"{c.title} (weight {c.weight})" for c in parts.criteria),
        "scores": "; ".join(marks),
    }


def _once(what: str, titles: list[str]) -> None:
    seen: set[str] = set()
    for title in titles:
        if title.casefold() in seen:
            raise InvalidInputError(what, f"{title!r} stands there twice. Give each its own name.")
        seen.add(title.casefold())


def _put(session: Session, table: Any, decision_id: int, place: int, given: Any) -> int:
    """Change the row that `given` names, or add it; return its id."""
    row = table(decision_id=decision_id, place=place, title="")
    if given.id is not None:
        row = session.get(table, given.id)
        if row is None or row.decision_id != decision_id:
            raise NotFoundError("A row of the table")
    row.place = place
    for name, value in given:
        if name not in ("id", "scores"):
            setattr(row, name, value)
    session.add(row)
    session.flush()
    return int(row.id)


def _clear_scores(session: Session, decision_id: int) -> None:
    own = select(DecisionOption.id).where(DecisionOption.decision_id == decision_id)
    session.connection().execute(delete(DecisionScore).where(col(DecisionScore.option_id).in_(own)))
    session.expire_all()


def _drop_options(session: Session, decision: Any, kept: set[int | None]) -> None:
    voiced = select(DecisionVoice.option_id).where(
        DecisionVoice.decision_id == decision.id, col(DecisionVoice.option_id).is_not(None)
    )
    taken = {number for number in session.exec(voiced) if number not in kept}
    if taken:
        raise RefusedError(
            "An option that somebody voted for cannot be taken off. Ask them to vote anew first."
        )
    if decision.option_id is not None and decision.option_id not in kept:
        raise RefusedError(
            "The option that is proposed cannot be taken off. Propose another one first."
        )
    _drop(session, DecisionOption, int(decision.id), kept)


def _drop(session: Session, table: Any, decision_id: int, kept: set[int | None]) -> None:
    numbers = [number for number in kept if number is not None]
    session.connection().execute(
        delete(table).where(table.decision_id == decision_id, table.id.not_in(numbers))
    )
    session.expire_all()


def _refuse_foreign_system(session: Session, options: tuple[OptionRow, ...]) -> None:
    for option in options:
        if option.system_id is not None:
            records.found(session, "system", option.system_id)
