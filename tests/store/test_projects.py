"""Projects keep the goals they serve, every move with its reason, and what they cost."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine

from legalops.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    StaleEditError,
)
from legalops.models.goals import GoalInput
from legalops.models.kinds import Seen
from legalops.models.projects import (
    BenefitInput,
    MilestoneInput,
    ProjectCostInput,
    ProjectInput,
    RiskInput,
    StatusNoteInput,
)
from legalops.permissions import Actor, Role
from legalops.services import projects as acts
from legalops.services import record_rows
from legalops.services import records as kept
from legalops.services.record_rows import Entry
from legalops.store import projects, records
from tests.conftest import add_person

People = dict[Role, Actor]
MAY, JUNE = date(2026, 5, 4), date(2026, 6, 15)
COST = ProjectCostInput(what="Licence", on_day=MAY, amount_cents=120_000)


def project(engine: Engine, actor: Actor, **values: object) -> int:
    given = {"title": "Roll-out", "starts_on": MAY, "due_on": JUNE, **values}
    return acts.save(engine, actor, ProjectInput.model_validate(given))


def milestone(**values: object) -> MilestoneInput:
    return MilestoneInput.model_validate({"title": "Pilot", "baseline_on": MAY, **values})


def row_of(engine: Engine, project_id: int) -> dict[str, object]:
    found = projects.marks(engine, project_id).to_dict("records")
    return {str(name): value for name, value in found[0].items()}


@pytest.fixture
def ours(engine: Engine, people: People) -> int:
    """A project of the member, with a milestone."""
    number = project(engine, people[Role.MEMBER], owner_id=people[Role.MEMBER].user_id)
    acts.save_milestone(engine, people[Role.MEMBER], milestone(), project_id=number)
    return number


def test_a_project_serves_goals_and_its_history_says_so(engine: Engine, people: People) -> None:
    tom = people[Role.MEMBER]
    goals = [
        kept.add(
            engine, tom, "goal",
            GoalInput(title=name, objective_id=None, starts_on=MAY, due_on=JUNE),
        )
        for name in ("Faster", "Cheaper")
    ]  # fmt: skip
    number = project(engine, tom, goals=goals)
    assert projects.goals_of(engine, number) == goals
    given = ProjectInput(title="Roll-out", starts_on=MAY, due_on=JUNE, goals=(goals[1],))
    acts.save(engine, tom, given, Seen("project", number, 1))
    assert list(projects.goals_served(engine)["title"]) == ["Cheaper"]
    newest = records.history(engine, tom, "project", number)[0]
    assert (newest.before, newest.after) == ({"goals": goals}, {"goals": [goals[1]]})


def test_a_goal_that_is_not_there_cannot_be_served(engine: Engine, people: People) -> None:
    with pytest.raises(NotFoundError, match="A goal it serves"):
        project(engine, people[Role.OPS], goals=(99,))
    assert records.table(engine, "project").empty


def test_a_new_milestone_is_expected_when_it_was_promised(engine: Engine, ours: int) -> None:
    row = row_of(engine, ours)
    assert (row["forecast_on"], row["baseline_on"], row["moves"]) == ("2026-05-04",) * 2 + (0,)


def test_a_move_is_kept_with_its_reason(engine: Engine, people: People, ours: int) -> None:
    number = int(str(row_of(engine, ours)["id"]))
    given = milestone(forecast_on=JUNE, reason="The supplier is late")
    acts.save_milestone(engine, people[Role.MEMBER], given, Seen("milestone", number, 1))
    row, moves = row_of(engine, ours), projects.moves(engine, ours)
    assert (row["baseline_on"], row["forecast_on"], row["moves"]) == ("2026-05-04", "2026-06-15", 1)
    assert moves[["from_on", "to_on", "reason", "by"]].to_numpy().tolist() == [
        ["2026-05-04", "2026-06-15", "The supplier is late", "Tom"]
    ]
    told = records.history(engine, people[Role.MEMBER], "milestone", number)[0]
    assert told.after == {"reason": "The supplier is late"}


@pytest.mark.parametrize("field", ["forecast_on", "baseline_on"])
def test_a_kept_day_does_not_change_without_a_reason(
    engine: Engine, people: People, ours: int, field: str
) -> None:
    number = int(str(row_of(engine, ours)["id"]))
    given = milestone(**{"forecast_on": MAY, field: JUNE})
    with pytest.raises(InvalidInputError, match="Why it moves"):
        acts.save_milestone(engine, people[Role.MEMBER], given, Seen("milestone", number, 1))
    assert row_of(engine, ours)[field] == "2026-05-04"


def test_a_table_of_milestones_moves_them_with_a_reason_or_stores_none(
    engine: Engine, people: People, ours: int
) -> None:
    number = int(str(row_of(engine, ours)["id"]))
    moved = {"title": "Pilot", "baseline_on": MAY, "forecast_on": JUNE, "weight": 1}
    new = Entry(2, None, {"title": "Roll-out", "baseline_on": JUNE, "weight": 2})

    def store(reason: str) -> record_rows.Outcome:
        entry = Entry(1, Seen("milestone", number, 1), {**moved, "reason": reason})
        parent = {"project_id": ours}
        rows = record_rows.Rows("milestone", [entry, new], parent, acts.keep_milestone)
        return record_rows.store(engine, people[Role.MEMBER], rows)

    assert [(fault.row, fault.field) for fault in store("").faults] == [(1, "reason")]
    assert len(projects.marks(engine)) == 1
    found = store("The supplier is late")
    assert (found.added, found.changed, found.faults) == (1, 1, ())
    assert projects.marks(engine)["forecast_on"].to_list() == ["2026-06-15", "2026-06-15"]
    assert projects.moves(engine, ours)["reason"].to_list() == ["The supplier is late"]


def test_being_done_takes_no_reason(engine: Engine, people: People, ours: int) -> None:
    number = int(str(row_of(engine, ours)["id"]))
    given = milestone(done_on=MAY)
    acts.save_milestone(engine, people[Role.MEMBER], given, Seen("milestone", number, 1))
    assert row_of(engine, ours)["done_on"] == "2026-05-04"
    assert projects.moves(engine, ours).empty


def test_an_older_version_of_a_milestone_moves_nothing(
    engine: Engine, people: People, ours: int
) -> None:
    number = int(str(row_of(engine, ours)["id"]))
    given = milestone(forecast_on=JUNE, reason="Late")
    acts.save_milestone(engine, people[Role.OPS], given, Seen("milestone", number, 1))
    with pytest.raises(StaleEditError):
        acts.save_milestone(engine, people[Role.MEMBER], given, Seen("milestone", number, 1))
    assert len(projects.moves(engine, ours)) == 1


@pytest.mark.parametrize(
    "act",
    [
        lambda e, a, n: acts.save_milestone(e, a, milestone(), project_id=n),
        lambda e, a, n: acts.save_milestone(e, a, milestone(), Seen("milestone", 1, 1)),
        lambda e, a, n: acts.add_cost(e, a, n, COST),
        lambda e, a, n: kept.add(e, a, "risk", RiskInput(title="Late"), project_id=n),
        lambda e, a, n: acts.save(
            e, a, ProjectInput(title="Mine", starts_on=MAY, due_on=JUNE), Seen("project", n, 1)
        ),
    ],
    ids=["add milestone", "move milestone", "add cost", "add risk", "edit project"],
)
def test_a_project_is_its_owners_and_that_of_operations(
    engine: Engine, people: People, ours: int, act: Callable[[Engine, Actor, int], object]
) -> None:
    stranger = add_person(engine, "priya", Role.MEMBER)
    for actor in (stranger, people[Role.EXECUTIVE]):
        with pytest.raises(NotAllowedError):
            act(engine, actor, ours)
    assert act(engine, people[Role.OPS], ours) is not None


def test_costs_are_typed_and_taken_off(engine: Engine, people: People, ours: int) -> None:
    number = acts.add_cost(engine, people[Role.MEMBER], ours, COST)
    assert projects.costs(engine)["amount_cents"].to_list() == [120_000]
    acts.withdraw_cost(engine, people[Role.MEMBER], number)
    assert projects.costs(engine, ours).empty
    told = "Licence, USD 1,200.00, 4 May 2026"
    changes = records.history(engine, people[Role.OPS], "project", ours)[:2]
    assert [(c.before, c.after) for c in changes] == [
        ({"cost": told}, {"cost": ""}), ({"cost": ""}, {"cost": told}),
    ]  # fmt: skip
    with pytest.raises(NotFoundError):
        acts.withdraw_cost(engine, people[Role.MEMBER], number)


def test_the_newest_note_counts_by_its_day(engine: Engine, people: People, ours: int) -> None:
    for day, health in ((JUNE, "at_risk"), (MAY, "off_track")):
        given = StatusNoteInput.model_validate(
            {"title": "Pilot", "health": health, "on_day": day, "next_step": "Go on"}
        )
        kept.add(engine, people[Role.MEMBER], "status_note", given, project_id=ours)
    notes = projects.latest_notes(engine)
    assert notes[["project_id", "health", "on_day"]].to_numpy().tolist() == [
        [ours, "at_risk", "2026-06-15"]
    ]


def test_parts_of_a_withdrawn_project_count_no_more(
    engine: Engine, people: People, ours: int
) -> None:
    benefit = BenefitInput(title="Hours", promised_e4=400_000, due_on=MAY)
    kept.add(engine, people[Role.MEMBER], "benefit", benefit, project_id=ours)
    assert (len(projects.marks(engine)), len(projects.benefits(engine))) == (1, 1)
    kept.withdraw(engine, people[Role.MEMBER], Seen("project", ours, 1))
    assert (len(projects.marks(engine)), len(projects.benefits(engine))) == (0, 0)


def test_parts_are_read_with_their_owner_and_empty_values(
    engine: Engine, people: People, ours: int
) -> None:
    tom = people[Role.MEMBER]
    given = RiskInput(title="Late", owner_id=tom.user_id)
    kept.add(engine, tom, "risk", given, project_id=ours)
    risk = projects.parts(engine, tom, "risk", ours).iloc[0]
    assert (risk["title"], risk["owner"], risk["withdrawn_at"]) == ("Late", "Tom", None)


@pytest.mark.parametrize(
    ("asks", "given", "field"),
    [
        (ProjectInput, {"title": "A", "starts_on": JUNE, "due_on": MAY}, "due_on"),
        (RiskInput, {"title": "A", "impact": 6}, "impact"),
        (MilestoneInput, {"title": "A", "baseline_on": MAY, "weight": 0}, "weight"),
        (BenefitInput, {"title": "A", "promised_e4": 1, "measured_e4": 1, "measured_on": ""},
         "measured_on"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_field(
    asks: type, given: dict[str, object], field: str
) -> None:
    found, wrong = kept.checked(asks, given)
    assert found is None
    assert list(wrong) == [field]
