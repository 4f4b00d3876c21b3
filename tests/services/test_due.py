from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from legalops.models.kinds import Seen
from legalops.permissions import Actor, Permission, Role
from legalops.services.due import Due, due
from legalops.store import records
from legalops.store.unit import writing
from tests.services.work_rows import keep

TODAY = date(2026, 11, 2)
UNTIL = TODAY + timedelta(30)
People = dict[Role, Actor]


def waits(engine: Engine, person: Actor | None, until: date = UNTIL) -> list[tuple[str, str, str]]:
    user = person.user_id if person else None
    return [(d.source, d.title, str(d.on)) for d in due(engine, user, until, TODAY)]


def test_an_open_action_waits_for_its_owner_and_for_nobody_else(
    engine: Engine, people: People
) -> None:
    tom, ana = people[Role.MEMBER], people[Role.OPS]
    keep(engine, tom, "action", "Call", owner_id=tom.user_id, due_on=date(2026, 10, 1))
    keep(engine, tom, "action", "Whenever", owner_id=tom.user_id)
    keep(engine, tom, "action", "Far", owner_id=tom.user_id, due_on=UNTIL + timedelta(1))
    keep(engine, tom, "action", "Did", owner_id=tom.user_id, due_on=TODAY, state="done")
    assert waits(engine, tom) == [
        ("action", "Call", "2026-10-01"),
        ("action", "Whenever", "None"),
    ]
    assert waits(engine, ana) == []


def goal(engine: Engine, actor: Actor, title: str, **values: Any) -> int:
    return keep(
        engine, actor, "goal", title, owner_id=actor.user_id, starts_on=date(2026, 7, 1),
        due_on=date(2027, 6, 30), **values,
    )  # fmt: skip


def test_a_goal_asks_for_a_check_in_thirty_days_after_the_last(
    engine: Engine, people: People
) -> None:
    tom = people[Role.MEMBER]
    number = goal(engine, tom, "Within budget")
    assert waits(engine, tom) == [("check_in", "Within budget", "2026-07-31")]
    _check_in(engine, number, "2026-10-20")
    assert waits(engine, tom) == [("check_in", "Within budget", "2026-11-19")]
    _check_in(engine, number, "2026-11-01", withdrawn_at="2026-11-01")
    assert waits(engine, tom) == [("check_in", "Within budget", "2026-11-19")]


def _check_in(engine: Engine, goal_id: int, day: str, **more: str) -> None:
    values = {"goal_id": goal_id, "on_day": day, "confidence": "high", "note": "", "maker": "Tom",
              "made_at": day, "withdrawn_at": None, **more}  # fmt: skip
    names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
    with engine.connect().execution_options(writes=True) as connection:
        connection.exec_driver_sql(
            f"INSERT INTO check_in ({names}) VALUES ({marks})"
            if engine.dialect.name == "sqlite"
            else f"INSERT INTO check_in ({names}) VALUES ({', '.join(f'%({n})s' for n in values)})",
            values,
        )
        connection.commit()


def test_both_owners_of_a_goal_are_asked(engine: Engine, people: People) -> None:
    tom, ana = people[Role.MEMBER], people[Role.OPS]
    goal(engine, tom, "Shared", it_owner_id=ana.user_id)
    assert waits(engine, ana) == waits(engine, tom) != []
    assert len(due(engine, None, UNTIL, TODAY)) == 2


@pytest.mark.parametrize(
    ("state", "expected"),
    [("open", [("decide", "2026-11-05")]), ("decided", [("review", "2026-11-20")]),
     ("reviewed", [])],
)  # fmt: skip
def test_a_decision_waits_to_be_taken_then_to_be_reviewed(
    engine: Engine, people: People, state: str, expected: list[tuple[str, str]]
) -> None:
    carla = people[Role.EXECUTIVE]
    keep(
        engine, carla, "decision", "Do we?", accountable_id=carla.user_id, raised_on="2026-10-01",
        due_on=date(2026, 11, 5), review_on="2026-11-20", state=state,
    )  # fmt: skip
    assert [(source, on) for source, _, on in waits(engine, carla)] == expected


def project(engine: Engine, actor: Actor, phase: str = "doing") -> int:
    return keep(
        engine, actor, "project", "Roll-out", owner_id=actor.user_id, phase=phase,
        starts_on=date(2026, 10, 30), due_on=date(2027, 3, 1),
    )  # fmt: skip


