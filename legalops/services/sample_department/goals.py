"""What the sample department promises: objectives, goals, key results, check-ins."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Engine

from legalops import periods
from legalops.metrics import goal_live
from legalops.models.goals import CheckInInput, GoalInput, KeyResultInput, ObjectiveInput
from legalops.models.kinds import Seen
from legalops.services import goals as acts
from legalops.services import records
from legalops.services.sample_department.cast import Cast
from legalops.store import records as kept
from legalops.store import vendors

_E4 = 10_000
_OBJECTIVES = (
    (
        "Spend that can be planned",
        "carla",
        "Finance asks what the year will cost. The answer should not move by a fifth in a month.",
    ),
    (
        "Contracts in days, not weeks",
        "carla",
        "Sales waits for us. Standard work should not need a lawyer at every step.",
    ),
    (
        "A department people want to work with",
        "ana",
        "Inside and outside: paid on time, answered on time, no tool that nobody uses.",
    ),
)


@dataclass(frozen=True)
class _Result:
    """A key result: what is typed at each check-in, or the KPI it is read from."""

    title: str
    unit: str
    way: str
    start: float | None
    target: float | None
    upper: float | None = None
    weight: int = 1
    measure: str = ""
    vendor: str = ""
    typed: tuple[float, ...] = ()


@dataclass(frozen=True)
class _Goal:
    """A goal with its days from today, and how its check-ins went: days from today, words."""

    title: str
    why: str
    objective: int | None
    owners: tuple[str, str | None]
    days: tuple[int, int]
    results: tuple[_Result, ...]
    checks: tuple[tuple[int, str, str], ...]
    state: str = "open"
    #: Unit, direction, baseline, target, then what was typed: for a goal without key results.
    own: tuple[str, str, float, float, tuple[float, ...]] | None = None


_GOALS = (
    _Goal(
        "Litigation within budget from next quarter",
        "The Ardenmoor trial moved forward and took the year with it. The rest must hold.",
        0,
        ("tom", None),
        (-123, 150),
        (
            _Result("Forecast of the year over budget", "", "lower", 934_000, 0, weight=3,
                    measure="forecast_over"),
            _Result("Budget used to date", "", "within", None, None, 100, measure="used"),
            _Result("Litigation matters with a budget by phase", "matters", "higher", 2, 9,
                    weight=2, typed=(2, 3, 4)),
        ),
        (
            (-92, "medium", "Ardenmoor's experts are not capped yet."),
            (-61, "low", "Trial date moved again; two firms billed ahead of plan."),
            (-4, "low", "Expert fees need a decision before anything else moves."),
        ),
    ),
    _Goal(
        "Firms paid within 30 days",
        "Two firms asked for interest. Paying on time costs us nothing.",
        2,
        ("ana", "lena"),
        (-215, 60),
        (
            _Result("Median days from approval to payment", "days", "lower", 47, 30, weight=2,
                    typed=(44, 40, 36, 32)),
            _Result("Median days to a decision", "", "lower", 10, 7, measure="cycle_median"),
        ),
        (
            (-150, "medium", "Approvals wait for the second signature."),
            (-92, "medium", "Second signature only from 10,000 on."),
            (-45, "high", "Payment run is weekly now."),
            (-2, "high", "LedgerLine sends approved invoices the same evening."),
        ),
    ),
    _Goal(
        "Blended rate of Whitlock Farrow below the cap",
        "The cap we agreed for this year is 640 an hour over all their people.",
        0,
        ("tom", None),
        (-154, 60),
        (
            _Result("Blended rate of Whitlock Farrow", "", "lower", 672, 640,
                    measure="firm_blended_rate", vendor="Whitlock Farrow LLP"),
        ),
        (
            (-75, "medium", "More associates on the discovery work since July."),
            (-5, "medium", "They ask for an increase from January; see the open decision."),
        ),
    ),
    _Goal(
        "Standard contracts signed in five days",
        "Nine in ten contracts are standard. They take two weeks because they queue.",
        1,
        ("priya", "marcus"),
        (-190, 90),
        (),
        (
            (-140, "high", "Templates agreed with sales."),
            (-97, "medium", "Clausewell is late, so routing is still by mail."),
            (-47, "low", "Roll-out moved; nothing changes before it is live."),
        ),
        own=("days", "lower", 14, 5, (13, 11, 11)),
    ),
    _Goal(
        "Every system has an owner and a use",
        "We pay for seats that nobody has opened this year.",
        2,
        ("ana", "lena"),
        (-120, 120),
        (
            _Result("Systems with an owner in Legal and in IT", "%", "higher", 40, 100,
                    typed=(60, 80)),
            _Result("Seats used of seats paid for", "%", "higher", 58, 85, typed=(62, 71)),
        ),
        (
            (-66, "high", "Casewise and LedgerLine have owners."),
            (-3, "high", "The hosting contract is the last one open."),
        ),
    ),
    _Goal(
        "A letter each quarter on what changed in the law",
        "The business hears of new rules from us, not from the news.",
        None,
        ("jonas", None),
        (-270, 61),
        (),
        ((-180, "high", "First letter out."), (-88, "medium", "Second one came a month late.")),
        own=("letters", "higher", 0, 4, (1, 2)),
    ),
    _Goal(
        "Unbilled work asked of every firm by the fifth",
        "Accruals in time, so that a month closes once.",
        0,
        ("ana", None),
        (-300, -30),
        (),
        ((-120, "medium", "Eleven of fourteen."), (-35, "high", "All of them, in the portal.")),
        state="met",
        own=("firms", "higher", 6, 14, (11, 14)),
    ),
)  # fmt: skip


def tell(engine: Engine, cast: Cast) -> None:
    """Tell it through the acts that people use."""
    year = periods.fiscal_year_of(periods.month_of(cast.today), 1).name
    objectives = [
        records.add(
            engine,
            cast.actor(owner),
            "objective",
            ObjectiveInput(title=title, fiscal_year=year, owner_id=cast.ids[owner], why=why),
        )
        for title, owner, why in _OBJECTIVES
    ]
    table = vendors.table(engine)
    firms = dict(zip(table["name"], table["id"].astype(int), strict=True))
    for goal in _GOALS:
        _promise(engine, cast, goal, (objectives, firms))


def _promise(
    engine: Engine, cast: Cast, goal: _Goal, known: tuple[list[int], Mapping[str, int]]
) -> None:
    objectives, firms = known
    actor = cast.actor(goal.owners[0])
    given = _asked(cast, goal, None if goal.objective is None else objectives[goal.objective])
    number = records.add(engine, actor, "goal", given)
    parts = [
        records.add(engine, actor, "key_result", _measured(each, firms), goal_id=number)
        for each in goal.results
    ]
    for place, (offset, confidence, note) in enumerate(goal.checks):
        typed = {
            part: _e4(each.typed[place])
            for part, each in zip(parts, goal.results, strict=True)
            if each.typed
        }
        said: dict[str, Any] = {"confidence": confidence, "note": note}
        said["value_e4"] = _e4(goal.own[4][place]) if goal.own else None
        checked = CheckInInput(on_day=cast.day(offset), **said)
        acts.check_in(engine, actor, number, checked, typed, today=cast.today)
    if goal.state != "open":
        row = kept.one(engine, actor, "goal", number)
        records.set_one(
            engine, actor, Seen("goal", number, int(row["version"])), "state", goal.state
        )


def _asked(cast: Cast, goal: _Goal, objective: int | None) -> GoalInput:
    legal, it = goal.owners
    own: dict[str, Any] = {}
    if goal.own:
        unit, way, start, target, _ = goal.own
        own = {"unit": unit, "direction": way, "baseline_e4": _e4(start), "target_e4": _e4(target)}
    days: tuple[date, date] = (cast.day(goal.days[0]), cast.day(goal.days[1]))
    return GoalInput(
        title=goal.title,
        why=goal.why,
        objective_id=objective,
        owner_id=cast.ids[legal],
        it_owner_id=cast.ids[it] if it else None,
        starts_on=days[0],
        due_on=days[1],
        **own,
    )


def _measured(result: _Result, firms: Mapping[str, int]) -> KeyResultInput:
    return KeyResultInput.model_validate(
        {
            "title": result.title,
            "unit": result.unit,
            "direction": result.way,
            "baseline_e4": _maybe(result.start),
            "target_e4": _maybe(result.target),
            "upper_e4": _maybe(result.upper),
            "weight": result.weight,
            "measure": result.measure,
            "scope": goal_live.scope_of(firms[result.vendor]) if result.vendor else "",
        }
    )


def _maybe(value: float | None) -> int | None:
    return None if value is None else _e4(value)


def _e4(value: float) -> int:
    return round(value * _E4)
