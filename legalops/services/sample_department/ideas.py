"""What the sample department's people propose and try."""

from datetime import datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from legalops.models.ideas import (
    ExperimentInput,
    ExperimentResultInput,
    IdeaInput,
    IdeaMoveInput,
)
from legalops.models.kinds import Seen
from legalops.periods import instant
from legalops.services import ideas, records
from legalops.services.sample_department.cast import Cast
from legalops.store import records as kept
from legalops.store import settings


class _Answer(NamedTuple):
    """One answer to an idea: whose, on which day (from today), where it went and why."""

    by: str
    day: int
    state: str
    reason: str


class _Idea(NamedTuple):
    """One idea: who had it, when (days from today), who supports it, and the answers to it."""

    title: str
    body: str
    by: str
    day: int
    support: tuple[str, ...]
    answers: tuple[_Answer, ...] = ()


FORM = "One intake form for all requests"
HOURS = "Weekly office hours for the business"
_IDEAS = (
    _Idea(
        FORM,
        "Half of what we are asked comes without the contract, the date or the amount.",
        "priya", -118, ("tom", "jonas", "ana", "marcus"),
        (_Answer("ana", -112, "considered", "It fits the contract system. Marcus looks into it."),),
    ),
    _Idea(
        HOURS,
        "An hour each Wednesday in the canteen: short questions never become a mail.",
        "jonas", -196, ("priya", "lena"),
        (_Answer("ana", -190, "considered", "Cheap to try. Jonas sets a day."),),
    ),
    _Idea(
        "Ask firms for a phase budget before an expert is named",
        "The experts of the Ardenmoor trial were named first and priced later.",
        "tom", -74, ("carla", "ana", "priya"),
        (_Answer("carla", -69, "considered", "Yes; it belongs into the next guidelines."),
         _Answer("carla", -40, "adopted", "In force for new matters since last month.")),
    ),
    _Idea(
        "Have hosting for closed matters ended within a month",
        "We still pay Corvane for data nobody has opened since spring.",
        "lena", -63, ("tom", "marcus"),
        (_Answer("ana", -51, "considered", "Goes with the move away from Corvane."),),
    ),
    _Idea(
        "Let the business sign standard NDAs itself",
        "Two in three NDAs are signed as we send them.",
        "priya", -150, ("jonas", "marcus", "lena"),
        (_Answer("ana", -141, "testing", "Sales tries it with our template this summer."),),
    ),
    _Idea(
        "A newsletter on legal news each week",
        "Colleagues in sales asked for it once.",
        "marcus", -132, (),
        (_Answer("ana", -104, "parked", "Nobody opened the last one. Again with the portal."),),
    ),
    _Idea("Show each firm its own scorecard before its review", "", "ana", -11, ("tom",)),
    _Idea("Read invoices aloud in the team meeting once a quarter", "", "jonas", -26, ()),
)  # fmt: skip


def tell(engine: Engine, cast: Cast) -> None:
    """Tell it through the acts that people use."""
    zone = ZoneInfo(settings.current(engine).time_zone)
    ids = {each.title: _told(engine, cast, each, zone) for each in _IDEAS}
    _office_hours(engine, cast, ids[HOURS])
    _standard_ndas(engine, cast, ids["Let the business sign standard NDAs itself"])
    _intake_form(engine, cast, ids[FORM])


def _told(engine: Engine, cast: Cast, idea: _Idea, zone: ZoneInfo) -> int:
    """Keep one idea, its support and the answers to it; return its id."""
    had_at = instant(datetime.combine(cast.day(idea.day), time(10), zone))
    owner = cast.ids[idea.by] if idea.answers else None
    number = records.add(
        engine, cast.actor(idea.by), "idea",
        IdeaInput(title=idea.title, body=idea.body, owner_id=owner), made_at=had_at,
    )  # fmt: skip
    for who in idea.support:
        ideas.toggle_support(engine, cast.actor(who), number)
    for answer in idea.answers:
        _answered(engine, cast, number, answer)
    return number


def _answered(engine: Engine, cast: Cast, number: int, answer: _Answer) -> None:
    given = IdeaMoveInput.model_validate({"state": answer.state, "reason": answer.reason})
    seen = _seen(engine, cast, "idea", number)
    ideas.move(engine, cast.actor(answer.by), seen, given, cast.day(answer.day))


def _seen(engine: Engine, cast: Cast, kind: str, number: int) -> Seen:
    row = kept.one(engine, cast.actor("ana"), kind, number)
    return Seen(kind, number, int(row["version"]))


def _office_hours(engine: Engine, cast: Cast, idea: int) -> None:
    """Tell of a trial that held what it promised."""
    number = ideas.begin(
        engine, cast.actor("jonas"),
        ExperimentInput(
            title="Office hours on six Wednesdays", idea_id=idea, owner_id=cast.ids["jonas"],
            hypothesis="a third of the short questions will come there instead of by mail",
            measure="Short questions by mail, a week (31 before)",
            starts_on=cast.day(-161), stop_on=cast.day(-119),
        ),
    )  # fmt: skip
    ideas.end(
        engine, cast.actor("jonas"), _seen(engine, cast, "experiment", number),
        ExperimentResultInput(
            outcome="confirmed", ended_on=cast.day(-119),
            result="19 a week in the last three weeks. Nine people came each time; four of them "
            "had never written to us.",
        ),
    )  # fmt: skip
    _answered(
        engine, cast, idea,
        _Answer("ana", -112, "adopted", "It works and costs an hour. Jonas and Priya take turns."),
    )  # fmt: skip


def _standard_ndas(engine: Engine, cast: Cast, idea: int) -> None:
    """Tell of a trial that failed, and what came of it."""
    number = ideas.begin(
        engine, cast.actor("priya"),
        ExperimentInput(
            title="Sales signs our NDA without us", idea_id=idea, owner_id=cast.ids["priya"],
            hypothesis="nine in ten NDAs will be signed unchanged",
            measure="NDAs signed unchanged ÷ NDAs signed",
            starts_on=cast.day(-130), stop_on=cast.day(-68),
        ),
    )  # fmt: skip
    ideas.end(
        engine, cast.actor("priya"), _seen(engine, cast, "experiment", number),
        ExperimentResultInput(
            outcome="refuted", ended_on=cast.day(-66),
            result="Six in ten. The others took the other side's paper, twice with a term that "
            "we never accept.",
        ),
    )  # fmt: skip
    _answered(
        engine, cast, idea,
        _Answer("ana", -60, "parked", "Again once the contract system refuses terms by itself."),
    )  # fmt: skip


def _intake_form(engine: Engine, cast: Cast, idea: int) -> None:
    """Tell of a trial that runs, and of one that should have ended."""
    ideas.begin(
        engine, cast.actor("marcus"),
        ExperimentInput(
            title="Two teams use the intake form for a month", idea_id=idea,
            owner_id=cast.ids["marcus"], hypothesis="questions back will halve",
            measure="Requests sent back for something missing ÷ requests",
            starts_on=cast.day(-19), stop_on=cast.day(12),
        ),
    )  # fmt: skip
    ideas.begin(
        engine, cast.actor("lena"),
        ExperimentInput(
            title="Reminders of notice days by mail", owner_id=cast.ids["lena"],
            hypothesis="no contract of ours renews itself unseen",
            starts_on=cast.day(-80), stop_on=cast.day(-9),
        ),
    )  # fmt: skip
