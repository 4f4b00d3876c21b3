"""What the sample department decided, and what waits to be decided."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine

from legalops.models.decisions import (
    CriterionRow,
    DecisionInput,
    OptionRow,
    OutcomeInput,
    ReviewInput,
    TableInput,
    VoiceInput,
)
from legalops.models.kinds import Seen
from legalops.permissions import system
from legalops.services import decisions as acts
from legalops.services.sample_department.cast import Cast
from legalops.services.sample_department.source import FOLDER
from legalops.store import decisions, matters, records, vendors

Told = Mapping[str, Any]


@dataclass(frozen=True)
class _Stage:
    """Where it is told: the store, the people, and what a question can be about, by name."""

    engine: Engine
    cast: Cast
    about: Mapping[str, Mapping[str, int]]

    def seen(self, decision_id: int) -> Seen:
        found = records.one(self.engine, system("demo"), "decision", decision_id)
        return Seen("decision", decision_id, int(found["version"]))


def tell(engine: Engine, cast: Cast) -> None:
    """Tell it through the acts that people use."""
    known = matters.table(engine, system("demo"))
    firms = vendors.table(engine)
    systems = records.table(engine, "system")
    stage = _Stage(
        engine,
        cast,
        {
            "matter": dict(zip(known["number"], known["id"].astype(int), strict=True)),
            "vendor": dict(zip(firms["name"], firms["id"].astype(int), strict=True)),
            "system": dict(zip(systems["title"], systems["id"].astype(int), strict=True)),
        },
    )
    for told in json.loads((FOLDER / "decisions.json").read_text(encoding="utf-8")):
        _one(stage, told)


def _one(stage: _Stage, told: Told) -> None:
    engine, cast = stage.engine, stage.cast
    decision_id = acts.raise_question(
        engine, cast.actor(told["by"]), _question(stage, told), cast.day(told["raised"]),
        is_evaluation=told.get("is_evaluation", False),
    )  # fmt: skip
    if told["options"]:
        table = _table(stage, told)
        acts.save_table(engine, cast.actor(told["by"]), stage.seen(decision_id), table)
    options = [option.id for option in decisions.parts(engine, decision_id).options]
    if "proposal" in told:
        by = cast.actor(told["proposal"]["by"])
        given = _outcome(stage, told["proposal"], options)
        acts.propose(engine, by, stage.seen(decision_id), given)
    for person, says, option, note in told.get("voices", []):
        chosen = None if option is None else options[option]
        voice = VoiceInput(says=says, option_id=chosen, note=note)
        acts.speak(engine, cast.actor(person), decision_id, voice)
    _ending(stage, told, decision_id)


def _ending(stage: _Stage, told: Told, decision_id: int) -> None:
    """Decide, look back and ask anew, as far as it is told."""
    engine, cast = stage.engine, stage.cast
    if "outcome" in told:
        options = [option.id for option in decisions.parts(engine, decision_id).options]
        given = _outcome(stage, told["outcome"], options)
        by = cast.actor(told["outcome"]["by"])
        acts.decide(engine, by, stage.seen(decision_id), given, cast.today)
    if "review" in told:
        said = told["review"]
        review = ReviewInput(verdict=said["verdict"], review=said["review"])
        by = cast.actor(said["by"])
        acts.review(engine, by, stage.seen(decision_id), review, cast.day(said["day"]))
    if "anew" in told:
        later = {**told, **told["anew"]}
        given_anew = _question(stage, later)
        new = acts.supersede(
            engine, cast.actor(later["by"]), stage.seen(decision_id), given_anew,
            cast.day(later["raised"]),
        )  # fmt: skip
        _ending(stage, {"outcome": later["outcome"]}, new)


def _question(stage: _Stage, told: Told) -> DecisionInput:
    cast, about = stage.cast, stage.about
    return DecisionInput(
        title=told["title"],
        context=told["context"],
        accountable_id=cast.ids[told["accountable"]],
        method=told.get("method", "one"),
        due_on=cast.day(told["due"]),
        contributors=tuple(cast.ids[name] for name in told["contributors"]),
        informed=tuple(cast.ids[name] for name in told["informed"]),
        vendor_id=about["vendor"].get(told.get("vendor", "")),
        matter_id=about["matter"].get(told.get("matter", "")),
    )


def _table(stage: _Stage, told: Told) -> TableInput:
    options = tuple(
        OptionRow(
            title=option["title"], pros=option["pros"], cons=option["cons"],
            system_id=stage.about["system"].get(option.get("system", "")),
        )
        for option in told["options"]
    )  # fmt: skip
    criteria = tuple(
        CriterionRow(title=title, weight=weight, scores=tuple(scores))
        for title, weight, scores in told["criteria"]
    )
    return TableInput(options=options, criteria=criteria)


def _outcome(stage: _Stage, told: Told, options: Sequence[int]) -> OutcomeInput:
    cast = stage.cast
    return OutcomeInput(
        option_id=options[told["option"]] if "option" in told else None,
        outcome=told["outcome"],
        reason=told["reason"],
        expected=told["expected"],
        saving_cents=told["saving"] * 100 if "saving" in told else None,
        decided_on=cast.day(told.get("day", 0)),
        review_on=cast.day(told["review"]),
    )