def test_a_running_project_asks_for_a_note_a_week_and_for_its_milestones(
    engine: Engine, people: People
) -> None:
    tom = people[Role.MEMBER]
    number = project(engine, tom)
    keep(
        engine, tom, "milestone", "Pilot", project_id=number, baseline_on=date(2026, 11, 1),
        forecast_on=date(2026, 11, 10),
    )  # fmt: skip
    keep(engine, tom, "benefit", "Hours", project_id=number, promised_e4=1, due_on=TODAY)
    assert waits(engine, tom) == [
        ("benefit", "Hours", "2026-11-02"),
        ("status_note", "Roll-out", "2026-11-06"),
        ("milestone", "Pilot", "2026-11-10"),
    ]
    keep(
        engine, tom, "status_note", "Well", project_id=number, on_day=date(2026, 11, 3),
        health="on_track", next_step="Go on",
    )  # fmt: skip
    assert ("status_note", "Roll-out", "2026-11-10") in waits(engine, tom)


def test_a_project_that_is_over_asks_for_nothing(engine: Engine, people: People) -> None:
    tom = people[Role.MEMBER]
    number = project(engine, tom, "done")
    keep(engine, tom, "milestone", "Late", project_id=number, baseline_on=TODAY, forecast_on=TODAY)
    assert waits(engine, tom) == []


def test_the_last_day_to_give_notice_counts_not_the_renewal(engine: Engine, people: People) -> None:
    ana = people[Role.OPS]
    keep(
        engine, ana, "system", "PaperTrail", owner_id=ana.user_id, renews_on=date(2027, 1, 31),
        notice_days=60,
    )  # fmt: skip
    (found,) = due(engine, ana.user_id, date(2026, 12, 2), TODAY)
    assert (found.on, found.why) == (date(2026, 12, 2), "Last day to give notice")
    assert due(engine, ana.user_id, date(2026, 12, 1), TODAY) == []


def test_experiments_and_trainings_wait_for_who_runs_and_who_attends(
    engine: Engine, people: People
) -> None:
    tom, ana = people[Role.MEMBER], people[Role.OPS]
    keep(engine, tom, "experiment", "Form", owner_id=tom.user_id, stop_on=date(2026, 11, 9))
    keep(
        engine, ana, "training", "Rates", owner_id=ana.user_id, attendees=(tom.user_id,),
        planned_on=date(2026, 11, 12),
    )  # fmt: skip
    assert waits(engine, tom) == [
        ("experiment", "Form", "2026-11-09"),
        ("attending", "Rates", "2026-11-12"),
    ]
    assert waits(engine, ana) == [("training", "Rates", "2026-11-12")]


def test_a_series_gives_its_days_until_the_meeting_is_entered(
    engine: Engine, people: People
) -> None:
    tom, ana = people[Role.MEMBER], people[Role.OPS]
    forum = keep(
        engine, ana, "forum", "Monday review", owner_id=ana.user_id, members=(tom.user_id,),
        first_on=date(2026, 1, 5), cadence="weekly", form="meeting",
    )  # fmt: skip
    week = TODAY + timedelta(7)
    days = [("forum", "Monday review", "2026-11-02"), ("forum", "Monday review", "2026-11-09")]
    assert waits(engine, tom, week) == waits(engine, ana, week) == days
    keep(engine, ana, "meeting", "2 Nov", forum_id=forum, held_on=TODAY, attendees=(tom.user_id,))
    assert waits(engine, tom, week) == [("meeting", "2 Nov", "2026-11-02"), days[1]]


def test_a_meeting_without_notes_is_asked_about_for_a_week(engine: Engine, people: People) -> None:
    ana = people[Role.OPS]
    for day in (date(2026, 10, 10), date(2026, 10, 28)):
        keep(engine, ana, "meeting", f"{day}", held_on=day, attendees=(ana.user_id,))
    (found,) = due(engine, ana.user_id, UNTIL, TODAY)
    assert (found.title, found.why) == ("2026-10-28", "Meeting without notes")


def test_what_was_taken_off_waits_for_nobody(engine: Engine, people: People) -> None:
    tom = people[Role.MEMBER]
    number = keep(engine, tom, "action", "Call", owner_id=tom.user_id, due_on=TODAY)
    with writing(engine, tom, Permission.EDIT_OWN_WORK) as unit:
        records.withdraw(unit, Seen("action", number, 1))
    assert due(engine, None, UNTIL, TODAY) == []


def test_what_nobody_owns_is_listed_for_everybody_without_a_person(
    engine: Engine, people: People
) -> None:
    keep(engine, people[Role.OPS], "action", "Whose?", due_on=TODAY)
    assert due(engine, None, UNTIL, TODAY) == [
        Due("action", 1, None, "Whose?", TODAY, "Action", None, "action")
    ]
