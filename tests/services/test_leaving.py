from datetime import date

import pytest
from sqlalchemy import Engine, text

from legalops.errors import RefusedError
from legalops.models.kinds import KINDS
from legalops.permissions import Actor, Role
from legalops.services import check, users
from legalops.store import owned
from legalops.store.check_records import records as dangling
from legalops.store.records import history
from tests.services.work_rows import keep

DAY = date(2026, 11, 2)
People = dict[Role, Actor]
#: What each kind needs besides a title and its owner to be kept, as something under way.
ROWS: dict[str, dict[str, object]] = {
    "objective": {"fiscal_year": 2026},
    "goal": {"starts_on": DAY, "due_on": DAY},
    "decision": {"raised_on": "2026-11-02"},
    "project": {"starts_on": DAY, "due_on": DAY},
    "milestone": {"project_id": 1, "baseline_on": DAY, "forecast_on": DAY},
    "risk": {"project_id": 1},
    "forum": {},
    "action": {},
    "training": {},
    "idea": {},
    "experiment": {},
    "system": {},
}


def all_kinds(engine: Engine, actor: Actor, owner_id: int | None) -> None:
    for kind, values in ROWS.items():
        columns = dict.fromkeys(owned.answering(kind), owner_id)
        keep(engine, actor, kind, f"The {kind}", **{**values, **columns})


def test_every_kind_that_somebody_answers_for_is_listed_and_handed_over(
    engine: Engine, people: People
) -> None:
    tom, mia, ana = people[Role.MEMBER], people[Role.ADMIN], people[Role.OPS]
    assert set(ROWS) | {"retrospective"} == {kind for kind in KINDS if owned.answering(kind)}
    all_kinds(engine, ana, tom.user_id)
    assert users.owned(engine, "tom") == [f"{KINDS[k].noun.capitalize()} The {k}" for k in KINDS
                                          if k in ROWS]  # fmt: skip
    with pytest.raises(RefusedError, match="still owns 12"):
        users.disable(engine, mia, "tom")
    users.disable(engine, mia, "tom", "carla")
    assert users.owned(engine, "tom") == []
    assert len(users.owned(engine, "carla")) == len(ROWS)
    newest = history(engine, ana, "project", 1)[0]
    assert (newest.by, newest.act) == ("Mia", "handed_over")
    assert set(newest.after) == {"owner_id", "it_owner_id", "sponsor_id"}


def test_what_is_over_stays_with_who_did_it(engine: Engine, people: People) -> None:
    tom, mia = people[Role.MEMBER], people[Role.ADMIN]
    keep(engine, tom, "action", "Did", owner_id=tom.user_id, state="done")
    keep(engine, tom, "retrospective", "Then", owner_id=tom.user_id, held_on=DAY)
    assert users.disable(engine, mia, "tom") == []
    with engine.connect() as connection:
        owner = connection.execute(text("SELECT owner_id FROM action")).scalar_one()
    assert owner == tom.user_id


def test_a_store_with_records_of_every_kind_is_sound(engine: Engine, people: People) -> None:
    all_kinds(engine, people[Role.OPS], people[Role.MEMBER].user_id)
    keep(engine, people[Role.OPS], "meeting", "Review", held_on=DAY,
         attendees=(people[Role.MEMBER].user_id,))  # fmt: skip
    assert check.run(engine) == []


@pytest.mark.parametrize(
    ("statement", "subject", "said"),
    [
        ("INSERT INTO record_person VALUES ('idea', 99, 'people', 1)", "idea 99", "not there"),
        (
            "INSERT INTO record_link (from_kind, from_id, to_kind, to_id, made_by, made_at) "
            "VALUES ('idea', 1, 'matter', 7, 'x', '2026')",
            "link 1",
            "matter 7",
        ),
        ("UPDATE idea SET withdrawn_at = '2026'", "idea 1", "search knows it"),
        ("DELETE FROM search_entry", "idea 1", "search does not know it"),
        (
            "INSERT INTO comment (subject, period, body, written_by, author, written_at, version) "
            "VALUES ('idea:5', '', 'x', 1, 'x', '2026', 1)",
            "comment 1",
            "idea 5",
        ),
    ],
)
def test_the_check_names_what_hangs_in_the_air(
    engine: Engine, people: People, statement: str, subject: str, said: str
) -> None:
    keep(engine, people[Role.MEMBER], "idea", "One form")
    assert dangling(engine) == []
    with engine.connect().execution_options(writes=True) as connection:
        connection.exec_driver_sql(statement)
        connection.commit()
    (found,) = dangling(engine)
    assert found.subject == subject
    assert said in found.message


def test_an_action_from_nowhere_is_named(engine: Engine, people: People) -> None:
    keep(engine, people[Role.MEMBER], "action", "Call", about_kind="meeting", about_id=4)
    (found,) = dangling(engine)
    assert (found.check, found.subject) == ("actions", "action 1")
